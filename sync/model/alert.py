"""Alerts of the supervision: what a rule saw, who must answer until when, and how it ended (预警).

Source: FJ-23 to FJ-27 (levels, kinds, answers within a limit, a supervisor who reads and never changes data); the
states between raising and closing are ours.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from sync.model.deadline import Deadline
from sync.model.derived import joined_sha256, named_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import Role


class AlertState(StrEnum):
    """States of an alert."""

    NEW = "new"
    RAISED = "raised"
    NOTIFIED = "notified"
    DISPOSING = "disposing"
    """The post that answers for it is at work on it."""
    FEEDBACK = "feedback"
    """Answered; a supervisor reads the answer."""
    ESCALATED = "escalated"
    """Not answered in time, or not to the supervisor's satisfaction (督办)."""
    REVIEWED_OK = "reviewed_ok"
    TRANSFERRED = "transferred"
    """The clue is with another body (线索移送)."""
    CLOSED = "closed"


OPEN_ALERT_STATES = frozenset(AlertState) - {AlertState.NEW, AlertState.CLOSED}
"""States in which a rule raises no second alert about the same object and stage."""


class AlertLevel(StrEnum):
    """How grave. Source: FJ-23."""

    YELLOW = "yellow"
    RED = "red"


class AlertKind(StrEnum):
    """What it is. Source: FJ-25; which clock is which: near its limit *near*, past it *abnormal*."""

    NEAR = "near"
    """临界."""
    ABNORMAL = "abnormal"
    """异常."""
    IRREGULAR = "irregular"
    """不规范."""


class AlertOutcome(StrEnum):
    """How an alert ended."""

    SETTLED = "settled"
    FALSE_ALARM = "false_alarm"
    """Proposed by who answers for it, agreed by a supervisor."""
    TRANSFERRED = "transferred"


class AlertNoteKind(StrEnum):
    """What a supervisor said about an alert."""

    COMMENT = "comment"
    URGE = "urge"
    SATISFIED = "satisfied"
    NOT_SATISFIED = "not_satisfied"
    FALSE_AGREED = "false_agreed"
    TRANSFER = "transfer"
    CLOSE = "close"


class AlertAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the post that answers for it found and did, in words."""

    at: datetime
    by: OperatorId
    text: str
    evidence_sha256: tuple[str, ...] = ()
    claims_false: bool = False
    """Says that nothing was wrong; closing on that needs a supervisor."""


class AlertNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a supervisor said."""

    at: datetime
    by: OperatorId
    kind: AlertNoteKind
    text: str


class Alert(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One alert. At most one per rule, object and stage is open: its id is :func:`alert_id` of them."""

    id: RecordId
    org: OrgCode
    state: AlertState = AlertState.NEW
    rule: str = ""
    """``R01`` … ``R16``."""
    risk_point: str = ""
    """``P01`` … ``P11``."""
    machine: str = ""
    """Machine of the object."""
    object_id: RecordId | None = None
    stage: str = ""
    """Code of the stage; "" where the object has none."""
    earlier: int = 0
    """Number of closed alerts of the same rule, object and stage before this one."""
    level: AlertLevel = AlertLevel.YELLOW
    kind: AlertKind = AlertKind.NEAR
    fingerprint: str = ""
    """Of the breach, see :func:`breach_fingerprint`."""
    breaches: tuple[str, ...] = ()
    """Of this breach and all before it, by rule, object and stage: none of them is raised anew after closing."""
    figures: dict[str, int | str] = {}
    """What the rule saw: numbers, codes and days; never words about a person."""
    disposer_role: Role | None = None
    """The post that must answer."""
    raised_at: datetime | None = None
    notified_at: datetime | None = None
    deadline: Deadline | None = None
    """Until when it must be answered; None while nobody owes an answer."""
    disposer: OperatorId | None = None
    taken_at: datetime | None = None
    first_answer_at: datetime | None = None
    answers: tuple[AlertAnswer, ...] = ()
    notes: tuple[AlertNote, ...] = ()
    escalations: int = 0
    transferred_to: str | None = None
    accountability: str | None = None
    """Item of the list of accountability that a supervisor names. Source: BZ-21."""
    outcome: AlertOutcome | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return self.state in OPEN_ALERT_STATES


def alert_id(rule: str, machine: str, object_id: RecordId, stage: str, earlier: int) -> RecordId:
    """The identity of an alert: who raises the same one twice raises it once.

    Args:
        rule: code of the rule.
        machine: machine of the object.
        object_id: the object.
        stage: code of its stage, "" where it has none.
        earlier: closed alerts of the same four before this one.
    """
    return named_id("alert", rule, machine, object_id, stage, str(earlier))


def breach_fingerprint(*parts: str | int) -> str:
    """SHA-256, hex, of what makes one breach this one and no other: days, numbers of events, hashes; in order."""
    return joined_sha256("breach", *(f"{type(part).__name__}:{part}" for part in parts))
