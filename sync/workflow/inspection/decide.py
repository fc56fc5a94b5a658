"""Decisions on inspections. What was found is a clue at most; whether it is a breach is decided elsewhere."""

from __future__ import annotations

from sync.model.ids import RecordId
from sync.model.inspection import Inspection, InspectionKind, InspectionResult, InspectionState
from sync.model.stock import Unit
from sync.model.take_back import TAKE_BACK_CASES
from sync.model.violation import ClueSource, Violation, ViolationState
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import bad_number, fact_missing, out_of_reach
from sync.workflow.inspection import sheet
from sync.workflow.inspection.commands import (
    AssignInspectors,
    CloseInspection,
    HandOnInspection,
    PlanInspection,
    RecordNotHome,
    RecordResult,
    RecordVisit,
)
from sync.workflow.inspection.events import (
    HomeVisited,
    InspectionClosed,
    InspectionHandedOn,
    InspectionPlanned,
    InspectorsAssigned,
    NobodyHome,
    ResultRecorded,
)
from sync.workflow.machine import founded, on
from sync.workflow.numbering import NumberKind
from sync.workflow.violation.events import ClueInspected, ClueOpened
from sync.workflow.words import not_concrete

MACHINE_NAME = "inspection"
_OPEN_CLUE = frozenset({ViolationState.CLUE, ViolationState.VERIFYING})


def decide_plan(inspection: Inspection, command: PlanInspection, context: Context) -> Decision | Refusal:
    """A home of one's own county; a clue that is still to be looked into, where one sends them."""
    refusal = _bad_plan(inspection, command) or _bad_home(inspection, command, context)
    refusal = refusal or _bad_clue(inspection, command, context)
    if refusal:
        return refusal
    planned = InspectionPlanned(
        at=context.now,
        by=context.actor.operator,
        kind=command.kind,
        unit_id=command.unit_id,
        due_from=command.due_from,
        due_to=command.due_to,
        plan=command.plan,
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        tenancy_id=command.tenancy_id,
        case_id=command.case_id,
        clue_id=command.clue_id,
    )
    return founded(MACHINE_NAME, inspection, planned)


def decide_assign(inspection: Inspection, command: AssignInspectors, context: Context) -> Decision | Refusal:
    """Two different people, not before the plan begins. Who comes late still goes."""
    if len(set(command.inspectors)) < len(command.inspectors):
        return Refusal(code="two_inspectors_needed", state=inspection.state)
    if inspection.due_from is not None and command.visit_on < inspection.due_from:
        details: dict[str, str | int] = {"from": inspection.due_from.isoformat()}
        return Refusal(code="before_the_plan", state=inspection.state, details=details)
    assigned = InspectorsAssigned(
        at=context.now, by=context.actor.operator, inspectors=command.inspectors, visit_on=command.visit_on
    )
    return on(MACHINE_NAME, inspection, assigned)


def decide_not_home(inspection: Inspection, command: RecordNotHome, context: Context) -> Decision | Refusal:
    """A visit in vain, with its photos."""
    refusal = _bad_sheet(inspection, command, context)
    if refusal:
        return refusal
    by = context.actor.operator
    return on(MACHINE_NAME, inspection, NobodyHome(at=context.now, by=by, attempt=sheet.attempt_of(command, by)))


def decide_visit(inspection: Inspection, command: RecordVisit, context: Context) -> Decision | Refusal:
    """Who was there, whether they belong there, every item of safety, the meters, photos."""
    refusal = _bad_sheet(inspection, command, context) or sheet.incomplete(command, inspection.state)
    if refusal:
        return refusal
    by = context.actor.operator
    return on(MACHINE_NAME, inspection, HomeVisited(at=context.now, by=by, visit=sheet.visit_of(command, by)))


def decide_result(inspection: Inspection, command: RecordResult, context: Context) -> Decision | Refusal:
    """The sheet is complete, signed or refused before a witness, and has its number."""
    refusal = (
        sheet.not_sent(inspection, context)
        or sheet.bad_result(inspection, command, context)
        or sheet.bad_signature(inspection, command.signature)
        or bad_number(command.number, NumberKind.INSPECTION, inspection.org, inspection.state, context)
    )
    if refusal:
        return refusal
    recorded = ResultRecorded(
        at=context.now,
        by=context.actor.operator,
        result=command.result,
        number=command.number,
        findings=command.findings,
        next_step=command.next_step,
        evidence_sha256=command.evidence_sha256,
        signature=command.signature,
    )
    return on(MACHINE_NAME, inspection, recorded)


