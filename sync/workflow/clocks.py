"""Clocks of a record: started, resting, going on with what is left, prolonged, stopped; and their colours.

Nobody's wall time takes part: days are civil days in China at the deciding end. A clock that is over does not rest any
more: what is late stays late.

Source: workflow description §3.3 (pausing); the three steps 50 %, 80 %, 100 % are those of a published supervision
system, the percentages assumed to be shares of the limit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from sync.model.deadline import Deadline
from sync.policy.calendar import CHINA, Calendar
from sync.policy.figure import Figure, Unit
from sync.policy.periods import Workdays, end_of, workdays_within
from sync.policy.sections.pauses import PauseRules

_DAY: Final = timedelta(days=1)
_NOON: Final = 12
_WHOLE: Final = 1000


class Colour(StrEnum):
    """How near a clock is to its limit."""

    RESTING = "resting"
    CALM = "calm"
    REMINDER = "reminder"
    """Half of the limit is gone."""
    YELLOW = "yellow"
    """Near: 80 % of the limit; where that falls on the last day, from noon of that day."""
    RED = "red"
    """The last day is over."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockColour:
    """What a clock says at a moment.

    Attributes:
        colour: see :class:`Colour`.
        days_left: days after today up to and including the last one, in ``unit``; below zero = so many days over. Of a
            resting clock, the days that it will go on with.
        unit: working days or calendar days.
        due: last day; of a resting clock the one that held before.
        provisional: the last day may move when the calendar of its year is published.
    """

    colour: Colour
    days_left: int
    unit: Unit
    due: date
    provisional: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Steps:
    """From which share of the limit on a clock changes its colour, per mille."""

    reminder: int = 500
    yellow: int = 800


STEPS: Final = Steps()
"""Half, and four fifths."""


def steps_of(rules: PauseRules) -> Steps:
    """The steps that a policy sets."""
    return Steps(reminder=rules.reminder_permille.value, yellow=rules.yellow_permille.value)


def colour_of(clock: Deadline, now: datetime, calendar: Calendar, steps: Steps = STEPS) -> ClockColour:
    """What the clock says at ``now`` (aware): its colour and the days that are left.

    A day that runs counts as gone: a limit of ten working days turns yellow on the morning of the eighth.
    """
    local = now.astimezone(CHINA)
    today = local.date()
    if clock.paused:
        left, colour = _remaining(clock, calendar.workdays), Colour.RESTING
    else:
        working = clock.unit == "WD"
        left = calendar.count_workdays(today, clock.due) if working else (clock.due - today).days
        colour = _running(clock, today, local.hour, calendar, steps)
    return ClockColour(
        colour=colour, days_left=left, unit=Unit(clock.unit), due=clock.due, provisional=clock.provisional
    )


def _running(clock: Deadline, today: date, hour: int, calendar: Calendar, steps: Steps) -> Colour:
    since = clock.since or clock.started
    if today > clock.due:
        return Colour.RED
    if clock.unit == "WD":
        gone = clock.used + calendar.count_workdays(since, today)
        limit = clock.limit if clock.limit is not None else calendar.count_workdays(since, clock.due)
    else:
        gone = clock.used + (today - since).days
        limit = clock.limit if clock.limit is not None else (clock.due - since).days
    short = (limit - 1) * _WHOLE < steps.yellow * limit
    if short and today == clock.due and hour >= _NOON:
        return Colour.YELLOW
    if not short and gone * _WHOLE >= steps.yellow * limit:
        return Colour.YELLOW
    return Colour.REMINDER if gone * _WHOLE >= steps.reminder * limit else Colour.CALM


def start(name: str, day: date, limit: Figure, workdays: Workdays) -> Deadline:
    """A clock that begins on ``day`` (not counted itself)."""
    due, provisional = end_of(workdays, day, limit)
    return Deadline(
        name=name,
        started=day,
        due=due,
        provisional=provisional,
        limit=limit.value,
        unit="WD" if limit.unit is Unit.WORKING_DAYS else "CD",
    )


