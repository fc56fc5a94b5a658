"""Clues: anybody may tell, figures open one once, a person concludes with proof, and the reporter gets an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from sync.model.ids import OrgCode, RecordId, is_record_id
from sync.model.states import Role, ServicePoint
from sync.model.take_back import TAKE_BACK_CASES, USE_BREACHES, TakeBack
from sync.model.violation import ClueSource, Violation, ViolationState, clue_id
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Decision, Refusal
from sync.workflow.offline import may_command_offline
from sync.workflow.violation import commands
from tests.support.breaches import (
    FACTS,
    TENANT,
    at_work,
    blank_violation,
    concluded,
    do,
    opened,
    reached,
    told,
    violation_of,
)
from tests.support.conduct import due_now, give, judge, person, refusal, timer
from tests.support.households import ORG
from tests.support.road import EVIDENCE, Road, actor

STATES = ViolationState
PLATFORM, WINDOW, STREET, COUNTY = Role.PLATFORM, Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "violation", "v", person(role, operator), command, **facts)


def test_a_report_is_taken_as_it_is_told_and_will_be_answered() -> None:
    road = at_work()
    do(road, WINDOW, told(suspected=TakeBack.SUBLET, tenancy_id="t", contact=" 13900000000 "))
    found = violation_of(road)
    assert (found.state, found.source, found.clue) == (STATES.CLUE, ClueSource.REPORT, "那家转租了")
    assert (found.suspected, found.unit_id, found.tenancy_id, found.kind) == (TakeBack.SUBLET, "unit-1", "t", None)
    assert (found.policy_id, found.policy_version) == (road.policy.id, road.policy.version)
    report = found.report
    assert report is not None
    assert (report.text, report.contact, report.answered_at) == ("那家转租了", "13900000000", None)
    assert (report.deadline.name, report.deadline.due) == ("REPORT", date(2026, 3, 9))


@pytest.mark.parametrize("contact", [None, "", "  "])
def test_nobody_is_asked_for_a_name(contact: str | None) -> None:
    road = at_work()
    give(road, "violation", "v", person(Role.APPLICANT, "kiosk"), told(contact=contact))
    report = violation_of(road).report
    assert report is not None
    assert report.contact is None
    assert refused(at_work(), WINDOW, told(text=" ")) == "words_missing"


def test_reports_are_taken_everywhere_without_a_link_and_for_the_whole_county() -> None:
    road = at_work()
    for point in set(ServicePoint) - {ServicePoint.PLATFORM}:
        assert may_command_offline(road.policy, point, "report_violation")
    elsewhere = actor(WINDOW, org="990101009")
    assert isinstance(judge(road, "violation", "v", elsewhere, told()), Decision)
    assert refusal(road, "violation", "v", actor(WINDOW, org="990102001"), told()) == "out_of_scope"


@pytest.mark.parametrize(
    ("command", "role"),
    [(commands.TakeClue(), STREET), (commands.AnswerReport(text=FACTS), WINDOW)],
)
def test_only_the_own_offices_deal_with_it(command: Command, role: Role) -> None:
    road = reached(STATES.CLUE)
    assert refusal(road, "violation", "v", actor(role, org="990101009"), command) == "out_of_scope"
    do(road, role, command)


def by_figures(earlier: int = 0, **changes: Any) -> commands.OpenClue:
    command = opened(
        source=ClueSource.METER,
        text="连续三十天没有用水",
        suspected=TakeBack.VACANT,
        rule="A1",
        earlier=earlier,
        seen_from=date(2026, 1, 30),
        figures={"days": 30},
        tenancy_id="t",
        case_id="case-1",
    )
    return msgspec.structs.replace(command, **changes)


def place(road: Road, earlier: int = 0) -> str:
    """Where the clue of that number is to be opened."""
    number = clue_id("A1", RecordId("unit-1"), earlier)
    road.others["violation", number] = Violation(id=number, org=OrgCode(ORG))
    return number


def test_figures_open_a_clue_with_nothing_decided() -> None:
    road = Road()
    number = place(road)
    give(road, "violation", number, person(PLATFORM), by_figures())
    found = road.others["violation", number]
    assert isinstance(found, Violation)
    assert (found.state, found.source, found.clue_rule) == (STATES.CLUE, ClueSource.METER, "A1")
    assert (found.figures, found.suspected, found.kind) == ({"days": 30}, TakeBack.VACANT, None)
    assert (found.tenancy_id, found.case_id, found.report) == ("t", "case-1", None)
    assert refusal(road, "violation", number, person(PLATFORM), by_figures()) == "wrong_state"


def test_the_same_figures_open_no_second_clue() -> None:
    road = Road()
    first = place(road)
    give(road, "violation", first, person(PLATFORM), by_figures())
    second = place(road, 1)
    again = by_figures(1)
    assert machines.needs("violation", road.others["violation", second], again) == (("violation", first),)
    assert refusal(road, "violation", second, person(PLATFORM), again) == "clue_open"
    ended = {"state": STATES.CLOSED, "closed_at": datetime(2026, 3, 4, 17, 0, tzinfo=UTC)}  # the 5th in China
    road.others["violation", first] = msgspec.structs.replace(road.others["violation", first], **ended)
    for day, code in ((4, "clue_known"), (5, "clue_known")):
        seen = by_figures(1, seen_from=date(2026, 3, day))
        assert refusal(road, "violation", second, person(PLATFORM), seen) == code
    give(road, "violation", second, person(PLATFORM), by_figures(1, seen_from=date(2026, 3, 6)))


def test_a_closed_clue_without_a_day_is_still_open() -> None:
    road = Road()
    first, second = place(road), place(road, 1)
    road.others["violation", first] = Violation(id=RecordId(first), org=OrgCode(ORG), state=STATES.CLOSED)
    assert refusal(road, "violation", second, person(PLATFORM), by_figures(1)) == "clue_open"


def test_the_clue_before_must_be_known_at_the_province() -> None:
    road = Road()
    number = place(road, 1)
    assert refusal(road, "violation", number, person(PLATFORM), by_figures(1)) == "fact_missing"
    answer = judge(road, "violation", number, person(PLATFORM), by_figures(1), authoritative=False)
    assert isinstance(answer, Decision)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"source": ClueSource.REPORT}, "clue_source"),
        ({"source": ClueSource.INSPECTION}, "clue_source"),
        ({"text": " "}, "words_missing"),
        ({"rule": "A5"}, "not_a_clue"),
        ({"rule": "R01"}, "not_a_clue"),
        ({"rule": "A2"}, "clue_id_differs"),
        ({"unit_id": "unit-2"}, "clue_id_differs"),
        ({"unit_id": None}, "clue_id_differs"),
        ({"seen_from": None}, "clue_id_differs"),
        ({"earlier": -1}, "clue_id_differs"),
        ({"earlier": 1}, "clue_id_differs"),
    ],
)
def test_what_opens_no_clue(changes: dict[str, Any], code: str) -> None:
    road = Road()
    number = place(road)
    assert refusal(road, "violation", number, person(PLATFORM), by_figures(**changes)) == code


def test_there_is_no_clue_before_the_first() -> None:
    road = Road()
    number = place(road, -1)
    assert refusal(road, "violation", number, person(PLATFORM), by_figures(-1)) == "clue_id_differs"
    assert machines.needs("violation", blank_violation(), by_figures()) == ()
    assert machines.needs("violation", blank_violation(), by_figures(1, unit_id=None)) == ()


def test_a_clue_without_figures_may_stand_anywhere() -> None:
    road = at_work()
    do(road, COUNTY, opened(earlier=3))
    found = violation_of(road)
    assert (found.figures, found.clue_rule, found.source) == ({}, "", ClueSource.DATA)


def test_checking_has_its_clock() -> None:
    road = reached(STATES.VERIFYING)
    found = violation_of(road)
    assert found.verifier == "op-street_reviewer"
    assert found.verify_deadline is not None
    assert (found.verify_deadline.name, found.verify_deadline.due) == ("VERIFY", date(2026, 3, 17))


def test_a_breach_is_established_by_a_person_with_proof() -> None:
    road = reached(STATES.ESTABLISHED)
    found = violation_of(road)
    assert (found.kind, found.facts, found.evidence_sha256) == (TakeBack.SUBLET, FACTS, (EVIDENCE,))
    assert (found.breach_from, found.person, found.concluded_by) == (date(2026, 1, 10), TENANT, "op-street_reviewer")
    assert found.verify_deadline is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"facts": "转租"}, "opinion_too_short"),
        ({"kind": None}, "not_a_breach"),
        ({"kind": TakeBack.OWN_WILL}, "not_a_breach"),
        ({"person": None}, "person_key_malformed"),
        ({"person": "990101199001011234"}, "person_key_malformed"),
        ({"person": "1B" * 32}, "person_key_malformed"),
        ({"person": "1b" * 31}, "person_key_malformed"),
        ({"evidence_sha256": ()}, "proof_missing"),
        ({"evidence_sha256": (EVIDENCE, "photo")}, "digest_malformed"),
        ({"breach_from": date(2026, 3, 4)}, "date_in_future"),
    ],
)
def test_what_establishes_nothing(changes: dict[str, Any], code: str) -> None:
    road = reached(STATES.VERIFYING)  # 3 March
    assert refused(road, STREET, concluded(**changes)) == code


def test_a_breach_may_have_begun_today_or_nobody_knows_when() -> None:
    for day in (date(2026, 3, 3), None):
        road = reached(STATES.VERIFYING)
        do(road, STREET, concluded(breach_from=day))
        assert violation_of(road).breach_from == day


def test_every_case_of_taking_back_may_be_established_and_there_are_fourteen() -> None:
    assert len(TAKE_BACK_CASES) == 14
    assert {case.value for case in USE_BREACHES} == {"T01", "T02", "T03", "T04", "T05", "T06"}
    for case in sorted(TAKE_BACK_CASES):
        road = reached(STATES.VERIFYING)
        do(road, STREET, concluded(kind=case))
        assert violation_of(road).kind is case


def test_what_has_nothing_in_it_ends_when_the_reporter_was_told() -> None:
    road = reached(STATES.VERIFYING)
    assert refused(road, STREET, concluded(established=False, evidence_sha256=("x",))) == "digest_malformed"
    do(road, STREET, concluded(established=False, kind=None, person=None, evidence_sha256=()))
    found = violation_of(road)
    assert (found.state, found.kind, found.facts, found.concluded_by) == (
        STATES.UNFOUNDED,
        None,
        FACTS,
        "op-street_reviewer",
    )
    assert (due_now(road, "violation", "v"), timer(road, "violation", RecordId("v"))) == (None, None)
    assert refused(road, PLATFORM, commands.CloseViolation()) == "report_unanswered"
    do(road, WINDOW, commands.AnswerReport(text=FACTS))
    report = violation_of(road).report
    assert report is not None
    assert (report.answer, report.answered_by, report.answered_at) == (FACTS, "op-street_window", road.now)
    assert timer(road, "violation", RecordId("v")) == road.now.date()
    assert due_now(road, "violation", "v") == commands.CloseViolation()
    do(road, PLATFORM, commands.CloseViolation())
    assert (violation_of(road).state, violation_of(road).ban_until) == (STATES.CLOSED, None)
    assert violation_of(road).closed_at == road.now
    assert not [key for key in road.others if key[0] == "credit"]


def test_a_clue_that_nobody_reported_needs_no_answer() -> None:
    road = at_work()
    do(road, COUNTY, opened())
    assert refused(road, WINDOW, commands.AnswerReport(text=FACTS)) == "no_report"
    do(road, STREET, commands.TakeClue())
    do(road, STREET, concluded(established=False))
    assert due_now(road, "violation", "v") == commands.CloseViolation()


def test_the_reporter_is_answered_once_and_in_words() -> None:
    road = reached(STATES.CLUE)
    assert refused(road, WINDOW, commands.AnswerReport(text="收到")) == "opinion_too_short"
    do(road, WINDOW, commands.AnswerReport(text=FACTS))
    assert violation_of(road).state is STATES.CLUE
    assert refused(road, WINDOW, commands.AnswerReport(text=FACTS)) == "report_answered_already"


def test_an_answer_to_nobody_changes_nothing() -> None:
    road = reached(STATES.CLUE)
    do(road, WINDOW, commands.AnswerReport(text=FACTS))
    answered = road.history[-1][2]
    nobody = msgspec.structs.replace(violation_of(road), report=None)
    assert machines.apply("violation", nobody, answered) == nobody


@pytest.mark.parametrize("rule", ["A1", "A2", "A3", "A4"])
@pytest.mark.parametrize("source", [ClueSource.ACCESS, ClueSource.METER, ClueSource.DATA])
def test_doors_meters_and_data_open_clues(rule: str, source: ClueSource) -> None:
    road = Road()
    number = clue_id(rule, RecordId("unit-1"), 0)
    road.others["violation", number] = Violation(id=number, org=OrgCode(ORG))
    give(road, "violation", number, person(PLATFORM), by_figures(rule=rule, source=source))
    found = road.others["violation", number]
    assert isinstance(found, Violation)
    assert (found.clue_rule, found.source, found.unit_id) == (rule, source, "unit-1")
    assert (found.policy_id, found.policy_version, found.clue) == (
        road.policy.id,
        road.policy.version,
        "连续三十天没有用水",
    )


@pytest.mark.parametrize(("kind", "case"), [(None, ""), (TakeBack.OWN_WILL, "T00")])
def test_what_is_no_breach_is_named(kind: TakeBack | None, case: str) -> None:
    road = reached(STATES.VERIFYING)
    answer = judge(road, "violation", "v", person(STREET), concluded(kind=kind))
    assert isinstance(answer, Refusal)
    assert answer.details == {"case": case}


def test_ids_of_clues_tell_rule_home_and_number_apart() -> None:
    home = RecordId("u")
    ids = {clue_id("A1", home, 0), clue_id("A2", home, 0), clue_id("A1", RecordId("w"), 0), clue_id("A1", home, 1)}
    assert len(ids) == 4
    assert all(is_record_id(one) for one in ids)
