"""Worked examples of rent and score."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.application import ApplicationDraft, Category
from sync.model.household import SpecialGroup
from sync.policy.records import RentRules
from sync.policy.rent import half_up, rent
from sync.policy.scoring import Score, score
from tests.support.households import example_policy, family, person, with_member

POLICY = example_policy()
TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("tier", "income_yuan", "monthly_fen", "capped", "at_floor"),
    [
        (400, 3_000, 45_000, True, False),
        (400, 800, 15_000, True, True),
        (400, 9_000, 60_000, False, False),
        (1_000, None, 150_000, False, False),
        (400, 4_000, 60_000, False, False),  # cap exactly at the base
        (100, 0, 15_000, True, True),
    ],
)
def test_worked_examples(tier: int, income_yuan: int | None, monthly_fen: int, capped: bool, at_floor: bool) -> None:
    found = rent(
        area100=5_000,
        standard_fen_m2=3_000,
        tier_permille=tier,
        monthly_income_fen=None if income_yuan is None else income_yuan * 100,
        rules=POLICY.rent,
    )
    assert (found.monthly_fen, found.standard_fen, found.capped, found.at_floor) == (
        monthly_fen,
        150_000,
        capped,
        at_floor,
    )


def with_preferential(fen: int) -> RentRules:
    figure = msgspec.structs.replace(POLICY.rent.preferential_fen, value=fen)
    return msgspec.structs.replace(POLICY.rent, preferential_fen=figure)


def test_never_below_the_preferential_rent() -> None:
    found = rent(
        area100=5_000,
        standard_fen_m2=3_000,
        tier_permille=400,
        monthly_income_fen=80_000,
        rules=with_preferential(20_000),
    )
    assert (found.monthly_fen, found.at_floor) == (20_000, True)


def test_half_a_fen_is_rounded_up_once() -> None:
    assert [half_up(top, 2) for top in (0, 1, 2, 3)] == [0, 1, 1, 2]
    found = rent(area100=33, standard_fen_m2=150, tier_permille=1_000, monthly_income_fen=None, rules=POLICY.rent)
    assert found.monthly_fen == 50  # 49.5


@given(
    st.integers(1, 20_000), st.integers(1, 10_000), st.integers(1, 1_000), st.none() | st.integers(0, 10**8)
)  # fmt: skip
def test_rent_lies_between_floor_and_standard(area: int, standard: int, tier: int, income: int | None) -> None:
    found = rent(
        area100=area, standard_fen_m2=standard, tier_permille=tier, monthly_income_fen=income, rules=POLICY.rent
    )
    floor = half_up(area * standard * 100, 100_000)
    assert min(found.base_fen, floor) <= found.monthly_fen <= max(found.base_fen, floor)
    assert found.base_fen <= found.standard_fen
    if not found.capped:
        assert found.monthly_fen == found.base_fen


def points(draft: ApplicationDraft, area: int | None = 0, income: int | None = 180_900, **more: int) -> Score:
    found = score(draft, POLICY, today=TODAY, per_capita_area100=area, per_capita_income_fen=income, **more)
    assert found is not None
    return found


def test_the_example_family() -> None:
    found = points(family())
    assert (found.group, found.points) == (2, 47)
    assert found.detail == {"area": 20, "income": 14, "members": 8, "hukou": 5}


@pytest.mark.parametrize(
    ("area", "expected"), [(0, 20), (1, 16), (499, 16), (500, 12), (800, 8), (1_000, 4), (1_500, 0), (None, 0)]
)
def test_area_bands(area: int | None, expected: int) -> None:
    assert points(family(), area).detail.get("area", 0) == expected


@pytest.mark.parametrize(("income", "expected"), [(208_100, 10), (208_101, 6), (332_960, 6), (332_961, 0), (None, 0)])
def test_income_bands(income: int | None, expected: int) -> None:
    draft = with_member(family(category=Category.HUKOU_MIDLOW), "m1", special_groups=())
    assert points(draft, 0, income).detail.get("income", 0) == expected


def test_special_points_are_capped() -> None:
    groups = (SpecialGroup.PREF, SpecialGroup.VETERAN, SpecialGroup.DISABLED)
    assert points(with_member(family(), "m2", special_groups=groups[:1])).detail["special"] == 10
    assert points(with_member(family(), "m2", special_groups=groups, disability_grade=1)).detail["special"] == 15
    light = with_member(family(), "m2", special_groups=(SpecialGroup.DISABLED,), disability_grade=4)
    assert points(light).detail["special"] == 5
    assert "special" not in points(with_member(family(), "m2", special_groups=(SpecialGroup.DISABLED,))).detail


def test_elders_waiting_and_homes_given_up() -> None:
    elder = person("测试甲", date(1950, 1, 1), "52", male=False, serial=9)
    larger = family(members={**family().members, "m4": elder})
    assert points(larger).detail["members"] == 8 + 2 + 2
    assert points(family(), half_years_waited=3).detail["waiting"] == 3
    assert points(family(), half_years_waited=30).detail["waiting"] == 10
    assert points(family(), abandoned=2).detail["abandoned"] == -20


def test_hukou_years() -> None:
    assert "hukou" not in points(with_member(family(), "m1", hukou_since=date(2016, 3, 3))).detail
    assert points(with_member(family(), "m1", hukou_since=date(2016, 3, 2))).detail["hukou"] == 5


def test_no_category_no_score() -> None:
    assert score(family(category=None), POLICY, today=TODAY, per_capita_area100=0, per_capita_income_fen=0) is None
