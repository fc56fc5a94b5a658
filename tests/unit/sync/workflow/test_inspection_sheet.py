"""The sheet of a home visit: whole, without contradictions, signed or refused before a witness."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from sync.model.inspection import (
    InspectionResult,
    InspectionState,
    MeterKind,
    MeterReading,
    PresentPerson,
    SafetyItem,
    SheetSignature,
)
from sync.model.states import Role, SignatureMethod
from sync.model.take_back import TakeBack
from sync.workflow.command import Command
from sync.workflow.commands import parse_command, plain_command
from sync.workflow.engine import Decision, Refusal
from sync.workflow.inspection.sheet import at_different_hours
from sync.workflow.numbering import NumberKind, make
from tests.support.conduct import judge, person, refusal
from tests.support.road import EVIDENCE, Road
from tests.support.visits import (
    NUMBER,
    REFUSED,
    TWO,
    at,
    do,
    handed_on,
    in_vain,
    inspection_of,
    reached,
    result,
    sent,
    visit,
)

INSPECTOR, STREET, COUNTY, PLATFORM = (
    Role.INSPECTOR,
    Role.STREET_REVIEWER,
    Role.DISTRICT_REVIEWER,
    Role.PLATFORM,
)
STATES, RESULTS = InspectionState, InspectionResult


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "inspection", "visit-1", person(role, operator), command, **facts)


@pytest.mark.parametrize("command", [in_vain(at(2, 9)), visit()])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"inspectors": ("op-inspector", "op-third")}, "inspectors_differ"),
        ({"stated_at": at(2, 10, 1)}, "time_in_future"),
        ({"evidence_sha256": ()}, "photos_missing"),
        ({"evidence_sha256": (EVIDENCE, "x")}, "digest_malformed"),
    ],
)
def test_a_sheet_that_cannot_be(command: Any, changes: dict[str, Any], code: str) -> None:
    road = reached(STATES.ASSIGNED)
    assert refused(road, INSPECTOR, msgspec.structs.replace(command, **changes)) == code


def test_the_order_of_the_two_names_does_not_matter_and_now_is_not_the_future() -> None:
    road = reached(STATES.ASSIGNED)
    do(road, INSPECTOR, in_vain(road.now, inspectors=(TWO[1], TWO[0]), note="敲门三次"), "op-colleague")
    (attempt,) = inspection_of(road).attempts
    assert (attempt.stated_at, attempt.by, attempt.note) == (road.now, "op-colleague", "敲门三次")
    assert attempt.evidence_sha256 == (EVIDENCE,)


def test_who_was_not_sent_writes_nothing() -> None:
    assert refused(reached(STATES.ASSIGNED), INSPECTOR, in_vain(at(2, 9)), "op-third") == "not_assigned"
    assert refused(reached(STATES.VISITED), INSPECTOR, result(RESULTS.OTHER), "op-third") == "not_assigned"


def test_visits_come_one_after_the_other() -> None:
    road = reached(STATES.NOT_HOME)  # at nine
    assert refused(road, INSPECTOR, in_vain(at(2, 9))) == "attempts_order"
    assert refused(road, INSPECTOR, visit(stated_at=at(2, 8))) == "attempts_order"
    do(road, INSPECTOR, in_vain(at(2, 9, 1)))


def test_a_stated_time_says_its_zone() -> None:
    plain = plain_command(in_vain(at(2, 9)))
    assert parse_command(plain) == in_vain(at(2, 9))
    assert parse_command({**plain, "stated_at": "2026-03-02T09:00:00"}) is None


UNSAFE = {**dict.fromkeys(SafetyItem, True), SafetyItem.E_BIKE: False}


@pytest.mark.parametrize(
    ("match", "safe", "possible"),
    [
        (True, True, {RESULTS.NORMAL, RESULTS.ALTERED, RESULTS.OTHER}),
        (False, True, {RESULTS.OCCUPANT_MISMATCH, RESULTS.VACANT, RESULTS.ALTERED, RESULTS.OTHER}),
        (True, False, {RESULTS.UNSAFE, RESULTS.ALTERED, RESULTS.OTHER}),
        (False, False, set(RESULTS) - {RESULTS.NORMAL}),
    ],
)
def test_a_result_says_what_was_seen(match: bool, safe: bool, possible: set[InspectionResult]) -> None:
    road = reached(STATES.ASSIGNED)
    do(road, INSPECTOR, visit(occupants_match=match, safety=dict.fromkeys(SafetyItem, True) if safe else UNSAFE))
    for found in RESULTS:
        answer = judge(road, "inspection", "visit-1", person(INSPECTOR), result(found))
        assert isinstance(answer, Decision) is (found in possible), found
        if isinstance(answer, Refusal):
            assert answer.code == "result_contradicts_visit"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"findings": ""}, "opinion_too_short"),
        ({"evidence_sha256": ()}, "photos_missing"),
        ({"evidence_sha256": ("x",)}, "digest_malformed"),
    ],
)
def test_what_is_not_normal_is_explained_and_shown(changes: dict[str, Any], code: str) -> None:
    road = reached(STATES.VISITED)
    assert refused(road, INSPECTOR, result(RESULTS.OCCUPANT_MISMATCH, **changes)) == code
    normal = reached(STATES.ASSIGNED)
    do(normal, INSPECTOR, visit())
    assert refused(normal, INSPECTOR, result(evidence_sha256=("x",))) == "digest_malformed"
    do(normal, INSPECTOR, result(evidence_sha256=(EVIDENCE,), next_step="明年再来"))
    kept = inspection_of(normal)
    assert (kept.result, kept.number, kept.next_step) == (RESULTS.NORMAL, NUMBER, "明年再来")
    assert (kept.result_by, kept.result_at, kept.findings) == ("op-inspector", normal.now, "")
    assert (kept.result_evidence_sha256, kept.signature) == ((EVIDENCE,), result().signature)


@pytest.mark.parametrize(
    ("signature", "code"),
    [
        (None, "signature_or_refusal"),
        (SheetSignature(), "signature_or_refusal"),
        (SheetSignature(method=SignatureMethod.PAD), "signature_or_refusal"),
        (SheetSignature(signature_sha256=EVIDENCE), "signature_or_refusal"),
        (SheetSignature(method=SignatureMethod.PAD, signature_sha256="x"), "signature_or_refusal"),
        (SheetSignature(refused_reason="不想签"), "signature_or_refusal"),
        (SheetSignature(witness="楼栋长"), "signature_or_refusal"),
        (SheetSignature(refused_reason=" ", witness="楼栋长"), "signature_or_refusal"),
        (SheetSignature(refused_reason="不想签", witness=" "), "signature_or_refusal"),
        (
            msgspec.structs.replace(REFUSED, method=SignatureMethod.PAD, signature_sha256=EVIDENCE),
            "signature_or_refusal",
        ),
        (SheetSignature(refused_reason="不想签", witness="op-colleague"), "witness_is_inspector"),
    ],
)
def test_whoever_was_met_signs_or_refuses_before_a_witness(signature: SheetSignature | None, code: str) -> None:
    road = reached(STATES.VISITED)
    assert refused(road, INSPECTOR, result(RESULTS.OCCUPANT_MISMATCH, signature=signature)) == code
    do(road, INSPECTOR, result(RESULTS.OCCUPANT_MISMATCH, signature=REFUSED))
    assert inspection_of(road).signature == REFUSED


def test_the_number_is_a_genuine_one_of_the_own_block() -> None:
    road = reached(STATES.VISITED)
    found = RESULTS.OCCUPANT_MISMATCH
    assert refused(road, INSPECTOR, result(found, number="XC1")) == "number_invalid"
    other_kind = make(NumberKind.ANNUAL_CHECK, "990101", "0003", 7)
    assert refused(road, INSPECTOR, result(found, number=other_kind)) == "number_kind"
    other_region = make(NumberKind.INSPECTION, "990102", "0003", 7)
    assert refused(road, INSPECTOR, result(found, number=other_region)) == "number_region"
    assert refused(road, INSPECTOR, result(found), number_in_block=False) == "number_not_in_block"


def test_nobody_home_three_times_at_different_hours_may_be_said() -> None:
    road = reached(STATES.NOT_HOME)  # Monday at nine
    vacant = result(RESULTS.VACANT, signature=None)
    assert refused(road, INSPECTOR, result(RESULTS.OCCUPANT_MISMATCH, signature=None)) == "result_needs_visit"
    assert refused(road, INSPECTOR, result(signature=None)) == "result_needs_visit"
    road.now += timedelta(days=9)
    for stated_at in (at(3, 11, 59), at(4, 12)):  # the first lies too near to nine, the second does not
        assert refused(road, INSPECTOR, vacant) == "retries_missing"
        do(road, INSPECTOR, in_vain(stated_at))
    assert refused(road, INSPECTOR, vacant) == "retries_missing"
    do(road, INSPECTOR, in_vain(at(5, 19)))
    assert refused(road, INSPECTOR, result(RESULTS.VACANT)) == "nobody_to_sign"
    do(road, INSPECTOR, vacant)
    assert inspection_of(road).result is RESULTS.VACANT


@pytest.mark.parametrize(
    ("hours", "counted"),
    [
        ([], 0),
        ([(9, 0)], 1),
        ([(9, 0), (11, 59)], 1),
        ([(9, 0), (12, 0)], 2),
        ([(12, 0), (9, 0)], 2),
        ([(23, 0), (1, 59)], 1),
        ([(23, 0), (2, 0)], 2),
        ([(1, 0), (22, 30)], 1),
        ([(9, 0), (10, 30), (12, 0), (15, 0)], 3),
    ],
)
def test_different_hours_also_across_midnight(hours: list[tuple[int, int]], counted: int) -> None:
    china = timezone(timedelta(hours=8))
    times = [datetime(2026, 3, 2 + n, hour, minute, tzinfo=china) for n, (hour, minute) in enumerate(hours)]
    assert at_different_hours(times, 3) == counted


def read(meter: MeterKind, reading100: int) -> MeterReading:
    return MeterReading(meter=meter, reading100=reading100)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"present": ()}, "nobody_met"),
        ({"safety": {item: True for item in SafetyItem if item is not SafetyItem.GAS}}, "safety_items_missing"),
        ({"meters": (read(MeterKind.GAS, -1),)}, "meter_unreadable"),
        ({"meters": (read(MeterKind.GAS, 1), read(MeterKind.GAS, 2))}, "meter_unreadable"),
    ],
)
def test_a_visit_that_is_not_whole(changes: dict[str, Any], code: str) -> None:
    assert refused(reached(STATES.ASSIGNED), INSPECTOR, visit(**changes)) == code


def test_a_visit_is_kept_whole() -> None:
    road = reached(STATES.ASSIGNED)
    meters = (read(MeterKind.WATER, 0), read(MeterKind.POWER, 5))
    present = (PresentPerson(member="m1", relation="01", id_seen=True), PresentPerson(relation="朋友"))
    command = visit(meters=meters, present=present, said="我一个人住")
    do(road, INSPECTOR, command)
    kept = inspection_of(road).visit
    assert kept is not None
    for name in ("stated_at", "present", "occupants_match", "safety", "meters", "evidence_sha256", "said"):
        assert getattr(kept, name) == getattr(command, name), name
    assert kept.by == "op-inspector"


def told(road: Road, command: Command, **facts: Any) -> dict[str, Any]:
    """What a refusal says besides its code."""
    answer = judge(road, "inspection", "visit-1", person(INSPECTOR), command, **facts)
    assert isinstance(answer, Refusal)
    return {"code": answer.code, **answer.details}


def test_a_refusal_says_what_is_missing() -> None:
    sent_out, seen = reached(STATES.ASSIGNED), reached(STATES.VISITED)
    assert told(sent_out, visit(evidence_sha256=())) == {"code": "photos_missing", "least": 1}
    unseen = {item: True for item in SafetyItem if item not in {SafetyItem.GAS, SafetyItem.E_BIKE}}
    names = ", ".join(item.value for item in SafetyItem if item not in unseen)
    assert told(sent_out, visit(safety=unseen)) == {"code": "safety_items_missing", "count": 2, "items": names}
    assert told(seen, result(RESULTS.OCCUPANT_MISMATCH, findings="有人")) == {
        "code": "opinion_too_short",
        "least": seen.policy.review.least_own_characters.value,
    }
    assert told(reached(STATES.NOT_HOME), result(RESULTS.VACANT, signature=None)) == {
        "code": "retries_missing",
        "have": 1,
        "need": 3,
        "apart": 3,
    }
    assert told(reached(STATES.RESULT), handed_on(suspected=TakeBack.OWN_WILL)) == {
        "code": "not_a_breach",
        "case": TakeBack.OWN_WILL.value,
    }
    early = sent(visit_on=date(2026, 2, 28))
    assert told(reached(STATES.PLANNED), early) == {"code": "before_the_plan", "from": "2026-03-01"}


def test_a_refused_number_says_what_it_is() -> None:
    road, found = reached(STATES.VISITED), RESULTS.OCCUPANT_MISMATCH
    other_kind = make(NumberKind.ANNUAL_CHECK, "990101", "0003", 7)
    assert told(road, result(found, number=other_kind)) == {
        "code": "number_kind",
        "kind": NumberKind.ANNUAL_CHECK.value,
        "expected": NumberKind.INSPECTION.value,
    }
    other_region = make(NumberKind.INSPECTION, "990102", "0003", 7)
    assert told(road, result(found, number=other_region)) == {"code": "number_region", "region": "990102"}
    assert told(road, result(found), number_in_block=None) == {"code": "fact_missing", "fact": "number_in_block"}
