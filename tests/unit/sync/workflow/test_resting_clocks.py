"""Clocks of an application that rest, and go on with what is left, as the policy says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.deadline import Deadline
from sync.model.remedies import Gap
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy.figure import Confidence
from sync.policy.sections.pauses import ClockKind, PauseRule
from sync.workflow.application import commands
from sync.workflow.application.pausing import kind_of
from tests.support.machines.case import objection
from tests.support.road import POLICY, Road, opinion
from tests.support.walks import answers, at_hand, morning, with_process

WINDOW, STREET = Role.STREET_WINDOW, Role.STREET_REVIEWER
RETURN = OpinionDecision.RETURN


def reviewed() -> Road:
    road = at_hand(POLICY, CaseState.REVIEW)
    road.do(Role.PLATFORM, commands.RecordChecks(facts=answers(road)))
    return road


def running(road: Road, name: str) -> Deadline:
    return next(clock for clock in road.case.process.deadlines if clock.name == name)


def test_a_returned_case_comes_back_to_its_stage() -> None:
    """The reviewer's clock rests; the total rests only while the family has the floor."""
    road = reviewed()  # Monday; R1 is due on Thursday
    road.now += timedelta(days=1)
    road.do(STREET, opinion("R1", RETURN))
    process = road.case.process
    assert (process.state, process.stage) == (CaseState.RETURNED, "R1")
    assert {clock.name: clock.paused for clock in process.deadlines} == {"TOTAL": False, "R1": True}
    assert road.refused(WINDOW, commands.AnswerReturn(note=" ")) == "note_missing"
    road.now += timedelta(days=7)
    road.do(WINDOW, commands.AnswerReturn(note="补了三个月工资条"))
    process = road.case.process
    assert (process.state, process.stage) == (CaseState.REVIEW, "R1")
    assert {clock.name: (clock.started, clock.due, clock.paused) for clock in process.deadlines} == {
        "TOTAL": (date(2026, 3, 2), date(2026, 4, 1), False),
        "R1": (date(2026, 3, 2), date(2026, 3, 12), False),  # two of three days were left on Tuesday the 10th
    }


def test_the_total_rests_while_the_family_has_the_floor() -> None:
    road = reviewed()
    road.do(STREET, opinion("R1", RETURN, gap=Gap.APPLICANT))
    assert {clock.name: clock.paused for clock in road.case.process.deadlines} == {"TOTAL": True, "R1": True}
    road.now += timedelta(days=14)
    road.do(WINDOW, commands.AnswerReturn(note="补了三个月工资条"))
    (total,) = (clock for clock in road.case.process.deadlines if clock.name == "TOTAL")
    assert (total.paused, total.due) == (False, date(2026, 4, 15))


def test_the_kinds_of_clocks() -> None:
    def kind(name: str) -> ClockKind | None:
        return kind_of(Deadline(name=name, started=date(2026, 3, 2), due=date(2026, 3, 3)), POLICY)

    assert [kind(name) for name in ("ACCEPT", "TOTAL", "VERIFY", "R1", "R2", "P1", "ANNOUNCE")] == [
        ClockKind.ACCEPT,
        ClockKind.TOTAL,
        ClockKind.VERIFY,
        ClockKind.STAGE,
        ClockKind.STAGE,
        ClockKind.PUBLICITY,
        ClockKind.STAGE,
    ]
    assert [kind(name) for name in ("CORRECTION", "OBJECTION.1", "WINDOW", "RECONSIDER")] == [None] * 4


def ruled(*rules: PauseRule) -> Any:
    return msgspec.structs.replace(POLICY, pauses=msgspec.structs.replace(POLICY.pauses, rules=rules))


def rule(state: CaseState, clock: ClockKind, only_if: Gap | None = None) -> PauseRule:
    return PauseRule(state=state, clock=clock, only_if=only_if, confidence=Confidence.ASSUMED, source="a test")


@pytest.mark.parametrize(
    ("rules", "gap", "resting"),
    [
        ((), Gap.APPLICANT, set()),
        ((rule(CaseState.RETURNED, ClockKind.TOTAL),), Gap.OFFICE, {"TOTAL"}),
        ((rule(CaseState.RETURNED, ClockKind.TOTAL, Gap.OFFICE),), Gap.APPLICANT, set()),
        ((rule(CaseState.RETURNED, ClockKind.TOTAL, Gap.OFFICE),), Gap.OFFICE, {"TOTAL"}),
        (
            (rule(CaseState.RETURNED, ClockKind.VERIFY), rule(CaseState.RETURNED, ClockKind.STAGE)),
            Gap.OFFICE,
            {"VERIFY", "R1"},
        ),
        ((rule(CaseState.OBJECTION, ClockKind.STAGE),), Gap.OFFICE, set()),
    ],
)
def test_what_rests_is_the_policys_business(rules: tuple[PauseRule, ...], gap: Gap, resting: set[str]) -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    road.policy = ruled(*rules)
    road.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.RETURN, gap=gap))
    assert {clock.name for clock in road.case.process.deadlines if clock.paused} == resting
    road.now += timedelta(days=7)
    before = {clock.name: clock for clock in road.case.process.deadlines}
    road.do(WINDOW, commands.AnswerReturn(note="补了工资条"))
    for clock in road.case.process.deadlines:
        assert not clock.paused
        assert (clock == before[clock.name]) is (clock.name not in resting)


def test_a_clock_that_rests_for_another_reason_rests_on() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    resting = msgspec.structs.replace(
        running(road, "TOTAL"), paused=True, paused_on=date(2026, 3, 2), reason="elsewhere"
    )
    with_process(road, deadlines=(resting,))
    road.do(WINDOW, objection(road))
    assert running(road, "TOTAL") == resting


def test_what_an_older_program_left_resting_goes_on() -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    road.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.RETURN))
    old = Deadline(name="R1", started=date(2026, 3, 2), due=date(2026, 3, 5), paused=True)
    with_process(road, deadlines=(old,))
    road.now = morning(date(2026, 3, 9))
    road.do(WINDOW, commands.AnswerReturn(note="补了工资条"))
    assert (running(road, "R1").paused, running(road, "R1").due) == (False, date(2026, 3, 12))
