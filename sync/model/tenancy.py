"""A home let to a household, from the issued contract to the exit (租约)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.billing import Account, DamageItem, MeterReading, RentReason, RentStep, Statement
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import TenancyState
from sync.model.take_back import TakeBack


class ContractKind(StrEnum):
    """What a contract rests on. Source: data dictionary §21."""

    NEW = "new"
    RENEW = "renew"
    SHORT_TRANSITION = "short_transition"
    MARKET = "market"
    """After a transition, under other rent."""


TAKE_BACK = frozenset(TakeBack) - {TakeBack.OWN_WILL}
"""The fourteen."""


class Renewal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A renewal that was asked for, and the contract that came of it."""

    asked_on: date
    asked_by: OperatorId
    years: int
    agreed: bool | None = None
    """None = not decided yet."""
    decided_by: OperatorId | None = None
    text: str = ""
    contract_number: FormalNumber | None = None
    content_sha256: str | None = None
    term_from: date | None = None
    term_to: date | None = None
    monthly_rent_fen: int = 0
    rent_tier_permille: int = 1000
    rent_reason: RentReason = RentReason.TIER
    sign_by: date | None = None


class Leaving(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An exit that was agreed or ordered."""

    code: TakeBack
    agreed: bool
    leave_by: date
    on: date
    by: OperatorId
    text: str = ""
    proof_sha256: str | None = None
    """The tenant's signature, or the proof that the order was served."""
    court_reference: str = ""


class ExitInspection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The joint inspection when a home is given back."""

    on: date
    by: OperatorId
    left_on: date
    """Last day that costs rent."""
    meters: tuple[MeterReading, ...] = ()
    damage: tuple[DamageItem, ...] = ()
    keys_returned: int = 0
    signature_sha256: str | None = None
    """The tenant's; None when the tenant would not sign."""
    witness: str = ""
    """Who saw it when the tenant would not sign."""


class Tenancy(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A home let to a household, and its contract."""

    id: RecordId
    org: OrgCode
    case_id: RecordId
    waiting_id: RecordId
    unit_id: RecordId
    state: TenancyState = TenancyState.CONTRACT_PENDING
    kind: ContractKind = ContractKind.NEW
    contract_number: FormalNumber | None = None
    monthly_rent_fen: int = 0
    rent_tier_permille: int = 1000
    rent_reason: RentReason = RentReason.TIER
    category: str | None = None
    """That the household belongs to now."""
    deposit_fen: int = 0
    term_from: date | None = None
    term_to: date | None = None
    contract_content_sha256: str | None = None
    """Of the canonical contract content; fixed when issued, signed as is."""
    explained: bool = False
    signed_at: datetime | None = None
    signed_by: OperatorId | None = None
    signature_sha256: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    """Running limits: ``sign``, ``file``, ``hand_over``, ``renewal_sign``, ``deposit_back``."""

    filed_on: date | None = None
    filing_number: str = ""
    deposit_paid_fen: int = 0
    move_in_from: date | None = None
    move_in_to: date | None = None
    handed_over_on: date | None = None
    handover_sha256: str | None = None
    """Of the signed handover list."""
    keys: int = 0
    meters: tuple[MeterReading, ...] = ()
    """When the home was handed over."""
    tenant: str | None = None
    """Member id of the application."""
    co_residents: tuple[str, ...] = ()

    steps: tuple[RentStep, ...] = ()
    account: Account = Account()
    arrears_since: date | None = None
    """Last day to pay of the oldest bill that was recorded as overdue and is not paid yet."""
    arrears_fen: int = 0
    """What was overdue when that was last recorded."""

    renewal: Renewal | None = None
    recheck_id: RecordId | None = None
    """The re-check that runs."""
    rechecked_on: date | None = None
    violation_id: RecordId | None = None
    """The breach that is to be put right."""
    rectify_by: date | None = None
    grounds: tuple[TakeBack, ...] = ()
    """Cases in which the home may be taken back that are on record; none of them takes it back by itself."""

    transition_from: date | None = None
    transition_to: date | None = None
    expired_on: date | None = None
    """First day after the term on which somebody still lived there without a new contract."""
    leaving: Leaving | None = None
    inspection: ExitInspection | None = None
    statement: Statement | None = None
    settled_on: date | None = None
    refunded_fen: int = 0
    debt_paid_fen: int = 0
    """Of what the statement says is owed."""
    tenant_died_on: date | None = None
    closed_on: date | None = None
    closed_reason: str = ""

    @property
    def begins(self) -> date | None:
        """First day that costs rent: of the term, or of the keys when they came later."""
        if self.handed_over_on is None:
            return None
        return max(self.handed_over_on, self.term_from or self.handed_over_on)
