"""Steps of an inspection in a little province."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.inspection import (
    Inspection,
    InspectionKind,
    InspectionResult,
    InspectionState,
    MeterKind,
    MeterReading,
    PresentPerson,
    SafetyItem,
    SheetSignature,
)
from sync.model.states import Role, SignatureMethod
from sync.model.take_back import TakeBack
from sync.workflow.command import Command
from sync.workflow.inspection import commands
from sync.workflow.numbering import NumberKind, make
from tests.support.conduct import give, person
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road

TWO = (OperatorId("op-inspector"), OperatorId("op-colleague"))
NUMBER = make(NumberKind.INSPECTION, "990101", "0003", 7)
FINDINGS = "屋里住着两名不在合同上的人，自称每月向承租人交八百元。"
NOTE = "楼栋长证实两人是承租人的外甥，探亲住了五天，已离开。"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An hour in China, in March 2026."""
    return datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC)


def plan(**changes: Any) -> commands.PlanInspection:
    command = commands.PlanInspection(
        kind=InspectionKind.PERIODIC,
        unit_id=RecordId("unit-1"),
        due_from=date(2026, 3, 1),
        due_to=date(2026, 3, 31),
        tenancy_id=RecordId("t"),
        plan="2026",
    )
    return msgspec.structs.replace(command, **changes)


def sent(**changes: Any) -> commands.AssignInspectors:
    command = commands.AssignInspectors(inspectors=TWO, visit_on=date(2026, 3, 2))
    return msgspec.structs.replace(command, **changes)


def in_vain(stated_at: datetime, **changes: Any) -> commands.RecordNotHome:
    command = commands.RecordNotHome(stated_at=stated_at, inspectors=TWO, evidence_sha256=(EVIDENCE,))
    return msgspec.structs.replace(command, **changes)


def visit(**changes: Any) -> commands.RecordVisit:
    """All is well."""
    command = commands.RecordVisit(
        stated_at=at(2, 9, 30),
        inspectors=TWO,
        present=(PresentPerson(member="m1", relation="01", id_seen=True),),
        occupants_match=True,
        safety=dict.fromkeys(SafetyItem, True),
        evidence_sha256=(EVIDENCE,),
        meters=(MeterReading(meter=MeterKind.WATER, reading100=10_250),),
        said="都好。",
    )
    return msgspec.structs.replace(command, **changes)


SIGNED = SheetSignature(method=SignatureMethod.PAD, signature_sha256=EVIDENCE)
REFUSED = SheetSignature(refused_reason="说要等家里人回来", witness="楼栋长")


def result(found: InspectionResult = InspectionResult.NORMAL, **changes: Any) -> commands.RecordResult:
    command = commands.RecordResult(
        result=found,
        number=NUMBER,
        findings="" if found is InspectionResult.NORMAL else FINDINGS,
        evidence_sha256=() if found is InspectionResult.NORMAL else (EVIDENCE,),
        next_step="",
        signature=SIGNED,
    )
    return msgspec.structs.replace(command, **changes)


def handed_on(**changes: Any) -> commands.HandOnInspection:
    command = commands.HandOnInspection(suspected=TakeBack.SUBLET, text=FINDINGS)
    return msgspec.structs.replace(command, **changes)


def blank_inspection() -> Inspection:
    return Inspection(id=RecordId("visit-1"), org=OrgCode(ORG))


def at_work() -> Road:
    """A little province with one inspection that is not there yet."""
    return Road(others={("inspection", "visit-1"): blank_inspection()})


def do(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> None:
    """One step on the one inspection of the road."""
    give(road, "inspection", "visit-1", person(role, operator), command, **facts)


def inspection_of(road: Road) -> Inspection:
    found = road.others["inspection", "visit-1"]
    assert isinstance(found, Inspection)
    return found


MISMATCH = InspectionResult.OCCUPANT_MISMATCH
STRAIGHT: tuple[tuple[InspectionState, Role, Command], ...] = (
    (InspectionState.PLANNED, Role.STREET_REVIEWER, plan()),
    (InspectionState.ASSIGNED, Role.STREET_REVIEWER, sent()),
    (InspectionState.NOT_HOME, Role.INSPECTOR, in_vain(at(2, 9))),
    (InspectionState.VISITED, Role.INSPECTOR, visit(occupants_match=False)),
    (InspectionState.RESULT, Role.INSPECTOR, result(MISMATCH)),
    (InspectionState.VIOLATION, Role.INSPECTOR, handed_on()),
)


def reached(state: InspectionState) -> Road:
    """An inspection in a state, by the road itself; where something was found, others live there."""
    road = at_work()
    if state is InspectionState.CLOSED:
        road = reached(InspectionState.RESULT)
        do(road, Role.STREET_REVIEWER, commands.CloseInspection(note=NOTE))
        return road
    for leads_to, role, command in STRAIGHT if state is not InspectionState.NEW else ():
        do(road, role, command)
        if leads_to is state:
            break
    return road
