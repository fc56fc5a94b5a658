"""The subsidy after an event."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from sync.model.subsidy import GrantState, PayoutResult, SubsidyAmount, SubsidyGrant, SubsidyMonth
from sync.policy.calendar import civil_day
from sync.policy.months import months_later
from sync.workflow.events import AnyEvent
from sync.workflow.subsidy import events as e


def apply(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant:
    """The subsidy after the event; an event that is not about subsidies changes nothing."""
    for fold in (_begun, _paid, _changed, _over):
        after = fold(grant, event)
        if after is not None:
            return after
    return grant


def _with(grant: SubsidyGrant, **changes: Any) -> SubsidyGrant:
    return msgspec.structs.replace(grant, **changes)


def _begun(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant | None:
    match event:
        case e.GrantApproved():
            return _with(
                grant,
                state=GrantState.APPROVED,
                persons=event.persons,
                own_area100=event.own_area100,
                category=event.category,
                monthly_income_fen=event.monthly_income_fen,
                policy_id=event.policy_id,
                policy_version=event.policy_version,
                approved_on=civil_day(event.at),
            )
        case e.PayingStarted():
            first = event.amount.from_month
            return _with(
                grant,
                state=GrantState.PAYING,
                amounts=(event.amount,),
                first_month=first,
                next_month=first,
                last_month=event.last_month,
            )
        case _:
            return None


def _paid(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant | None:
    match event:
        case e.MonthSettled():
            line = SubsidyMonth(month=event.month, amount_fen=event.amount_fen, formula=event.formula)
            return _with(grant, months=(*grant.months, line), next_month=months_later(event.month, 1))
        case e.PayoutBooked():
            return _with(grant, months=tuple(_booked(line, event) for line in grant.months))
        case _:
            return None


def _booked(line: SubsidyMonth, event: e.PayoutBooked) -> SubsidyMonth:
    if line.month != event.month:
        return line
    return msgspec.structs.replace(
        line,
        result=event.result,
        batch=event.batch,
        trade_number=event.trade_number,
        paid_on=event.paid_on,
        fail_reason=event.fail_reason,
    )


def _changed(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant | None:
    match event:
        case e.GrantSuspended():
            return _with(grant, state=GrantState.SUSPENDED, suspended_reason=event.text, suspended_from=grant.state)
        case e.GrantResumed():
            before = grant.suspended_from or GrantState.PAYING
            return _with(grant, state=before, suspended_reason="", suspended_from=None, next_month=event.next_month)
        case e.GrantAdjusted():
            return _with(
                _at(grant, GrantState.ADJUSTED),
                amounts=laid_over(grant.amounts, event.amount),
                category=event.category,
                persons=event.persons,
                own_area100=event.own_area100,
                monthly_income_fen=event.monthly_income_fen,
            )
        case e.GrantTransitionBegun():
            return _with(
                _at(grant, GrantState.TRANSITION),
                amounts=laid_over(grant.amounts, event.amount),
                transition_to=event.last_month,
            )
        case e.PublicHomeNoted():
            return _with(grant, holds_public_home=event.holds)
        case e.GrantRecheckOpened():
            return _with(grant, recheck_id=event.recheck_id)
        case e.GrantRecheckClosed():
            return _with(grant, recheck_id=None)
        case _:
            return None


def _at(grant: SubsidyGrant, state: GrantState) -> SubsidyGrant:
    """In that state; a subsidy that is suspended stays so, and goes on there later."""
    if grant.state is GrantState.SUSPENDED:
        return _with(grant, suspended_from=state)
    return _with(grant, state=state)


def laid_over(amounts: tuple[SubsidyAmount, ...], new: SubsidyAmount) -> tuple[SubsidyAmount, ...]:
    """The amounts after another was laid over them: from its month on, only it holds."""
    return (*(amount for amount in amounts if amount.from_month < new.from_month), new)


def amount_of(grant: SubsidyGrant, month: date) -> SubsidyAmount | None:
    """What a month brings; None before the first."""
    found = None
    for amount in grant.amounts:
        if amount.from_month <= month:
            found = amount
    return found


def _over(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant | None:
    match event:
        case e.GrantEnded():
            kept = (line for line in grant.months if line.month <= event.last_month or line.result is PayoutResult.PAID)
            return _with(
                grant,
                state=GrantState.ENDED,
                months=tuple(kept),
                end_reason=event.reason,
                ended_month=event.last_month,
                overpaid_fen=event.overpaid_fen,
                suspended_reason="",
                suspended_from=None,
            )
        case e.ReexaminationAsked():
            return _with(grant, reexamination_asked_on=civil_day(event.at))
        case e.GrantExtended():
            adjusted = len(grant.amounts) > 1
            return _with(
                grant,
                state=GrantState.ADJUSTED if adjusted else GrantState.PAYING,
                next_month=event.next_month,
                last_month=event.last_month,
                reexamination_asked_on=None,
                end_reason=None,
                ended_month=None,
            )
        case _:
            return None
