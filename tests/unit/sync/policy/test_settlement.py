"""The statement of an exit adds up: line by line, to what is owed or refunded, whatever happened before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.billing import (
    Account,
    AccountBill,
    DamageItem,
    LineKind,
    MeterReading,
    RentStep,
    Statement,
    StatementLine,
)
from sync.model.ids import RecordId
from sync.policy.billing import rent_between
from sync.policy.settlement import Leaving, added_up, adds_up, statement, unpriced
from tests.support.households import example_policy

POLICY = example_policy()
TENANCY = POLICY.tenancy
BILLING = msgspec.structs.replace(
    POLICY.billing, late_fee=msgspec.structs.replace(POLICY.billing.late_fee, charged=True)
)
JANUARY = date(2026, 1, 1)
STEP = RentStep(from_on=JANUARY, monthly_fen=60_000, standard_fen=150_000)


def leaving(**changes: Any) -> Leaving:
    facts: dict[str, Any] = {
        "steps": [STEP],
        "account": Account(billed_from=JANUARY, billed_to=date(2026, 3, 31)),
        "begins": JANUARY,
        "left_on": date(2026, 3, 31),
        "settled_on": date(2026, 4, 2),
        "deposit_fen": 100_000,
    }
    return Leaving(**{**facts, **changes})


def lines(found: Statement) -> list[tuple[str, int, str, int]]:
    return [(line.kind.value, line.amount_fen, line.subject, line.quantity) for line in found.lines]


def test_who_owes_nothing_gets_the_whole_deposit() -> None:
    found = statement(leaving(), TENANCY, BILLING)
    assert lines(found) == [("deposit", -100_000, "", 0)]
    assert (found.owed_fen, found.refund_fen) == (0, 100_000)


def test_rent_to_the_day_both_ways() -> None:
    early = statement(leaving(left_on=date(2026, 3, 15)), TENANCY, BILLING)
    assert lines(early)[0] == ("rent", -30_968, "", 16)  # 16 of 31 days: 30,967.7
    late = statement(leaving(left_on=date(2026, 4, 10)), TENANCY, BILLING)
    assert lines(late)[0] == ("rent", 20_000, "", 10)
    unbilled = statement(leaving(account=Account(), left_on=date(2026, 1, 31)), TENANCY, BILLING)
    assert lines(unbilled)[0] == ("rent", 60_000, "", 31)
    carried = statement(leaving(account=Account(billed_to=date(2026, 3, 31), carry_fen=-700)), TENANCY, BILLING)
    assert lines(carried)[0] == ("rent", -700, "", 0)


def test_everything_at_once_adds_up() -> None:
    bills = (
        AccountBill(
            id=RecordId("b2"),
            period_from=date(2026, 2, 1),
            period_to=date(2026, 2, 28),
            due_on=date(2026, 1, 31),
            payable_fen=60_000,
            paid_fen=10_000,
        ),
        AccountBill(
            id=RecordId("b3"),
            period_from=date(2026, 3, 1),
            period_to=date(2026, 3, 31),
            due_on=date(2026, 4, 2),
            payable_fen=60_000,
        ),
    )
    found = statement(
        leaving(
            account=Account(
                billed_from=JANUARY, billed_to=date(2026, 3, 31), bills=bills, credit_fen=900, late_fee_fen=1_000
            ),
            meters_from=(MeterReading(meter="water", reading=20), MeterReading(meter="power", reading=100)),
            meters_to=(MeterReading(meter="water", reading=23), MeterReading(meter="power", reading=100)),
            damage=(DamageItem(code="door_key", count=2), DamageItem(code="tap", count=1)),
        ),
        TENANCY,
        BILLING,
    )
    assert lines(found) == [
        ("arrears", 50_000, "b2", 61),
        ("arrears", 60_000, "b3", 0),
        ("late_fee", 16_000, "", 0),  # 1,000 of before and 30 % of 500 yuan
        ("utility", 900, "water", 3),
        ("damage", 3_000, "door_key", 2),
        ("damage", 6_000, "tap", 1),
        ("credit", -900, "", 0),
        ("deposit", -100_000, "", 0),
    ]
    assert (found.owed_fen, found.refund_fen) == (35_000, 0)
    assert adds_up(found)


def test_a_statement_that_does_not_add_up_is_seen() -> None:
    line = StatementLine(kind=LineKind.RENT, amount_fen=500)
    right = added_up((line, StatementLine(kind=LineKind.DEPOSIT, amount_fen=-300)))
    assert (right.owed_fen, right.refund_fen) == (200, 0)
    assert adds_up(right)
    for wrong in (
        Statement(lines=right.lines, owed_fen=199),
        Statement(lines=right.lines, owed_fen=200, refund_fen=1),
        Statement(lines=right.lines),
        Statement(lines=right.lines[:1], owed_fen=200),
    ):
        assert not adds_up(wrong)
    assert adds_up(Statement(lines=()))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"damage": (DamageItem(code="door_key"),)}, ()),
        ({"damage": (DamageItem(code="crystal_lamp"),)}, ("crystal_lamp",)),
        ({"damage": (DamageItem(code="door_key", count=0),)}, ("door_key",)),
        ({"meters_from": (MeterReading(meter="water", reading=5),)}, ("water",)),
        ({"meters_from": (MeterReading(meter="water", reading=0),)}, ("water",)),
        ({"meters_to": (MeterReading(meter="water", reading=5),)}, ("water",)),
        (
            {
                "meters_from": (MeterReading(meter="water", reading=5),),
                "meters_to": (MeterReading(meter="water", reading=4),),
            },
            ("water",),
        ),
        (
            {
                "meters_from": (MeterReading(meter="water", reading=5),),
                "meters_to": (MeterReading(meter="water", reading=5),),
            },
            (),
        ),
        (
            {
                "meters_from": (MeterReading(meter="steam", reading=5),),
                "meters_to": (MeterReading(meter="steam", reading=6),),
            },
            ("steam",),
        ),
    ],
)
def test_what_has_no_price_or_cannot_be_read(changes: dict[str, Any], codes: tuple[str, ...]) -> None:
    assert unpriced(leaving(**changes), TENANCY) == codes


def test_no_fee_is_charged_where_the_policy_charges_none() -> None:
    late = AccountBill(
        id=RecordId("b"), period_from=JANUARY, period_to=date(2026, 1, 31), due_on=JANUARY, payable_fen=60_000
    )
    found = statement(leaving(account=Account(billed_to=date(2026, 3, 31), bills=(late,))), TENANCY, POLICY.billing)
    assert [line.kind for line in found.lines] == [LineKind.ARREARS, LineKind.DEPOSIT]


def test_a_bill_from_before_the_first_step_grows_no_fee() -> None:
    early = AccountBill(
        id=RecordId("b"),
        period_from=date(2025, 12, 1),
        period_to=date(2025, 12, 31),
        due_on=JANUARY,
        payable_fen=60_000,
    )
    found = statement(leaving(account=Account(billed_to=date(2026, 3, 31), bills=(early,))), TENANCY, BILLING)
    assert [line.kind for line in found.lines] == [LineKind.ARREARS, LineKind.DEPOSIT]


DAYS = st.integers(0, 400)


@given(
    billed=DAYS,
    left=DAYS,
    opens=st.lists(st.integers(1, 90_000), max_size=4),
    credit=st.integers(0, 50_000),
    carry=st.integers(-50_000, 50_000),
    deposit=st.integers(0, 200_000),
    keys=st.integers(0, 3),
)
def test_the_balance_is_what_was_used_less_what_was_paid(
    billed: int, left: int, opens: list[int], credit: int, carry: int, deposit: int, keys: int
) -> None:
    bills = tuple(
        AccountBill(
            id=RecordId(f"b{at}"), period_from=JANUARY, period_to=JANUARY, due_on=date(2027, 12, 31), payable_fen=fen
        )
        for at, fen in enumerate(opens)
    )
    billed_to, left_on = JANUARY + timedelta(days=billed), JANUARY + timedelta(days=left)
    damage = (DamageItem(code="door_key", count=keys),) if keys else ()
    found = statement(
        leaving(
            account=Account(billed_to=billed_to, bills=bills, credit_fen=credit, carry_fen=carry),
            left_on=left_on,
            deposit_fen=deposit,
            damage=damage,
        ),
        TENANCY,
        BILLING,
    )
    assert adds_up(found)
    used = rent_between([STEP], JANUARY, left_on) - rent_between([STEP], JANUARY, billed_to)
    expected = used + carry + sum(opens) + keys * 1_500 - credit - deposit
    assert abs(found.owed_fen - found.refund_fen - expected) <= 1  # the day's share is rounded once
    assert min(found.owed_fen, found.refund_fen) == 0
    assert all(line.amount_fen for line in found.lines)
