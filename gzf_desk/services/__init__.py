"""Use cases of the desk, without Qt. Window, command line, demo and tests all work through these.

``api.py`` names what each service offers, ``views.py`` what it returns. Every call is synchronous and durable when it
returns; the window runs them in lanes (``gzf_desk.tasks``). Expected outcomes are values, trouble is a
``UserFacingError``.
"""
