"""Steps of a violation in a little province."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from sync.model.credit import PersonKey
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource, HearingOutcome, Rung, Violation, ViolationState
from sync.workflow.command import Command
from sync.workflow.violation import commands
from tests.support.conduct import give, person
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road

TENANT = PersonKey("1b" * 32)
CO_RESIDENT = PersonKey("2c" * 32)
FACTS = "转租给王某，月租八百元，有转账记录和租住人的书面说明。"
WORDS = "已当面说明转租的后果，要求三月底前让租住人搬出。"
REASON = "租住人在屋内存放液化气瓶，情况紧急，等不了劝导。"


def told(**changes: Any) -> commands.ReportViolation:
    command = commands.ReportViolation(text="那家转租了", contact="电话见登记簿", unit_id=RecordId("unit-1"))
    return msgspec.structs.replace(command, **changes)


def opened(**changes: Any) -> commands.OpenClue:
    command = commands.OpenClue(source=ClueSource.DATA, text="水电户名与承租人不同", unit_id=RecordId("unit-1"))
    return msgspec.structs.replace(command, **changes)


def concluded(**changes: Any) -> commands.ConcludeClue:
    command = commands.ConcludeClue(
        established=True,
        facts=FACTS,
        kind=TakeBack.SUBLET,
        breach_from=date(2026, 1, 10),
        evidence_sha256=(EVIDENCE,),
        person=TENANT,
    )
    return msgspec.structs.replace(command, **changes)


def notice(**changes: Any) -> commands.GiveViolationNotice:
    command = commands.GiveViolationNotice(text=WORDS, document_sha256=EVIDENCE)
    return msgspec.structs.replace(command, **changes)


def measure(rung: Rung = Rung.PERSUASION, **changes: Any) -> commands.TakeMeasure:
    command = commands.TakeMeasure(rung=rung, text=WORDS, document_sha256=EVIDENCE)
    return msgspec.structs.replace(command, **changes)


def penalty(**changes: Any) -> commands.DecidePenalty:
    command = commands.DecidePenalty(text=FACTS, fine_fen=100_000, return_home=True, market_rent_from=date(2026, 1, 10))
    return msgspec.structs.replace(command, **changes)


def blank_violation() -> Violation:
    return Violation(id=RecordId("v"), org=OrgCode(ORG))


def at_work() -> Road:
    """A little province with one violation that is not there yet."""
    return Road(others={("violation", "v"): blank_violation()})


def do(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> None:
    """One step on the one violation of the road."""
    give(road, "violation", "v", person(role, operator), command, **facts)


def violation_of(road: Road) -> Violation:
    found = road.others["violation", "v"]
    assert isinstance(found, Violation)
    return found


RETURNED = commands.RecordReturn(returned_on=date(2026, 3, 27), evidence_sha256=EVIDENCE)
HEARD = commands.RecordHearing(outcome=HearingOutcome.HEARD, statement="房租是亲戚给的生活费")
SILENT = commands.RecordHearing(outcome=HearingOutcome.NO_ANSWER)
RECTIFIED = commands.RecordRectified(evidence_sha256=(EVIDENCE,), text="三月二十日复查，租住人已搬走，锁已换。")
STREET, COUNTY_POST = Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER
STRAIGHT: tuple[tuple[ViolationState, Role, Command, int], ...] = (
    (ViolationState.CLUE, Role.STREET_WINDOW, told(), 0),
    (ViolationState.VERIFYING, STREET, commands.TakeClue(), 1),
    (ViolationState.ESTABLISHED, STREET, concluded(), 2),
    (ViolationState.RECTIFY_NOTICE, COUNTY_POST, notice(), 0),
    (ViolationState.RECTIFY_NOTICE, COUNTY_POST, commands.OfferHearing(text=FACTS), 0),
    (ViolationState.RECTIFY_NOTICE, COUNTY_POST, SILENT, 20),
    (ViolationState.PENALTY, COUNTY_POST, penalty(), 0),
    (ViolationState.PENALTY, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS), 0),
    (ViolationState.PENALTY, Role.PROPERTY_COUNTER, RETURNED, 3),
    (ViolationState.CLOSED, COUNTY_POST, commands.CloseViolation(note=FACTS), 0),
)
"""Where a step leads, whose it is, what it is, and how many days go by before it."""
BESIDE: dict[ViolationState, tuple[ViolationState, Role, Command]] = {
    ViolationState.UNFOUNDED: (ViolationState.VERIFYING, STREET, concluded(established=False)),
    ViolationState.RECTIFIED: (ViolationState.RECTIFY_NOTICE, Role.INSPECTOR, RECTIFIED),
}


def walk(road: Road, upto: int) -> Road:
    """So many steps of the straight road."""
    for _, role, command, days in STRAIGHT[:upto]:
        road.now += timedelta(days=days)
        do(road, role, command)
    return road


def reached(state: ViolationState) -> Road:
    """A violation in a state, by the road itself, at its first step there."""
    if state in BESIDE:
        before, role, command = BESIDE[state]
        road = reached(before)
        do(road, role, command)
        return road
    steps = [at for at, step in enumerate(STRAIGHT, start=1) if step[0] is state]
    return walk(at_work(), min(steps, default=0))
