"""The words on the wire: messages, verdicts, limits, and the one list of calls that both ends implement.

No transport, no storage. ``docs/protocol.md`` is the specification; tests keep the two together.
"""
