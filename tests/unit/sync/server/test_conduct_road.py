"""A report, the measures and the ban at the province: three desks, one file of credit, and who may see what of it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.model.credit import CreditEvent, CreditRecord, credit_id
from sync.model.ids import RecordId
from sync.model.states import Role, ServicePoint, Verdict
from sync.model.violation import HearingOutcome, Rung, Violation, ViolationState
from sync.protocol.messages import OpVerdict
from sync.workflow.credit import commands as credit
from sync.workflow.violation import commands
from tests.support.breaches import FACTS, TENANT, WORDS, concluded, measure, notice, penalty, told
from tests.support.province import COUNTY, STREET, MemoryDesk, Province
from tests.support.road import EVIDENCE

WINDOW, STREET_POST, COUNTY_POST = Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER


class Offices:
    """A street, a county with its hall, and one violation on its way."""

    def __init__(self, here: Province) -> None:
        self.here = here
        self.street = here.desk(WINDOW, STREET_POST)
        self.county = here.desk(COUNTY_POST, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
        self.hall = here.desk(WINDOW, org=COUNTY)
        self.breach = RecordId(str(uuid.uuid4()))

    def give(self, desk: MemoryDesk, role: Role, command: Any, machine: str = "violation", **more: Any) -> OpVerdict:
        desk.sync()
        op = desk.command(more.pop("on", self.breach), role, command, machine, **more)
        desk.sync()
        return desk.verdict(op)

    def do(self, desk: MemoryDesk, role: Role, command: Any, machine: str = "violation", **more: Any) -> None:
        answer = self.give(desk, role, command, machine, **more)
        assert answer.verdict is Verdict.ACCEPTED, answer

    def wait(self, days: int) -> None:
        self.here.clock.at += timedelta(days=days)

    def violation(self) -> Violation:
        row = self.county.store.mirror[self.breach]
        return msgspec.convert({**row.fields, "id": row.record_id, "org": row.org}, Violation)

    def file(self) -> CreditRecord:
        self.county.sync()
        row = self.county.store.mirror[credit_id(TENANT)]
        return msgspec.convert({**row.fields, "id": row.record_id, "org": row.org}, CreditRecord)


def test_from_a_report_without_a_name_to_the_ban(here: Province) -> None:
    offices = Offices(here)
    street, county = offices.street, offices.county
    unplaced = told(contact=None, unit_id=None)
    offices.do(street, WINDOW, unplaced, org=STREET)
    again = offices.give(street, WINDOW, unplaced, org=STREET)
    assert (again.verdict, again.code) == (Verdict.REFUSED, "wrong_state")
    offices.do(street, STREET_POST, commands.TakeClue())
    offices.do(street, STREET_POST, concluded())
    offices.do(county, COUNTY_POST, notice())
    offices.do(county, COUNTY_POST, commands.OfferHearing(text=FACTS))
    offices.wait(30)
    offices.do(county, COUNTY_POST, commands.RecordHearing(outcome=HearingOutcome.NO_ANSWER))
    offices.do(county, COUNTY_POST, penalty(return_home=False))
    offices.do(county, COUNTY_POST, measure(Rung.CREDIT, credit_event=CreditEvent.BREACH_USE))
    offices.do(street, WINDOW, commands.AnswerReport(text=WORDS))
    offices.do(county, COUNTY_POST, commands.CloseViolation(note=FACTS))
    county.sync()
    assert (offices.violation().state, offices.violation().ban_until) == (ViolationState.CLOSED, date(2031, 4, 1))
    file = offices.file()
    assert (file.org, file.person, [entry.points for entry in file.entries]) == (COUNTY, TENANT, [30])
    assert [(ban.starts, ban.ends, ban.scope) for ban in file.bans] == [(date(2026, 4, 1), date(2031, 4, 1), "99")]


def test_an_entry_is_appealed_at_the_countys_hall_and_decided_by_somebody_else(here: Province) -> None:
    offices = Offices(here)
    file = credit_id(TENANT)
    entering = credit.RecordCreditEvent(
        person=TENANT,
        event=CreditEvent.ARREARS,
        on=date(2026, 3, 1),
        source_machine="tenancy",
        source_id=RecordId("t"),
        evidence_sha256=EVIDENCE,
    )
    offices.do(offices.county, COUNTY_POST, entering, "credit", on=file, org=COUNTY)
    twice = offices.give(offices.county, COUNTY_POST, entering, "credit", on=file)
    assert (twice.verdict, twice.code) == (Verdict.REFUSED, "credit_entered_already")
    appeal = credit.AppealCredit(entry=1, text="我交了")
    offices.do(offices.hall, WINDOW, appeal, "credit", on=file)
    decide = credit.DecideAppeal(entry=1, upheld=True, text=WORDS)
    own = offices.give(offices.county, COUNTY_POST, decide, "credit", on=file)
    assert (own.verdict, own.code) == (Verdict.REFUSED, "second_person_needed")
    offices.county.sync()
    assert offices.file().entries[0].appeal is not None
