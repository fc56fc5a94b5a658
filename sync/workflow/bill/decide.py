"""Decisions on a rent bill."""

from __future__ import annotations

from datetime import date, timedelta

from sync.model.billing import BillState, RentBill
from sync.model.states import TenancyState
from sync.model.tenancy import Tenancy
from sync.policy.records import Policy
from sync.workflow.bill.commands import MarkOverdue, NoteReceipt, ServeDemand, VoidBill
from sync.workflow.bill.events import BillOverdue, BillVoided, DemandServed, ReceiptNoted
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.tenancy.events import BillTakenBack

OPEN = frozenset({BillState.ISSUED, BillState.PART_PAID, BillState.OVERDUE})
"""Something is still to be paid."""

_OVER = frozenset({TenancyState.SETTLED, TenancyState.CLOSED})


def decide_receipt(bill: RentBill, command: NoteReceipt, context: Context) -> Decision | Refusal:
    """Noted once for each number; it says nothing about what is paid."""
    if not command.receipt_number.strip():
        return Refusal(code="receipt_number_missing", state=bill.state)
    if command.amount_fen <= 0:
        return Refusal(code="amount_wrong", state=bill.state)
    if any(note.receipt_number == command.receipt_number for note in bill.receipts):
        return Refusal(code="receipt_noted_already", state=bill.state, details={"number": command.receipt_number})
    noted = ReceiptNoted(
        at=context.now,
        by=context.actor.operator,
        receipt_number=command.receipt_number,
        amount_fen=command.amount_fen,
        method=command.method,
    )
    return on("bill", bill, noted)


def decide_overdue(bill: RentBill, _command: MarkOverdue, context: Context) -> Decision | Refusal:
    """Only the province's clock can say "over"."""
    if bill.due_on is None or (context.facts.authoritative and today(context) <= bill.due_on):
        return Refusal(code="not_due_yet", state=bill.state)
    return on("bill", bill, BillOverdue(at=context.now, by=context.actor.operator))


def decide_demand(bill: RentBill, command: ServeDemand, context: Context) -> Decision | Refusal:
    """In steps, each after so many days, each with proof that it was served."""
    step = len(bill.demands)
    days = context.policy.billing.demand_days
    if step >= len(days):
        return Refusal(code="demands_done", state=bill.state, details={"count": len(days)})
    if not is_sha256(command.proof_sha256):
        return Refusal(code="evidence_missing", state=bill.state)
    late = (today(context) - bill.due_on).days if bill.due_on else 0
    if context.facts.authoritative and late < days[step].value:
        return Refusal(code="demand_too_early", state=bill.state, details={"days": days[step].value, "late": late})
    served = DemandServed(at=context.now, by=context.actor.operator, step=step + 1, proof_sha256=command.proof_sha256)
    return on("bill", bill, served)


def decide_void(bill: RentBill, command: VoidBill, context: Context) -> Decision | Refusal:
    """Nothing is lost: the tenancy carries what the bill wanted, and keeps what was paid."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=bill.state)
    tenancy = context.known("tenancy", bill.tenancy_id, Tenancy)
    if tenancy is None:
        return fact_missing("tenancy", bill.state) if context.facts.authoritative else Decision(effects=())
    if tenancy.state in _OVER:
        return Refusal(code="settled_already", state=bill.state)
    at, by = context.now, context.actor.operator
    voided = on("bill", bill, BillVoided(at=at, by=by, reason=command.reason))
    back = BillTakenBack(
        at=at,
        by=by,
        bill_id=bill.id,
        payable_fen=bill.payable_fen,
        paid_fen=bill.paid_fen,
        reason=command.reason,
    )
    return Decision(effects=(*voided.effects, Effect(machine="tenancy", object_id=tenancy.id, event=back)))


def timer(bill: RentBill, _policy: Policy, _today: date) -> date | None:
    """The day after the last day to pay, while something is open that nobody has called overdue."""
    if bill.state not in {BillState.ISSUED, BillState.PART_PAID} or bill.due_on is None:
        return None
    return bill.due_on + timedelta(days=1)


def due(bill: RentBill, policy: Policy, today: date) -> MarkOverdue | None:
    """Overdue from that day on."""
    day = timer(bill, policy, today)
    return MarkOverdue() if day is not None and day <= today else None
