"""Civil months. A month is its first day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

_YEAR = 12


def month_of(day: date) -> date:
    """The month that a day lies in."""
    return day.replace(day=1)


def last_of(month: date) -> date:
    """The last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def months_later(day: date, months: int) -> date:
    """The same day ``months`` later (earlier when negative); the last day of a shorter month."""
    years, index = divmod(day.month - 1 + months, _YEAR)
    first = date(day.year + years, index + 1, 1)
    return first.replace(day=min(day.day, last_of(first).day))


def stretches(first: date, last: date) -> Iterator[tuple[date, int]]:
    """Every month that a period touches, and how many of its days lie in the period; both ends belong to it."""
    day = first
    while day <= last:
        end = min(last_of(day), last)
        yield month_of(day), (end - day).days + 1
        day = end + timedelta(days=1)


def full_months(first: date, later: date) -> int:
    """How many whole months have gone by on ``later`` since ``first``: from 15 January, one on 15 February."""
    months = (later.year - first.year) * _YEAR + later.month - first.month
    return months - (months_later(first, months) > later)
