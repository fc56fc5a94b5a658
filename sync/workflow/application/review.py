"""Decisions of the checks and the reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.model.case import Case, Opinion, PublicityEnd, VerificationFact
from sync.model.states import CaseState, DataClass, OpinionDecision, Outcome, Role
from sync.policy.evaluation import evaluate
from sync.policy.records import Stage, StageKind
from sync.workflow.application.checks import bound, counting_day, merged, open_checks, without_consent
from sync.workflow.application.commands import AnswerReturn, CommitOpinion, LaunchChecks, RecordChecks
from sync.workflow.application.elements import checks_open
from sync.workflow.application.events import (
    BrokenOff,
    ChecksRecorded,
    OpinionCommitted,
    ReturnAnswered,
    Returned,
)
from sync.workflow.application.fold import apply
from sync.workflow.application.guards import consents_missing, on_case, two_posts
from sync.workflow.application.onward import against, leave
from sync.workflow.application.opinions import held_another_post, opinion_fault
from sync.workflow.application.pausing import going_on, resting
from sync.workflow.application.road import after, enter, review_before
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import today

_DATA_CLASSES = frozenset(kind.value for kind in DataClass)
_DEPARTMENTS = frozenset({Role.PLATFORM, Role.DEPT_VERIFIER, Role.CIVIL_AFFAIRS})
_OUTCOMES = frozenset({"match", "mismatch", "found", "not_found", "unavailable"})
_WEIGHT: Final = {Outcome.PASS: 0, Outcome.NOT_APPLICABLE: 0, Outcome.UNKNOWN: 1, Outcome.FAIL: 2}


def decide_launch_checks(case: Case, _command: LaunchChecks, context: Context) -> Decision | Refusal:
    """From the acceptance into the first stage; the departments begin where the policy has them there."""
    accept = context.policy.first(StageKind.ACCEPT)
    first = after(accept, context.policy)
    if first is None:
        return Refusal(code="stage_unknown", state=case.process.state, details={"stage": accept.next if accept else ""})
    return consents_missing(case, context) or on_case(case, *enter(first, case, context))


def decide_record_checks(case: Case, command: RecordChecks, context: Context) -> Decision | Refusal:
    """Answers of departments by the platform, or a manual check that a person signs with a note.

    In VERIFYING the last one that was waited for opens the next stage. After the reviews one that speaks against the
    family leads back to the review.
    """
    state = case.process.state
    if not command.facts:
        return Refusal(code="facts_missing", state=state)
    for fact in command.facts:
        refusal = _bad_fact(fact, case, context)
        if refusal:
            return refusal
    unasked = without_consent(case.draft, command.facts, today(context))
    if unasked:
        return Refusal(code="consent_missing", state=state, details={"class": unasked})
    facts = bound(case.draft, command.facts)
    known = merged((*case.process.verification, *facts))
    complete = not open_checks(case.draft, known, context.policy, counting_day(case, context))
    recorded = ChecksRecorded(at=context.now, by=context.actor.operator, facts=facts, complete=complete)
    then = apply(case, recorded)
    stage = context.policy.stage(case.process.stage)
    if state is CaseState.VERIFYING and complete and stage is not None:
        return leave(then, stage, context, recorded)
    return on_case(case, recorded, *_back_to_review(case, then, context))


def _back_to_review(before: Case, then: Case, context: Context) -> tuple[Event, ...]:
    """What a new answer brings about that contradicts the reviews (dynamic check): back to the last of them."""
    process, policy = before.process, context.policy
    if process.state not in {CaseState.PUBLICITY, CaseState.DECIDING} or process.rejecting:
        return ()
    review = review_before(process.stage, policy)
    if review is None or not _speaks_against(_outcomes(before, context), _outcomes(then, context)):
        return ()
    broken = BrokenOff(
        at=context.now, by=context.actor.operator, stage=process.stage or "", why=PublicityEnd.CONTRADICTED
    )
    return (broken, *enter(review, then, context))


def _speaks_against(before: Mapping[str, Outcome], then: Mapping[str, Outcome]) -> bool:
    """Whether a condition fails now, or is in doubt now, that did not and was not before."""
    return any(_WEIGHT[outcome] > _WEIGHT[before[code]] for code, outcome in then.items())


def _outcomes(case: Case, context: Context) -> dict[str, Outcome]:
    """The conditions as they stand on the facts."""
    reading = evaluate(
        case.draft,
        context.policy,
        today=counting_day(case, context),
        checks=case.process.verification,
        banned=context.facts.banned,
        duplicate=context.facts.duplicate,
    )
    return {result.code: result.outcome for result in reading.conditions}


def _bad_fact(fact: VerificationFact, case: Case, context: Context) -> Refusal | None:
    state, actor = case.process.state, context.actor
    if fact.data_class not in _DATA_CLASSES:
        return Refusal(code="class_unknown", state=state, details={"class": fact.data_class})
    if fact.member not in case.draft.members:
        return Refusal(code="member_unknown", state=state)
    if fact.outcome not in _OUTCOMES:
        return Refusal(code="outcome_unknown", state=state, details={"outcome": fact.outcome})
    by_department = actor.role in _DEPARTMENTS
    if not by_department and fact.manual_by != actor.operator:
        return Refusal(code="manual_check_unsigned", state=state, details={"class": fact.data_class})
    if fact.manual_by is not None and not (fact.manual_note or "").strip():
        return Refusal(code="manual_note_missing", state=state, details={"class": fact.data_class})
    return None


def decide_opinion(case: Case, command: CommitOpinion, context: Context) -> Decision | Refusal:
    """One reviewer's opinion, and where it leads."""
    process, state = case.process, case.process.state
    stage = context.policy.stage(process.stage)
    if stage is None or command.stage != process.stage:
        return Refusal(code="wrong_stage", state=state, details={"stage": process.stage or ""})
    refusal = _wrong_person(case, stage, context) or _bad_words(command, stage, context, state)
    if not refusal and command.decision is OpinionDecision.AGREE:
        refusal = _may_not_agree(case, stage, context)
    if refusal:
        return refusal
    opinion = Opinion(
        stage=stage.code,
        reviewer=context.actor.operator,
        decision=command.decision,
        text=command.text,
        reason_codes=command.reason_codes,
        at=context.now,
    )
    given = OpinionCommitted(at=context.now, by=context.actor.operator, opinion=opinion)
    then = apply(case, given)
    if command.decision is OpinionDecision.AGREE:
        return leave(then, stage, context, given)
    if command.decision is OpinionDecision.DISAGREE:
        return on_case(case, given, against(then, stage.code, command.reason_codes, command.text, context))
    return on_case(case, given, _returned(then, stage, command, context))


