"""Worked examples of the rent of who is no longer eligible: in transition, after it, and when nobody leaves."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.billing import RentReason
from sync.policy.sections.tenancy import TransitionMethod, TransitionRules
from sync.policy.transition import (
    Due,
    Home,
    Means,
    Wealth,
    means,
    overstay_rent,
    rent_after_transition,
    transition_rent,
)
from tests.support.households import example_policy

POLICY = example_policy()
RULES, RENT = POLICY.tenancy.transition, POLICY.rent
HOME = Home(area100=5_000, standard_fen_m2=3_000)


def by(method: TransitionMethod) -> TransitionRules:
    return msgspec.structs.replace(RULES, method=method)


@pytest.mark.parametrize(
    ("former", "income", "monthly"),
    [
        (15_000, None, 82_500),  # 150 of 1,500 yuan: half of the reduction of 1,350 is kept
        (15_000, 550_000, 82_500),  # 15 % of the income is exactly that
        (15_000, 500_000, 75_000),  # capped
        (15_000, 50_000, 15_000),  # the cap lies below the floor
        (150_000, None, 150_000),  # nothing was reduced
        (160_000, None, 150_000),  # more than the full rent was paid: no surcharge comes of it
        (0, None, 75_000),
        (33_333, None, 91_667),  # 91,666.5 is rounded half up
    ],
)
def test_half_of_the_former_reduction(former: int, income: int | None, monthly: int) -> None:
    found = transition_rent(
        home=HOME,
        former_fen=former,
        monthly_income_fen=income,
        rules=by(TransitionMethod.HALF_REDUCTION),
        rent_rules=RENT,
    )
    assert found == Due(monthly_fen=monthly, reason=RentReason.TRANSITION)


def test_a_share_of_the_market_rent_needs_the_market_rent() -> None:
    rules = by(TransitionMethod.MARKET_SHARE)
    told = Home(area100=5_005, standard_fen_m2=3_000, market_fen_m2=4_001)
    found = transition_rent(home=told, former_fen=15_000, monthly_income_fen=0, rules=rules, rent_rules=RENT)
    assert found == Due(monthly_fen=160_200, reason=RentReason.MARKET_SHARE)  # 80 % of 2,002.50 yuan: 160,200.04
    assert transition_rent(home=HOME, former_fen=15_000, monthly_income_fen=0, rules=rules, rent_rules=RENT) is None


def test_or_the_rent_of_the_contract() -> None:
    rules = by(TransitionMethod.CONTRACT_RENT)
    found = transition_rent(home=HOME, former_fen=15_000, monthly_income_fen=0, rules=rules, rent_rules=RENT)
    assert found == Due(monthly_fen=15_000, reason=RentReason.CONTRACT)


def wealth(income: int | None, assets: int | None, got_home: bool | None = False) -> Wealth:
    return Wealth(
        income_fen=income, income_limit_fen=100_000, assets_fen=assets, assets_limit_fen=3_000_000, got_home=got_home
    )


@pytest.mark.parametrize(
    ("income", "assets", "got_home", "found"),
    [
        (100_000, 0, False, Means.NEAR),
        (150_000, 4_500_000, False, Means.NEAR),
        (150_001, 0, False, Means.MIDDLE),
        (0, 4_500_001, False, Means.MIDDLE),
        (300_000, 9_000_000, False, Means.MIDDLE),
        (300_001, 0, False, Means.FAR),
        (0, 9_000_001, False, Means.FAR),
        (0, 0, True, Means.FAR),
        (None, 0, False, Means.UNKNOWN),
        (0, None, False, Means.UNKNOWN),
        (None, 9_000_001, False, Means.FAR),  # too much is too much, whatever else is unknown
        (None, 4_500_001, False, Means.UNKNOWN),
        (0, 0, None, Means.UNKNOWN),
        (300_001, 0, None, Means.FAR),
    ],
)
def test_the_worse_of_income_and_assets_counts(
    income: int | None, assets: int | None, got_home: bool | None, found: Means
) -> None:
    assert means(wealth(income, assets, got_home), RULES) is found


def test_without_a_limit_nobody_is_near_it() -> None:
    unknown = Wealth(income_fen=0, income_limit_fen=None, assets_fen=0, assets_limit_fen=3_000_000)
    assert means(unknown, RULES) is Means.UNKNOWN


@pytest.mark.parametrize(
    ("found", "income", "due"),
    [
        (Means.NEAR, 900_000, Due(monthly_fen=150_000, reason=RentReason.STANDARD)),
        (Means.NEAR, 750_000, Due(monthly_fen=150_000, reason=RentReason.STANDARD)),
        (Means.NEAR, 500_000, Due(monthly_fen=100_000, reason=RentReason.INCOME_SHARE)),
        (Means.NEAR, 10_000, Due(monthly_fen=15_000, reason=RentReason.FLOOR)),
        (Means.NEAR, None, Due(monthly_fen=150_000, reason=RentReason.STANDARD)),
        (Means.MIDDLE, 0, Due(monthly_fen=225_000, reason=RentReason.RAISED)),
        (Means.FAR, 0, None),
        (Means.UNKNOWN, 0, None),
    ],
)
def test_after_the_transition(found: Means, income: int | None, due: Due | None) -> None:
    assert due == rent_after_transition(home=HOME, found=found, monthly_income_fen=income, rules=RULES, rent_rules=RENT)


def test_staying_too_long_costs_twice_the_full_rent() -> None:
    assert overstay_rent(HOME, RULES) == Due(monthly_fen=300_000, reason=RentReason.OVERSTAY)
    assert Home(area100=333, standard_fen_m2=150).standard_fen == 500  # 499.5


@given(st.integers(1, 10_000), st.integers(1, 5_000), st.integers(0, 10**6), st.none() | st.integers(0, 10**7))
def test_the_transition_lies_between_the_floor_and_the_full_rent(
    area: int, standard: int, former: int, income: int | None
) -> None:
    home = Home(area100=area, standard_fen_m2=standard)
    found = transition_rent(
        home=home,
        former_fen=former,
        monthly_income_fen=income,
        rules=by(TransitionMethod.HALF_REDUCTION),
        rent_rules=RENT,
    )
    assert found is not None
    assert 0 <= found.monthly_fen <= home.standard_fen
    if income is None and former <= home.standard_fen:
        assert 2 * found.monthly_fen >= home.standard_fen
