"""Decisions on the graded measures: notice, rungs, hearing, penalty, return, end.

Nobody skips a rung upward on their own word, nobody is punished unheard, and who established a breach does not decide
the penalty.
"""

from __future__ import annotations

from sync.model.credit import CreditRecord
from sync.model.states import Role
from sync.model.violation import HearingOutcome, Rung, Violation, ViolationState
from sync.policy.calendar import civil_day, years_after
from sync.workflow.clocks import start
from sync.workflow.credit import effects as credit
from sync.workflow.engine import Context, Decision, Effect, Key, Refusal
from sync.workflow.guards import today
from sync.workflow.machine import on
from sync.workflow.violation import on_lease
from sync.workflow.violation.clues import HEARING, MACHINE_NAME, RECTIFY
from sync.workflow.violation.commands import (
    AllowSkip,
    CloseViolation,
    DecidePenalty,
    GiveViolationNotice,
    OfferHearing,
    RecordHearing,
    RecordRectified,
    RecordReturn,
    TakeMeasure,
)
from sync.workflow.violation.events import (
    HearingOffered,
    HearingRecorded,
    HomeReturned,
    MeasureTaken,
    PenaltyDecided,
    SkipAllowed,
    ViolationClosed,
    ViolationNoticeGiven,
    ViolationRectified,
)
from sync.workflow.violation.penalties import bad_bans, bad_fine, bad_rent
from sync.workflow.words import not_concrete, not_digests

_AFTER_A_PENALTY = frozenset({Rung.EXPOSURE, Rung.COURT})


def decide_notice(violation: Violation, command: GiveViolationNotice, context: Context) -> Decision | Refusal:
    """To be put right in time; it is the mildest of the measures."""
    state = violation.state
    if violation.kind in context.policy.violations.nothing_to_rectify:
        return Refusal(code="nothing_to_rectify", state=state)
    refusal = not_concrete(command.text, state, context) or _bad_document(command.document_sha256, state)
    if refusal:
        return refusal
    clock = start(RECTIFY, today(context), context.policy.violations.rectify_days, context.workdays)
    given = ViolationNoticeGiven(
        at=context.now,
        by=context.actor.operator,
        text=command.text,
        deadline=clock,
        document_sha256=command.document_sha256,
    )
    return on_lease.with_order(on(MACHINE_NAME, violation, given), violation, clock.due, context)


def decide_rectified(violation: Violation, command: RecordRectified, context: Context) -> Decision | Refusal:
    """Seen, with proof. Late is better than a penalty, as long as none was decided."""
    if not command.evidence_sha256:
        return Refusal(code="proof_missing", state=violation.state)
    refusal = not_concrete(command.text, violation.state, context) or not_digests(
        command.evidence_sha256, violation.state
    )
    rectified = ViolationRectified(
        at=context.now,
        by=context.actor.operator,
        on=today(context),
        text=command.text,
        evidence_sha256=command.evidence_sha256,
    )
    return refusal or on_lease.with_end(on(MACHINE_NAME, violation, rectified), violation, context)


def decide_allow_skip(violation: Violation, command: AllowSkip, context: Context) -> Decision | Refusal:
    """Somebody gives the reason; somebody else takes the measure."""
    if command.rung.height <= violation.highest + 1:
        return Refusal(code="nothing_to_skip", state=violation.state)
    allowed = SkipAllowed(at=context.now, by=context.actor.operator, rung=command.rung, reason=command.reason)
    return not_concrete(command.reason, violation.state, context) or on(MACHINE_NAME, violation, allowed)


def decide_measure(violation: Violation, command: TakeMeasure, context: Context) -> Decision | Refusal:
    """The next rung, or one that was taken before; a higher one with a second person's leave."""
    state = violation.state
    refusal = (
        _rung_skipped(violation, command.rung, context)
        or _bad_rung(violation, command, context)
        or not_concrete(command.text, state, context)
        or _bad_document(command.document_sha256, state)
    )
    if refusal:
        return refusal
    taken = MeasureTaken(
        at=context.now,
        by=context.actor.operator,
        rung=command.rung,
        text=command.text,
        document_sha256=command.document_sha256,
    )
    decision = on(MACHINE_NAME, violation, taken)
    entries = _credit_entry(violation, command, context)
    return entries if isinstance(entries, Refusal) else Decision(effects=(*decision.effects, *entries))


