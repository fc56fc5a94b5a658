"""Records around a case: what is right passes, and each single flaw is named at its field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import LANGUAGES, catalogue
from sync.model.archive import ArchiveFile, ArchiveKind, CatalogueEntry, Loan, Retention, Transfer, check_archive
from sync.model.attachments import (
    MOST_PAGE_BYTES,
    MOST_PAGES,
    Attachment,
    CaptureMethod,
    OwnerKind,
    Page,
    PageQuality,
    check_attachment,
)
from sync.model.case import Problem
from sync.model.estate import Building, Datum, Place, Project, ProjectSource, check_building, check_project
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.verification import (
    VALID_DAYS,
    AnswerOutcome,
    ComparedField,
    TaskState,
    VerificationResult,
    VerificationTask,
    check_result,
    check_task,
)
from tests.support.households import HASH
from tests.support.tree import ROOT

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
OPERATOR = OperatorId("op-window")


def named(problems: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in problems]


def changed(record: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(record, **changes)


TASK = VerificationTask(
    id=RecordId("task-1"), case_id=RecordId("case-1"), member="m1", data_class="V03", consent="c1", requested_at=NOW
)
RESULT = VerificationResult(
    task_id=TASK.id,
    received_at=NOW,
    source="例州市车辆管理所",
    as_of=date(2026, 3, 1),
    outcome=AnswerOutcome.MATCH,
    raw_sha256=HASH,
    compared=(ComparedField(field="vehicles", declared=1, verified=1),),
)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"data_class": "V77"}, []),
        ({"data_class": "V7"}, [("data_class", "code_unknown")]),
        ({"data_class": "D01"}, [("data_class", "code_unknown")]),
        ({"member": "m 1"}, [("member", "code_format")]),
        ({"consent": " "}, [("consent", "task_without_consent")]),
        ({"requested_at": NOW + timedelta(days=1)}, [("requested_at", "date_in_future")]),
        ({"deadline": TODAY}, []),
        ({"deadline": date(2026, 3, 1)}, [("deadline", "dates_order")]),
    ],
)
def test_questions_to_departments(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_task(changed(TASK, **changes), TODAY)) == problems


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"task_id": "task-2"}, [("task_id", "answer_to_another_question")]),
        ({"source": " "}, [("source", "source_missing")]),
        ({"as_of": date(2026, 3, 3)}, [("as_of", "date_in_future")]),
        ({"valid_until": date(2026, 3, 1)}, []),
        ({"valid_until": date(2026, 2, 28)}, [("valid_until", "dates_order")]),
        ({"raw_sha256": "x"}, [("raw_sha256", "digest_format")]),
        ({"compared": RESULT.compared * 2}, [("compared", "compared_twice")]),
        ({"compared": (ComparedField(field="a", declared=1, verified=2),)}, [("outcome", "outcome_against_fields")]),
        (
            {"compared": (ComparedField(field="a", declared=1, verified=2),), "outcome": AnswerOutcome.MISMATCH},
            [],
        ),
        ({"compared": ()}, []),
    ],
)
def test_answers_of_departments(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_result(changed(RESULT, **changes), TASK, TODAY)) == problems


def test_a_check_by_hand_is_confirmed_by_a_person() -> None:
    by_hand = changed(TASK, state=TaskState.MANUAL)
    assert named(check_result(RESULT, by_hand, TODAY)) == [("confirmed_by", "manual_unsigned")]
    assert check_result(changed(RESULT, confirmed_by=OPERATOR), by_hand, TODAY) == ()


def test_an_answer_is_too_old_after_thirty_days() -> None:
    assert VALID_DAYS == 30
    assert RESULT.last_day() == date(2026, 3, 31)
    assert [RESULT.is_expired(day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [False, True]
    shorter = changed(RESULT, valid_until=date(2026, 3, 5))
    assert [shorter.is_expired(day) for day in (date(2026, 3, 5), date(2026, 3, 6))] == [False, True]


@pytest.mark.parametrize(
    ("declared", "verified", "permille"),
    [
        (100, 100, 0),
        (95, 100, 50),
        (100, 95, 50),
        (949, 1000, 51),
        (0, 0, 0),
        (0, 7, 1000),
        (-5, 5, 2000),
        (1, 3, 667),
        ("a", 1, None),
        (1, None, None),
    ],
)
def test_how_far_declared_and_found_lie_apart(declared: Any, verified: Any, permille: int | None) -> None:
    assert ComparedField(field="x", declared=declared, verified=verified).difference_permille == permille


PAGE = Page(sha256=HASH, size=1000, mime="image/jpeg")
PAPER = Attachment(
    id=RecordId("a-1"),
    owner_kind=OwnerKind.CASE,
    owner_id=RecordId("case-1"),
    kind="03",
    pages=(PAGE,),
    captured_by=OPERATOR,
    captured_at=NOW,
    method=CaptureMethod.CAMERA,
    original_seen=True,
    original_seen_by=OPERATOR,
)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"owner_id": ""}, [("owner_id", "code_format")]),
        ({"kind": "99"}, [("kind", "code_unknown")]),
        ({"pages": (), "method": None}, [("pages", "pages_missing")]),
        ({"pages": (), "method": None, "exempt_reason": "network_check"}, []),
        ({"pages": (), "exempt_reason": "because"}, [("exempt_reason", "code_unknown")]),
        ({"exempt_reason": "network_check"}, [("exempt_reason", "exempt_and_there")]),
        ({"method": None}, [("method", "method_missing")]),
        ({"original_seen_by": None}, [("original_seen_by", "original_unsigned")]),
        ({"original_seen": False}, [("original_seen_by", "original_unsigned")]),
        ({"original_seen": False, "original_seen_by": None}, []),
        ({"pages": (PAGE, changed(PAGE, sha256="x"))}, [("pages/1", "digest_format")]),
        ({"pages": (changed(PAGE, size=MOST_PAGE_BYTES),)}, []),
        ({"pages": (changed(PAGE, size=MOST_PAGE_BYTES + 1),)}, [("pages/0", "page_size")]),
        ({"pages": (changed(PAGE, size=0),)}, [("pages/0", "page_size")]),
        ({"pages": (changed(PAGE, mime="application/pdf"),)}, []),
        ({"pages": (changed(PAGE, mime="image/png"),)}, [("pages/0", "page_type")]),
        ({"pages": (PAGE,) * MOST_PAGES}, []),
        ({"pages": (PAGE,) * (MOST_PAGES + 1)}, [("pages", "too_large")]),
    ],
)
def test_papers(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_attachment(changed(PAPER, **changes))) == problems


def test_a_page_is_two_megabytes_at_most_and_can_be_read() -> None:
    assert MOST_PAGE_BYTES == 2_097_152
    (problem,) = check_attachment(changed(PAPER, pages=(changed(PAGE, size=0),)))
    assert problem.details == {"most": 2}
    assert PAPER.readable
    assert not changed(PAPER, pages=(PAGE, changed(PAGE, quality=PageQuality.BLURRED))).readable


PROJECT = Project(
    id=RecordId("p-1"),
    org=OrgCode("990101"),
    code="P-001",
    name="示例家园",
    place=Place(longitude=114_390_000, latitude=27_800_000, datum=Datum.CGCS2000),
    owner="例州市住房保障中心",
    owner_code="91350100M000100Y43",
    source=ProjectSource.NEW,
    total_units=120,
    rent_standard_fen_m2=800,
    property_fee_fen_m2=60,
)


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"place": None, "owner_code": None}, []),
        ({"org": "99"}, [("org", "region_unknown")]),
        ({"code": ""}, [("code", "code_format")]),
        ({"name": " "}, [("name", "project_name_missing")]),
        ({"housing_kind": "castle"}, [("housing_kind", "code_unknown")]),
        ({"owner_code": "91350100M000100Y44"}, [("owner_code", "organisation_code")]),
        ({"operator_code": "x"}, [("operator_code", "organisation_code")]),
        ({"total_units": 100_000, "rent_standard_fen_m2": 100_000, "property_fee_fen_m2": 0}, []),
        ({"total_units": 100_001}, [("total_units", "too_large")]),
        ({"rent_standard_fen_m2": 100_001}, [("rent_standard_fen_m2", "too_large")]),
        ({"property_fee_fen_m2": -1}, [("property_fee_fen_m2", "negative")]),
        ({"place": Place(longitude=27_800_000, latitude=114_390_000, datum=Datum.GCJ02)}, [("place", "place_outside")]),
        ({"place": Place(longitude=73_000_000, latitude=3_000_000, datum=Datum.GCJ02)}, []),
        ({"place": Place(longitude=136_000_000, latitude=54_000_000, datum=Datum.GCJ02)}, []),
        ({"place": Place(longitude=72_999_999, latitude=3_000_000, datum=Datum.GCJ02)}, [("place", "place_outside")]),
        ({"place": Place(longitude=136_000_001, latitude=3_000_000, datum=Datum.GCJ02)}, [("place", "place_outside")]),
        ({"place": Place(longitude=73_000_000, latitude=2_999_999, datum=Datum.GCJ02)}, [("place", "place_outside")]),
        ({"place": Place(longitude=73_000_000, latitude=54_000_001, datum=Datum.GCJ02)}, [("place", "place_outside")]),
    ],
)
def test_projects(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_project(changed(PROJECT, **changes))) == problems


def test_buildings() -> None:
    building = Building(id=RecordId("b-1"), project_id=PROJECT.id, number="3", floors=200, lift=True)
    assert check_building(building) == ()
    assert named(check_building(changed(building, number=" ", floors=201))) == [
        ("number", "code_format"),
        ("floors", "too_large"),
    ]


FILE = ArchiveFile(
    id=RecordId("f-1"),
    org=OrgCode("990101"),
    number="H-2026-0001",
    kind=ArchiveKind.HOUSEHOLD,
    subject_id=RecordId("case-1"),
    retention=Retention.AFTER_EXIT,
    catalogue=(
        CatalogueEntry(sequence=1, title="申请表", attachment=RecordId("a-1")),
        CatalogueEntry(sequence=2, title="合同", pages=0, original_paper=True),
    ),
    opened_on=date(2026, 1, 1),
    closed_on=TODAY,
    transfers=(Transfer(on=TODAY, to="例州市档案馆", handed_over_by=OPERATOR),),
    loans=(
        Loan(taken_on=date(2026, 1, 5), taken_by="测试甲", purpose="复核", returned_on=date(2026, 1, 5)),
        Loan(taken_on=date(2026, 2, 1), taken_by="测试甲", purpose="复核", due=date(2026, 2, 1)),
    ),
)
OUT = FILE.loans[1]


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"closed_on": None, "opened_on": date(2026, 4, 1)}, []),
        ({"number": ""}, [("number", "code_format")]),
        ({"opened_on": date(2026, 3, 3)}, [("closed_on", "dates_order")]),
        ({"closed_on": date(2026, 3, 3)}, [("closed_on", "dates_order")]),
        ({"catalogue": FILE.catalogue[1:]}, [("catalogue", "sequence_gap")]),
        ({"catalogue": (changed(FILE.catalogue[0], title=" "),)}, [("catalogue/1", "text_missing")]),
        ({"catalogue": (changed(FILE.catalogue[0], pages=10_001),)}, [("catalogue/1", "too_large")]),
        ({"catalogue": (changed(FILE.catalogue[0], pages=10_000),)}, []),
        ({"catalogue": (changed(FILE.catalogue[0], attachment=None),)}, [("catalogue/1", "pages_missing")]),
        ({"loans": (changed(OUT, due=date(2026, 1, 31)),)}, [("loans/0", "dates_order")]),
        ({"loans": (changed(OUT, returned_on=date(2026, 1, 31)),)}, [("loans/0", "dates_order")]),
        ({"loans": (OUT, OUT)}, [("loans", "lent_twice")]),
    ],
)
def test_files_of_the_archive(changes: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    assert named(check_archive(changed(FILE, **changes), TODAY)) == problems


def test_a_paper_has_one_page_unless_it_says_more() -> None:
    assert FILE.catalogue[0].pages == 1


def test_a_file_is_out_until_it_is_brought_back() -> None:
    assert FILE.is_out
    assert not changed(FILE, loans=FILE.loans[:1]).is_out
    assert not changed(FILE, loans=()).is_out


@pytest.mark.parametrize("record", [TASK, RESULT, PAPER, PROJECT, FILE])
def test_records_travel_unchanged(record: Any) -> None:
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


def test_every_problem_of_the_model_has_a_sentence() -> None:
    codes = set()
    for path in Path(ROOT, "sync/model").glob("*.py"):
        codes |= set(re.findall(r'code="([a-z_]+)"', path.read_text("utf-8")))
    assert len(codes) > 45
    for language in LANGUAGES:
        texts = catalogue(language)
        assert {code for code in codes if f"rules.problem.{code}" not in texts} == set()
