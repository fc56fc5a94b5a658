"""Commands on a change business."""

from __future__ import annotations

from sync.model.billing import MeterReading
from sync.model.change import ChangeKind, ChangeWish, Signer
from sync.model.ids import FormalNumber, RecordId
from sync.workflow.command import Command


class OpenChange(Command, frozen=True, kw_only=True, tag="open_change"):
    """A household asks for a change: the draft."""

    kind: ChangeKind
    tenancy_id: RecordId
    other_tenancy_id: RecordId | None = None
    """SWAP: the other household's."""
    wish: ChangeWish = ChangeWish()


class ReviseChange(Command, frozen=True, kw_only=True, tag="revise_change"):
    """It asks for something else; what was signed before must be signed anew."""

    wish: ChangeWish


class SignChange(Command, frozen=True, kw_only=True, tag="sign_change"):
    """Somebody signs the draft."""

    who: Signer
    signature_sha256: str


class AcceptChange(Command, frozen=True, kw_only=True, tag="accept_change"):
    """Formal acceptance, with a number."""

    number: FormalNumber


class LaunchChangeChecks(Command, frozen=True, kw_only=True, tag="launch_change_checks"):
    """What the records say about it is looked up."""


class ConcludeChangeChecks(Command, frozen=True, kw_only=True, tag="conclude_change_checks"):
    """What the records say is known: the review begins."""


class ReviewChange(Command, frozen=True, kw_only=True, tag="review_change"):
    """The housing department's opinion."""

    agreed: bool
    text: str


class PostChange(Command, frozen=True, kw_only=True, tag="post_change"):
    """The list hangs."""

    evidence_sha256: str


class ConcludeChangePublicity(Command, frozen=True, kw_only=True, tag="conclude_change_publicity"):
    """The publicity is over."""

    objection: str = ""
    """Conclusion on an objection that was upheld; "" = none was."""


class ExecuteChange(Command, frozen=True, kw_only=True, tag="execute_change"):
    """What was approved happens."""

    fees_cleared: bool = False
    """SWAP, ADJUST_UNIT: water, power and gas of the homes that are left are paid."""
    meters: tuple[MeterReading, ...] = ()
    """Of the home that the household moves into."""
    other_meters: tuple[MeterReading, ...] = ()
    """SWAP: of the home that the other household moves into."""


class WithdrawChange(Command, frozen=True, kw_only=True, tag="withdraw_change"):
    """The household does not want it any more."""

    reason: str


AnyChangeCommand = (
    OpenChange
    | ReviseChange
    | SignChange
    | AcceptChange
    | LaunchChangeChecks
    | ConcludeChangeChecks
    | ReviewChange
    | PostChange
    | ConcludeChangePublicity
    | ExecuteChange
    | WithdrawChange
)
"""Every command of the machine ``change``."""
