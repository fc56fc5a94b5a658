"""Leaving a stage: onward to the next, or to the end of the road; or against the family."""

from __future__ import annotations

from sync.model.case import Case
from sync.policy.records import Stage, StageKind
from sync.workflow.application.elements import missing_element
from sync.workflow.application.events import Rejected, RejectionPending
from sync.workflow.application.guards import WINDOW, consents_missing, on_case
from sync.workflow.application.qualifying import qualify
from sync.workflow.application.road import after, enter
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import deadline

_LAST = frozenset({StageKind.DECIDE, StageKind.REGISTER})
"""Kinds of stages that the road may end with."""


def leave(case: Case, stage: Stage, context: Context, *said: Event) -> Decision | Refusal:
    """Leave a stage towards the result.

    Args:
        case: after what was ``said``, so that the required elements are looked for there.
        said: the events of the act itself; what follows from them is added.
    """
    refusal = missing_element(case, stage, context)
    if refusal:
        return refusal
    following = after(stage, context.policy)
    if following is None:
        return _the_end(case, stage, context, *said)
    refusal = consents_missing(case, context) if following.kind is StageKind.VERIFY else None
    return refusal or on_case(case, *said, *enter(following, case, context))


def _the_end(case: Case, stage: Stage, context: Context, *said: Event) -> Decision | Refusal:
    if stage.kind not in _LAST:
        return Refusal(code="stage_unknown", state=case.process.state, details={"stage": stage.next})
    effects = qualify(case, context)
    if isinstance(effects, Refusal):
        return effects
    return Decision(effects=(*on_case(case, *said).effects, *effects))


def against(case: Case, stage: str, reason_codes: tuple[str, ...], text: str, context: Context) -> Event:
    """The event of a decision against the family: a rejection at once, or one that waits to be announced.

    Args:
        stage: the review that decided.
    """
    announcing = context.policy.first(StageKind.DECIDE) if context.policy.remedies.announce_rejection else None
    if announcing is None:
        return rejected(case, stage, reason_codes, text, context)
    return RejectionPending(
        at=context.now,
        by=context.actor.operator,
        stage=announcing.code,
        decided_stage=stage,
        reason_codes=reason_codes,
        text=text,
        deadline=deadline(context, announcing.code, announcing.limit),
    )


def rejected(case: Case, stage: str, reason_codes: tuple[str, ...], text: str, context: Context) -> Event:
    """Not passed. It may be asked to look again, once."""
    window = deadline(context, WINDOW, context.policy.remedies.reconsider_within_days)
    return Rejected(
        at=context.now,
        by=context.actor.operator,
        stage=stage,
        reason_codes=reason_codes,
        text=text,
        deadline=None if case.process.reconsideration else window,
    )
