"""Working days against the published holidays, and against a plain count."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import InvalidRecord
from sync.policy.calendar import age_on, civil_day, parse_calendar, years_after
from tests.support.households import example_calendar

CALENDAR = example_calendar()
KNOWN = st.dates(date(2024, 1, 1), date(2026, 9, 1))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-04-29", 3, "2026-05-07"),
        ("2026-09-24", 7, "2026-10-12"),
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-03-02", 60, "2026-05-28"),
        ("2024-02-08", 1, "2024-02-09"),
        ("2025-01-24", 2, "2025-01-27"),
        ("2026-03-02", 0, "2026-03-02"),
    ],
)
def test_vectors(start: str, count: int, due: str) -> None:
    assert CALENDAR.workdays(date.fromisoformat(start), count) == (date.fromisoformat(due), False)


@pytest.mark.parametrize(("year", "holidays", "make_up"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_numbers_of_days_of_each_notice(year: int, holidays: int, make_up: int) -> None:
    assert sum(day.year == year for day in CALENDAR.holidays) == holidays
    assert sum(day.year == year for day in CALENDAR.make_up) == make_up
    assert CALENDAR.sources[year].startswith("国办发明电〔")


def test_a_year_without_a_notice_is_provisional() -> None:
    assert CALENDAR.workdays(date(2026, 12, 30), 2) == (date(2027, 1, 1), True)
    assert CALENDAR.workdays(date(2026, 12, 30), 1) == (date(2026, 12, 31), False)
    assert CALENDAR.is_provisional(date(2027, 5, 1))


@given(KNOWN, st.integers(0, 60))
def test_the_period_holds_exactly_so_many_working_days(start: date, count: int) -> None:
    due, _ = CALENDAR.workdays(start, count)
    assert CALENDAR.count_workdays(start, due) == count
    assert CALENDAR.count_workdays(due, start) == -count
    if count:
        assert CALENDAR.is_workday(due)


@given(KNOWN, st.integers(0, 60))
def test_counting_day_by_day_gives_the_same(start: date, count: int) -> None:
    day = start
    left = count
    while left:
        day += timedelta(days=1)
        left -= CALENDAR.is_workday(day)
    assert CALENDAR.workdays(start, count) == (day, False)


def test_days_of_a_place_lie_on_top() -> None:
    text = """{"name": "990101", "years": {"2026": {"source": "a fictional region", "days": {
        "2026-03-03": "holiday", "2026-05-02": "workday", "2026-05-09": "holiday"}}}}"""
    here = CALENDAR.with_overlay(parse_calendar(text))
    assert (here.name, here.sources) == ("cn+990101", CALENDAR.sources)
    assert here.workdays(date(2026, 3, 2), 1) == (date(2026, 3, 4), False)
    assert CALENDAR.is_workday(date(2026, 5, 9))
    assert not here.is_workday(date(2026, 5, 9))
    assert here.is_workday(date(2026, 5, 2))
    assert here.count_workdays(date(2026, 5, 1), date(2026, 5, 9)) == 4  # the 2nd, and the 6th to the 8th
    assert CALENDAR.workdays(date(2026, 3, 2), 1) == (date(2026, 3, 3), False)
    assert here.workdays(date(2026, 12, 31), 1)[1]


@pytest.mark.parametrize("count", [-1, 4001])
def test_a_count_out_of_range_is_refused(count: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        CALENDAR.workdays(date(2026, 1, 1), count)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", ""),
        ('{"name": "x", "years": {"2026": {"source": "s", "days": {"2025-01-01": "holiday"}}}}', "years.2026"),
        ('{"name": "x", "years": {"2026": {"source": "s", "days": {"2026-03-02": "workday"}}}}', "years.2026"),
        ('{"name": "x", "yeras": {}}', ""),
        ('{"name": "x", "years": {"2026": {"source": "s", "days": {}, "dasy": {}}}}', "$.years[...]"),
        (
            '{"name": "x", "years": {"2026": {"source": "s", "days": {"2026-03-02": "party"}}}}',
            "$.years[...].days[...]",
        ),
    ],
)
def test_a_bad_calendar_is_named(text: str, where: str) -> None:
    with pytest.raises(InvalidRecord) as error:
        parse_calendar(text)
    assert error.value.where == where


def test_the_civil_day_is_that_of_china() -> None:
    assert civil_day(datetime(2026, 3, 1, 16, 0, tzinfo=UTC)) == date(2026, 3, 2)
    assert civil_day(datetime(2026, 3, 1, 15, 59, tzinfo=UTC)) == date(2026, 3, 1)
    assert civil_day(datetime(2026, 3, 2, 1, 0, tzinfo=timezone(timedelta(hours=10)))) == date(2026, 3, 1)


def test_ages_and_anniversaries_of_a_leap_day() -> None:
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)
