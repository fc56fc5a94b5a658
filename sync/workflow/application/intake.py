"""Decisions from the draft to the formal acceptance, and the way out before a decision."""

from __future__ import annotations

from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.policy.records import StageKind
from sync.workflow.application.commands import (
    Accept,
    AnswerCorrection,
    AskCorrection,
    RefuseAcceptance,
    Submit,
    Withdraw,
)
from sync.workflow.application.events import (
    AcceptanceRefused,
    Accepted,
    CorrectionAnswered,
    CorrectionAsked,
    Submitted,
    Withdrawn,
)
from sync.workflow.application.guards import CORRECTION, TOTAL, bad_local_number, not_complete, on_case, other_snapshot
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import bad_number, deadline, other_policy
from sync.workflow.numbering import NumberKind


def decide_submit(case: Case, command: Submit, context: Context) -> Decision | Refusal:
    """Seal and hand over: complete, under this policy, and the same fields at both ends."""
    state, policy = case.process.state, context.policy
    refusal = (
        other_policy(case.draft.policy_id, case.draft.policy_version, state, context)
        or bad_local_number(case, context)
        or not_complete(case.draft, state, context)
        or other_snapshot(command.snapshot_sha256, state, context)
    )
    if refusal:
        return refusal
    return on_case(
        case,
        Submitted(
            at=context.now,
            by=context.actor.operator,
            snapshot_sha256=command.snapshot_sha256,
            policy_id=policy.id,
            policy_version=policy.version,
            variant=policy.variant,
            deadline=_acceptance_clock(context),
        ),
    )


def decide_accept(case: Case, command: Accept, context: Context) -> Decision | Refusal:
    """Formal acceptance with a number of this station's block."""
    refusal = bad_number(command.number, NumberKind.ACCEPTANCE, case.org, case.process.state, context)
    if refusal:
        return refusal
    total = deadline(context, TOTAL, context.policy.clocks.total)
    return on_case(case, Accepted(at=context.now, by=context.actor.operator, number=command.number, deadlines=(total,)))


def decide_ask_correction(case: Case, command: AskCorrection, context: Context) -> Decision | Refusal:
    """The one-time notice: everything at once, and never a second time."""
    state = case.process.state
    if case.process.corrections:
        return Refusal(code="correction_asked_already", state=state)
    if not command.items or not all(item.strip() for item in command.items):
        return Refusal(code="items_missing", state=state)
    if command.number is not None:
        refusal = bad_number(command.number, NumberKind.CORRECTION, case.org, state, context)
        if refusal:
            return refusal
    return on_case(
        case,
        CorrectionAsked(
            at=context.now,
            by=context.actor.operator,
            items=command.items,
            number=command.number,
            deadline=deadline(context, CORRECTION, context.policy.clocks.correction),
        ),
    )


def decide_answer_correction(case: Case, command: AnswerCorrection, context: Context) -> Decision | Refusal:
    """All items are answered: the new fields are sealed like a submission."""
    state = case.process.state
    refusal = (
        bad_local_number(case, context)
        or not_complete(case.draft, state, context)
        or other_snapshot(command.snapshot_sha256, state, context)
    )
    if refusal:
        return refusal
    return on_case(
        case,
        CorrectionAnswered(
            at=context.now,
            by=context.actor.operator,
            snapshot_sha256=command.snapshot_sha256,
            deadline=_acceptance_clock(context),
        ),
    )


def decide_refuse_acceptance(case: Case, command: RefuseAcceptance, context: Context) -> Decision | Refusal:
    """Not accepted, in writing, with reasons."""
    if not command.reason_codes or not command.text.strip():
        return Refusal(code="reason_missing", state=case.process.state)
    return on_case(
        case,
        AcceptanceRefused(
            at=context.now, by=context.actor.operator, reason_codes=command.reason_codes, text=command.text
        ),
    )


def decide_withdraw(case: Case, command: Withdraw, context: Context) -> Decision | Refusal:
    """Withdrawn by the applicant, with the reason as signed."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=case.process.state)
    return on_case(case, Withdrawn(at=context.now, by=context.actor.operator, reason=command.reason))


def _acceptance_clock(context: Context) -> Deadline | None:
    stage = context.policy.first(StageKind.ACCEPT)
    return deadline(context, stage.code, stage.limit) if stage else None
