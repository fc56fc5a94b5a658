"""When a clock changes its colour: the moments that a watch must wake up for, so that it need not look in between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sync.model.deadline import Deadline
from sync.policy.calendar import CHINA
from sync.policy.periods import Workdays, workdays_within
from sync.workflow.clocks import STEPS, Steps

_DAY = timedelta(days=1)
_NOON = time(12)
_WHOLE = 1000
_KEPT = 100_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Moments:
    """The moments of one running clock, aware.

    Attributes:
        reminder: from then on half of the limit is gone.
        yellow: from then on it is near.
        red: from then on it is over.
    """

    reminder: datetime
    yellow: datetime
    red: datetime

    def next_after(self, now: datetime) -> datetime | None:
        """The first of them that is still to come, None when the clock is over."""
        return next((moment for moment in (self.reminder, self.yellow, self.red) if moment > now), None)


def moments_of(clock: Deadline, workdays: Workdays, steps: Steps = STEPS) -> Moments | None:
    """The moments of a clock, the same that :func:`sync.workflow.clocks.colour_of` goes by; None while it rests."""
    if clock.paused:
        return None
    since = clock.since or clock.started
    limit = clock.limit if clock.limit is not None else _days_between(clock, since, workdays)
    red = midnight(clock.due + _DAY)
    short = (limit - 1) * _WHOLE < steps.yellow * limit
    yellow = (
        datetime.combine(clock.due, _NOON, CHINA)
        if short
        else midnight(_day_of(clock, since, -(-steps.yellow * limit // _WHOLE) - clock.used, workdays))
    )
    reminder = midnight(_day_of(clock, since, -(-steps.reminder * limit // _WHOLE) - clock.used, workdays))
    return Moments(reminder=min(reminder, red), yellow=min(yellow, red), red=red)


class Laid:
    """Clocks laid on a calendar. Thousands begin on the same day under the same limit: each such one is laid once.

    Args:
        workdays: see :class:`sync.workflow.engine.Context`.
    """

    def __init__(self, workdays: Workdays) -> None:
        self.workdays: Workdays = lru_cache(maxsize=_KEPT)(workdays)
        self._moments = lru_cache(maxsize=_KEPT)(lambda clock, steps: moments_of(clock, self.workdays, steps))

    def moments(self, clock: Deadline, steps: Steps) -> Moments | None:
        """As :func:`moments_of`."""
        return self._moments(clock, steps)


def midnight(day: date) -> datetime:
    """The beginning of a civil day in China, aware."""
    return datetime.combine(day, time(), CHINA)


def _days_between(clock: Deadline, since: date, workdays: Workdays) -> int:
    if clock.unit == "WD":
        return workdays_within(workdays, since, clock.due)
    return (clock.due - since).days


def _day_of(clock: Deadline, since: date, count: int, workdays: Workdays) -> date:
    """The day on which ``count`` days of the present stretch are gone; a running day counts as gone."""
    if count <= 0:
        return since
    return workdays(since, count)[0] if clock.unit == "WD" else since + _DAY * count
