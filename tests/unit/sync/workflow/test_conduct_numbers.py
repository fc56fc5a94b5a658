"""What leaves the records: what a reporter may know, the numbers of a year, and whose service is asked about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from sync.model.desk_records import Rating
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role
from sync.model.take_back import TakeBack
from sync.model.violation import Rung, Violation, ViolationState
from sync.workflow.alert.ratings import follow_ups
from sync.workflow.violation.commands import AnswerReport
from sync.workflow.violation.told import ReporterView, ReportStage, Tally, reporter_view, tally
from tests.support.breaches import FACTS, at_work, blank_violation, do, reached, violation_of, walk
from tests.support.households import ORG
from tests.support.road import CALENDAR, POLICY

STATES = ViolationState


@pytest.mark.parametrize(
    ("state", "stage"),
    [
        (STATES.CLUE, ReportStage.TAKEN),
        (STATES.VERIFYING, ReportStage.BEING_CHECKED),
        (STATES.UNFOUNDED, ReportStage.DEALT_WITH),
        (STATES.ESTABLISHED, ReportStage.DEALT_WITH),
        (STATES.RECTIFY_NOTICE, ReportStage.DEALT_WITH),
        (STATES.RECTIFIED, ReportStage.DEALT_WITH),
        (STATES.PENALTY, ReportStage.DEALT_WITH),
    ],
)
def test_a_reporter_knows_how_far_it_is_and_nothing_of_the_other(state: ViolationState, stage: ReportStage) -> None:
    found = violation_of(reached(state))
    assert reporter_view(found) == ReporterView(stage=stage, answer_due=date(2026, 3, 9), answer="")


def test_after_the_answer_no_day_is_due() -> None:
    road = reached(STATES.CLUE)
    do(road, Role.STREET_WINDOW, AnswerReport(text=FACTS))
    view = reporter_view(violation_of(road))
    assert view == ReporterView(stage=ReportStage.TAKEN, answer_due=None, answer=FACTS)
    assert reporter_view(blank_violation()) is None
    closed = reporter_view(violation_of(walk(at_work(), 10)))
    assert closed is not None
    assert closed.stage is ReportStage.DEALT_WITH


def closed(**changes: Any) -> Violation:
    return msgspec.structs.replace(violation_of(walk(at_work(), 10)), **changes)


def test_a_year_in_numbers() -> None:
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # in China it is 2027
    violations = (
        closed(),
        closed(kind=TakeBack.VACANT, ban_until=None, returned_on=None),
        closed(closed_at=new_year, returned_on=date(2027, 1, 1)),
        violation_of(reached(STATES.UNFOUNDED)),
        closed(kind=None, ban_until=None),
    )
    found = tally(violations, 2026)
    assert found == Tally(
        opened={STATES.CLOSED: 4, STATES.UNFOUNDED: 1},
        established={TakeBack.SUBLET: 1, TakeBack.VACANT: 1},
        returned=2,
        bans=1,
        measures={Rung.PERSUASION: 4, Rung.ADMINISTRATIVE: 4},
    )
    later = tally(violations, 2027)
    assert (later.established, later.returned, later.bans, later.measures) == ({TakeBack.SUBLET: 1}, 1, 1, {})
    assert tally((), 2026) == Tally(opened={}, established={}, returned=0, bans=0, measures={})


def rating(number: int, score: int, day: int, **changes: Any) -> Rating:
    made = Rating(
        id=RecordId(f"r{number}"),
        case_id=RecordId("case-1"),
        stage="ACCEPT",
        org=OrgCode(ORG),
        score=score,
        at=datetime(2026, 3, day, 17, 0, tzinfo=UTC),  # the next day in China
    )
    return msgspec.structs.replace(made, **changes)


def test_a_low_rating_is_followed_up_the_most_urgent_first() -> None:
    ratings = (
        rating(1, 2, 3),
        rating(2, 3, 1),
        rating(3, 1, 2),
        rating(4, 2, 2),
        rating(5, 1, 1, followed_up=True),
    )
    tasks = follow_ups(ratings, POLICY.alerts, CALENDAR.workdays)
    assert [task.rating for task in tasks] == ["r3", "r4", "r1"]
    first = tasks[0]
    assert (first.case_id, first.org, first.deadline.name) == ("case-1", ORG, "FOLLOW_UP")
    assert (first.deadline.started, first.deadline.due) == (date(2026, 3, 3), date(2026, 3, 10))
