"""Events of a waiting entry."""

from __future__ import annotations

from sync.model.ids import FormalNumber, RecordId
from sync.workflow.event import Event


class WaitingEntered(Event, frozen=True, kw_only=True, tag="waiting_entered"):
    """On the waiting list (轮候)."""

    group: int
    score: int
    score_detail: dict[str, int]
    household_size: int
    category: str | None = None
    monthly_income_fen: int | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    number: FormalNumber | None = None
    """None in a preview: only the platform gives numbers of kind LH."""


class Allocated(Event, frozen=True, kw_only=True, tag="allocated"):
    """The household has a home (on the waiting entry)."""

    unit_id: RecordId
    tenancy_id: RecordId


AnyWaitingEvent = WaitingEntered | Allocated
"""Every event of the machine ``waiting``."""
