"""Decisions on alerts. Nothing here changes anybody's data: a supervisor says, asks, consents and hands over."""

from __future__ import annotations

from sync.model.alert import Alert, AlertKind, AlertLevel, AlertNoteKind, AlertOutcome, AlertState, alert_id
from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role
from sync.policy.figure import Figure
from sync.workflow.alert.commands import (
    AgreeFalseAlert,
    AnswerAlert,
    CloseAlert,
    CommentAlert,
    EscalateAlert,
    NotifyAlert,
    RaiseAlert,
    ReviewAlert,
    TakeAlert,
    TransferClue,
)
from sync.workflow.alert.events import (
    AlertAnswered,
    AlertClosed,
    AlertEscalated,
    AlertLevelRaised,
    AlertNoted,
    AlertNotified,
    AlertRaised,
    AlertReviewed,
    AlertTaken,
    ClueTransferred,
)
from sync.workflow.clocks import start
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.machine import founded, on
from sync.workflow.words import not_concrete, not_digests

MACHINE_NAME = "alert"
ANSWER = "ANSWER"
"""Name of the clock of who must answer."""
DISPOSERS = frozenset(
    {
        Role.STREET_WINDOW,
        Role.STREET_REVIEWER,
        Role.DISTRICT_REVIEWER,
        Role.CIVIL_AFFAIRS,
        Role.CITY_APPROVER,
        Role.DEPT_VERIFIER,
        Role.ALLOCATOR,
        Role.PROPERTY_COUNTER,
        Role.INSPECTOR,
        Role.ARCHIVIST,
        Role.SYSADMIN,
    }
)
"""Posts that may have to answer for something."""


def decide_raise(alert: Alert, command: RaiseAlert, context: Context) -> Decision | Refusal:
    """A new alert, once; the same breach is not raised again after it was dealt with."""
    refusal = _misfit(alert, command)
    if refusal:
        return refusal
    breaches: tuple[str, ...] = ()
    if command.earlier:
        before = context.known(MACHINE_NAME, earlier_of(command), Alert)
        if before is None:
            return fact_missing(MACHINE_NAME, alert.state)
        if before.state is not AlertState.CLOSED:
            return Refusal(code="alert_open", state=alert.state)
        breaches = before.breaches
        if command.fingerprint in breaches:
            return Refusal(code="breach_known", state=alert.state)
    raised = AlertRaised(
        at=context.now,
        by=context.actor.operator,
        rule=command.rule,
        risk_point=command.risk_point,
        machine=command.machine,
        object_id=command.object_id,
        stage=command.stage,
        earlier=command.earlier,
        level=command.level,
        kind=command.kind,
        fingerprint=command.fingerprint,
        breaches=breaches,
        figures=command.figures,
        disposer_role=command.disposer_role,
        deadline=_clock(_answer_within(command.level, context), context),
    )
    return founded(MACHINE_NAME, alert, raised)


def decide_raise_level(alert: Alert, command: RaiseAlert, context: Context) -> Decision | Refusal:
    """On an open alert a rule may only raise the level; it never falls, and nothing is raised twice."""
    refusal = _misfit(alert, command)
    if refusal:
        return refusal
    if (alert.level, command.level) != (AlertLevel.YELLOW, AlertLevel.RED):
        return Refusal(code="alert_open", state=alert.state)
    fresh = _clock(context.policy.alerts.answer_red_days, context)
    owed = alert.deadline
    raised = AlertLevelRaised(
        at=context.now,
        by=context.actor.operator,
        level=command.level,
        kind=command.kind,
        fingerprint=command.fingerprint,
        figures=command.figures,
        deadline=owed if owed is not None and owed.due <= fresh.due else fresh,
    )
    return on(MACHINE_NAME, alert, raised)


def decide_notify(alert: Alert, _command: NotifyAlert, context: Context) -> Decision | Refusal:
    """The post has been told."""
    return _one(alert, AlertNotified(at=context.now, by=context.actor.operator))


def decide_take(alert: Alert, _command: TakeAlert, context: Context) -> Decision | Refusal:
    """Somebody of the right post begins."""
    return _not_its_post(alert, context) or _one(alert, AlertTaken(at=context.now, by=context.actor.operator))


def decide_answer(alert: Alert, command: AnswerAlert, context: Context) -> Decision | Refusal:
    """An answer in one's own words; that it was false is an answer, too."""
    refusal = (
        _not_its_post(alert, context)
        or not_concrete(command.text, alert.state, context)
        or not_digests(command.evidence_sha256, alert.state)
    )
    if refusal:
        return refusal
    answered = AlertAnswered(
        at=context.now,
        by=context.actor.operator,
        text=command.text,
        evidence_sha256=command.evidence_sha256,
        claims_false=command.claims_false,
    )
    return _one(alert, answered)


def decide_escalate(alert: Alert, command: EscalateAlert, context: Context) -> Decision | Refusal:
    """The province urges when the answer is overdue, so many times; a supervisor when there is something to say."""
    if context.actor.role is not Role.PLATFORM:
        return not_concrete(command.text, alert.state, context) or _urge(alert, command.text, context)
    owed = alert.deadline
    if owed is None or today(context) <= owed.due:
        return Refusal(code="not_overdue", state=alert.state)
    if alert.escalations >= context.policy.alerts.urges_count.value:
        return Refusal(code="urged_enough", state=alert.state, details={"times": alert.escalations})
    return _urge(alert, "", context)


