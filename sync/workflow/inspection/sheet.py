"""What makes the sheet of a visit complete and free of contradictions. Each check gives a refusal, or None."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sync.model.ids import OperatorId
from sync.model.inspection import Attempt, Inspection, InspectionResult, SafetyItem, SheetSignature, Visit
from sync.policy.calendar import CHINA
from sync.workflow.engine import Context, Refusal
from sync.workflow.guards import is_sha256
from sync.workflow.inspection.commands import RecordNotHome, RecordResult, RecordVisit
from sync.workflow.words import not_concrete, not_digests

_DAY_MINUTES = 24 * 60
_FROM_OUTSIDE = frozenset({InspectionResult.VACANT, InspectionResult.OTHER})
"""What may be said about a home that nobody opened."""


def at_different_hours(times: Iterable[datetime], apart_hours: int) -> int:
    """How many visits count: each whose time of day in China lies so far from all that counted before it.

    Half past eleven at night and half past eight in the morning lie nine hours apart, not fifteen.
    """
    counted: list[int] = []
    for time in times:
        local = time.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        gaps = (abs(minute - other) for other in counted)
        if all(min(gap, _DAY_MINUTES - gap) >= apart_hours * 60 for gap in gaps):
            counted.append(minute)
    return len(counted)


def not_theirs(inspection: Inspection, inspectors: Sequence[OperatorId], context: Context) -> Refusal | None:
    """Whether others went than those who were sent, or somebody writes who did not go."""
    if sorted(inspectors) != sorted(inspection.inspectors):
        return Refusal(code="inspectors_differ", state=inspection.state)
    return not_sent(inspection, context)


def not_sent(inspection: Inspection, context: Context) -> Refusal | None:
    """Whether somebody writes who was not sent."""
    if context.actor.operator in inspection.inspectors:
        return None
    return Refusal(code="not_assigned", state=inspection.state)


def bad_time(inspection: Inspection, stated_at: datetime, context: Context) -> Refusal | None:
    """Whether the stated time has not come yet, or lies before the last visit in vain."""
    if stated_at > context.now:
        return Refusal(code="time_in_future", state=inspection.state)
    if inspection.attempts and stated_at <= inspection.attempts[-1].stated_at:
        return Refusal(code="attempts_order", state=inspection.state)
    return None


def too_few_photos(evidence: Sequence[str], state: str, context: Context) -> Refusal | None:
    """Whether photos are missing, or one is no digest."""
    least = context.policy.inspections.evidence_count.value
    if len(evidence) < least:
        return Refusal(code="photos_missing", state=state, details={"least": least})
    return not_digests(evidence, state)


def incomplete(command: RecordVisit, state: str) -> Refusal | None:
    """Whether nobody was met, an item of safety was not looked at, or a meter is read twice or backwards."""
    if not command.present:
        return Refusal(code="nobody_met", state=state)
    left = [item.value for item in SafetyItem if item not in command.safety]
    if left:
        return Refusal(code="safety_items_missing", state=state, details={"count": len(left), "items": ", ".join(left)})
    meters = [reading.meter for reading in command.meters]
    if len(set(meters)) < len(meters) or any(reading.reading100 < 0 for reading in command.meters):
        return Refusal(code="meter_unreadable", state=state)
    return None


def bad_result(inspection: Inspection, command: RecordResult, context: Context) -> Refusal | None:
    """Whether the result says more than was seen, contradicts what was seen, or is not explained."""
    visit, state = inspection.visit, inspection.state
    found = _unseen(inspection, command, context) if visit is None else _contradiction(visit, command, state)
    if found:
        return found
    if command.result is InspectionResult.NORMAL:
        return not_digests(command.evidence_sha256, state)
    return not_concrete(command.findings, state, context) or too_few_photos(command.evidence_sha256, state, context)


def bad_signature(inspection: Inspection, signature: SheetSignature | None) -> Refusal | None:
    """Who was met signs, or refuses before a witness who is none of the inspectors. Where nobody was, nobody signs."""
    if inspection.visit is None:
        return None if signature is None else Refusal(code="nobody_to_sign", state=inspection.state)
    found = signature or SheetSignature()
    signed = found.method is not None and is_sha256(found.signature_sha256 or "")
    refused = bool((found.refused_reason or "").strip()) and bool((found.witness or "").strip())
    if signed == refused:
        return Refusal(code="signature_or_refusal", state=inspection.state)
    if refused and found.witness in inspection.inspectors:
        return Refusal(code="witness_is_inspector", state=inspection.state)
    return None


def attempt_of(command: RecordNotHome, by: OperatorId) -> Attempt:
    """The visit in vain as it is kept."""
    return Attempt(stated_at=command.stated_at, by=by, evidence_sha256=command.evidence_sha256, note=command.note)


def visit_of(command: RecordVisit, by: OperatorId) -> Visit:
    """The visit as it is kept."""
    return Visit(
        stated_at=command.stated_at,
        by=by,
        present=command.present,
        occupants_match=command.occupants_match,
        safety=command.safety,
        meters=command.meters,
        evidence_sha256=command.evidence_sha256,
        said=command.said,
    )


def _unseen(inspection: Inspection, command: RecordResult, context: Context) -> Refusal | None:
    """Without a visit: only what can be said from outside, and only after enough visits at different hours."""
    if command.result not in _FROM_OUTSIDE:
        return Refusal(code="result_needs_visit", state=inspection.state)
    rules = context.policy.inspections
    times = (attempt.stated_at for attempt in inspection.attempts)
    have, need = at_different_hours(times, rules.apart_hours.value), rules.retries_count.value + 1
    if have < need:
        details: dict[str, str | int] = {"have": have, "need": need, "apart": rules.apart_hours.value}
        return Refusal(code="retries_missing", state=inspection.state, details=details)
    return None


def _contradiction(visit: Visit, command: RecordResult, state: str) -> Refusal | None:
    safe = all(visit.safety.values())
    possible = {
        InspectionResult.NORMAL: visit.occupants_match and safe,
        InspectionResult.OCCUPANT_MISMATCH: not visit.occupants_match,
        InspectionResult.VACANT: not visit.occupants_match,
        InspectionResult.UNSAFE: not safe,
    }
    if possible.get(command.result, True):
        return None
    return Refusal(code="result_contradicts_visit", state=state)
