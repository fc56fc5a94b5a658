"""Months end when they end, and no day of a period is lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policy.months import full_months, last_of, month_of, months_later, stretches

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
        (date(2026, 12, 1), 60, date(2031, 12, 1)),
        (date(2026, 5, 9), 0, date(2026, 5, 9)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


def test_a_month_and_its_last_day() -> None:
    assert (month_of(date(2026, 2, 17)), last_of(date(2026, 2, 1))) == (date(2026, 2, 1), date(2026, 2, 28))


def test_the_months_of_a_period() -> None:
    found = list(stretches(date(2026, 1, 31), date(2026, 3, 1)))
    assert found == [(date(2026, 1, 1), 1), (date(2026, 2, 1), 28), (date(2026, 3, 1), 1)]
    assert list(stretches(date(2026, 1, 2), date(2026, 1, 1))) == []


@given(DAYS, st.integers(0, 4_000))
def test_no_day_is_lost(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    found = list(stretches(first, last))
    assert sum(days for _, days in found) == length + 1
    assert len(found) == (last.year - first.year) * 12 + last.month - first.month + 1


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 15), date(2026, 2, 14), 0),
        (date(2026, 1, 15), date(2026, 2, 15), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2025, 12, 1), date(2026, 12, 1), 12),
        (date(2026, 5, 1), date(2026, 5, 1), 0),
    ],
)
def test_full_months(first: date, last: date, months: int) -> None:
    assert full_months(first, last) == months
