"""Decisions on what a subsidy pays."""

from __future__ import annotations

from datetime import date

from sync.model.application import Category
from sync.model.subsidy import EndReason, GrantState, PayoutResult, SubsidyAmount, SubsidyGrant
from sync.policy.months import month_of, months_later
from sync.policy.records import Policy
from sync.policy.subsidy import (
    Subsidy,
    first_month,
    last_month,
    reexamination_from,
    resumed_month,
    still_in_public_home,
    subsidy,
    transition_amount,
    transition_end,
)
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today
from sync.workflow.machine import on
from sync.workflow.subsidy import commands as c
from sync.workflow.subsidy import events as e
from sync.workflow.subsidy.fold import amount_of

RUNNING = frozenset({GrantState.PAYING, GrantState.ADJUSTED, GrantState.TRANSITION})
"""Month by month something is paid."""


def refused(grant: SubsidyGrant, code: str, /, **details: str | int) -> Refusal:
    """No, because of ``code``."""
    return Refusal(code=code, state=grant.state, details=details)


def _too_short(grant: SubsidyGrant, text: str, context: Context) -> Refusal | None:
    least = context.policy.review.least_own_characters.value
    return refused(grant, "opinion_too_short", least=least) if len(text.strip()) < least else None


def _computed(
    grant: SubsidyGrant, category: str | None, persons: int, own_area100: int, policy: Policy
) -> Subsidy | None:
    if category not in set(Category):
        return None
    return subsidy(
        persons=persons,
        own_area100=own_area100,
        category=Category(category),
        org=grant.org,
        rules=policy.subsidy,
    )


def decide_start(grant: SubsidyGrant, _command: c.StartPaying, context: Context) -> Decision | Refusal:
    """From the month after the announcement, for the term."""
    if grant.approved_on is None or today(context) < first_month(grant.approved_on):
        return refused(grant, "not_due_yet")
    found = _computed(grant, grant.category, grant.persons, grant.own_area100, context.policy)
    if found is None:
        return refused(grant, "category_unknown")
    first = first_month(grant.approved_on)
    amount = SubsidyAmount(from_month=first, monthly_fen=found.monthly_fen, formula=found.formula)
    last = last_month(first, context.policy.subsidy)
    started = e.PayingStarted(at=context.now, by=context.actor.operator, amount=amount, last_month=last)
    return on("subsidy", grant, started)


def due_month(grant: SubsidyGrant) -> date | None:
    """The month that is settled next; None when none is left."""
    month = grant.next_month
    last = grant.transition_to if grant.state is GrantState.TRANSITION else grant.last_month
    if month is None or last is None or month > last:
        return None
    return month


def decide_settle(grant: SubsidyGrant, _command: c.SettleMonth, context: Context) -> Decision | Refusal:
    """A month is settled once, when it has begun."""
    month = due_month(grant)
    amount = None if month is None else amount_of(grant, month)
    if month is None or amount is None or today(context) < month:
        return refused(grant, "not_due_yet")
    settled = e.MonthSettled(
        at=context.now,
        by=context.actor.operator,
        month=month,
        amount_fen=amount.monthly_fen,
        formula=amount.formula,
    )
    return on("subsidy", grant, settled)


def decide_payout(grant: SubsidyGrant, command: c.BookPayout, context: Context) -> Decision | Refusal:
    """What the bank says; what was paid is never paid again."""
    line = next((line for line in grant.months if line.month == command.month), None)
    if line is None:
        return refused(grant, "month_unknown", month=command.month.isoformat())
    if line.result is PayoutResult.PAID:
        return refused(grant, "month_paid_already", month=command.month.isoformat())
    failed = bool(command.fail_reason.strip())
    if not failed and (not command.trade_number.strip() or command.paid_on is None):
        return refused(grant, "trade_number_missing")
    if not failed and any(command.trade_number == other.trade_number for other in grant.months):
        return refused(grant, "payment_booked_already", number=command.trade_number)
    if command.paid_on is not None and command.paid_on > today(context):
        return refused(grant, "days_wrong")
    booked = e.PayoutBooked(
        at=context.now,
        by=context.actor.operator,
        month=command.month,
        result=PayoutResult.FAILED if failed else PayoutResult.PAID,
        batch=command.batch,
        trade_number="" if failed else command.trade_number,
        paid_on=None if failed else command.paid_on,
        fail_reason=command.fail_reason,
    )
    return on("subsidy", grant, booked)