def _returned(case: Case, stage: Stage, command: CommitOpinion, context: Context) -> Event:
    return Returned(
        at=context.now,
        by=context.actor.operator,
        stage=stage.code,
        text=command.text,
        reason_codes=command.reason_codes,
        gap=command.gap,
        clocks=resting(case.process, CaseState.RETURNED, context, command.gap),
    )


def _wrong_person(case: Case, stage: Stage, context: Context) -> Refusal | None:
    state, actor = case.process.state, context.actor
    if actor.role is not stage.role:
        return Refusal(code="wrong_role", state=state, details={"role": actor.role.value, "stage": stage.code})
    held = held_another_post(case.process, stage.code, actor.operator)
    return two_posts(held, stage.code, state) if held else None


def _bad_words(command: CommitOpinion, stage: Stage, context: Context, state: str) -> Refusal | None:
    fault = opinion_fault(command.text, context.policy.review)
    if fault:
        least = context.policy.review.least_own_characters.value
        return Refusal(code=fault, state=state, details={"least": least})
    if command.decision is not OpinionDecision.DISAGREE:
        return None
    if not stage.may_reject:
        return Refusal(code="may_not_reject", state=state, details={"stage": stage.code})
    if not command.reason_codes or any(code not in context.policy.conditions for code in command.reason_codes):
        return Refusal(code="reason_missing", state=state)
    return None


def _may_not_agree(case: Case, stage: Stage, context: Context) -> Refusal | None:
    """Agreement needs every class answered, and no condition that fails on the facts (rules R04, R10)."""
    still_open = checks_open(case, context) if stage.checks_first else None
    if still_open:
        return still_open
    found = _outcomes(case, context)
    failing = ", ".join(code for code, outcome in found.items() if outcome is Outcome.FAIL)
    if failing:
        return Refusal(code="contradicts_facts", state=case.process.state, details={"conditions": failing})
    return None


def decide_answer_return(case: Case, command: AnswerReturn, context: Context) -> Decision | Refusal:
    """The reviewer's question is answered; the stage goes on with the days that were left."""
    process = case.process
    if not command.note.strip():
        return Refusal(code="note_missing", state=process.state)
    answered = ReturnAnswered(
        at=context.now,
        by=context.actor.operator,
        stage=process.stage or "",
        note=command.note,
        clocks=going_on(process, context),
    )
    return on_case(case, answered)
