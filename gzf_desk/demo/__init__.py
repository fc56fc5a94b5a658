"""The demo: the whole road with real parts, from a card on a reader to a signed lease that is back on the desk.

``python -m gzf_desk.demo`` (which is what ``dev.py demo`` runs). With a screen it starts the province and opens the
window with a simulated reader; without one it walks the road by itself and leaves pictures, papers and
``summary.json``.
It runs from a checkout: the card reader's simulator lives with the tests.

Parts: ``province`` (the platform as a process of its own), ``people`` (a fictional family), ``desks`` (three service
points), ``road`` (the steps), ``pictures`` (the real window), ``report``.
"""
