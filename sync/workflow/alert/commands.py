"""Commands on an alert. A supervisor urges, comments, consents and transfers; data is changed by none of these."""

from __future__ import annotations

from sync.model.alert import AlertKind, AlertLevel
from sync.model.ids import RecordId
from sync.model.states import Role
from sync.workflow.command import Command


class RaiseAlert(Command, frozen=True, kw_only=True, tag="raise_alert"):
    """A rule saw a breach. Founding; on an open alert it may raise the level.

    It is given on the record :func:`sync.model.alert.alert_id` of rule, machine, object, stage and ``earlier``, with
    the organisation unit of the object.
    """

    rule: str
    risk_point: str
    machine: str
    object_id: RecordId
    level: AlertLevel
    kind: AlertKind
    fingerprint: str
    """See :func:`sync.model.alert.breach_fingerprint`."""
    disposer_role: Role
    figures: dict[str, int | str]
    """What the rule saw: numbers, codes and days; never words about a person."""
    stage: str = ""
    earlier: int = 0


class NotifyAlert(Command, frozen=True, kw_only=True, tag="notify_alert"):
    """The post that must answer has been told; by the province itself."""


class TakeAlert(Command, frozen=True, kw_only=True, tag="take_alert"):
    """Somebody of the post that must answer begins."""


class AnswerAlert(Command, frozen=True, kw_only=True, tag="answer_alert"):
    """What was found and done, in words of one's own; or that nothing was wrong."""

    text: str
    evidence_sha256: tuple[str, ...] = ()
    claims_false: bool = False


class EscalateAlert(Command, frozen=True, kw_only=True, tag="escalate_alert"):
    """Nobody answered in time (by the province itself), or a supervisor urges (督办)."""

    text: str = ""
    """The supervisor's words; the province needs none."""


class CommentAlert(Command, frozen=True, kw_only=True, tag="comment_alert"):
    """A supervisor's remark."""

    text: str


class ReviewAlert(Command, frozen=True, kw_only=True, tag="review_alert"):
    """A supervisor has read the answer."""

    satisfied: bool
    text: str = ""
    """Must say what is missing where the answer does not do."""


class AgreeFalseAlert(Command, frozen=True, kw_only=True, tag="agree_false_alert"):
    """A supervisor consents that nothing was wrong."""

    text: str


class TransferClue(Command, frozen=True, kw_only=True, tag="transfer_clue"):
    """A supervisor hands the clue to another body (线索移送)."""

    to: str
    """The body, in words."""
    text: str
    accountability: str | None = None
    """Item of the list of accountability."""


class CloseAlert(Command, frozen=True, kw_only=True, tag="close_alert"):
    """The end: by the province itself after a good answer, by a supervisor after a transfer."""

    text: str = ""
    """What the other body answered."""


AnyAlertCommand = (
    RaiseAlert
    | NotifyAlert
    | TakeAlert
    | AnswerAlert
    | EscalateAlert
    | CommentAlert
    | ReviewAlert
    | AgreeFalseAlert
    | TransferClue
    | CloseAlert
)
"""Every command of the machine ``alert``."""
