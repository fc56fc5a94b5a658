"""Looking again at a rejection: asked by the applicant within the window, concluded by somebody else, once."""

from __future__ import annotations

from sync.model.case import Case
from sync.policy.calendar import civil_day
from sync.policy.records import Stage
from sync.workflow import clocks
from sync.workflow.application.commands import AskReconsideration, ConcludeReconsideration
from sync.workflow.application.events import ReconsiderationAsked, ReconsiderationConcluded
from sync.workflow.application.fold import apply
from sync.workflow.application.guards import RECONSIDER, WINDOW, on_case, two_posts
from sync.workflow.application.onward import rejected
from sync.workflow.application.opinions import opinion_fault, post_held
from sync.workflow.application.road import enter
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import deadline, today


def decide_ask(case: Case, command: AskReconsideration, context: Context) -> Decision | Refusal:
    """The applicant disagrees, in time and with grounds."""
    process, rules = case.process, context.policy.remedies
    if process.reconsideration is not None:
        return Refusal(code="reconsidered_already", state=process.state)
    if not command.grounds.strip():
        return Refusal(code="grounds_missing", state=process.state)
    decided = _decided(case, context)
    if isinstance(decided, Refusal):
        return decided  # nobody could conclude it
    refusal = _too_late(case, context)
    if refusal:
        return refusal
    asked = ReconsiderationAsked(
        at=context.now,
        by=context.actor.operator,
        grounds=command.grounds,
        deadline=deadline(context, RECONSIDER, rules.reconsider_days),
    )
    return on_case(case, asked)


def _decided(case: Case, context: Context) -> Stage | Refusal:
    """The review that decided; of a rejection by an older program the one of the last opinion."""
    process = case.process
    last = process.opinions[-1].stage if process.opinions else None
    code = process.decided_stage or last
    stage = context.policy.stage(code)
    return stage or Refusal(code="stage_unknown", state=process.state, details={"stage": code or ""})


def _too_late(case: Case, context: Context) -> Refusal | None:
    """Only the province's clock can say "too late". A rejection by an older program has no window noted."""
    process, limit = case.process, context.policy.remedies.reconsider_within_days
    window = next((clock for clock in process.deadlines if clock.name == WINDOW), None)
    if window is None:
        decided = civil_day(process.decided_at) if process.decided_at else today(context)
        window = clocks.start(WINDOW, decided, limit, context.workdays)
    if context.facts.authoritative and today(context) > window.due:
        return Refusal(code="window_over", state=process.state, details={"to": window.due.isoformat()})
    return None


def decide_conclude(case: Case, command: ConcludeReconsideration, context: Context) -> Decision | Refusal:
    """Another person has looked at it: back to the review that decided, or the rejection stands for good."""
    process, rules = case.process, context.policy.review
    stage = _decided(case, context)
    if isinstance(stage, Refusal):
        return stage
    held = post_held(process, context.actor.operator)
    if held:
        return two_posts(held, stage.code, process.state)
    fault = opinion_fault(command.text, rules)
    if fault:
        return Refusal(code=fault, state=process.state, details={"least": rules.least_own_characters.value})
    if not command.overturn and (
        not command.reason_codes or any(code not in context.policy.conditions for code in command.reason_codes)
    ):
        return Refusal(code="reason_missing", state=process.state)
    concluded = ReconsiderationConcluded(
        at=context.now, by=context.actor.operator, overturned=command.overturn, text=command.text
    )
    then = apply(case, concluded)
    if command.overturn:
        return on_case(case, concluded, *enter(stage, then, context))
    return on_case(case, concluded, rejected(then, stage.code, command.reason_codes, command.text, context))
