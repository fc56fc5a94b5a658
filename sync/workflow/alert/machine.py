"""The machine of an alert: from the raising over the answer to the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sync.model.alert import (
    OPEN_ALERT_STATES,
    Alert,
    AlertAnswer,
    AlertNote,
    AlertNoteKind,
    AlertState,
)
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.policy.records import Act
from sync.workflow.alert import commands, decide, events
from sync.workflow.alert.decide import DISPOSERS, MACHINE_NAME, earlier_of
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.tables import Row

_PROVINCE = (frozenset({Role.PLATFORM}), frozenset({ServicePoint.PLATFORM}))
_SUPERVISOR = (frozenset({Role.SUPERVISOR}), frozenset({ServicePoint.COUNTY_OFFICE}))
_BOTH = (frozenset({Role.SUPERVISOR, Role.PLATFORM}), frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PLATFORM}))
_POST = (
    DISPOSERS,
    frozenset({ServicePoint.STREET_WINDOW, ServicePoint.COUNTY_OFFICE, ServicePoint.PROPERTY_COUNTER}),
)
_UNANSWERED = frozenset({AlertState.RAISED, AlertState.NOTIFIED, AlertState.DISPOSING, AlertState.ESCALATED})
_STAYS_RAISED = (AlertState.DISPOSING, AlertState.ESCALATED, AlertState.TRANSFERRED)
"""Where a rising level leaves the alert: somebody is at work on it already. Elsewhere the post is told anew."""
_TOLD_ANEW = OPEN_ALERT_STATES - frozenset(_STAYS_RAISED)
_OPEN = tuple(state for state in AlertState if state in OPEN_ALERT_STATES)


def _row(
    states: frozenset[AlertState],
    command: type[Command],
    who: tuple[frozenset[Role], frozenset[ServicePoint]],
    to: frozenset[AlertState],
    decided: Callable[[Alert, Any, Context], Decision | Refusal],
) -> Row[Alert, AlertState]:
    roles, points = who
    return Row(states=states, command=command, roles=roles, points=points, to=to, act=Act.DECIDE, decide=decided)


def _at(*states: AlertState) -> frozenset[AlertState]:
    return frozenset(states)


TRANSITIONS: tuple[Row[Alert, AlertState], ...] = (
    _row(_at(AlertState.NEW), commands.RaiseAlert, _PROVINCE, _at(AlertState.RAISED), decide.decide_raise),
    _row(_TOLD_ANEW, commands.RaiseAlert, _PROVINCE, _at(AlertState.RAISED), decide.decide_raise_level),
    *(
        _row(_at(state), commands.RaiseAlert, _PROVINCE, _at(state), decide.decide_raise_level)
        for state in _STAYS_RAISED
    ),
    _row(_at(AlertState.RAISED), commands.NotifyAlert, _PROVINCE, _at(AlertState.NOTIFIED), decide.decide_notify),
    _row(
        _at(AlertState.NOTIFIED, AlertState.ESCALATED),
        commands.TakeAlert,
        _POST,
        _at(AlertState.DISPOSING),
        decide.decide_take,
    ),
    _row(_at(AlertState.DISPOSING), commands.AnswerAlert, _POST, _at(AlertState.FEEDBACK), decide.decide_answer),
    _row(_UNANSWERED, commands.EscalateAlert, _BOTH, _at(AlertState.ESCALATED), decide.decide_escalate),
    *(_row(_at(state), commands.CommentAlert, _SUPERVISOR, _at(state), decide.decide_comment) for state in _OPEN),
    _row(
        _at(AlertState.FEEDBACK),
        commands.ReviewAlert,
        _SUPERVISOR,
        _at(AlertState.REVIEWED_OK, AlertState.ESCALATED),
        decide.decide_review,
    ),
    _row(
        _at(AlertState.FEEDBACK),
        commands.AgreeFalseAlert,
        _SUPERVISOR,
        _at(AlertState.CLOSED),
        decide.decide_agree_false,
    ),
    _row(
        OPEN_ALERT_STATES - {AlertState.TRANSFERRED},
        commands.TransferClue,
        _SUPERVISOR,
        _at(AlertState.TRANSFERRED),
        decide.decide_transfer,
    ),
    _row(
        _at(AlertState.REVIEWED_OK, AlertState.TRANSFERRED),
        commands.CloseAlert,
        _BOTH,
        _at(AlertState.CLOSED),
        decide.decide_close,
    ),
)
"""State × command × role × point."""


def apply(alert: Alert, event: AnyEvent) -> Alert:
    """The alert after the event; an event that is not about alerts changes nothing."""
    match event:
        case events.AlertRaised() | events.AlertLevelRaised():
            return _raised(alert, event)
        case events.AlertNotified():
            return _to(alert, AlertState.NOTIFIED, notified_at=event.at)
        case events.AlertTaken():
            return _to(alert, AlertState.DISPOSING, disposer=event.by, taken_at=event.at)
        case events.AlertAnswered():
            return _answered(alert, event)
        case events.AlertEscalated():
            return _to(alert, AlertState.ESCALATED, deadline=event.deadline, escalations=alert.escalations + 1)
        case events.AlertNoted():
            return _noted(alert, event, event.kind, event.text)
        case events.AlertReviewed():
            noted = _noted(alert, event, AlertNoteKind.SATISFIED, event.text)
            return _to(noted, AlertState.REVIEWED_OK)
        case events.ClueTransferred():
            noted = _noted(alert, event, AlertNoteKind.TRANSFER, event.text)
            handed = {"transferred_to": event.to, "accountability": event.accountability}
            return _to(noted, AlertState.TRANSFERRED, deadline=None, **handed)
        case events.AlertClosed():
            noted = _noted(alert, event, AlertNoteKind.CLOSE, event.text) if event.text else alert
            return _to(noted, AlertState.CLOSED, outcome=event.outcome, closed_at=event.at, deadline=None)
        case _:
            return alert


def _raised(alert: Alert, event: events.AlertRaised | events.AlertLevelRaised) -> Alert:
    same = {
        "level": event.level,
        "kind": event.kind,
        "fingerprint": event.fingerprint,
        "figures": event.figures,
        "deadline": event.deadline,
    }
    if isinstance(event, events.AlertLevelRaised):
        stays = alert.state in _STAYS_RAISED
        owed = None if alert.state is AlertState.TRANSFERRED else event.deadline
        breaches = (*alert.breaches, event.fingerprint)
        state = alert.state if stays else AlertState.RAISED
        return _to(alert, state, **{**same, "breaches": breaches, "deadline": owed})
    return _to(
        alert,
        AlertState.RAISED,
        rule=event.rule,
        risk_point=event.risk_point,
        machine=event.machine,
        object_id=event.object_id,
        stage=event.stage,
        earlier=event.earlier,
        breaches=(*event.breaches, event.fingerprint),
        disposer_role=event.disposer_role,
        raised_at=event.at,
        **same,
    )


def _answered(alert: Alert, event: events.AlertAnswered) -> Alert:
    answer = AlertAnswer(
        at=event.at,
        by=event.by,
        text=event.text,
        evidence_sha256=event.evidence_sha256,
        claims_false=event.claims_false,
    )
    return _to(
        alert,
        AlertState.FEEDBACK,
        answers=(*alert.answers, answer),
        first_answer_at=alert.first_answer_at or event.at,
        disposer=event.by,
        deadline=None,
    )


def _noted(alert: Alert, event: Any, kind: AlertNoteKind, text: str) -> Alert:
    note = AlertNote(at=event.at, by=event.by, kind=kind, text=text)
    return _to(alert, alert.state, notes=(*alert.notes, note))


def _to(alert: Alert, state: AlertState, **changes: Any) -> Alert:
    after: Alert = moved(alert, state=state, **changes)
    return after


def needs(_alert: Alert, command: Command) -> tuple[Key, ...]:
    """The alert before the one that is to be raised."""
    if isinstance(command, commands.RaiseAlert) and command.earlier > 0:
        return ((MACHINE_NAME, earlier_of(command)),)
    return ()


def timer(alert: Alert, policy: Policy, today: date) -> date | None:
    """To be told and to be closed at once; to be urged the day after the answer was due, so many times."""
    if alert.state in {AlertState.RAISED, AlertState.REVIEWED_OK}:
        return today
    if alert.state not in _UNANSWERED or alert.deadline is None:
        return None
    return alert.deadline.due + timedelta(days=1) if alert.escalations < policy.alerts.urges_count.value else None


def due(alert: Alert, policy: Policy, today: date) -> Command | None:
    """What the province does by itself."""
    on = timer(alert, policy, today)
    if on is None or on > today:
        return None
    if alert.state is AlertState.RAISED:
        return commands.NotifyAlert()
    return commands.CloseAlert() if alert.state is AlertState.REVIEWED_OK else commands.EscalateAlert()


MACHINE = Machine(
    name=MACHINE_NAME,
    record=Alert,
    states=AlertState,
    rows=TRANSITIONS,
    state_of=lambda alert: alert.state,
    apply=apply,
    blank=lambda record_id, org: Alert(id=record_id, org=org),
    needs=needs,
    timer=timer,
    due=due,
)
"""The alerts of the supervision."""
