"""Homes on the books: registered whole, looked over before they are let, in one batch and one hand only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.model.allocation import Method
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, UnitState
from sync.model.stock import Unit
from sync.workflow import machines
from sync.workflow.stock import commands as s
from sync.workflow.stock import events as e
from tests.support.machines.unit import registration
from tests.support.town import BATCH, Town, clerk

CLERK, COUNTER = Role.ALLOCATOR, Role.PROPERTY_COUNTER


def registered(**changes: Any) -> Town:
    town = Town()
    town.give(CLERK, "unit", "u", registration(**changes))
    return town


def test_a_home_is_on_the_books_with_all_its_facts() -> None:
    town = registered()
    assert town.unit_of("u") == Unit(
        id=RecordId("u"),
        org=OrgCode("990101"),
        code="U-9",
        project="示例家园",
        building="1",
        room="901",
        layout="2-1",
        area100=5_500,
        rent_standard_fen_m2=2_800,
        suits_from=2,
        suits_to=4,
        state=UnitState.VACANT_CHECK,
        floor=9,
        inner_area100=4_600,
        orientation="S",
        barrier_free=True,
        facilities=("热水器",),
        house_code="H-9",
        meters={"water": "W-9"},
        access_device_ids=("door-1",),
        vacant_since=date(2026, 3, 2),
    )
    assert town.refuse(CLERK, "unit", "u", registration()) == "wrong_state"


@pytest.mark.parametrize(
    ("field", "bad", "good"),
    [
        ("code", " ", "U"),
        ("project", "", "示例"),
        ("layout", "two", "DORM"),
        ("area100", 0, 1),
        ("area100", 100_001, 100_000),
        ("inner_area100", 0, 1),
        ("inner_area100", 5_501, 5_500),
        ("inner_area100", -1, None),
        ("rent_standard_fen_m2", 0, 1),
        ("rent_standard_fen_m2", 100_001, 100_000),
        ("suits_from", 0, 1),
        ("suits_from", 5, 4),
        ("suits_to", 100, 99),
    ],
)
def test_a_fact_that_cannot_be_right_is_named(field: str, bad: Any, good: Any) -> None:
    extra = {"inner_area100": None} if field == "area100" else {}
    town = Town()
    answer = town.answer(CLERK, "unit", "u", registration(**extra, **{field: bad}))
    assert (answer.code, answer.details) == ("unit_field", {"field": field})  # type: ignore[union-attr]
    town.give(CLERK, "unit", "u", registration(**extra, **{field: good}))


def test_a_planned_home_comes_a_day_and_is_looked_over() -> None:
    town = registered(planned=True)
    assert (town.unit_of("u").state, town.unit_of("u").vacant_since) == (UnitState.PLANNED, None)
    town.on(date(2026, 6, 1))
    town.give(CLERK, "unit", "u", s.CompleteUnit())
    assert (town.unit_of("u").state, town.unit_of("u").vacant_since) == (UnitState.VACANT_CHECK, date(2026, 6, 1))
    town.give(COUNTER, "unit", "u", s.PassCheck(note="完好"))
    assert town.events[-1].note == "完好"
    assert town.unit_of("u").state is UnitState.VACANT_READY


def test_a_repair_has_a_reason_and_ends_with_another_look() -> None:
    town = registered()
    assert town.refuse(COUNTER, "unit", "u", s.StartRepair(reason=" ")) == "reason_missing"
    town.give(COUNTER, "unit", "u", s.StartRepair(reason="漏水"))
    assert (town.unit_of("u").state, town.unit_of("u").state_reason) == (UnitState.REPAIR, "漏水")
    town.give(COUNTER, "unit", "u", s.FinishRepair(note="已换管"))
    assert town.events[-1].note == "已换管"
    assert (town.unit_of("u").state, town.unit_of("u").state_reason) == (UnitState.VACANT_CHECK, None)
    town.give(COUNTER, "unit", "u", s.PassCheck())
    town.give(COUNTER, "unit", "u", s.StartRepair(reason="换门"))
    assert town.refuse(CLERK, "unit", "u", s.WithdrawUnit(reason="")) == "reason_missing"
    town.give(CLERK, "unit", "u", s.WithdrawUnit(reason="拆除"))
    assert (town.unit_of("u").state, town.unit_of("u").state_reason) == (UnitState.WITHDRAWN, "拆除")


def folded(*events: Any, **home: Any) -> Unit:
    town = Town()
    unit = town.home("u", **home)
    after = machines.fold("unit", unit, events)
    assert isinstance(after, Unit)
    return after


def moment(town: Town) -> dict[str, Any]:
    return {"at": town.now, "by": "op"}


def test_what_tenancies_do_to_a_home() -> None:
    now = moment(Town())
    rented = folded(
        e.UnitAllocated(**now, waiting_id=RecordId("w")),
        e.UnitRented(**now, tenancy_id=RecordId("t")),
        vacant_since=date(2026, 1, 1),
    )
    assert (rented.state, rented.waiting_id, rented.tenancy_id, rented.vacant_since) == ("rented", "w", "t", None)
    left = machines.apply("unit", rented, e.UnitVacated(**now, tenancy_id=RecordId("t")))
    assert isinstance(left, Unit)
    assert (left.state, left.waiting_id, left.tenancy_id, left.vacant_since) == (
        "vacant_check",
        None,
        None,
        date(2026, 3, 2),
    )
    at_once = machines.apply("unit", rented, e.UnitVacated(**now, tenancy_id=RecordId("t"), ready=True))
    assert machines.state_of("unit", at_once) == "vacant_ready"
    unsigned = folded(e.UnitAllocated(**now, waiting_id=RecordId("w")), e.UnitReleased(**now))
    assert (unsigned.state, unsigned.waiting_id, unsigned.batch_id) == ("vacant_ready", None, None)


def test_what_a_batch_does_to_a_home() -> None:
    now = moment(Town())
    reserved = folded(e.UnitReserved(**now, batch_id=BATCH))
    assert (reserved.state, reserved.batch_id) == ("reserved", BATCH)
    promised = folded(e.UnitReserved(**now, batch_id=BATCH), e.UnitPromised(**now, waiting_id=RecordId("w")))
    assert (promised.state, promised.batch_id, promised.waiting_id) == ("reserved", BATCH, "w")
    freed = machines.apply("unit", promised, e.UnitFreed(**now))
    assert isinstance(freed, Unit)
    assert (freed.state, freed.batch_id, freed.waiting_id) == ("reserved", BATCH, None)
    allocated = machines.apply("unit", promised, e.UnitAllocated(**now, waiting_id=RecordId("w")))
    assert isinstance(allocated, Unit)
    assert (allocated.state, allocated.batch_id, allocated.waiting_id) == ("allocated", None, "w")
    other = Town().plan
    assert machines.apply("unit", allocated, other) is allocated  # type: ignore[arg-type]  # no event of homes


def test_a_home_is_in_one_batch_only() -> None:
    town = Town()
    town.home("u")
    town.plan(Method.BY_RANK, ("u",))
    town.plan(Method.RANDOM_TRIPLE, key="batch-2")
    assert town.unit_of("u").batch_id == BATCH
    assert [home.unit_id for home in town.batch.homes] == ["u"]
    reserve = s.ReserveUnit(batch_id=RecordId("batch-2"))
    assert town.refuse(CLERK, "unit", "u", reserve) == "wrong_state"
    town.give(CLERK, "unit", "u", s.ReleaseUnit())
    assert (town.unit_of("u").state, town.unit_of("u").batch_id) == (UnitState.VACANT_READY, None)
    assert town.batch.homes == ()
    town.give(CLERK, "unit", "u", reserve)
    assert town.unit_of("u").batch_id == "batch-2"


def test_homes_that_do_not_belong_into_a_batch() -> None:
    town = Town()
    town.home("u", code="SAME", barrier_free=True, layout="1-1", area100=3_000, suits_from=1, suits_to=2)
    town.home("twin", code="SAME")
    town.home("nameless", code="")
    town.home("elsewhere", org=OrgCode("990102001"))
    town.plan(Method.BY_RANK, ("u",))
    reserve = s.ReserveUnit(batch_id=BATCH)
    assert town.batch.homes[0].code == "SAME"
    assert (town.batch.homes[0].barrier_free, town.batch.homes[0].layout) == (True, "1-1")
    assert (town.batch.homes[0].area100, town.batch.homes[0].suits_from, town.batch.homes[0].suits_to) == (3_000, 1, 2)
    assert town.refuse(CLERK, "unit", "twin", reserve) == "unit_code"
    assert town.refuse(CLERK, "unit", "nameless", reserve) == "unit_code"
    city = {"who": clerk(org="9901")}
    assert town.refuse(CLERK, "unit", "elsewhere", reserve, **city) == "batch_for_others"
    town.plan(Method.WAITING_NUMBERS, key="numbers", month="2026-02")
    town.home("v")
    assert town.refuse(CLERK, "unit", "v", s.ReserveUnit(batch_id=RecordId("numbers"))) == "no_homes"
    assert town.refuse(CLERK, "unit", "v", s.ReserveUnit(batch_id=RecordId("nowhere"))) == "fact_missing"
    town.open()
    assert town.refuse(CLERK, "unit", "v", reserve) == "batch_not_planning"
    assert town.refuse(CLERK, "unit", "u", s.ReleaseUnit()) == "batch_not_planning"


def test_a_batch_is_full_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workflow.stock.reserving.MOST_HOMES", 1)
    town = Town()
    town.home("u")
    town.home("v")
    town.plan(Method.BY_RANK, ("u",))
    assert town.refuse(CLERK, "unit", "v", s.ReserveUnit(batch_id=BATCH)) == "batch_full"


def test_a_desk_that_does_not_know_the_batch_shows_the_home_alone() -> None:
    town = Town()
    town.home("u")
    answer = town.answer(CLERK, "unit", "u", s.ReserveUnit(batch_id=BATCH), authoritative=False)
    assert [effect.machine for effect in answer.effects] == ["unit"]  # type: ignore[union-attr]
    town.set("u", state=UnitState.RESERVED, batch_id=BATCH)
    answer = town.answer(CLERK, "unit", "u", s.ReleaseUnit(), authoritative=False)
    assert [effect.machine for effect in answer.effects] == ["unit"]  # type: ignore[union-attr]
    town.set("u", batch_id=None)
    assert town.refuse(CLERK, "unit", "u", s.ReleaseUnit()) == "fact_missing"
