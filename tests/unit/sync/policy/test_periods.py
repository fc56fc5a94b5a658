"""Periods of a policy laid on a calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.periods import end_of, workdays_within
from tests.support.households import example_calendar

CALENDAR = example_calendar()
MONDAY = date(2026, 3, 2)
KNOWN = st.dates(date(2024, 1, 1), date(2026, 9, 1))


def days(value: int, unit: Unit) -> Figure:
    return Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="a test")


@pytest.mark.parametrize(
    ("start", "value", "unit", "end"),
    [
        (MONDAY, 5, Unit.WORKING_DAYS, date(2026, 3, 9)),
        (MONDAY, 5, Unit.CALENDAR_DAYS, date(2026, 3, 9)),  # the 7th is a Saturday
        (MONDAY, 4, Unit.CALENDAR_DAYS, date(2026, 3, 6)),
        (MONDAY, 1, Unit.CALENDAR_DAYS, date(2026, 3, 3)),
        (date(2026, 9, 23), 8, Unit.CALENDAR_DAYS, date(2026, 10, 8)),  # the holidays of October
    ],
)
def test_a_period_ends_on_a_working_day(start: date, value: int, unit: Unit, end: date) -> None:
    assert end_of(CALENDAR.workdays, start, days(value, unit)) == (end, False)


def test_the_end_of_a_period_in_a_year_without_a_notice_is_provisional() -> None:
    assert end_of(CALENDAR.workdays, date(2026, 12, 30), days(5, Unit.CALENDAR_DAYS)) == (date(2027, 1, 4), True)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, date(2026, 3, 1), 0),
        (MONDAY, date(2026, 2, 2), 0),
        (MONDAY, date(2026, 3, 3), 1),
        (MONDAY, date(2026, 3, 8), 4),
        (date(2025, 1, 1), date(2025, 12, 31), 248),
        (date(2026, 2, 12), date(2026, 2, 26), 5),  # fewer than five of seven
        (date(2026, 4, 29), date(2026, 5, 5), 1),
        (date(2026, 2, 27), date(2026, 3, 6), 6),  # more: the 28th is worked
    ],
)
def test_working_days_between_two_days(start: date, end: date, count: int) -> None:
    assert workdays_within(CALENDAR.workdays, start, end) == count


@given(KNOWN, st.integers(0, 900))
def test_counting_with_periods_is_counting_days(start: date, ahead: int) -> None:
    end = start + timedelta(days=ahead)
    assert workdays_within(CALENDAR.workdays, start, end) == CALENDAR.count_workdays(start, end)
