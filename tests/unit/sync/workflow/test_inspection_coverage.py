"""The yearly round: every tenancy is counted once, and what is missing is named."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from sync.model.credit import CreditLevel
from sync.model.ids import RecordId
from sync.model.inspection import Inspection, InspectionResult, InspectionState
from sync.workflow.inspection.coverage import coverage, next_visit
from tests.support.households import example_policy
from tests.support.visits import inspection_of, reached

TENANCIES = tuple(RecordId(name) for name in ("t1", "t2", "t3", "t4"))


def visit_to(tenancy: str, state: InspectionState, plan: str = "2026") -> Inspection:
    return msgspec.structs.replace(inspection_of(reached(state)), tenancy_id=RecordId(tenancy), plan=plan)


def test_a_round_in_numbers() -> None:
    inspections = (
        visit_to("t1", InspectionState.CLOSED),
        visit_to("t1", InspectionState.PLANNED),
        visit_to("t2", InspectionState.VISITED),
        visit_to("t3", InspectionState.VIOLATION),
        visit_to("t4", InspectionState.CLOSED, "2025"),
        visit_to("t9", InspectionState.CLOSED),
    )
    for order in (inspections, tuple(reversed(inspections))):
        found = coverage(TENANCIES, order, "2026")
        assert (found.tenancies, found.planned, found.met, found.done) == (4, 3, 3, 2)
        assert found.found == {InspectionResult.OCCUPANT_MISMATCH: 2}
        assert found.missing == ("t4",)
        assert found.done_permille == 500


def test_what_came_farthest_counts() -> None:
    both = (visit_to("t1", InspectionState.VISITED), visit_to("t1", InspectionState.NOT_HOME))
    for order in (both, both[::-1]):
        found = coverage(("t1",), order, "2026")
        assert (found.planned, found.met, found.done, found.missing, found.done_permille) == (1, 1, 0, (), 0)


def test_an_end_without_a_result_is_an_end() -> None:
    odd = msgspec.structs.replace(visit_to("t1", InspectionState.CLOSED), result=None)
    homeless = msgspec.structs.replace(odd, tenancy_id=None)
    found = coverage(TENANCIES[:1], (odd, homeless), "2026")
    assert (found.done, found.found, found.done_permille) == (1, {}, 1000)


def test_an_empty_round_is_whole_and_a_part_never_is() -> None:
    assert coverage((), (), "2026").done_permille == 1000
    many = tuple(RecordId(f"t{n}") for n in range(2_001))
    found = coverage(many, [visit_to(name, InspectionState.CLOSED) for name in many[:3]], "2026")
    assert (found.done_permille, len(found.missing)) == (1, 1_998)


@pytest.mark.parametrize(
    ("level", "due"),
    [("A", date(2027, 1, 31)), ("B", date(2027, 1, 31)), ("C", date(2026, 7, 31)), ("D", date(2026, 4, 30))],
)
def test_the_level_says_when_somebody_goes_again(level: str, due: date) -> None:
    assert next_visit(date(2026, 1, 31), CreditLevel(level), example_policy().credit) == due
