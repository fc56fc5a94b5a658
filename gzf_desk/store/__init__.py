"""The sealed local store: stdlib SQLite under SQLAlchemy, bodies sealed, names searched in memory only.

``keys`` opens it, ``engine`` connects, ``tables`` names the rows, ``unit_of_work`` writes a change, its op and its log
line in one transaction, ``mirror`` holds what the province says, ``outbox`` what it has not confirmed yet, ``casebook``
lays the second over the first, ``search`` finds in memory, ``port`` is the sync engine's way in.

Recipe for a new table: add it in ``tables.py``, write the migration in ``migrations/versions`` (a test compares both),
seal every personal column under the key of its subject with the context ``table|column|row|version``.
"""
