"""Low ratings of a service ask for a follow-up. Source: BZ-22 (satisfaction feeds accountability)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.model.deadline import Deadline
from sync.model.desk_records import Rating
from sync.model.ids import OrgCode, RecordId
from sync.policy.calendar import civil_day
from sync.policy.periods import Workdays
from sync.policy.sections.alerts import AlertRules
from sync.workflow.clocks import start

FOLLOW_UP = "FOLLOW_UP"
"""Name of the clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FollowUp:
    """Somebody of the window's office asks what went wrong.

    Attributes:
        rating: id of the rating.
        case_id: what it was about.
        org: the window that was rated.
        deadline: until when.
    """

    rating: RecordId
    case_id: RecordId
    org: OrgCode
    deadline: Deadline


def follow_ups(ratings: Iterable[Rating], rules: AlertRules, workdays: Workdays) -> tuple[FollowUp, ...]:
    """The follow-ups that are still to be made, the most urgent first."""
    wanted = (one for one in ratings if one.score <= rules.low_score_points.value and not one.followed_up)
    tasks = [
        FollowUp(
            rating=one.id,
            case_id=one.case_id,
            org=one.org,
            deadline=start(FOLLOW_UP, civil_day(one.at), rules.follow_up_days, workdays),
        )
        for one in wanted
    ]
    return tuple(sorted(tasks, key=lambda task: (task.deadline.due, task.rating)))
