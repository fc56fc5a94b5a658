"""Small bugs, one at a time, in a copy of a module that only one process sees: do the tests notice?

``python -m tests.proof.mutants sync.policy`` (see :mod:`tests.proof.mutants.campaign`). Why this is our own:
``docs/decisions/008-mutants.md``.
"""
