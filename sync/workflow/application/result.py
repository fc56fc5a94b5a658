"""Decisions of the publicities and of the result."""

from __future__ import annotations

from typing import Any

from sync.model.application import GuaranteeForm
from sync.model.case import Case, Publicity
from sync.model.ids import FormalNumber
from sync.model.states import Role
from sync.policy.evaluation import evaluate
from sync.policy.people import to_be_housed
from sync.policy.records import Stage
from sync.workflow.application.commands import Announce, ConcludePublicity, PostPublicity
from sync.workflow.application.events import PublicityConcluded, PublicityPosted, Qualified
from sync.workflow.application.guards import on_case
from sync.workflow.application.review import counting_day, enter
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.numbering import NumberKind
from sync.workflow.waiting.events import WaitingEntered


def decide_post_publicity(case: Case, command: PostPublicity, context: Context) -> Decision | Refusal:
    """Evidence that the list hangs (rule R07)."""
    state = case.process.state
    refusal = _wrong_publisher(case, command.stage, context)
    if refusal:
        return refusal
    if not is_sha256(command.evidence_sha256):
        return Refusal(code="evidence_missing", state=state)
    return on_case(
        case,
        PublicityPosted(
            at=context.now,
            by=context.actor.operator,
            stage=command.stage,
            evidence_sha256=command.evidence_sha256,
        ),
    )


def decide_conclude_publicity(case: Case, command: ConcludePublicity, context: Context) -> Decision | Refusal:
    """The period is over, it was posted, and nobody objected. Only the province's clock can say "over"."""
    state = case.process.state
    refusal = _wrong_publisher(case, command.stage, context)
    if refusal:
        return refusal
    period = current_publicity(case)
    stage = context.policy.stage(command.stage)
    following = context.policy.stage(stage.next) if stage else None
    if period is None or following is None:
        return Refusal(code="stage_unknown", state=state, details={"stage": command.stage})
    if not period.posted:
        return Refusal(code="evidence_missing", state=state)
    if context.facts.authoritative and today(context) <= period.to:
        return Refusal(code="publicity_running", state=state, details={"to": period.to.isoformat()})
    concluded = PublicityConcluded(at=context.now, by=context.actor.operator, stage=command.stage)
    return on_case(case, concluded, enter(following, context))


def current_publicity(case: Case) -> Publicity | None:
    """The publicity that runs now, None when none does."""
    for period in reversed(case.process.publicities):
        if period.stage == case.process.stage and period.concluded_at is None:
            return period
    return None


def _wrong_publisher(case: Case, code: str, context: Context) -> Refusal | None:
    state, role = case.process.state, context.actor.role
    stage = context.policy.stage(code)
    if stage is None or code != case.process.stage:
        return Refusal(code="wrong_stage", state=state, details={"stage": case.process.stage or ""})
    if role not in _publishers(stage):
        return Refusal(code="wrong_role", state=state, details={"role": role.value, "stage": code})
    return None


def _publishers(stage: Stage) -> frozenset[Role]:
    """The stage's own post, the platform's timer, and at the street also the window that looks after the board."""
    window = {Role.STREET_WINDOW} if stage.org == "street" else set()
    return frozenset({stage.role, Role.PLATFORM, *window})


def decide_announce(case: Case, _command: Announce, context: Context) -> Decision | Refusal:
    """Announce the result: qualified, and on the waiting list from this moment."""
    process, state = case.process, case.process.state
    stage = context.policy.stage(process.stage)
    if stage is None:
        return Refusal(code="stage_unknown", state=state, details={"stage": process.stage or ""})
    if context.actor.role not in {stage.role, Role.PLATFORM}:
        return Refusal(code="wrong_role", state=state, details={"role": context.actor.role.value, "stage": stage.code})
    if case.draft.form is not GuaranteeForm.UNIT:
        return Refusal(code="form_not_in_policy", state=state)
    if context.facts.authoritative and context.issue_number is None:
        return fact_missing("issue_number", state)
    return _qualified(case, context)


def _qualified(case: Case, context: Context) -> Decision:
    process, draft = case.process, case.draft
    reading = evaluate(draft, context.policy, today=counting_day(case, context), checks=process.verification)
    per_head = reading.per_capita_income_fen
    number = context.issue_number(NumberKind.WAITING.value) if context.issue_number else None
    waiting_id = context.mint("waiting")
    entered = WaitingEntered(
        at=context.now,
        by=context.actor.operator,
        group=reading.waiting_group or 0,
        score=reading.score or 0,
        score_detail=reading.score_detail,
        household_size=to_be_housed(draft),
        category=draft.category.value if draft.category else None,
        monthly_income_fen=None if per_head is None else per_head * reading.counted_persons,
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        number=FormalNumber(number) if number else None,
    )
    creates: dict[str, Any] = {"id": waiting_id, "org": case.org, "case_id": case.id}
    qualified = Qualified(at=context.now, by=context.actor.operator, waiting_id=waiting_id)
    return Decision(
        effects=(
            Effect(machine="case", object_id=case.id, event=qualified),
            Effect(machine="waiting", object_id=waiting_id, event=entered, creates=creates),
        )
    )
