"""Commands on an application, from the draft to the result."""

from __future__ import annotations

from sync.model.case import VerificationFact
from sync.model.ids import FormalNumber
from sync.model.states import OpinionDecision
from sync.workflow.command import Command


class Submit(Command, frozen=True, kw_only=True, tag="submit"):
    """Seal a draft and hand it over. Creates the snapshot."""

    snapshot_sha256: str
    """SHA-256, hex, of the canonical fields (``sync.protocol.canonical``) as the desk saw them."""


class Accept(Command, frozen=True, kw_only=True, tag="accept"):
    """Formal acceptance (受理)."""

    number: FormalNumber
    """From a block of this station."""


class AskCorrection(Command, frozen=True, kw_only=True, tag="ask_correction"):
    """The one-time notice of everything that is missing (一次性补正告知)."""

    items: tuple[str, ...]
    number: FormalNumber | None = None


class AnswerCorrection(Command, frozen=True, kw_only=True, tag="answer_correction"):
    """The applicant has answered all items; submits again."""

    snapshot_sha256: str


class RefuseAcceptance(Command, frozen=True, kw_only=True, tag="refuse_acceptance"):
    """Not accepted (不予受理), with reason codes and words."""

    reason_codes: tuple[str, ...]
    text: str


class LaunchChecks(Command, frozen=True, kw_only=True, tag="launch_checks"):
    """Start the cross-department checks. Needs a live consent of every adult."""


class RecordChecks(Command, frozen=True, kw_only=True, tag="record_checks"):
    """Answers of departments (by the platform), or a recorded manual check (by a reviewer, with note)."""

    facts: tuple[VerificationFact, ...]


class CommitOpinion(Command, frozen=True, kw_only=True, tag="commit_opinion"):
    """A reviewer's opinion on the current review stage."""

    stage: str
    decision: OpinionDecision
    text: str
    """The reviewer's own words; machine-drafted fact lines don't count."""
    reason_codes: tuple[str, ...] = ()
    viewed: tuple[str, ...] = ()
    """Blocks of the page that were looked at."""


class AnswerReturn(Command, frozen=True, kw_only=True, tag="answer_return"):
    """What the reviewer asked for has been added."""

    note: str


class PostPublicity(Command, frozen=True, kw_only=True, tag="post_publicity"):
    """The list hangs on the board: evidence for rule R07."""

    stage: str
    evidence_sha256: str


class ConcludePublicity(Command, frozen=True, kw_only=True, tag="conclude_publicity"):
    """The period is over and nobody objected (platform timer or the publishing office)."""

    stage: str


class Announce(Command, frozen=True, kw_only=True, tag="announce"):
    """Announce the result: the household is qualified and enters the waiting list."""


class Withdraw(Command, frozen=True, kw_only=True, tag="withdraw"):
    """The applicant withdraws before the decision."""

    reason: str


AnyApplicationCommand = (
    Submit
    | Accept
    | AskCorrection
    | AnswerCorrection
    | RefuseAcceptance
    | LaunchChecks
    | RecordChecks
    | CommitOpinion
    | AnswerReturn
    | PostPublicity
    | ConcludePublicity
    | Announce
    | Withdraw
)
"""Every command of the machine ``case``."""
