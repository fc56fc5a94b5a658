"""A household on the waiting list (轮候). Written by the platform only; the desk previews."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import WaitingState


class RemovalReason(StrEnum):
    """Why a household leaves the list. Source: Shenzhen's public waiting-list constants; the last five assumed."""

    HOUSED = "housed"
    BOUGHT = "bought"
    CANCELLED = "cancelled"
    """At its own wish."""
    VIOLATION = "violation"
    NOT_ELIGIBLE = "not_eligible"
    DECEASED = "deceased"
    MOVED = "moved"
    MERGED = "merged"
    """With another household on the list."""
    OTHER = "other"


class FreezeCause(StrEnum):
    """What holds an entry. Source: workflow description §5.1."""

    CHANGE = "change"
    VIOLATION = "violation"
    OBJECTION = "objection"


class ChangeKind(StrEnum):
    """What a household on the list must report. Source: 穗府办规〔2024〕13号 art. 34, read for another city."""

    INCOME = "income"
    ASSETS = "assets"
    MEMBERS = "members"
    HOUSING = "housing"


class GiveUpReason(StrEnum):
    """How a home was given up. Source: Guangzhou, notice of allocation 2025, batch 1; ``absent`` assumed."""

    DECLINED = "declined"
    NO_CHOICE = "no_choice"
    """Did not choose in time."""
    ABSENT = "absent"
    """Was called on the day of choosing and was not there."""
    NOT_SIGNED = "not_signed"
    PAPERS_MISSING = "papers_missing"


class WaitingEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household on the waiting list."""

    id: RecordId
    org: OrgCode
    case_id: RecordId
    state: WaitingState = WaitingState.ACTIVE
    number: FormalNumber | None = None
    group: int = 3
    score: int = 0
    score_detail: dict[str, int] = {}
    household_size: int = 1
    category: str | None = None
    monthly_income_fen: int | None = None
    """Of the household, as verified at qualification; None = unknown, then no rent cap applies."""
    policy_id: str | None = None
    policy_version: str | None = None
    entered_at: datetime | None = None
    unit_id: RecordId | None = None
    """Home that it chose, or has."""
    tenancy_id: RecordId | None = None
    removed_reason: str | None = None
    queued_from: date | None = None
    """First day of the present wait, when it waits anew; None = since it entered."""
    random_no: int | None = None
    """Place in the draw of the month's newcomers, from 1."""
    random_month: str | None = None
    """``YYYY-MM`` of that draw."""
    number_draw_id: RecordId | None = None
    """Batch in which it draws, or drew, its number."""
    initial_rank: int | None = None
    """The first rank that was noted; it never changes."""
    current_rank: int | None = None
    rank_as_of: date | None = None
    barrier_free: bool = False
    """Somebody needs a barrier-free home."""
    areas: tuple[OrgCode, ...] = ()
    """Where it would like to live, the best first."""
    smaller_layout_sha256: str | None = None
    """Of the signed undertaking that a smaller layout will do."""
    smaller_layout: bool = False
    """It took a smaller layout: no exchange for size in the first term."""
    batch_id: RecordId | None = None
    """Batch that it is invited to or takes part in."""
    batch_until: date | None = None
    """Last day of that batch's registration."""
    invite_count: int = 0
    abandon_count: int = 0
    cooling_off_until: date | None = None
    """Last day without allocation after giving a home up."""
    held_from: WaitingState | None = None
    """Where it stood before it was frozen."""
    frozen_reason: FreezeCause | None = None
    frozen_by: RecordId | None = None
    """Change, violation or objection that holds it."""
    resting_since: date | None = None
    resting_until: date | None = None
    """Last day of a rest at own request."""
    rested_days: int = 0
    """Days of rests that are over and do not count as waited."""
    changes_open: tuple[ChangeKind, ...] = ()
    """Reported and not settled."""
    merged_into: RecordId | None = None
