"""Decisions on the exit: agreed or ordered, the joint inspection, the statement, the refund, the home back in stock."""

from __future__ import annotations

from datetime import date

from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import TAKE_BACK, ExitInspection, Tenancy
from sync.policy.months import months_later
from sync.policy.settlement import Leaving, adds_up, statement, unpriced
from sync.workflow.bill.events import BillSettled
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import deadline, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.stock.events import UnitVacated
from sync.workflow.tenancy.commands import (
    AgreeExit,
    CloseTenancy,
    Enforce,
    InspectExit,
    LiftExit,
    OrderExit,
    RecordDeath,
    RecordRefund,
    Settle,
)
from sync.workflow.tenancy.events import (
    EnforcementAsked,
    ExitAgreed,
    ExitInspected,
    ExitLifted,
    ExitOrdered,
    ExitSettled,
    Refunded,
    TenancyClosed,
    TenantDied,
)
from sync.workflow.tenancy.standing import not_over, refused, the_unit, too_late, yuan

_NEEDS_GROUND = frozenset({TakeBack.ARREARS, TakeBack.TERM_OVER, TakeBack.OTHER_HOME, TakeBack.NO_LONGER_QUALIFIED})
"""Cases that this machine, re-checks or breaches put on record before anybody can order an exit for them."""


def leave_by(context: Context) -> date:
    """The last day of the time to leave that begins today."""
    return months_later(today(context), context.policy.tenancy.leave_months.value)


def decide_agree(tenancy: Tenancy, command: AgreeExit, context: Context) -> Decision | Refusal:
    """The tenant leaves, and signs it."""
    fault = agree_fault(tenancy, command.leave_by, context)
    if fault:
        return fault
    if not is_sha256(command.signature_sha256):
        return refused(tenancy, "signature_missing")
    return on("tenancy", tenancy, agreed(command.code, command.leave_by, command.signature_sha256, context))


def agree_fault(tenancy: Tenancy, leave_on: date, context: Context) -> Refusal | None:
    """Why an exit on that day cannot be agreed."""
    return refused(tenancy, "days_wrong") if too_late(leave_on, context) else None


def agreed(code: TakeBack, leave_on: date, signature_sha256: str, context: Context) -> ExitAgreed:
    """The event of an exit that the tenant signed."""
    return ExitAgreed(
        at=context.now, by=context.actor.operator, code=code, leave_by=leave_on, signature_sha256=signature_sha256
    )


def decide_order(tenancy: Tenancy, command: OrderExit, context: Context) -> Decision | Refusal:
    """Taken back in one of the fourteen cases, in own words, and served."""
    if command.code not in TAKE_BACK:
        return refused(tenancy, "exit_code_wrong")
    if command.code in _NEEDS_GROUND and command.code not in tenancy.grounds:
        return refused(tenancy, "ground_missing")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(tenancy, "opinion_too_short", least=least)
    if not is_sha256(command.notice_sha256):
        return refused(tenancy, "evidence_missing")
    ordered = ExitOrdered(
        at=context.now,
        by=context.actor.operator,
        code=command.code,
        leave_by=leave_by(context),
        text=command.text,
        notice_sha256=command.notice_sha256,
    )
    return on("tenancy", tenancy, ordered)


def decide_lift(tenancy: Tenancy, command: LiftExit, context: Context) -> Decision | Refusal:
    """Not after the home was given back."""
    if tenancy.inspection is not None:
        return refused(tenancy, "given_back_already")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(tenancy, "opinion_too_short", least=least)
    return on("tenancy", tenancy, ExitLifted(at=context.now, by=context.actor.operator, text=command.text))


def decide_enforce(tenancy: Tenancy, command: Enforce, context: Context) -> Decision | Refusal:
    """The time to leave is over, the home was not given back: the court is asked."""
    leaving = tenancy.leaving
    if tenancy.inspection is not None:
        return refused(tenancy, "given_back_already")
    if leaving is None or not_over(leaving.leave_by, context):
        return refused(tenancy, "not_due_yet")
    if not command.court_reference.strip():
        return refused(tenancy, "reference_missing")
    asked = EnforcementAsked(at=context.now, by=context.actor.operator, court_reference=command.court_reference.strip())
    return on("tenancy", tenancy, asked)


def decide_inspect(tenancy: Tenancy, command: InspectExit, context: Context) -> Decision | Refusal:
    """Both look the home over; who will not sign needs a witness."""
    begins = tenancy.begins
    if tenancy.inspection is not None:
        return refused(tenancy, "given_back_already")
    if begins is None or command.left_on < begins or command.left_on > today(context):
        return refused(tenancy, "days_wrong")
    if not is_sha256(command.signature_sha256 or "") and not command.witness.strip():
        return refused(tenancy, "signature_missing")
    if command.keys_returned < 0:
        return refused(tenancy, "keys_missing")
    inspected = ExitInspected(
        at=context.now,
        by=context.actor.operator,
        on=today(context),
        left_on=command.left_on,
        meters=command.meters,
        damage=command.damage,
        keys_returned=command.keys_returned,
        signature_sha256=command.signature_sha256,
        witness=command.witness,
    )
    wrong = unpriced(leaving_of(tenancy, inspected, context), context.policy.tenancy)
    if wrong:
        return refused(tenancy, "price_unknown", code=", ".join(wrong))
    return on("tenancy", tenancy, inspected)


