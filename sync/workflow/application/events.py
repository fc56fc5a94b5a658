"""Events of an application: append-only; the state of a case is their fold."""

from __future__ import annotations

from datetime import date

from sync.model.case import Opinion, VerificationFact
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, RecordId
from sync.workflow.event import Event


class Submitted(Event, frozen=True, kw_only=True, tag="submitted"):
    """The draft is sealed and handed over."""

    snapshot_sha256: str
    policy_id: str
    policy_version: str
    variant: str
    deadline: Deadline | None = None
    """Acceptance clock."""


class Accepted(Event, frozen=True, kw_only=True, tag="accepted"):
    """Formally accepted (受理)."""

    number: FormalNumber
    deadlines: tuple[Deadline, ...] = ()
    """Total clock."""


class CorrectionAsked(Event, frozen=True, kw_only=True, tag="correction_asked"):
    """One-time correction notice (一次性补正告知)."""

    items: tuple[str, ...]
    number: FormalNumber | None = None
    deadline: Deadline | None = None
    """Clock of the applicant; the acceptance clock rests."""


class CorrectionAnswered(Event, frozen=True, kw_only=True, tag="correction_answered"):
    """All items answered; waits for acceptance again."""

    snapshot_sha256: str
    deadline: Deadline | None = None


class AcceptanceRefused(Event, frozen=True, kw_only=True, tag="acceptance_refused"):
    """Not accepted (不予受理)."""

    reason_codes: tuple[str, ...]
    text: str


class ChecksLaunched(Event, frozen=True, kw_only=True, tag="checks_launched"):
    """The cross-department checks run beside the review."""

    deadline: Deadline | None = None


class ChecksRecorded(Event, frozen=True, kw_only=True, tag="checks_recorded"):
    """Answers of departments or manual checks. A newer answer of the same class and member replaces the older."""

    facts: tuple[VerificationFact, ...]
    complete: bool = False
    """With these, every class that the policy asks for is answered."""


class StageEntered(Event, frozen=True, kw_only=True, tag="stage_entered"):
    """A review stage begins."""

    stage: str
    deadline: Deadline | None = None


class OpinionCommitted(Event, frozen=True, kw_only=True, tag="opinion_committed"):
    """A reviewer's opinion. What follows from it is an event of its own."""

    opinion: Opinion


class Returned(Event, frozen=True, kw_only=True, tag="returned"):
    """The reviewer needs more facts (退回补正)."""

    stage: str
    text: str
    reason_codes: tuple[str, ...] = ()


class ReturnAnswered(Event, frozen=True, kw_only=True, tag="return_answered"):
    """What the reviewer asked for has been added; the stage goes on."""

    stage: str
    note: str
    deadline: Deadline | None = None


class PublicityStarted(Event, frozen=True, kw_only=True, tag="publicity_started"):
    """A period of publicity begins. ``to`` is its last day."""

    stage: str
    starts: date
    to: date
    provisional: bool = False


class PublicityPosted(Event, frozen=True, kw_only=True, tag="publicity_posted"):
    """Evidence that the list hangs on the board."""

    stage: str
    evidence_sha256: str


class PublicityConcluded(Event, frozen=True, kw_only=True, tag="publicity_concluded"):
    """The period is over and nobody objected."""

    stage: str


class DecidingEntered(Event, frozen=True, kw_only=True, tag="deciding_entered"):
    """All stages are through; the result waits to be announced."""

    stage: str
    deadline: Deadline | None = None


class Qualified(Event, frozen=True, kw_only=True, tag="qualified"):
    """Announced: the household is qualified (取得资格) and a waiting entry exists."""

    waiting_id: RecordId


class Rejected(Event, frozen=True, kw_only=True, tag="rejected"):
    """Not passed (不予通过), with the failing conditions."""

    stage: str
    reason_codes: tuple[str, ...]
    text: str


class Withdrawn(Event, frozen=True, kw_only=True, tag="withdrawn"):
    """Withdrawn by the applicant."""

    reason: str


AnyApplicationEvent = (
    Submitted
    | Accepted
    | CorrectionAsked
    | CorrectionAnswered
    | AcceptanceRefused
    | ChecksLaunched
    | ChecksRecorded
    | StageEntered
    | OpinionCommitted
    | Returned
    | ReturnAnswered
    | PublicityStarted
    | PublicityPosted
    | PublicityConcluded
    | DecidingEntered
    | Qualified
    | Rejected
    | Withdrawn
)
"""Every event of the machine ``case``."""