def decide_suspend(grant: SubsidyGrant, command: c.SuspendGrant, context: Context) -> Decision | Refusal:
    """With reasons, in own words."""
    fault = _too_short(grant, command.text, context)
    if fault:
        return fault
    suspended = e.GrantSuspended(at=context.now, by=context.actor.operator, text=command.text)
    return on("subsidy", grant, suspended)


def decide_resume(grant: SubsidyGrant, command: c.ResumeGrant, context: Context) -> Decision | Refusal:
    """With the month where it stopped, or with this one."""
    fault = _too_short(grant, command.text, context)
    if fault:
        return fault
    stopped = grant.next_month or month_of(today(context))
    now = stopped if command.pay_back else max(stopped, month_of(today(context)))
    resumed = e.GrantResumed(at=context.now, by=context.actor.operator, next_month=now, text=command.text)
    return on("subsidy", grant, resumed)


def decide_adjust(grant: SubsidyGrant, command: c.AdjustGrant, context: Context) -> Decision | Refusal:
    """Other figures, for months that are not settled yet."""
    fault = _too_short(grant, command.text, context)
    if fault:
        return fault
    event = adjusted(
        grant,
        context,
        from_month=command.from_month,
        category=command.category.value,
        persons=command.persons,
        own_area100=command.own_area100,
        monthly_income_fen=command.monthly_income_fen,
        text=command.text,
    )
    return event if isinstance(event, Refusal) else on("subsidy", grant, event)


def adjusted(
    grant: SubsidyGrant,
    context: Context,
    *,
    from_month: date,
    category: str,
    persons: int,
    own_area100: int,
    monthly_income_fen: int | None,
    text: str,
) -> e.GrantAdjusted | Refusal:
    """The event of other figures from a month on, or why it cannot be."""
    if from_month != month_of(from_month) or (grant.next_month is not None and from_month < grant.next_month):
        return refused(grant, "month_settled_already")
    found = _computed(grant, category, persons, own_area100, context.policy)
    if found is None:
        return refused(grant, "category_unknown")
    if not found.monthly_fen:
        return refused(grant, "subsidy_nothing")
    return e.GrantAdjusted(
        at=context.now,
        by=context.actor.operator,
        amount=SubsidyAmount(from_month=from_month, monthly_fen=found.monthly_fen, formula=found.formula),
        category=category,
        persons=persons,
        own_area100=own_area100,
        monthly_income_fen=monthly_income_fen,
        text=text,
    )


def decide_transition(grant: SubsidyGrant, command: c.BeginGrantTransition, context: Context) -> Decision | Refusal:
    """No longer eligible: part of the amount for some months more, once."""
    fault = _too_short(grant, command.text, context)
    if fault:
        return fault
    event = transition(grant, context, command.text)
    return refused(grant, "not_due_yet") if event is None else on("subsidy", grant, event)


def transition(grant: SubsidyGrant, context: Context, text: str) -> e.GrantTransitionBegun | None:
    """The event of a transition that begins with the next month that is settled; None when nothing is paid any more."""
    month = grant.next_month
    before = None if month is None else amount_of(grant, month)
    if month is None or before is None or grant.transition_to is not None:
        return None
    rules = context.policy.subsidy
    monthly = transition_amount(before.monthly_fen, rules)
    return e.GrantTransitionBegun(
        at=context.now,
        by=context.actor.operator,
        amount=SubsidyAmount(
            from_month=month,
            monthly_fen=monthly,
            formula={"former_fen": before.monthly_fen, "permille": rules.transition_permille.value},
        ),
        last_month=transition_end(month, rules),
        text=text,
    )


