"""Ways out before a decision, and what the province does to clocks by itself."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.model.household import MemberRole
from sync.model.ids import RecordId
from sync.model.remedies import Ending, EndingReason
from sync.model.states import CaseState
from sync.policy.people import is_adult
from sync.workflow.application.checks import person_mark
from sync.workflow.application.commands import Lapse, RecomputeClocks, Terminate, Withdraw
from sync.workflow.application.elements import current_publicity
from sync.workflow.application.events import ClocksRecomputed, Lapsed, Terminated, Withdrawn
from sync.workflow.application.guards import CORRECTION, WINDOW, on_case
from sync.workflow.clocks import laid_anew
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.guards import fact_missing, is_sha256, today

NOTHING_TO_RECOMPUTE: Final = "nothing_to_recompute"
_OF_THE_FAMILY: Final = frozenset({CORRECTION, WINDOW})
_OVER: Final = frozenset(
    {
        CaseState.DRAFT,
        CaseState.NOT_ACCEPTED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.LAPSED,
        CaseState.TERMINATED,
    }
)
"""States in which an application is not under way."""


def decide_withdraw(case: Case, command: Withdraw, context: Context) -> Decision | Refusal:
    """Withdrawn by the applicant, with the reason as signed."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=case.process.state)
    return on_case(case, Withdrawn(at=context.now, by=context.actor.operator, reason=command.reason))


def decide_lapse(case: Case, _command: Lapse, context: Context) -> Decision | Refusal:
    """The last day of the correction is over. Only the province's clock can say so."""
    state = case.process.state
    clock = next((clock for clock in case.process.deadlines if clock.name == CORRECTION), None)
    if clock is None:
        return Refusal(code="clock_unknown", state=state)
    if today(context) <= clock.due:
        return Refusal(code="correction_running", state=state, details={"to": clock.due.isoformat()})
    return on_case(case, Lapsed(at=context.now, by=context.actor.operator, due=clock.due))


def decide_terminate(case: Case, command: Terminate, context: Context) -> Decision | Refusal:
    """Ended without a decision on it: with evidence, and only for what truly ends it."""
    state = case.process.state
    if not is_sha256(command.evidence_sha256):
        return Refusal(code="evidence_missing", state=state)
    refusal = _still_goes_on(case, command, context)
    if refusal:
        return refusal
    ending = Ending(
        reason=command.reason,
        on=today(context),
        evidence_sha256=command.evidence_sha256,
        other_case=command.other_case if command.reason is EndingReason.DUPLICATE else None,
    )
    return on_case(case, Terminated(at=context.now, by=context.actor.operator, ending=ending))


def _still_goes_on(case: Case, command: Terminate, context: Context) -> Refusal | None:
    if command.reason is EndingReason.DEATH and _others_of_age(case, context):
        return Refusal(code="others_go_on", state=case.process.state)
    if command.reason is EndingReason.DUPLICATE:
        return _no_duplicate(case, command.other_case, context)
    return None


def _others_of_age(case: Case, context: Context) -> bool:
    """Whether an adult co-applicant is left who may go on with the application."""
    draft, day, adult_age = case.draft, today(context), context.policy.consent.adult_age.value
    applicant = draft.applicant_id()
    return any(
        member_id != applicant and member.role is not MemberRole.COUNTED_ONLY and is_adult(member, day, adult_age)
        for member_id, member in draft.members.items()
    )


def _no_duplicate(case: Case, other_id: RecordId | None, context: Context) -> Refusal | None:
    """The same person must have asked in the other application, or stand in it."""
    state = case.process.state
    if other_id is None or other_id == case.id:
        return Refusal(code="other_case_missing", state=state)
    other = context.known("case", other_id, Case)
    if other is None:
        return fact_missing("case", state) if context.facts.authoritative else None
    applicant = case.draft.applicant_id()
    own = None if applicant is None else person_mark(case.draft, applicant)
    theirs = {person_mark(other.draft, member_id) for member_id in other.draft.members}
    if own is None or own not in theirs:
        return Refusal(code="another_person", state=state)
    return Refusal(code="other_case_ended", state=state) if other.process.state in _OVER else None


def needs(_case: Case, command: Any) -> tuple[Key, ...]:
    """The other application of the same person, where one is named."""
    other = command.other_case if isinstance(command, Terminate) else None
    return () if other is None else (("case", other),)


def provisional(case: Case) -> bool:
    """Whether a clock of the case, or its publicity, waits for the calendar of a year."""
    period = current_publicity(case)
    return any(clock.provisional for clock in case.process.deadlines) or (period is not None and period.provisional)


def decide_recompute(case: Case, _command: RecomputeClocks, context: Context) -> Decision | Refusal:
    """The calendar of a year has arrived: what was provisional is laid on it."""
    process, period = case.process, current_publicity(case)
    moved = tuple(anew for clock in process.deadlines if (anew := _anew(clock, context)) != clock)
    posted = period.clock if period is not None else None
    fresh = None if posted is None else _not_sooner(posted, laid_anew(posted, context.workdays))
    if not moved and fresh == posted:
        return Refusal(code=NOTHING_TO_RECOMPUTE, state=process.state)
    recomputed = ClocksRecomputed(
        at=context.now, by=context.actor.operator, clocks=moved, period=None if fresh == posted else fresh
    )
    return on_case(case, recomputed)


def _anew(clock: Deadline, context: Context) -> Deadline:
    anew = laid_anew(clock, context.workdays)
    return _not_sooner(clock, anew) if clock.name in _OF_THE_FAMILY else anew


def _not_sooner(told: Deadline, anew: Deadline) -> Deadline:
    """What somebody was told in writing, or could read on a board, is never shortened."""
    return msgspec.structs.replace(anew, due=max(told.due, anew.due))
