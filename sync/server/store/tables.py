"""The tables. What they must hold together is said here; ``migrations/`` builds them."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

ID = String(64)
ORG = String(12)

meta = Table(
    "meta",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
"""``history_id``, ``former_histories``, ``platform_public``."""

counters = Table(
    "counters",
    metadata,
    Column("prefecture", String(4), primary_key=True),
    Column("seq", BigInteger, nullable=False),
)
"""One row per prefecture, locked until commit: the order of ``seq`` is the order of commits."""

records = Table(
    "records",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("org", ORG, nullable=False),
    Column("prefecture", String(4), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("created_seq", BigInteger, nullable=False),
    Column("state", String(24), nullable=False),
    Column("parent", ID, nullable=True),
    Column("events", Integer, nullable=False),
    Column("timer_on", Date, nullable=True),
    Column("gone", String(12), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("versions", LargeBinary, nullable=False),
    Index(None, "prefecture", "seq", unique=True),
    Index(None, "parent", "kind"),
    Index(None, "timer_on"),
    Index(None, "kind", "state"),
)
"""All that is pulled: cases, waiting entries, units, tenancies, events, conflicts, aliases.

``seq`` is the version. ``versions`` holds ``{field: [seq, device, n]}``. ``parent`` is the object of an event,
conflict or alias. ``timer_on`` is the first civil day on which the platform's timers look at the record.
"""

history = Table(
    "history",
    metadata,
    Column("record_id", ID, nullable=False),
    Column("field", String(80), nullable=False),
    Column("from_seq", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("record_id", "field", "from_seq"),
)
"""Values of fields before they were overwritten: nothing that was saved is dropped, and conflicts know their base."""

departures = Table(
    "departures",
    metadata,
    Column("prefecture", String(4), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("record_id", ID, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("org", ORG, nullable=False),
    PrimaryKeyConstraint("prefecture", "seq"),
)
"""Records that left an organisation unit; whoever sees only that unit is told ``left_scope``."""

verdicts = Table(
    "verdicts",
    metadata,
    Column("device", ID, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("op_id", ID, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("original", Integer, nullable=False),
    Column("verdict", String(12), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("device", "n"),
    Index(
        "ux_verdicts_op", "op_id", unique=True, sqlite_where=text("original = 1"), postgresql_where=text("original = 1")
    ),
)
"""Answers to ops, for ever, written in the transaction of the effect. ``original`` = 0 for an op that came twice."""

identities = Table(
    "identities",
    metadata,
    Column("key", String(64), nullable=False),
    Column("record_id", ID, nullable=False),
    PrimaryKeyConstraint("record_id", "key"),
    Index(None, "key"),
)
"""Keyed hashes of what two cases may share: the applicant's document number; an opinion's words and its day."""

journal = Table(
    "journal",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", LargeBinary, nullable=False),
    Column("leaf", String(64), nullable=False),
)
"""The chained log; append only."""

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("leaf", String(64), nullable=False),
)
"""One row, locked until commit, so that links never fork."""

sites = Table(
    "sites",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", String(120), nullable=False),
    Column("point", String(20), nullable=False),
    Column("org", ORG, nullable=False),
    Column("region", String(6), nullable=False),
    Column("station", String(4), nullable=False),
    Index(None, "region", "station", unique=True),
)

operators = Table(
    "operators",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", LargeBinary, nullable=False),
)
"""Staff accounts; names sealed."""

grants = Table(
    "grants",
    metadata,
    Column("operator", ID, ForeignKey("operators.id"), nullable=False),
    Column("site", String(40), ForeignKey("sites.code"), nullable=False),
    Column("role", String(24), nullable=False),
    Column("org", ORG, nullable=False),
    PrimaryKeyConstraint("operator", "site", "role"),
    Index(None, "site"),
)

codes = Table(
    "codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("site", String(40), ForeignKey("sites.code"), nullable=False),
    Column("role", String(24), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_key", LargeBinary, nullable=True),
    Column("device", ID, nullable=True),
)
"""Enrolment codes, hashed; single use, bound to site and role."""

devices = Table(
    "devices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("site", String(40), ForeignKey("sites.code"), nullable=False),
    Column("role", String(24), nullable=False),
    Column("org", ORG, nullable=False),
    Column("machine", String(128), nullable=False),
    Column("app_version", String(40), nullable=False),
    Column("last_n", BigInteger, nullable=False),
    Column("token_held", String(64), nullable=False),
    Column("token_current", String(64), nullable=False),
    Column("scope_epoch", Integer, nullable=False),
    Column("revoked", Integer, nullable=False),
)
"""Installations. ``token_held`` is the last fork token that the device proved to have, ``token_current`` the newest."""

blocks = Table(
    "blocks",
    metadata,
    Column("device", ID, ForeignKey("devices.id"), nullable=False),
    Column("kind", String(4), nullable=False),
    Column("region", String(6), nullable=False),
    Column("station", String(4), nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("open", Integer, nullable=False),
    PrimaryKeyConstraint("kind", "region", "station", "first"),
    Index(None, "device"),
)
"""Formal numbers handed to a device. A fork or revocation closes the block."""

number_counters = Table(
    "number_counters",
    metadata,
    Column("kind", String(4), nullable=False),
    Column("region", String(6), nullable=False),
    Column("station", String(4), nullable=False),
    Column("next", BigInteger, nullable=False),
    PrimaryKeyConstraint("kind", "region", "station"),
)

used_numbers = Table(
    "used_numbers",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("record_id", ID, nullable=False),
    Column("op_id", ID, nullable=False),
)
"""Every formal number that was used, once."""

nonces = Table(
    "nonces",
    metadata,
    Column("device", ID, nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("device", "nonce"),
    Index(None, "expires_at"),
)

registry = Table(
    "registry",
    metadata,
    Column("key", String(64), nullable=False),
    Column("data_class", String(4), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("key", "data_class"),
)
"""The simulated departments' fictional data, by keyed hash of the document number; sealed."""
