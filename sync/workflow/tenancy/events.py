"""Events of a tenancy.

Its own commands cause some; the others are caused on it, as effects on machine ``tenancy``, by

- the waiting list and the allocation: :class:`ContractIssued` (it creates the tenancy);
- its bills: :class:`BillTakenBack`;
- re-checks: :class:`RecheckOpened`, :class:`RecheckClosed`, :class:`GroundRecorded`, :class:`RentChanged`;
- breaches: :class:`RectificationOrdered`, :class:`RectificationEnded`, :class:`GroundRecorded`;
- change businesses: :class:`ExitAgreed`, :class:`RenewalAsked`, :class:`RenewalDecided`, :class:`RenewalWithdrawn`,
  :class:`HomeChanged`, :class:`ResidentsChanged`, :class:`TenantChanged`, :class:`RentChanged`.
"""

from __future__ import annotations

from datetime import date

from sync.model.billing import (
    AccountBill,
    DamageItem,
    MeterReading,
    PaymentPart,
    PayMethod,
    RentReason,
    RentStep,
    Statement,
)
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, RecordId
from sync.model.states import SignatureMethod
from sync.model.take_back import TakeBack
from sync.model.tenancy import ContractKind
from sync.workflow.event import Event


class ContractIssued(Event, frozen=True, kw_only=True, tag="contract_issued"):
    """The platform issued the contract; its content is fixed from here on."""

    monthly_rent_fen: int
    rent_tier_permille: int
    deposit_fen: int
    term_from: date
    term_to: date
    number: FormalNumber | None = None
    content_sha256: str | None = None
    """None in a preview without a number."""
    rent_reason: RentReason = RentReason.TIER
    deadline: Deadline | None = None
    """Until when it is to be signed."""


class ContractSigned(Event, frozen=True, kw_only=True, tag="contract_signed"):
    """The tenant signed the issued contract, unchanged."""

    content_sha256: str
    method: SignatureMethod
    signature_sha256: str
    deadlines: tuple[Deadline, ...] = ()
    """Limits that begin: filing, handing over."""


class ContractLapsed(Event, frozen=True, kw_only=True, tag="contract_lapsed"):
    """Nobody signed it in time."""


class ContractFiled(Event, frozen=True, kw_only=True, tag="contract_filed"):
    """It is on file with the housing department."""

    filing_number: str


class DepositPaid(Event, frozen=True, kw_only=True, tag="deposit_paid"):
    """The deposit came in."""

    trade_number: str
    amount_fen: int


class MoveInNotified(Event, frozen=True, kw_only=True, tag="move_in_notified"):
    """The household knows when to come for the keys."""

    starts: date
    ends: date


class HandedOver(Event, frozen=True, kw_only=True, tag="handed_over"):
    """The household has the keys."""

    on: date
    list_sha256: str
    signature_sha256: str
    meters: tuple[MeterReading, ...]
    keys: int
    tenant: str | None
    co_residents: tuple[str, ...]
    step: RentStep
    """What a month costs from the first day on."""
    category: str | None = None


class BillAdded(Event, frozen=True, kw_only=True, tag="bill_added"):
    """A bill was issued (on the tenancy)."""

    bill: AccountBill
    carried_fen: int = 0
    late_fee_fen: int = 0


class BillTakenBack(Event, frozen=True, kw_only=True, tag="bill_taken_back"):
    """A bill was declared void (on the tenancy): what it wanted goes into the next one, what was paid stays paid."""

    bill_id: RecordId
    payable_fen: int
    paid_fen: int
    reason: str


class PaymentBooked(Event, frozen=True, kw_only=True, tag="payment_booked"):
    """Money came in."""

    trade_number: str
    amount_fen: int
    method: PayMethod
    paid_on: date
    parts: tuple[PaymentPart, ...] = ()
    credit_fen: int = 0
    """What the account then holds as paid ahead."""
    late_fee_fen: int = 0
    arrears_since: date | None = None
    """As :attr:`sync.model.tenancy.Tenancy.arrears_since`, after it."""
    arrears_fen: int = 0
    debt_fen: int = 0
    """What went into the debt of a statement."""


class ArrearsRecorded(Event, frozen=True, kw_only=True, tag="arrears_recorded"):
    """Bills are overdue."""

    since: date
    overdue_fen: int
    months: int
    """So many months' rent."""
    ground: bool
    """Enough to take the home back."""


class RentChanged(Event, frozen=True, kw_only=True, tag="rent_changed"):
    """What a month costs from a day on. From the first of these steps on, no older step holds."""

    steps: tuple[RentStep, ...]
    carry_fen: int
    """For days that are billed already: too little (positive) or too much (negative)."""
    cause: str
    """``recheck``, ``rent_reduction``, ``overstay`` …"""


class RenewalAsked(Event, frozen=True, kw_only=True, tag="renewal_asked"):
    """The tenant asked for a new term."""

    years: int
    signature_sha256: str


class RenewalDecided(Event, frozen=True, kw_only=True, tag="renewal_decided"):
    """Whether there is a new term; the new contract, to be signed."""

    agreed: bool
    text: str
    number: FormalNumber | None = None
    content_sha256: str | None = None
    term_from: date | None = None
    term_to: date | None = None
    monthly_rent_fen: int = 0
    rent_tier_permille: int = 1000
    rent_reason: RentReason = RentReason.TIER
    sign_by: date | None = None


class RenewalWithdrawn(Event, frozen=True, kw_only=True, tag="renewal_withdrawn"):
    """The tenant took the request for a new term back; it may be asked for again."""


