"""The machine of a re-check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sync.model.ids import OrgCode, RecordId
from sync.model.recheck import Recheck, RecheckState
from sync.model.states import Role, ServicePoint
from sync.policy.records import Act, Policy
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.machine import Machine
from sync.workflow.recheck import collecting, deciding
from sync.workflow.recheck import commands as c
from sync.workflow.recheck.fold import apply
from sync.workflow.tables import Row

_At = tuple[frozenset[Role], frozenset[ServicePoint]]
_Rows = tuple[Row[Recheck, RecheckState], ...]

_PROVINCE: _At = (frozenset({Role.PLATFORM}), frozenset({ServicePoint.PLATFORM}))
_HOUSING: _At = (frozenset({Role.DISTRICT_REVIEWER}), frozenset({ServicePoint.COUNTY_OFFICE}))
_EITHER: _At = (_PROVINCE[0] | _HOUSING[0], _PROVINCE[1] | _HOUSING[1])
_WINDOWS: _At = (
    frozenset({Role.STREET_WINDOW, Role.PROPERTY_COUNTER, Role.VILLAGE_POINT}),
    frozenset({ServicePoint.STREET_WINDOW, ServicePoint.PROPERTY_COUNTER, ServicePoint.VILLAGE_POINT}),
)
_ANYONE: _At = (
    _WINDOWS[0] | {Role.APPLICANT, Role.ENTRUSTED_AGENT},
    _WINDOWS[1] | {ServicePoint.KIOSK},
)
_CHECKERS: _At = (
    _EITHER[0] | {Role.DEPT_VERIFIER, Role.STREET_REVIEWER},
    _EITHER[1] | {ServicePoint.STREET_WINDOW},
)
_POSTERS: _At = (
    _HOUSING[0] | {Role.STREET_WINDOW, Role.PROPERTY_COUNTER},
    _HOUSING[1] | {ServicePoint.STREET_WINDOW, ServicePoint.PROPERTY_COUNTER},
)
_JUDGES: _At = (_HOUSING[0] | {Role.CITY_APPROVER}, _HOUSING[1])

S = RecheckState


def _some(*states: RecheckState) -> frozenset[RecheckState]:
    return frozenset(states)


def _row(
    command: type[Command],
    states: frozenset[RecheckState],
    to: frozenset[RecheckState],
    who: _At,
    act: Act,
    decide: Callable[[Recheck, Any, Context], Decision | Refusal],
) -> Row[Recheck, RecheckState]:
    return Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=act, decide=decide)


_OUTCOMES = _some(S.PASS, S.ADJUST, S.FAIL)
_ASKED = _some(S.NOTIFIED, S.COLLECTING)

TRANSITIONS: _Rows = (
    _row(c.PlanRecheck, _some(S.NEW), _some(S.PLANNED), _EITHER, Act.DECIDE, collecting.decide_plan),
    _row(c.NotifyRecheck, _some(S.PLANNED), _some(S.NOTIFIED), _EITHER, Act.DECIDE, collecting.decide_notify),
    _row(c.DeclareRecheck, _ASKED, _some(S.COLLECTING), _ANYONE, Act.SUBMIT, collecting.decide_declare),
    _row(
        c.CompleteDeclaration,
        _some(S.COLLECTING),
        _some(S.VERIFYING),
        _WINDOWS,
        Act.SUBMIT,
        collecting.decide_complete,
    ),
    _row(c.CloseCollecting, _ASKED, _some(S.REVIEW), _PROVINCE, Act.DECIDE, collecting.decide_close_collecting),
    _row(
        c.RecordFindings,
        _some(S.VERIFYING, S.REVIEW),
        _some(S.REVIEW),
        _CHECKERS,
        Act.CHECK,
        collecting.decide_findings,
    ),
    _row(
        c.DecideRecheck,
        _some(S.REVIEW),
        _OUTCOMES | {S.PUBLICITY},
        _HOUSING,
        Act.OPINION,
        deciding.decide_outcome,
    ),
    _row(c.PostRecheck, _some(S.PUBLICITY), frozenset(), _POSTERS, Act.DECIDE, deciding.decide_post),
    _row(c.ConcludeRecheckPublicity, _some(S.PUBLICITY), _OUTCOMES, _EITHER, Act.DECIDE, deciding.decide_conclude),
    _row(
        c.ObjectRecheck,
        _some(S.ADJUST, S.FAIL),
        _some(S.OBJECTION),
        _ANYONE,
        Act.OBJECTION_INTAKE,
        deciding.decide_object,
    ),
    _row(
        c.AnswerObjection,
        _some(S.OBJECTION),
        _some(S.VERIFYING, S.CLOSED),
        _JUDGES,
        Act.DECIDE,
        deciding.decide_answer,
    ),
    _row(c.CloseRecheck, _OUTCOMES, _some(S.CLOSED), _EITHER, Act.DECIDE, deciding.decide_close),
    _row(
        c.CancelRecheck,
        frozenset(S) - {S.NEW, S.CLOSED, S.OBJECTION} - _OUTCOMES,
        _some(S.CLOSED),
        _EITHER,
        Act.DECIDE,
        deciding.decide_cancel,
    ),
)
"""State × command × role × point."""


def needs(recheck: Recheck, command: c.AnyRecheckCommand) -> tuple[Key, ...]:
    """The subject; its home, where a rent is computed; the application, for who must sign and consent."""
    if isinstance(command, c.PlanRecheck):
        return ((command.subject.value, command.subject_id),)
    subject, case = (recheck.subject.value, recheck.subject_id), ("case", recheck.case_id)
    if isinstance(command, c.NotifyRecheck):
        return _named(subject, case)
    if isinstance(command, c.CompleteDeclaration):
        return _named(case)
    if isinstance(command, c.AnswerObjection | c.CloseRecheck | c.CancelRecheck):
        return _named(subject, ("unit", recheck.unit_id))
    return ()


def _named(*keys: tuple[str, RecordId | None]) -> tuple[Key, ...]:
    return tuple((machine, record_id) for machine, record_id in keys if record_id is not None)


def timer(recheck: Recheck, _policy: Policy, _today: date) -> date | None:
    """The day on which the household is told, the last day to declare or object is over, or a publicity ends."""
    if recheck.state is S.PLANNED:
        return recheck.begins
    if recheck.state in _ASKED or recheck.state in _some(S.ADJUST, S.FAIL):
        return next((clock.due + timedelta(days=1) for clock in recheck.deadlines), None)
    if recheck.state is S.PUBLICITY and recheck.evidence_sha256 is not None and recheck.publicity_to is not None:
        return recheck.publicity_to + timedelta(days=1)
    return recheck.begins if recheck.state is S.PASS else None


def due(recheck: Recheck, policy: Policy, today: date) -> Command | None:
    """What the province does by itself on a day."""
    day = timer(recheck, policy, today)
    if day is None or day > today:
        return None
    if recheck.state is S.PLANNED:
        return c.NotifyRecheck()
    if recheck.state in _ASKED:
        return c.CloseCollecting()
    return c.ConcludeRecheckPublicity() if recheck.state is S.PUBLICITY else c.CloseRecheck()


def blank(record_id: RecordId, org: OrgCode) -> Recheck:
    """A re-check before it is planned."""
    return Recheck(id=record_id, org=org)


MACHINE = Machine(
    name="recheck",
    record=Recheck,
    states=RecheckState,
    rows=TRANSITIONS,
    state_of=lambda recheck: recheck.state,
    apply=apply,
    blank=blank,
    needs=needs,
    county_wide=True,
    timer=timer,
    due=due,
)
"""The re-checks: an estate's counter takes declarations of the whole county."""