def pause(clock: Deadline, day: date, reason: str, workdays: Workdays) -> Deadline:
    """The clock at rest from the end of ``day`` on. One that rests already, or is over, stays as it is."""
    if clock.paused or day > clock.due:
        return clock
    limit = _limit(clock, workdays)
    return msgspec.structs.replace(
        clock,
        paused=True,
        limit=limit,
        used=min(limit, clock.used + _gone(clock, max(day, clock.since or clock.started), workdays)),
        since=None,
        paused_on=day,
        reason=reason,
    )


def resume(clock: Deadline, day: date, workdays: Workdays) -> Deadline:
    """The clock going on from ``day`` (not counted itself) with the days that are left; a running one stays as it is.

    Working days stay working days. Calendar days that end on a rest day run to the next working day. With nothing left
    the clock ends on ``day``, or on the first working day from there.
    """
    if not clock.paused:
        return clock
    day = max(day, clock.paused_on or day)
    return _laid(clock, day, _remaining(clock, workdays), workdays)


def extend(clock: Deadline, days: int, workdays: Workdays) -> Deadline:
    """The clock with so many more days of its own unit.

    Raises:
        ValueError: ``days`` is not positive; a limit is never shortened on the way.
    """
    if days < 1:
        raise ValueError(f"a clock is prolonged by days, not by {days}")
    longer = msgspec.structs.replace(clock, limit=_limit(clock, workdays) + days)
    if clock.paused:
        return longer
    return _laid(longer, clock.since or clock.started, _limit(longer, workdays) - clock.used, workdays)


def stop(clocks: tuple[Deadline, ...], *names: str) -> tuple[Deadline, ...]:
    """The clocks without those of these names."""
    return tuple(clock for clock in clocks if clock.name not in names)


def put(clocks: tuple[Deadline, ...], *fresh: Deadline) -> tuple[Deadline, ...]:
    """The clocks with ``fresh`` set anew: each takes the place of the one of its name, or comes last."""
    by_name = {clock.name: clock for clock in clocks} | {clock.name: clock for clock in fresh}
    return tuple(by_name.values())


def recomputed(clock: Deadline, calendar: Calendar) -> Deadline:
    """A provisional clock laid on a calendar that knows more; any other stays as it is.

    A clock of an older program does not say its limit: it stays provisional.
    """
    return laid_anew(clock, calendar.workdays)


def laid_anew(clock: Deadline, workdays: Workdays) -> Deadline:
    """As :func:`recomputed`, where only the count of working days is at hand."""
    if not clock.provisional or clock.paused or clock.limit is None:
        return clock
    return _laid(clock, clock.since or clock.started, clock.limit - clock.used, workdays)


def _laid(clock: Deadline, since: date, left: int, workdays: Workdays) -> Deadline:
    if clock.unit == "WD" and left:
        due, provisional = workdays(since, left)
    elif clock.unit == "WD":
        due, provisional = workdays(since - _DAY, 1)
    else:
        due, provisional = workdays(since + _DAY * (left - 1), 1)
    return msgspec.structs.replace(
        clock,
        due=due,
        provisional=provisional,
        paused=False,
        since=None if since == clock.started else since,
        paused_on=None,
        reason="",
    )


def _limit(clock: Deadline, workdays: Workdays) -> int:
    """Days of the whole clock; of one of an older program those that its dates say."""
    return clock.limit if clock.limit is not None else clock.used + _gone(clock, clock.due, workdays)


def _remaining(clock: Deadline, workdays: Workdays) -> int:
    """Days that a resting clock goes on with."""
    if clock.limit is not None:
        return clock.limit - clock.used
    rested_on = clock.paused_on or clock.started
    return _gone(clock, clock.due, workdays) - _gone(clock, rested_on, workdays)


def _gone(clock: Deadline, day: date, workdays: Workdays) -> int:
    """Days of the present stretch up to and including ``day``."""
    since = clock.since or clock.started
    if clock.unit == "WD":
        return workdays_within(workdays, since, day)
    return (day - since).days
