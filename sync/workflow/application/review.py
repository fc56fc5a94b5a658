"""Decisions of the checks and the reviews."""

from __future__ import annotations

from datetime import date

from sync.model.case import Case, Opinion, VerificationFact
from sync.model.states import DataClass, OpinionDecision, Outcome, Role
from sync.policy.calendar import civil_day
from sync.policy.evaluation import evaluate
from sync.policy.people import consent_gaps
from sync.policy.records import Stage, StageKind
from sync.workflow.application.checks import bound, merged, open_checks, without_consent
from sync.workflow.application.commands import AnswerReturn, CommitOpinion, LaunchChecks, RecordChecks
from sync.workflow.application.events import (
    ChecksLaunched,
    ChecksRecorded,
    DecidingEntered,
    OpinionCommitted,
    PublicityStarted,
    Rejected,
    ReturnAnswered,
    Returned,
    StageEntered,
)
from sync.workflow.application.guards import VERIFY, on_case
from sync.workflow.application.opinions import held_another_post, opinion_fault
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import deadline, today

_DATA_CLASSES = frozenset(kind.value for kind in DataClass)
_OUTCOMES = frozenset({"match", "mismatch", "found", "not_found", "unavailable"})


def decide_launch_checks(case: Case, _command: LaunchChecks, context: Context) -> Decision | Refusal:
    """Start the checks; the first review begins beside them."""
    state = case.process.state
    gaps = _consents_missing(case, context)
    if gaps:
        return Refusal(code="consent_missing", state=state, details={"count": gaps})
    verify, review = context.policy.first(StageKind.VERIFY), context.policy.first(StageKind.REVIEW)
    if verify is None or review is None:
        return Refusal(code="stage_unknown", state=state, details={"stage": "R1"})
    clock = deadline(context, VERIFY, verify.limit)
    launched = ChecksLaunched(at=context.now, by=context.actor.operator, deadline=clock)
    return on_case(case, launched, enter(review, context))


def _consents_missing(case: Case, context: Context) -> int:
    """How many consents fit neither the day of submission nor today.

    Who came of age in between has signed through the guardian; a consent that was signed anew fits today.
    """
    days = {counting_day(case, context), today(context)}
    paths = [{gap.path for gap in consent_gaps(case.draft, context.policy, day)} for day in days]
    return len(set.intersection(*paths))


def decide_record_checks(case: Case, command: RecordChecks, context: Context) -> Decision | Refusal:
    """Answers of departments by the platform, or a manual check that a person signs with a note."""
    state = case.process.state
    if not command.facts:
        return Refusal(code="facts_missing", state=state)
    for fact in command.facts:
        refusal = _bad_fact(fact, case, context)
        if refusal:
            return refusal
    unasked = without_consent(case.draft, command.facts)
    if unasked:
        return Refusal(code="consent_missing", state=state, details={"class": unasked})
    facts = bound(case.draft, command.facts)
    known = merged((*case.process.verification, *facts))
    complete = not open_checks(case.draft, known, context.policy, counting_day(case, context))
    return on_case(case, ChecksRecorded(at=context.now, by=context.actor.operator, facts=facts, complete=complete))


def _bad_fact(fact: VerificationFact, case: Case, context: Context) -> Refusal | None:
    state, actor = case.process.state, context.actor
    if fact.data_class not in _DATA_CLASSES:
        return Refusal(code="class_unknown", state=state, details={"class": fact.data_class})
    if fact.member not in case.draft.members:
        return Refusal(code="member_unknown", state=state)
    if fact.outcome not in _OUTCOMES:
        return Refusal(code="outcome_unknown", state=state, details={"outcome": fact.outcome})
    by_department = actor.role in {Role.PLATFORM, Role.DEPT_VERIFIER}
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
        refusal = _may_not_agree(case, context)
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
    following = _following(command, stage, context)
    if following is None:
        return Refusal(code="stage_unknown", state=state, details={"stage": stage.next})
    return on_case(case, given, following)


def _wrong_person(case: Case, stage: Stage, context: Context) -> Refusal | None:
    state, actor = case.process.state, context.actor
    if actor.role is not stage.role:
        return Refusal(code="wrong_role", state=state, details={"role": actor.role.value, "stage": stage.code})
    held = held_another_post(case.process, stage.code, actor.operator)
    if held:
        return Refusal(code="separation_of_duties", state=state, details={"post": held, "stage": stage.code})
    return None


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


def _may_not_agree(case: Case, context: Context) -> Refusal | None:
    """Agreement needs every class answered, and no condition that fails on the facts (rules R04, R10)."""
    process, day = case.process, counting_day(case, context)
    still_open = open_checks(case.draft, process.verification, context.policy, day)
    if still_open:
        classes = ", ".join(sorted({kind.value for kind, _ in still_open}))
        return Refusal(code="checks_open", state=process.state, details={"classes": classes, "count": len(still_open)})
    reading = evaluate(case.draft, context.policy, today=day, checks=process.verification)
    failing = ", ".join(result.code for result in reading.conditions if result.outcome is Outcome.FAIL)
    if failing:
        return Refusal(code="contradicts_facts", state=process.state, details={"conditions": failing})
    return None


def counting_day(case: Case, context: Context) -> date:
    """Ages and periods count on the day of submission, so that waiting for the office never harms."""
    submitted = case.process.submitted_at
    return civil_day(submitted) if submitted else today(context)


def _following(command: CommitOpinion, stage: Stage, context: Context) -> Event | None:
    if command.decision is not OpinionDecision.AGREE:
        kind = Returned if command.decision is OpinionDecision.RETURN else Rejected
        return kind(
            at=context.now,
            by=context.actor.operator,
            stage=stage.code,
            text=command.text,
            reason_codes=command.reason_codes,
        )
    following = context.policy.stage(stage.next)
    return enter(following, context) if following else None


def decide_answer_return(case: Case, command: AnswerReturn, context: Context) -> Decision | Refusal:
    """The reviewer's question is answered; the stage goes on with a fresh clock."""
    process = case.process
    if not command.note.strip():
        return Refusal(code="note_missing", state=process.state)
    stage = context.policy.stage(process.stage)
    if stage is None:
        return Refusal(code="stage_unknown", state=process.state, details={"stage": process.stage or ""})
    answered = ReturnAnswered(
        at=context.now,
        by=context.actor.operator,
        stage=stage.code,
        note=command.note,
        deadline=deadline(context, stage.code, stage.limit),
    )
    return on_case(case, answered)


def enter(stage: Stage, context: Context) -> Event:
    """The event by which a case enters a stage of the road."""
    clock = deadline(context, stage.code, stage.limit)
    if stage.kind is StageKind.PUBLICITY:
        return PublicityStarted(
            at=context.now,
            by=context.actor.operator,
            stage=stage.code,
            starts=clock.started,
            to=clock.due,
            provisional=clock.provisional,
        )
    if stage.kind is StageKind.DECIDE:
        return DecidingEntered(at=context.now, by=context.actor.operator, stage=stage.code, deadline=clock)
    return StageEntered(at=context.now, by=context.actor.operator, stage=stage.code, deadline=clock)
