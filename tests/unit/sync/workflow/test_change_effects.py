"""What an approved change brings about: on one tenancy, or on two and their homes at once."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, AccountBill, MeterReading, RentReason, RentStep
from sync.model.change import ChangeCase, ChangeKind, ChangeState, ChangeWish, Signed, Signer
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, TenancyState, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import Renewal, Tenancy
from sync.model.waiting import WaitingEntry
from sync.workflow import machines
from sync.workflow.change import commands as c
from sync.workflow.change.execute import rent_in, waived
from sync.workflow.change.wishes import against
from sync.workflow.engine import Decision
from tests.support.households import ORG
from tests.support.machines.change import ACCEPTED, OWN_WORDS, a_change
from tests.support.road import EVIDENCE, NUMBER, POLICY, Road, actor
from tests.support.tenancies import (
    METERS,
    STEP,
    a_tenancy,
    done,
    lease,
    let_home,
    of,
    on_day,
    province_acts,
    refusal,
    road_with,
)

COUNTER, HOUSING, PROVINCE = Role.PROPERTY_COUNTER, Role.DISTRICT_REVIEWER, Role.PLATFORM
EVERY = tuple(Signed(who=who, signature_sha256=EVIDENCE) for who in Signer)
BILLED = Account(billed_from=date(2026, 1, 1), billed_to=date(2026, 3, 31))
ELSEWHERE = (
    MeterReading(meter="gas", reading=7),
    MeterReading(meter="power", reading=8),
    MeterReading(meter="water", reading=9),
)


def change(road: Road) -> ChangeCase:
    return of(road, "change", "x", ChangeCase)


def unit_of(road: Road, name: str) -> Unit:
    return of(road, "unit", name, Unit)


def entry(name: str, income: int | None = None) -> WaitingEntry:
    return WaitingEntry(
        id=RecordId(name),
        org=OrgCode(ORG),
        case_id=RecordId("case-1"),
        state=WaitingState.HOUSED,
        monthly_income_fen=income,
    )


def approved(kind: ChangeKind, wish: ChangeWish, **tenancy: Any) -> Road:
    """Approved on 2 March 2026; everything is billed up to the end of the month."""
    road = road_with(a_tenancy(**{"account": BILLED, **tenancy}))
    road.others["waiting", "w"] = entry("w")
    road.others["change", "x"] = a_change(
        kind=kind, wish=wish, signed=EVERY, **{**ACCEPTED, "state": ChangeState.APPROVED}, review_text=OWN_WORDS
    )
    return road


def test_an_exit_is_agreed_for_its_day() -> None:
    road = approved(ChangeKind.EXIT, ChangeWish(reason="搬家", on=date(2026, 3, 20)))
    assert province_acts(road, "change", "x") == ["execute_change"]
    found = lease(road).leaving
    assert lease(road).state is TenancyState.VACATING
    assert found is not None
    assert (found.code, found.leave_by, found.agreed, found.proof_sha256) == (
        TakeBack.OWN_WILL, date(2026, 3, 20), True, EVIDENCE,
    )  # fmt: skip
    gone = approved(ChangeKind.EXIT, ChangeWish(reason="搬家", on=date(2026, 3, 20)), state=TenancyState.VACATING)
    assert refusal(gone, "change", "x", PROVINCE, c.ExecuteChange()) == "checks_not_clear"


def test_members_move_in_and_out() -> None:
    road = approved(ChangeKind.MEMBER_CHANGE, ChangeWish(reason="家庭变化", joins=("m9",), leaves=("m2",)))
    province_acts(road, "change", "x")
    assert lease(road).co_residents == ("m3", "m9")
    for meanwhile in ({"co_residents": ("m3",)}, {"co_residents": ("m2", "m9")}, {"tenant": "m9"}):
        late = approved(
            ChangeKind.MEMBER_CHANGE, ChangeWish(reason="家庭变化", joins=("m9",), leaves=("m2",)), **meanwhile
        )
        assert refusal(late, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"


def test_another_tenant_and_a_succession() -> None:
    road = approved(ChangeKind.TENANT_CHANGE, ChangeWish(reason="外出务工", tenant="m2"))
    province_acts(road, "change", "x")
    assert (lease(road).tenant, lease(road).co_residents) == ("m2", ("m1", "m3"))
    after = approved(ChangeKind.SUCCESSION, ChangeWish(reason="离婚", tenant="m2"))
    province_acts(after, "change", "x")
    assert (lease(after).tenant, lease(after).co_residents) == ("m2", ("m3",))
    for tenant, there in (("m2", ("m3",)), (None, ("m2",))):
        late = approved(ChangeKind.TENANT_CHANGE, ChangeWish(reason="外出务工", tenant=tenant), co_residents=there)
        assert refusal(late, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"


def test_a_reduction_for_some_months_ends_by_itself() -> None:
    wish = ChangeWish(reason="失业", on=date(2026, 3, 1), months=2, monthly_fen=20_000)
    road = approved(ChangeKind.RENT_REDUCTION, wish)
    province_acts(road, "change", "x")
    tenancy = lease(road)
    assert tenancy.steps == (
        STEP,
        RentStep(
            from_on=date(2026, 3, 1),
            monthly_fen=20_000,
            standard_fen=150_000,
            tier_permille=400,
            reason=RentReason.WAIVER,
        ),
        msgspec.structs.replace(STEP, from_on=date(2026, 5, 1)),
    )
    assert tenancy.account.carry_fen == -40_000  # March is billed already
    lower = RentStep(from_on=date(2026, 3, 1), monthly_fen=20_000, standard_fen=150_000)
    for steps in ((STEP, lower), ()):
        late = approved(ChangeKind.RENT_REDUCTION, wish, steps=steps)
        assert refusal(late, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"
    missing = approved(ChangeKind.RENT_REDUCTION, msgspec.structs.replace(wish, monthly_fen=None))
    assert refusal(missing, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"


def test_what_would_hold_after_a_reduction_still_holds() -> None:
    may = RentStep(from_on=date(2026, 5, 1), monthly_fen=70_000, standard_fen=150_000)
    august = RentStep(from_on=date(2026, 8, 1), monthly_fen=80_000, standard_fen=150_000)
    found = waived((STEP, may, august), date(2026, 4, 1), 3, 1, STEP)
    assert [(step.from_on, step.monthly_fen) for step in found] == [
        (date(2026, 4, 1), 1),
        (date(2026, 7, 1), 70_000),
        (date(2026, 8, 1), 80_000),
    ]
    same_day = waived((STEP, may, august), date(2026, 4, 1), 4, 1, STEP)
    assert [(step.from_on, step.monthly_fen) for step in same_day] == [
        (date(2026, 4, 1), 1),
        (date(2026, 8, 1), 80_000),
    ]


def test_a_renewal_is_asked_for_with_the_acceptance_and_offered_with_the_approval() -> None:
    wish = ChangeWish(reason="继续住", years=3)
    road = road_with(a_tenancy(account=BILLED))
    road.others["change", "x"] = a_change(kind=ChangeKind.RENEW, wish=wish)
    done(road, "change", "x", COUNTER, c.AcceptChange(number=NUMBER), "op-a")
    assert (lease(road).state, lease(road).renewal is not None) == (TenancyState.RENEWAL, True)
    province_acts(road, "change", "x")
    done(road, "change", "x", HOUSING, c.ReviewChange(agreed=True, text=OWN_WORDS), "op-r")
    assert province_acts(road, "change", "x") == ["execute_change"]
    renewal = lease(road).renewal
    assert renewal is not None
    assert (renewal.agreed, renewal.text, renewal.asked_by) == (True, OWN_WORDS, "op-a")
    assert (renewal.term_from, renewal.term_to) == (date(2029, 1, 1), date(2031, 12, 31))
    road.others["change", "x"] = msgspec.structs.replace(change(road), state=ChangeState.APPROVED)
    assert refusal(road, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"
    lost = approved(ChangeKind.RENEW, wish)
    assert refusal(lost, "change", "x", PROVINCE, c.ExecuteChange()) == "changed_meanwhile"
    blind = approved(
        ChangeKind.RENEW, wish, renewal=Renewal(asked_on=date(2026, 3, 1), asked_by=actor(COUNTER).operator, years=3)
    )
    assert refusal(blind, "change", "x", PROVINCE, c.ExecuteChange(), without=("case",)) == "fact_missing"


def test_a_renewal_that_is_refused_or_taken_back_is_so_on_the_tenancy_too() -> None:
    for refused in (True, False):
        road = road_with(a_tenancy(account=BILLED))
        road.others["change", "x"] = a_change(kind=ChangeKind.RENEW, wish=ChangeWish(reason="继续住", years=3))
        done(road, "change", "x", COUNTER, c.AcceptChange(number=NUMBER), "op-a")
        province_acts(road, "change", "x")
        if refused:
            done(road, "change", "x", HOUSING, c.ReviewChange(agreed=False, text=OWN_WORDS), "op-r")
            renewal = lease(road).renewal
            assert renewal is not None
            assert (renewal.agreed, renewal.text, lease(road).grounds) == (False, OWN_WORDS, (TakeBack.TERM_OVER,))
        else:
            done(road, "change", "x", COUNTER, c.WithdrawChange(reason="不续了"))
            assert (lease(road).renewal, lease(road).grounds) == (None, ())
        assert lease(road).state is TenancyState.ACTIVE
    draft = road_with(a_tenancy())
    draft.others["change", "x"] = a_change(kind=ChangeKind.RENEW)
    done(draft, "change", "x", COUNTER, c.WithdrawChange(reason="不续了"))
    assert lease(draft) == a_tenancy()


def moving(**changes: Any) -> c.ExecuteChange:
    command = c.ExecuteChange(fees_cleared=True, meters=ELSEWHERE, other_meters=METERS)
    return msgspec.structs.replace(command, **changes)


def to_another_home(**tenancy: Any) -> Road:
    road = approved(ChangeKind.ADJUST_UNIT, ChangeWish(reason="太小", unit_id=RecordId("u9")), **tenancy)
    road.others["unit", "u9"] = let_home(
        id=RecordId("u9"), state=UnitState.VACANT_READY, tenancy_id=None, waiting_id=None, area100=6_000
    )
    return road


def test_another_home_is_let_and_the_old_one_is_back_in_stock() -> None:
    road = to_another_home()
    assert province_acts(road, "change", "x") == []  # keys are handed over by somebody
    done(road, "change", "x", COUNTER, moving())
    tenancy, new, old = lease(road), unit_of(road, "u9"), unit_of(road, "unit-1")
    assert (tenancy.unit_id, tenancy.meters) == ("u9", ELSEWHERE)
    assert (new.state, new.tenancy_id, new.waiting_id) == (UnitState.RENTED, "t", "w")
    assert (old.state, old.tenancy_id, old.waiting_id) == (UnitState.VACANT_CHECK, None, None)
    step = tenancy.steps[-1]
    assert (step.from_on, step.monthly_fen, step.standard_fen) == (date(2026, 3, 3), 72_000, 180_000)
    assert (tenancy.monthly_rent_fen, tenancy.rent_tier_permille, tenancy.rent_reason) == (72_000, 400, RentReason.TIER)
    assert tenancy.account.carry_fen == 11_226  # 120 yuan more for 29 of 31 days, rounded with the bill
    assert change(road).state is ChangeState.EXECUTED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fees_cleared": False}, "fees_first"),
        ({"meters": ELSEWHERE[:2]}, "meter_wrong"),
        ({"meters": (*ELSEWHERE[:2], MeterReading(meter="water", reading=-1))}, "meter_wrong"),
    ],
)
def test_what_moving_needs(changes: dict[str, Any], code: str) -> None:
    assert refusal(to_another_home(), "change", "x", COUNTER, moving(**changes)) == code


def test_a_home_that_does_not_suit_or_is_not_ready() -> None:
    road = to_another_home()
    for suits in ((1, 2), (4, 5)):
        home = let_home(id=RecordId("u9"), state=UnitState.VACANT_READY, suits_from=suits[0], suits_to=suits[1])
        assert refusal(road, "change", "x", COUNTER, moving(), unit=home) == "unit_does_not_suit"
    exactly = let_home(id=RecordId("u9"), state=UnitState.VACANT_READY, suits_from=3, suits_to=3)
    road.others["unit", "u9"] = exactly
    done(road, "change", "x", COUNTER, moving())
    taken = to_another_home()
    assert refusal(taken, "change", "x", COUNTER, moving(), unit=let_home(id=RecordId("u9"))) == "checks_not_clear"
    elsewhere = to_another_home(unit_id=RecordId("u5"))
    assert refusal(elsewhere, "change", "x", COUNTER, moving()) == "changed_meanwhile"
    assert refusal(to_another_home(), "change", "x", COUNTER, moving(), without=("tenancy",)) == "fact_missing"


def test_the_rent_of_the_new_home_keeps_tier_concession_and_income() -> None:
    home = let_home(area100=6_000)
    step = rent_in(a_tenancy(), home, 400_000, date(2026, 3, 3), POLICY)
    assert (step.monthly_fen, step.reason) == (60_000, RentReason.INCOME_SHARE)
    free = a_tenancy(steps=(msgspec.structs.replace(STEP, monthly_fen=0, reason=RentReason.FREE),))
    assert rent_in(free, home, None, date(2026, 3, 3), POLICY).monthly_fen == 0
    low = a_tenancy(steps=(msgspec.structs.replace(STEP, monthly_fen=15_000, reason=RentReason.PREFERENTIAL),))
    found = rent_in(low, home, None, date(2026, 3, 3), POLICY)
    assert (found.monthly_fen, found.reason, found.tier_permille) == (18_000, RentReason.PREFERENTIAL, 400)
    bare = rent_in(a_tenancy(steps=(), rent_tier_permille=700), home, None, date(2026, 3, 3), POLICY)
    assert (bare.monthly_fen, bare.tier_permille, bare.from_on) == (126_000, 700, date(2026, 3, 3))


def swapping(other: dict[str, Any] | None = None, **own: Any) -> Road:
    """Two households of the county want each other's home."""
    road = approved(ChangeKind.SWAP, ChangeWish(reason="子女上学近些"), **own)
    second = {
        "id": RecordId("t2"),
        "waiting_id": RecordId("w2"),
        "unit_id": RecordId("u2"),
        "account": BILLED,
        "rent_tier_permille": 700,
        "steps": (msgspec.structs.replace(STEP, monthly_fen=168_000, standard_fen=240_000, tier_permille=700),),
        **(other or {}),
    }
    road.others["tenancy", "t2"] = a_tenancy(**second)
    road.others["unit", "u2"] = let_home(
        id=RecordId("u2"), tenancy_id=RecordId("t2"), waiting_id=RecordId("w2"), area100=8_000
    )
    road.others["waiting", "w2"] = entry("w2", 500_000)
    road.others["change", "x"] = msgspec.structs.replace(
        change(road), other_tenancy_id=RecordId("t2"), other_unit_id=RecordId("u2"), other_waiting_id=RecordId("w2")
    )
    return road


