"""The desk: the window at a service point.

Floors, each standing only on those below it::

    __main__ · demo · cli · app · ui · services
    store | devices | documents
    secrets | audit | tasks
    assets | settings
    paths | log | clock | i18n
    errors

The desk stands on ``sync`` (records, rules, protocol, engine) and never on ``sync.server``.
"""

__version__ = "0.1.0"
