"""Rent bills, payments, the account of a tenancy, and the statement of an exit (租金账单、退房结算).

Money is integer fen. Nobody takes cash: a counter notes the number of a receipt, the province books what came in.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from sync.model.ids import OperatorId, OrgCode, RecordId


class BillState(StrEnum):
    """States of a rent bill."""

    ISSUED = "issued"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    """Not paid in full after its day; part of it may be."""
    SETTLED = "settled"
    """What was open went into the statement of the exit."""
    VOID = "void"


class PayMethod(StrEnum):
    """How money came in. Source: data dictionary §22."""

    BANK_DEDUCT = "bank_deduct"
    QR = "qr"
    COUNTER = "counter"
    CARD = "card"


class RentReason(StrEnum):
    """Why a month costs what it costs."""

    TIER = "tier"
    INCOME_SHARE = "income_share"
    """Capped by the household's income."""
    FLOOR = "floor"
    """The lowest rent there is was above the cap."""
    PREFERENTIAL = "preferential"
    FREE = "free"
    WAIVER = "waiver"
    """Reduced for a time, on application."""
    CONTRACT = "contract"
    """As agreed, though the right to it has ended."""
    TRANSITION = "transition"
    MARKET_SHARE = "market_share"
    STANDARD = "standard"
    """The full rent of the project."""
    RAISED = "raised"
    """Above the full rent of the project."""
    OVERSTAY = "overstay"
    """The time to leave is over."""


class RentStep(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a month costs from a day on, until the next step."""

    from_on: date
    monthly_fen: int
    standard_fen: int
    """The full rent of the project for a month."""
    tier_permille: int = 1000
    reason: RentReason = RentReason.TIER


class AccountBill(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A bill as the account of its tenancy knows it."""

    id: RecordId
    period_from: date
    period_to: date
    due_on: date
    payable_fen: int
    paid_fen: int = 0

    @property
    def open_fen(self) -> int:
        """What is not paid yet."""
        return self.payable_fen - self.paid_fen


class Account(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The account of a tenancy: moved by the same decisions as its bills, so that both always agree."""

    billed_from: date | None = None
    """First day of the first bill."""
    billed_to: date | None = None
    """Last day that a bill covers."""
    bills: tuple[AccountBill, ...] = ()
    """Bills that are not paid in full, oldest first."""
    credit_fen: int = 0
    """Paid ahead; the next bill takes it."""
    carry_fen: int = 0
    """Goes into the next bill: the rent of days that are billed already has changed. Negative = too much was billed."""
    late_fee_fen: int = 0
    """Late fees of bills that were paid too late; the next bill takes them."""
    trades: tuple[str, ...] = ()
    """Numbers of the payments that were booked: none is ever booked twice."""


class PaymentPart(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What of a payment goes into one bill."""

    bill_id: RecordId
    amount_fen: int
    paid_up: bool = False
    """The bill is paid in full by it."""


class Payment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The part of a payment that went into one bill."""

    trade_number: str
    amount_fen: int
    method: PayMethod
    paid_on: date
    receipt_number: str = ""
    """Of the non-tax receipt, when the home belongs to the state."""


class ReceiptNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a counter noted about a payment. It counts as paid only when the province has booked it."""

    receipt_number: str
    amount_fen: int
    method: PayMethod
    noted_on: date
    noted_by: OperatorId


class Demand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A demand for an overdue bill, with proof that it was served."""

    step: int
    """1, 2, 3."""
    served_on: date
    proof_sha256: str


class RentBill(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One bill of one tenancy. Source: data dictionary §22."""

    id: RecordId
    org: OrgCode
    case_id: RecordId
    tenancy_id: RecordId
    state: BillState = BillState.ISSUED
    period_from: date | None = None
    period_to: date | None = None
    issued_on: date | None = None
    due_on: date | None = None
    standard_fen: int = 0
    """The full rent of the project for the period."""
    reduction_fen: int = 0
    """Less than that; negative = more."""
    reasons: tuple[RentReason, ...] = ()
    tier_permille: int = 1000
    carried_fen: int = 0
    """For days of earlier bills whose rent has changed since."""
    late_fee_fen: int = 0
    """For earlier bills that were paid too late."""
    payable_fen: int = 0
    paid_fen: int = 0
    from_credit_fen: int = 0
    """The part of ``paid_fen`` that had been paid ahead."""
    payments: tuple[Payment, ...] = ()
    receipts: tuple[ReceiptNote, ...] = ()
    demands: tuple[Demand, ...] = ()
    closed_reason: str = ""
    """Why it is void."""


class LineKind(StrEnum):
    """Lines of the statement of an exit. Source: document D33."""

    RENT = "rent"
    """To the day: what no bill covers yet, or what bills covered too much."""
    ARREARS = "arrears"
    LATE_FEE = "late_fee"
    UTILITY = "utility"
    DAMAGE = "damage"
    CREDIT = "credit"
    """Paid ahead."""
    DEPOSIT = "deposit"


class StatementLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line: what the tenant owes, or, negative, gets."""

    kind: LineKind
    amount_fen: int
    subject: str = ""
    """The bill, the meter, or the code of the price list."""
    quantity: int = 0
    """Pieces, units of a meter, or days."""


class Statement(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The statement of an exit: its lines add up to what is owed or refunded."""

    lines: tuple[StatementLine, ...]
    owed_fen: int = 0
    refund_fen: int = 0


class MeterReading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a meter showed; whole units, as printed on it."""

    meter: str
    """``water``, ``power`` or ``gas``."""
    reading: int


class DamageItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that is broken or gone, by its code in the price list."""

    code: str
    count: int = 1
