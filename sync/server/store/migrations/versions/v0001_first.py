"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )


def _counters() -> None:
    op.create_table(
        "counters",
        sa.Column("prefecture", sa.String(length=4), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefecture", name=op.f("pk_counters")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
    )


def _journal_head() -> None:
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("leaf", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )


def _departures() -> None:
    op.create_table(
        "departures",
        sa.Column("prefecture", sa.String(length=4), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("org", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("prefecture", "seq", name=op.f("pk_departures")),
    )


def _history() -> None:
    op.create_table(
        "history",
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=80), nullable=False),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "field", "from_seq", name=op.f("pk_history")),
    )


def _identities() -> None:
    op.create_table(
        "identities",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("record_id", "key", name=op.f("pk_identities")),
    )
    op.create_index(op.f("ix_identities_key"), "identities", ["key"], unique=False)


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("org", sa.String(length=12), nullable=False),
        sa.Column("prefecture", sa.String(length=4), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_seq", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("parent", sa.String(length=64), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("timer_on", sa.Date(), nullable=True),
        sa.Column("gone", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("versions", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
    )
    op.create_index(op.f("ix_records_kind_state"), "records", ["kind", "state"], unique=False)
    op.create_index(op.f("ix_records_parent_kind"), "records", ["parent", "kind"], unique=False)
    op.create_index(op.f("ix_records_prefecture_seq"), "records", ["prefecture", "seq"], unique=True)
    op.create_index(op.f("ix_records_timer_on"), "records", ["timer_on"], unique=False)


def _verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("op_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("original", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("device", "n", name=op.f("pk_verdicts")),
    )
    op.create_index(
        "ux_verdicts_op",
        "verdicts",
        ["op_id"],
        unique=True,
        sqlite_where=sa.text("original = 1"),
        postgresql_where=sa.text("original = 1"),
    )


def _nonces() -> None:
    op.create_table(
        "nonces",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "nonce", name=op.f("pk_nonces")),
    )
    op.create_index(op.f("ix_nonces_expires_at"), "nonces", ["expires_at"], unique=False)


def _registry() -> None:
    op.create_table(
        "registry",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data_class", sa.String(length=4), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", "data_class", name=op.f("pk_registry")),
    )


def _used_numbers() -> None:
    op.create_table(
        "used_numbers",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.String(length=64), nullable=False),
        sa.Column("op_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_used_numbers")),
    )


def _number_counters() -> None:
    op.create_table(
        "number_counters",
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("station", sa.String(length=4), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "region", "station", name=op.f("pk_number_counters")),
    )


def _sites() -> None:
    op.create_table(
        "sites",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("point", sa.String(length=20), nullable=False),
        sa.Column("org", sa.String(length=12), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("station", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_sites")),
    )
    op.create_index(op.f("ix_sites_region_station"), "sites", ["region", "station"], unique=True)


def _operators() -> None:
    op.create_table(
        "operators",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operators")),
    )


def _grants() -> None:
    op.create_table(
        "grants",
        sa.Column("operator", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("org", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["operator"], ["operators.id"], name=op.f("fk_grants_operator")),
        sa.ForeignKeyConstraint(["site"], ["sites.code"], name=op.f("fk_grants_site")),
        sa.PrimaryKeyConstraint("operator", "site", "role", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_site"), "grants", ["site"], unique=False)


def _codes() -> None:
    op.create_table(
        "codes",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_key", sa.LargeBinary(), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["site"], ["sites.code"], name=op.f("fk_codes_site")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_codes")),
    )


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("org", sa.String(length=12), nullable=False),
        sa.Column("machine", sa.String(length=128), nullable=False),
        sa.Column("app_version", sa.String(length=40), nullable=False),
        sa.Column("last_n", sa.BigInteger(), nullable=False),
        sa.Column("token_held", sa.String(length=64), nullable=False),
        sa.Column("token_current", sa.String(length=64), nullable=False),
        sa.Column("scope_epoch", sa.Integer(), nullable=False),
        sa.Column("revoked", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site"], ["sites.code"], name=op.f("fk_devices_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
    )


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("station", sa.String(length=4), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["devices.id"], name=op.f("fk_blocks_device")),
        sa.PrimaryKeyConstraint("kind", "region", "station", "first", name=op.f("pk_blocks")),
    )
    op.create_index(op.f("ix_blocks_device"), "blocks", ["device"], unique=False)


def upgrade() -> None:
    """Build all tables."""
    _meta()
    _counters()
    _journal()
    _journal_head()
    _departures()
    _history()
    _identities()
    _records()
    _verdicts()
    _nonces()
    _registry()
    _used_numbers()
    _number_counters()
    _sites()
    _operators()
    _grants()
    _codes()
    _devices()
    _blocks()


def downgrade() -> None:
    """Drop all tables."""
    op.drop_table("blocks")
    op.drop_table("devices")
    op.drop_table("codes")
    op.drop_table("grants")
    op.drop_table("operators")
    op.drop_table("sites")
    op.drop_table("number_counters")
    op.drop_table("used_numbers")
    op.drop_table("registry")
    op.drop_table("nonces")
    op.drop_table("verdicts")
    op.drop_table("records")
    op.drop_table("identities")
    op.drop_table("history")
    op.drop_table("departures")
    op.drop_table("journal_head")
    op.drop_table("journal")
    op.drop_table("counters")
    op.drop_table("meta")
