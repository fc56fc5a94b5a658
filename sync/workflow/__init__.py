"""The machines. ``decide(record, command, context) -> Decision | Refusal`` and ``apply(record, event) -> record``.

Both are pure: the desk runs them as a preview, the province as the decision. An expected "no" is a ``Refusal`` value.

Adding a command: a struct in ``commands.py``, its event in ``events.py``, one ``decide_…`` and one row in the
machine's transition table, one ``apply`` arm, and the rows of the table test.
"""
