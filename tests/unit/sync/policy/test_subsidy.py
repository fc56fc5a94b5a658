"""Worked examples of the subsidy: the formula, its least amount, its months."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.application import Category
from sync.model.household import SpecialGroup
from sync.policy import subsidy as s
from sync.policy.sections.subsidy import SubsidyRules
from tests.support.households import ORG, example_policy

RULES = example_policy().subsidy
FULL = Category.HUKOU_LOWSEC
"""Coefficient 1.0 under the example policy."""


def monthly(persons: int, own: int, category: Category = FULL, rules: SubsidyRules = RULES, org: str = ORG) -> int:
    found = s.subsidy(persons=persons, own_area100=own, category=category, org=org, rules=rules)
    assert found is not None
    return found.monthly_fen


def with_districts(**districts: int) -> SubsidyRules:
    figure = RULES.district_permille
    named = {code[1:]: msgspec.structs.replace(figure, value=value) for code, value in districts.items()}
    return msgspec.structs.replace(RULES, districts=named)


def test_two_persons_without_a_home() -> None:
    found = s.subsidy(persons=2, own_area100=0, category=FULL, org=ORG, rules=RULES)
    assert found is not None
    assert (found.monthly_fen, found.at_least) == (111_000, False)
    assert found.formula == {
        "protected_area100": 1_500,
        "own_area100": 0,
        "persons": 2,
        "standard_fen": 3_700,
        "income_permille": 1_000,
        "district_permille": 1_000,
        "computed_fen": 111_000,
    }


def test_the_formula_tells_its_coefficients_apart() -> None:
    found = s.subsidy(persons=1, own_area100=1, category=Category.HUKOU_LOWINC, org=ORG, rules=with_districts(c99=900))
    assert found is not None
    assert (found.formula["income_permille"], found.formula["district_permille"]) == (800, 900)


def test_a_small_gap_brings_the_least_amount() -> None:
    found = s.subsidy(persons=1, own_area100=1_400, category=FULL, org=ORG, rules=RULES)
    assert found is not None
    assert (found.monthly_fen, found.at_least, found.formula["computed_fen"]) == (20_000, True, 3_700)


def test_no_gap_and_nobody_bring_nothing() -> None:
    assert monthly(3, 1_500) == monthly(3, 2_000) == monthly(0, 0) == 0
    assert monthly(1, 1_499) == 20_000


def test_the_coefficients_multiply_and_are_rounded_once() -> None:
    assert monthly(3, 0, Category.HUKOU_LOWINC) == 133_200
    assert monthly(2, 0, rules=with_districts(c990101=900)) == 99_900
    assert monthly(1, 501, Category.HUKOU_MIDLOW, with_districts(c99=1_001)) == 20_000
    uneven = monthly(3, 7, Category.HUKOU_LOWINC, with_districts(c99=1_001))
    assert uneven == 132_711  # 1493 × 3 × 3700 × 0.8 × 1.001 / 100 = 132,710.9…


def test_the_nearest_district_counts() -> None:
    rules = with_districts(c99=900, c990101=800, c990102=700, c990101003=600)
    assert [s.district_permille(org, rules) for org in ("99", "990101", "990101003", "990101004", "98")] == [
        900, 800, 600, 800, 1_000,
    ]  # fmt: skip


def test_a_category_without_coefficient_has_no_subsidy() -> None:
    assert s.subsidy(persons=2, own_area100=0, category=Category.TALENT, org=ORG, rules=RULES) is None


def test_the_transition_pays_half_without_a_least_amount() -> None:
    assert s.transition_amount(111_000, RULES) == 55_500
    assert s.transition_amount(20_001, RULES) == 10_001


def test_the_months() -> None:
    first = s.first_month(date(2026, 12, 31))
    assert first == date(2027, 1, 1)
    assert s.first_month(date(2026, 3, 1)) == date(2026, 4, 1)
    assert s.last_month(first, RULES) == date(2031, 12, 1)
    assert s.last_month_when_housed(date(2026, 5, 17)) == date(2026, 5, 1)
    assert s.transition_end(date(2026, 11, 1), RULES) == date(2027, 4, 1)


def test_when_the_next_examination_is_asked_for() -> None:
    last = date(2031, 12, 1)
    assert s.reexamination_from(last, RULES) == date(2031, 10, 1)
    assert s.resumed_month(last, date(2031, 10, 1), RULES) == date(2032, 1, 1)
    assert s.resumed_month(last, date(2031, 12, 31), RULES) == date(2032, 1, 1)
    assert s.resumed_month(last, date(2032, 1, 1), RULES) == date(2032, 2, 1)  # late: nothing for January
    assert s.resumed_month(last, date(2032, 3, 31), RULES) == date(2032, 4, 1)
    assert s.resumed_month(last, date(2032, 4, 1), RULES) is None


def test_a_public_home_must_be_given_back_within_three_months() -> None:
    first = date(2026, 4, 1)
    assert not s.still_in_public_home(first, date(2026, 6, 30), RULES)
    assert s.still_in_public_home(first, date(2026, 7, 1), RULES)


@pytest.mark.parametrize(
    ("groups", "since", "registered", "may"),
    [
        ((SpecialGroup.LOWSEC,), date(2026, 3, 1), False, True),
        ((SpecialGroup.VETERAN,), date(2026, 3, 1), True, False),
        ((), date(2021, 3, 1), True, True),
        ((), date(2021, 3, 2), True, False),
        ((), date(2021, 3, 1), False, False),
    ],
)
def test_who_draws_it_while_waiting(groups: tuple[SpecialGroup, ...], since: date, registered: bool, may: bool) -> None:
    found = s.may_draw_while_waiting(
        groups, waiting_since=since, today=date(2026, 3, 2), has_registered=registered, rules=RULES
    )
    assert found is may


@given(st.integers(0, 10), st.integers(0, 3_000), st.sampled_from(sorted(RULES.income_coefficient)))
def test_nothing_or_at_least_the_least(persons: int, own: int, category: Category) -> None:
    found = monthly(persons, own, category)
    assert found == 0 or found >= RULES.least_fen.value
    assert (found > 0) is (persons > 0 and own < RULES.protected_area100.value)
    assert monthly(persons + 1, own, category) >= found >= monthly(persons, own + 1, category)
