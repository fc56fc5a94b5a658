"""Events of a re-check."""

from __future__ import annotations

from datetime import date

from sync.model.deadline import Deadline
from sync.model.ids import RecordId
from sync.model.recheck import Declaration, RecheckFacts, RecheckKind, RecheckOutcome, SubjectKind
from sync.workflow.event import Event


class RecheckPlanned(Event, frozen=True, kw_only=True, tag="recheck_planned"):
    """A household is to be looked at again."""

    subject: SubjectKind
    subject_id: RecordId
    kind: RecheckKind
    begins: date
    case_id: RecordId | None = None
    unit_id: RecordId | None = None
    category: str | None = None
    clue: str = ""


class RecheckNotified(Event, frozen=True, kw_only=True, tag="recheck_notified"):
    """The household was told."""

    adults: tuple[str, ...]
    deadline: Deadline


class RecheckDeclared(Event, frozen=True, kw_only=True, tag="recheck_declared"):
    """What the household declares."""

    declaration: Declaration


class DeclarationCompleted(Event, frozen=True, kw_only=True, tag="declaration_completed"):
    """Every adult has signed."""

    deadline: Deadline


class CollectingClosed(Event, frozen=True, kw_only=True, tag="collecting_closed"):
    """Nothing was declared in time."""

    deadline: Deadline


class FindingsRecorded(Event, frozen=True, kw_only=True, tag="findings_recorded"):
    """What was found."""

    facts: RecheckFacts
    note: str
    deadline: Deadline


class RecheckDecided(Event, frozen=True, kw_only=True, tag="recheck_decided"):
    """What comes out."""

    outcome: RecheckOutcome
    text: str
    reasons: tuple[str, ...] = ()
    new_category: str | None = None
    from_month: date | None = None
    publicity: Deadline | None = None
    """It is posted until then; None = it need not be."""
    objection: Deadline | None = None
    """Until when the household may object; None = nothing to object to, or it is posted first."""


class RecheckPosted(Event, frozen=True, kw_only=True, tag="recheck_posted"):
    """The list hangs."""

    evidence_sha256: str


class RecheckPublicityConcluded(Event, frozen=True, kw_only=True, tag="recheck_publicity_concluded"):
    """The publicity is over."""

    objection: Deadline | None = None


class RecheckObjected(Event, frozen=True, kw_only=True, tag="recheck_objected"):
    """The household objects."""

    text: str
    deadline: Deadline


class ObjectionAnswered(Event, frozen=True, kw_only=True, tag="objection_answered"):
    """What became of the objection."""

    upheld: bool
    text: str
    deadline: Deadline | None = None


class RecheckEnded(Event, frozen=True, kw_only=True, tag="recheck_ended"):
    """It is closed; what came out has taken effect."""


class RecheckCancelled(Event, frozen=True, kw_only=True, tag="recheck_cancelled"):
    """There is nothing to look at any more."""

    text: str


AnyRecheckEvent = (
    RecheckPlanned
    | RecheckNotified
    | RecheckDeclared
    | DeclarationCompleted
    | CollectingClosed
    | FindingsRecorded
    | RecheckDecided
    | RecheckPosted
    | RecheckPublicityConcluded
    | RecheckObjected
    | ObjectionAnswered
    | RecheckEnded
    | RecheckCancelled
)
"""Every event of the machine ``recheck``."""
