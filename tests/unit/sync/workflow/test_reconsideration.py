"""Looking again at a rejection: within the window, by somebody else, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sync.model.states import CaseState, OpinionDecision, Role
from sync.workflow.application import commands
from sync.workflow.engine import Decision, Refusal
from tests.support.machines.case import disagreed
from tests.support.road import OWN_WORDS, POLICY, Road, actor, opinion
from tests.support.walks import morning, step, with_process

STREET, COUNTY, APPLICANT = Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.APPLICANT
OTHER = actor(COUNTY, "op-investigator")


def test_the_window_of_ten_working_days() -> None:
    road = disagreed(POLICY)  # on Monday 2 March
    ask = commands.AskReconsideration(grounds="收入算错了")
    (window,) = road.case.process.deadlines
    assert (window.limit, window.due) == (10, date(2026, 3, 16))
    assert road.refused(APPLICANT, commands.AskReconsideration(grounds="")) == "grounds_missing"
    road.now = datetime(2026, 3, 16, 15, 59, tzinfo=UTC)
    assert isinstance(road.judge(APPLICANT, ask), Decision)
    road.now = datetime(2026, 3, 16, 16, 0, tzinfo=UTC)
    answer = road.judge(APPLICANT, ask)
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("window_over", {"to": "2026-03-16"})
    assert isinstance(road.judge(APPLICANT, ask, authoritative=False), Decision)


def test_a_rejection_by_an_older_program_has_the_same_window() -> None:
    road = disagreed(POLICY)
    with_process(road, deadlines=())
    road.now = morning(date(2026, 3, 16))
    ask = commands.AskReconsideration(grounds="收入算错了")
    assert isinstance(road.judge(APPLICANT, ask), Decision)
    road.now = morning(date(2026, 3, 17))
    assert road.refused(APPLICANT, ask) == "window_over"
    with_process(road, decided_at=None)
    assert isinstance(road.judge(APPLICANT, ask), Decision)  # nobody knows since when


def reconsidering() -> Road:
    road = disagreed(POLICY)
    road.do(APPLICANT, commands.AskReconsideration(grounds="收入算错了"))
    return road


@pytest.mark.parametrize("person", ["op-street_reviewer", "op-street_window"])
def test_who_decided_does_not_look_again(person: str) -> None:
    command = commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS)
    assert reconsidering().refused(COUNTY, command, who=actor(COUNTY, person)) == "separation_of_duties"


def test_who_looked_again_does_not_review() -> None:
    road = reconsidering()
    road.do(COUNTY, commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS), who=OTHER)
    assert road.refused(STREET, opinion("R1"), who=actor(STREET, "op-investigator")) == "separation_of_duties"
    step(road)
    assert road.case.process.stage == "P1"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (commands.ConcludeReconsideration(overturn=True, text="同意"), "opinion_too_short"),
        (commands.ConcludeReconsideration(overturn=False, text=OWN_WORDS), "reason_missing"),
        (commands.ConcludeReconsideration(overturn=False, text=OWN_WORDS, reason_codes=("mood",)), "reason_missing"),
    ],
)
def test_what_is_no_result(command: commands.ConcludeReconsideration, code: str) -> None:
    assert reconsidering().refused(COUNTY, command, who=OTHER) == code


def test_a_rejection_by_an_older_program_goes_back_to_its_last_opinion() -> None:
    road = reconsidering()
    with_process(road, decided_stage=None)
    road.do(COUNTY, commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS), who=OTHER)
    assert (road.case.process.state, road.case.process.stage) == (CaseState.REVIEW, "R1")


def test_where_nobody_knows_who_decided_nobody_can_look_again() -> None:
    road = disagreed(POLICY)
    with_process(road, decided_stage=None, opinions=())
    assert road.refused(APPLICANT, commands.AskReconsideration(grounds="收入算错了")) == "stage_unknown"
    stuck = reconsidering()
    with_process(stuck, decided_stage="R9")
    command = commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS)
    answer = stuck.judge(COUNTY, command, who=OTHER)
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("stage_unknown", {"stage": "R9"})


def test_a_second_rejection_is_for_good() -> None:
    road = reconsidering()
    road.do(COUNTY, commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS), who=OTHER)
    road.do(STREET, opinion("R1", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    assert (road.case.process.state, road.case.process.deadlines) == (CaseState.REJECTED, ())
    assert road.refused(APPLICANT, commands.AskReconsideration(grounds="不服")) == "reconsidered_already"
