"""Ways out before a decision, and deadlines on a calendar that has come."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync import assets
from sync.model.case import Case, CaseProcess
from sync.model.deadline import Deadline
from sync.model.household import MemberRole
from sync.model.ids import RecordId
from sync.model.remedies import EndingReason
from sync.model.states import CaseState, Role
from sync.policy.calendar import parse_calendar
from sync.workflow import machines
from sync.workflow.application import commands
from sync.workflow.application.endings import provisional
from sync.workflow.application.machine import UNDER_WAY
from sync.workflow.engine import Decision
from sync.workflow.numbering import NumberKind, make
from tests.support.households import family, with_member
from tests.support.machines.case import beside
from tests.support.road import EVIDENCE, POLICY, SNAPSHOT, Road
from tests.support.walks import at_hand, morning, post_list, road_under, step, with_process

WINDOW, PLATFORM = Role.STREET_WINDOW, Role.PLATFORM
DEATH, DUPLICATE, LEFT = EndingReason
OTHER = RecordId("case-2")


def ending(reason: EndingReason, **more: Any) -> commands.Terminate:
    return commands.Terminate(reason=reason, evidence_sha256=more.pop("evidence_sha256", EVIDENCE), **more)


def with_draft(road: Road, draft: Any) -> Road:
    road.case = msgspec.structs.replace(road.case, draft=draft)
    return road


# the end of an application


@pytest.mark.parametrize("reason", EndingReason)
def test_no_end_without_evidence(reason: EndingReason) -> None:
    road = at_hand(POLICY, CaseState.ACCEPTED)
    assert road.refused(WINDOW, ending(reason, evidence_sha256="a photo")) == "evidence_missing"


def test_the_family_goes_on_when_an_adult_is_left() -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    assert road.refused(WINDOW, ending(DEATH)) == "others_go_on"
    counted = with_member(road.case.draft, "m2", role=MemberRole.COUNTED_ONLY)
    with_draft(road, counted)
    road.do(WINDOW, ending(DEATH))
    process = road.case.process
    assert (process.state, process.stage, process.deadlines) == (CaseState.TERMINATED, None, ())
    assert process.ending is not None
    assert (process.ending.reason, process.ending.on, process.ending.other_case) == (DEATH, date(2026, 3, 2), None)
    assert process.decided_at == road.now


def test_a_child_does_not_go_on_alone_until_it_is_of_age() -> None:
    draft = family()
    alone = msgspec.structs.replace(draft, members={key: draft.members[key] for key in ("m1", "m3")})
    road = with_draft(at_hand(POLICY, CaseState.REVIEW), alone)
    assert isinstance(road.judge(WINDOW, ending(DEATH)), Decision)
    road.now = morning(date(2034, 2, 28))
    assert isinstance(road.judge(WINDOW, ending(DEATH)), Decision)
    road.now = morning(date(2034, 3, 1))
    assert road.refused(WINDOW, ending(DEATH)) == "others_go_on"


def other_case(state: CaseState = CaseState.REVIEW, draft: Any = None) -> Case:
    process = CaseProcess(state=state)
    return Case(id=OTHER, org=Road().case.org, draft=draft or family(), process=process)


def test_a_duplicate_names_the_application_that_goes_on() -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    assert road.refused(WINDOW, ending(DUPLICATE)) == "other_case_missing"
    assert road.refused(WINDOW, ending(DUPLICATE, other_case=road.case.id)) == "other_case_missing"
    assert road.refused(WINDOW, ending(DUPLICATE, other_case=OTHER)) == "fact_missing"
    assert isinstance(road.judge(WINDOW, ending(DUPLICATE, other_case=OTHER), authoritative=False), Decision)
    road.others["case", OTHER] = other_case()
    road.do(WINDOW, ending(DUPLICATE, other_case=OTHER))
    assert road.case.process.ending is not None
    assert road.case.process.ending.other_case == OTHER


def test_the_other_application_is_read_and_no_other_record() -> None:
    case = at_hand(POLICY, CaseState.SUBMITTED).case
    assert machines.needs("case", case, ending(DUPLICATE, other_case=OTHER)) == (("case", OTHER),)
    assert machines.needs("case", case, ending(LEFT)) == ()
    assert machines.needs("case", case, commands.Announce()) == ()


@pytest.mark.parametrize(
    "state",
    [
        CaseState.DRAFT,
        CaseState.NOT_ACCEPTED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    ],
)
def test_an_application_that_has_ended_itself_is_no_duplicate(state: CaseState) -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    road.others["case", OTHER] = other_case(state)
    assert road.refused(WINDOW, ending(DUPLICATE, other_case=OTHER)) == "other_case_ended"


def test_a_duplicate_is_of_the_same_person() -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    strangers = with_member(family(), "m1", document_number=None)
    road.others["case", OTHER] = other_case(draft=strangers)
    assert road.refused(WINDOW, ending(DUPLICATE, other_case=OTHER)) == "another_person"
    as_member = with_member(family(), "m2", document_number=family().members["m1"].document_number)
    road.others["case", OTHER] = other_case(draft=with_member(as_member, "m1", document_number="x"))
    assert isinstance(road.judge(WINDOW, ending(DUPLICATE, other_case=OTHER)), Decision)
    with_draft(road, with_member(road.case.draft, "m1", document_number=None))
    assert road.refused(WINDOW, ending(DUPLICATE, other_case=OTHER)) == "another_person"


def test_who_left_the_area_names_no_other_application() -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    road.do(WINDOW, ending(LEFT, other_case=OTHER))
    assert road.case.process.ending is not None
    assert road.case.process.ending.other_case is None


def test_a_list_comes_down_with_the_application() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    road.do(PLATFORM, ending(LEFT))
    assert all(period.concluded_at == road.now for period in road.case.process.publicities)


# a correction


def correction(**changes: Any) -> Road:
    road = road_under(POLICY, **changes)
    step(road)
    road.do(WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    return road


def running(road: Road, name: str) -> Deadline:
    return next(clock for clock in road.case.process.deadlines if clock.name == name)


def test_the_notice_has_a_number_of_its_own_block() -> None:
    number = make(NumberKind.CORRECTION, "990101", "0003", 9)
    road = at_hand(POLICY, CaseState.SUBMITTED)
    ask = commands.AskCorrection(items=("户口本缺页",), number=number)
    assert road.refused(WINDOW, ask, number_in_block=False) == "number_not_in_block"
    road.do(WINDOW, ask)
    assert road.history[-1][2].number == number


def test_who_enjoys_a_benefit_has_another_time_to_answer() -> None:
    assert running(correction(), "CORRECTION").limit == 15
    assert running(correction(other_benefit=True), "CORRECTION").limit == 10
    assert running(correction(other_benefit=None), "CORRECTION").limit == 15


def test_only_the_province_lets_lapse_and_only_when_a_clock_runs() -> None:
    road = correction()
    with_process(road, deadlines=())
    road.now += timedelta(days=100)
    assert road.refused(PLATFORM, commands.Lapse()) == "clock_unknown"
    assert machines.timer_of("case", road.case, POLICY, date(2026, 12, 1)) is None
    assert machines.due("case", road.case, POLICY, date(2026, 12, 1)) is None


def test_an_answer_that_comes_late_still_counts_while_nobody_let_it_lapse() -> None:
    road = correction()
    road.now += timedelta(days=100)
    road.do(Role.VILLAGE_POINT, commands.AnswerCorrection(snapshot_sha256=SNAPSHOT))
    assert road.case.process.state is CaseState.SUBMITTED


@pytest.mark.parametrize("state", [CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.REVIEW, CaseState.OBJECTION])
def test_people_are_waited_for(state: CaseState) -> None:
    road = beside(POLICY, state) or at_hand(POLICY, state)
    assert machines.timer_of("case", road.case, POLICY, date(2026, 12, 1)) is None
    assert machines.due("case", road.case, POLICY, date(2026, 12, 1)) is None


def test_a_publicity_that_nobody_knows_is_not_waited_for() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    with_process(road, publicities=())
    assert machines.timer_of("case", road.case, POLICY, date(2026, 12, 1)) is None


# a calendar that has come


def knowing_2027() -> Any:
    document: dict[str, Any] = json.loads(assets.read_text("calendars/cn.json"))
    days = {"2027-01-04": "holiday", "2027-01-05": "holiday", "2027-01-09": "workday", "2027-01-10": "workday"}
    document["years"]["2027"] = {"source": "a fictional notice", "days": days}
    return parse_calendar(json.dumps(document))


def late_in_december(state: CaseState, day: date = date(2026, 12, 25)) -> Road:
    road = road_under(POLICY, morning(day))
    while road.case.process.state is not state:
        step(road)
    return road


def test_the_clocks_of_the_office_become_what_they_are() -> None:
    road = late_in_december(CaseState.REVIEW, date(2026, 12, 30))
    assert provisional(road.case)
    assert {clock.name: clock.due for clock in road.case.process.deadlines} == {
        "TOTAL": date(2027, 1, 29),
        "VERIFY": date(2027, 1, 4),
        "R1": date(2027, 1, 4),
    }
    assert road.refused(PLATFORM, commands.RecomputeClocks()) == "nothing_to_recompute"
    road.calendar = knowing_2027()
    road.do(PLATFORM, commands.RecomputeClocks())
    assert {clock.name: (clock.due, clock.provisional) for clock in road.case.process.deadlines} == {
        "TOTAL": (date(2027, 1, 29), False),
        "VERIFY": (date(2027, 1, 6), False),
        "R1": (date(2027, 1, 6), False),
    }
    assert not provisional(road.case)
    assert road.refused(PLATFORM, commands.RecomputeClocks()) == "nothing_to_recompute"


def test_what_the_family_was_told_is_never_shortened() -> None:
    """Saturday 9 and Sunday 10 January turn out to be worked: the answer would have been due sooner."""
    road = road_under(POLICY, morning(date(2026, 12, 25)))
    step(road)
    road.do(WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    told = running(road, "CORRECTION")
    assert (told.due, told.provisional) == (date(2027, 1, 15), True)
    document = parse_calendar(
        json.dumps(
            {
                "name": "cn",
                "years": {
                    year: {"source": "a fictional notice", "days": days}
                    for year, days in {"2026": {}, "2027": {"2027-01-09": "workday", "2027-01-10": "workday"}}.items()
                },
            }
        )
    )
    road.calendar = document
    road.do(PLATFORM, commands.RecomputeClocks())
    assert (running(road, "CORRECTION").due, running(road, "CORRECTION").provisional) == (told.due, False)


def test_a_list_hangs_at_least_as_long_as_it_says() -> None:
    road = late_in_december(CaseState.PUBLICITY, date(2026, 12, 30))
    post_list(road)
    (period,) = road.case.process.publicities
    assert (period.to, period.provisional) == (date(2027, 1, 5), True)
    road.calendar = knowing_2027()
    road.do(PLATFORM, commands.RecomputeClocks())
    (period,) = road.case.process.publicities
    assert (period.to, period.provisional) == (date(2027, 1, 7), False)
    assert period.clock is not None
    assert period.clock.due == period.to
    road.now = morning(date(2027, 1, 7))
    assert road.refused(PLATFORM, commands.ConcludePublicity(stage="P1")) == "publicity_running"
    road.now = datetime(2027, 1, 7, 16, 0, tzinfo=UTC)
    road.do(PLATFORM, commands.ConcludePublicity(stage="P1"))


def test_only_the_publicity_may_wait_for_a_calendar() -> None:
    road = late_in_december(CaseState.PUBLICITY, date(2026, 12, 30))
    sure = tuple(msgspec.structs.replace(clock, provisional=False) for clock in road.case.process.deadlines)
    with_process(road, deadlines=sure)
    assert provisional(road.case)
    road.calendar = knowing_2027()
    road.do(PLATFORM, commands.RecomputeClocks())
    assert road.case.process.deadlines == sure
    old = msgspec.structs.replace(road.case.process.publicities[0], clock=None, provisional=True)
    with_process(road, publicities=(old,))
    assert road.refused(PLATFORM, commands.RecomputeClocks()) == "nothing_to_recompute"


def test_the_states_under_way() -> None:
    over = {
        CaseState.DRAFT,
        CaseState.NOT_ACCEPTED,
        CaseState.QUALIFIED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    }
    assert set(CaseState) - over == UNDER_WAY