def test_a_swap_moves_both_households_or_none() -> None:
    road = swapping()
    done(road, "change", "x", COUNTER, moving())
    first, second = lease(road), of(road, "tenancy", "t2", Tenancy)
    assert (first.unit_id, second.unit_id) == ("u2", "unit-1")
    assert (first.meters, second.meters) == (ELSEWHERE, METERS)
    mine, theirs = unit_of(road, "unit-1"), unit_of(road, "u2")
    assert (mine.state, mine.tenancy_id, mine.waiting_id) == (UnitState.RENTED, "t2", "w2")
    assert (theirs.state, theirs.tenancy_id, theirs.waiting_id) == (UnitState.RENTED, "t", "w")
    assert first.steps[-1].monthly_fen == 96_000  # 80 m² at 40 %
    assert (second.steps[-1].monthly_fen, second.steps[-1].reason) == (75_000, RentReason.INCOME_SHARE)
    assert (first.account.carry_fen > 0, second.account.carry_fen < 0) == (True, True)


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ({"violation_id": RecordId("v"), "state": TenancyState.RECTIFYING}, {}),
        ({}, {"violation_id": RecordId("v"), "state": TenancyState.RECTIFYING}),
        ({}, {"grounds": (TakeBack.NO_LONGER_QUALIFIED,)}),
        ({"recheck_id": RecordId("r"), "state": TenancyState.RECHECK}, {}),
        ({}, {"state": TenancyState.VACATING}),
    ],
)
def test_both_sides_must_be_clear(own: dict[str, Any], other: dict[str, Any]) -> None:
    assert refusal(swapping(other, **own), "change", "x", COUNTER, moving()) == "checks_not_clear"


