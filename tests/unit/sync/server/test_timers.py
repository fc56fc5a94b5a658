"""What the province does by itself: whatever any machine says is due, and new deadlines when a calendar has come."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from sync import assets
from sync.model.case import CaseProcess
from sync.model.fields import PROCESS, to_fields
from sync.model.ids import OrgCode, RecordId
from sync.model.states import OpinionDecision, Role, Verdict
from sync.policy.calendar import parse_calendar
from sync.server.decisions import PLATFORM
from sync.server.rulebook import Rulebook
from sync.server.store import tables as t
from sync.server.stored import StoredRecord
from sync.server.timers import TimerAct, Timers
from sync.server.workspace import Workspace
from sync.workflow import machines
from sync.workflow.application import commands
from sync.workflow.numbering import NumberKind, make
from sync.workflow.stock.commands import CompleteUnit
from tests.support.households import policy_book
from tests.support.province import COUNTY, Province
from tests.support.road import OWN_WORDS
from tests.support.walks import family_under


class Street:
    """A street window and one submitted application."""

    def __init__(self, here: Province, policy: str = "yichun2") -> None:
        self.here = here
        self.desk = here.desk(Role.STREET_WINDOW, Role.STREET_REVIEWER)
        rules = policy_book().newest(policy)
        assert rules is not None
        self.case = self.desk.put(to_fields(family_under(rules)))
        self.desk.sync()
        self.do(commands.Submit(snapshot_sha256=self.desk.digest(self.case)))

    def do(self, command: Any, role: Role = Role.STREET_WINDOW) -> None:
        self.desk.sync()
        op = self.desk.command(self.case, role, command, "case")
        self.desk.sync()
        assert self.desk.verdict(op).verdict is Verdict.ACCEPTED

    def accept(self) -> None:
        (block,) = [b for b in self.desk.store.identity.blocks if b.kind == "SL"]
        self.do(commands.Accept(number=make(NumberKind.ACCEPTANCE, block.region, block.station, block.first)))

    def process(self) -> CaseProcess:
        self.desk.sync()
        return msgspec.convert(self.desk.store.mirror[self.case].fields[PROCESS], CaseProcess)


def told(acts: list[TimerAct]) -> list[tuple[str, str]]:
    return [(act.command, act.verdict) for act in acts]


def test_a_correction_that_never_comes_lapses_by_itself(here: Province) -> None:
    street = Street(here)
    street.do(commands.AskCorrection(items=tuple(f"缺第{page}页" for page in range(1, 20))))  # all gaps, else R02
    (due,) = (clock.due for clock in street.process().deadlines if clock.name == "CORRECTION")
    timers = Timers(here.platform)
    here.clock.at = datetime(due.year, due.month, due.day, 2, 0, tzinfo=UTC)
    assert timers.run() == []
    here.clock.at += timedelta(days=1)
    assert told(timers.run()) == [("lapse_case", "accepted")]
    assert street.process().state == "lapsed"
    assert timers.run() == []


def test_departments_with_a_stage_of_their_own_open_the_next_one(here: Province) -> None:
    street = Street(here, "guangzhou")
    street.accept()
    street.do(commands.LaunchChecks())
    timers = Timers(here.platform)
    assert timers.run() == [], "the first review comes before the departments"
    agreed = commands.CommitOpinion(stage="R1", decision=OpinionDecision.AGREE, text=OWN_WORDS)
    street.do(agreed, Role.STREET_REVIEWER)
    assert (street.process().state, street.process().stage) == ("verifying", "ECON")
    assert told(timers.run()) == [("record_checks", "accepted")]
    assert (street.process().state, street.process().stage) == ("review", "R2")
    assert timers.run() == []


def test_departments_go_on_answering_while_a_list_hangs(here: Province) -> None:
    """Where the first review does not wait for them."""
    street = Street(here, "zhuhai3")
    street.accept()
    street.do(commands.LaunchChecks())
    agreed = commands.CommitOpinion(stage="R1", decision=OpinionDecision.AGREE, text=OWN_WORDS)
    street.do(agreed, Role.STREET_REVIEWER)
    assert (street.process().state, street.process().verification) == ("publicity", ())
    assert told(Timers(here.platform).run()) == [("record_checks", "accepted")]
    assert (street.process().state, len(street.process().verification)) == ("publicity", 12)


def test_the_timers_ask_every_machine_and_know_none(here: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    home = RecordId("00000000-0000-8000-8000-000000000001")
    fields = {"code": "SL-1", "project": "示例家园", "building": "1", "room": "101", "layout": "2-1", "area100": 5_000}
    fields |= {"rent_standard_fen_m2": 1_000, "suits_from": 2, "suits_to": 4, "state": "vacant_ready"}
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        unit = StoredRecord(id=home, kind="unit", org=OrgCode(COUNTY), state="vacant_ready", timer_on=date(2026, 3, 2))
        workspace.change(unit, fields, device=PLATFORM, n=0)
        workspace.flush()
    assert Timers(here.platform).run() == []
    machine = replace(machines.MACHINES["unit"], due=lambda _record, _policy, _today: CompleteUnit())
    monkeypatch.setitem(machines.MACHINES, "unit", machine)
    assert Timers(here.platform).run() == [TimerAct(home, "complete_unit", "wrong_state")]


def next_year() -> Rulebook:
    document: dict[str, Any] = json.loads(assets.read_text("calendars/cn.json"))
    document["years"]["2027"] = {"source": "a fictional notice", "days": {"2027-01-20": "holiday"}}
    return Rulebook(policy_book(), parse_calendar(json.dumps(document)))


def test_the_calendar_of_a_year_has_come(here: Province) -> None:
    here.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    street = Street(here)
    other = Street(here)
    street.accept()
    (total,) = street.process().deadlines
    assert (total.due, total.provisional) == (date(2027, 1, 20), True)
    assert Timers(here.platform).recompute() == [], "nothing new is known"
    knowing = replace(here.platform, rulebook=next_year())
    assert told(Timers(knowing, page=1).recompute()) == [("recompute_clocks", "accepted")]
    (total,) = street.process().deadlines
    assert (total.due, total.provisional) == (date(2027, 1, 21), False)
    assert Timers(knowing).recompute() == []
    assert other.process().events == 1


@pytest.mark.logs("the deadlines of record .* were left out: SealError")
def test_a_record_that_cannot_be_read_stops_nobody(here: Province) -> None:
    here.clock.at = datetime(2026, 12, 21, 2, 0, tzinfo=UTC)
    broken, whole = Street(here), Street(here)
    broken.accept()
    whole.accept()
    with here.platform.database.write() as connection:
        row = connection.execute(select(t.records.c.body).where(t.records.c.id == broken.case)).one()
        connection.execute(update(t.records).where(t.records.c.id == broken.case).values(body=row.body[:-1]))
    acts = Timers(replace(here.platform, rulebook=next_year())).recompute()
    assert [act.record_id for act in acts] == [whole.case]
