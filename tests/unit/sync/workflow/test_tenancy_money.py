"""Bills come by themselves, payments go where they belong, arrears are known on the day after."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import (
    Account,
    AccountBill,
    BillState,
    PayMethod,
    RentReason,
    RentStep,
    Statement,
)
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ExitInspection, Leaving
from sync.policy import Policy
from sync.policy.sections.billing import PayCycle
from sync.workflow import machines
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy import events as e
from sync.workflow.tenancy.money import arrears_day, bill_day
from tests.support.road import POLICY
from tests.support.tenancies import (
    a_tenancy,
    bills,
    done,
    lease,
    living,
    on_day,
    pay,
    paying,
    province_acts,
    refusal,
)

PROVINCE = Role.PLATFORM


def charging(policy: Policy = POLICY, **billing: Any) -> Policy:
    """The policy with late fees, or with another cycle."""
    fee = msgspec.structs.replace(policy.billing.late_fee, charged=True)
    return msgspec.structs.replace(policy, billing=msgspec.structs.replace(policy.billing, late_fee=fee, **billing))


def test_the_first_bill_comes_with_the_keys_and_the_next_ten_days_ahead() -> None:
    road = living(date(2026, 1, 1))
    assert province_acts(road, "tenancy", "t") == ["issue_bill"]
    (first,) = bills(road)
    assert (first.period_from, first.period_to) == (date(2026, 1, 1), date(2026, 1, 31))
    assert (first.payable_fen, first.standard_fen, first.reduction_fen) == (60_000, 150_000, 90_000)
    assert (first.reasons, first.tier_permille) == ((RentReason.TIER,), 400)
    assert (first.tenancy_id, first.case_id, first.org) == ("t", "case-1", lease(road).org)
    assert (first.issued_on, first.due_on, first.state) == (date(2026, 1, 1), date(2026, 1, 12), BillState.ISSUED)
    on_day(road, date(2026, 1, 21))
    assert province_acts(road, "tenancy", "t") == ["record_arrears"]
    on_day(road, date(2026, 1, 22))
    assert province_acts(road, "tenancy", "t") == ["issue_bill"]
    assert [bill.period_to for bill in bills(road)] == [date(2026, 1, 31), date(2026, 2, 28)]
    assert lease(road).account.billed_to == date(2026, 2, 28)
    assert refusal(road, "tenancy", "t", PROVINCE, c.IssueBill()) == "not_due_yet"


def test_quarter_by_quarter() -> None:
    road = living(date(2026, 1, 1))
    road.policy = charging(cycle=PayCycle.QUARTER)
    assert province_acts(road, "tenancy", "t") == ["issue_bill"]
    assert (bills(road)[0].period_to, bills(road)[0].payable_fen) == (date(2026, 3, 31), 180_000)
    assert bills(road)[0].due_on == date(2026, 1, 12)
    assert machines.timer_of("tenancy", lease(road), road.policy, date(2026, 1, 2)) == date(2026, 1, 13)


def test_what_missed_months_is_caught_up_bill_by_bill() -> None:
    road = living(date(2026, 4, 25))
    assert province_acts(road, "tenancy", "t") == ["issue_bill"] * 5
    assert len({bill.id for bill in bills(road)}) == 5
    assert {bill.due_on for bill in bills(road)} == {date(2026, 5, 6)}  # nobody is late with a bill that came late


def test_no_bill_before_the_keys_or_after_they_are_back() -> None:
    assert bill_day(a_tenancy(handed_over_on=None), POLICY) is None
    assert bill_day(a_tenancy(state=TenancyState.SETTLED), POLICY) is None
    given_back = ExitInspection(on=date(2026, 3, 1), by=OperatorId("x"), left_on=date(2026, 3, 1))
    assert bill_day(a_tenancy(state=TenancyState.VACATING, inspection=given_back), POLICY) is None
    assert bill_day(a_tenancy(), POLICY) == date(2026, 1, 1)
    assert bill_day(a_tenancy(account=Account(billed_to=date(2026, 1, 31))), POLICY) == date(2026, 1, 22)
    road = living(date(2026, 1, 1), handed_over_on=None)
    assert refusal(road, "tenancy", "t", PROVINCE, c.IssueBill()) == "not_due_yet"


@pytest.mark.parametrize(
    ("leave_by", "day"),
    [
        (date(2026, 2, 1), date(2026, 1, 22)),  # February begins before it: in advance as always
        (date(2026, 1, 31), date(2026, 2, 1)),  # beyond it nothing in advance
        (date(2026, 1, 15), date(2026, 2, 1)),
    ],
)
def test_who_is_leaving_is_not_billed_ahead(leave_by: date, day: date) -> None:
    leaving = Leaving(code=TakeBack.OWN_WILL, agreed=True, leave_by=leave_by, on=date(2026, 1, 2), by=OperatorId("x"))
    account = Account(billed_to=date(2026, 1, 31))
    assert bill_day(a_tenancy(state=TenancyState.VACATING, leaving=leaving, account=account), POLICY) == day
    assert bill_day(a_tenancy(state=TenancyState.ACTIVE, leaving=leaving, account=account), POLICY) == date(2026, 1, 22)


def test_a_payment_pays_the_oldest_bill_and_the_rest_waits_for_the_next() -> None:
    road = living(date(2026, 1, 25))
    province_acts(road, "tenancy", "t")
    pay(road, "P-1", 130_000)
    assert [(bill.state, bill.paid_fen) for bill in bills(road)] == [(BillState.PAID, 60_000), (BillState.PAID, 60_000)]
    account = lease(road).account
    assert (account.credit_fen, account.bills, account.trades) == (10_000, (), ("P-1",))
    payment = bills(road)[0].payments[0]
    assert (payment.trade_number, payment.amount_fen, payment.method) == ("P-1", 60_000, PayMethod.QR)
    on_day(road, date(2026, 2, 19))
    province_acts(road, "tenancy", "t")
    third = bills(road)[2]
    assert (third.from_credit_fen, third.paid_fen, third.state) == (10_000, 10_000, BillState.PART_PAID)
    assert lease(road).account.credit_fen == 0


def test_a_payment_is_counted_once() -> None:
    road = living(date(2026, 1, 5))
    province_acts(road, "tenancy", "t")
    pay(road, "P-1", 1)
    before = dict(road.others)
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-1", 1, date(2026, 1, 5))) == "payment_booked_already"
    assert road.others == before
    assert refusal(road, "tenancy", "t", PROVINCE, paying(" ", 1, date(2026, 1, 5))) == "trade_number_missing"
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-2", 0, date(2026, 1, 5))) == "amount_wrong"
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-2", 1, date(2026, 1, 6))) == "days_wrong"
    done(road, "tenancy", "t", PROVINCE, paying("P-2", 1, date(2026, 1, 5), receipt_number="R-9"))
    assert [payment.receipt_number for payment in bills(road)[0].payments] == ["", "R-9"]
    assert bills(road)[0].paid_fen == 2


def test_arrears_are_recorded_the_day_after_and_end_with_the_payment() -> None:
    road = living(date(2026, 1, 1))
    province_acts(road, "tenancy", "t")
    on_day(road, date(2026, 1, 12))
    assert province_acts(road, "tenancy", "t") == []
    assert refusal(road, "tenancy", "t", PROVINCE, c.RecordArrears()) == "not_due_yet"
    on_day(road, date(2026, 1, 13))
    assert province_acts(road, "tenancy", "t") == ["record_arrears"]
    assert refusal(road, "tenancy", "t", PROVINCE, c.RecordArrears()) == "not_due_yet"
    tenancy = lease(road)
    assert (tenancy.state, tenancy.arrears_since, tenancy.arrears_fen) == (
        TenancyState.ARREARS,
        date(2026, 1, 12),
        60_000,
    )
    pay(road, "P-1", 59_999)
    assert (lease(road).state, lease(road).arrears_fen) == (TenancyState.ARREARS, 1)
    pay(road, "P-2", 1)
    assert (lease(road).state, lease(road).arrears_since, lease(road).arrears_fen) == (TenancyState.ACTIVE, None, 0)


def test_a_payment_before_anything_was_recorded_records_nothing() -> None:
    road = living(date(2026, 1, 1))
    province_acts(road, "tenancy", "t")
    on_day(road, date(2026, 1, 20))
    pay(road, "P-1", 10_000)
    assert (lease(road).state, lease(road).arrears_since) == (TenancyState.ACTIVE, None)
    assert province_acts(road, "tenancy", "t") == ["record_arrears"]
    assert lease(road).arrears_fen == 50_000


def test_six_months_rent_in_arrears_are_a_ground_and_paying_takes_it_away() -> None:
    road = living(date(2026, 1, 1))
    for month in range(1, 6):
        on_day(road, date(2026, month, 25))
        province_acts(road, "tenancy", "t")
        assert TakeBack.ARREARS not in lease(road).grounds
    on_day(road, date(2026, 6, 25))
    province_acts(road, "tenancy", "t")
    assert lease(road).arrears_fen == 360_000
    assert lease(road).grounds == (TakeBack.ARREARS,)
    pay(road, "P-1", 1_000)
    assert lease(road).grounds == (TakeBack.ARREARS,)
    pay(road, "P-2", 1_000_000)
    assert (lease(road).grounds, lease(road).state) == ((), TenancyState.ACTIVE)


def late(name: str, due: date, payable: int = 60_000, paid: int = 0) -> AccountBill:
    return AccountBill(
        id=RecordId(name),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 1, 31),
        due_on=due,
        payable_fen=payable,
        paid_fen=paid,
    )


def test_the_ground_needs_as_many_months_rent_as_the_policy_says() -> None:
    for payable, ground in ((359_999, False), (360_000, True)):
        road = living(
            date(2026, 3, 2),
            account=Account(billed_to=date(2026, 12, 31), bills=(late("b", date(2026, 3, 1), payable),)),
        )
        done(road, "tenancy", "t", PROVINCE, c.RecordArrears())
        assert (TakeBack.ARREARS in lease(road).grounds) is ground
    free = (RentStep(from_on=date(2026, 1, 1), monthly_fen=0, standard_fen=150_000, reason=RentReason.FREE),)
    road = living(date(2026, 3, 2), steps=free, account=Account(bills=(late("b", date(2026, 3, 1), 900_000),)))
    done(road, "tenancy", "t", PROVINCE, c.RecordArrears())
    assert lease(road).grounds == ()


def test_when_the_province_looks_at_arrears() -> None:
    two = (late("a", date(2026, 1, 11)), late("b", date(2026, 2, 11)))
    assert arrears_day(a_tenancy()) is None
    assert arrears_day(a_tenancy(account=Account(bills=two))) == date(2026, 1, 12)
    assert arrears_day(a_tenancy(account=Account(bills=two), arrears_fen=60_000)) == date(2026, 2, 12)
    assert arrears_day(a_tenancy(account=Account(bills=two), arrears_fen=120_000)) is None
    assert arrears_day(a_tenancy(account=Account(bills=two, credit_fen=60_000))) == date(2026, 2, 12)


def test_what_was_paid_ahead_counts_against_what_is_overdue() -> None:
    road = living(date(2026, 3, 2), account=Account(bills=(late("a", date(2026, 1, 11)),), credit_fen=60_000))
    assert refusal(road, "tenancy", "t", PROVINCE, c.RecordArrears()) == "not_due_yet"
    road = living(date(2026, 3, 2), account=Account(bills=(late("a", date(2026, 1, 11)),), credit_fen=59_999))
    done(road, "tenancy", "t", PROVINCE, c.RecordArrears())
    assert lease(road).arrears_fen == 1


def test_arrears_change_no_state_but_the_one_of_who_lives_there_by_right() -> None:
    overdue = Account(billed_to=date(2026, 12, 31), bills=(late("b", date(2026, 1, 11)),))
    for state in (TenancyState.TRANSITION, TenancyState.VACATING, TenancyState.ENFORCEMENT):
        road = living(date(2026, 3, 2), state=state, account=overdue)
        done(road, "tenancy", "t", PROVINCE, c.RecordArrears())
        assert (lease(road).state, lease(road).arrears_fen) == (state, 60_000)
    road = living(date(2026, 3, 2), state=TenancyState.RECTIFYING, violation_id=RecordId("v"), account=overdue)
    done(road, "tenancy", "t", PROVINCE, c.RecordArrears())
    assert lease(road).state is TenancyState.RECTIFYING


def test_being_late_costs_where_the_policy_says_so_and_the_next_bill_takes_it() -> None:
    road = living(date(2026, 1, 1))
    road.policy = charging()
    province_acts(road, "tenancy", "t")
    on_day(road, date(2026, 1, 15))
    pay(road, "P-1", 20_000)  # in part: no fee yet
    assert lease(road).account.late_fee_fen == 0
    pay(road, "P-2", 40_000, date(2026, 1, 14))
    assert lease(road).account.late_fee_fen == 2_400  # two days of 12 yuan, by the day on which it was paid
    on_day(road, date(2026, 1, 22))
    province_acts(road, "tenancy", "t")
    second = bills(road)[1]
    assert (second.payable_fen, second.late_fee_fen) == (62_400, 2_400)
    assert lease(road).account.late_fee_fen == 0


def test_a_payment_in_time_costs_nothing_more() -> None:
    road = living(date(2026, 1, 1))
    road.policy = charging()
    province_acts(road, "tenancy", "t")
    on_day(road, date(2026, 1, 12))
    pay(road, "P-1", 60_000)
    assert lease(road).account.late_fee_fen == 0


def test_after_the_settlement_a_payment_goes_into_the_debt() -> None:
    road = living(date(2026, 6, 1), state=TenancyState.CLOSED, statement=Statement(lines=(), owed_fen=5_000))
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-1", 5_001, date(2026, 6, 1))) == "amount_too_large"
    pay(road, "P-1", 3_000)
    assert (lease(road).debt_paid_fen, lease(road).account.trades) == (3_000, ("P-1",))
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-2", 2_001, date(2026, 6, 1))) == "amount_too_large"
    pay(road, "P-2", 2_000)
    assert (lease(road).debt_paid_fen, lease(road).state) == (5_000, TenancyState.CLOSED)
    road = living(date(2026, 6, 1), state=TenancyState.SETTLED)
    assert refusal(road, "tenancy", "t", PROVINCE, paying("P-1", 1, date(2026, 6, 1))) == "amount_too_large"


def test_a_bill_over_nothing_is_paid_when_it_is_issued() -> None:
    free = (RentStep(from_on=date(2026, 1, 1), monthly_fen=0, standard_fen=150_000, reason=RentReason.FREE),)
    road = living(date(2026, 1, 1), steps=free)
    province_acts(road, "tenancy", "t")
    (bill,) = bills(road)
    assert (bill.state, bill.payable_fen, bill.reduction_fen, bill.reasons) == (
        BillState.PAID, 0, 150_000, (RentReason.FREE,),
    )  # fmt: skip
    assert lease(road).account.bills == ()


def test_a_rent_that_changes_for_days_that_are_billed_is_put_right_in_the_next_bill() -> None:
    road = living(date(2026, 1, 25))
    province_acts(road, "tenancy", "t")
    lower = RentStep(from_on=date(2026, 2, 1), monthly_fen=50_000, standard_fen=150_000)
    changed = e.RentChanged(at=road.now, by=OperatorId("x"), steps=(lower,), carry_fen=-10_000, cause="recheck")
    road.others["tenancy", "t"] = machines.apply("tenancy", lease(road), changed)
    on_day(road, date(2026, 2, 19))
    province_acts(road, "tenancy", "t")
    march = bills(road)[2]
    assert (march.carried_fen, march.payable_fen) == (-10_000, 40_000)
    assert lease(road).account.carry_fen == 0
