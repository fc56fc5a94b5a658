"""Bills: every day costs its rent once, a payment goes into the oldest bill first, and the sums agree for ever."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.billing import Account, AccountBill, PaymentPart, RentReason, RentStep
from sync.model.ids import RecordId
from sync.policy import billing as b
from sync.policy.sections.billing import PayCycle

JANUARY = date(2026, 1, 1)
STEP = RentStep(from_on=JANUARY, monthly_fen=60_000, standard_fen=150_000, tier_permille=400)
LATER = RentStep(from_on=date(2026, 3, 16), monthly_fen=82_500, standard_fen=150_000, reason=RentReason.TRANSITION)


def bill(name: str, payable: int, paid: int = 0, due: date = date(2026, 1, 11)) -> AccountBill:
    return AccountBill(
        id=RecordId(name),
        period_from=JANUARY,
        period_to=date(2026, 1, 31),
        due_on=due,
        payable_fen=payable,
        paid_fen=paid,
    )


@pytest.mark.parametrize(
    ("first", "last", "fen"),
    [
        (date(2026, 1, 1), date(2026, 1, 31), 60_000),
        (date(2026, 2, 1), date(2026, 2, 28), 60_000),
        (date(2026, 1, 1), date(2026, 3, 31), 180_000),
        (date(2026, 1, 31), date(2026, 1, 31), 1_935),  # 1,935.48
        (date(2026, 2, 28), date(2026, 2, 28), 2_143),  # 2,142.86
        (date(2026, 1, 17), date(2026, 2, 14), 59_032),  # 15/31 + 14/28
        (date(2025, 12, 1), date(2026, 1, 31), 60_000),  # before the first step nothing
        (date(2026, 1, 2), date(2026, 1, 1), 0),
    ],
)
def test_a_month_costs_the_same_and_a_day_its_share(first: date, last: date, fen: int) -> None:
    assert b.rent_between([STEP], first, last) == fen


def test_the_rent_of_a_day_is_that_of_its_step() -> None:
    steps = [STEP, LATER]
    assert b.step_on(steps, date(2025, 12, 31)) is None
    assert b.step_on(steps, date(2026, 3, 15)) is STEP
    assert b.step_on(steps, date(2026, 3, 16)) is LATER
    rent, full = b.exact_rent(steps, date(2026, 3, 1), date(2026, 3, 31))
    assert rent == Fraction(60_000 * 15 + 82_500 * 16, 31)
    assert full == 150_000
    assert b.exact_rent(steps, date(2026, 3, 16), date(2026, 3, 31))[0] == Fraction(82_500 * 16, 31)
    assert b.exact_rent(steps, date(2026, 3, 1), date(2026, 3, 15))[0] == Fraction(60_000 * 15, 31)
    assert b.exact_rent(steps, date(2026, 3, 1), date(2026, 3, 16))[0] == Fraction(60_000 * 15 + 82_500, 31)


def test_new_steps_hold_from_their_first_day_on() -> None:
    third = RentStep(from_on=date(2026, 5, 1), monthly_fen=1, standard_fen=150_000)
    assert b.with_steps([STEP, LATER], [third]) == (STEP, LATER, third)
    assert b.with_steps([STEP, LATER, third], [LATER]) == (STEP, LATER)
    assert b.with_steps([STEP], [third, LATER]) == (STEP, LATER, third)
    assert b.with_steps([STEP], []) == (STEP,)


@pytest.mark.parametrize(
    ("billed_to", "begins", "cycle", "period"),
    [
        (None, date(2026, 1, 15), PayCycle.MONTH, (date(2026, 1, 15), date(2026, 1, 31))),
        (None, date(2026, 1, 15), PayCycle.QUARTER, (date(2026, 1, 15), date(2026, 3, 31))),
        (None, date(2026, 3, 31), PayCycle.QUARTER, (date(2026, 3, 31), date(2026, 3, 31))),
        (date(2026, 1, 31), date(2026, 1, 15), PayCycle.MONTH, (date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 3, 31), date(2026, 1, 15), PayCycle.QUARTER, (date(2026, 4, 1), date(2026, 6, 30))),
        (date(2026, 12, 31), date(2026, 1, 15), PayCycle.QUARTER, (date(2027, 1, 1), date(2027, 3, 31))),
        (None, date(2026, 11, 2), PayCycle.QUARTER, (date(2026, 11, 2), date(2026, 12, 31))),
    ],
)
def test_periods(billed_to: date | None, begins: date, cycle: PayCycle, period: tuple[date, date]) -> None:
    assert b.next_period(Account(billed_to=billed_to), begins, cycle) == period


def test_a_bill_tells_its_reduction_and_why() -> None:
    draft = b.draw_up([STEP, LATER], Account(), (date(2026, 3, 1), date(2026, 3, 31)))
    assert (draft.standard_fen, draft.payable_fen, draft.reduction_fen) == (150_000, 71_613, 78_387)
    assert draft.reasons == (RentReason.TIER, RentReason.TRANSITION)
    assert draft.tier_permille == 1_000
    plain = b.draw_up([STEP, LATER], Account(), (date(2026, 2, 1), date(2026, 2, 28)))
    assert (plain.reasons, plain.tier_permille, plain.payable_fen) == ((RentReason.TIER,), 400, 60_000)
    edge = b.draw_up([STEP, LATER], Account(), (date(2026, 3, 16), date(2026, 3, 31)))
    assert edge.reasons == (RentReason.TRANSITION,)
    last = b.draw_up([STEP, LATER], Account(), (date(2026, 3, 15), date(2026, 3, 16)))
    assert last.reasons == (RentReason.TIER, RentReason.TRANSITION)
    nothing = b.draw_up([LATER], Account(), (date(2026, 1, 1), date(2026, 1, 31)))
    assert (nothing.payable_fen, nothing.reasons, nothing.tier_permille) == (0, (), 1_000)


def test_what_the_account_carries_goes_into_the_next_bill() -> None:
    february = (date(2026, 2, 1), date(2026, 2, 28))
    more = b.draw_up([STEP], Account(carry_fen=2_500, late_fee_fen=300, credit_fen=1_000), february)
    assert (more.payable_fen, more.carried_fen, more.late_fee_fen, more.from_credit_fen) == (62_800, 2_500, 300, 1_000)
    less = b.draw_up([STEP], Account(carry_fen=-100_000, late_fee_fen=300, credit_fen=1_000), february)
    assert (less.payable_fen, less.carried_fen, less.from_credit_fen) == (0, -60_300, 0)
    exactly = b.draw_up([STEP], Account(carry_fen=-60_000), february)
    assert (exactly.payable_fen, exactly.carried_fen) == (0, -60_000)
    account = Account(carry_fen=-100_000, late_fee_fen=300, credit_fen=1_000, billed_from=JANUARY)
    row = b.account_bill(less, RecordId("b2"), date(2026, 2, 8))
    after = b.billed(account, row, carried_fen=less.carried_fen, late_fee_fen=less.late_fee_fen)
    assert after == Account(billed_from=JANUARY, billed_to=date(2026, 2, 28), carry_fen=-39_700, credit_fen=1_000)


def test_a_bill_that_is_still_to_be_paid_stays_on_the_account() -> None:
    draft = b.draw_up([STEP], Account(credit_fen=70_000), (JANUARY, date(2026, 1, 31)))
    row = b.account_bill(draft, RecordId("b1"), date(2026, 1, 11))
    assert (row.payable_fen, row.paid_fen, row.open_fen) == (60_000, 60_000, 0)
    after = b.billed(Account(credit_fen=70_000), row, carried_fen=0, late_fee_fen=0)
    assert after == Account(billed_from=JANUARY, billed_to=date(2026, 1, 31), credit_fen=10_000)
    half = b.account_bill(
        b.draw_up([STEP], Account(credit_fen=20_000), (JANUARY, date(2026, 1, 31))), RecordId("b1"), JANUARY
    )
    assert b.billed(Account(credit_fen=20_000), half, carried_fen=0, late_fee_fen=0).bills == (half,)


def test_a_bill_comes_after_those_that_are_open() -> None:
    row = b.account_bill(b.draw_up([STEP], Account(), (JANUARY, date(2026, 1, 31))), RecordId("b2"), JANUARY)
    after = b.billed(Account(bills=(bill("b1", 5),)), row, carried_fen=0, late_fee_fen=0)
    assert [one.id for one in after.bills] == ["b1", "b2"]


def test_oldest_first_and_the_rest_is_kept() -> None:
    account = Account(bills=(bill("b1", 60_000, 20_000), bill("b2", 60_000), bill("b3", 60_000)), credit_fen=500)
    found = b.allot(account, 70_000)
    assert found.parts == (
        PaymentPart(bill_id=RecordId("b1"), amount_fen=40_000, paid_up=True),
        PaymentPart(bill_id=RecordId("b2"), amount_fen=30_000, paid_up=False),
    )
    assert found.credit_fen == 500
    after = b.paid(account, found.parts, credit_fen=found.credit_fen, trade_number="P-1", late_fee_fen=7)
    assert after == Account(
        bills=(bill("b2", 60_000, 30_000), bill("b3", 60_000)), credit_fen=500, late_fee_fen=7, trades=("P-1",)
    )
    assert b.allot(account, 170_000).credit_fen == 10_500
    assert b.allot(Account(credit_fen=5), 10) == b.Allotment(parts=(), credit_fen=15)


def test_what_is_overdue() -> None:
    account = Account(bills=(bill("b1", 60_000, 1), bill("b2", 60_000, due=date(2026, 2, 11))))
    assert b.overdue_bills(account, date(2026, 1, 11)) == ()
    assert b.overdue_fen(account, date(2026, 1, 12)) == 59_999
    assert b.overdue_fen(account, date(2026, 2, 12)) == 119_999
    assert [b.arrears_months(fen, 60_000) for fen in (0, 59_999, 60_000, 360_000)] == [0, 0, 1, 6]
    assert b.arrears_months(100, 0) == 0


def test_arrears_count_what_was_paid_ahead_and_from_the_oldest_bill() -> None:
    bills = (bill("b1", 60_000, 1), bill("b2", 60_000, due=date(2026, 2, 11)))
    account, late = Account(bills=bills), date(2026, 2, 12)
    assert b.arrears_of(account, date(2026, 1, 11)) == (None, 0)
    assert b.arrears_of(account, late) == (date(2026, 1, 11), 119_999)
    ahead = Account(bills=bills, credit_fen=119_998)
    assert b.arrears_of(ahead, late) == (date(2026, 1, 11), 1)
    assert b.arrears_of(ahead, date(2026, 1, 12)) == (None, 0)
    assert b.arrears_of(Account(bills=bills, credit_fen=119_999), late) == (None, 0)
    assert b.arrears_of(Account(credit_fen=5), late) == (None, 0)


def test_a_void_bill_loses_nothing() -> None:
    account = Account(bills=(bill("b1", 60_000, 10_000), bill("b2", 60_000)), credit_fen=1, carry_fen=2)
    after = b.unbilled(account, RecordId("b1"), payable_fen=60_000, paid_fen=10_000)
    assert after == Account(bills=(bill("b2", 60_000),), credit_fen=10_001, carry_fen=60_002)


def test_a_change_of_days_that_are_billed_is_carried() -> None:
    account = Account(billed_from=JANUARY, billed_to=date(2026, 3, 31))
    after = b.with_steps([STEP], [LATER])
    assert b.correction([STEP], after, account) == 191_613 - 180_000
    assert b.correction(after, [STEP], account) == 180_000 - 191_613
    assert b.correction([STEP], after, Account(billed_from=JANUARY, billed_to=date(2026, 3, 15))) == 0
    assert b.correction([STEP], after, Account()) == 0
    assert b.correction([STEP], after, Account(billed_from=JANUARY)) == 0
    assert b.correction([STEP], (), account) == 0


STEPS = st.lists(
    st.builds(
        RentStep,
        from_on=st.dates(date(2026, 1, 2), date(2027, 6, 30)),
        monthly_fen=st.integers(0, 300_000),
        standard_fen=st.integers(0, 300_000),
    ),
    max_size=4,
    unique_by=lambda step: step.from_on,
)


@given(STEPS, st.sampled_from(PayCycle), st.integers(0, 60))
def test_all_bills_together_are_the_rent_of_every_day(later: list[RentStep], cycle: PayCycle, begun: int) -> None:
    """Steps become known one after the other, anywhere in the past or the future of what is billed."""
    begins = JANUARY + timedelta(days=begun)
    steps: tuple[RentStep, ...] = (STEP,)
    account, charged, bills = Account(), 0, 0
    for at in range(18):
        if at < len(later):
            after = b.with_steps(steps, [later[at]])
            carry = b.correction(steps, after, account)
            account = Account(
                **{
                    **{name: getattr(account, name) for name in Account.__struct_fields__},
                    "carry_fen": account.carry_fen + carry,
                }
            )
            steps = after
        draft = b.draw_up(steps, account, b.next_period(account, begins, cycle))
        assert draft.payable_fen >= 0
        assert draft.standard_fen - draft.reduction_fen + draft.carried_fen + draft.late_fee_fen == draft.payable_fen
        row = b.account_bill(draft, RecordId(f"b{at}"), draft.period_from)
        account = b.billed(account, row, carried_fen=draft.carried_fen, late_fee_fen=draft.late_fee_fen)
        charged, bills = charged + draft.payable_fen, bills + 1
    assert account.billed_to is not None
    exact = b.exact_rent(steps, begins, account.billed_to)[0]
    assert abs(charged + account.carry_fen - exact) <= Fraction(bills, 2) + len(later)
    assert account.billed_from == begins


@given(st.lists(st.integers(0, 100_000), max_size=6), st.lists(st.integers(1, 200_000), max_size=8))
def test_what_was_paid_is_in_bills_or_in_credit(payables: list[int], payments: list[int]) -> None:
    account = Account(bills=tuple(bill(f"b{at}", payable) for at, payable in enumerate(payables) if payable))
    owed = sum(payables)
    for at, amount in enumerate(payments):
        found = b.allot(account, amount)
        account = b.paid(account, found.parts, credit_fen=found.credit_fen, trade_number=f"P-{at}")
        still = sum(row.open_fen for row in account.bills)
        assert owed - still + account.credit_fen == sum(payments[: at + 1])
        assert not (account.bills and account.credit_fen)  # nobody owes who has paid ahead
        assert all(row.open_fen > 0 for row in account.bills)
    assert account.trades == tuple(f"P-{at}" for at in range(len(payments)))
