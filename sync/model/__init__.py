"""The records and code lists that both ends share. Pure: no clock, no chance, no disk, no wire.

A record is a frozen, keyword-only ``msgspec.Struct``; one definition validates on both ends. Drafts are made of the
same structs with most fields optional: what is not known yet is ``None``, never a made-up default.

Adding a record: a struct in the file of its subject, its state enum in ``states.py``, its field groups in
``fields.py`` when parts of it are merged separately, and a line in ``docs/glossary.md``.
"""
