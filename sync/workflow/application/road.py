"""The road of an application, as its policy lays it: which stage follows, and what happens when one is entered.

No stage is skipped and none comes twice out of turn (rule R12); a way back is an event of its own, with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from sync.model.case import Case
from sync.policy import Policy
from sync.policy.records import Stage, StageKind
from sync.workflow.application.checks import counting_day, open_checks
from sync.workflow.application.events import (
    ChecksLaunched,
    DecidingEntered,
    PublicityStarted,
    RegisteringEntered,
    StageEntered,
    VerifyingEntered,
)
from sync.workflow.application.guards import VERIFY
from sync.workflow.engine import Context
from sync.workflow.event import Event
from sync.workflow.guards import deadline

_ENTERED = {
    StageKind.VERIFY: VerifyingEntered,
    StageKind.REVIEW: StageEntered,
    StageKind.DECIDE: DecidingEntered,
    StageKind.REGISTER: RegisteringEntered,
}


def road(policy: Policy) -> tuple[Stage, ...]:
    """The stages in their order, from the acceptance on; those beside another one are not among them."""
    return tuple(_from(policy.first(StageKind.ACCEPT), policy))


def _from(stage: Stage | None, policy: Policy) -> Iterator[Stage]:
    seen: set[str] = set()
    while stage is not None and stage.code not in seen:
        seen.add(stage.code)
        yield stage
        stage = policy.stage(stage.next)


def after(stage: Stage | None, policy: Policy) -> Stage | None:
    """The stage that follows, None where the road ends."""
    return policy.stage(stage.next) if stage else None


def reviews_before(code: str | None, policy: Policy) -> tuple[Stage, ...]:
    """The reviews that lie before a stage of the road; before one that does not lie on it, all."""
    before = takewhile(lambda stage: stage.code != code, road(policy))
    return tuple(stage for stage in before if stage.kind is StageKind.REVIEW)


def review_before(code: str | None, policy: Policy) -> Stage | None:
    """The last review before a stage of the road, None where there is none."""
    return next(reversed(reviews_before(code, policy)), None)


def enter(stage: Stage, case: Case, context: Context) -> tuple[Event, ...]:
    """What happens when a case enters a stage of the road. Departments that have answered already hold nobody up."""
    at, by = context.now, context.actor.operator
    clock = deadline(context, stage.code, stage.limit)
    if stage.kind is StageKind.PUBLICITY:
        started = PublicityStarted(
            at=at,
            by=by,
            stage=stage.code,
            starts=clock.started,
            to=clock.due,
            provisional=clock.provisional,
            clock=clock,
        )
        return (*_checks_beside(stage, case, context), started)
    entered = _ENTERED[stage.kind](at=at, by=by, stage=stage.code, deadline=clock)
    following = after(stage, context.policy)
    if stage.kind is StageKind.VERIFY and following is not None and _all_answered(case, context):
        return (entered, *enter(following, case, context))
    return (*_checks_beside(stage, case, context), entered)


def _checks_beside(stage: Stage, case: Case, context: Context) -> Iterator[Event]:
    """The departments begin beside a stage, once."""
    policy = context.policy
    accept = policy.first(StageKind.ACCEPT)
    beside = {stage.code, *([accept.code] if accept and accept.next == stage.code else [])}
    for checks in policy.stages:
        if checks.kind is StageKind.VERIFY and checks.parallel_with in beside and not case.process.verification_started:
            clock = deadline(context, VERIFY, checks.limit)
            yield ChecksLaunched(at=context.now, by=context.actor.operator, deadline=clock)


def _all_answered(case: Case, context: Context) -> bool:
    day = counting_day(case, context)
    return not open_checks(case.draft, case.process.verification, context.policy, day)
