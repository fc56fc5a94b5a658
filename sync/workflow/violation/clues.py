"""Decisions on clues: told, opened, checked, concluded, answered. A clue is never a decision."""

from __future__ import annotations

from sync.model.credit import is_person_key
from sync.model.ids import RecordId
from sync.model.take_back import TAKE_BACK_CASES
from sync.model.violation import ClueSource, Violation, ViolationState, clue_id
from sync.policy.calendar import civil_day
from sync.workflow.clocks import start
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.guards import fact_missing, today
from sync.workflow.machine import founded, on
from sync.workflow.violation.commands import AnswerReport, ConcludeClue, OpenClue, ReportViolation, TakeClue
from sync.workflow.violation.events import ClueEstablished, ClueOpened, ClueTaken, ClueUnfounded, ReportAnswered
from sync.workflow.words import not_concrete, not_digests

MACHINE_NAME = "violation"
REPORT, VERIFY, RECTIFY, HEARING = "REPORT", "VERIFY", "RECTIFY", "HEARING"
"""Names of the clocks."""
_BY_FIGURES = frozenset({"A1", "A2", "A3", "A4"})
_OPENED = frozenset({ClueSource.ACCESS, ClueSource.METER, ClueSource.DATA})
"""Sources of clues that are opened by themselves; reports and inspections have commands of their own."""


def decide_report(violation: Violation, command: ReportViolation, context: Context) -> Decision | Refusal:
    """Taken as it is told, with or without a name."""
    if not command.text.strip():
        return Refusal(code="words_missing", state=violation.state)
    contact = (command.contact or "").strip() or None
    opened = ClueOpened(
        at=context.now,
        by=context.actor.operator,
        source=ClueSource.REPORT,
        text=command.text,
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        suspected=command.suspected,
        unit_id=command.unit_id,
        tenancy_id=command.tenancy_id,
        contact=contact,
        answer_deadline=start(REPORT, today(context), context.policy.violations.report_answer_days, context.workdays),
    )
    return founded(MACHINE_NAME, violation, opened)


def decide_open(violation: Violation, command: OpenClue, context: Context) -> Decision | Refusal:
    """What doors, meters or compared data show; the same figures never open a second clue."""
    refusal = _bad_clue(violation, command) or _known_before(violation, command, context)
    if refusal:
        return refusal
    opened = ClueOpened(
        at=context.now,
        by=context.actor.operator,
        source=command.source,
        text=command.text,
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        suspected=command.suspected,
        unit_id=command.unit_id,
        tenancy_id=command.tenancy_id,
        case_id=command.case_id,
        rule=command.rule,
        figures=command.figures,
    )
    return founded(MACHINE_NAME, violation, opened)


def decide_take(violation: Violation, _command: TakeClue, context: Context) -> Decision | Refusal:
    """Somebody begins to check it; the clock of the check runs."""
    clock = start(VERIFY, today(context), context.policy.violations.verify_days, context.workdays)
    return on(MACHINE_NAME, violation, ClueTaken(at=context.now, by=context.actor.operator, deadline=clock))


def decide_conclude(violation: Violation, command: ConcludeClue, context: Context) -> Decision | Refusal:
    """A person says what is so, and shows it."""
    state, at, by = violation.state, context.now, context.actor.operator
    refusal = not_concrete(command.facts, state, context) or not_digests(command.evidence_sha256, state)
    if refusal:
        return refusal
    if not command.established:
        unfounded = ClueUnfounded(at=at, by=by, facts=command.facts, evidence_sha256=command.evidence_sha256)
        return on(MACHINE_NAME, violation, unfounded)
    if command.kind is None or command.kind not in TAKE_BACK_CASES:
        return Refusal(code="not_a_breach", state=state, details={"case": command.kind.value if command.kind else ""})
    if command.person is None or not is_person_key(command.person):
        return Refusal(code="person_key_malformed", state=state)
    if not command.evidence_sha256:
        return Refusal(code="proof_missing", state=state)
    if command.breach_from is not None and command.breach_from > today(context):
        return Refusal(code="date_in_future", state=state)
    established = ClueEstablished(
        at=at,
        by=by,
        kind=command.kind,
        facts=command.facts,
        evidence_sha256=command.evidence_sha256,
        person=command.person,
        breach_from=command.breach_from,
    )
    return on(MACHINE_NAME, violation, established)


def decide_answer_report(violation: Violation, command: AnswerReport, context: Context) -> Decision | Refusal:
    """The reporter is told, once; who gave no name can ask for the answer."""
    if violation.report is None:
        return Refusal(code="no_report", state=violation.state)
    if violation.report.answered_at is not None:
        return Refusal(code="report_answered_already", state=violation.state)
    answered = ReportAnswered(at=context.now, by=context.actor.operator, text=command.text)
    return not_concrete(command.text, violation.state, context) or on(MACHINE_NAME, violation, answered)


def needs_of_clue(command: OpenClue) -> tuple[Key, ...]:
    """The clue before this one, of the same rule about the same home."""
    before = _before(command)
    return () if before is None else ((MACHINE_NAME, before),)


def _before(command: OpenClue) -> RecordId | None:
    if command.unit_id is None or command.earlier < 1:
        return None
    return clue_id(command.rule, command.unit_id, command.earlier - 1)


def _bad_clue(violation: Violation, command: OpenClue) -> Refusal | None:
    state = violation.state
    if command.source not in _OPENED:
        return Refusal(code="clue_source", state=state, details={"source": command.source.value})
    if not command.text.strip():
        return Refusal(code="words_missing", state=state)
    if not command.rule:
        return None
    if command.rule not in _BY_FIGURES:
        return Refusal(code="not_a_clue", state=state, details={"rule": command.rule})
    if command.unit_id is None or command.seen_from is None or command.earlier < 0:
        return Refusal(code="clue_id_differs", state=state)
    if violation.id != clue_id(command.rule, command.unit_id, command.earlier):
        return Refusal(code="clue_id_differs", state=state)
    return None


def _known_before(violation: Violation, command: OpenClue, context: Context) -> Refusal | None:
    before_id = _before(command) if command.rule else None
    if before_id is None or command.seen_from is None:
        return None
    before = context.known(MACHINE_NAME, before_id, Violation)
    if before is None:
        return fact_missing(MACHINE_NAME, violation.state) if context.facts.authoritative else None
    if before.state is not ViolationState.CLOSED or before.closed_at is None:
        return Refusal(code="clue_open", state=violation.state)
    # Days that were looked at before the end of the last clue tell nothing new.
    if command.seen_from <= civil_day(before.closed_at):
        return Refusal(code="clue_known", state=violation.state)
    return None