def decide_offer_hearing(violation: Violation, command: OfferHearing, context: Context) -> Decision | Refusal:
    """Told once, with everything that the penalty would rest on."""
    if violation.hearing is not None:
        return Refusal(code="hearing_offered_already", state=violation.state)
    clock = start(HEARING, today(context), context.policy.violations.hearing_days, context.workdays)
    offered = HearingOffered(at=context.now, by=context.actor.operator, text=command.text, deadline=clock)
    return not_concrete(command.text, violation.state, context) or on(MACHINE_NAME, violation, offered)


def decide_record_hearing(violation: Violation, command: RecordHearing, context: Context) -> Decision | Refusal:
    """Heard, waived, or silent until the last day was over. Who speaks late, but before the decision, is heard."""
    state, hearing = violation.state, violation.hearing
    if hearing is None:
        return Refusal(code="hearing_not_offered", state=state)
    if hearing.outcome is HearingOutcome.HEARD:
        return Refusal(code="hearing_recorded_already", state=state)
    if command.outcome is HearingOutcome.NO_ANSWER and today(context) <= hearing.deadline.due:
        return Refusal(code="hearing_running", state=state, details={"to": hearing.deadline.due.isoformat()})
    if command.outcome is HearingOutcome.HEARD and not command.statement.strip():
        return Refusal(code="statement_missing", state=state)
    recorded = HearingRecorded(
        at=context.now, by=context.actor.operator, outcome=command.outcome, statement=command.statement
    )
    return on(MACHINE_NAME, violation, recorded)


def decide_penalty(violation: Violation, command: DecidePenalty, context: Context) -> Decision | Refusal:
    """After the hearing, after the time to put it right, by somebody else, within the bounds."""
    refusal = (
        _too_early(violation, context)
        or _rung_skipped(violation, Rung.ADMINISTRATIVE, context)
        or not_concrete(command.text, violation.state, context)
        or bad_fine(violation, command, context)
        or bad_rent(violation, command, context)
        or bad_bans(violation, command, context)
    )
    if refusal:
        return refusal
    decided = PenaltyDecided(
        at=context.now,
        by=context.actor.operator,
        text=command.text,
        fine_fen=command.fine_fen,
        gain_fen=command.gain_fen,
        return_home=command.return_home,
        market_rent_from=command.market_rent_from,
        ban_also=command.ban_also,
        ban_also_reason=command.ban_also_reason,
    )
    decision = on_lease.with_end(on(MACHINE_NAME, violation, decided), violation, context)
    return on_lease.with_ground(decision, violation, context) if command.return_home else decision


def decide_return(violation: Violation, command: RecordReturn, context: Context) -> Decision | Refusal:
    """The home is back; a ban counts from this day."""
    state, penalty = violation.state, violation.penalty
    if penalty is None or not penalty.return_home:
        return Refusal(code="no_return_ordered", state=state)
    if violation.returned_on is not None:
        return Refusal(code="returned_already", state=state)
    if command.returned_on > today(context):
        return Refusal(code="date_in_future", state=state)
    returned = HomeReturned(
        at=context.now,
        by=context.actor.operator,
        returned_on=command.returned_on,
        evidence_sha256=command.evidence_sha256,
    )
    return not_digests((command.evidence_sha256,), state) or on(MACHINE_NAME, violation, returned)


def decide_close(violation: Violation, command: CloseViolation, context: Context) -> Decision | Refusal:
    """The end. The ban comes with it, from the return of the home, else from the decision."""
    state, report = violation.state, violation.report
    if report is not None and report.answered_at is None:
        return Refusal(code="report_unanswered", state=state)
    if violation.state is not ViolationState.PENALTY:
        return on(MACHINE_NAME, violation, _closed(command, context))
    refusal = not_concrete(command.note, state, context)
    if refusal:
        return refusal
    if violation.penalty is not None and violation.penalty.return_home and violation.returned_on is None:
        return Refusal(code="home_not_returned", state=state)
    return _with_bans(violation, command, context)


