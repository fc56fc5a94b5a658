"""Events of a violation."""

from __future__ import annotations

from datetime import date

from sync.model.credit import PersonKey
from sync.model.deadline import Deadline
from sync.model.ids import RecordId
from sync.model.inspection import InspectionResult
from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource, HearingOutcome, Rung
from sync.workflow.event import Event


class ClueOpened(Event, frozen=True, kw_only=True, tag="clue_opened"):
    """A clue, and no more."""

    source: ClueSource
    text: str
    policy_id: str
    policy_version: str
    suspected: TakeBack | None = None
    unit_id: RecordId | None = None
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    rule: str = ""
    figures: dict[str, int] | None = None
    inspection_id: RecordId | None = None
    result: InspectionResult | None = None
    """What the visit found that this clue comes from."""
    contact: str | None = None
    answer_deadline: Deadline | None = None
    """Until when the reporter gets an answer; None = nobody reported it."""


class ClueInspected(Event, frozen=True, kw_only=True, tag="clue_inspected"):
    """A visit was made about it; what it found is no conclusion yet."""

    inspection_id: RecordId
    result: InspectionResult
    text: str = ""


class ClueTaken(Event, frozen=True, kw_only=True, tag="clue_taken"):
    """Somebody checks it."""

    deadline: Deadline


class ClueEstablished(Event, frozen=True, kw_only=True, tag="clue_established"):
    """It is so."""

    kind: TakeBack
    facts: str
    evidence_sha256: tuple[str, ...]
    person: PersonKey
    breach_from: date | None = None


class ClueUnfounded(Event, frozen=True, kw_only=True, tag="clue_unfounded"):
    """There is nothing in it, or it cannot be shown."""

    facts: str
    evidence_sha256: tuple[str, ...] = ()


class ReportAnswered(Event, frozen=True, kw_only=True, tag="report_answered"):
    """The reporter has an answer."""

    text: str


class ViolationNoticeGiven(Event, frozen=True, kw_only=True, tag="violation_notice_given"):
    """To be put right; the first rung of the measures."""

    text: str
    deadline: Deadline
    document_sha256: str | None = None


class ViolationRectified(Event, frozen=True, kw_only=True, tag="violation_rectified"):
    """It was put right."""

    on: date
    text: str
    evidence_sha256: tuple[str, ...]


class SkipAllowed(Event, frozen=True, kw_only=True, tag="skip_allowed"):
    """A second person allows to leave out milder rungs."""

    rung: Rung
    reason: str


class MeasureTaken(Event, frozen=True, kw_only=True, tag="measure_taken"):
    """One rung."""

    rung: Rung
    text: str
    document_sha256: str | None = None


class HearingOffered(Event, frozen=True, kw_only=True, tag="hearing_offered"):
    """Told of facts, grounds and the penalty that is meant."""

    text: str
    deadline: Deadline


class HearingRecorded(Event, frozen=True, kw_only=True, tag="hearing_recorded"):
    """What became of the right to be heard."""

    outcome: HearingOutcome
    statement: str = ""


class PenaltyDecided(Event, frozen=True, kw_only=True, tag="penalty_decided"):
    """The decision; the administrative rung."""

    text: str
    fine_fen: int
    gain_fen: int
    return_home: bool
    market_rent_from: date | None = None
    ban_also: tuple[PersonKey, ...] = ()
    ban_also_reason: str = ""


class HomeReturned(Event, frozen=True, kw_only=True, tag="violation_home_returned"):
    """The home was given back."""

    returned_on: date
    evidence_sha256: str


class ViolationClosed(Event, frozen=True, kw_only=True, tag="violation_closed"):
    """The end."""

    note: str = ""
    ban_until: date | None = None


AnyViolationEvent = (
    ClueOpened
    | ClueInspected
    | ClueTaken
    | ClueEstablished
    | ClueUnfounded
    | ReportAnswered
    | ViolationNoticeGiven
    | ViolationRectified
    | SkipAllowed
    | MeasureTaken
    | HearingOffered
    | HearingRecorded
    | PenaltyDecided
    | HomeReturned
    | ViolationClosed
)
"""Every event of the machine ``violation``."""
