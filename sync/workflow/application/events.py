"""Events of an application: append-only; the state of a case is their fold."""

from __future__ import annotations

from datetime import date

from sync.model.case import Opinion, PublicityEnd, VerificationFact
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, RecordId
from sync.model.remedies import Ending, Gap, Objection, ObjectionOutcome
from sync.workflow.event import Event


class Submitted(Event, frozen=True, kw_only=True, tag="submitted"):
    """The draft is sealed and handed over."""

    snapshot_sha256: str
    policy_id: str
    policy_version: str
    variant: str
    deadline: Deadline | None = None
    """Acceptance clock."""
    warnings: tuple[str, ...] = ()
    """What the window is warned of: ``banned``, ``duplicate``. It keeps nobody from applying."""


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
    """Clock of the applicant."""
    clocks: tuple[Deadline, ...] = ()
    """Those that rest from now on."""


class CorrectionAnswered(Event, frozen=True, kw_only=True, tag="correction_answered"):
    """All items answered; waits for acceptance again."""

    snapshot_sha256: str
    clocks: tuple[Deadline, ...] = ()
    """Those that go on."""


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


class VerifyingEntered(Event, frozen=True, kw_only=True, tag="verifying_entered"):
    """The departments have the floor: no review goes on beside."""

    stage: str
    deadline: Deadline | None = None


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
    gap: Gap = Gap.OFFICE
    clocks: tuple[Deadline, ...] = ()
    """Those that rest from now on."""


class ReturnAnswered(Event, frozen=True, kw_only=True, tag="return_answered"):
    """What the reviewer asked for has been added; the stage goes on."""

    stage: str
    note: str
    clocks: tuple[Deadline, ...] = ()
    """Those that go on."""


class PublicityStarted(Event, frozen=True, kw_only=True, tag="publicity_started"):
    """A period of publicity begins. ``to`` is its last day."""

    stage: str
    starts: date
    to: date
    provisional: bool = False
    clock: Deadline | None = None


class PublicityPosted(Event, frozen=True, kw_only=True, tag="publicity_posted"):
    """Evidence that the list hangs on the board."""

    stage: str
    evidence_sha256: str


class PublicityConcluded(Event, frozen=True, kw_only=True, tag="publicity_concluded"):
    """The period is over and nobody objected."""

    stage: str


class BrokenOff(Event, frozen=True, kw_only=True, tag="broken_off"):
    """A publicity, or the way to an announcement, ends before its time: what was posted does not hold."""

    stage: str
    why: PublicityEnd


class ObjectionRaised(Event, frozen=True, kw_only=True, tag="objection_raised"):
    """Somebody objects; it is looked at."""

    objection: Objection
    deadline: Deadline | None = None
    """Of the investigation."""
    clocks: tuple[Deadline, ...] = ()
    """Those that rest from now on."""
    period: Deadline | None = None
    """The publicity's own clock, where it rests."""


class ObjectionConcluded(Event, frozen=True, kw_only=True, tag="objection_concluded"):
    """The conclusion on one objection is published."""

    objection: RecordId
    outcome: ObjectionOutcome
    text: str
    reason_codes: tuple[str, ...] = ()


class PublicityResumed(Event, frozen=True, kw_only=True, tag="publicity_resumed"):
    """No objection is open any more: the period goes on. ``to`` is its last day now."""

    stage: str
    to: date
    provisional: bool = False
    clocks: tuple[Deadline, ...] = ()
    period: Deadline | None = None


class DecidingEntered(Event, frozen=True, kw_only=True, tag="deciding_entered"):
    """All stages are through; the result waits to be announced."""

    stage: str
    deadline: Deadline | None = None


class RejectionPending(Event, frozen=True, kw_only=True, tag="rejection_pending"):
    """Decided against; it counts when it has been announced."""

    stage: str
    """Of the announcement."""
    decided_stage: str
    reason_codes: tuple[str, ...]
    text: str
    deadline: Deadline | None = None


class Announced(Event, frozen=True, kw_only=True, tag="result_announced"):
    """The result is public; the road goes on."""

    stage: str


class RegisteringEntered(Event, frozen=True, kw_only=True, tag="registering_entered"):
    """What others decided waits to be put on record."""

    stage: str
    deadline: Deadline | None = None


class Registered(Event, frozen=True, kw_only=True, tag="case_registered"):
    """It is on record."""

    stage: str


class Qualified(Event, frozen=True, kw_only=True, tag="qualified"):
    """The household is qualified (取得资格): a waiting entry exists, or a subsidy."""

    waiting_id: RecordId | None = None
    subsidy_id: RecordId | None = None


class Rejected(Event, frozen=True, kw_only=True, tag="rejected"):
    """Not passed (不予通过), with the failing conditions."""

    stage: str
    """The review that decided."""
    reason_codes: tuple[str, ...]
    text: str
    deadline: Deadline | None = None
    """Until when it may be asked to look again; None = it may not."""


class ReconsiderationAsked(Event, frozen=True, kw_only=True, tag="reconsideration_asked"):
    """The applicant disagrees; another person looks at it again."""

    grounds: str
    deadline: Deadline | None = None


class ReconsiderationConcluded(Event, frozen=True, kw_only=True, tag="reconsideration_concluded"):
    """The result of looking again, in writing. What follows from it is an event of its own."""

    overturned: bool
    text: str


class Lapsed(Event, frozen=True, kw_only=True, tag="case_lapsed"):
    """The correction was not made in time: it counts as given up."""

    due: date


class Terminated(Event, frozen=True, kw_only=True, tag="case_terminated"):
    """Ended without a decision on it."""

    ending: Ending


class ClocksRecomputed(Event, frozen=True, kw_only=True, tag="clocks_recomputed"):
    """The calendar of a year has arrived."""

    clocks: tuple[Deadline, ...]
    period: Deadline | None = None
    """The publicity's own clock, where it moved."""


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
    | VerifyingEntered
    | StageEntered
    | OpinionCommitted
    | Returned
    | ReturnAnswered
    | PublicityStarted
    | PublicityPosted
    | PublicityConcluded
    | BrokenOff
    | ObjectionRaised
    | ObjectionConcluded
    | PublicityResumed
    | DecidingEntered
    | RejectionPending
    | Announced
    | RegisteringEntered
    | Registered
    | Qualified
    | Rejected
    | ReconsiderationAsked
    | ReconsiderationConcluded
    | Lapsed
    | Terminated
    | ClocksRecomputed
    | Withdrawn
)
"""Every event of the machine ``case``."""
