"""A household on the waiting list (轮候). Written by the platform only; the desk previews."""

from __future__ import annotations

from datetime import datetime

import msgspec

from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import WaitingState


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
    tenancy_id: RecordId | None = None
    removed_reason: str | None = None
