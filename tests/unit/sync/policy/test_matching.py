"""Which home suits which household: the layout rules, the home's own range, barriers, wishes; and why."""

from __future__ import annotations

import random
from typing import Any

import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.ids import OrgCode
from sync.model.stock import rooms_of
from sync.policy.figure import Confidence
from sync.policy.matching import Fit, Household, MatchReason, entitlement, judge, match
from tests.support.households import example_policy
from tests.support.road import unit

LAYOUTS = example_policy().allocation.layouts
TOWN, OTHER = OrgCode("990101003"), OrgCode("990101004")
WORDS = [Translator(language) for language in LANGUAGES]


def family(size: int, **more: Any) -> Household:
    return Household(household_size=size, **more)


def codes(reasons: tuple[MatchReason, ...]) -> list[str]:
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("layout", "rooms"),
    [("DORM", 0), ("0-1", 0), ("1-1", 1), ("3-2", 3), ("", None), ("2", None), ("2-1-1", None), ("a-b", None)],
)
def test_rooms_of_a_layout(layout: str, rooms: int | None) -> None:
    assert rooms_of(layout) == rooms


@pytest.mark.parametrize(
    ("size", "layout", "fit"),
    [
        (1, "DORM", Fit.FITS),
        (1, "1-1", Fit.FITS),
        (1, "2-1", Fit.NO),
        (2, "0-1", Fit.SMALLER),
        (2, "1-1", Fit.FITS),
        (2, "2-1", Fit.FITS),
        (2, "3-1", Fit.NO),
        (3, "1-1", Fit.SMALLER),
        (3, "2-1", Fit.FITS),
        (3, "3-1", Fit.NO),
        (4, "1-1", Fit.SMALLER),
        (4, "2-1", Fit.FITS),
        (4, "3-1", Fit.FITS),
        (4, "4-1", Fit.NO),
        (99, "3-1", Fit.FITS),
        (2, "huge", Fit.NO),
    ],
)
def test_the_layout_follows_the_size_of_the_family(size: int, layout: str, fit: Fit) -> None:
    found = judge(family(size), unit(layout=layout, suits_from=1, suits_to=99), LAYOUTS)
    assert found.fit is fit
    assert found.may_have is (fit is Fit.FITS)


def test_a_size_that_no_rule_names_goes_by_the_home_alone() -> None:
    assert entitlement(100, LAYOUTS) is None
    found = judge(family(100), unit(layout="1-1", suits_from=1, suits_to=200), LAYOUTS)
    assert (found.fit, codes(found.reasons)) == (Fit.FITS, ["no_layout_rule", "home_for_size"])
    assert judge(family(5), unit(suits_to=9), ()).reasons[0].code == "no_layout_rule"


@pytest.mark.parametrize(
    ("suits_from", "suits_to", "fit", "code"),
    [
        (3, 3, Fit.FITS, "home_for_size"),
        (1, 9, Fit.FITS, "home_for_size"),
        (4, 9, Fit.NO, "home_for_more"),
        (1, 2, Fit.SMALLER, "home_for_fewer"),
    ],
)
def test_the_home_states_its_own_range(suits_from: int, suits_to: int, fit: Fit, code: str) -> None:
    found = judge(family(3), unit(suits_from=suits_from, suits_to=suits_to), LAYOUTS)
    assert (found.fit, codes(found.reasons)[:2]) == (fit, ["layout_fits", code])
    assert found.reasons[1].figures == {"size": 3, "suits_from": suits_from, "suits_to": suits_to}


def test_a_smaller_layout_needs_the_signed_choice() -> None:
    small = unit(layout="1-1", suits_from=1)
    without = judge(family(3), small, LAYOUTS)
    assert (without.fit, without.may_have) == (Fit.SMALLER, False)
    assert codes(without.reasons) == ["layout_smaller", "home_for_size", "choice_missing"]
    signed = judge(family(3, smaller=True), small, LAYOUTS)
    assert (signed.fit, signed.may_have) == (Fit.SMALLER, True)
    assert codes(signed.reasons)[-1] == "choice_signed"
    too_large = judge(family(1, smaller=True), unit(layout="2-1", suits_from=1), LAYOUTS)
    assert (too_large.fit, too_large.may_have) == (Fit.NO, False)


