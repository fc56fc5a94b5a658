"""The exit: agreed or ordered in one of fourteen cases, inspected, settled to the fen, and the home back in stock."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, BillState, DamageItem, LineKind, MeterReading, Statement, StatementLine
from sync.model.ids import RecordId
from sync.model.states import Role, TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import TAKE_BACK, ExitInspection
from sync.policy.settlement import statement
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy.leaving import leaving_of
from tests.support.road import EVIDENCE, Road, actor
from tests.support.tenancies import (
    LATER_METERS,
    METERS,
    bills,
    done,
    lease,
    let_home,
    living,
    of,
    on_day,
    pay,
    province_acts,
    refusal,
)

COUNTER, HOUSING, PROVINCE = Role.PROPERTY_COUNTER, Role.DISTRICT_REVIEWER, Role.PLATFORM
WORDS = "多次查访无人居住，邻居证实已转租。"
LONG = Account(billed_from=date(2026, 1, 1), billed_to=date(2030, 12, 31))


def agreeing(**changes: Any) -> c.AgreeExit:
    command = c.AgreeExit(code=TakeBack.OWN_WILL, leave_by=date(2026, 3, 15), signature_sha256=EVIDENCE)
    return msgspec.structs.replace(command, **changes)


def ordering(code: TakeBack = TakeBack.SUBLET, **changes: Any) -> c.OrderExit:
    return msgspec.structs.replace(c.OrderExit(code=code, text=WORDS, notice_sha256=EVIDENCE), **changes)


def inspecting(**changes: Any) -> c.InspectExit:
    command = c.InspectExit(
        left_on=date(2026, 3, 15), meters=LATER_METERS, damage=(), keys_returned=2, signature_sha256=EVIDENCE
    )
    return msgspec.structs.replace(command, **changes)


def leaving(day: date = date(2026, 3, 1), **changes: Any) -> Road:
    """A household that has agreed to leave on 15 March."""
    road = living(day, **changes)
    done(road, "tenancy", "t", COUNTER, agreeing())
    return road


def inspected(**changes: Any) -> Road:
    road = leaving()
    on_day(road, date(2026, 3, 16))
    done(road, "tenancy", "t", COUNTER, inspecting(**changes))
    return road


def shown(road: Road) -> Statement:
    """What the counter shows today."""
    context = road.context(actor(COUNTER))
    found = lease(road).inspection
    assert found is not None
    rules = context.policy
    return statement(leaving_of(lease(road), found, context), rules.tenancy, rules.billing)


def settle(road: Road) -> None:
    done(road, "tenancy", "t", COUNTER, c.Settle(statement=shown(road), signature_sha256=EVIDENCE))


def test_fourteen_cases_and_the_tenants_own_will() -> None:
    assert [code.value for code in TakeBack] == [f"T{number:02d}" for number in range(15)]
    assert len(TAKE_BACK) == 14
    assert TakeBack.OWN_WILL not in TAKE_BACK


def test_the_tenant_leaves_on_an_agreed_day() -> None:
    road = leaving()
    found = lease(road).leaving
    assert lease(road).state is TenancyState.VACATING
    assert found is not None
    assert (found.code, found.agreed, found.leave_by) == (TakeBack.OWN_WILL, True, date(2026, 3, 15))
    assert (found.on, found.by, found.proof_sha256) == (date(2026, 3, 1), "op-property_counter", EVIDENCE)
    fresh = living(date(2026, 3, 15))
    assert refusal(fresh, "tenancy", "t", COUNTER, agreeing(leave_by=date(2026, 3, 14))) == "days_wrong"
    assert refusal(fresh, "tenancy", "t", COUNTER, agreeing(signature_sha256="x")) == "signature_missing"
    done(fresh, "tenancy", "t", COUNTER, agreeing(code=TakeBack.TERM_OVER))


@pytest.mark.parametrize("code", list(TakeBack))
def test_an_order_needs_one_of_the_fourteen_and_its_ground(code: TakeBack) -> None:
    road = living(date(2026, 3, 1))
    expected = {
        TakeBack.OWN_WILL: "exit_code_wrong",
        **dict.fromkeys(
            (TakeBack.ARREARS, TakeBack.TERM_OVER, TakeBack.OTHER_HOME, TakeBack.NO_LONGER_QUALIFIED), "ground_missing"
        ),
    }.get(code)
    if expected is None:
        done(road, "tenancy", "t", HOUSING, ordering(code))
    else:
        assert refusal(road, "tenancy", "t", HOUSING, ordering(code)) == expected
    road = living(date(2026, 3, 1), grounds=(code,))
    if code is not TakeBack.OWN_WILL:
        done(road, "tenancy", "t", HOUSING, ordering(code))
        found = lease(road).leaving
        assert found is not None
        assert (found.code, found.agreed, found.leave_by) == (code, False, date(2026, 4, 1))
        assert (found.text, found.proof_sha256) == (WORDS, EVIDENCE)


def test_an_order_has_words_and_is_served() -> None:
    road = living(date(2026, 3, 1))
    assert refusal(road, "tenancy", "t", HOUSING, ordering(text=" 转租 ")) == "opinion_too_short"
    assert refusal(road, "tenancy", "t", HOUSING, ordering(notice_sha256="")) == "evidence_missing"
    done(road, "tenancy", "t", HOUSING, ordering(text="一二三四五六七八九十"))


def test_an_exit_can_be_lifted_until_the_home_is_given_back() -> None:
    road = leaving()
    assert refusal(road, "tenancy", "t", HOUSING, c.LiftExit(text="算了")) == "opinion_too_short"
    done(road, "tenancy", "t", HOUSING, c.LiftExit(text="家庭撤回退房，继续承租。"))
    assert (lease(road).state, lease(road).leaving) == (TenancyState.ACTIVE, None)
    back = inspected()
    assert refusal(back, "tenancy", "t", HOUSING, c.LiftExit(text="家庭撤回退房，继续承租。")) == "given_back_already"


def test_the_court_is_asked_when_the_time_to_leave_is_over() -> None:
    road = living(date(2026, 3, 1), account=LONG)
    done(road, "tenancy", "t", HOUSING, ordering())
    on_day(road, date(2026, 4, 1))
    ask = c.Enforce(court_reference=" 示例法院-1 ")
    assert refusal(road, "tenancy", "t", HOUSING, ask) == "not_due_yet"
    on_day(road, date(2026, 4, 2))
    assert refusal(road, "tenancy", "t", HOUSING, c.Enforce(court_reference=" ")) == "reference_missing"
    done(road, "tenancy", "t", HOUSING, ask)
    found = lease(road).leaving
    assert lease(road).state is TenancyState.ENFORCEMENT
    assert found is not None
    assert (found.court_reference, found.code) == ("示例法院-1", TakeBack.SUBLET)
    assert province_acts(road, "tenancy", "t") == ["raise_overstay"]
    assert lease(road).state is TenancyState.ENFORCEMENT
    back = inspected()
    on_day(back, date(2026, 5, 1))
    assert refusal(back, "tenancy", "t", HOUSING, ask) == "given_back_already"
    lost = living(date(2026, 5, 1), state=TenancyState.VACATING)
    assert refusal(lost, "tenancy", "t", HOUSING, ask) == "not_due_yet"


def test_the_joint_inspection_is_kept_whole() -> None:
    road = inspected(damage=(DamageItem(code="tap", count=2),), keys_returned=1)
    found = lease(road).inspection
    assert found == ExitInspection(
        on=date(2026, 3, 16),
        by=actor(COUNTER).operator,
        left_on=date(2026, 3, 15),
        meters=LATER_METERS,
        damage=(DamageItem(code="tap", count=2),),
        keys_returned=1,
        signature_sha256=EVIDENCE,
    )
    assert lease(road).state is TenancyState.VACATING
    assert refusal(road, "tenancy", "t", COUNTER, inspecting()) == "given_back_already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"left_on": date(2026, 3, 17)}, "days_wrong"),
        ({"left_on": date(2025, 12, 31)}, "days_wrong"),
        ({"signature_sha256": None}, "signature_missing"),
        ({"signature_sha256": "x", "witness": " "}, "signature_missing"),
        ({"keys_returned": -1}, "keys_missing"),
        ({"damage": (DamageItem(code="crystal_lamp"),)}, "price_unknown"),
        ({"meters": METERS[:2]}, "price_unknown"),
        ({"meters": (*LATER_METERS[:2], MeterReading(meter="water", reading=19))}, "price_unknown"),
    ],
)
def test_what_an_inspection_cannot_be(changes: dict[str, Any], code: str) -> None:
    road = leaving()
    on_day(road, date(2026, 3, 16))
    assert refusal(road, "tenancy", "t", COUNTER, inspecting(**changes)) == code


@pytest.mark.parametrize(
    "changes",
    [
        {"left_on": date(2026, 3, 16)},
        {"left_on": date(2026, 1, 1)},
        {"signature_sha256": None, "witness": "居委会李某"},
        {"keys_returned": 0},
        {"meters": METERS},
    ],
)
def test_what_an_inspection_can_be(changes: dict[str, Any]) -> None:
    inspected(**changes)


def test_nobody_inspects_a_home_whose_rent_never_began() -> None:
    road = living(date(2026, 3, 1), state=TenancyState.VACATING, handed_over_on=None)
    assert refusal(road, "tenancy", "t", COUNTER, inspecting(left_on=date(2026, 2, 1))) == "days_wrong"


def test_settled_to_the_day_and_the_fen() -> None:
    road = leaving()
    province_acts(road, "tenancy", "t")  # January to March are billed, nothing is paid
    pay(road, "P-1", 60_000)
    on_day(road, date(2026, 3, 16))
    done(road, "tenancy", "t", COUNTER, inspecting(damage=(DamageItem(code="door_key", count=1),)))
    found = shown(road)
    assert [(line.kind, line.amount_fen, line.quantity) for line in found.lines] == [
        (LineKind.RENT, -30_968, 16),
        (LineKind.ARREARS, 60_000, 5),
        (LineKind.ARREARS, 60_000, 5),
        (LineKind.UTILITY, 700, 2),
        (LineKind.UTILITY, 3_000, 50),
        (LineKind.UTILITY, 300, 1),
        (LineKind.DAMAGE, 1_500, 1),
        (LineKind.DEPOSIT, -100_000, 0),
    ]
    assert (found.owed_fen, found.refund_fen) == (0, 5_468)
    settle(road)
    tenancy = lease(road)
    assert (tenancy.state, tenancy.statement, tenancy.settled_on) == (TenancyState.SETTLED, found, date(2026, 3, 16))
    assert [bill.state for bill in bills(road)] == [BillState.PAID, BillState.SETTLED, BillState.SETTLED]
    account = tenancy.account
    assert (account.bills, account.credit_fen, account.carry_fen, account.trades) == ((), 0, 0, ("P-1",))
    assert (account.billed_from, account.billed_to) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (tenancy.arrears_since, tenancy.arrears_fen) == (None, 0)
    assert [(clock.name, clock.limit, clock.unit, clock.due) for clock in tenancy.deadlines] == [
        ("deposit_back", 7, "WD", date(2026, 3, 25))
    ]
    assert province_acts(road, "tenancy", "t") == []


def test_a_statement_that_is_not_the_right_one_is_refused() -> None:
    road = inspected()
    right = shown(road)
    settling = c.Settle(statement=right)
    assert refusal(leaving(), "tenancy", "t", COUNTER, settling) == "not_inspected"
    wrong_sum = msgspec.structs.replace(right, refund_fen=right.refund_fen + 1)
    assert refusal(road, "tenancy", "t", COUNTER, c.Settle(statement=wrong_sum)) == "statement_unbalanced"
    shorter = Statement(lines=(StatementLine(kind=LineKind.DEPOSIT, amount_fen=-100_000),), refund_fen=100_000)
    assert refusal(road, "tenancy", "t", COUNTER, c.Settle(statement=shorter)) == "statement_differs"
    swapped = msgspec.structs.replace(right, lines=tuple(reversed(right.lines)))
    assert refusal(road, "tenancy", "t", COUNTER, c.Settle(statement=swapped)) == "statement_differs"
    done(road, "tenancy", "t", COUNTER, settling)


def test_who_owes_has_no_refund_and_no_clock() -> None:
    road = inspected(damage=(DamageItem(code="kitchen_cabinet", count=3),))
    settle(road)
    found = lease(road).statement
    assert found is not None
    assert (found.owed_fen > 0, found.refund_fen) == (True, 0)
    assert lease(road).deadlines == ()
    assert refusal(road, "tenancy", "t", COUNTER, c.RecordRefund(trade_number="R-1", amount_fen=1)) == "nothing_to_pay"


def test_the_refund_is_paid_out_whole_and_once() -> None:
    road = inspected(left_on=date(2026, 1, 1))
    settle(road)
    due = shown_refund(road)
    back = c.RecordRefund(trade_number="R-1", amount_fen=due)
    for changes, code in (
        ({"trade_number": " "}, "trade_number_missing"),
        ({"amount_fen": due - 1}, "amount_differs"),
        ({"amount_fen": due + 1}, "amount_differs"),
    ):
        assert refusal(road, "tenancy", "t", COUNTER, msgspec.structs.replace(back, **changes)) == code
    done(road, "tenancy", "t", COUNTER, back)
    assert (lease(road).refunded_fen, lease(road).deadlines) == (due, ())
    assert lease(road).account.trades == ("R-1",)
    again = msgspec.structs.replace(back, trade_number="R-2")
    assert refusal(road, "tenancy", "t", COUNTER, again) == "nothing_to_pay"
    none = living(date(2026, 3, 1), state=TenancyState.CLOSED)
    assert refusal(none, "tenancy", "t", COUNTER, back) == "nothing_to_pay"
    used = living(
        date(2026, 3, 1),
        state=TenancyState.CLOSED,
        statement=Statement(lines=(), refund_fen=5),
        account=Account(trades=("R-1",)),
    )
    again = c.RecordRefund(trade_number="R-1", amount_fen=5)
    assert refusal(used, "tenancy", "t", COUNTER, again) == "payment_booked_already"


def shown_refund(road: Road) -> int:
    found = lease(road).statement
    assert found is not None
    assert found.refund_fen > 0
    return found.refund_fen


def test_the_home_is_in_stock_at_once_and_comes_back_exactly_once() -> None:
    road = inspected(left_on=date(2026, 1, 1))
    settle(road)
    assert refusal(road, "tenancy", "t", COUNTER, c.CloseTenancy(access_withdrawn=False)) == "access_not_withdrawn"
    close = c.CloseTenancy(access_withdrawn=True)
    assert refusal(road, "tenancy", "t", COUNTER, close, without=("unit",)) == "fact_missing"
    for changes in ({"state": UnitState.VACANT_CHECK}, {"tenancy_id": RecordId("other")}):
        elsewhere = let_home(**changes)
        assert refusal(road, "tenancy", "t", COUNTER, close, unit=elsewhere) == "unit_not_let"
    done(road, "tenancy", "t", COUNTER, close)
    tenancy, home = lease(road), of(road, "unit", "unit-1", Unit)
    assert (tenancy.state, tenancy.closed_on, tenancy.closed_reason) == (TenancyState.CLOSED, date(2026, 3, 16), "left")
    assert (home.state, home.tenancy_id, home.waiting_id) == (UnitState.VACANT_CHECK, None, None)
    assert home.vacant_since == date(2026, 3, 16)
    assert refusal(road, "tenancy", "t", COUNTER, close) == "wrong_state"
    done(road, "tenancy", "t", PROVINCE, c.RecordRefund(trade_number="R-1", amount_fen=shown_refund(road)))


def test_a_desk_that_does_not_see_the_home_says_less() -> None:
    road = inspected()
    settle(road)
    context = road.context(actor(COUNTER), authoritative=False, without=("unit",))
    assert machines.decide("tenancy", lease(road), c.CloseTenancy(access_withdrawn=True), context) == Decision(
        effects=()
    )
