"""Periods of a policy laid on a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from sync.policy.figure import Figure, Unit
from sync.policy.records import Policy, StageKind

Workdays = Callable[[date, int], tuple[date, bool]]
"""Start and number of working days -> last day, provisional; see :meth:`sync.policy.calendar.Calendar.workdays`."""


def end_of(workdays: Workdays, start: date, limit: Figure) -> tuple[date, bool]:
    """Last day of a period that begins on ``start`` (not counted itself), and whether it is provisional.

    A period of calendar days that ends on a rest day runs to the next working day.
    Source: Civil Code of the PRC, art. 203 (from memory, to be checked).
    """
    if limit.unit is Unit.WORKING_DAYS:
        return workdays(start, limit.value)
    return workdays(start + timedelta(days=limit.value - 1), 1)


def workdays_within(workdays: Workdays, start: date, end: date) -> int:
    """Working days after ``start`` up to and including ``end``, 0 when ``end`` comes first; asks ``workdays`` only."""
    count = max(0, (end - start).days * 5 // 7)
    while count and workdays(start, count)[0] > end:
        count -= 1
    while workdays(start, count + 1)[0] <= end:
        count += 1
    return count


def longest_road(policy: Policy, workdays: Workdays, accepted: date) -> tuple[date, str]:
    """The day of the result when every stage takes its whole limit, and the code of the last stage.

    A publicity can only be concluded the day after its last day; that day is the start of what follows. Checks that run
    beside a stage hold up the first review that waits for them, when they take longer.
    """
    accept = policy.first(StageKind.ACCEPT)
    stage = policy.stage(accept.next) if accept else None
    day, last, answered = accepted, accept.code if accept else "", accepted
    while stage is not None:
        beside = [end_of(workdays, day, other.limit)[0] for other in policy.stages if other.parallel_with == stage.code]
        answered = max(answered, *beside) if beside else answered
        day, _ = end_of(workdays, day, stage.limit)
        if stage.kind is StageKind.REVIEW and stage.checks_first:
            day = max(day, answered)
        if stage.kind is StageKind.PUBLICITY:
            day += timedelta(days=1)
        last, stage = stage.code, policy.stage(stage.next)
    return day, last
