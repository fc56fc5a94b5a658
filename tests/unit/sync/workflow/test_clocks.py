"""Clocks: they rest and go on with what is left, are prolonged, laid anew, and show their colour."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import assets
from sync.model.deadline import Deadline
from sync.policy.calendar import Calendar, parse_calendar
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.periods import end_of, workdays_within
from sync.workflow.clocks import (
    Colour,
    Steps,
    colour_of,
    extend,
    laid_anew,
    pause,
    put,
    recomputed,
    resume,
    start,
    steps_of,
    stop,
)
from tests.support.households import example_calendar, example_policy

CALENDAR = example_calendar()
WORKDAYS = CALENDAR.workdays
WD, CD = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS
MONDAY = date(2026, 3, 2)
UNITS = st.sampled_from([WD, CD])
LIMITS = st.integers(1, 70)
DAYS = st.dates(date(2024, 1, 1), date(2026, 9, 1))


def figure(value: int, unit: Unit = WD) -> Figure:
    return Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="a test")


def clock(value: int, unit: Unit = WD, day: date = MONDAY) -> Deadline:
    return start("R1", day, figure(value, unit), WORKDAYS)


def china(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


LETTERS = {"calm": "c", "reminder": "m", "yellow": "y", "red": "R", "resting": "z"}


def colours(one: Deadline, days: int, hour: int = 9) -> str:
    """A letter a day from the start on."""
    moments = (china(one.started + timedelta(days=at), hour) for at in range(days))
    return "".join(LETTERS[colour_of(one, moment, CALENDAR).colour] for moment in moments)


# running


def test_a_clock_says_its_limit() -> None:
    assert clock(3) == Deadline(name="R1", started=MONDAY, due=date(2026, 3, 5), limit=3, unit="WD")
    assert clock(5, CD) == Deadline(name="R1", started=MONDAY, due=date(2026, 3, 9), limit=5, unit="CD")  # not Saturday
    assert clock(3, day=date(2026, 12, 30)).provisional


@pytest.mark.parametrize(
    ("limit", "unit", "morning", "noon"),
    [
        (1, WD, "cmRR", "cyRR"),
        (2, WD, "cmmRR", "cmyRR"),
        (4, WD, "ccmmmR", "ccmmyR"),
        (5, WD, "cccmyyyyRR", "cccmyyyyRR"),
        (10, WD, "cccccccmmmyyyyyRR", "cccccccmmmyyyyyRR"),
        (4, CD, "ccmmmR", "ccmmyR"),
        (5, CD, "cccmyyyyRR", "cccmyyyyRR"),
        (10, CD, "cccccmmmyyyRR", "cccccmmmyyyRR"),
    ],
)
def test_colours_day_by_day(limit: int, unit: Unit, morning: str, noon: str) -> None:
    """From Monday 2 March 2026 on. A short limit is yellow only from noon of its last day."""
    one = clock(limit, unit)
    assert colours(one, len(morning)) == morning
    assert colours(one, len(noon), 12) == noon


def test_noon_is_noon_in_china() -> None:
    one, last = clock(1), date(2026, 3, 3)
    assert colour_of(one, china(last, 11, 59), CALENDAR).colour is Colour.REMINDER
    assert colour_of(one, china(last, 12, 0), CALENDAR).colour is Colour.YELLOW
    assert colour_of(one, china(last, 23, 59), CALENDAR).colour is Colour.YELLOW
    assert colour_of(one, china(last + timedelta(days=1), 0, 0), CALENDAR).colour is Colour.RED


def test_what_is_left_is_told_in_the_clocks_own_days() -> None:
    found = [colour_of(clock(10), china(MONDAY + timedelta(days=at)), CALENDAR) for at in range(16)]
    assert [one.days_left for one in found] == [10, 9, 8, 7, 6, 6, 6, 5, 4, 3, 2, 1, 1, 1, 0, -1]
    assert {(one.unit, one.due, one.provisional) for one in found} == {(WD, date(2026, 3, 16), False)}
    five = [colour_of(clock(5, CD), china(MONDAY + timedelta(days=at)), CALENDAR) for at in range(9)]
    assert [one.days_left for one in five] == [7, 6, 5, 4, 3, 2, 1, 0, -1]
    assert five[0].unit is CD


def test_other_steps() -> None:
    early = Steps(reminder=200, yellow=300)
    found = [colour_of(clock(10), china(MONDAY + timedelta(days=at)), CALENDAR, early).colour for at in range(4)]
    assert found == [Colour.CALM, Colour.CALM, Colour.REMINDER, Colour.YELLOW]


def test_the_steps_are_the_policys() -> None:
    rules = example_policy().pauses
    assert steps_of(rules) == Steps(reminder=500, yellow=800)
    other = msgspec.structs.replace(rules, yellow_permille=figure(900, Unit.PERMILLE))
    assert steps_of(other) == Steps(reminder=500, yellow=900)
    sooner = msgspec.structs.replace(rules, reminder_permille=figure(400, Unit.PERMILLE))
    assert steps_of(sooner) == Steps(reminder=400, yellow=800)


def test_the_names_of_the_colours_stay() -> None:
    """Words and pictures of the desk go by them."""
    assert [colour.value for colour in Colour] == ["resting", "calm", "reminder", "yellow", "red"]


@given(LIMITS, UNITS, DAYS, st.integers(0, 120), st.integers(0, 23))
def test_a_clock_is_red_exactly_past_its_last_day(limit: int, unit: Unit, day: date, later: int, hour: int) -> None:
    one = clock(limit, unit, day)
    now = china(day + timedelta(days=later), hour)
    said = colour_of(one, now, CALENDAR)
    assert (said.colour is Colour.RED) is (day + timedelta(days=later) > one.due)
    if said.colour is Colour.RED:
        assert said.days_left <= 0
    else:
        assert said.days_left >= 0


@given(LIMITS, UNITS, DAYS)
def test_colours_never_go_back(limit: int, unit: Unit, day: date) -> None:
    order = list("cmyR")
    shown = [order.index(letter) for letter in colours(clock(limit, unit, day), 110)]
    assert shown == sorted(shown)
    assert shown[0] == 0
    assert shown[-1] == 3


# resting


def test_a_resting_clock_goes_on_with_what_is_left() -> None:
    resting = pause(clock(5), date(2026, 3, 4), "returned", WORKDAYS)  # two of five are gone
    assert (resting.paused, resting.used, resting.limit, resting.paused_on, resting.reason) == (
        True, 2, 5, date(2026, 3, 4), "returned",
    )  # fmt: skip
    said = colour_of(resting, china(date(2026, 6, 1)), CALENDAR)
    assert (said.colour, said.days_left, said.due) == (Colour.RESTING, 3, date(2026, 3, 9))
    again = resume(resting, date(2026, 3, 13), WORKDAYS)  # a Friday: Monday, Tuesday, Wednesday are left
    assert again == Deadline(
        name="R1", started=MONDAY, due=date(2026, 3, 18), limit=5, unit="WD", used=2, since=date(2026, 3, 13)
    )
    assert colour_of(again, china(date(2026, 3, 16)), CALENDAR).colour is Colour.REMINDER
    assert colour_of(again, china(date(2026, 3, 17)), CALENDAR).colour is Colour.YELLOW  # four of five
    twice = pause(again, date(2026, 3, 16), "objection", WORKDAYS)
    assert (twice.used, twice.since) == (3, None)
    assert resume(twice, date(2026, 3, 30), WORKDAYS).due == date(2026, 4, 1)


def test_calendar_days_that_are_left_end_on_a_working_day() -> None:
    resting = pause(clock(10, CD), date(2026, 3, 6), "returned", WORKDAYS)
    assert (resting.used, resting.limit) == (4, 10)
    assert resume(resting, date(2026, 3, 9), WORKDAYS).due == date(2026, 3, 16)  # Sunday 15 March runs on
    assert colour_of(resting, china(date(2026, 3, 9)), CALENDAR).days_left == 6


@pytest.mark.parametrize("unit", [WD, CD])
def test_with_nothing_left_it_ends_on_the_day_itself(unit: Unit) -> None:
    one = clock(3, unit)
    resting = pause(one, one.due, "returned", WORKDAYS)
    assert resting.used == 3
    assert resume(resting, date(2026, 3, 20), WORKDAYS).due == date(2026, 3, 20)
    assert resume(resting, date(2026, 3, 21), WORKDAYS).due == date(2026, 3, 23)  # a Saturday


def test_a_rest_between_the_last_raw_day_and_the_next_working_day() -> None:
    five = clock(5, CD)  # Saturday 7 March runs on to Monday 9
    resting = pause(five, date(2026, 3, 8), "returned", WORKDAYS)
    assert (resting.used, resting.limit) == (5, 5)


def test_what_is_over_does_not_rest_and_what_rests_does_not_rest_twice() -> None:
    one = clock(3)
    assert pause(one, date(2026, 3, 6), "returned", WORKDAYS) == one
    assert pause(one, one.due, "returned", WORKDAYS).paused
    resting = pause(one, date(2026, 3, 3), "returned", WORKDAYS)
    assert pause(resting, date(2026, 3, 4), "objection", WORKDAYS) == resting
    assert resume(one, date(2026, 3, 4), WORKDAYS) == one


def test_a_day_before_its_time_counts_as_none() -> None:
    """Times come from one end only, yet a record may have been written by another one."""
    one = clock(3)
    assert pause(one, date(2026, 2, 27), "returned", WORKDAYS).used == 0
    resting = pause(one, date(2026, 3, 4), "returned", WORKDAYS)
    assert resume(resting, date(2026, 3, 2), WORKDAYS) == resume(resting, date(2026, 3, 4), WORKDAYS)


@given(LIMITS, UNITS, DAYS, st.integers(0, 80))
def test_a_rest_of_no_time_changes_nothing(limit: int, unit: Unit, day: date, later: int) -> None:
    one, then = clock(limit, unit, day), day + timedelta(days=later)
    after = resume(pause(one, then, "x", WORKDAYS), then, WORKDAYS)
    assert after.due == one.due


@given(LIMITS, UNITS, DAYS, st.lists(st.tuples(st.integers(0, 20), st.integers(0, 40)), max_size=4))
def test_days_that_ran_and_days_that_are_left_are_the_limit(
    limit: int, unit: Unit, day: date, rests: list[tuple[int, int]]
) -> None:
    one, at = clock(limit, unit, day), day
    for runs, rest in rests:
        at += timedelta(days=runs)
        resting = pause(one, at, "x", WORKDAYS)
        if not resting.paused:
            assert at > one.due
            return
        at += timedelta(days=rest)
        one = resume(resting, at, WORKDAYS)
        assert 0 <= one.used <= limit == one.limit
        assert one.due >= at
        left = limit - one.used
        if unit is WD and left:
            assert CALENDAR.count_workdays(at, one.due) == left
        elif left:
            assert one.due == end_of(WORKDAYS, at, figure(left, CD))[0]


# prolonged, stopped, set


def test_a_clock_is_prolonged_in_its_own_days() -> None:
    assert extend(clock(5), 2, WORKDAYS) == clock(7)
    assert extend(clock(5, CD), 1, WORKDAYS) == clock(6, CD)
    resting = pause(clock(5), date(2026, 3, 4), "returned", WORKDAYS)
    longer = extend(resting, 2, WORKDAYS)
    assert (longer.paused, longer.limit, longer.due) == (True, 7, resting.due)
    assert resume(longer, date(2026, 3, 4), WORKDAYS).due == clock(7).due
    again = extend(resume(resting, date(2026, 3, 13), WORKDAYS), 1, WORKDAYS)
    assert (again.due, again.limit, again.since) == (date(2026, 3, 19), 6, date(2026, 3, 13))
    with pytest.raises(ValueError, match="prolonged"):
        extend(clock(5), 0, WORKDAYS)


def test_several_clocks_of_a_record() -> None:
    total, stage = msgspec.structs.replace(clock(60), name="TOTAL"), clock(3)
    assert put((total,), stage) == (total, stage)
    assert put((total, stage), clock(4)) == (total, clock(4))
    assert put((total, stage), msgspec.structs.replace(clock(9), name="TOTAL"))[0].limit == 9
    assert stop((total, stage), "R1", "R2") == (total,)
    assert stop((total, stage)) == (total, stage)


# a year whose notice comes later


def calendar_with(year: int, **days: str) -> Calendar:
    document: dict[str, Any] = json.loads(assets.read_text("calendars/cn.json"))
    listed = {f"{year}-{day[1:3]}-{day[3:]}": kind for day, kind in days.items()}
    document["years"][str(year)] = {"source": "a fictional notice", "days": listed}
    return parse_calendar(json.dumps(document))


NEW_YEAR = calendar_with(2027, d0101="holiday", d0102="holiday", d0103="holiday", d0109="workday")


def test_the_calendar_of_the_next_year_arrives() -> None:
    one = clock(5, day=date(2026, 12, 29))
    assert (one.due, one.provisional) == (date(2027, 1, 5), True)
    known = recomputed(one, NEW_YEAR)
    assert (known.due, known.provisional) == (date(2027, 1, 6), False)
    assert recomputed(known, CALENDAR) == known  # what is sure stays
    days = clock(5, CD, date(2026, 12, 28))
    assert days.due == date(2027, 1, 4)
    assert recomputed(days, NEW_YEAR).due == date(2027, 1, 4)
    weekend = clock(12, CD, date(2026, 12, 28))  # Saturday 9 January 2027 is worked, says the notice
    assert (weekend.due, recomputed(weekend, NEW_YEAR).due) == (date(2027, 1, 11), date(2027, 1, 9))
    assert laid_anew(weekend, WORKDAYS) == weekend  # nothing new


def test_what_rests_or_does_not_say_its_limit_is_not_laid_anew() -> None:
    one = clock(5, day=date(2026, 12, 29))
    resting = pause(one, date(2026, 12, 30), "returned", WORKDAYS)
    assert recomputed(resting, NEW_YEAR) == resting
    assert resume(resting, date(2027, 1, 4), NEW_YEAR.workdays).due == date(2027, 1, 8)
    assert not resume(resting, date(2027, 1, 4), NEW_YEAR.workdays).provisional
    old = msgspec.structs.replace(one, limit=None)
    assert recomputed(old, NEW_YEAR) == old


def test_a_prolonged_and_rested_clock_is_laid_anew_from_its_stretch() -> None:
    one = resume(
        pause(clock(5, day=date(2026, 12, 21)), date(2026, 12, 22), "x", WORKDAYS), date(2026, 12, 29), WORKDAYS
    )
    assert (one.used, one.due, one.provisional) == (1, date(2027, 1, 4), True)
    assert recomputed(one, NEW_YEAR).due == date(2027, 1, 5)


# records of an older program


def test_an_old_record_is_read_and_its_length_taken_from_its_dates() -> None:
    old = msgspec.convert({"name": "R1", "started": "2026-03-02", "due": "2026-03-09"}, Deadline)
    assert old == msgspec.structs.replace(clock(5), limit=None)
    assert colours(old, 10) == "cccmyyyyRR"
    resting = pause(old, date(2026, 3, 4), "returned", WORKDAYS)
    assert resting == pause(clock(5), date(2026, 3, 4), "returned", WORKDAYS)
    assert extend(old, 2, WORKDAYS) == clock(7)


def test_an_old_resting_record_goes_on_with_its_days() -> None:
    plain = {"name": "ACCEPT", "started": "2026-03-02", "due": "2026-03-09", "paused": True}
    old = msgspec.convert(plain, Deadline)
    assert colour_of(old, china(date(2026, 3, 4)), CALENDAR).days_left == 5  # when it began to rest nobody knows
    assert resume(old, date(2026, 3, 10), WORKDAYS).due == date(2026, 3, 17)
    calendar_days = msgspec.structs.replace(old, unit="CD", paused_on=date(2026, 3, 4))
    assert colour_of(calendar_days, china(date(2026, 3, 4)), CALENDAR).days_left == 5


def test_an_old_clock_of_calendar_days() -> None:
    old = msgspec.structs.replace(clock(10, CD), limit=None)
    assert colours(msgspec.structs.replace(old, due=date(2026, 3, 12)), 12) == "cccccmmmyyyR"


@given(DAYS, st.integers(0, 100))
def test_working_days_are_counted_by_asking_for_periods_only(day: date, later: int) -> None:
    end = day + timedelta(days=later)
    assert workdays_within(WORKDAYS, day, end) == CALENDAR.count_workdays(day, end)
    assert workdays_within(WORKDAYS, end, day) == 0
