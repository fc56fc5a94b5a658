"""Commands on an allocation batch. What a household does in it is a command on its waiting entry."""

from __future__ import annotations

from datetime import date

from sync.model.allocation import Method
from sync.model.draw_record import DrawTerms
from sync.model.ids import RecordId
from sync.workflow.command import Command

AT_ONCE = 200
"""Most households or homes that one command touches."""


class PlanBatch(Command, frozen=True, kw_only=True, tag="plan_batch"):
    """Begin a batch. Homes are added by reserving them for it."""

    title: str
    plan_text: str
    method: Method
    groups: tuple[int, ...] = ()
    """Groups that it is for; empty = all."""
    by_invitation: bool = False
    month: str | None = None
    """``YYYY-MM``, for the numbers of a month's newcomers."""


class AnnounceBatch(Command, frozen=True, kw_only=True, tag="announce_batch"):
    """Make homes, plan and dates public."""

    notice: str
    intent_from: date
    intent_to: date


class InviteHouseholds(Command, frozen=True, kw_only=True, tag="invite_households"):
    """Tell households that they may register."""

    waiting_ids: tuple[RecordId, ...]


class OpenIntent(Command, frozen=True, kw_only=True, tag="open_intent"):
    """The first day of registration has come."""


class CloseIntent(Command, frozen=True, kw_only=True, tag="close_intent"):
    """Registration is over."""


class Enlist(Command, frozen=True, kw_only=True, tag="enlist"):
    """Put newcomers into the draw of their waiting numbers."""

    waiting_ids: tuple[RecordId, ...]


class FreezeList(Command, frozen=True, kw_only=True, tag="freeze_list"):
    """Fix the list and publish its hash."""

    program_sha256: str
    """Of the published program that makes the order."""
    draw: DrawTerms | None = None


class CommitDraw(Command, frozen=True, kw_only=True, tag="commit_draw"):
    """A party hands over its commit, and its secret in a sealed envelope."""

    party: str
    commit: str
    escrow: str = ""


class RevealDraw(Command, frozen=True, kw_only=True, tag="reveal_draw"):
    """A secret becomes public, by its party or out of the envelope."""

    party: str
    secret: str
    opened_by: str = ""


class RecordEntropy(Command, frozen=True, kw_only=True, tag="record_entropy"):
    """The public text that was named; the order follows."""

    text: str


class CancelDraw(Command, frozen=True, kw_only=True, tag="cancel_draw"):
    """Publicly give a draw up that has no result yet."""

    reason: str
    notice: str


class StartSelecting(Command, frozen=True, kw_only=True, tag="start_selecting"):
    """The order was public long enough."""

    evidence_sha256: str


class PassOver(Command, frozen=True, kw_only=True, tag="pass_over"):
    """A household did not choose in time, or was called and was not there."""

    waiting_id: RecordId
    absence_sha256: str | None = None
    """Of the signed record of the call, for who was not there on the day of choosing."""


class EndSelecting(Command, frozen=True, kw_only=True, tag="end_selecting"):
    """Everybody has had a turn; post the result."""

    evidence_sha256: str


class ConcludeResult(Command, frozen=True, kw_only=True, tag="conclude_result"):
    """The publicity of the result is over."""


class SettleBatch(Command, frozen=True, kw_only=True, tag="settle_batch"):
    """Give back some of the households that got nothing and of the homes that nobody got, or give out numbers."""


class CloseBatch(Command, frozen=True, kw_only=True, tag="close_batch"):
    """Nothing is open any more."""


class CancelBatch(Command, frozen=True, kw_only=True, tag="cancel_batch"):
    """Publicly give the batch up."""

    reason: str
    notice: str


AnyAllocationCommand = (
    PlanBatch
    | AnnounceBatch
    | InviteHouseholds
    | OpenIntent
    | CloseIntent
    | Enlist
    | FreezeList
    | CommitDraw
    | RevealDraw
    | RecordEntropy
    | CancelDraw
    | StartSelecting
    | PassOver
    | EndSelecting
    | ConcludeResult
    | SettleBatch
    | CloseBatch
    | CancelBatch
)
"""Every command of the machine ``batch``."""
