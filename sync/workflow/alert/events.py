"""Events of an alert."""

from __future__ import annotations

from sync.model.alert import AlertKind, AlertLevel, AlertNoteKind, AlertOutcome
from sync.model.deadline import Deadline
from sync.model.ids import RecordId
from sync.model.states import Role
from sync.workflow.event import Event


class AlertRaised(Event, frozen=True, kw_only=True, tag="alert_raised"):
    """A rule saw a breach."""

    rule: str
    risk_point: str
    machine: str
    object_id: RecordId
    stage: str
    earlier: int
    level: AlertLevel
    kind: AlertKind
    fingerprint: str
    breaches: tuple[str, ...]
    """Fingerprints of the breaches before this one, of the same rule, object and stage."""
    figures: dict[str, int | str]
    disposer_role: Role
    deadline: Deadline


class AlertLevelRaised(Event, frozen=True, kw_only=True, tag="alert_level_raised"):
    """What was near has come; the level rises and the answer is due sooner."""

    level: AlertLevel
    kind: AlertKind
    fingerprint: str
    figures: dict[str, int | str]
    deadline: Deadline


class AlertNotified(Event, frozen=True, kw_only=True, tag="alert_notified"):
    """The post that must answer has been told."""


class AlertTaken(Event, frozen=True, kw_only=True, tag="alert_taken"):
    """Somebody of that post is at work on it."""


class AlertAnswered(Event, frozen=True, kw_only=True, tag="alert_answered"):
    """Answered; a supervisor reads."""

    text: str
    evidence_sha256: tuple[str, ...] = ()
    claims_false: bool = False


class AlertEscalated(Event, frozen=True, kw_only=True, tag="alert_escalated"):
    """Urged; a new answer is due."""

    deadline: Deadline


class AlertNoted(Event, frozen=True, kw_only=True, tag="alert_noted"):
    """A supervisor said something."""

    kind: AlertNoteKind
    text: str


class AlertReviewed(Event, frozen=True, kw_only=True, tag="alert_reviewed"):
    """A supervisor is satisfied with the answer."""

    text: str = ""


class ClueTransferred(Event, frozen=True, kw_only=True, tag="clue_transferred"):
    """The clue is with another body."""

    to: str
    text: str
    accountability: str | None = None


class AlertClosed(Event, frozen=True, kw_only=True, tag="alert_closed"):
    """The end."""

    outcome: AlertOutcome
    text: str = ""


AnyAlertEvent = (
    AlertRaised
    | AlertLevelRaised
    | AlertNotified
    | AlertTaken
    | AlertAnswered
    | AlertEscalated
    | AlertNoted
    | AlertReviewed
    | ClueTransferred
    | AlertClosed
)
"""Every event of the machine ``alert``."""
