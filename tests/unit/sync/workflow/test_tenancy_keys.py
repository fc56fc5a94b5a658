"""From the issued contract to the keys."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import MeterReading, RentReason, RentStep
from sync.model.ids import RecordId
from sync.model.states import Role, TenancyState, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.tenancy import commands as c
from tests.support.road import EVIDENCE, Road, actor, signature, unit
from tests.support.tenancies import METERS, of, on_day, province_acts, road_with

COUNTER, HOUSING, PROVINCE = Role.PROPERTY_COUNTER, Role.DISTRICT_REVIEWER, Role.PLATFORM


def issued() -> Road:
    """A household with a contract to sign, from the beginning of the road."""
    road = Road()
    road.to_qualified()
    road.allocate()
    return road


def signed() -> Road:
    road = issued()
    road.sign()
    return road


def ready() -> Road:
    """The deposit is paid, the household is told to come."""
    road = signed()
    road.do(COUNTER, c.RecordDeposit(trade_number="D-1", amount_fen=100_000), "tenancy")
    road.do(COUNTER, c.NotifyMoveIn(starts=date(2026, 5, 4), ends=date(2026, 5, 8)), "tenancy")
    on_day(road, date(2026, 5, 6))
    return road


def keys(**changes: Any) -> c.HandOver:
    command = c.HandOver(list_sha256=EVIDENCE, signature_sha256="ab" * 32, meters=METERS, keys=2)
    return msgspec.structs.replace(command, **changes)


def home(road: Road) -> Unit:
    return of(road, "unit", "unit-1", Unit)


def test_the_contract_has_a_day_until_which_it_is_signed() -> None:
    road = issued()
    tenancy = road.tenancy()
    assert [(clock.name, clock.limit, clock.unit) for clock in tenancy.deadlines] == [("sign", 30, "CD")]
    assert tenancy.rent_reason is RentReason.TIER
    last = tenancy.deadlines[0].due
    on_day(road, last)
    assert road.refused(PROVINCE, c.LapseContract(), "tenancy") == "not_due_yet"
    assert machines.due("tenancy", tenancy, road.policy, last) is None
    assert machines.timer_of("tenancy", tenancy, road.policy, last) == date.fromordinal(last.toordinal() + 1)


def test_a_contract_that_nobody_signs_gives_the_home_back_and_the_household_waits_anew() -> None:
    road = issued()
    on_day(road, date.fromordinal(road.tenancy().deadlines[0].due.toordinal() + 1))
    assert province_acts(road, "tenancy", road.tenancy().id) == ["lapse_contract"]
    tenancy = road.tenancy()
    assert (tenancy.state, tenancy.closed_reason, tenancy.deadlines) == (TenancyState.CLOSED, "not_signed", ())
    assert tenancy.closed_on is not None
    assert (home(road).state, home(road).waiting_id) == (UnitState.VACANT_READY, None)
    assert road.entry().state is WaitingState.REQUEUED
    assert road.entry().abandon_count == 1


def test_a_home_that_others_have_by_then_is_left_alone() -> None:
    road = issued()
    on_day(road, date(2026, 9, 1))
    other = msgspec.structs.replace(home(road), waiting_id=RecordId("somebody"))
    answer = road.judge(PROVINCE, c.LapseContract(), "tenancy", unit=other)
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["tenancy"]
    assert road.refused(PROVINCE, c.LapseContract(), "tenancy", without=("unit",)) == "fact_missing"
    alone = road.judge(PROVINCE, c.LapseContract(), "tenancy", without=("waiting",))
    assert isinstance(alone, Decision)
    assert [effect.machine for effect in alone.effects] == ["tenancy", "unit"]


def test_signing_starts_the_clocks_of_filing_and_of_the_keys() -> None:
    road = signed()
    tenancy = road.tenancy()
    assert [(clock.name, clock.limit) for clock in tenancy.deadlines] == [("file", 30), ("hand_over", 15)]
    assert tenancy.signature_sha256 == EVIDENCE
    assert tenancy.explained
    assert tenancy.signed_at == road.now


def test_it_is_filed_once_with_its_number() -> None:
    road = signed()
    assert road.refused(HOUSING, c.FileContract(filing_number=" "), "tenancy") == "filing_number_missing"
    road.do(HOUSING, c.FileContract(filing_number=" 备-1 "), "tenancy")
    tenancy = road.tenancy()
    assert (tenancy.filing_number, tenancy.filed_on) == ("备-1", road.now.date())
    assert [clock.name for clock in tenancy.deadlines] == ["hand_over"]
    assert road.refused(COUNTER, c.FileContract(filing_number="备-2"), "tenancy") == "filed_already"


def test_the_deposit_is_paid_whole_and_once() -> None:
    road = signed()
    for amount in (99_999, 100_001):
        command = c.RecordDeposit(trade_number="D-1", amount_fen=amount)
        assert road.refused(COUNTER, command, "tenancy") == "amount_differs"
    assert road.refused(COUNTER, c.RecordDeposit(trade_number=" ", amount_fen=1), "tenancy") == "trade_number_missing"
    road.do(COUNTER, c.RecordDeposit(trade_number="D-1", amount_fen=100_000), "tenancy")
    tenancy = road.tenancy()
    assert (tenancy.deposit_paid_fen, tenancy.account.trades, tenancy.state) == (100_000, ("D-1",), TenancyState.SIGNED)
    again = c.RecordDeposit(trade_number="D-2", amount_fen=100_000)
    assert road.refused(COUNTER, again, "tenancy") == "nothing_to_pay"
    half = msgspec.structs.replace(tenancy, deposit_paid_fen=40_000)
    road.others["tenancy", tenancy.id] = half
    assert road.refused(COUNTER, c.RecordDeposit(trade_number="D-1", amount_fen=60_000), "tenancy") == (
        "payment_booked_already"
    )
    road.do(PROVINCE, c.RecordDeposit(trade_number="D-2", amount_fen=60_000), "tenancy")
    assert road.tenancy().deposit_paid_fen == 100_000


def test_the_move_in_notice_names_days_to_come() -> None:
    road = signed()
    today = road.now.date()
    yesterday = date.fromordinal(today.toordinal() - 1)
    assert road.refused(COUNTER, c.NotifyMoveIn(starts=yesterday, ends=yesterday), "tenancy") == "days_wrong"
    backwards = c.NotifyMoveIn(starts=date(2026, 5, 8), ends=date(2026, 5, 7))
    assert road.refused(COUNTER, backwards, "tenancy") == "days_wrong"
    road.do(COUNTER, c.NotifyMoveIn(starts=today, ends=today), "tenancy")
    tenancy = road.tenancy()
    assert (tenancy.state, tenancy.move_in_from, tenancy.move_in_to) == (TenancyState.MOVE_IN_PENDING, today, today)
    later = date(2026, 5, 8)
    road.do(COUNTER, c.NotifyMoveIn(starts=later, ends=later), "tenancy")
    assert road.tenancy().move_in_from == later


def test_the_keys_make_home_household_and_rent_move_together() -> None:
    road = ready()
    road.do(COUNTER, keys(), "tenancy")
    tenancy, entry = road.tenancy(), road.entry()
    assert (tenancy.state, tenancy.handed_over_on, tenancy.keys) == (TenancyState.ACTIVE, date(2026, 5, 6), 2)
    assert (tenancy.handover_sha256, tenancy.meters) == (EVIDENCE, METERS)
    assert (tenancy.tenant, tenancy.co_residents, tenancy.category) == ("m1", ("m2", "m3"), "hukou_lowinc")
    assert tenancy.steps == (
        RentStep(from_on=date(2026, 5, 6), monthly_fen=60_000, standard_fen=150_000, tier_permille=400),
    )
    assert tenancy.begins == date(2026, 5, 6)
    assert [clock.name for clock in tenancy.deadlines] == ["file"]
    assert (home(road).state, home(road).tenancy_id) == (UnitState.RENTED, tenancy.id)
    assert entry.state is WaitingState.HOUSED


def test_who_has_the_keys_before_the_term_pays_from_the_term_on() -> None:
    road = ready()
    tenancy = msgspec.structs.replace(road.tenancy(), term_from=date(2026, 6, 1))
    road.others["tenancy", tenancy.id] = tenancy
    road.do(COUNTER, keys(), "tenancy")
    assert road.tenancy().steps[0].from_on == road.tenancy().begins == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"list_sha256": "x"}, "signature_missing"),
        ({"signature_sha256": ""}, "signature_missing"),
        ({"meters": METERS[:2]}, "meter_wrong"),
        ({"meters": (*METERS, METERS[0])}, "meter_wrong"),
        ({"meters": (*METERS[:2], MeterReading(meter="steam", reading=1))}, "meter_wrong"),
        ({"meters": (*METERS[:2], MeterReading(meter="water", reading=-1))}, "meter_wrong"),
        ({"keys": 0}, "keys_missing"),
    ],
)
def test_what_is_missing_at_the_keys(changes: dict[str, Any], code: str) -> None:
    assert ready().refused(COUNTER, keys(**changes), "tenancy") == code
    assert isinstance(
        ready().judge(COUNTER, keys(meters=(*METERS[:2], MeterReading(meter="water", reading=0)), keys=1), "tenancy"),
        Decision,
    )


def test_no_keys_before_the_deposit_and_none_to_a_home_that_is_not_theirs() -> None:
    road = signed()
    road.do(COUNTER, c.NotifyMoveIn(starts=date(2026, 5, 4), ends=date(2026, 5, 8)), "tenancy")
    assert road.refused(COUNTER, keys(), "tenancy") == "deposit_missing"
    road = ready()
    for changes in ({"state": UnitState.RENTED}, {"waiting_id": RecordId("other")}):
        other = msgspec.structs.replace(home(road), **changes)
        assert road.refused(COUNTER, keys(), "tenancy", unit=other) == "unit_taken"
    assert road.refused(COUNTER, keys(), "tenancy", without=("case",)) == "fact_missing"
    assert road.refused(COUNTER, keys(), "tenancy", without=("unit",)) == "fact_missing"


def test_a_desk_shows_what_it_knows() -> None:
    road = ready()
    context = road.context(actor(COUNTER), authoritative=False, without=("unit",))
    assert machines.decide("tenancy", road.tenancy(), keys(), context) == Decision(effects=())
    context = road.context(actor(COUNTER), authoritative=False, without=("case", "waiting"))
    answer = machines.decide("tenancy", road.tenancy(), keys(), context)
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["tenancy", "unit"]
    after = machines.apply("tenancy", road.tenancy(), answer.effects[0].event)
    assert isinstance(after, Tenancy)
    assert (after.tenant, after.co_residents, after.category) == (None, (), None)


def test_an_entry_that_holds_another_tenancy_stays_as_it_is() -> None:
    road = ready()
    entry = road.entry()
    road.others["waiting", entry.id] = msgspec.structs.replace(entry, tenancy_id=RecordId("other"))
    answer = road.judge(COUNTER, keys(), "tenancy")
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["tenancy", "unit"]


def test_a_contract_that_was_not_issued_or_differs_is_not_signed() -> None:
    pending = Tenancy(
        id=RecordId("t"),
        org=unit().org,
        case_id=RecordId("case-1"),
        waiting_id=RecordId("w"),
        unit_id=RecordId("unit-1"),
    )
    road = road_with(pending)
    assert road.refused(COUNTER, signature(EVIDENCE), "tenancy") == "contract_not_issued"
    assert machines.due("tenancy", pending, road.policy, date(2099, 1, 1)) is None