def needs_of_close(violation: Violation) -> tuple[Key, ...]:
    """The credit files of those who may be banned."""
    also = () if violation.penalty is None else violation.penalty.ban_also
    tenant = () if violation.person is None else (violation.person,)
    return tuple(credit.key_of(person) for person in (*tenant, *also))


def _closed(command: CloseViolation, context: Context) -> ViolationClosed:
    return ViolationClosed(at=context.now, by=context.actor.operator, note=command.note)


def _with_bans(violation: Violation, command: CloseViolation, context: Context) -> Decision:
    rules, penalty, person = context.policy.violations, violation.penalty, violation.person
    if penalty is None or person is None or violation.kind is None or violation.kind not in rules.banned:
        return on(MACHINE_NAME, violation, _closed(command, context))
    starts = violation.returned_on or civil_day(penalty.at)
    ends = years_after(starts, rules.ban_years.value)
    closed = ViolationClosed(at=context.now, by=context.actor.operator, note=command.note, ban_until=ends)
    found: list[Effect] = [*on(MACHINE_NAME, violation, closed).effects]
    for who in (person, *penalty.ban_also):
        banned = credit.ban(
            person=who,
            reason=violation.kind,
            starts=starts,
            ends=ends,
            org=violation.org,
            source=(MACHINE_NAME, violation.id),
            decided_by=penalty.by,
            co_resident=who != person,
            context=context,
        )
        found += credit.on_file(who, violation.org, banned, context)
    return Decision(effects=tuple(found))


def _credit_entry(violation: Violation, command: TakeMeasure, context: Context) -> tuple[Effect, ...] | Refusal:
    if command.credit_event is None or violation.person is None:
        return ()
    entered = credit.entry(
        person=violation.person,
        event=command.credit_event,
        on=today(context),
        source=(MACHINE_NAME, violation.id),
        evidence_sha256=command.document_sha256,
        file=context.known(*credit.key_of(violation.person), CreditRecord),
        state=violation.state,
        context=context,
    )
    if isinstance(entered, Refusal):
        return entered
    return credit.on_file(violation.person, violation.org, entered, context)


def _rung_skipped(violation: Violation, rung: Rung, context: Context) -> Refusal | None:
    if rung.height <= violation.highest + 1:
        return None
    leave = [skip for skip in violation.skips if skip.rung is rung]
    if any(skip.by != context.actor.operator for skip in leave):
        return None
    if leave:
        return Refusal(code="second_person_needed", state=violation.state)
    wanted = tuple(Rung)[violation.highest]
    return Refusal(code="rung_skipped", state=violation.state, details={"next": wanted.value})


def _bad_rung(violation: Violation, command: TakeMeasure, context: Context) -> Refusal | None:
    state, rung = violation.state, command.rung
    if rung is not Rung.PERSUASION and context.actor.role is Role.STREET_REVIEWER:
        return Refusal(code="rung_needs_county", state=state)
    if rung in _AFTER_A_PENALTY and violation.penalty is None:
        return Refusal(code="penalty_first", state=state)
    if (rung is Rung.CREDIT) != (command.credit_event is not None):
        return Refusal(code="credit_event_unnamed", state=state)
    if rung is not Rung.PERSUASION and command.document_sha256 is None:
        return Refusal(code="document_missing", state=state)
    return None


def _bad_document(digest: str | None, state: str) -> Refusal | None:
    return None if digest is None else not_digests((digest,), state)


def _too_early(violation: Violation, context: Context) -> Refusal | None:
    """Whether the penalty comes before the hearing or the time to put it right, or from who established the breach."""
    state, rules, clock = violation.state, context.policy.violations, violation.rectify_deadline
    if context.actor.operator in {violation.verifier, violation.concluded_by}:
        return Refusal(code="second_person_needed", state=state)
    if violation.hearing is None or violation.hearing.outcome is None:
        return Refusal(code="hearing_first", state=state)
    if clock is None and violation.kind not in rules.nothing_to_rectify:
        return Refusal(code="notice_first", state=state)
    if clock is not None and today(context) <= clock.due:
        return Refusal(code="rectification_running", state=state, details={"to": clock.due.isoformat()})
    return None
