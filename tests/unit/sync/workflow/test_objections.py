"""Objections and reconsideration: who may, until when, what rests meanwhile, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.case import PublicityEnd
from sync.model.ids import FormalNumber, RecordId
from sync.model.remedies import ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy.figure import Confidence
from sync.policy.sections.pauses import ClockKind, PauseRule
from sync.workflow import machines
from sync.workflow.application import commands, events
from sync.workflow.engine import Decision, Refusal
from sync.workflow.numbering import NumberKind, make
from tests.support.machines.case import objection
from tests.support.road import EVIDENCE, NUMBER, OWN_WORDS, POLICY, Road, actor, opinion
from tests.support.walks import at_hand, morning, post_list, step, wait_out, with_process

WINDOW, STREET, COUNTY, CITY = (
    Role.STREET_WINDOW,
    Role.STREET_REVIEWER,
    Role.DISTRICT_REVIEWER,
    Role.CITY_APPROVER,
)
PLATFORM, APPLICANT = Role.PLATFORM, Role.APPLICANT
UNFOUNDED, REVIEW, REJECT = ObjectionOutcome
OTHER = actor(COUNTY, "op-investigator")


def publicity(stage: str = "P1") -> Road:
    """P1 hangs from Monday 2 March 2026 to Friday; P2 after it."""
    return at_hand(POLICY, CaseState.PUBLICITY, stage)


def objected(stage: str = "P1", times: int = 1) -> Road:
    road = publicity(stage)
    for _ in range(times):
        raise_one(road)
    return road


def raise_one(road: Road, **changes: Any) -> None:
    """One more objection; each has an id of its own."""
    command = msgspec.structs.replace(objection(road), **changes)
    seen = len(road.case.process.objections)
    context = replace(road.context(actor(WINDOW)), mint=lambda label: RecordId(f"{label}-{seen + 1}"))
    answer = machines.decide("case", road.case, command, context)
    assert isinstance(answer, Decision), answer
    road.take(answer)


def conclusion(
    road: Road, outcome: ObjectionOutcome = UNFOUNDED, at: int = -1, **more: Any
) -> commands.ConcludeObjection:
    entry = road.case.process.objections[at].id
    fields: dict[str, Any] = {"text": OWN_WORDS, "reason_codes": ("C04",), "objection": entry, **more}
    return commands.ConcludeObjection(outcome=outcome, **fields)


def conclude(road: Road, outcome: ObjectionOutcome = UNFOUNDED, at: int = -1, **more: Any) -> None:
    road.do(COUNTY, conclusion(road, outcome, at, **more), who=OTHER)


# taking in


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stage": "P2"}, "wrong_stage"),
        ({"grounds": " "}, "grounds_missing"),
        ({"evidence_sha256": (EVIDENCE, "photo")}, "evidence_malformed"),
        ({"number": NUMBER}, "number_kind"),
        ({"number": FormalNumber("YY1")}, "number_invalid"),
    ],
)
def test_what_is_no_objection(changes: dict[str, Any], code: str) -> None:
    road = publicity()
    assert road.refused(APPLICANT, msgspec.structs.replace(objection(road), **changes)) == code


def test_an_objection_says_all_that_is_needed_and_not_who() -> None:
    road = publicity()
    number = make(NumberKind.OBJECTION, "990101", "0003", 7)
    road.do(WINDOW, msgspec.structs.replace(objection(road), named=True, evidence_sha256=(EVIDENCE,), number=number))
    (entry,) = road.case.process.objections
    assert (entry.named, entry.evidence_sha256, entry.number, entry.received_by, entry.period) == (
        True, (EVIDENCE,), number, "op-street_window", 1,
    )  # fmt: skip
    (clock,) = (clock for clock in road.case.process.deadlines if clock.name == "OBJECTION.1")
    assert (clock.limit, clock.due) == (10, date(2026, 3, 16))
    assert road.refused(WINDOW, msgspec.structs.replace(objection(road), number=number), number_in_block=False) == (
        "number_not_in_block"
    )


def test_it_comes_within_the_period() -> None:
    """The last day belongs to it, to the last minute in China."""
    road = publicity()
    road.now = datetime(2026, 3, 6, 15, 59, tzinfo=UTC)
    assert isinstance(road.judge(APPLICANT, objection(road)), Decision)
    road.now = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)
    answer = road.judge(APPLICANT, objection(road))
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("publicity_over", {"to": "2026-03-06"})
    assert isinstance(
        road.judge(APPLICANT, objection(road), authoritative=False), Decision
    )  # a desk's clock decides nothing
    raised = objected()
    raised.now += timedelta(days=30)  # the period rests: it is not over
    assert isinstance(raised.judge(APPLICANT, objection(raised)), Decision)


def test_nothing_else_happens_to_the_publicity_meanwhile() -> None:
    road = objected()
    for command in (
        commands.ConcludePublicity(stage="P1"),
        commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE),
        commands.Announce(),
    ):
        assert road.refused(STREET, command) == "wrong_state"
    assert machines.timer_of("case", road.case, POLICY, date(2026, 4, 1)) is None
    road.do(APPLICANT, commands.Withdraw(reason="不申请了"))
    assert road.case.process.publicities[-1].ended is PublicityEnd.ENDED


# concluding


def test_the_period_goes_on_with_the_days_that_are_left() -> None:
    """Objected to on Tuesday: one of four days is gone. Concluded a week later, three more follow."""
    road = publicity()
    post_list(road)
    road.now = morning(date(2026, 3, 3))
    raise_one(road)
    assert road.case.process.publicities[-1].to == date(2026, 3, 6)
    road.now = morning(date(2026, 3, 10))
    conclude(road)
    process = road.case.process
    (period,) = process.publicities
    assert (process.state, process.stage) == (CaseState.PUBLICITY, "P1")
    assert (period.to, period.provisional, period.posted, period.ended) == (date(2026, 3, 13), False, True, None)
    assert period.clock is not None
    assert (period.clock.due, period.clock.used, period.clock.paused) == (period.to, 1, False)
    assert [clock.name for clock in process.deadlines] == ["TOTAL"]
    assert machines.timer_of("case", road.case, POLICY, date(2026, 3, 10)) == date(2026, 3, 14)
    assert road.refused(PLATFORM, commands.ConcludePublicity(stage="P1")) == "publicity_running"
    wait_out(road)
    road.do(PLATFORM, commands.ConcludePublicity(stage="P1"))
    assert road.case.process.stage == "R2"


def test_a_city_may_let_the_period_run_and_the_total_rest() -> None:
    rule = PauseRule(state=CaseState.OBJECTION, clock=ClockKind.TOTAL, confidence=Confidence.ASSUMED, source="a test")
    road = publicity()
    road.policy = msgspec.structs.replace(POLICY, pauses=msgspec.structs.replace(POLICY.pauses, rules=(rule,)))
    raise_one(road)
    clocks = {clock.name: clock.paused for clock in road.case.process.deadlines}
    assert clocks == {"TOTAL": True, "OBJECTION.1": False}
    road.now = morning(date(2026, 3, 9))
    assert road.refused(APPLICANT, objection(road)) == "publicity_over"
    conclude(road)
    (period,) = road.case.process.publicities
    assert (period.to, road.case.process.state) == (date(2026, 3, 6), CaseState.PUBLICITY)
    (total,) = road.case.process.deadlines
    assert (total.paused, total.due) == (False, date(2026, 4, 8))  # a week later


def test_several_objections_and_the_heaviest_outcome_decides() -> None:
    """Everybody gets an answer; the case moves when nobody waits for one any more."""
    road = objected("P2", times=3)
    assert [entry.sequence for entry in road.case.process.objections] == [1, 2, 3]
    conclude(road, REVIEW, 1)
    conclude(road, UNFOUNDED, 0)
    assert road.case.process.state is CaseState.OBJECTION
    assert {clock.name for clock in road.case.process.deadlines} == {"TOTAL", "OBJECTION.3"}
    assert road.refused(COUNTY, conclusion(road, UNFOUNDED, 0), who=OTHER) == "objection_concluded"
    conclude(road, UNFOUNDED, 2)
    assert (road.case.process.state, road.case.process.stage) == (CaseState.REVIEW, "R2")
    assert road.case.process.publicities[-1].ended is PublicityEnd.OBJECTION
    hard = objected("P2", times=2)
    conclude(hard, REJECT, 0, text=OWN_WORDS + "另有住房一套")
    conclude(hard, REVIEW, 1)
    process = hard.case.process
    assert (process.state, process.decided_stage, process.result_reasons) == (CaseState.REJECTED, "R2", ("C04",))
    assert process.result_text == OWN_WORDS + "另有住房一套"


def test_what_was_said_in_an_earlier_period_does_not_count_again() -> None:
    road = objected()
    conclude(road, REVIEW)
    assert (road.case.process.state, road.case.process.stage) == (CaseState.REVIEW, "R1")
    step(road)
    assert (road.case.process.state, len(road.case.process.publicities)) == (CaseState.PUBLICITY, 2)
    raise_one(road)
    assert [entry.period for entry in road.case.process.objections] == [1, 2]
    conclude(road, UNFOUNDED)
    assert road.case.process.state is CaseState.PUBLICITY
    assert [period.concluded_at is None for period in road.case.process.publicities] == [False, True]


def test_the_review_begins_anew_with_its_whole_time() -> None:
    road = objected()
    road.now = morning(date(2026, 3, 12))
    conclude(road, REVIEW)
    (clock,) = (clock for clock in road.case.process.deadlines if clock.name == "R1")
    assert (clock.started, clock.due, clock.used) == (date(2026, 3, 12), date(2026, 3, 17), 0)
    road.do(STREET, opinion("R1"))  # who reviewed then may review again
    who = actor(COUNTY, "op-investigator")
    step(road)
    assert road.refused(COUNTY, opinion("R2"), who=who) == "separation_of_duties"


@pytest.mark.parametrize(
    ("role", "person"),
    [(STREET, "op-street_reviewer"), (COUNTY, "op-street_reviewer"), (COUNTY, "op-street_window")],
)
def test_nobody_judges_what_is_said_against_himself(role: Role, person: str) -> None:
    road = objected()
    assert road.refused(role, conclusion(road), who=actor(role, person)) == "separation_of_duties"


def test_one_person_may_investigate_several() -> None:
    road = objected(times=2)
    conclude(road, UNFOUNDED, 0)
    conclude(road, UNFOUNDED, 1)
    assert road.case.process.state is CaseState.PUBLICITY


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"objection": RecordId("another")}, "objection_unknown"),
        ({"text": "同意"}, "opinion_too_short"),
        ({"text": "情况属实，同意上报，请领导审批"}, "opinion_boilerplate"),
        ({"text": OWN_WORDS + "电话 19900001234"}, "text_not_masked"),
        ({"text": OWN_WORDS + "99010119790504002X"}, "text_not_masked"),
        ({"outcome": REJECT, "reason_codes": ()}, "reason_missing"),
        ({"outcome": REJECT, "reason_codes": ("C04", "mood")}, "reason_missing"),
    ],
)
def test_what_is_no_conclusion(changes: dict[str, Any], code: str) -> None:
    road = objected()
    assert road.refused(COUNTY, msgspec.structs.replace(conclusion(road), **changes), who=OTHER) == code


def test_the_number_of_a_case_may_be_published() -> None:
    road = objected()
    conclude(road, text=f"{OWN_WORDS}（{NUMBER}，2026-03-06）")
    assert road.case.process.objections[0].conclusion.endswith("（" + NUMBER + "，2026-03-06）")


def test_only_a_post_that_may_reject_rejects() -> None:
    road = objected()
    assert road.refused(CITY, conclusion(road, REJECT), who=actor(CITY, "op-investigator")) == "may_not_reject"
    mild = tuple(msgspec.structs.replace(stage, may_reject=stage.code != "R2") for stage in POLICY.stages)
    road.policy = msgspec.structs.replace(POLICY, stages=mild)
    assert road.refused(COUNTY, conclusion(road, REJECT), who=OTHER) == "may_not_reject"
    conclude(road, UNFOUNDED)


def test_a_list_that_hangs_before_any_review() -> None:
    """The community posts first: an objection is answered, and the review that follows looks at it."""
    first = POLICY.stages[0]
    board = msgspec.structs.replace(
        POLICY.stages[3], code="P0", org="community", role=Role.VILLAGE_POINT, next="R1", scope=("community_board",)
    )
    accept = msgspec.structs.replace(first, next="P0")
    road_policy = msgspec.structs.replace(POLICY, stages=(accept, board, *POLICY.stages[1:]))
    road = at_hand(road_policy, CaseState.PUBLICITY, "P0")
    road.do(WINDOW, objection(road))
    for outcome in (REVIEW, REJECT):
        assert road.refused(COUNTY, conclusion(road, outcome), who=OTHER) == "no_review_before"
    conclude(road)
    assert (road.case.process.state, road.case.process.stage) == (CaseState.PUBLICITY, "P0")


def test_a_publicity_of_an_older_program_has_no_clock_of_its_own() -> None:
    road = publicity()
    old = tuple(msgspec.structs.replace(period, clock=None) for period in road.case.process.publicities)
    with_process(road, publicities=old)
    raise_one(road)
    road.now = morning(date(2026, 3, 4))
    conclude(road)
    (period,) = road.case.process.publicities
    assert (period.to, period.clock, road.case.process.state) == (date(2026, 3, 6), None, CaseState.PUBLICITY)


# a rejection that has to be announced


def announcing(road: Road) -> Road:
    remedies = msgspec.structs.replace(POLICY.remedies, announce_rejection=True)
    road.policy = msgspec.structs.replace(POLICY, remedies=remedies)
    return road


def test_a_city_may_announce_rejections_too() -> None:
    road = announcing(at_hand(POLICY, CaseState.REVIEW, "R2"))
    road.do(COUNTY, opinion("R2", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    process = road.case.process
    assert (process.state, process.stage, process.rejecting) == (CaseState.DECIDING, "ANNOUNCE", True)
    assert {clock.name for clock in process.deadlines} == {"TOTAL", "ANNOUNCE"}
    assert road.refused(CITY, commands.Announce()) == "wrong_role"
    road.do(PLATFORM, commands.Announce())
    process = road.case.process
    assert (process.state, process.stage, process.rejecting) == (CaseState.REJECTED, None, False)
    assert (process.decided_stage, process.result_reasons, process.result_text) == ("R2", ("C05",), OWN_WORDS)
    assert (process.announced_at, process.waiting_id) == (road.now, None)
    assert [clock.name for clock in process.deadlines] == ["WINDOW"]


def test_a_rejection_by_objection_is_announced_too() -> None:
    road = announcing(objected("P2"))
    conclude(road, REJECT)
    process = road.case.process
    assert (process.state, process.rejecting, process.decided_stage) == (CaseState.DECIDING, True, "R2")


def test_a_new_answer_does_not_bring_back_what_is_decided_against() -> None:
    road = announcing(at_hand(POLICY, CaseState.REVIEW, "R2"))
    road.do(COUNTY, opinion("R2", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    fact = msgspec.structs.replace(road.case.process.verification[0], outcome="mismatch")
    road.do(PLATFORM, commands.RecordChecks(facts=(fact,)))
    assert road.case.process.state is CaseState.DECIDING


# events that come out of turn change nothing but the count


def test_a_conclusion_on_nothing_changes_nothing() -> None:
    road = publicity()
    at, by = road.now, actor(COUNTY).operator
    for event in (
        events.ObjectionConcluded(at=at, by=by, objection=RecordId("x"), outcome=UNFOUNDED, text=OWN_WORDS),
        events.ReconsiderationConcluded(at=at, by=by, overturned=True, text=OWN_WORDS),
    ):
        after = machines.apply("case", road.case, event)
        process = msgspec.structs.replace(road.case.process, events=road.case.process.events + 1)
        assert after == msgspec.structs.replace(road.case, process=process)
