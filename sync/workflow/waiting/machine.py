"""The machine of a waiting entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from sync.model.ids import RecordId
from sync.model.states import Role, ServicePoint, WaitingState
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.policy.records import Act
from sync.policy.rescoring import next_half_year, rescored
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.machine import Machine
from sync.workflow.tables import Row
from sync.workflow.waiting import choosing, commands, direct, holding, registering, reporting
from sync.workflow.waiting.commands import AnyWaitingCommand
from sync.workflow.waiting.fold import apply

_S = WaitingState
_ON_THE_WAY = frozenset({_S.INTENT_REGISTERED, _S.RECHECK, _S.CANDIDATE})
_LIVE = frozenset({_S.ACTIVE, _S.INVITED, *_ON_THE_WAY, _S.FROZEN, _S.SUSPENDED, _S.REQUEUED})
_COLLECTING = frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW})
_WINDOWS = frozenset({ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK, ServicePoint.STREET_WINDOW})
_ALLOCATOR = frozenset({Role.ALLOCATOR})
_OFFICE = frozenset({ServicePoint.COUNTY_OFFICE})
_PLATFORM = frozenset({Role.PLATFORM})
_AT_PLATFORM = frozenset({ServicePoint.PLATFORM})
_REVIEWERS = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER})


def _row(
    command: type[Command],
    states: frozenset[WaitingState],
    to: frozenset[WaitingState],
    who: tuple[frozenset[Role], frozenset[ServicePoint]],
    act: Act,
    decide: Callable[[WaitingEntry, Any, Context], Decision | Refusal],
) -> Row[WaitingEntry, WaitingState]:
    return Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=act, decide=decide)


_HOUSEHOLD = (_COLLECTING, _WINDOWS)
_BY_ALLOCATOR = (_ALLOCATOR, _OFFICE)
_BY_REVIEWER = (_REVIEWERS, _OFFICE)
_BY_ITSELF = (_PLATFORM, _AT_PLATFORM)
_OFFICE_OR_ITSELF = (_ALLOCATOR | _PLATFORM, _OFFICE | _AT_PLATFORM)
_HOLDERS = (_REVIEWERS | _ALLOCATOR | _PLATFORM, _OFFICE | _AT_PLATFORM)
_STAYS: frozenset[WaitingState] = frozenset()

TRANSITIONS: tuple[Row[WaitingEntry, WaitingState], ...] = (
    _row(
        commands.AllocateUnit,
        frozenset({_S.ACTIVE}),
        frozenset({_S.ALLOCATED}),
        _BY_ALLOCATOR,
        Act.DECIDE,
        direct.decide_allocate,
    ),
    _row(
        commands.RegisterIntent,
        frozenset({_S.ACTIVE, _S.INVITED}),
        frozenset({_S.INTENT_REGISTERED}),
        _HOUSEHOLD,
        Act.SUBMIT,
        registering.decide_register,
    ),
    _row(
        commands.WithdrawIntent,
        _ON_THE_WAY,
        frozenset({_S.ACTIVE}),
        _HOUSEHOLD,
        Act.WITHDRAW,
        registering.decide_withdraw,
    ),
    _row(
        commands.EndInvitation,
        frozenset({_S.INVITED}),
        frozenset({_S.ACTIVE}),
        _BY_ITSELF,
        Act.DECIDE,
        registering.decide_end_invitation,
    ),
    _row(
        commands.BeginRecheck,
        frozenset({_S.INTENT_REGISTERED}),
        frozenset({_S.RECHECK}),
        (_REVIEWERS | _PLATFORM, _OFFICE | _AT_PLATFORM),
        Act.DECIDE,
        registering.decide_begin_recheck,
    ),
    _row(
        commands.ConcludeRecheck,
        frozenset({_S.RECHECK}),
        frozenset({_S.CANDIDATE, _S.REMOVED}),
        _BY_REVIEWER,
        Act.DECIDE,
        registering.decide_conclude_recheck,
    ),
    _row(commands.ChooseHome, frozenset({_S.CANDIDATE}), _STAYS, _HOUSEHOLD, Act.DECIDE, choosing.decide_choose),
    _row(
        commands.DeclineHome,
        frozenset({_S.CANDIDATE}),
        frozenset({_S.REQUEUED}),
        _HOUSEHOLD,
        Act.DECIDE,
        choosing.decide_decline,
    ),
    _row(
        commands.IssueContract,
        frozenset({_S.CANDIDATE}),
        frozenset({_S.ALLOCATED}),
        _BY_ALLOCATOR,
        Act.DECIDE,
        choosing.decide_issue,
    ),
    _row(
        commands.RecordGiveUp,
        frozenset({_S.CANDIDATE}),
        frozenset({_S.REQUEUED}),
        _BY_ALLOCATOR,
        Act.DECIDE,
        choosing.decide_record_give_up,
    ),
    _row(
        commands.EndCoolingOff,
        frozenset({_S.REQUEUED}),
        frozenset({_S.ACTIVE}),
        _BY_ITSELF,
        Act.DECIDE,
        holding.decide_end_cooling_off,
    ),
    _row(
        commands.FreezeEntry,
        _LIVE - {_S.FROZEN},
        frozenset({_S.FROZEN}),
        _HOLDERS,
        Act.DECIDE,
        holding.decide_freeze,
    ),
    _row(
        commands.UnfreezeEntry,
        frozenset({_S.FROZEN}),
        frozenset({_S.ACTIVE, _S.SUSPENDED, _S.REQUEUED, *_ON_THE_WAY}),
        _HOLDERS,
        Act.DECIDE,
        holding.decide_unfreeze,
    ),
    _row(
        commands.BeginRest,
        frozenset({_S.ACTIVE, _S.INVITED}),
        frozenset({_S.SUSPENDED}),
        _HOUSEHOLD,
        Act.SUBMIT,
        holding.decide_begin_rest,
    ),
    _row(
        commands.EndRest,
        frozenset({_S.SUSPENDED}),
        frozenset({_S.ACTIVE}),
        (_COLLECTING | _PLATFORM, _WINDOWS | _AT_PLATFORM),
        Act.SUBMIT,
        holding.decide_end_rest,
    ),
    _row(
        commands.LeaveList,
        _LIVE - {_S.FROZEN},
        frozenset({_S.REMOVED}),
        _HOUSEHOLD,
        Act.WITHDRAW,
        holding.decide_leave_list,
    ),
    _row(
        commands.RemoveEntry,
        _LIVE,
        frozenset({_S.REMOVED}),
        (_REVIEWERS | _PLATFORM, _OFFICE | _AT_PLATFORM),
        Act.DECIDE,
        holding.decide_remove,
    ),
    _row(commands.ReportChange, _LIVE, _STAYS, _HOUSEHOLD, Act.SUBMIT, reporting.decide_report),
    _row(commands.SettleChange, _LIVE, _STAYS, _BY_REVIEWER, Act.DECIDE, reporting.decide_settle),
    _row(
        commands.Rescore,
        _LIVE - {_S.CANDIDATE, _S.SUSPENDED},
        _STAYS,
        _OFFICE_OR_ITSELF,
        Act.DECIDE,
        reporting.decide_rescore,
    ),
    _row(
        commands.NoteRank, _LIVE - {_S.FROZEN, _S.SUSPENDED}, _STAYS, _BY_ITSELF, Act.DECIDE, reporting.decide_note_rank
    ),
)
"""State × command × role × point."""


def needs(entry: WaitingEntry, command: AnyWaitingCommand) -> tuple[Key, ...]:
    """The batch and the home that are meant, or that the entry has; the application where a contract is made."""
    return tuple((machine, record_id) for machine, record_id in _reads(entry, command) if record_id is not None)


def _reads(entry: WaitingEntry, command: AnyWaitingCommand) -> Iterator[tuple[str, RecordId | None]]:
    match command:
        case commands.AllocateUnit():
            yield "unit", command.unit_id
            yield "case", entry.case_id
        case commands.RegisterIntent():
            yield "batch", command.batch_id
        case commands.ChooseHome():
            yield "batch", entry.batch_id
            yield "unit", command.unit_id
        case commands.IssueContract():
            yield "batch", entry.batch_id
            yield "unit", entry.unit_id
            yield "case", entry.case_id
        case _ if isinstance(command, _LEAVING):
            yield "batch", entry.batch_id
            yield "unit", entry.unit_id


_LEAVING = (
    commands.WithdrawIntent,
    commands.BeginRecheck,
    commands.ConcludeRecheck,
    commands.DeclineHome,
    commands.RecordGiveUp,
    commands.FreezeEntry,
    commands.UnfreezeEntry,
    commands.LeaveList,
    commands.RemoveEntry,
)
"""Commands that may take the household out of its batch."""
_DAY = timedelta(days=1)


def timer(entry: WaitingEntry, policy: Policy, today: date) -> date | None:
    """The end of a registration, of a rest, of a time without allocation; the next half-year that adds points."""
    days: list[date | None] = []
    match entry.state:
        case WaitingState.INVITED | WaitingState.INTENT_REGISTERED:
            days = [_after(entry.batch_until)]
        case WaitingState.SUSPENDED:
            days = [_after(entry.resting_until)]
        case WaitingState.REQUEUED:
            days = [_after(entry.cooling_off_until), _points_change(entry, policy, today)]
        case WaitingState.ACTIVE:
            days = [_points_change(entry, policy, today)]
        case _:
            pass
    return min((day for day in days if day is not None), default=None)


def due(entry: WaitingEntry, policy: Policy, today: date) -> Command | None:
    """What the time of an entry brings about by itself."""
    match entry.state:
        case WaitingState.INVITED if _is_over(entry.batch_until, today):
            return commands.EndInvitation()
        case WaitingState.INTENT_REGISTERED if _is_over(entry.batch_until, today):
            return commands.BeginRecheck()
        case WaitingState.SUSPENDED if _is_over(entry.resting_until, today):
            return commands.EndRest()
        case WaitingState.REQUEUED if _is_over(entry.cooling_off_until, today):
            return commands.EndCoolingOff()
        case WaitingState.ACTIVE | WaitingState.REQUEUED if _points_change(entry, policy, today) == today:
            return commands.Rescore()
        case _:
            return None


def _after(last: date | None) -> date | None:
    return None if last is None else last + _DAY


def _is_over(last: date | None, today: date) -> bool:
    return last is not None and today > last


def _points_change(entry: WaitingEntry, policy: Policy, today: date) -> date | None:
    """Today when the points are out of date, else the first day on which they will be."""
    score = rescored(entry, policy, today)
    if (score.points, score.detail) != (entry.score, entry.score_detail):
        return today
    return next_half_year(entry, policy, today)


MACHINE = Machine(
    name="waiting",
    record=WaitingEntry,
    states=WaitingState,
    rows=TRANSITIONS,
    state_of=lambda entry: entry.state,
    apply=apply,
    needs=needs,
    timer=timer,
    due=due,
)
"""The waiting list."""
