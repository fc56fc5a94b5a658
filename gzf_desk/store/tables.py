"""The tables of the store. Personal content is in sealed ``body`` columns only; the rest may be read by a thief.

What stays visible: ids, states, counts, times, organisation codes, equality of the exactly indexed numbers.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import ClauseElement, Column, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.dialects.sqlite.pysqlite import dialect

metadata: Final = MetaData()


def as_text(statement: ClauseElement) -> str:
    """A statement in the driver's words, with named parameters.

    For the hundreds of rows of a page: SQLAlchemy's own binding costs more than SQLite's work.
    """
    return str(statement.compile(dialect=dialect(paramstyle="named")))


counters: Final = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Numbers that only grow: ``op_n``."""

singles: Final = Table(
    "singles",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""One of a kind, sealed by the local key: identity, sync position, operators, the chosen operator."""

subjects: Final = Table(
    "subjects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""One wrapped data key per case or other record."""

mirror: Final = Table(
    "mirror",
    metadata,
    Column("record_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("org", Text, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("parent", Text, nullable=False, server_default=""),
    Column("stale", Integer, nullable=False, server_default="0"),
    Column("body", LargeBinary, nullable=False),
    Index("ix_mirror_kind", "kind"),
    Index("ix_mirror_parent", "parent"),
)
"""What the province says. ``parent``: the record that an event or a conflict belongs to. ``stale``: not seen yet
in a pull from the very start."""

outbox: Final = Table(
    "outbox",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("record_kind", Text, nullable=False),
    Column("record_id", Text, nullable=False),
    Column("handed", Integer, nullable=False, server_default="0"),
    Column("saved_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("verdict", Text, nullable=False, server_default=""),
    Column("verdict_seq", Integer, nullable=False, server_default="0"),
    Column("verdict_body", LargeBinary),
    Column("receipt", Text, nullable=False, server_default=""),
    Column("settled_at", Text, nullable=False, server_default=""),
    Index("ix_outbox_record", "record_id", "n"),
    Index("ix_outbox_receipt", "receipt", "n"),
)
"""Ops. ``handed`` 1 from the moment before the first sending; ``receipt`` only from a verified one."""

receipts: Final = Table(
    "receipts",
    metadata,
    Column("number", Text, primary_key=True),
    Column("first_n", Integer, nullable=False),
    Column("last_n", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Verified receipts as they came; they carry no personal data."""

exact_index: Final = Table(
    "exact_index",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("record_id", Text, primary_key=True),
    Index("ix_exact_record", "record_id"),
)
"""Blind tokens of ID numbers, phones and case numbers. Nothing shorter is indexed on disk."""

log: Final = Table(
    "log",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("leaf", Text, nullable=False),
    Column("line", LargeBinary, nullable=False),
)
"""The chained log."""

attachments: Final = Table(
    "attachments",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("saved_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Signature images and publicity photos by content."""

blocks: Final = Table(
    "blocks",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("first", Integer, primary_key=True),
    Column("region", Text, nullable=False),
    Column("station", Text, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
)
"""Number blocks of this device and how far they are used."""

numbers: Final = Table(
    "numbers",
    metadata,
    Column("number", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
)
"""Every number that this desk gave out, so that all can be accounted for."""

prints: Final = Table(
    "prints",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("document", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("content_sha256", Text, nullable=False),
    Column("watermark", Text, nullable=False),
    Column("printed_at", Text, nullable=False),
    Column("operator", Text, nullable=False),
)
"""The print journal."""

edits: Final = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", Text, nullable=False),
    Column("undone", Integer, nullable=False, server_default="0"),
    Column("body", LargeBinary, nullable=False),
    Index("ix_edits_case", "case_id", "undone", "id"),
)
"""Undo and redo, per case."""