def decide_close(inspection: Inspection, command: CloseInspection, context: Context) -> Decision | Refusal:
    """What was found is laid aside by somebody else than who found it, in words."""
    if inspection.result is not InspectionResult.NORMAL:
        refusal = _inspected_it(inspection, context) or not_concrete(command.note, inspection.state, context)
        if refusal:
            return refusal
    closed = InspectionClosed(at=context.now, by=context.actor.operator, note=command.note)
    return _with_clue(inspection, on(MACHINE_NAME, inspection, closed), command.note, context)


def decide_hand_on(inspection: Inspection, command: HandOnInspection, context: Context) -> Decision | Refusal:
    """A new clue, or a finding on the clue that sent them."""
    if inspection.result is InspectionResult.NORMAL:
        return Refusal(code="nothing_found", state=inspection.state)
    if command.suspected not in TAKE_BACK_CASES:
        return Refusal(code="not_a_breach", state=inspection.state, details={"case": command.suspected.value})
    refusal = not_concrete(command.text, inspection.state, context)
    if refusal:
        return refusal
    violation_id = inspection.clue_id or context.mint("violation")
    handed = InspectionHandedOn(at=context.now, by=context.actor.operator, violation_id=violation_id)
    decision = on(MACHINE_NAME, inspection, handed)
    if inspection.clue_id is not None:
        return _with_clue(inspection, decision, command.text, context)
    return Decision(effects=(*decision.effects, _clue(inspection, command, violation_id, context)))


def _clue(inspection: Inspection, command: HandOnInspection, violation_id: RecordId, context: Context) -> Effect:
    opened = ClueOpened(
        at=context.now,
        by=context.actor.operator,
        source=ClueSource.INSPECTION,
        text=command.text,
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        suspected=command.suspected,
        unit_id=inspection.unit_id,
        tenancy_id=inspection.tenancy_id,
        case_id=inspection.case_id,
        inspection_id=inspection.id,
        result=inspection.result,
    )
    creates = {"id": violation_id, "org": inspection.org}
    return Effect(machine="violation", object_id=violation_id, event=opened, creates=creates)


def _with_clue(inspection: Inspection, decision: Decision, text: str, context: Context) -> Decision | Refusal:
    """What the visit found is told to the clue that sent them; a desk that does not have it says less."""
    if inspection.clue_id is None or inspection.result is None:
        return decision
    if context.known("violation", inspection.clue_id, Violation) is None:
        return fact_missing("violation", inspection.state) if context.facts.authoritative else decision
    told = ClueInspected(
        at=context.now, by=context.actor.operator, inspection_id=inspection.id, result=inspection.result, text=text
    )
    effect = Effect(machine="violation", object_id=inspection.clue_id, event=told)
    return Decision(effects=(*decision.effects, effect))


def _bad_plan(inspection: Inspection, command: PlanInspection) -> Refusal | None:
    if command.due_to < command.due_from:
        return Refusal(code="days_reversed", state=inspection.state)
    if (command.kind is InspectionKind.CLUE) != (command.clue_id is not None):
        return Refusal(code="clue_unnamed", state=inspection.state)
    return None


def _bad_home(inspection: Inspection, command: PlanInspection, context: Context) -> Refusal | None:
    unit = context.known("unit", command.unit_id, Unit)
    if unit is None:
        return fact_missing("unit", inspection.state) if context.facts.authoritative else None
    return out_of_reach(unit.org, inspection.state, context)


def _bad_clue(inspection: Inspection, command: PlanInspection, context: Context) -> Refusal | None:
    if command.clue_id is None:
        return None
    clue = context.known("violation", command.clue_id, Violation)
    if clue is None:
        return fact_missing("violation", inspection.state) if context.facts.authoritative else None
    return None if clue.state in _OPEN_CLUE else Refusal(code="clue_concluded", state=inspection.state)


def _bad_sheet(inspection: Inspection, command: RecordNotHome | RecordVisit, context: Context) -> Refusal | None:
    return (
        sheet.not_theirs(inspection, command.inspectors, context)
        or sheet.bad_time(inspection, command.stated_at, context)
        or sheet.too_few_photos(command.evidence_sha256, inspection.state, context)
    )


def _inspected_it(inspection: Inspection, context: Context) -> Refusal | None:
    if context.actor.operator in inspection.inspectors:
        return Refusal(code="second_person_needed", state=inspection.state)
    return None


def is_closed_by_itself(inspection: Inspection) -> bool:
    """Whether the province closes it: nothing was found."""
    return inspection.state is InspectionState.RESULT and inspection.result is InspectionResult.NORMAL
