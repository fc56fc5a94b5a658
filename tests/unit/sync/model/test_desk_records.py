"""Sessions, looks at personal data, ratings and tickets: each single flaw is named at its field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.case import Problem
from sync.model.desk_records import (
    DataView,
    Rating,
    SessionBusiness,
    SessionResult,
    Ticket,
    TicketKind,
    VideoCall,
    ViewPurpose,
    WorkSession,
    check_rating,
    check_session,
    check_ticket,
    check_view,
)
from sync.model.ids import DeviceId, OperatorId, OrgCode, RecordId
from tests.support.households import HASH

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OPERATOR = OperatorId("op-window")


def named(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in problems]


def changed(record: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(record, **changes)


SESSION = WorkSession(
    id=RecordId("s-1"),
    device=DeviceId("dev-1"),
    operator=OPERATOR,
    began_at=NOW,
    business=SessionBusiness.APPLY,
    ended_at=NOW,
    result=SessionResult.DONE,
    video=VideoCall(
        caller_point="kiosk-01",
        officer=OPERATOR,
        waited_s=86_400,
        consent_to_record=True,
        recording_sha256=HASH,
        retention_days=3650,
    ),
)


@pytest.mark.parametrize(
    ("changes", "video", "problems"),
    [
        ({}, {}, []),
        ({"ended_at": None, "result": None}, {}, []),
        ({"video": None}, None, []),
        ({"ended_at": NOW - timedelta(seconds=1)}, {}, [("ended_at", "dates_order")]),
        ({"ended_at": None}, {}, [("result", "end_without_result")]),
        ({"result": None}, {}, [("result", "end_without_result")]),
        ({}, {"waited_s": -1}, [("video.waited_s", "negative")]),
        ({}, {"waited_s": 86_401}, [("video.waited_s", "too_large")]),
        ({}, {"retention_days": 3651}, [("video.retention_days", "too_large")]),
        ({}, {"retention_days": None}, [("video.retention_days", "retention_missing")]),
        ({}, {"consent_to_record": False}, [("video.recording_sha256", "recorded_without_consent")]),
        ({}, {"consent_to_record": False, "recording_sha256": None, "retention_days": None}, []),
    ],
)
def test_sessions(changes: dict[str, Any], video: dict[str, Any] | None, problems: list[tuple[str, str]]) -> None:
    session = changed(SESSION, **changes)
    if video is not None:
        session = changed(session, video=changed(SESSION.video, **video))
    assert named(check_session(session)) == problems


def test_a_look_at_personal_data_has_a_purpose() -> None:
    view = DataView(
        id=RecordId("v-1"),
        operator=OPERATOR,
        device=DeviceId("dev-1"),
        at=NOW,
        case_id=RecordId("case-1"),
        field="members/m1.document_number",
        purpose=ViewPurpose.OWN_CASE,
        own_case=True,
    )
    assert check_view(view) == ()
    assert named(check_view(changed(view, own_case=False))) == [("purpose", "not_own_case")]
    assert check_view(changed(view, own_case=False, purpose=ViewPurpose.REVIEW)) == ()
    assert named(check_view(changed(view, field="证号"))) == [("field", "code_format")]


@pytest.mark.parametrize(("score", "good"), [(0, False), (1, True), (5, True), (6, False)])
def test_ratings_are_one_to_five(score: int, good: bool) -> None:
    rating = Rating(
        id=RecordId("r-1"), case_id=RecordId("case-1"), stage="R1", org=OrgCode("990101003"), score=score, at=NOW
    )
    assert named(check_rating(rating)) == ([] if good else [("score", "score_range")])


TICKET = Ticket(
    id=RecordId("t-1"),
    org=OrgCode("990101"),
    number="T-1",
    kind=TicketKind.COMPLAINT,
    channel="hotline",
    received_at=NOW,
    subject="等候",
    contact="19900001234",
    answer="已答复",
    answered_at=NOW,
)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"contact": None, "answer": "", "answered_at": None}, []),
        ({"number": ""}, [("number", "code_format")]),
        ({"subject": " 等 "}, [("subject", "text_missing")]),
        ({"contact": "12345"}, [("contact", "contact_format")]),
        ({"answered_at": NOW - timedelta(seconds=1)}, [("answered_at", "dates_order")]),
        ({"answered_at": None}, [("answer", "text_missing")]),
        ({"answer": " "}, [("answer", "text_missing")]),
    ],
)
def test_tickets(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_ticket(changed(TICKET, **changes))) == problems


@pytest.mark.parametrize("record", [SESSION, TICKET])
def test_records_of_a_window_travel_unchanged(record: Any) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record
