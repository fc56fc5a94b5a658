"""The records and code lists that both ends share. Pure: no clock, no chance, no disk, no wire.

A record is a frozen, keyword-only ``msgspec.Struct``; one definition validates on both ends. Drafts are made of the
same structs with most fields optional: what is not known yet is ``None``, never a made-up default.

Adding a record: a struct in the file of its subject, its state enum in ``states.py`` with names in
``resources/codes`` (``lists.py``), its field groups in ``fields.py`` when parts of it are merged separately, a check of
what cannot be right about it whose codes have sentences in ``rules.toml``, and a line in ``docs/glossary.md``.
"""
