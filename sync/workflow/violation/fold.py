"""The fold of a violation's events."""

from __future__ import annotations

from typing import Any

from sync.model.violation import (
    Hearing,
    InspectionNote,
    Measure,
    Penalty,
    Report,
    Rung,
    SkipLeave,
    Violation,
    ViolationState,
)
from sync.workflow.events import AnyEvent
from sync.workflow.machine import moved
from sync.workflow.violation import events

_S = ViolationState


def apply(violation: Violation, event: AnyEvent) -> Violation:
    """The violation after the event; an event that is not about violations changes nothing."""
    match event:
        case events.ClueOpened():
            return _opened(violation, event)
        case events.ClueInspected():
            note = InspectionNote(inspection_id=event.inspection_id, result=event.result, text=event.text)
            return _to(violation, violation.state, inspections=(*violation.inspections, note))
        case events.ClueTaken():
            return _to(violation, _S.VERIFYING, verifier=event.by, verify_deadline=event.deadline)
        case events.ClueEstablished() | events.ClueUnfounded():
            return _concluded(violation, event)
        case events.ReportAnswered():
            return _answered(violation, event)
        case _:
            return _measured(violation, event)


def _measured(violation: Violation, event: AnyEvent) -> Violation:
    match event:
        case events.ViolationNoticeGiven():
            rung = _measure(event, Rung.PERSUASION, event.text, event.document_sha256)
            measures = (*violation.measures, rung)
            return _to(violation, _S.RECTIFY_NOTICE, rectify_deadline=event.deadline, measures=measures)
        case events.ViolationRectified():
            evidence = (*violation.evidence_sha256, *event.evidence_sha256)
            done = {"rectified_on": event.on, "rectify_deadline": None}
            return _to(violation, _S.RECTIFIED, evidence_sha256=evidence, **done)
        case events.SkipAllowed():
            leave = SkipLeave(rung=event.rung, at=event.at, by=event.by, reason=event.reason)
            return _to(violation, violation.state, skips=(*violation.skips, leave))
        case events.MeasureTaken():
            rung = _measure(event, event.rung, event.text, event.document_sha256)
            return _to(violation, violation.state, measures=(*violation.measures, rung))
        case events.HearingOffered() | events.HearingRecorded():
            return _heard(violation, event)
        case events.PenaltyDecided():
            return _punished(violation, event)
        case events.HomeReturned():
            return _to(violation, violation.state, returned_on=event.returned_on)
        case events.ViolationClosed():
            ended = {"closed_note": event.note, "closed_at": event.at, "ban_until": event.ban_until}
            return _to(violation, _S.CLOSED, **ended)
        case _:
            return violation


def _opened(violation: Violation, event: events.ClueOpened) -> Violation:
    report = None
    if event.answer_deadline is not None:
        report = Report(text=event.text, deadline=event.answer_deadline, contact=event.contact)
    visits: tuple[InspectionNote, ...] = ()
    if event.inspection_id is not None and event.result is not None:
        visits = (InspectionNote(inspection_id=event.inspection_id, result=event.result),)
    return _to(
        violation,
        _S.CLUE,
        policy_id=event.policy_id,
        policy_version=event.policy_version,
        source=event.source,
        clue=event.text,
        clue_rule=event.rule,
        figures=event.figures or {},
        suspected=event.suspected,
        unit_id=event.unit_id,
        tenancy_id=event.tenancy_id,
        case_id=event.case_id,
        report=report,
        inspections=visits,
    )


def _concluded(violation: Violation, event: events.ClueEstablished | events.ClueUnfounded) -> Violation:
    same = {
        "concluded_by": event.by,
        "facts": event.facts,
        "evidence_sha256": event.evidence_sha256,
        "verify_deadline": None,
    }
    if isinstance(event, events.ClueUnfounded):
        return _to(violation, _S.UNFOUNDED, **same)
    return _to(
        violation,
        _S.ESTABLISHED,
        kind=event.kind,
        breach_from=event.breach_from,
        person=event.person,
        **same,
    )


def _answered(violation: Violation, event: events.ReportAnswered) -> Violation:
    if violation.report is None:
        return violation
    told = moved(violation.report, answered_at=event.at, answered_by=event.by, answer=event.text)
    return _to(violation, violation.state, report=told)


def _heard(violation: Violation, event: events.HearingOffered | events.HearingRecorded) -> Violation:
    if isinstance(event, events.HearingOffered):
        told = Hearing(told_at=event.at, told_by=event.by, text=event.text, deadline=event.deadline)
        return _to(violation, violation.state, hearing=told)
    if violation.hearing is None:
        return violation
    said = {"outcome": event.outcome, "recorded_by": event.by, "statement": event.statement}
    return _to(violation, violation.state, hearing=moved(violation.hearing, **said))


def _punished(violation: Violation, event: events.PenaltyDecided) -> Violation:
    penalty = Penalty(
        at=event.at,
        by=event.by,
        text=event.text,
        fine_fen=event.fine_fen,
        gain_fen=event.gain_fen,
        return_home=event.return_home,
        market_rent_from=event.market_rent_from,
        ban_also=event.ban_also,
        ban_also_reason=event.ban_also_reason,
    )
    rung = _measure(event, Rung.ADMINISTRATIVE, event.text, None)
    return _to(violation, _S.PENALTY, penalty=penalty, measures=(*violation.measures, rung), rectify_deadline=None)


def _measure(event: Any, rung: Rung, text: str, document: str | None) -> Measure:
    return Measure(rung=rung, at=event.at, by=event.by, text=text, document_sha256=document)


def _to(violation: Violation, state: ViolationState, **changes: Any) -> Violation:
    after: Violation = moved(violation, state=state, **changes)
    return after
