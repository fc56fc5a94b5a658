"""Steps of a credit file in a little province."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from sync.model.credit import CreditEvent, CreditRecord, CreditState, PersonKey, credit_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.credit import commands
from sync.workflow.credit.events import PersonBanned
from tests.support.conduct import give, person
from tests.support.road import EVIDENCE, Road

SOMEBODY = PersonKey("5a" * 32)
FILE = credit_id(SOMEBODY)
WORDS = "银行回单显示租金当月已付，是系统对账漏了一笔。"
LONG_AGO = date(2024, 6, 3)


def entering(**changes: Any) -> commands.RecordCreditEvent:
    command = commands.RecordCreditEvent(
        person=SOMEBODY,
        event=CreditEvent.ARREARS,
        on=LONG_AGO,
        source_machine="tenancy",
        source_id=RecordId("t"),
        evidence_sha256=EVIDENCE,
    )
    return msgspec.structs.replace(command, **changes)


def at_work() -> Road:
    """A little province with one credit file that is not there yet."""
    return Road(others={("credit", FILE): CreditRecord(id=FILE, org=OrgCode("990101"))})


def do(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> None:
    """One step on the one file of the road."""
    give(road, "credit", FILE, person(role, operator), command, **facts)


def file_of(road: Road) -> CreditRecord:
    found = road.others["credit", FILE]
    assert isinstance(found, CreditRecord)
    return found


def banned(road: Road, **changes: Any) -> None:
    """A ban that was over before the road begins, or as told."""
    event = PersonBanned(
        at=road.now,
        by=OperatorId("op-county"),
        person=SOMEBODY,
        reason=TakeBack.SUBLET,
        starts=date(2020, 1, 1),
        ends=date(2025, 1, 1),
        scope=OrgCode("99"),
        source_machine="violation",
        source_id=RecordId("v"),
        decided_by=OperatorId("op-county"),
    )
    road.others["credit", FILE] = machines.apply("credit", file_of(road), msgspec.structs.replace(event, **changes))


def reached(state: CreditState) -> Road:
    """A file in a state: one old entry, one ban that is over."""
    road = at_work()
    if state is CreditState.NEW:
        return road
    do(road, Role.PLATFORM, entering())
    banned(road)
    if state is CreditState.APPEALED:
        do(road, Role.STREET_WINDOW, commands.AppealCredit(entry=1, text="我交了"))
    if state is CreditState.REPAIR_ASKED:
        do(road, Role.STREET_WINDOW, commands.AskRepair())
    return road
