"""Working days in China. The data is a text that the platform can replace; a library is never asked at run time.

A period excludes its starting day. Source: Civil Code of the PRC, arts. 201 and 203 (from memory, to be checked).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from typing import Literal

import msgspec

from sync.errors import InvalidRecord

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil time in China; no summer time since 1991, so that no time-zone database is needed."""

_DAY = timedelta(days=1)
_LONGEST = 4000
_SATURDAY = 5
_WEEK = 7


class _Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    days: dict[date, Literal["holiday", "workday"]]


class _Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    years: dict[int, _Year]
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Which days are worked.

    Attributes:
        name: e.g. ``cn``.
        sources: year -> number of the State Council notice.
        holidays: rest days that would else be worked, and all other days of a holiday period.
        make_up: Saturdays and Sundays that are worked (调休).
    """

    name: str
    sources: Mapping[int, str]
    holidays: frozenset[date]
    make_up: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Whether offices work; Monday to Friday in a year without data."""
        return day in self.make_up or (day.weekday() < _SATURDAY and day not in self.holidays)

    def is_provisional(self, day: date) -> bool:
        """Whether the notice of the day's year is not known."""
        return day.year not in self.sources

    def workdays(self, start: date, count: int) -> tuple[date, bool]:
        """Last day of a period.

        Args:
            start: not counted itself.
            count: working days, 0 to 4000; 0 gives ``start``.

        Returns:
            The day, and whether it is provisional because a year on the way has no data.

        Raises:
            ValueError: ``count`` is out of range.
        """
        if not 0 <= count <= _LONGEST:
            raise ValueError(f"a period has 0 to {_LONGEST} working days, not {count}")
        day, wanted = start, self._worked(start) + count
        while missing := wanted - self._worked(day):
            day += _DAY * missing  # a day holds one working day at most: never too far
        return day, any(year not in self.sources for year in range(start.year, day.year + 1))

    def count_workdays(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` comes first."""
        return self._worked(end) - self._worked(start)

    def with_overlay(self, local: Calendar) -> Calendar:
        """This calendar with the days of a place (e.g. holidays of an autonomous area) on top; they win.

        Whether a year is known stays a matter of the State Council's notice: the sources are those of this calendar.
        """
        return Calendar(
            name=f"{self.name}+{local.name}",
            sources=self.sources,
            holidays=(self.holidays - local.make_up) | local.holidays,
            make_up=(self.make_up - local.holidays) | local.make_up,
        )

    def _worked(self, day: date) -> int:
        """Working days from the beginning of time up to and including ``day``."""
        weeks, rest = divmod(day.toordinal(), _WEEK)  # day 1 of the ordinals is a Monday
        weekdays = weeks * _SATURDAY + min(rest, _SATURDAY)
        off, on = self._exceptions
        return weekdays - bisect_right(off, day) + bisect_right(on, day)

    @cached_property
    def _exceptions(self) -> tuple[tuple[date, ...], tuple[date, ...]]:
        """In order: Mondays to Fridays that are not worked, Saturdays and Sundays that are."""
        off = sorted(day for day in self.holidays - self.make_up if day.weekday() < _SATURDAY)
        return tuple(off), tuple(sorted(day for day in self.make_up if day.weekday() >= _SATURDAY))


def parse_calendar(text: str) -> Calendar:
    """A calendar from JSON.

    Raises:
        InvalidRecord: unreadable, a date stands under the wrong year, or a make-up day is no weekend.
    """
    try:
        document = msgspec.json.decode(text.encode(), type=_Document)
    except msgspec.DecodeError as error:  # ValidationError is one of these
        reason, _, where = str(error).partition(" - at `")
        raise InvalidRecord(where.rstrip("`"), reason) from error
    holidays: set[date] = set()
    make_up: set[date] = set()
    for year, content in document.years.items():
        for day, kind in content.days.items():
            if day.year != year:
                raise InvalidRecord(f"years.{year}", f"{day} is not in that year")
            if kind == "workday" and day.weekday() < _SATURDAY:
                raise InvalidRecord(f"years.{year}", f"{day} is a working day anyway")
            (holidays if kind == "holiday" else make_up).add(day)
    return Calendar(
        name=document.name,
        sources={year: content.source for year, content in document.years.items()},
        holidays=frozenset(holidays),
        make_up=frozenset(make_up),
    )


def civil_day(moment: datetime) -> date:
    """The civil day in China of an aware moment."""
    return moment.astimezone(CHINA).date()


def age_on(birth: date, day: date) -> int:
    """Full years on ``day``; who is born on 29 February is a year older from 1 March in common years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; 29 February becomes 28 February in common years."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