def leaving_of(tenancy: Tenancy, found: ExitInspection | ExitInspected, context: Context) -> Leaving:
    """What the statement of the exit is made from today, after the joint inspection.

    The counter shows the statement from it; :func:`decide_settle` makes the same one anew and compares.
    """
    return Leaving(
        steps=tenancy.steps,
        account=tenancy.account,
        begins=tenancy.begins or found.left_on,
        left_on=found.left_on,
        settled_on=today(context),
        deposit_fen=tenancy.deposit_paid_fen,
        meters_from=tenancy.meters,
        meters_to=found.meters,
        damage=found.damage,
    )


def decide_settle(tenancy: Tenancy, command: Settle, context: Context) -> Decision | Refusal:
    """The statement that was shown is the one that the record gives today, line by line, and it adds up."""
    if tenancy.inspection is None:
        return refused(tenancy, "not_inspected")
    if not adds_up(command.statement):
        return refused(tenancy, "statement_unbalanced")
    right = statement(leaving_of(tenancy, tenancy.inspection, context), context.policy.tenancy, context.policy.billing)
    if command.statement != right:
        return refused(tenancy, "statement_differs", owed=yuan(right.owed_fen), refund=yuan(right.refund_fen))
    at, by = context.now, context.actor.operator
    back = deadline(context, "deposit_back", context.policy.tenancy.deposit_back_days) if right.refund_fen else None
    settled = ExitSettled(at=at, by=by, statement=right, deadline=back, signature_sha256=command.signature_sha256)
    bills = (
        Effect(machine="bill", object_id=bill.id, event=BillSettled(at=at, by=by)) for bill in tenancy.account.bills
    )
    return Decision(effects=(Effect(machine="tenancy", object_id=tenancy.id, event=settled), *bills))


def decide_refund(tenancy: Tenancy, command: RecordRefund, context: Context) -> Decision | Refusal:
    """The whole of what the statement gives back, once."""
    due = (tenancy.statement.refund_fen if tenancy.statement else 0) - tenancy.refunded_fen
    if due <= 0:
        return refused(tenancy, "nothing_to_pay")
    if not command.trade_number.strip():
        return refused(tenancy, "trade_number_missing")
    if command.trade_number in tenancy.account.trades:
        return refused(tenancy, "payment_booked_already", number=command.trade_number)
    if command.amount_fen != due:
        return refused(tenancy, "amount_differs", expected=yuan(due))
    refunded = Refunded(
        at=context.now,
        by=context.actor.operator,
        trade_number=command.trade_number,
        amount_fen=command.amount_fen,
    )
    return on("tenancy", tenancy, refunded)


def decide_close(tenancy: Tenancy, command: CloseTenancy, context: Context) -> Decision | Refusal:
    """The home is in stock again at once: it waits for no refund and no debt. It comes back exactly once."""
    if not command.access_withdrawn:
        return refused(tenancy, "access_not_withdrawn")
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    if unit.state is not UnitState.RENTED or unit.tenancy_id != tenancy.id:
        return refused(tenancy, "unit_not_let", unit=unit.code)
    at, by = context.now, context.actor.operator
    return Decision(
        effects=(
            Effect(machine="tenancy", object_id=tenancy.id, event=TenancyClosed(at=at, by=by)),
            Effect(machine="unit", object_id=unit.id, event=UnitVacated(at=at, by=by, tenancy_id=tenancy.id)),
        )
    )


def decide_death(tenancy: Tenancy, command: RecordDeath, context: Context) -> Decision | Refusal:
    """Who lives there goes on with the contract; when nobody does, the home comes back.

    Source: Civil Code of the PRC, art. 732 (read).
    """
    if command.died_on > today(context):
        return refused(tenancy, "days_wrong")
    if not is_sha256(command.evidence_sha256):
        return refused(tenancy, "evidence_missing")
    if command.successor is None and tenancy.co_residents:
        return refused(tenancy, "successor_missing", count=len(tenancy.co_residents))
    if command.successor is not None and command.successor not in tenancy.co_residents:
        return refused(tenancy, "member_unknown")
    died = TenantDied(
        at=context.now,
        by=context.actor.operator,
        died_on=command.died_on,
        evidence_sha256=command.evidence_sha256,
        successor=command.successor,
        leave_by=None if command.successor else leave_by(context),
    )
    return on("tenancy", tenancy, died)
