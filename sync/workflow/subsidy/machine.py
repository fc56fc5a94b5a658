"""The machine of a subsidy: from its approval over its months to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sync.model.states import Role, ServicePoint
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy.months import months_later
from sync.policy.records import Act, Policy
from sync.policy.subsidy import first_month
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.machine import Machine
from sync.workflow.subsidy import commands as c
from sync.workflow.subsidy import paying
from sync.workflow.subsidy.fold import apply
from sync.workflow.tables import Row

_At = tuple[frozenset[Role], frozenset[ServicePoint]]
_Rows = tuple[Row[SubsidyGrant, GrantState], ...]

_PROVINCE: _At = (frozenset({Role.PLATFORM}), frozenset({ServicePoint.PLATFORM}))
_HOUSING: _At = (frozenset({Role.DISTRICT_REVIEWER}), frozenset({ServicePoint.COUNTY_OFFICE}))
_EITHER: _At = (_PROVINCE[0] | _HOUSING[0], _PROVINCE[1] | _HOUSING[1])
_WINDOWS: _At = (
    frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW}),
    frozenset({ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK, ServicePoint.STREET_WINDOW}),
)

APPROVED, PAYING, SUSPENDED = GrantState.APPROVED, GrantState.PAYING, GrantState.SUSPENDED
ADJUSTED, TRANSITION, ENDED = GrantState.ADJUSTED, GrantState.TRANSITION, GrantState.ENDED


def _moves(
    command: type[Command],
    states: frozenset[GrantState],
    to: frozenset[GrantState],
    who: _At,
    decide: Callable[[SubsidyGrant, Any, Context], Decision | Refusal],
    act: Act = Act.DECIDE,
) -> _Rows:
    return (Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=act, decide=decide),)


def _some(*states: GrantState) -> frozenset[GrantState]:
    return frozenset(states)


_LIVE = frozenset(GrantState) - {ENDED}
_PAID = paying.RUNNING

TRANSITIONS: _Rows = (
    *_moves(c.StartPaying, _some(APPROVED), _some(PAYING), _PROVINCE, paying.decide_start),
    *_moves(c.SettleMonth, _PAID, frozenset(), _PROVINCE, paying.decide_settle),
    *_moves(c.BookPayout, _PAID | {SUSPENDED, ENDED}, frozenset(), _PROVINCE, paying.decide_payout),
    *_moves(c.SuspendGrant, _PAID, _some(SUSPENDED), _HOUSING, paying.decide_suspend),
    *_moves(c.ResumeGrant, _some(SUSPENDED), _PAID, _HOUSING, paying.decide_resume),
    *_moves(c.AdjustGrant, _some(PAYING, ADJUSTED), _some(ADJUSTED), _HOUSING, paying.decide_adjust),
    *_moves(c.BeginGrantTransition, _some(PAYING, ADJUSTED), _some(TRANSITION), _HOUSING, paying.decide_transition),
    *_moves(c.EndGrant, _LIVE, _some(ENDED), _EITHER, paying.decide_end),
    *_moves(c.NotePublicHome, _LIVE, frozenset(), _EITHER, paying.decide_public_home),
    *_moves(c.AskReexamination, _some(PAYING, ADJUSTED, ENDED), frozenset(), _WINDOWS, paying.decide_ask, Act.SUBMIT),
    *_moves(c.ExtendGrant, _some(PAYING, ADJUSTED, ENDED), _some(PAYING, ADJUSTED), _HOUSING, paying.decide_extend),
)
"""State × command × role × point."""


def timer(grant: SubsidyGrant, policy: Policy, _today: date) -> date | None:
    """The first day on which paying begins, a month is to be settled, or the subsidy ends by itself."""
    if grant.state is APPROVED:
        return None if grant.approved_on is None else first_month(grant.approved_on)
    if grant.state not in _PAID or grant.next_month is None:
        return None
    days = [] if paying.due_month(grant) is None and _waits(grant) else [grant.next_month]
    if grant.holds_public_home and grant.first_month is not None:
        days.append(months_later(grant.first_month, policy.subsidy.public_home_months.value))
    return min(days, default=None)


def _waits(grant: SubsidyGrant) -> bool:
    """The term is over, and another one was asked for."""
    return grant.state is not TRANSITION and grant.reexamination_asked_on is not None


def due(grant: SubsidyGrant, policy: Policy, today: date) -> Command | None:
    """What the province does by itself on a day."""
    day = timer(grant, policy, today)
    if day is None or day > today:
        return None
    if grant.state is APPROVED:
        return c.StartPaying()
    return paying.ending(grant, policy, today) or c.SettleMonth()


MACHINE = Machine(
    name="subsidy",
    record=SubsidyGrant,
    states=GrantState,
    rows=TRANSITIONS,
    state_of=lambda grant: grant.state,
    apply=apply,
    timer=timer,
    due=due,
)
"""The subsidies."""
