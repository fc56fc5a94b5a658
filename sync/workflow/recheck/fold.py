"""The re-check after an event."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.model.recheck import Recheck, RecheckOutcome, RecheckState
from sync.workflow.events import AnyEvent
from sync.workflow.recheck import events as e

_AFTER = {
    RecheckOutcome.PASS: RecheckState.PASS,
    RecheckOutcome.ADJUST: RecheckState.ADJUST,
    RecheckOutcome.FAIL: RecheckState.FAIL,
}


def apply(recheck: Recheck, event: AnyEvent) -> Recheck:
    """The re-check after the event; an event that is not about re-checks changes nothing."""
    return _collected(recheck, event) or _decided(recheck, event) or _over(recheck, event) or recheck


def _with(recheck: Recheck, **changes: Any) -> Recheck:
    return msgspec.structs.replace(recheck, **changes)


def _collected(recheck: Recheck, event: AnyEvent) -> Recheck | None:
    match event:
        case e.RecheckPlanned():
            return _with(
                recheck,
                state=RecheckState.PLANNED,
                subject=event.subject,
                subject_id=event.subject_id,
                kind=event.kind,
                year=event.begins.year,
                begins=event.begins,
                case_id=event.case_id,
                unit_id=event.unit_id,
                category=event.category,
                clue=event.clue,
                planned_by=event.by,
            )
        case e.RecheckNotified():
            return _with(recheck, state=RecheckState.NOTIFIED, adults=event.adults, deadlines=(event.deadline,))
        case e.RecheckDeclared():
            return _with(recheck, state=RecheckState.COLLECTING, declaration=event.declaration)
        case e.DeclarationCompleted():
            return _with(recheck, state=RecheckState.VERIFYING, deadlines=(event.deadline,))
        case e.CollectingClosed():
            return _with(recheck, state=RecheckState.REVIEW, declared_late=True, deadlines=(event.deadline,))
        case e.FindingsRecorded():
            return _with(
                recheck,
                state=RecheckState.REVIEW,
                declared_late=False,
                found=event.facts,
                found_by=event.by,
                found_note=event.note,
                deadlines=(event.deadline,),
            )
        case _:
            return None


def _decided(recheck: Recheck, event: AnyEvent) -> Recheck | None:
    match event:
        case e.RecheckDecided():
            after = RecheckState.PUBLICITY if event.publicity else _AFTER.get(event.outcome, recheck.state)
            clock = event.publicity or event.objection
            return _with(
                recheck,
                state=after,
                outcome=event.outcome,
                new_category=event.new_category,
                from_month=event.from_month,
                reasons=event.reasons,
                review_text=event.text,
                reviewed_by=event.by,
                publicity_to=event.publicity.due if event.publicity else None,
                evidence_sha256=None,
                deadlines=(clock,) if clock else (),
            )
        case e.RecheckPosted():
            return _with(recheck, evidence_sha256=event.evidence_sha256)
        case e.RecheckPublicityConcluded():
            outcome = recheck.outcome or RecheckOutcome.UNKNOWN
            return _with(
                recheck,
                state=_AFTER.get(outcome, recheck.state),
                deadlines=(event.objection,) if event.objection else (),
            )
        case _:
            return None


def _over(recheck: Recheck, event: AnyEvent) -> Recheck | None:
    match event:
        case e.RecheckObjected():
            return _with(
                recheck,
                state=RecheckState.OBJECTION,
                objection=event.text,
                deadlines=(event.deadline,),
            )
        case e.ObjectionAnswered():
            if event.upheld:
                return _with(
                    recheck,
                    state=RecheckState.VERIFYING,
                    outcome=None,
                    conclusion=event.text,
                    concluded_by=event.by,
                    deadlines=(event.deadline,) if event.deadline else (),
                )
            return _with(
                recheck,
                state=RecheckState.CLOSED,
                conclusion=event.text,
                concluded_by=event.by,
                deadlines=(),
                closed_at=event.at,
            )
        case e.RecheckEnded() | e.RecheckCancelled():
            text = event.text if isinstance(event, e.RecheckCancelled) else recheck.conclusion
            return _with(recheck, state=RecheckState.CLOSED, conclusion=text, deadlines=(), closed_at=event.at)
        case _:
            return None
