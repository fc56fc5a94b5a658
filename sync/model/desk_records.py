"""What happens around a case at a window: sessions, looks at personal data, ratings, tickets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.case import Problem
from sync.model.ids import DeviceId, OperatorId, OrgCode, RecordId
from sync.model.value_checks import is_phone, not_an_identifier, out_of_range

_SCORES = range(1, 6)
_LONGEST_WAIT_S = 24 * 60 * 60
_LONGEST_RETENTION = 3650
_LEAST_TEXT = 2


class SessionBusiness(StrEnum):
    """What a session was for."""

    APPLY = "apply"
    CORRECT = "correct"
    QUERY = "query"
    SIGN = "sign"
    CHANGE = "change"
    RECHECK = "recheck"
    COMPLAIN = "complain"


class SessionResult(StrEnum):
    """How a session ended."""

    DONE = "done"
    LEFT_OFF = "left_off"
    """Begun and kept for another day."""
    SENT_ON = "sent_on"
    """To another window or office."""
    REFUSED = "refused"


class TicketKind(StrEnum):
    """What somebody turned to the office with."""

    QUESTION = "question"
    COMPLAINT = "complaint"
    REPORT = "report"
    """About somebody else's home or application."""
    PRAISE = "praise"


class ViewPurpose(StrEnum):
    """Why somebody looks at a sensitive field in full."""

    OWN_CASE = "own_case"
    COMPARE_PAPER = "compare_paper"
    ASKED_BY_PERSON = "asked_by_person"
    REVIEW = "review"
    SUPERVISION = "supervision"
    """A clue or a complaint is being looked into."""


class VideoCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The call of a session that was held by video."""

    caller_point: str
    officer: OperatorId
    level: int = 1
    """1 the street, 2 the county, 3 the city."""
    waited_s: int = 0
    consent_to_record: bool = False
    recording_sha256: str | None = None
    """Of the recording before sealing, hex."""
    retention_days: int | None = None


class WorkSession(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person served at one desk, kiosk or by video."""

    id: RecordId
    device: DeviceId
    operator: OperatorId
    began_at: datetime
    business: SessionBusiness
    case_id: RecordId | None = None
    ended_at: datetime | None = None
    result: SessionResult | None = None
    video: VideoCall | None = None


class DataView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look at a sensitive field: who, what, when, why. It names the field, never its value."""

    id: RecordId
    operator: OperatorId
    device: DeviceId
    at: datetime
    case_id: RecordId
    member: str | None = None
    field: str
    purpose: ViewPurpose
    own_case: bool = False
    """The case was assigned to who looked: a reason of its own."""


class Rating(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody thinks of how they were served."""

    id: RecordId
    case_id: RecordId
    stage: str
    org: OrgCode
    """Of the window."""
    score: int
    """1 to 5."""
    reasons: tuple[str, ...] = ()
    text: str = ""
    at: datetime
    followed_up: bool = False


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question, complaint or report from the hotline or a window."""

    id: RecordId
    org: OrgCode
    number: str
    kind: TicketKind
    channel: str
    received_at: datetime
    subject: str
    case_id: RecordId | None = None
    contact: str | None = None
    due: date | None = None
    answer: str = ""
    answered_at: datetime | None = None
    satisfied: bool | None = None


def check_session(session: WorkSession) -> tuple[Problem, ...]:
    """What cannot be right about a session; paths are field names."""
    found: list[Problem] = []
    if session.ended_at is not None and session.ended_at < session.began_at:
        found.append(Problem(path="ended_at", code="dates_order"))
    if (session.ended_at is None) != (session.result is None):
        found.append(Problem(path="result", code="end_without_result"))
    if session.video is not None:
        found.extend(_about_a_call(session.video))
    return tuple(found)


def check_view(view: DataView) -> tuple[Problem, ...]:
    """What cannot be right about a look at a field: "my own case" is a reason only for one's own case."""
    found = list(not_an_identifier("field", view.field.replace("/", ".")))
    if view.purpose is ViewPurpose.OWN_CASE and not view.own_case:
        found.append(Problem(path="purpose", code="not_own_case"))
    return tuple(found)


def check_rating(rating: Rating) -> tuple[Problem, ...]:
    """What cannot be right about a rating: one to five points."""
    return () if rating.score in _SCORES else (Problem(path="score", code="score_range"),)


def check_ticket(ticket: Ticket) -> tuple[Problem, ...]:
    """What cannot be right about a ticket."""
    found = list(not_an_identifier("number", ticket.number))
    if len(ticket.subject.strip()) < _LEAST_TEXT:
        found.append(Problem(path="subject", code="text_missing"))
    if ticket.contact is not None and not is_phone(ticket.contact):
        found.append(Problem(path="contact", code="contact_format"))
    if ticket.answered_at is not None and ticket.answered_at < ticket.received_at:
        found.append(Problem(path="answered_at", code="dates_order"))
    if (ticket.answered_at is None) != (not ticket.answer.strip()):
        found.append(Problem(path="answer", code="text_missing"))
    return tuple(found)


def _about_a_call(call: VideoCall) -> Iterator[Problem]:
    yield from out_of_range("video.waited_s", call.waited_s, _LONGEST_WAIT_S)
    yield from out_of_range("video.retention_days", call.retention_days, _LONGEST_RETENTION)
    if call.recording_sha256 is not None and not call.consent_to_record:
        yield Problem(path="video.recording_sha256", code="recorded_without_consent")
    if call.recording_sha256 is not None and call.retention_days is None:
        yield Problem(path="video.retention_days", code="retention_missing")
