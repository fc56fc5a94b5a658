"""The machine of a violation: from the clue to the last rung."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sync.model.states import Role, ServicePoint
from sync.model.violation import Violation, ViolationState
from sync.policy import Policy
from sync.policy.records import Act
from sync.workflow.command import Command
from sync.workflow.credit.effects import key_of
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.guards import out_of_reach
from sync.workflow.machine import Machine
from sync.workflow.tables import Row
from sync.workflow.violation import clues, commands, measures, on_lease
from sync.workflow.violation.clues import MACHINE_NAME
from sync.workflow.violation.fold import apply

Deciding = Callable[[Violation, Any, Context], Decision | Refusal]
Who = tuple[frozenset[Role], frozenset[ServicePoint]]

_S = ViolationState
_OFFICE_POINTS = frozenset({ServicePoint.STREET_WINDOW, ServicePoint.COUNTY_OFFICE})
_COUNTY_POINTS = frozenset({ServicePoint.COUNTY_OFFICE})
_REPORT: Who = (
    frozenset(
        {
            Role.APPLICANT,
            Role.ENTRUSTED_AGENT,
            Role.VILLAGE_POINT,
            Role.STREET_WINDOW,
            Role.PROPERTY_COUNTER,
            Role.DISTRICT_REVIEWER,
        }
    ),
    frozenset(ServicePoint) - {ServicePoint.PLATFORM},
)
"""Anybody, anywhere: whoever stands at a kiosk tells it as an applicant would."""
_FINDERS: Who = (
    frozenset({Role.INSPECTOR, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.PROPERTY_COUNTER, Role.PLATFORM}),
    _OFFICE_POINTS | {ServicePoint.PROPERTY_COUNTER, ServicePoint.PLATFORM},
)
_OFFICERS: Who = (frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER}), _OFFICE_POINTS)
_SEERS: Who = (frozenset({Role.INSPECTOR, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER}), _OFFICE_POINTS)
_ANSWERERS: Who = (frozenset({Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER}), _OFFICE_POINTS)
_MEASURERS: Who = (frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}), _OFFICE_POINTS)
_COUNTY: Who = (frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}), _COUNTY_POINTS)
_RETURNERS: Who = (
    frozenset({Role.PROPERTY_COUNTER, Role.INSPECTOR, Role.DISTRICT_REVIEWER}),
    _OFFICE_POINTS | {ServicePoint.PROPERTY_COUNTER},
)
_CLOSERS: Who = (_COUNTY[0] | {Role.PLATFORM}, _COUNTY_POINTS | {ServicePoint.PLATFORM})
_ANSWERED_IN = (
    _S.CLUE,
    _S.VERIFYING,
    _S.UNFOUNDED,
    _S.ESTABLISHED,
    _S.RECTIFY_NOTICE,
    _S.RECTIFIED,
    _S.PENALTY,
)
_MEASURED_IN = (_S.ESTABLISHED, _S.RECTIFY_NOTICE, _S.PENALTY)
_HEARD_IN = (_S.ESTABLISHED, _S.RECTIFY_NOTICE)


def _row(
    states: tuple[ViolationState, ...],
    command: type[Command],
    who: Who,
    to: ViolationState | None,
    decided: Deciding,
    act: Act = Act.DECIDE,
) -> tuple[Row[Violation, ViolationState], ...]:
    """A row; with ``to`` None, one per state, for what leaves the record where it stands."""
    roles, points = who
    steps = [(frozenset({state}), state) for state in states] if to is None else [(frozenset(states), to)]
    return tuple(
        Row(
            states=standing,
            command=command,
            roles=roles,
            points=points,
            to=frozenset({reached}),
            act=act,
            decide=decided,
        )
        for standing, reached in steps
    )


def _own(decided: Deciding) -> Deciding:
    """In one's own part of the tree only: what a whole county may tell, only its own offices decide."""

    def within(violation: Violation, command: Any, context: Context) -> Decision | Refusal:
        return out_of_reach(violation.org, violation.state, context) or decided(violation, command, context)

    return within


