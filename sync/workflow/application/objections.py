"""Objections to a posted list: taken in anywhere, looked at by somebody else, concluded in public (rule R08)."""

from __future__ import annotations

import re
from typing import Final

from sync.model.case import Case, Publicity, PublicityEnd
from sync.model.remedies import Objection, ObjectionOutcome
from sync.model.states import CaseState
from sync.policy.records import StageKind
from sync.workflow.application.commands import ConcludeObjection, RaiseObjection
from sync.workflow.application.elements import current_publicity
from sync.workflow.application.events import (
    BrokenOff,
    ObjectionConcluded,
    ObjectionRaised,
    PublicityResumed,
)
from sync.workflow.application.fold import apply
from sync.workflow.application.guards import OBJECTION, on_case, two_posts
from sync.workflow.application.onward import against
from sync.workflow.application.opinions import opinion_fault, post_held
from sync.workflow.application.pausing import go_on, going_on, rest, resting
from sync.workflow.application.road import enter, review_before
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import bad_number, deadline, is_sha256, today
from sync.workflow.numbering import NumberKind

_WEIGHT: Final = tuple(ObjectionOutcome)
_IDENTITY: Final = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,}[Xx]?(?![0-9A-Za-z])")
"""As many digits as a phone number or a document number has: not to be published. Formal numbers begin with letters."""


def decide_raise(case: Case, command: RaiseObjection, context: Context) -> Decision | Refusal:
    """Somebody objects within the period. Whoever takes it in only writes it down."""
    process, period = case.process, current_publicity(case)
    if period is None or command.stage != process.stage:
        return Refusal(code="wrong_stage", state=process.state, details={"stage": process.stage or ""})
    refusal = _too_late(case, period, context) or _incomplete(case, command, context)
    if refusal:
        return refusal
    sequence = len(process.objections) + 1
    objection = Objection(
        id=context.mint("objection"),
        stage=command.stage,
        period=len(process.publicities),
        sequence=sequence,
        grounds=command.grounds,
        named=command.named,
        evidence_sha256=command.evidence_sha256,
        number=command.number,
        received_at=context.now,
        received_by=context.actor.operator,
    )
    clock = None if period.clock is None else rest(period.clock, CaseState.OBJECTION, context)
    raised = ObjectionRaised(
        at=context.now,
        by=context.actor.operator,
        objection=objection,
        deadline=deadline(context, f"{OBJECTION}.{sequence}", context.policy.remedies.objection_days),
        clocks=resting(process, CaseState.OBJECTION, context),
        period=clock,
    )
    return on_case(case, raised)


def _too_late(case: Case, period: Publicity, context: Context) -> Refusal | None:
    rests = period.clock is not None and period.clock.paused
    if context.facts.authoritative and not rests and today(context) > period.to:
        return Refusal(code="publicity_over", state=case.process.state, details={"to": period.to.isoformat()})
    return None


def _incomplete(case: Case, command: RaiseObjection, context: Context) -> Refusal | None:
    state = case.process.state
    if not command.grounds.strip():
        return Refusal(code="grounds_missing", state=state)
    if not all(is_sha256(digest) for digest in command.evidence_sha256):
        return Refusal(code="evidence_malformed", state=state)
    if command.number is None:
        return None
    return bad_number(command.number, NumberKind.OBJECTION, case.org, state, context)


def decide_conclude(case: Case, command: ConcludeObjection, context: Context) -> Decision | Refusal:
    """The published conclusion. The case moves when no objection is open; of several the heaviest outcome decides."""
    state = case.process.state
    found = {objection.id: objection for objection in case.process.objections}.get(command.objection)
    if found is None:
        return Refusal(code="objection_unknown", state=state)
    if found.concluded_at is not None:
        return Refusal(code="objection_concluded", state=state)
    refusal = _wrong_investigator(case, context) or _bad_conclusion(case, command, context)
    if refusal:
        return refusal
    concluded = ObjectionConcluded(
        at=context.now,
        by=context.actor.operator,
        objection=found.id,
        outcome=command.outcome,
        text=command.text,
        reason_codes=command.reason_codes,
    )
    then = apply(case, concluded)
    return on_case(case, concluded, *_consequence(then, context))


def _wrong_investigator(case: Case, context: Context) -> Refusal | None:
    """Who accepted or reviewed does not judge over what is said against it."""
    held = post_held(case.process, context.actor.operator)
    if held is None or held == "objection":
        return None
    return two_posts(held, case.process.stage or "", case.process.state)


def _bad_conclusion(case: Case, command: ConcludeObjection, context: Context) -> Refusal | None:
    state, rules = case.process.state, context.policy.review
    fault = opinion_fault(command.text, rules)
    if fault:
        return Refusal(code=fault, state=state, details={"least": rules.least_own_characters.value})
    if _IDENTITY.search(command.text):
        return Refusal(code="text_not_masked", state=state)
    if command.outcome is ObjectionOutcome.UNFOUNDED:
        return None
    stage = review_before(case.process.stage, context.policy)
    if stage is None:
        return Refusal(code="no_review_before", state=state)
    return _bad_rejection(command, context, state) if command.outcome is ObjectionOutcome.REJECT else None


def _bad_rejection(command: ConcludeObjection, context: Context, state: str) -> Refusal | None:
    """Deciding against needs a post that may, and the conditions that fail."""
    role, policy = context.actor.role, context.policy
    if not any(stage.kind is StageKind.REVIEW and stage.may_reject and stage.role is role for stage in policy.stages):
        return Refusal(code="may_not_reject", state=state, details={"stage": role.value})
    if not command.reason_codes or any(code not in policy.conditions for code in command.reason_codes):
        return Refusal(code="reason_missing", state=state)
    return None


def _consequence(case: Case, context: Context) -> tuple[Event, ...]:
    """What follows when the last open objection of the period is concluded."""
    process, period = case.process, current_publicity(case)
    if period is None or any(objection.concluded_at is None for objection in process.objections):
        return ()
    own = (objection for objection in process.objections if objection.period == len(process.publicities))
    heaviest = max(own, key=lambda objection: _WEIGHT.index(objection.outcome or ObjectionOutcome.UNFOUNDED))
    at, by = context.now, context.actor.operator
    review = review_before(process.stage, context.policy)
    if heaviest.outcome is ObjectionOutcome.UNFOUNDED or review is None:
        return (_resumed(case, period, context),)
    broken = BrokenOff(at=at, by=by, stage=period.stage, why=PublicityEnd.OBJECTION)
    if heaviest.outcome is ObjectionOutcome.REJECT:
        return (broken, against(case, review.code, heaviest.reason_codes, heaviest.conclusion, context))
    return (broken, *enter(review, case, context))


def _resumed(case: Case, period: Publicity, context: Context) -> Event:
    clock = None if period.clock is None else go_on(period.clock, CaseState.OBJECTION, context)
    return PublicityResumed(
        at=context.now,
        by=context.actor.operator,
        stage=period.stage,
        to=period.to if clock is None else clock.due,
        provisional=period.provisional if clock is None else clock.provisional,
        clocks=going_on(case.process, context),
        period=clock,
    )
