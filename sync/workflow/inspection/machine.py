"""The machine of an inspection: from the plan to the signed sheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sync.model.inspection import Inspection, InspectionState
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.policy.records import Act
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.inspection import commands, decide, events
from sync.workflow.inspection.decide import MACHINE_NAME
from sync.workflow.machine import Machine, moved
from sync.workflow.tables import Row

_INSPECTORS = frozenset({Role.INSPECTOR})
_OFFICERS = frozenset({Role.INSPECTOR, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER})
_PLATFORM = frozenset({Role.PLATFORM})
_PLACES = frozenset(
    {
        ServicePoint.VILLAGE_POINT,
        ServicePoint.STREET_WINDOW,
        ServicePoint.COUNTY_OFFICE,
        ServicePoint.PROPERTY_COUNTER,
    }
)
_AT_PLATFORM = frozenset({ServicePoint.PLATFORM})


def _row(
    states: tuple[InspectionState, ...],
    command: type[Command],
    roles: frozenset[Role],
    to: InspectionState,
    decided: Callable[[Inspection, Any, Context], Decision | Refusal],
) -> Row[Inspection, InspectionState]:
    points = _PLACES | _AT_PLATFORM if Role.PLATFORM in roles else _PLACES
    return Row(
        states=frozenset(states),
        command=command,
        roles=roles,
        points=points,
        to=frozenset({to}),
        act=Act.INSPECT,
        decide=decided,
    )


_S = InspectionState
TRANSITIONS: tuple[Row[Inspection, InspectionState], ...] = (
    _row((_S.NEW,), commands.PlanInspection, _OFFICERS | _PLATFORM, _S.PLANNED, decide.decide_plan),
    _row((_S.PLANNED, _S.ASSIGNED), commands.AssignInspectors, _OFFICERS, _S.ASSIGNED, decide.decide_assign),
    _row((_S.NOT_HOME,), commands.AssignInspectors, _OFFICERS, _S.NOT_HOME, decide.decide_assign),
    _row((_S.ASSIGNED, _S.NOT_HOME), commands.RecordNotHome, _INSPECTORS, _S.NOT_HOME, decide.decide_not_home),
    _row((_S.ASSIGNED, _S.NOT_HOME), commands.RecordVisit, _INSPECTORS, _S.VISITED, decide.decide_visit),
    _row((_S.NOT_HOME, _S.VISITED), commands.RecordResult, _INSPECTORS, _S.RESULT, decide.decide_result),
    _row((_S.RESULT,), commands.CloseInspection, _OFFICERS | _PLATFORM, _S.CLOSED, decide.decide_close),
    _row((_S.RESULT,), commands.HandOnInspection, _OFFICERS, _S.VIOLATION, decide.decide_hand_on),
)
"""State × command × role × point. Every row may be gone without a link."""


def apply(inspection: Inspection, event: AnyEvent) -> Inspection:
    """The inspection after the event; an event that is not about inspections changes nothing."""
    match event:
        case events.InspectionPlanned():
            return _planned(inspection, event)
        case events.InspectorsAssigned():
            again = inspection.state is InspectionState.NOT_HOME
            state = inspection.state if again else InspectionState.ASSIGNED
            return _to(inspection, state, inspectors=event.inspectors, visit_on=event.visit_on)
        case events.NobodyHome():
            return _to(inspection, InspectionState.NOT_HOME, attempts=(*inspection.attempts, event.attempt))
        case events.HomeVisited():
            return _to(inspection, InspectionState.VISITED, visit=event.visit)
        case events.ResultRecorded():
            return _with_result(inspection, event)
        case events.InspectionClosed():
            return _to(inspection, InspectionState.CLOSED, closed_note=event.note, closed_at=event.at)
        case events.InspectionHandedOn():
            return _to(inspection, InspectionState.VIOLATION, violation_id=event.violation_id, closed_at=event.at)
        case _:
            return inspection


def _planned(inspection: Inspection, event: events.InspectionPlanned) -> Inspection:
    return _to(
        inspection,
        InspectionState.PLANNED,
        policy_id=event.policy_id,
        policy_version=event.policy_version,
        kind=event.kind,
        plan=event.plan,
        unit_id=event.unit_id,
        tenancy_id=event.tenancy_id,
        case_id=event.case_id,
        clue_id=event.clue_id,
        planned_by=event.by,
        due_from=event.due_from,
        due_to=event.due_to,
    )


def _with_result(inspection: Inspection, event: events.ResultRecorded) -> Inspection:
    return _to(
        inspection,
        InspectionState.RESULT,
        result=event.result,
        number=event.number,
        findings=event.findings,
        next_step=event.next_step,
        result_evidence_sha256=event.evidence_sha256,
        signature=event.signature,
        result_by=event.by,
        result_at=event.at,
    )


def _to(inspection: Inspection, state: InspectionState, **changes: Any) -> Inspection:
    after: Inspection = moved(inspection, state=state, **changes)
    return after


def needs(inspection: Inspection, command: Command) -> tuple[Key, ...]:
    """The home that is meant, and the clue that sends them."""
    if isinstance(command, commands.PlanInspection):
        clue = () if command.clue_id is None else (("violation", command.clue_id),)
        return (("unit", command.unit_id), *clue)
    return () if inspection.clue_id is None else (("violation", inspection.clue_id),)


def timer(inspection: Inspection, _policy: Policy, today: date) -> date | None:
    """A visit that found nothing is closed at once."""
    return today if decide.is_closed_by_itself(inspection) else None


def due(inspection: Inspection, _policy: Policy, _today: date) -> Command | None:
    """What the province does by itself."""
    return commands.CloseInspection() if decide.is_closed_by_itself(inspection) else None


MACHINE = Machine(
    name=MACHINE_NAME,
    record=Inspection,
    states=InspectionState,
    rows=TRANSITIONS,
    state_of=lambda inspection: inspection.state,
    apply=apply,
    blank=lambda record_id, org: Inspection(id=record_id, org=org),
    needs=needs,
    county_wide=True,
    timer=timer,
    due=due,
)
"""The inspections. Inspectors go where they are sent within their county."""