def decide_comment(alert: Alert, command: CommentAlert, context: Context) -> Decision | Refusal:
    """A remark."""
    return not_concrete(command.text, alert.state, context) or _one(
        alert, _note(AlertNoteKind.COMMENT, command.text, context)
    )


def decide_review(alert: Alert, command: ReviewAlert, context: Context) -> Decision | Refusal:
    """The answer does, or it does not; that nothing was wrong is agreed to by name, never in passing."""
    refusal = _answered_it(alert, context)
    if refusal:
        return refusal
    if not command.satisfied:
        refusal = not_concrete(command.text, alert.state, context)
        return refusal or _urge(alert, command.text, context, AlertNoteKind.NOT_SATISFIED)
    if alert.answers[-1].claims_false:
        return Refusal(code="false_claim_open", state=alert.state)
    return _one(alert, AlertReviewed(at=context.now, by=context.actor.operator, text=command.text))


def decide_agree_false(alert: Alert, command: AgreeFalseAlert, context: Context) -> Decision | Refusal:
    """Two persons close an alert as false: who answers for it proposes, a supervisor consents."""
    refusal = _answered_it(alert, context) or not_concrete(command.text, alert.state, context)
    if refusal:
        return refusal
    if not alert.answers[-1].claims_false:
        return Refusal(code="no_false_claim", state=alert.state)
    agreed = _note(AlertNoteKind.FALSE_AGREED, command.text, context)
    closed = AlertClosed(at=context.now, by=context.actor.operator, outcome=AlertOutcome.FALSE_ALARM)
    return on(MACHINE_NAME, alert, agreed, closed)


def decide_transfer(alert: Alert, command: TransferClue, context: Context) -> Decision | Refusal:
    """The clue goes to another body, with the reason, and the item of the list of accountability where there is one."""
    if not command.to.strip():
        return Refusal(code="receiver_missing", state=alert.state)
    if command.accountability is not None:
        item = context.policy.supervision.accountability.get(command.accountability)
        if item is None or alert.rule not in item.rules:
            return Refusal(code="accountability_unknown", state=alert.state, details={"item": command.accountability})
    transferred = ClueTransferred(
        at=context.now,
        by=context.actor.operator,
        to=command.to.strip(),
        text=command.text,
        accountability=command.accountability,
    )
    return not_concrete(command.text, alert.state, context) or _one(alert, transferred)


def decide_close(alert: Alert, command: CloseAlert, context: Context) -> Decision | Refusal:
    """After a good answer nothing more is needed; after a transfer, what the other body answered."""
    at, by = context.now, context.actor.operator
    if alert.state is AlertState.REVIEWED_OK:
        return _one(alert, AlertClosed(at=at, by=by, outcome=AlertOutcome.SETTLED, text=command.text))
    closed = AlertClosed(at=at, by=by, outcome=AlertOutcome.TRANSFERRED, text=command.text)
    return not_concrete(command.text, alert.state, context) or _one(alert, closed)


def earlier_of(command: RaiseAlert) -> RecordId:
    """Id of the alert before the one that is to be raised."""
    return alert_id(command.rule, command.machine, command.object_id, command.stage, command.earlier - 1)


def _misfit(alert: Alert, command: RaiseAlert) -> Refusal | None:
    """Whether the command contradicts itself, or is given on another alert's record."""
    wanted = alert_id(command.rule, command.machine, command.object_id, command.stage, command.earlier)
    if command.earlier < 0 or alert.id != wanted:
        return Refusal(code="alert_id_differs", state=alert.state)
    if not is_sha256(command.fingerprint):
        return Refusal(code="digest_malformed", state=alert.state)
    if (command.kind is AlertKind.NEAR) and command.level is AlertLevel.RED:
        return Refusal(code="alert_level_kind", state=alert.state)
    if command.disposer_role not in DISPOSERS:
        return Refusal(code="disposer_unknown", state=alert.state, details={"role": command.disposer_role.value})
    return None


def _answer_within(level: AlertLevel, context: Context) -> Figure:
    rules = context.policy.alerts
    return rules.answer_red_days if level is AlertLevel.RED else rules.answer_yellow_days


def _clock(limit: Figure, context: Context) -> Deadline:
    return start(ANSWER, today(context), limit, context.workdays)


def _not_its_post(alert: Alert, context: Context) -> Refusal | None:
    if context.actor.role is alert.disposer_role:
        return None
    wanted = alert.disposer_role.value if alert.disposer_role else ""
    return Refusal(code="not_the_disposer", state=alert.state, details={"role": wanted})


def _answered_it(alert: Alert, context: Context) -> Refusal | None:
    """Nobody reads their own answer."""
    answered: set[OperatorId] = {answer.by for answer in alert.answers}
    if context.actor.operator in answered:
        return Refusal(code="second_person_needed", state=alert.state)
    return None


def _urge(alert: Alert, text: str, context: Context, kind: AlertNoteKind = AlertNoteKind.URGE) -> Decision:
    fresh = _clock(context.policy.alerts.answer_urged_days, context)
    urged = AlertEscalated(at=context.now, by=context.actor.operator, deadline=fresh)
    return on(MACHINE_NAME, alert, *((_note(kind, text, context),) if text else ()), urged)


def _note(kind: AlertNoteKind, text: str, context: Context) -> AlertNoted:
    return AlertNoted(at=context.now, by=context.actor.operator, kind=kind, text=text)


def _one(alert: Alert, event: Event) -> Decision:
    return on(MACHINE_NAME, alert, event)