def test_barriers_keep_out_and_spare_homes_come_last() -> None:
    flat, stairs = unit(code="A", barrier_free=True), unit(code="B")
    assert judge(family(3, barrier_free=True), stairs, LAYOUTS).fit is Fit.NO
    assert codes(judge(family(3, barrier_free=True), stairs, LAYOUTS).reasons)[-1] == "barriers"
    assert codes(judge(family(3, barrier_free=True), flat, LAYOUTS).reasons)[-1] == "barrier_free"
    assert codes(judge(family(3), flat, LAYOUTS).reasons)[-1] == "barrier_free_spare"
    assert codes(judge(family(3), stairs, LAYOUTS).reasons) == ["layout_fits", "home_for_size"]
    assert [one.home.code for one in match(family(3), [flat, stairs], LAYOUTS)] == ["B", "A"]
    assert [one.home.code for one in match(family(3, barrier_free=True), [stairs, flat], LAYOUTS)] == ["A", "B"]


def test_wishes_order_what_suits_and_exclude_nothing() -> None:
    here, there = unit(code="A", org=TOWN), unit(code="B", org=OTHER)
    wishes = family(3, areas=(OTHER, TOWN))
    found = match(wishes, [here, there], LAYOUTS)
    assert [(one.home.code, one.reasons[-1].code, one.reasons[-1].figures) for one in found] == [
        ("B", "area_wished", {"place": 1}),
        ("A", "area_wished", {"place": 2}),
    ]
    only = match(family(3, areas=(OTHER,)), [here, there], LAYOUTS)
    assert [(one.home.code, one.reasons[-1].code) for one in only] == [("B", "area_wished"), ("A", "area_other")]
    assert all(one.may_have for one in only)
    county = judge(family(3, areas=(OrgCode("990101"),)), here, LAYOUTS)
    assert county.reasons[-1].figures == {"place": 1}
    assert "area" not in " ".join(codes(judge(family(3), here, LAYOUTS).reasons))
    assert "area" not in " ".join(codes(judge(family(9, areas=(TOWN,)), unit(layout="9-1"), LAYOUTS).reasons))


def test_the_best_first_whatever_order_they_come_in() -> None:
    homes = [
        unit(code="fits-large", area100=6_000),
        unit(code="fits-b", area100=5_000),
        unit(code="fits-a", area100=5_000),
        unit(code="wished", area100=9_000, org=OTHER),
        unit(code="spare", barrier_free=True, area100=4_000),
        unit(code="smaller", layout="1-1", area100=3_000),
        unit(code="no", layout="3-1"),
    ]
    seeker = family(3, areas=(OTHER,))
    expected = ["wished", "fits-a", "fits-b", "fits-large", "spare", "smaller", "no"]
    assert [one.home.code for one in match(seeker, homes, LAYOUTS)] == expected
    chance = random.Random(7)
    for _ in range(20):
        chance.shuffle(homes)
        assert match(seeker, homes, LAYOUTS) == match(seeker, sorted(homes, key=lambda home: home.code), LAYOUTS)
    signed = match(family(3, areas=(OTHER,), smaller=True), homes, LAYOUTS)
    assert [one.home.code for one in signed] == expected
    assert [one.may_have for one in signed] == [True] * 6 + [False]


def test_a_smaller_home_that_may_be_had_comes_before_one_that_may_not() -> None:
    homes = [unit(code="no", layout="9-1"), unit(code="small", layout="1-1")]
    assert [one.home.code for one in match(family(3, smaller=True), homes, LAYOUTS)] == ["small", "no"]


def test_every_reason_says_what_it_rests_on_and_has_its_sentence() -> None:
    seen: dict[str, MatchReason] = {}
    for size in (1, 3, 100):
        for layout in ("1-1", "2-1", "3-1", "?"):
            for flags in (0, 1, 2, 3):
                seeker = family(
                    size, barrier_free=bool(flags & 1), smaller=bool(flags & 2), areas=(TOWN, OTHER)[:flags]
                )
                for home in (unit(layout=layout), unit(layout=layout, barrier_free=True, org=OrgCode("990102001"))):
                    seen |= {reason.code: reason for reason in judge(seeker, home, LAYOUTS).reasons}
    assert len(seen) == 15
    for code, reason in seen.items():
        for translate in WORDS:
            sentence = translate(f"allocation.match.{code}", **reason.figures)
            assert "⟦" not in sentence
            assert "{" not in sentence
    assert seen["layout_fits"].assumed
    assert [figure.confidence for figure in seen["layout_fits"].basis] == [Confidence.ASSUMED] * 4
    assert not seen["barriers"].assumed
