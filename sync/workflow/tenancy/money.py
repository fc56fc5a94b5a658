"""Decisions on bills and payments of a tenancy. The account and its bills move by the same decision, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sync.model.billing import PaymentPart
from sync.model.tenancy import Tenancy
from sync.policy.billing import (
    account_bill,
    allot,
    arrears_months,
    arrears_of,
    draw_up,
    next_period,
    paid,
    step_on,
)
from sync.policy.late_fee import late_fee
from sync.policy.records import Policy
from sync.policy.sections.billing import BillingRules
from sync.workflow.bill.events import BillIssued, BillPaid
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import deadline, today
from sync.workflow.machine import on
from sync.workflow.tenancy.commands import BookPayment, IssueBill, RecordArrears
from sync.workflow.tenancy.events import ArrearsRecorded, BillAdded, PaymentBooked
from sync.workflow.tenancy.standing import HELD, LEAVING, refused, yuan

_DAY = timedelta(days=1)


def bill_day(tenancy: Tenancy, policy: Policy) -> date | None:
    """The day on which the next bill is issued; None = none is to come.

    In advance, as the policy says; but once an exit is on its way, nothing is billed in advance beyond its day: only
    who still lives there then is billed on.
    """
    begins = tenancy.begins
    if tenancy.state not in HELD or begins is None or tenancy.inspection is not None:
        return None
    first, _ = next_period(tenancy.account, begins, policy.billing.cycle)
    leaving = tenancy.leaving
    if tenancy.state in LEAVING and leaving is not None and first > leaving.leave_by:
        return first
    return max(begins, first - policy.billing.issue_ahead_days.value * _DAY)


def decide_issue(tenancy: Tenancy, _command: IssueBill, context: Context) -> Decision | Refusal:
    """The bill of the next period: rent of every day, what is carried, late fees; what was paid ahead pays it."""
    due, begins = bill_day(tenancy, context.policy), tenancy.begins
    if due is None or begins is None or (context.facts.authoritative and today(context) < due):
        return refused(tenancy, "not_due_yet")
    period = next_period(tenancy.account, begins, context.policy.billing.cycle)
    draft = draw_up(tenancy.steps, tenancy.account, period)
    at, by = context.now, context.actor.operator
    last = deadline(context, "pay", context.policy.billing.pay_within_days).due
    bill = account_bill(draft, context.mint(f"bill-{tenancy.id}-{period[0]}"), last)
    added = BillAdded(at=at, by=by, bill=bill, carried_fen=draft.carried_fen, late_fee_fen=draft.late_fee_fen)
    issued = BillIssued(
        at=at,
        by=by,
        period_from=draft.period_from,
        period_to=draft.period_to,
        due_on=last,
        standard_fen=draft.standard_fen,
        reduction_fen=draft.reduction_fen,
        reasons=draft.reasons,
        tier_permille=draft.tier_permille,
        carried_fen=draft.carried_fen,
        late_fee_fen=draft.late_fee_fen,
        payable_fen=draft.payable_fen,
        from_credit_fen=draft.from_credit_fen,
    )
    creates = {"id": bill.id, "org": tenancy.org, "case_id": tenancy.case_id, "tenancy_id": tenancy.id}
    return Decision(
        effects=(
            Effect(machine="tenancy", object_id=tenancy.id, event=added),
            Effect(machine="bill", object_id=bill.id, event=issued, creates=creates),
        )
    )


def decide_payment(tenancy: Tenancy, command: BookPayment, context: Context) -> Decision | Refusal:
    """A payment that was not booked before: oldest bill first, the rest stays on the account."""
    if not command.trade_number.strip():
        return refused(tenancy, "trade_number_missing")
    if command.trade_number in tenancy.account.trades:
        return refused(tenancy, "payment_booked_already", number=command.trade_number)
    if command.amount_fen <= 0:
        return refused(tenancy, "amount_wrong")
    if command.paid_on > today(context):
        return refused(tenancy, "days_wrong")
    if tenancy.state not in HELD:
        return _into_debt(tenancy, command, context)
    return _into_bills(tenancy, command, context)


def _into_debt(tenancy: Tenancy, command: BookPayment, context: Context) -> Decision | Refusal:
    """After the settlement there are no bills: a payment goes into what the statement says is owed."""
    owed = (tenancy.statement.owed_fen if tenancy.statement else 0) - tenancy.debt_paid_fen
    if command.amount_fen > owed:
        return refused(tenancy, "amount_too_large", most=yuan(owed))
    return on("tenancy", tenancy, _booked(command, context, debt_fen=command.amount_fen))


def _into_bills(tenancy: Tenancy, command: BookPayment, context: Context) -> Decision:
    account, rules = tenancy.account, context.policy.billing
    where = allot(account, command.amount_fen)
    fees = late_fees(tenancy, where.parts, command.paid_on, rules)
    after = paid(account, where.parts, credit_fen=where.credit_fen, trade_number=command.trade_number)
    since, overdue = arrears_of(after, today(context)) if tenancy.arrears_since else (None, 0)
    booked = _booked(
        command,
        context,
        parts=where.parts,
        credit_fen=where.credit_fen,
        late_fee_fen=fees,
        arrears_since=since,
        arrears_fen=overdue,
    )
    effects = [Effect(machine="tenancy", object_id=tenancy.id, event=booked)]
    for part in where.parts:
        event = BillPaid(
            at=context.now,
            by=context.actor.operator,
            trade_number=command.trade_number,
            amount_fen=part.amount_fen,
            method=command.method,
            paid_on=command.paid_on,
            receipt_number=command.receipt_number,
        )
        effects.append(Effect(machine="bill", object_id=part.bill_id, event=event))
    return Decision(effects=tuple(effects))


def _booked(
    command: BookPayment,
    context: Context,
    *,
    parts: tuple[PaymentPart, ...] = (),
    credit_fen: int = 0,
    late_fee_fen: int = 0,
    arrears_since: date | None = None,
    arrears_fen: int = 0,
    debt_fen: int = 0,
) -> PaymentBooked:
    return PaymentBooked(
        at=context.now,
        by=context.actor.operator,
        trade_number=command.trade_number,
        amount_fen=command.amount_fen,
        method=command.method,
        paid_on=command.paid_on,
        parts=parts,
        credit_fen=credit_fen,
        late_fee_fen=late_fee_fen,
        arrears_since=arrears_since,
        arrears_fen=arrears_fen,
        debt_fen=debt_fen,
    )


def late_fees(tenancy: Tenancy, parts: Sequence[PaymentPart], paid_on: date, rules: BillingRules) -> int:
    """Late fees of the bills that a payment pays up: each for the days until then, on what it still wanted."""
    bills = {bill.id: bill for bill in tenancy.account.bills}
    fees = 0
    for part in parts:
        bill = bills[part.bill_id]
        step = step_on(tenancy.steps, bill.period_from)
        if part.paid_up and step is not None:
            days = (paid_on - bill.due_on).days
            fees += late_fee(
                monthly_fen=step.monthly_fen, overdue_fen=bill.open_fen, days=days, rules=rules.late_fee
            ).fee_fen
    return fees


def arrears_day(tenancy: Tenancy) -> date | None:
    """The day on which more is overdue than was recorded; None = not unless another bill comes."""
    grown = -tenancy.account.credit_fen
    for bill in tenancy.account.bills:
        grown += bill.open_fen
        if grown > tenancy.arrears_fen:
            return bill.due_on + _DAY
    return None


def decide_arrears(tenancy: Tenancy, _command: RecordArrears, context: Context) -> Decision | Refusal:
    """Bills are overdue; from so many months' rent on, the home may be taken back."""
    since, overdue = arrears_of(tenancy.account, today(context))
    if since is None or overdue == tenancy.arrears_fen:
        return refused(tenancy, "not_due_yet")
    step = step_on(tenancy.steps, since)
    months = arrears_months(overdue, step.monthly_fen if step else 0)
    recorded = ArrearsRecorded(
        at=context.now,
        by=context.actor.operator,
        since=since,
        overdue_fen=overdue,
        months=months,
        ground=months >= context.policy.tenancy.arrears_months.value,
    )
    return on("tenancy", tenancy, recorded)
