"""Commands on a tenancy."""

from __future__ import annotations

from datetime import date

from sync.model.billing import DamageItem, MeterReading, PayMethod, Statement
from sync.model.states import SignatureMethod
from sync.model.take_back import TakeBack
from sync.workflow.command import Command


class SignContract(Command, frozen=True, kw_only=True, tag="sign_contract"):
    """The tenant signs the contract that the platform issued, unchanged: the first one, or the renewed one."""

    content_sha256: str
    explained: bool
    """Liability and return clauses were explained, with initials. Source: Order 11 (2012) art. 16, from memory."""
    method: SignatureMethod
    signature_sha256: str


class LapseContract(Command, frozen=True, kw_only=True, tag="lapse_contract"):
    """The contract was not signed in time: the home goes back to stock."""


class FileContract(Command, frozen=True, kw_only=True, tag="file_contract"):
    """The contract was filed with the housing department."""

    filing_number: str


class RecordDeposit(Command, frozen=True, kw_only=True, tag="record_deposit"):
    """The deposit came in. Nobody takes cash: the number says which payment it was."""

    trade_number: str
    amount_fen: int


class NotifyMoveIn(Command, frozen=True, kw_only=True, tag="notify_move_in"):
    """The move-in notice: the days on which the home is handed over."""

    starts: date
    ends: date


class HandOver(Command, frozen=True, kw_only=True, tag="hand_over"):
    """Keys handed over, meters read, the handover list signed."""

    list_sha256: str
    signature_sha256: str
    meters: tuple[MeterReading, ...]
    keys: int


class IssueBill(Command, frozen=True, kw_only=True, tag="issue_bill"):
    """The bill of the next period."""


class BookPayment(Command, frozen=True, kw_only=True, tag="book_payment"):
    """Money came in: into the oldest bill first, what is left stays on the account."""

    trade_number: str
    amount_fen: int
    method: PayMethod
    paid_on: date
    receipt_number: str = ""


class RecordArrears(Command, frozen=True, kw_only=True, tag="record_arrears"):
    """Bills are overdue."""


class AskRenewal(Command, frozen=True, kw_only=True, tag="ask_renewal"):
    """The tenant asks for a new term."""

    years: int
    signature_sha256: str


class DecideRenewal(Command, frozen=True, kw_only=True, tag="decide_renewal"):
    """Whether there is a new term; agreeing issues the new contract."""

    agreed: bool
    text: str


class EnterTransition(Command, frozen=True, kw_only=True, tag="enter_transition"):
    """No longer eligible and cannot leave yet: some months more, at another rent."""

    months: int
    monthly_income_fen: int | None = None
    """Of the household, as verified; None = unknown, then nothing is capped."""
    market_fen_m2: int | None = None
    """Market rent, fen per m² and month, where the policy's transition goes by it."""
    signature_sha256: str


class AgreeStay(Command, frozen=True, kw_only=True, tag="agree_stay"):
    """After the transition, a household in real difficulty stays, at another rent and for a short term."""

    income_fen: int
    """Per person and month, as verified."""
    assets_fen: int
    """Per person, as verified."""
    monthly_income_fen: int
    """Of the household, as verified."""
    got_home: bool
    text: str


class EndTransition(Command, frozen=True, kw_only=True, tag="end_transition"):
    """The transition is over and somebody still lives there."""


class AgreeExit(Command, frozen=True, kw_only=True, tag="agree_exit"):
    """The tenant leaves, and signs it."""

    code: TakeBack
    leave_by: date
    signature_sha256: str


class OrderExit(Command, frozen=True, kw_only=True, tag="order_exit"):
    """The home is taken back in one of the fourteen cases."""

    code: TakeBack
    text: str
    """What happened, in own words."""
    notice_sha256: str
    """Proof that the order was served."""


class LiftExit(Command, frozen=True, kw_only=True, tag="lift_exit"):
    """The exit does not take place after all."""

    text: str


class RaiseOverstay(Command, frozen=True, kw_only=True, tag="raise_overstay"):
    """The time to leave is over and the home was not given back."""


class Enforce(Command, frozen=True, kw_only=True, tag="enforce"):
    """The court was asked to enforce the exit."""

    court_reference: str


class InspectExit(Command, frozen=True, kw_only=True, tag="inspect_exit"):
    """The joint inspection of a home that is given back."""

    left_on: date
    """Last day that costs rent."""
    meters: tuple[MeterReading, ...]
    damage: tuple[DamageItem, ...]
    keys_returned: int
    signature_sha256: str | None = None
    witness: str = ""
    """Who saw it when the tenant would not sign."""


class Settle(Command, frozen=True, kw_only=True, tag="settle"):
    """The statement of the exit, as the counter showed it and the tenant read it."""

    statement: Statement
    signature_sha256: str | None = None


class RecordRefund(Command, frozen=True, kw_only=True, tag="record_refund"):
    """What the statement gives back was paid out."""

    trade_number: str
    amount_fen: int


class CloseTenancy(Command, frozen=True, kw_only=True, tag="close_tenancy"):
    """Keys, cards and face permissions are withdrawn; the home goes back to stock."""

    access_withdrawn: bool


class RecordExpiry(Command, frozen=True, kw_only=True, tag="record_expiry"):
    """The term is over and somebody still lives there."""


class RecordDeath(Command, frozen=True, kw_only=True, tag="record_death"):
    """The tenant has died; who lives there with them may go on."""

    died_on: date
    evidence_sha256: str
    successor: str | None = None
    """Member id of the co-resident who goes on; None = nobody lives there any more."""


AnyTenancyCommand = (
    SignContract
    | LapseContract
    | FileContract
    | RecordDeposit
    | NotifyMoveIn
    | HandOver
    | IssueBill
    | BookPayment
    | RecordArrears
    | AskRenewal
    | DecideRenewal
    | EnterTransition
    | AgreeStay
    | EndTransition
    | AgreeExit
    | OrderExit
    | LiftExit
    | RaiseOverstay
    | Enforce
    | InspectExit
    | Settle
    | RecordRefund
    | CloseTenancy
    | RecordExpiry
    | RecordDeath
)
"""Every command of the machine ``tenancy``."""
