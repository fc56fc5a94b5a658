"""Patterns of doors and meters on made-up series: what gives a clue, what a care call, and what gives neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.i18n import LANGUAGES, catalogue
from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource
from sync.policy.anomaly import Advice, CareCall, Clue, Home, HomeDay, Pattern, care_call, clues
from sync.policy.sections.anomaly import AnomalyRules
from tests.support.households import example_policy

RULES = example_policy().anomaly
TODAY = date(2026, 7, 1)
HOME = Home(residents=2, area100=5_000)
LIVED_IN = HomeDay(
    day=TODAY,
    passages=6,
    water_litres=200,
    power_wh=4_000,
    tenants=2,
    strangers=frozenset(),
    card_people={"c1": 1, "c2": 1},
)
EMPTY = replace(LIVED_IN, passages=0, water_litres=2, power_wh=100, tenants=0, card_people={})


def series(length: int, day_of: Callable[[int], HomeDay] | HomeDay) -> list[HomeDay]:
    """Days up to yesterday; ``day_of`` gets 1 for yesterday, 2 for the day before …"""
    found = []
    for back in range(length, 0, -1):
        day = day_of if isinstance(day_of, HomeDay) else day_of(back)
        found.append(replace(day, day=TODAY - timedelta(days=back)))
    return found


def found(days: list[HomeDay], home: Home = HOME) -> dict[Pattern, Clue]:
    return {clue.pattern: clue for clue in clues(home, days, TODAY, RULES)}


def test_an_ordinary_household_gives_nothing() -> None:
    assert found(series(200, LIVED_IN)) == {}
    assert found([]) == {}


@pytest.mark.parametrize(
    ("length", "days", "advice"),
    [
        (29, None, None),
        (30, 30, Advice.CLUE),
        (59, 30, Advice.CLUE),
        (60, 60, Advice.CLUE),
        (89, 60, Advice.CLUE),
        (90, 90, Advice.INSPECT),
        (179, 150, Advice.INSPECT),
        (180, 180, Advice.GROUND),
        (400, 180, Advice.GROUND),
    ],
)
def test_how_long_a_home_stands_empty(length: int, days: int | None, advice: Advice | None) -> None:
    clue = found(series(length, EMPTY)).get(Pattern.VACANT)
    if days is None:
        assert clue is None
        return
    assert clue is not None
    assert (clue.advice, clue.source, clue.suspected) == (advice, ClueSource.METER, TakeBack.VACANT)
    assert (clue.first, clue.last) == (TODAY - timedelta(days=days), TODAY - timedelta(days=1))
    assert clue.figures == {"days": days, "water_litres": 2 * days, "power_wh": 100 * days}


@pytest.mark.parametrize(
    ("odd", "given"),
    [
        ({"passages": 1}, False),
        ({"passages": None}, False),
        ({"water_litres": 499 - 29 * 2}, True),
        ({"water_litres": 500 - 29 * 2}, False),
        ({"water_litres": None}, False),
        ({"water_litres": -1}, False),
        ({"water_litres": 0}, True),
        ({"power_wh": 5_000 - 29 * 100 - 1}, True),
        ({"power_wh": 5_000 - 29 * 100}, False),
        ({"power_wh": None}, False),
        ({"power_wh": -1}, False),
        ({"power_wh": 0}, True),
    ],
)
def test_one_day_of_use_or_of_silence_from_the_estate_is_enough(odd: dict[str, Any], given: bool) -> None:
    days = series(30, lambda back: replace(EMPTY, **odd) if back == 7 else EMPTY)
    assert (Pattern.VACANT in found(days)) is given


def test_a_missing_day_gives_nothing_and_today_is_not_looked_at() -> None:
    whole = series(30, EMPTY)
    for at in (0, 15, 29):
        assert found([*whole[:at], *whole[at + 1 :]]) == {}
    today = replace(LIVED_IN, day=TODAY)
    assert Pattern.VACANT in found([*whole, today])


def test_who_told_us_that_they_are_away_left_nothing_empty() -> None:
    days = series(40, EMPTY)
    first, last = TODAY - timedelta(days=30), TODAY - timedelta(days=1)
    for stretch in ((first, first), (last, last), (first - timedelta(days=5), last)):
        assert found(days, replace(HOME, away=(stretch,))) == {}
    before = (first - timedelta(days=9), first - timedelta(days=1))
    after = (TODAY, TODAY + timedelta(days=9))
    assert Pattern.VACANT in found(days, replace(HOME, away=(before, after)))


def test_an_older_stretch_that_was_lived_in_ends_the_count() -> None:
    days = series(180, lambda back: LIVED_IN if back == 75 else EMPTY)
    assert found(days)[Pattern.VACANT].figures["days"] == 60


def nights(strangers: int, count: int, own: int) -> list[HomeDay]:
    """Thirty days: so many strangers for so many nights, the people of the lease for their own."""
    names = frozenset(f"n{number}" for number in range(strangers))

    def day_of(back: int) -> HomeDay:
        return replace(LIVED_IN, strangers=names if back <= count else frozenset(), tenants=1 if back <= own else 0)

    return series(30, day_of)


@pytest.mark.parametrize(
    ("strangers", "count", "own", "given"),
    [
        (2, 15, 3, True),
        (3, 20, 0, True),
        (1, 30, 0, False),
        (2, 14, 0, False),
        (2, 15, 4, False),
    ],
)
def test_strangers_live_there_and_the_tenants_do_not(strangers: int, count: int, own: int, given: bool) -> None:
    clue = found(nights(strangers, count, own)).get(Pattern.SUBLET)
    assert (clue is not None) is given
    if clue is not None:
        assert clue.figures == {"strangers": strangers, "least_nights": count, "own_nights": own}
        assert (clue.advice, clue.source, clue.suspected) == (Advice.INSPECT, ClueSource.ACCESS, TakeBack.SUBLET)
        assert (clue.first, clue.last) == (TODAY - timedelta(days=30), TODAY - timedelta(days=1))


def test_the_least_nights_are_those_of_the_rarest_regular_guest() -> None:
    def day_of(back: int) -> HomeDay:
        names = {"often"} | ({"less"} if back <= 16 else set()) | ({"visitor"} if back <= 3 else set())
        return replace(LIVED_IN, strangers=frozenset(names), tenants=0)

    assert found(series(30, day_of))[Pattern.SUBLET].figures == {"strangers": 2, "least_nights": 16, "own_nights": 0}


@pytest.mark.parametrize("unknown", [{"strangers": None}, {"tenants": None}])
def test_a_night_that_is_not_known_tells_nothing_of_subletting(unknown: dict[str, Any]) -> None:
    days = nights(4, 30, 0)
    days[4] = replace(days[4], **unknown)
    assert Pattern.SUBLET not in found(days)
    assert (Pattern.CROWDED in found(days)) is (unknown == {"tenants": None})


@pytest.mark.parametrize(
    ("strangers", "count", "home", "given"),
    [
        (2, 15, Home(residents=2, area100=9_000), {"residents": 2, "strangers": 2, "each_area100": 2_250}),
        (1, 15, Home(residents=2, area100=9_000), None),
        (3, 15, Home(residents=1, area100=9_000), {"residents": 1, "strangers": 3, "each_area100": 2_250}),
        (2, 14, Home(residents=2, area100=9_000), None),
        (1, 15, Home(residents=2, area100=1_500), None),  # five square metres each are enough
        (1, 15, Home(residents=2, area100=1_499), {"residents": 2, "strangers": 1, "each_area100": 499}),
        (0, 0, Home(residents=9, area100=1_000), None),  # a family of the lease is no breach
        (5, 30, Home(residents=0, area100=9_000), None),  # a lease without people is unreadable
    ],
)
def test_more_live_there_than_the_lease_names(
    strangers: int, count: int, home: Home, given: dict[str, int] | None
) -> None:
    clue = found(nights(strangers, count, 30), home).get(Pattern.CROWDED)
    assert (None if clue is None else clue.figures) == given
    if clue is not None:
        assert (clue.advice, clue.suspected, clue.source) == (Advice.CLUE, None, ClueSource.ACCESS)


def cards(people: int, count: int, other: int = 1) -> list[HomeDay]:
    def day_of(back: int) -> HomeDay:
        return replace(LIVED_IN, card_people={"c1": people if back <= count else 1, "c2": other})

    return series(30, day_of)


@pytest.mark.parametrize(
    ("people", "count", "other", "given"),
    [
        (3, 5, 1, {"cards": 1, "days": 5}),
        (9, 30, 4, {"cards": 2, "days": 30}),
        (3, 4, 1, None),
        (2, 30, 2, None),
    ],
)
def test_a_card_goes_round(people: int, count: int, other: int, given: dict[str, int] | None) -> None:
    clue = found(cards(people, count, other)).get(Pattern.SHARED_CARD)
    assert (None if clue is None else clue.figures) == given
    if clue is not None:
        assert (clue.advice, clue.suspected) == (Advice.CLUE, None)


def test_a_day_without_cards_known_tells_nothing_and_one_without_cards_used_does() -> None:
    days = cards(5, 30)
    days[3] = replace(days[3], card_people=None)
    assert found(days) == {}
    days[3] = replace(days[3], card_people={})
    assert Pattern.SHARED_CARD in found(days)


def test_patterns_need_all_thirty_days() -> None:
    for days in (nights(4, 30, 0), cards(5, 30)):
        assert found(days) != {}
        assert found(days[1:]) == {}


def test_clues_come_in_the_order_of_their_names_and_the_last_word_counts() -> None:
    many = [replace(day, card_people={"c": 4}) for day in nights(3, 30, 0)]
    assert [clue.pattern for clue in clues(HOME, many, TODAY, RULES)] == [
        Pattern.SUBLET,
        Pattern.CROWDED,
        Pattern.SHARED_CARD,
    ]
    assert clues(HOME, [*many, *series(30, LIVED_IN)], TODAY, RULES) == ()


HEARD_AT = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
ALONE = Home(residents=1, area100=4_000, alone_born=date(1956, 6, 3))


@pytest.mark.parametrize(
    ("hours", "home", "call"),
    [
        (47, ALONE, None),
        (48, ALONE, CareCall(silent_hours=48, age=70)),
        (72, ALONE, CareCall(silent_hours=72, age=70)),
        (48, replace(ALONE, alone_born=date(1956, 6, 4)), None),
        (48, HOME, None),
        (48, replace(ALONE, away=((date(2026, 6, 3), date(2026, 6, 9)),)), None),
        (48, replace(ALONE, away=((date(2026, 6, 4), date(2026, 6, 9)),)), CareCall(silent_hours=48, age=70)),
    ],
)
def test_an_old_person_alone_is_asked_after(hours: int, home: Home, call: CareCall | None) -> None:
    assert care_call(home, HEARD_AT, HEARD_AT + timedelta(hours=hours), RULES) == call


def test_a_silence_of_the_system_is_none_of_the_person() -> None:
    late = HEARD_AT + timedelta(days=9)
    assert care_call(ALONE, None, late, RULES) is None
    assert care_call(ALONE, HEARD_AT, None, RULES) is None
    assert care_call(ALONE, late, HEARD_AT, RULES) is None


def test_a_care_call_is_no_clue() -> None:
    assert not isinstance(CareCall(silent_hours=48, age=70), Clue)
    quiet = series(200, EMPTY)
    for clue in clues(ALONE, quiet, TODAY, RULES):
        assert clue.pattern is not Pattern.CARE


def test_every_threshold_says_that_it_is_ours() -> None:
    figures = [getattr(RULES, name) for name in AnomalyRules.__struct_fields__]
    assert len(figures) == 16
    assert all(figure.assumed for figure in figures)


KNOWN = st.one_of(st.none(), st.integers(-5, 6_000))
DAYS = st.lists(
    st.builds(
        HomeDay,
        day=st.dates(TODAY - timedelta(days=40), TODAY),
        passages=KNOWN,
        water_litres=KNOWN,
        power_wh=KNOWN,
        tenants=st.one_of(st.none(), st.integers(0, 3)),
        strangers=st.one_of(st.none(), st.frozensets(st.sampled_from("abc"))),
        card_people=st.one_of(st.none(), st.dictionaries(st.sampled_from("xy"), st.integers(0, 5))),
    ),
    max_size=60,
)


@given(DAYS, st.randoms())
def test_the_order_of_the_days_does_not_matter_and_nothing_crashes(days: list[HomeDay], chance: Any) -> None:
    once = {day.day: day for day in days}
    mixed = list(once.values())
    chance.shuffle(mixed)
    assert clues(HOME, mixed, TODAY, RULES) == clues(HOME, list(once.values()), TODAY, RULES)


@given(st.integers(0, 29), st.sampled_from(["passages", "water_litres", "power_wh"]))
def test_what_is_not_known_gives_no_clue(at: int, name: str) -> None:
    days = series(30, EMPTY)
    days[at] = replace(days[at], **{name: None})
    assert found(days) == {}


def test_thresholds_are_the_policys() -> None:
    short = msgspec.structs.replace(RULES.vacant_days, value=10)
    rules = msgspec.structs.replace(RULES, vacant_days=short)
    (clue,) = clues(HOME, series(30, EMPTY), TODAY, rules)
    assert (clue.advice, clue.figures["days"]) == (Advice.INSPECT, 30)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_and_advice_has_its_words(language: str) -> None:
    texts = catalogue(language)  # a language that is shipped
    wanted = {f"workflow.pattern.{one.value}" for one in Pattern} | {f"workflow.advice.{one.value}" for one in Advice}
    assert wanted - set(texts) == set()


def test_the_names_of_patterns_and_advice_stay() -> None:
    assert [one.value for one in Pattern] == ["A1", "A2", "A3", "A4", "A5"]
    assert [one.value for one in Advice] == ["clue", "inspect", "ground"]