def decide_end(grant: SubsidyGrant, command: c.EndGrant, context: Context) -> Decision | Refusal:
    """It ends with a month; what was paid for later ones is to be given back."""
    if command.last_month != month_of(command.last_month):
        return refused(grant, "days_wrong")
    if command.reason in {EndReason.TERM, EndReason.TRANSITION_OVER, EndReason.KEPT_PUBLIC_HOME}:
        right = ending(grant, context.policy, today(context))
        if right != command:
            return refused(grant, "not_due_yet")
    else:
        fault = _too_short(grant, command.text, context)
        if fault:
            return fault
    overpaid = sum(
        line.amount_fen for line in grant.months if line.month > command.last_month and line.result is PayoutResult.PAID
    )
    ended = e.GrantEnded(
        at=context.now,
        by=context.actor.operator,
        reason=command.reason,
        last_month=command.last_month,
        overpaid_fen=overpaid,
        text=command.text,
    )
    return on("subsidy", grant, ended)


def ending(grant: SubsidyGrant, policy: Policy, day: date) -> c.EndGrant | None:
    """How a subsidy ends by itself on a day; None = it does not."""
    if grant.state not in RUNNING or grant.next_month is None:
        return None
    last = months_later(grant.next_month, -1)
    begun = grant.first_month
    if grant.holds_public_home and begun is not None and still_in_public_home(begun, day, policy.subsidy):
        return c.EndGrant(reason=EndReason.KEPT_PUBLIC_HOME, last_month=last)
    if due_month(grant) is not None or day < grant.next_month:
        return None
    if grant.state is GrantState.TRANSITION:
        return c.EndGrant(reason=EndReason.TRANSITION_OVER, last_month=last)
    return None if grant.reexamination_asked_on else c.EndGrant(reason=EndReason.TERM, last_month=last)


def decide_public_home(grant: SubsidyGrant, command: c.NotePublicHome, context: Context) -> Decision | Refusal:
    """Known from the departments or at a window; from then on the time to give it back counts."""
    noted = e.PublicHomeNoted(at=context.now, by=context.actor.operator, holds=command.holds)
    return on("subsidy", grant, noted)


def decide_ask(grant: SubsidyGrant, command: c.AskReexamination, context: Context) -> Decision | Refusal:
    """Within the last months of the term, or, late, soon after it."""
    if not is_sha256(command.signature_sha256):
        return refused(grant, "signature_missing")
    if grant.reexamination_asked_on is not None:
        return refused(grant, "asked_already")
    if grant.last_month is None or (grant.state is GrantState.ENDED and grant.end_reason is not EndReason.TERM):
        return refused(grant, "not_due_yet")
    rules, day = context.policy.subsidy, today(context)
    if context.facts.authoritative and day < reexamination_from(grant.last_month, rules):
        return refused(grant, "not_due_yet")
    if context.facts.authoritative and resumed_month(grant.last_month, day, rules) is None:
        return refused(grant, "reexamination_too_late")
    asked = e.ReexaminationAsked(at=context.now, by=context.actor.operator, signature_sha256=command.signature_sha256)
    return on("subsidy", grant, asked)


def decide_extend(grant: SubsidyGrant, command: c.ExtendGrant, context: Context) -> Decision | Refusal:
    """Another term; who asked late gets nothing for the time between."""
    fault = _too_short(grant, command.text, context)
    if fault:
        return fault
    asked, last = grant.reexamination_asked_on, grant.last_month
    if asked is None or last is None:
        return refused(grant, "reexamination_not_asked")
    if grant.recheck_id is not None:
        return refused(grant, "recheck_open")
    first = resumed_month(last, asked, context.policy.subsidy)
    if first is None:
        return refused(grant, "reexamination_too_late")
    extended = e.GrantExtended(
        at=context.now,
        by=context.actor.operator,
        next_month=first if asked >= months_later(last, 1) else grant.next_month or first,
        last_month=last_month(first, context.policy.subsidy),
        text=command.text,
    )
    return on("subsidy", grant, extended)
