"""Re-checks: does a household still qualify? Yearly, at the end of a term, on a hit of data, on a clue (资格复核)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.deadline import Deadline
from sync.model.household import Area100, Count, Fen
from sync.model.ids import OperatorId, OrgCode, RecordId


class RecheckState(StrEnum):
    """States of a re-check."""

    NEW = "new"
    PLANNED = "planned"
    NOTIFIED = "notified"
    COLLECTING = "collecting"
    VERIFYING = "verifying"
    REVIEW = "review"
    PUBLICITY = "publicity"
    PASS = "pass"  # noqa: S105 (a word, not a secret)
    ADJUST = "adjust"
    FAIL = "fail"
    OBJECTION = "objection"
    CLOSED = "closed"


class RecheckKind(StrEnum):
    """Why it is made."""

    ANNUAL = "annual"
    TERM_END = "term_end"
    DYNAMIC = "dynamic"
    """Data of a department contradicts what is known."""
    CLUE = "clue"


class SubjectKind(StrEnum):
    """What is looked at: the machine of the record."""

    TENANCY = "tenancy"
    WAITING = "waiting"
    SUBSIDY = "subsidy"


class RecheckOutcome(StrEnum):
    """What comes out."""

    PASS = "pass"  # noqa: S105 (a word, not a secret)
    ADJUST = "adjust"
    """Still qualified, in another category: another rent or another subsidy."""
    FAIL = "fail"
    UNKNOWN = "unknown"
    """Something is not known: never a pass."""


class RecheckFacts(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household in figures, as declared or as found. None = not said, not known."""

    persons: Count | None = None
    monthly_income_fen: Fen | None = None
    """Of the household."""
    assets_fen: Fen | None = None
    own_area100: Area100 | None = None
    """Own home area of all members."""
    vehicles: Count | None = None
    youngest_age: Count | None = None
    """Of the members; at the end of a term a household of elders is not asked for income and assets."""
    got_home: bool | None = None


class AdultSignature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One adult signed the declaration."""

    member: str
    signature_sha256: str


class Declaration(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a household declares; every adult signs."""

    facts: RecheckFacts = RecheckFacts()
    unchanged: bool = False
    """Every box says "no change" against what was known."""
    signed: tuple[AdultSignature, ...] = ()
    at: datetime | None = None
    by: OperatorId | None = None
    """Who took it down."""


class Recheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One re-check of one household."""

    id: RecordId
    org: OrgCode
    state: RecheckState = RecheckState.NEW
    subject: SubjectKind = SubjectKind.TENANCY
    subject_id: RecordId | None = None
    case_id: RecordId | None = None
    """Application behind the subject."""
    unit_id: RecordId | None = None
    """TENANCY: the home."""
    kind: RecheckKind = RecheckKind.ANNUAL
    year: int = 0
    clue: str = ""
    """DYNAMIC, CLUE: what started it."""
    planned_by: OperatorId | None = None
    begins: date | None = None
    """The household is told on that day."""
    category: str | None = None
    """That the household belonged to when it began."""
    adults: tuple[str, ...] = ()
    """Member ids who must sign."""
    declaration: Declaration | None = None
    declared_late: bool = False
    """The last day to declare went by without a declaration."""
    found: RecheckFacts | None = None
    """By departments or by a recorded manual check."""
    found_by: OperatorId | None = None
    found_note: str = ""
    """Of a manual check: how it was made."""
    outcome: RecheckOutcome | None = None
    new_category: str | None = None
    """ADJUST: the category that the household belongs to from ``from_month`` on."""
    from_month: date | None = None
    reasons: tuple[str, ...] = ()
    """Codes of what failed."""
    review_text: str = ""
    reviewed_by: OperatorId | None = None
    publicity_to: date | None = None
    evidence_sha256: str | None = None
    objection: str = ""
    conclusion: str = ""
    """On the objection."""
    concluded_by: OperatorId | None = None
    deadlines: tuple[Deadline, ...] = ()
    closed_at: datetime | None = None