def late(**changes: Any) -> Account:
    bill = AccountBill(
        id=RecordId("b"),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 1, 31),
        due_on=date(2026, 3, 1),
        payable_fen=60_000,
    )
    return msgspec.structs.replace(BILLED, bills=(msgspec.structs.replace(bill, **changes),))


def test_no_swap_with_arrears_on_either_side() -> None:
    for own, other in (({"account": late()}, {}), ({}, {"account": late()})):
        road = swapping(other, **own)
        assert refusal(road, "change", "x", COUNTER, moving()) == "checks_not_clear"
        road.others["change", "x"] = msgspec.structs.replace(change(road), state=ChangeState.DRAFT)
        assert refusal(road, "change", "x", COUNTER, c.AcceptChange(number=NUMBER)) == "arrears_first"
    not_yet = swapping({"account": late(due_on=date(2026, 3, 2))})
    not_yet.others["change", "x"] = msgspec.structs.replace(change(not_yet), state=ChangeState.DRAFT)
    done(not_yet, "change", "x", COUNTER, c.AcceptChange(number=NUMBER))
    assert (change(not_yet).other_unit_id, change(not_yet).other_waiting_id) == ("u2", "w2")
    province_acts(not_yet, "change", "x")
    codes = [check.code for check in change(not_yet).checks]
    assert len(codes) == len(set(codes)) == 12
    assert against(ChangeKind.SWAP, change(not_yet).checks) == ()


