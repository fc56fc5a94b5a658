"""Decisions of the publicities, of the announcement and of the registration."""

from __future__ import annotations

from sync.model.case import Case
from sync.model.states import Role
from sync.policy.records import Stage
from sync.workflow.application.commands import Announce, ConcludePublicity, PostPublicity, Register
from sync.workflow.application.elements import current_publicity
from sync.workflow.application.events import Announced, PublicityConcluded, PublicityPosted, Registered
from sync.workflow.application.guards import on_case, two_posts
from sync.workflow.application.onward import leave, rejected
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import is_sha256, today


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
    period, stage = current_publicity(case), context.policy.stage(command.stage)
    if period is None or stage is None:
        return Refusal(code="stage_unknown", state=state, details={"stage": command.stage})
    if not period.posted:
        return Refusal(code="evidence_missing", state=state)
    if context.facts.authoritative and today(context) <= period.to:
        return Refusal(code="publicity_running", state=state, details={"to": period.to.isoformat()})
    concluded = PublicityConcluded(at=context.now, by=context.actor.operator, stage=command.stage)
    return leave(case, stage, context, concluded)


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
    """Announce the result: a rejection counts from now on; at the end of the road the household is qualified."""
    process = case.process
    stage = context.policy.stage(process.stage)
    if stage is None:
        return Refusal(code="stage_unknown", state=process.state, details={"stage": process.stage or ""})
    refusal = _wrong_announcer(case, stage, context)
    if refusal:
        return refusal
    announced = Announced(at=context.now, by=context.actor.operator, stage=stage.code)
    if not process.rejecting:
        return leave(case, stage, context, announced)
    decided = process.decided_stage or stage.code
    return on_case(case, announced, rejected(case, decided, process.result_reasons, process.result_text, context))


def decide_register(case: Case, command: Register, context: Context) -> Decision | Refusal:
    """Put on record what others decided; nothing is decided here."""
    process = case.process
    stage = context.policy.stage(process.stage)
    if stage is None or command.stage != process.stage:
        return Refusal(code="wrong_stage", state=process.state, details={"stage": process.stage or ""})
    refusal = _wrong_announcer(case, stage, context)
    if refusal:
        return refusal
    return leave(case, stage, context, Registered(at=context.now, by=context.actor.operator, stage=stage.code))


def _wrong_announcer(case: Case, stage: Stage, context: Context) -> Refusal | None:
    """The stage's own post or the platform, and nobody who accepted the case."""
    state, actor = case.process.state, context.actor
    if actor.role not in {stage.role, Role.PLATFORM}:
        return Refusal(code="wrong_role", state=state, details={"role": actor.role.value, "stage": stage.code})
    return two_posts("accept", stage.code, state) if case.process.accepted_by == actor.operator else None
