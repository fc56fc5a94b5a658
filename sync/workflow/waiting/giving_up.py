"""What giving a home up leads to: waiting anew, in the group and after the time that were announced.

Source: Guangzhou, notice of allocation 2025, batch 1: from the next month, third group, one full year.
"""

from __future__ import annotations

from datetime import timedelta

from sync.model.allocation import BatchTerms
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.policy.months import month_of, months_later
from sync.policy.rescoring import rescored
from sync.workflow.engine import Context
from sync.workflow.guards import today
from sync.workflow.machine import moved
from sync.workflow.waiting.events import Requeued


def gives_up(
    entry: WaitingEntry, reason: GiveUpReason, context: Context, *, note: str, terms: BatchTerms | None = None
) -> Requeued:
    """The event on the entry; a tenancy whose contract is never signed causes it too.

    Args:
        entry: as it stands.
        reason: how the home was given up.
        context: of the decision.
        note: what was said.
        terms: of the batch; None = as the policy says.
    """
    rules = context.policy.waiting.requeue
    group, months = rules.group.value, rules.cooling_off_months.value
    next_month = rules.from_next_month
    if terms is not None:
        group, months, next_month = terms.group_after, terms.cooling_off_months, terms.from_next_month
    day = today(context)
    begins = months_later(month_of(day), 1) if next_month else day
    after: WaitingEntry = moved(entry, abandon_count=entry.abandon_count + 1, group=max(entry.group, group))
    score = rescored(after, context.policy, day)
    return Requeued(
        at=context.now,
        by=context.actor.operator,
        reason=reason,
        note=note,
        group=score.group,
        score=score.points,
        score_detail=score.detail,
        queued_from=begins,
        cooling_off_until=months_later(begins, months) - timedelta(days=1),
    )