def test_a_swap_needs_another_household_of_the_county_and_its_reasons() -> None:
    def drafted(road: Road, **changes: Any) -> Road:
        road.others["change", "x"] = msgspec.structs.replace(change(road), state=ChangeState.DRAFT, **changes)
        return road

    accept = c.AcceptChange(number=NUMBER)
    assert (
        refusal(drafted(swapping(), other_tenancy_id=None), "change", "x", COUNTER, accept) == "other_household_missing"
    )
    mine = drafted(swapping(), other_tenancy_id=RecordId("t"))
    assert refusal(mine, "change", "x", COUNTER, accept) == "other_household_missing"
    far = drafted(swapping({"org": OrgCode("990102001")}))
    assert refusal(far, "change", "x", COUNTER, accept) == "out_of_scope"
    short = drafted(swapping(), wish=ChangeWish(reason="上学了"))
    assert refusal(short, "change", "x", COUNTER, accept) == "opinion_too_short"
    alone = drafted(swapping())
    del alone.others["tenancy", "t2"]
    assert refusal(alone, "change", "x", COUNTER, accept) == "fact_missing"
    answer = machines.decide("change", change(alone), accept, alone.context(actor(COUNTER), authoritative=False))
    assert isinstance(answer, Decision)


def test_a_swap_that_lacks_a_record_or_comes_too_late() -> None:
    for gone in (("tenancy", "t2"), ("unit", "u2")):
        road = swapping()
        del road.others[gone]
        assert refusal(road, "change", "x", COUNTER, moving()) in {"checks_not_clear", "fact_missing"}
    moved_on = swapping({"unit_id": RecordId("u7")})
    assert refusal(moved_on, "change", "x", COUNTER, moving()) == "changed_meanwhile"
    for changes in ({"meters": ()}, {"other_meters": ()}):
        assert refusal(swapping(), "change", "x", COUNTER, moving(**changes)) == "meter_wrong"
    context = swapping().context(actor(COUNTER), authoritative=False, without=("tenancy",))
    assert machines.decide("change", change(swapping()), moving(), context) == Decision(effects=())


def test_what_nobody_looked_up_is_not_clear() -> None:
    assert against(ChangeKind.SWAP, ()) == (
        "living", "no_arrears", "no_breach", "no_ground", "no_recheck",
        "other_living", "other_no_arrears", "other_no_breach", "other_no_ground", "other_no_recheck",
    )  # fmt: skip
    assert against(ChangeKind.CONTACT_CHANGE, ()) == ()
    road = to_another_home()
    on_day(road, date(2026, 3, 2))
    assert refusal(road, "change", "x", COUNTER, moving(), without=("unit",)) == "checks_not_clear"