class ContractRenewed(Event, frozen=True, kw_only=True, tag="contract_renewed"):
    """The renewed contract is signed: the new term holds."""

    content_sha256: str
    method: SignatureMethod
    signature_sha256: str
    steps: tuple[RentStep, ...]
    carry_fen: int = 0
    deadlines: tuple[Deadline, ...] = ()


class RecheckOpened(Event, frozen=True, kw_only=True, tag="recheck_opened"):
    """A re-check of the household runs (on the tenancy)."""

    recheck_id: RecordId


class RecheckClosed(Event, frozen=True, kw_only=True, tag="recheck_closed"):
    """The re-check of the household is over (on the tenancy)."""

    recheck_id: RecordId
    outcome: str
    category: str | None = None
    """That the household belongs to from now on; None = as before."""


class GroundRecorded(Event, frozen=True, kw_only=True, tag="ground_recorded"):
    """A case in which the home may be taken back is on record. It takes nothing back by itself."""

    code: TakeBack


class RectificationOrdered(Event, frozen=True, kw_only=True, tag="rectification_ordered"):
    """A breach is to be put right (on the tenancy)."""

    violation_id: RecordId
    by_day: date


class RectificationEnded(Event, frozen=True, kw_only=True, tag="rectification_ended"):
    """The breach was put right, or is followed up otherwise (on the tenancy)."""

    violation_id: RecordId


class TransitionEntered(Event, frozen=True, kw_only=True, tag="transition_entered"):
    """No longer eligible and cannot leave yet."""

    starts: date
    ends: date
    steps: tuple[RentStep, ...]
    carry_fen: int
    signature_sha256: str


class StayAgreed(Event, frozen=True, kw_only=True, tag="stay_agreed"):
    """The household stays after its transition, for a short term and at another rent."""

    kind: ContractKind
    term_from: date
    term_to: date
    steps: tuple[RentStep, ...]
    carry_fen: int
    text: str


class ExitAgreed(Event, frozen=True, kw_only=True, tag="exit_agreed"):
    """The tenant leaves."""

    code: TakeBack
    leave_by: date
    signature_sha256: str


class ExitOrdered(Event, frozen=True, kw_only=True, tag="exit_ordered"):
    """The home is taken back."""

    code: TakeBack
    leave_by: date
    text: str
    notice_sha256: str | None = None
    """None: ordered by the province because the transition is over; the notice is yet to be served."""


class ExitLifted(Event, frozen=True, kw_only=True, tag="exit_lifted"):
    """The exit does not take place after all."""

    text: str


class EnforcementAsked(Event, frozen=True, kw_only=True, tag="enforcement_asked"):
    """The court was asked."""

    court_reference: str


class ExitInspected(Event, frozen=True, kw_only=True, tag="exit_inspected"):
    """The home was inspected and given back."""

    on: date
    left_on: date
    meters: tuple[MeterReading, ...]
    damage: tuple[DamageItem, ...]
    keys_returned: int
    signature_sha256: str | None = None
    witness: str = ""


class ExitSettled(Event, frozen=True, kw_only=True, tag="exit_settled"):
    """The statement stands; open bills went into it."""

    statement: Statement
    deadline: Deadline | None = None
    """Until when what it gives back is to be paid out."""
    signature_sha256: str | None = None


class Refunded(Event, frozen=True, kw_only=True, tag="refunded"):
    """What the statement gives back was paid out."""

    trade_number: str
    amount_fen: int


class TenancyClosed(Event, frozen=True, kw_only=True, tag="tenancy_closed"):
    """The home is back in stock."""


class TermExpired(Event, frozen=True, kw_only=True, tag="term_expired"):
    """The term is over and somebody still lives there."""

    on: date
    """First day after the term."""
    ground: bool
    """No new contract is on its way: a case in which the home may be taken back."""


class TenantDied(Event, frozen=True, kw_only=True, tag="tenant_died"):
    """The tenant has died."""

    died_on: date
    evidence_sha256: str
    successor: str | None = None
    leave_by: date | None = None
    """When nobody goes on: by when the home is to be given back."""


class ResidentsChanged(Event, frozen=True, kw_only=True, tag="residents_changed"):
    """Who lives there with the tenant."""

    joins: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


class TenantChanged(Event, frozen=True, kw_only=True, tag="tenant_changed"):
    """A co-resident becomes the tenant; the former one stays a co-resident, or not."""

    tenant: str
    former_stays: bool = True


class HomeChanged(Event, frozen=True, kw_only=True, tag="home_changed"):
    """The household lives in another home from a day on, under the same contract."""

    unit_id: RecordId
    from_on: date
    step: RentStep
    carry_fen: int
    meters: tuple[MeterReading, ...] = ()
    """Of the new home, on that day."""


AnyTenancyEvent = (
    ContractIssued
    | ContractSigned
    | ContractLapsed
    | ContractFiled
    | DepositPaid
    | MoveInNotified
    | HandedOver
    | BillAdded
    | BillTakenBack
    | PaymentBooked
    | ArrearsRecorded
    | RentChanged
    | RenewalAsked
    | RenewalDecided
    | RenewalWithdrawn
    | ContractRenewed
    | RecheckOpened
    | RecheckClosed
    | GroundRecorded
    | RectificationOrdered
    | RectificationEnded
    | TransitionEntered
    | StayAgreed
    | ExitAgreed
    | ExitOrdered
    | ExitLifted
    | EnforcementAsked
    | ExitInspected
    | ExitSettled
    | Refunded
    | TenancyClosed
    | TermExpired
    | TenantDied
    | ResidentsChanged
    | TenantChanged
    | HomeChanged
)
"""Every event of the machine ``tenancy``."""
