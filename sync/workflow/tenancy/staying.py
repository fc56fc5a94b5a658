"""Decisions on households that are no longer eligible and cannot leave yet, and on who stays too long."""

from __future__ import annotations

from datetime import date, timedelta

from sync.model.application import Category
from sync.model.billing import RentReason, RentStep
from sync.model.states import TenancyState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import ContractKind, Tenancy
from sync.policy.billing import step_on
from sync.policy.calendar import years_after
from sync.policy.months import months_later
from sync.policy.records import Policy
from sync.policy.transition import (
    Due,
    Means,
    Wealth,
    means,
    overstay_rent,
    rent_after_transition,
    transition_rent,
)
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today
from sync.workflow.machine import on
from sync.workflow.tenancy.commands import AgreeStay, EndTransition, EnterTransition, RaiseOverstay
from sync.workflow.tenancy.events import ExitOrdered, RentChanged, StayAgreed, TransitionEntered
from sync.workflow.tenancy.standing import carry_of, home_of, not_over, refused, the_unit

_DAY = timedelta(days=1)
INELIGIBLE = (TakeBack.NO_LONGER_QUALIFIED, TakeBack.OTHER_HOME, TakeBack.OTHER_PUBLIC_HOME, TakeBack.TERM_OVER)
"""Cases on record that a transition can follow; the first of them names the exit when nobody has left after it."""


def decide_enter(tenancy: Tenancy, command: EnterTransition, context: Context) -> Decision | Refusal:
    """Some months more, on the tenant's signed application, at the rent of the transition."""
    rules = context.policy.tenancy.transition
    if not set(INELIGIBLE) & set(tenancy.grounds):
        return refused(tenancy, "ground_missing")
    if not 1 <= command.months <= rules.longest_months.value:
        return refused(tenancy, "transition_too_long", most=rules.longest_months.value)
    if not is_sha256(command.signature_sha256):
        return refused(tenancy, "signature_missing")
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    starts = today(context) + _DAY
    before = step_on(tenancy.steps, starts)
    rent = transition_rent(
        home=home_of(unit, command.market_fen_m2),
        former_fen=before.monthly_fen if before else tenancy.monthly_rent_fen,
        monthly_income_fen=command.monthly_income_fen,
        rules=rules,
        rent_rules=context.policy.rent,
    )
    if rent is None:
        return refused(tenancy, "market_rent_missing")
    step = _step(tenancy, unit, rent, starts)
    entered = TransitionEntered(
        at=context.now,
        by=context.actor.operator,
        starts=starts,
        ends=months_later(starts, command.months) - _DAY,
        steps=(step,),
        carry_fen=carry_of(tenancy, (step,)),
        signature_sha256=command.signature_sha256,
    )
    return on("tenancy", tenancy, entered)


def _step(tenancy: Tenancy, unit: Unit, rent: Due, from_on: date) -> RentStep:
    return RentStep(
        from_on=from_on,
        monthly_fen=rent.monthly_fen,
        standard_fen=home_of(unit).standard_fen,
        tier_permille=tenancy.rent_tier_permille,
        reason=rent.reason,
    )


def decide_stay(tenancy: Tenancy, command: AgreeStay, context: Context) -> Decision | Refusal:
    """A household in real difficulty stays: how far it is above the limits says what it pays, or that it leaves."""
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(tenancy, "opinion_too_short", least=least)
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    rules = context.policy.tenancy.transition
    found = means(_wealth(command, tenancy.category, context.policy), rules)
    rent = rent_after_transition(
        home=home_of(unit),
        found=found,
        monthly_income_fen=command.monthly_income_fen,
        rules=rules,
        rent_rules=context.policy.rent,
    )
    if rent is None:
        return refused(tenancy, "means_unknown" if found is Means.UNKNOWN else "must_leave")
    first = (tenancy.transition_to or today(context)) + _DAY
    step = _step(tenancy, unit, rent, first)
    agreed = StayAgreed(
        at=context.now,
        by=context.actor.operator,
        kind=ContractKind.MARKET,
        term_from=first,
        term_to=years_after(first, rules.stay_years.value) - _DAY,
        steps=(step,),
        carry_fen=carry_of(tenancy, (step,)),
        text=command.text,
    )
    return on("tenancy", tenancy, agreed)


def _wealth(command: AgreeStay, category: str | None, policy: Policy) -> Wealth:
    rules = policy.categories.get(Category(category)) if category in set(Category) else None
    income = rules.limits.income_at_most if rules else None
    assets = rules.limits.assets_at_most if rules else None
    return Wealth(
        income_fen=command.income_fen,
        income_limit_fen=income.value if income else None,
        assets_fen=command.assets_fen,
        assets_limit_fen=assets.value if assets else None,
        got_home=command.got_home,
    )


def decide_end(tenancy: Tenancy, _command: EndTransition, context: Context) -> Decision | Refusal:
    """The transition is over and nobody has left: the home is taken back, and until then costs more."""
    last = tenancy.transition_to
    if last is None or not_over(last, context):
        return refused(tenancy, "not_due_yet")
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    code = next((code for code in INELIGIBLE if code in tenancy.grounds), TakeBack.NO_LONGER_QUALIFIED)
    ordered = ExitOrdered(at=context.now, by=context.actor.operator, code=code, leave_by=last, text="")
    return on("tenancy", tenancy, ordered, _overstay(tenancy, unit, last + _DAY, context))


def decide_overstay(tenancy: Tenancy, _command: RaiseOverstay, context: Context) -> Decision | Refusal:
    """The time to leave is over and the home was not given back."""
    day = overstay_day(tenancy)
    if day is None or not_over(day - _DAY, context):
        return refused(tenancy, "not_due_yet")
    unit = the_unit(tenancy, context)
    if not isinstance(unit, Unit):
        return unit
    return on("tenancy", tenancy, _overstay(tenancy, unit, day, context))


def overstay_day(tenancy: Tenancy) -> date | None:
    """First day on which an overdue exit costs more; None = there is none, or it does already."""
    leaving = tenancy.leaving
    if leaving is None or leaving.agreed or tenancy.inspection is not None:
        return None
    if tenancy.steps and tenancy.steps[-1].reason is RentReason.OVERSTAY:
        return None
    return leaving.leave_by + _DAY


def _overstay(tenancy: Tenancy, unit: Unit, from_on: date, context: Context) -> RentChanged:
    step = _step(tenancy, unit, overstay_rent(home_of(unit), context.policy.tenancy.transition), from_on)
    return RentChanged(
        at=context.now,
        by=context.actor.operator,
        steps=(step,),
        carry_fen=carry_of(tenancy, (step,)),
        cause="overstay",
    )


def transition_over(tenancy: Tenancy) -> date | None:
    """The day after a transition, while it runs."""
    if tenancy.state is not TenancyState.TRANSITION or tenancy.transition_to is None:
        return None
    return tenancy.transition_to + _DAY
