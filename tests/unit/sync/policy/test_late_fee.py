"""Being late costs a share of a month's rent for each day, capped, and says when a lawyer must see the rate."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.policy.late_fee import LateFee, late_fee
from sync.policy.sections.billing import LateFeeRules
from tests.support.households import example_policy

SHIPPED = example_policy().billing.late_fee
CHARGED = msgspec.structs.replace(SHIPPED, charged=True)


def rated(rate: int, cap: int = 300) -> LateFeeRules:
    return msgspec.structs.replace(
        CHARGED,
        rate_permille=msgspec.structs.replace(CHARGED.rate_permille, value=rate),
        cap_permille=msgspec.structs.replace(CHARGED.cap_permille, value=cap),
    )


@pytest.mark.parametrize(
    ("days", "fee", "capped"),
    [(-1, 0, False), (0, 0, False), (1, 1_200, False), (3, 3_600, False), (15, 18_000, False), (16, 18_000, True)],
)
def test_two_per_cent_of_a_months_rent_a_day_at_most_thirty_per_cent(days: int, fee: int, capped: bool) -> None:
    found = late_fee(monthly_fen=60_000, overdue_fen=60_000, days=days, rules=CHARGED)
    assert (found.fee_fen, found.capped) == (fee, capped)
    assert found.legal_check is (days > 0)  # the published rate is high


def test_nothing_is_charged_before_somebody_has_had_the_rate_checked() -> None:
    assert SHIPPED.charged is False
    assert late_fee(monthly_fen=60_000, overdue_fen=60_000, days=100, rules=SHIPPED) == LateFee(fee_fen=0)


def test_a_rate_that_needs_no_lawyer() -> None:
    assert late_fee(monthly_fen=60_000, overdue_fen=60_000, days=1, rules=rated(1)) == LateFee(fee_fen=60)
    assert late_fee(monthly_fen=60_000, overdue_fen=60_000, days=1, rules=rated(2)).legal_check


def test_rounded_once() -> None:
    assert late_fee(monthly_fen=125, overdue_fen=10_000, days=2, rules=rated(2)).fee_fen == 1  # 0.5
    assert late_fee(monthly_fen=124, overdue_fen=10_000, days=2, rules=rated(2)).fee_fen == 0
    assert late_fee(monthly_fen=60_000, overdue_fen=5, days=9, rules=rated(20, 100)) == LateFee(
        fee_fen=1, capped=True, legal_check=True
    )


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(-5, 5_000))
def test_never_above_its_share_of_what_is_overdue(monthly: int, overdue: int, days: int) -> None:
    found = late_fee(monthly_fen=monthly, overdue_fen=overdue, days=days, rules=CHARGED)
    assert 0 <= found.fee_fen <= (overdue * 300 + 500) // 1000
