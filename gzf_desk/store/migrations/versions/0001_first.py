"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _create_sync_tables() -> None:
    op.create_table(
        "mirror",
        sa.Column("record_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("parent", sa.Text, nullable=False, server_default=""),
        sa.Column("stale", sa.Integer, nullable=False, server_default="0"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_mirror_kind", "mirror", ["kind"])
    op.create_index("ix_mirror_parent", "mirror", ["parent"])
    op.create_table(
        "outbox",
        sa.Column("n", sa.Integer, primary_key=True),
        sa.Column("op_id", sa.Text, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("record_kind", sa.Text, nullable=False),
        sa.Column("record_id", sa.Text, nullable=False),
        sa.Column("handed", sa.Integer, nullable=False, server_default="0"),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False, server_default=""),
        sa.Column("verdict_seq", sa.Integer, nullable=False, server_default="0"),
        sa.Column("verdict_body", sa.LargeBinary),
        sa.Column("receipt", sa.Text, nullable=False, server_default=""),
        sa.Column("settled_at", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("ix_outbox_record", "outbox", ["record_id", "n"])
    op.create_index("ix_outbox_receipt", "outbox", ["receipt", "n"])
    op.create_table(
        "receipts",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("first_n", sa.Integer, nullable=False),
        sa.Column("last_n", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )


def _create_number_tables() -> None:
    op.create_table(
        "blocks",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("station", sa.Text, nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("next", sa.Integer, nullable=False),
    )
    op.create_table(
        "numbers",
        sa.Column("number", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("taken_at", sa.Text, nullable=False),
    )
    op.create_table(
        "prints",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("content_sha256", sa.Text, nullable=False),
        sa.Column("watermark", sa.Text, nullable=False),
        sa.Column("printed_at", sa.Text, nullable=False),
        sa.Column("operator", sa.Text, nullable=False),
    )


def upgrade() -> None:
    """Create everything."""
    op.create_table(
        "counters", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Integer, nullable=False)
    )
    op.create_table(
        "singles", sa.Column("name", sa.Text, primary_key=True), sa.Column("body", sa.LargeBinary, nullable=False)
    )
    op.create_table(
        "subjects", sa.Column("id", sa.Text, primary_key=True), sa.Column("wrapped", sa.LargeBinary, nullable=False)
    )
    _create_sync_tables()
    op.create_table(
        "exact_index",
        sa.Column("token", sa.LargeBinary, primary_key=True),
        sa.Column("record_id", sa.Text, primary_key=True),
    )
    op.create_index("ix_exact_record", "exact_index", ["record_id"])
    op.create_table(
        "log",
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("leaf", sa.Text, nullable=False),
        sa.Column("line", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "attachments",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    _create_number_tables()
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("case_id", sa.Text, nullable=False),
        sa.Column("undone", sa.Integer, nullable=False, server_default="0"),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_edits_case", "edits", ["case_id", "undone", "id"])
    op.execute("CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'append only'); END")
    op.execute("CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'append only'); END")


def downgrade() -> None:
    """There is no way back: a backup is."""
    raise NotImplementedError
