"""A violation reaches the tenancy: the household has something to put right, and the ground stays on record."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.model.ids import RecordId
from sync.model.states import Role, TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import Tenancy
from sync.model.violation import ViolationState
from sync.workflow import machines
from tests.support.breaches import RECTIFIED, at_work, do, notice, penalty, reached, violation_of, walk
from tests.support.road import Road
from tests.support.tenancies import a_tenancy

COUNTY, INSPECTOR = Role.DISTRICT_REVIEWER, Role.INSPECTOR


def against(stage: ViolationState, **tenancy: Any) -> Road:
    """A violation of the household of a tenancy."""
    road = reached(stage)
    road.others["violation", "v"] = msgspec.structs.replace(violation_of(road), tenancy_id=RecordId("t"))
    road.others["tenancy", "t"] = a_tenancy(**tenancy)
    return road


def lease(road: Road) -> Tenancy:
    found = road.others["tenancy", "t"]
    assert isinstance(found, Tenancy)
    return found


def test_a_notice_sets_the_household_to_rights_and_the_proof_ends_it() -> None:
    road = against(ViolationState.ESTABLISHED)
    do(road, COUNTY, notice())
    deadline = violation_of(road).rectify_deadline
    assert deadline is not None
    assert (lease(road).state, lease(road).violation_id, lease(road).rectify_by) == (
        TenancyState.RECTIFYING,
        "v",
        deadline.due,
    )
    do(road, INSPECTOR, RECTIFIED)
    assert (lease(road).state, lease(road).violation_id, lease(road).rectify_by) == (TenancyState.ACTIVE, None, None)
    assert lease(road).grounds == ()


def heard(**tenancy: Any) -> Road:
    """Told, heard, the time is over: everything but the penalty."""
    road = walk(at_work(), 6)
    assert violation_of(road).state is ViolationState.RECTIFY_NOTICE
    road.others["violation", "v"] = msgspec.structs.replace(violation_of(road), tenancy_id=RecordId("t"))
    road.others["tenancy", "t"] = a_tenancy(**tenancy)
    return road


MENDING: dict[str, Any] = {"state": TenancyState.RECTIFYING, "violation_id": RecordId("v")}


@pytest.mark.parametrize(("returns", "grounds"), [(False, ()), (True, (TakeBack.SUBLET,))])
def test_a_penalty_ends_the_mending_and_one_that_takes_the_home_back_is_a_ground(returns: bool, grounds: Any) -> None:
    road = heard(**MENDING)
    do(road, COUNTY, penalty() if returns else penalty(return_home=False, market_rent_from=None))
    assert lease(road).grounds == grounds
    assert (lease(road).state, lease(road).violation_id) == (TenancyState.ACTIVE, None)


def test_a_ground_stands_once() -> None:
    road = heard(grounds=(TakeBack.SUBLET,))
    do(road, COUNTY, penalty())
    assert lease(road).grounds == (TakeBack.SUBLET,)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": TenancyState.VACATING},
        {"state": TenancyState.CLOSED},
        {"state": TenancyState.CONTRACT_PENDING},
        {"state": TenancyState.RECTIFYING, "violation_id": RecordId("another")},
    ],
)
def test_who_does_not_live_there_by_right_or_mends_already_is_left_alone(changes: dict[str, Any]) -> None:
    road = against(ViolationState.ESTABLISHED, **changes)
    before = lease(road)
    do(road, COUNTY, notice())
    assert lease(road) == before
    do(road, INSPECTOR, RECTIFIED)
    assert lease(road) == before


def test_a_tenancy_that_is_not_known_here_changes_nothing() -> None:
    road = against(ViolationState.ESTABLISHED)
    del road.others["tenancy", "t"]
    do(road, COUNTY, notice())
    assert violation_of(road).state is ViolationState.RECTIFY_NOTICE


def test_a_closed_tenancy_gets_no_ground() -> None:
    road = heard(state=TenancyState.CLOSED)
    do(road, COUNTY, penalty())
    assert lease(road).grounds == ()


@pytest.mark.parametrize("command", [notice(), RECTIFIED, penalty()])
def test_the_tenancy_is_read_where_it_is_touched(command: Any) -> None:
    with_lease = violation_of(heard())
    assert machines.needs("violation", with_lease, command) == (("tenancy", "t"),)
    without = msgspec.structs.replace(with_lease, tenancy_id=None)
    assert machines.needs("violation", without, command) == ()
