"""Events: what has happened. Append-only; the state of a record is the fold of its events.

An event carries everything that ``apply`` needs, so that both ends fold alike without asking anybody. Times are the
deciding end's (at the platform: the only ones that count). The tag is the name on the wire and in the timeline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.case import Deadline, Opinion, VerificationFact
from sync.model.ids import FormalNumber, OperatorId, RecordId
from sync.model.states import SignatureMethod


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Root of all events."""

    at: datetime
    """When it was decided, aware UTC."""
    by: OperatorId


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


class WaitingEntered(Event, frozen=True, kw_only=True, tag="waiting_entered"):
    """On the waiting list (轮候)."""

    group: int
    score: int
    score_detail: dict[str, int]
    household_size: int
    category: str | None = None
    monthly_income_fen: int | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    number: FormalNumber | None = None
    """None in a preview: only the platform gives numbers of kind LH."""


class UnitAllocated(Event, frozen=True, kw_only=True, tag="unit_allocated"):
    """The home is taken (on the unit)."""

    waiting_id: RecordId


class Allocated(Event, frozen=True, kw_only=True, tag="allocated"):
    """The household has a home (on the waiting entry)."""

    unit_id: RecordId
    tenancy_id: RecordId


class ContractIssued(Event, frozen=True, kw_only=True, tag="contract_issued"):
    """The platform issued the contract; its content is fixed from here on."""

    monthly_rent_fen: int
    rent_tier_permille: int
    deposit_fen: int
    term_from: date
    term_to: date
    number: FormalNumber | None = None
    content_sha256: str | None = None
    """None in a preview without a number."""


class ContractSigned(Event, frozen=True, kw_only=True, tag="contract_signed"):
    """The tenant signed the issued contract, unchanged."""

    content_sha256: str
    method: SignatureMethod
    signature_sha256: str


class UnknownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a newer program: kept and shown, never guessed at. Folding it changes only the count."""

    type: str
    plain: dict[str, Any]


CASE_EVENTS = (
    Submitted | Accepted | CorrectionAsked | CorrectionAnswered | AcceptanceRefused | ChecksLaunched | ChecksRecorded
    | StageEntered | OpinionCommitted | Returned | ReturnAnswered | PublicityStarted | PublicityPosted
    | PublicityConcluded | DecidingEntered | Qualified | Rejected | Withdrawn
)  # fmt: skip
"""Events of the machine ``case``."""

KnownEvent = (
    Submitted | Accepted | CorrectionAsked | CorrectionAnswered | AcceptanceRefused | ChecksLaunched | ChecksRecorded
    | StageEntered | OpinionCommitted | Returned | ReturnAnswered | PublicityStarted | PublicityPosted
    | PublicityConcluded | DecidingEntered | Qualified | Rejected | Withdrawn
    | WaitingEntered | Allocated
    | UnitAllocated
    | ContractIssued | ContractSigned
)  # fmt: skip
"""Every event of this version: machines ``case``, ``waiting``, ``unit``, ``tenancy``."""

AnyEvent = KnownEvent | UnknownEvent
"""What a timeline may hold."""

_BY_TAG: Mapping[str, type[Event]] = {str(kind.__struct_config__.tag): kind for kind in KnownEvent.__args__}


def event_tag(event: AnyEvent) -> str:
    """The event's name on the wire."""
    if isinstance(event, UnknownEvent):
        return event.type
    return str(event.__struct_config__.tag)


def plain_event(event: AnyEvent) -> dict[str, Any]:
    """The event as plain data, tag ``type`` included; an unknown one exactly as it came."""
    if isinstance(event, UnknownEvent):
        return dict(event.plain)
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain


def parse_event(plain: Mapping[str, Any]) -> AnyEvent:
    """An event from plain data.

    Raises:
        InvalidRecord: an event of a known type does not fit its type, or there is no type at all.
    """
    tag = plain.get("type")
    if not isinstance(tag, str):
        raise InvalidRecord("type", "an event needs its type")
    kind = _BY_TAG.get(tag)
    if kind is None:
        return UnknownEvent(type=tag, plain=dict(plain))
    try:
        event: AnyEvent = msgspec.convert(plain, kind)  # type: ignore[assignment]  # one of KnownEvent by construction
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `$.")
        raise InvalidRecord(where.rstrip("`") or tag, reason) from error
    return event
