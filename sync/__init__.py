"""The contract between desk and province, and the province itself.

Rooms, each standing only on those below it::

    client | server
    protocol
    seal | workflow
    policy
    model
    assets
    errors

Everything that the two ends must agree on lives here once: records, rules, the state machines, what is signed and how,
and the words on the wire. ``client`` is the desk's sync engine, ``server`` the provincial platform. The rules are pure
(no clock, chance, disk or wire), so the desk runs as a preview what the province runs as the decision.
"""
