"""Events of a rent bill. Its tenancy causes :class:`BillIssued`, :class:`BillPaid` and :class:`BillSettled`."""

from __future__ import annotations

from datetime import date

from sync.model.billing import PayMethod, RentReason
from sync.workflow.event import Event


class BillIssued(Event, frozen=True, kw_only=True, tag="bill_issued"):
    """The bill of a period; it creates the record."""

    period_from: date
    period_to: date
    due_on: date
    standard_fen: int
    reduction_fen: int
    reasons: tuple[RentReason, ...]
    tier_permille: int
    payable_fen: int
    carried_fen: int = 0
    late_fee_fen: int = 0
    from_credit_fen: int = 0


class BillPaid(Event, frozen=True, kw_only=True, tag="bill_paid"):
    """Part of a payment went into it."""

    trade_number: str
    amount_fen: int
    method: PayMethod
    paid_on: date
    receipt_number: str = ""


class BillOverdue(Event, frozen=True, kw_only=True, tag="bill_overdue"):
    """The last day to pay is over."""


class ReceiptNoted(Event, frozen=True, kw_only=True, tag="receipt_noted"):
    """A counter noted the number of a receipt."""

    receipt_number: str
    amount_fen: int
    method: PayMethod


class DemandServed(Event, frozen=True, kw_only=True, tag="demand_served"):
    """A demand was served."""

    step: int
    proof_sha256: str


class BillSettled(Event, frozen=True, kw_only=True, tag="bill_settled"):
    """What was open went into the statement of the exit."""


class BillVoided(Event, frozen=True, kw_only=True, tag="bill_voided"):
    """Void; its tenancy carries what it wanted."""

    reason: str


AnyBillEvent = BillIssued | BillPaid | BillOverdue | ReceiptNoted | DemandServed | BillSettled | BillVoided
"""Every event of the machine ``bill``."""
