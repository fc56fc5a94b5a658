"""The table of the credit files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.model.credit import CreditEvent, CreditRecord, CreditState, PersonKey, credit_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.policy import Policy
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.credit import commands
from sync.workflow.credit.events import PersonBanned
from tests.support.conduct import give, person
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road

FILES = "kept appealed repair_asked"
OFFICES = "street_window county_office property_counter"
COUNTY = "district_reviewer city_approver"
ASKING = "applicant entrusted_agent village_point street_window property_counter"
RULES = {
    "record_credit_event": Rule(
        roles=f"{COUNTY} platform", places="county_office platform", states=f"new {FILES}", to=FILES
    ),
    "show_credit": Rule(
        roles="street_window street_reviewer district_reviewer property_counter",
        places=OFFICES,
        states=FILES,
        to=FILES,
    ),
    "appeal_credit": Rule(roles=ASKING, places=f"{OFFICES} village_point kiosk", states=FILES, to="appealed"),
    "decide_credit_appeal": Rule(roles=COUNTY, places="county_office", states="appealed", to=FILES),
    "ask_credit_repair": Rule(roles=ASKING, places=f"{OFFICES} village_point kiosk", states="kept", to="repair_asked"),
    "decide_credit_repair": Rule(roles=COUNTY, places="county_office", states="repair_asked", to="kept"),
    "lift_ban": Rule(roles=COUNTY, places="county_office", states=FILES, to=FILES),
}
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
        do(road, Role.STREET_WINDOW, commands.AppealCredit(number=1, text="我交了"))
    if state is CreditState.REPAIR_ASKED:
        do(road, Role.STREET_WINDOW, commands.AskRepair())
    return road


def in_state(state: str, _policy: Policy) -> tuple[Road, CreditRecord]:
    """A file."""
    road = reached(CreditState(state))
    road.now += timedelta(days=1)
    return road, file_of(road)


def samples(_road: Road, record: CreditRecord) -> Sequence[Command]:
    """A good command of each kind."""
    unheard = next((entry.number for entry in record.entries if entry.appeal is None), 1)
    return (
        entering(event=CreditEvent.MISSED_RECHECK),
        commands.ShowCredit(evidence_sha256=EVIDENCE),
        commands.AppealCredit(number=unheard, text="我交了"),
        commands.DecideAppeal(number=1, upheld=True, text=WORDS),
        commands.AskRepair(),
        commands.DecideRepair(granted=True, text=WORDS),
        commands.LiftBan(number=1, text=WORDS, document_sha256=EVIDENCE),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
