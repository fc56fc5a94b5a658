"""What time and conduct do to the points of a household that waits."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from sync.model.ids import OrgCode, RecordId
from sync.model.waiting import WaitingEntry
from sync.policy.rescoring import half_years_waited, next_half_year, rescored
from tests.support.households import example_policy

POLICY = example_policy()  # a point a half-year, ten at most, ten less for each home given up


def entry(**changes: Any) -> WaitingEntry:
    made = WaitingEntry(
        id=RecordId("w"),
        org=OrgCode("990101003"),
        case_id=RecordId("c"),
        group=2,
        score=31,
        score_detail={"area": 20, "members": 11},
        entered_at=datetime(2024, 8, 31, 17, tzinfo=UTC),  # the first of September in China
    )
    return msgspec.structs.replace(made, **changes)


@pytest.mark.parametrize(
    ("day", "halves"),
    [
        (date(2024, 9, 1), 0),
        (date(2025, 2, 28), 0),
        (date(2025, 3, 1), 1),
        (date(2025, 8, 31), 1),
        (date(2025, 9, 1), 2),
        (date(2029, 9, 1), 10),
        (date(2034, 9, 1), 20),
        (date(2024, 1, 1), 0),
    ],
)
def test_full_half_years_count_from_the_civil_day(day: date, halves: int) -> None:
    assert half_years_waited(entry(), POLICY, day) == halves
    points = rescored(entry(), POLICY, day)
    assert points.points == 31 + min(10, halves)
    assert points.detail.get("waiting", 0) == min(10, halves)
    assert points.group == 2


def test_homes_given_up_cost_points_and_old_lines_of_time_are_replaced() -> None:
    scored = entry(score=28, score_detail={"area": 20, "members": 11, "waiting": 7, "abandoned": -10}, abandon_count=2)
    found = rescored(scored, POLICY, date(2025, 3, 1))
    assert found.detail == {"area": 20, "members": 11, "waiting": 1, "abandoned": -20}
    assert found.points == 12
    assert rescored(entry(), POLICY, date(2024, 9, 1)).detail == {"area": 20, "members": 11}


def test_points_whose_lines_are_not_known_stay() -> None:
    found = rescored(entry(score=50, score_detail={}), POLICY, date(2025, 3, 1))
    assert (found.points, found.detail) == (51, {"waiting": 1})


def test_a_rest_does_not_count_where_the_policy_says_so() -> None:
    rested = entry(rested_days=31)
    assert half_years_waited(rested, POLICY, date(2025, 3, 31)) == 0
    assert half_years_waited(rested, POLICY, date(2025, 4, 2)) == 1
    resting = entry(resting_since=date(2025, 1, 1))
    assert half_years_waited(resting, POLICY, date(2025, 3, 1)) == 0
    assert half_years_waited(entry(resting_since=date(2025, 4, 1)), POLICY, date(2025, 3, 1)) == 1
    counts = msgspec.structs.replace(POLICY.waiting, rest_counts=True)
    policy = msgspec.structs.replace(POLICY, waiting=counts)
    assert half_years_waited(rested, policy, date(2025, 3, 1)) == 1


def test_the_next_day_on_which_points_change() -> None:
    assert next_half_year(entry(), POLICY, date(2024, 9, 1)) == date(2025, 3, 1)
    assert next_half_year(entry(), POLICY, date(2025, 2, 28)) == date(2025, 3, 1)
    assert next_half_year(entry(), POLICY, date(2025, 3, 1)) == date(2025, 9, 1)
    assert next_half_year(entry(), POLICY, date(2029, 8, 31)) == date(2029, 9, 1)
    assert next_half_year(entry(), POLICY, date(2029, 9, 1)) is None  # ten points are the most
    assert next_half_year(entry(entered_at=None), POLICY, date(2029, 9, 1)) is None
    assert half_years_waited(entry(entered_at=None), POLICY, date(2029, 9, 1)) == 0
