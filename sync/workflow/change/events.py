"""Events of a change business."""

from __future__ import annotations

from sync.model.change import ChangeCheck, ChangeKind, ChangeWish, Signer
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, RecordId
from sync.workflow.event import Event


class ChangeOpened(Event, frozen=True, kw_only=True, tag="change_opened"):
    """The draft."""

    kind: ChangeKind
    tenancy_id: RecordId
    case_id: RecordId | None = None
    other_tenancy_id: RecordId | None = None
    wish: ChangeWish = ChangeWish()


class ChangeRevised(Event, frozen=True, kw_only=True, tag="change_revised"):
    """Another wish; signatures are taken back."""

    wish: ChangeWish


class ChangeSigned(Event, frozen=True, kw_only=True, tag="change_signed"):
    """Somebody signed the draft."""

    who: Signer
    signature_sha256: str


class ChangeAccepted(Event, frozen=True, kw_only=True, tag="change_accepted"):
    """Formally accepted."""

    number: FormalNumber
    unit_id: RecordId | None = None
    waiting_id: RecordId | None = None
    other_unit_id: RecordId | None = None
    other_waiting_id: RecordId | None = None


class ChangeChecksLaunched(Event, frozen=True, kw_only=True, tag="change_checks_launched"):
    """What the records say is looked up."""

    deadline: Deadline


class ChangeChecked(Event, frozen=True, kw_only=True, tag="change_checked"):
    """What the records say."""

    checks: tuple[ChangeCheck, ...]
    deadline: Deadline


class ChangeReviewed(Event, frozen=True, kw_only=True, tag="change_reviewed"):
    """The housing department's opinion."""

    agreed: bool
    text: str
    publicity: Deadline | None = None
    """It is posted until then; None = it need not be."""


class ChangePosted(Event, frozen=True, kw_only=True, tag="change_posted"):
    """The list hangs."""

    evidence_sha256: str


class ChangePublicityConcluded(Event, frozen=True, kw_only=True, tag="change_publicity_concluded"):
    """The publicity is over."""

    objection: str = ""
    """Conclusion on an objection that was upheld; "" = none was."""


class ChangeExecuted(Event, frozen=True, kw_only=True, tag="change_executed"):
    """What was approved has happened."""


class ChangeWithdrawn(Event, frozen=True, kw_only=True, tag="change_withdrawn"):
    """The household does not want it any more."""

    reason: str


AnyChangeEvent = (
    ChangeOpened
    | ChangeRevised
    | ChangeSigned
    | ChangeAccepted
    | ChangeChecksLaunched
    | ChangeChecked
    | ChangeReviewed
    | ChangePosted
    | ChangePublicityConcluded
    | ChangeExecuted
    | ChangeWithdrawn
)
"""Every event of the machine ``change``."""