def _conclude_rows() -> tuple[Row[Violation, ViolationState], ...]:
    roles, points = _OFFICERS
    return (
        Row(
            states=frozenset({_S.VERIFYING}),
            command=commands.ConcludeClue,
            roles=roles,
            points=points,
            to=frozenset({_S.ESTABLISHED, _S.UNFOUNDED}),
            act=Act.DECIDE,
            decide=_own(clues.decide_conclude),
        ),
    )


TRANSITIONS: tuple[Row[Violation, ViolationState], ...] = (
    *_row((_S.NEW,), commands.ReportViolation, _REPORT, _S.CLUE, clues.decide_report, Act.OBJECTION_INTAKE),
    *_row((_S.NEW,), commands.OpenClue, _FINDERS, _S.CLUE, clues.decide_open, Act.INSPECT),
    *_row((_S.CLUE,), commands.TakeClue, _OFFICERS, _S.VERIFYING, _own(clues.decide_take)),
    *_conclude_rows(),
    *_row(_ANSWERED_IN, commands.AnswerReport, _ANSWERERS, None, _own(clues.decide_answer_report)),
    *_row((_S.ESTABLISHED,), commands.GiveViolationNotice, _COUNTY, _S.RECTIFY_NOTICE, _own(measures.decide_notice)),
    *_row(
        (_S.RECTIFY_NOTICE,),
        commands.RecordRectified,
        _SEERS,
        _S.RECTIFIED,
        _own(measures.decide_rectified),
        Act.INSPECT,
    ),
    *_row(_MEASURED_IN, commands.AllowSkip, _COUNTY, None, _own(measures.decide_allow_skip)),
    *_row(_MEASURED_IN, commands.TakeMeasure, _MEASURERS, None, _own(measures.decide_measure)),
    *_row(_HEARD_IN, commands.OfferHearing, _COUNTY, None, _own(measures.decide_offer_hearing)),
    *_row(_HEARD_IN, commands.RecordHearing, _COUNTY, None, _own(measures.decide_record_hearing)),
    *_row(_HEARD_IN, commands.DecidePenalty, _COUNTY, _S.PENALTY, _own(measures.decide_penalty)),
    *_row((_S.PENALTY,), commands.RecordReturn, _RETURNERS, None, measures.decide_return, Act.INSPECT),
    *_row(
        (_S.UNFOUNDED, _S.RECTIFIED, _S.PENALTY),
        commands.CloseViolation,
        _CLOSERS,
        _S.CLOSED,
        _own(measures.decide_close),
    ),
)
"""State × command × role × point."""


def needs(violation: Violation, command: Command) -> tuple[Key, ...]:
    """The clue before this one; the credit files and the tenancy that a step may touch."""
    match command:
        case commands.OpenClue():
            return clues.needs_of_clue(command)
        case commands.TakeMeasure() if violation.person is not None:
            return (key_of(violation.person),)
        case commands.CloseViolation():
            return measures.needs_of_close(violation)
        case commands.GiveViolationNotice() | commands.RecordRectified() | commands.DecidePenalty():
            return on_lease.needs_of(violation)
        case _:
            return ()


def timer(violation: Violation, _policy: Policy, today: date) -> date | None:
    """What came to nothing, or was put right, is closed at once; after its reporter was told."""
    told = violation.report is None or violation.report.answered_at is not None
    return today if told and violation.state in {_S.UNFOUNDED, _S.RECTIFIED} else None


def due(violation: Violation, policy: Policy, today: date) -> Command | None:
    """What the province does by itself."""
    return None if timer(violation, policy, today) is None else commands.CloseViolation()


MACHINE = Machine(
    name=MACHINE_NAME,
    record=Violation,
    states=ViolationState,
    rows=TRANSITIONS,
    state_of=lambda violation: violation.state,
    apply=apply,
    blank=lambda record_id, org: Violation(id=record_id, org=org),
    needs=needs,
    county_wide=True,
    timer=timer,
    due=due,
)
"""The violations."""
