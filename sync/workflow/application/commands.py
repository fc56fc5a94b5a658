"""Commands on an application, from the draft to the result."""

from __future__ import annotations

from sync.model.case import VerificationFact
from sync.model.ids import FormalNumber, RecordId
from sync.model.remedies import EndingReason, Gap, ObjectionOutcome
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
    """Go from the acceptance into the first stage, and start the checks that the policy has there.

    Needs a live consent of every adult.
    """


class RecordChecks(Command, frozen=True, kw_only=True, tag="record_checks"):
    """Answers of departments (by the platform), or a recorded manual check (by a reviewer, with note).

    An answer that comes after the reviews and contradicts them leads back to the review.
    """

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
    gap: Gap = Gap.OFFICE
    """RETURN: who has to bring what is missing."""


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


class RaiseObjection(Command, frozen=True, kw_only=True, tag="raise_objection"):
    """Somebody objects to a posted list (异议). Who it is stays at the place that took it in."""

    stage: str
    grounds: str
    named: bool = False
    """False = anonymous."""
    evidence_sha256: tuple[str, ...] = ()
    number: FormalNumber | None = None
    """From a block of this station."""


class ConcludeObjection(Command, frozen=True, kw_only=True, tag="conclude_objection"):
    """The conclusion on one objection, in the words in which it is published and told to who raised it."""

    objection: RecordId
    outcome: ObjectionOutcome
    text: str
    reason_codes: tuple[str, ...] = ()
    """REJECT: the conditions that fail."""


class Announce(Command, frozen=True, kw_only=True, tag="announce"):
    """Announce the result. At the end of the road the household is qualified."""


class Register(Command, frozen=True, kw_only=True, tag="register_case"):
    """Put on record what others decided (登记备案)."""

    stage: str


class AskReconsideration(Command, frozen=True, kw_only=True, tag="ask_reconsideration"):
    """The applicant disagrees with the rejection."""

    grounds: str


class ConcludeReconsideration(Command, frozen=True, kw_only=True, tag="conclude_reconsideration"):
    """Another person has looked at it again."""

    overturn: bool
    """True = back to the review that decided; False = the rejection stands, for good."""
    text: str
    reason_codes: tuple[str, ...] = ()
    """Without ``overturn``: the conditions that fail."""


class Lapse(Command, frozen=True, kw_only=True, tag="lapse_case"):
    """The correction was not made in time: it counts as given up (platform timer)."""


class Terminate(Command, frozen=True, kw_only=True, tag="terminate_case"):
    """The application ends without a decision on it."""

    reason: EndingReason
    evidence_sha256: str
    other_case: RecordId | None = None
    """DUPLICATE: the application that goes on."""


class RecomputeClocks(Command, frozen=True, kw_only=True, tag="recompute_clocks"):
    """The calendar of a year has arrived: provisional clocks become sure (platform)."""


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
    | RaiseObjection
    | ConcludeObjection
    | Announce
    | Register
    | AskReconsideration
    | ConcludeReconsideration
    | Lapse
    | Terminate
    | RecomputeClocks
    | Withdraw
)
"""Every command of the machine ``case``."""
