"""The whole road at the province: desks, posts, timers, departments, numbers."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from sync.model.case import CaseProcess, VerificationFact
from sync.model.fields import PROCESS, to_fields
from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.states import DataClass, OpinionDecision, Role, ServicePoint, SignatureMethod, Verdict
from sync.model.tenancy import Tenancy
from sync.protocol.messages import Op
from sync.server import journal
from sync.server.decisions import PLATFORM
from sync.server.departments import simulated
from sync.server.departments.base import Question
from sync.server.store import tables
from sync.server.timers import TimerAct, Timers
from sync.server.workspace import Workspace
from sync.workflow.application import commands
from sync.workflow.numbering import NumberKind, make
from sync.workflow.tenancy.commands import SignContract
from sync.workflow.waiting.commands import AllocateUnit
from tests.support.households import consent_for, document_number, family
from tests.support.province import COUNTY, MemoryDesk, Province
from tests.support.road import EVIDENCE, OWN_WORDS

UNIT = RecordId("00000000-0000-8000-8000-000000000001")


class Offices:
    """A street, a county and a property counter, and one case on its way."""

    def __init__(self, here: Province) -> None:
        self.here = here
        self.street = here.desk(Role.STREET_WINDOW, Role.STREET_REVIEWER)
        self.county = here.desk(Role.DISTRICT_REVIEWER, Role.ALLOCATOR, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
        self.counter = here.desk(Role.PROPERTY_COUNTER, org=COUNTY, point=ServicePoint.PROPERTY_COUNTER)
        self.timers = Timers(here.platform)
        self.case = self.street.put()

    def give(self, desk: MemoryDesk, role: Role, command: Any, machine: str = "case", on: Any = None) -> Op:
        desk.sync()
        op = desk.command(on or self.case, role, command, machine)
        desk.sync()
        return op

    def do(self, desk: MemoryDesk, role: Role, command: Any, machine: str = "case", on: Any = None) -> None:
        told = desk.verdict(self.give(desk, role, command, machine, on))
        assert told.verdict is Verdict.ACCEPTED, told

    def process(self) -> CaseProcess:
        self.street.sync()
        return msgspec.convert(self.street.store.mirror[self.case].fields[PROCESS], CaseProcess)

    def acceptance_number(self) -> FormalNumber:
        (block,) = [b for b in self.street.store.identity.blocks if b.kind == "SL"]
        return make(NumberKind.ACCEPTANCE, block.region, block.station, block.first)

    def submit(self) -> None:
        self.street.sync()
        sealed = self.street.digest(self.case)
        self.do(self.street, Role.STREET_WINDOW, commands.Submit(snapshot_sha256=sealed))

    def to_review(self) -> list[TimerAct]:
        self.submit()
        self.do(self.street, Role.STREET_WINDOW, commands.Accept(number=self.acceptance_number()))
        self.do(self.street, Role.STREET_WINDOW, commands.LaunchChecks())
        return self.timers.run()

    def agree(self, desk: MemoryDesk, role: Role, stage: str) -> None:
        opinion = commands.CommitOpinion(stage=stage, decision=OpinionDecision.AGREE, text=OWN_WORDS)
        self.do(desk, role, opinion)

    def publicise(self, desk: MemoryDesk, role: Role, stage: str) -> list[TimerAct]:
        self.do(desk, role, commands.PostPublicity(stage=stage, evidence_sha256=EVIDENCE))
        last = self.process().publicities[-1].to
        self.here.clock.at = datetime(last.year, last.month, last.day, tzinfo=UTC)
        assert [act.verdict for act in self.timers.run()] == []
        self.here.clock.at += timedelta(days=1)
        return self.timers.run()

    def to_qualified(self) -> None:
        self.to_review()
        self.agree(self.street, Role.STREET_REVIEWER, "R1")
        self.publicise(self.street, Role.STREET_REVIEWER, "P1")
        self.agree(self.county, Role.DISTRICT_REVIEWER, "R2")
        acts = self.publicise(self.county, Role.DISTRICT_REVIEWER, "P2")
        assert [(act.command, act.verdict) for act in acts] == [
            ("conclude_publicity", "accepted"),
            ("announce", "accepted"),
        ]


def add_unit(here: Province, **changes: Any) -> None:
    from sync.server.stored import StoredRecord

    fields = {
        "code": "SL-1",
        "project": "示例家园",
        "building": "1",
        "room": "101",
        "layout": "2-1",
        "area100": 5_000,
        "rent_standard_fen_m2": 1_000,
        "suits_from": 2,
        "suits_to": 4,
        "state": "vacant_ready",
    }
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        unit = StoredRecord(id=UNIT, kind="unit", org=OrgCode(COUNTY), state="vacant_ready")
        workspace.change(unit, fields | changes, device=PLATFORM, n=0)
        workspace.flush()


def test_from_the_draft_to_the_signed_contract(here: Province) -> None:
    add_unit(here)
    offices = Offices(here)
    offices.to_qualified()
    process = offices.process()
    assert (process.state, process.waiting_id is not None) == ("qualified", True)
    offices.county.sync()
    (waiting,) = offices.county.rows("waiting")
    assert waiting.record_id == process.waiting_id
    assert waiting.fields["number"].startswith("LH990101")
    allocate = AllocateUnit(unit_id=UNIT, term_from=date(2026, 5, 1), term_years=3)
    offices.do(offices.county, Role.ALLOCATOR, allocate, "waiting", waiting.record_id)
    assert offices.county.rows("unit")[0].fields["state"] == "allocated"
    offices.counter.sync()
    (row,) = offices.counter.rows("tenancy")
    tenancy = msgspec.convert({**row.fields, "id": row.record_id, "org": row.org}, Tenancy)
    assert tenancy.contract_number is not None
    assert tenancy.contract_number.startswith("HT990101")
    sign = SignContract(
        content_sha256=tenancy.contract_content_sha256 or "",
        explained=True,
        method=SignatureMethod.PAD,
        signature_sha256=EVIDENCE,
    )
    offices.do(offices.counter, Role.PROPERTY_COUNTER, sign, "tenancy", row.record_id)
    assert offices.counter.rows("tenancy")[0].fields["state"] in ("signed", "move_in_pending")
    _timeline_is_whole(offices)
    with here.platform.database.read() as connection:
        assert journal.check(connection).ok


def _timeline_is_whole(offices: Offices) -> None:
    offices.counter.sync()
    events = [row.fields for row in offices.counter.rows("event")]
    on_case = [event for event in events if event["machine"] == "case"]
    assert [event["sequence"] for event in on_case] == list(range(1, len(on_case) + 1))
    assert [on_case[0]["type"], on_case[-1]["type"]] == ["submitted", "qualified"]
    for before, after in itertools.pairwise(on_case):
        assert before["to_state"] == after["from_state"]
    assert {"waiting", "unit", "tenancy"} <= {event["machine"] for event in events}


def test_a_unit_is_never_allocated_twice(here: Province) -> None:
    add_unit(here)
    offices = Offices(here)
    offices.to_qualified()
    offices.county.sync()
    (waiting,) = offices.county.rows("waiting")
    allocate = AllocateUnit(unit_id=UNIT, term_from=date(2026, 5, 1), term_years=3)
    other = here.desk(Role.ALLOCATOR, org=COUNTY, point=ServicePoint.COUNTY_OFFICE)
    other.sync()
    ops = [desk.command(waiting.record_id, Role.ALLOCATOR, allocate, "waiting") for desk in (offices.county, other)]
    offices.county.sync()
    other.sync()
    told = [offices.county.verdict(ops[0]), other.verdict(ops[1])]
    assert [verdict.verdict for verdict in told] == [Verdict.ACCEPTED, Verdict.REFUSED]
    assert len(other.rows("tenancy")) == 1


def test_departments_answer_after_launch_and_only_under_consent(here: Province) -> None:
    offices = Offices(here)
    (act,) = offices.to_review()
    assert (act.command, act.verdict) == ("record_checks", "accepted")
    facts = offices.process().verification
    assert {fact.source for fact in facts} == {"simulated-registry"}
    asked = {(fact.data_class, fact.member) for fact in facts}
    assert ("V01", "m3") in asked
    assert offices.timers.run() == []


class Recorder:
    """A department that writes down what it was asked, and does not answer."""

    classes = frozenset(DataClass)

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def ask(self, question: Question) -> VerificationFact:
        self.asked.append((question.data_class.value, question.member_id))
        return VerificationFact(
            data_class=question.data_class.value,
            member=question.member_id,
            outcome="unavailable",
            source="recorder",
            as_of=question.as_of,
        )


def test_records_that_stay_due_keep_no_other_waiting(here: Province) -> None:
    offices = Offices(here)
    stuck = [offices.street.put() for _ in range(5)]
    offices.street.sync()
    with here.platform.database.write() as connection:
        c = tables.records.c
        connection.execute(tables.records.update().where(c.id.in_(stuck)).values(timer_on=date(2026, 3, 1)))
    offices.timers = Timers(here.platform, page=2)
    assert [(act.record_id, act.verdict) for act in offices.to_review()] == [(offices.case, "accepted")]


class SlowOffice:
    """A department that takes its time; meanwhile somebody changes the record."""

    classes = frozenset(DataClass)

    def __init__(self, here: Province, case: RecordId) -> None:
        self.here, self.case, self.changes = here, case, 1
        self.inner = Recorder()

    def ask(self, question: Question) -> VerificationFact:
        if self.changes:
            self.changes -= 1
            with self.here.platform.database.write() as connection:
                workspace = Workspace(connection, self.here.platform.keys, self.here.clock.now())
                record = workspace.record(self.case)
                assert record is not None
                workspace.change(record, {"local_number": "7"}, device=PLATFORM, n=0)
                workspace.flush()
        return self.inner.ask(question)


def test_answers_about_a_record_that_changed_meanwhile_are_not_written(here: Province) -> None:
    offices = Offices(here)
    offices.timers = Timers(here.platform, [SlowOffice(here, offices.case)])
    assert [(act.command, act.verdict) for act in offices.to_review()] == [("record_checks", "changed")]
    assert offices.process().verification == ()
    assert [(act.command, act.verdict) for act in offices.timers.run()] == [("record_checks", "accepted")]


def test_when_a_member_becomes_another_person_the_departments_are_asked_again(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    back = commands.CommitOpinion(
        stage="R1",
        decision=OpinionDecision.RETURN,
        text="请补充第二名成员的证件号码，前后不一致。",
        reason_codes=("RC01",),
    )
    offices.do(offices.street, Role.STREET_REVIEWER, back)
    street = offices.street
    member = dict(street.store.mirror[offices.case].fields["members/m2"])
    number = document_number(date(1990, 7, 7), 7, male=True)
    member |= {"document_number": number, "birth_date": "1990-07-07", "sex": "1"}
    street.patch(offices.case, {"members/m2": member})
    offices.do(street, Role.STREET_WINDOW, commands.AnswerReturn(note="已补充"))
    recorder = Recorder()
    Timers(here.platform, [recorder]).run()
    assert {who for _, who in recorder.asked} == {"m2"}


def test_nobody_is_asked_about_who_withdrew_the_consent(here: Province) -> None:
    offices = Offices(here)
    withdrawn = consent_for("m2")
    recorder = Recorder()
    offices.timers = Timers(here.platform, [recorder])
    offices.to_review()
    assert {member for _, member in recorder.asked} == {"m1", "m2", "m3"}
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        record = workspace.record(offices.case)
        assert record is not None
        gone = msgspec.to_builtins(msgspec.structs.replace(withdrawn, withdrawn_at=here.clock.now()))
        workspace.change(record, {"consents/c2": gone}, device=PLATFORM, n=0)
        workspace.flush()
    recorder.asked.clear()
    assert offices.timers.run() == []
    here.clock.at += timedelta(days=1)
    offices.timers.run()
    assert {member for _, member in recorder.asked} == {"m1", "m3"}


def test_the_registry_contradicts_what_was_not_declared(here: Province) -> None:
    number = family().members["m1"].document_number or ""
    answer = {"outcome": "found", "declared": "0", "verified": "1"}
    with here.platform.database.write() as connection:
        simulated.register(connection, here.platform.keys, number, DataClass.OTHER_HOUSING_BENEFIT, answer)
        simulated.register(connection, here.platform.keys, number, DataClass.OTHER_HOUSING_BENEFIT, answer)
    offices = Offices(here)
    offices.to_review()
    found = [fact for fact in offices.process().verification if fact.outcome == "found"]
    assert [(fact.data_class, fact.member, fact.verified) for fact in found] == [("V32", "m1", "1")]
    opinion = commands.CommitOpinion(stage="R1", decision=OpinionDecision.AGREE, text=OWN_WORDS)
    told = offices.street.verdict(offices.give(offices.street, Role.STREET_REVIEWER, opinion))
    assert (told.verdict, told.code) == (Verdict.REFUSED, "contradicts_facts")


def test_about_real_people_the_registry_knows_nothing(here: Province) -> None:
    registry = simulated.SimulatedRegistry(here.platform.database, here.platform.keys)
    member = family().members["m1"]
    for number in (None, "11" + (member.document_number or "")[2:]):
        somebody = msgspec.structs.replace(member, document_number=number)
        question = Question(data_class=DataClass.HUKOU, member_id="m1", member=somebody, as_of=date(2026, 3, 2))
        assert registry.ask(question).outcome == "unavailable"


def test_a_number_is_taken_from_the_devices_own_block_and_once(here: Province) -> None:
    offices = Offices(here)
    second = offices.street.put(to_fields(family()))
    offices.submit()
    offices.do(
        offices.street,
        Role.STREET_WINDOW,
        commands.Submit(snapshot_sha256=offices.street.digest(second)),
        "case",
        second,
    )
    (block,) = [b for b in offices.street.store.identity.blocks if b.kind == "SL"]
    beyond = make(NumberKind.ACCEPTANCE, block.region, block.station, block.last + 1)
    foreign = make(NumberKind.ACCEPTANCE, block.region, "0002", 1)
    for number in (beyond, foreign):
        told = offices.street.verdict(offices.give(offices.street, Role.STREET_WINDOW, commands.Accept(number=number)))
        assert (told.verdict, told.code) == (Verdict.REFUSED, "number_not_in_block")
    mine = commands.Accept(number=offices.acceptance_number())
    offices.do(offices.street, Role.STREET_WINDOW, mine)
    told = offices.street.verdict(offices.give(offices.street, Role.STREET_WINDOW, mine, "case", second))
    assert (told.verdict, told.code) == (Verdict.REFUSED, "number_not_in_block")


def test_a_refused_command_has_no_effect_and_takes_no_number(here: Province) -> None:
    offices = Offices(here)
    offices.street.sync()
    before = offices.street.store.view()
    told = offices.street.verdict(
        offices.give(offices.street, Role.STREET_WINDOW, commands.Submit(snapshot_sha256="ab" * 32))
    )
    assert (told.verdict, told.code) == (Verdict.REFUSED, "snapshot_differs")
    assert offices.street.store.view() == before


def test_publicity_that_was_never_posted_is_not_concluded(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    here.clock.at += timedelta(days=60)
    assert {act.command for act in offices.timers.run()} == {"raise_alert"}
    assert offices.process().state == "publicity"


def test_the_timers_run_twice_change_nothing_the_second_time(here: Province) -> None:
    offices = Offices(here)
    offices.to_review()
    offices.agree(offices.street, Role.STREET_REVIEWER, "R1")
    offices.publicise(offices.street, Role.STREET_REVIEWER, "P1")
    view = offices.street.store.view()
    assert offices.timers.run() == []
    offices.street.sync()
    again = offices.street.store.view()
    offices.street.sync()
    assert again == offices.street.store.view()
    assert len(view) <= len(again)
