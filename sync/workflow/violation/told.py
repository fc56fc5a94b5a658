"""What leaves a violation: what its reporter may know, and numbers without anybody in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.model.take_back import TakeBack
from sync.model.violation import Rung, Violation, ViolationState
from sync.policy.calendar import civil_day

_BEING_CHECKED = frozenset({ViolationState.VERIFYING})
_WAITING = frozenset({ViolationState.NEW, ViolationState.CLUE})


class ReportStage(StrEnum):
    """As much as a reporter may know; who was reported has a right to be left out of it."""

    TAKEN = "taken"
    BEING_CHECKED = "being_checked"
    DEALT_WITH = "dealt_with"


@dataclass(frozen=True, kw_only=True, slots=True)
class ReporterView:
    """Source: GD-34 (status to the reporter).

    Attributes:
        stage: how far it is.
        answer_due: until when the reporter gets an answer; None once there is one.
        answer: in words.
    """

    stage: ReportStage
    answer_due: date | None
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """A year in numbers. Source: YC-23 for what is counted.

    Attributes:
        opened: clues by state, whatever became of them.
        established: breaches by kind that were closed in the year.
        returned: homes that came back in the year.
        bans: closed violations of the year that brought a ban.
        measures: rungs that were taken in the year.
    """

    opened: dict[ViolationState, int]
    established: dict[TakeBack, int]
    returned: int
    bans: int
    measures: dict[Rung, int]


def reporter_view(violation: Violation) -> ReporterView | None:
    """What the reporter may know; None when nobody reported it."""
    report = violation.report
    if report is None:
        return None
    stage = ReportStage.DEALT_WITH
    if violation.state in _WAITING:
        stage = ReportStage.TAKEN
    elif violation.state in _BEING_CHECKED:
        stage = ReportStage.BEING_CHECKED
    due = report.deadline.due if report.answered_at is None else None
    return ReporterView(stage=stage, answer_due=due, answer=report.answer)


def tally(violations: Iterable[Violation], year: int) -> Tally:
    """The numbers of a civil year in China."""
    opened: dict[ViolationState, int] = {}
    established: dict[TakeBack, int] = {}
    measures: dict[Rung, int] = {}
    returned = bans = 0
    for one in violations:
        opened[one.state] = opened.get(one.state, 0) + 1
        ended = one.closed_at is not None and civil_day(one.closed_at).year == year
        if ended and one.kind is not None:
            established[one.kind] = established.get(one.kind, 0) + 1
        bans += ended and one.ban_until is not None
        returned += one.returned_on is not None and one.returned_on.year == year
        for measure in one.measures:
            if civil_day(measure.at).year == year:
                measures[measure.rung] = measures.get(measure.rung, 0) + 1
    return Tally(opened=opened, established=established, returned=returned, bans=bans, measures=measures)
