"""A home let to a household, from the issued contract to the exit (租约)."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import TenancyState


class Tenancy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A home let to a household, and its contract."""

    id: RecordId
    org: OrgCode
    case_id: RecordId
    waiting_id: RecordId
    unit_id: RecordId
    state: TenancyState = TenancyState.CONTRACT_PENDING
    contract_number: FormalNumber | None = None
    monthly_rent_fen: int = 0
    rent_tier_permille: int = 1000
    deposit_fen: int = 0
    term_from: date | None = None
    term_to: date | None = None
    contract_content_sha256: str | None = None
    """Of the canonical contract content; fixed when issued, signed as is."""
    explained: bool = False
    signed_at: datetime | None = None
    signed_by: OperatorId | None = None
    signature_sha256: str | None = None
