"""What both ends seal and verify: envelopes for bodies at rest, signatures, the chained log, signed requests.

Recipe for another cipher suite: a new suite byte in ``envelope.py`` with its own branch; old bytes stay
readable for ever. Nothing here knows messages, tables or screens.
"""
