"""Decisions from the draft to the formal acceptance."""

from __future__ import annotations

from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.model.states import CaseState
from sync.policy.figure import Figure
from sync.policy.records import StageKind
from sync.workflow.application.commands import (
    Accept,
    AnswerCorrection,
    AskCorrection,
    RefuseAcceptance,
    Submit,
)
from sync.workflow.application.elements import missing_element
from sync.workflow.application.events import (
    AcceptanceRefused,
    Accepted,
    CorrectionAnswered,
    CorrectionAsked,
    Submitted,
)
from sync.workflow.application.guards import CORRECTION, TOTAL, bad_local_number, not_complete, on_case, other_snapshot
from sync.workflow.application.pausing import going_on, resting
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
            warnings=_warnings(context),
        ),
    )


def _warnings(context: Context) -> tuple[str, ...]:
    """A ban or a second application keeps nobody from applying: the answer is a refusal in writing."""
    known = {"banned": context.facts.banned, "duplicate": context.facts.duplicate}
    return tuple(code for code, found in known.items() if found)


def decide_accept(case: Case, command: Accept, context: Context) -> Decision | Refusal:
    """Formal acceptance with a number of this station's block."""
    refusal = (
        bad_number(command.number, NumberKind.ACCEPTANCE, case.org, case.process.state, context)
        or _banned(case, context)
        or _element_missing(case, context)
    )
    if refusal:
        return refusal
    total = deadline(context, TOTAL, context.policy.clocks.total)
    return on_case(case, Accepted(at=context.now, by=context.actor.operator, number=command.number, deadlines=(total,)))


def _banned(case: Case, context: Context) -> Refusal | None:
    """A household under a ban is not accepted: it gets a refusal in writing, with its reasons."""
    return Refusal(code="banned", state=case.process.state) if context.facts.banned else None


def _element_missing(case: Case, context: Context) -> Refusal | None:
    stage = context.policy.first(StageKind.ACCEPT)
    return None if stage is None else missing_element(case, stage, context)


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
            deadline=deadline(context, CORRECTION, _correction_limit(case, context)),
            clocks=resting(case.process, CaseState.CORRECTION, context),
        ),
    )


def _correction_limit(case: Case, context: Context) -> Figure:
    """Who enjoys a housing benefit already has another time to answer."""
    policy = context.policy
    return policy.remedies.holders_correction_days if case.draft.other_benefit else policy.clocks.correction


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
            clocks=going_on(case.process, context),
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


def _acceptance_clock(context: Context) -> Deadline | None:
    stage = context.policy.first(StageKind.ACCEPT)
    return deadline(context, stage.code, stage.limit) if stage else None
