"""Does a household still qualify, and is every household looked at once a year?"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.application import Category
from sync.model.ids import OrgCode, RecordId
from sync.model.recheck import RecheckFacts, RecheckKind, RecheckOutcome
from sync.policy.recheck import (
    Coverage,
    Household,
    Reading,
    coverage,
    differing,
    merged,
    must_be_planned,
    plan,
    read,
    spares_elders,
)
from tests.support.households import example_policy

POLICY = example_policy()
RULES = POLICY.recheck
POOR = RecheckFacts(
    persons=3,
    monthly_income_fen=588_900,  # 1,963 yuan each: exactly the limit of a low-income household
    assets_fen=15_000_000,
    own_area100=4_499,
    vehicles=1,
    youngest_age=9,
    got_home=False,
)


def facts(**changes: Any) -> RecheckFacts:
    return msgspec.structs.replace(POOR, **changes)


def reading(found: RecheckFacts, category: Category | None = Category.HUKOU_LOWINC, kind: str = "annual") -> Reading:
    return read(found, kind=RecheckKind(kind), category=category, policy=POLICY)


def test_at_the_limits_is_within_them() -> None:
    found = reading(POOR)
    assert (found.outcome, found.category, found.reasons, found.missing) == (
        RecheckOutcome.PASS,
        Category.HUKOU_LOWINC,
        (),
        (),
    )


@pytest.mark.parametrize(
    ("changes", "outcome", "category", "reasons"),
    [
        ({"monthly_income_fen": 588_901}, RecheckOutcome.ADJUST, Category.HUKOU_MIDLOW, ("income",)),
        ({"assets_fen": 15_000_001}, RecheckOutcome.ADJUST, Category.HUKOU_MIDLOW, ("assets",)),
        ({"monthly_income_fen": 1_248_601}, RecheckOutcome.FAIL, None, ("income",)),
        ({"own_area100": 4_500}, RecheckOutcome.FAIL, None, ("area",)),
        ({"vehicles": 2}, RecheckOutcome.FAIL, None, ("vehicles",)),
        ({"own_area100": 9_000, "vehicles": 2}, RecheckOutcome.FAIL, None, ("area", "vehicles")),
        ({"got_home": True}, RecheckOutcome.FAIL, None, ("got_home",)),
        ({"got_home": True, "persons": None}, RecheckOutcome.FAIL, None, ("got_home",)),
    ],
)
def test_above_a_limit(
    changes: dict[str, Any], outcome: RecheckOutcome, category: Category | None, reasons: tuple[str, ...]
) -> None:
    found = reading(facts(**changes))
    assert (found.outcome, found.category, found.reasons) == (outcome, category, reasons)


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"persons": None}, ("persons",)),
        ({"persons": 0}, ("persons",)),
        ({"monthly_income_fen": None}, ("monthly_income_fen",)),
        ({"assets_fen": None, "vehicles": None}, ("vehicles", "assets_fen")),
        ({"own_area100": None}, ("own_area100",)),
        ({"got_home": None}, ("got_home",)),
        ({"got_home": None, "vehicles": 2}, ("got_home",)),
    ],
)
def test_what_is_not_known_never_passes_and_never_fails(changes: dict[str, Any], missing: tuple[str, ...]) -> None:
    found = reading(facts(**changes))
    assert (found.outcome, found.missing) == (RecheckOutcome.UNKNOWN, missing)


def test_a_category_that_nobody_knows_decides_nothing() -> None:
    for category in (None, Category.TALENT):
        assert reading(POOR, category).missing == ("category",)


def test_a_limit_that_the_policy_does_not_set_is_never_passed() -> None:
    rules = POLICY.categories[Category.HUKOU_LOWINC]
    limits = msgspec.structs.replace(rules.limits, area_below=None, assets_at_most=None)
    open_rules = msgspec.structs.replace(rules, limits=limits)
    policy = msgspec.structs.replace(POLICY, categories={Category.HUKOU_LOWINC: open_rules})
    for own_area100, assets_fen in ((10**9, 10**12), (None, None)):
        found = read(
            facts(own_area100=own_area100, assets_fen=assets_fen),
            kind=RecheckKind.ANNUAL,
            category=Category.HUKOU_LOWINC,
            policy=policy,
        )
        assert (found.outcome, found.reasons, found.missing) == (RecheckOutcome.PASS, (), ())


def test_workers_are_not_moved_to_the_categories_of_local_families() -> None:
    rich = facts(monthly_income_fen=1_600_000, own_area100=0)
    assert reading(rich, Category.NEW_EMPLOYEE).outcome is RecheckOutcome.FAIL
    assert (
        reading(facts(monthly_income_fen=1_200_000, own_area100=0), Category.NEW_EMPLOYEE).outcome
        is RecheckOutcome.PASS
    )


def test_elders_are_not_asked_for_income_and_assets_at_the_end_of_a_term() -> None:
    rich = facts(monthly_income_fen=9_000_000, assets_fen=None, youngest_age=60)
    assert reading(rich, kind="term_end").outcome is RecheckOutcome.PASS
    assert reading(rich).outcome is RecheckOutcome.UNKNOWN
    assert reading(facts(youngest_age=59, monthly_income_fen=9_000_000), kind="term_end").outcome is RecheckOutcome.FAIL
    assert reading(msgspec.structs.replace(rich, vehicles=2), kind="term_end").outcome is RecheckOutcome.FAIL
    assert not spares_elders(facts(youngest_age=None), RecheckKind.TERM_END, RULES)
    assert spares_elders(facts(youngest_age=75), RecheckKind.TERM_END, RULES)
    assert not spares_elders(facts(youngest_age=75), RecheckKind.CLUE, RULES)


def test_the_larger_of_declared_and_found_counts() -> None:
    declared = RecheckFacts(persons=3, monthly_income_fen=500_000, own_area100=0, youngest_age=9, got_home=False)
    found = RecheckFacts(
        persons=2, monthly_income_fen=700_000, assets_fen=5, youngest_age=12, got_home=True, own_area100=0
    )
    both = merged(declared, found)
    assert both == RecheckFacts(
        persons=2, monthly_income_fen=700_000, assets_fen=5, own_area100=0, youngest_age=12, got_home=True
    )
    assert merged(found, declared).monthly_income_fen == 700_000
    assert merged(declared, RecheckFacts()) == declared
    assert merged(RecheckFacts(), found) == found


def test_where_declared_and_found_differ() -> None:
    declared, found = facts(monthly_income_fen=950_000), facts(monthly_income_fen=1_000_000)
    assert differing(declared, found, RULES) == ()
    assert differing(facts(monthly_income_fen=949_999), found, RULES) == ("monthly_income_fen",)
    assert differing(facts(monthly_income_fen=1_050_001), found, RULES) == ("monthly_income_fen",)
    assert differing(facts(vehicles=0), facts(vehicles=1), RULES) == ("vehicles",)
    assert differing(facts(vehicles=None), facts(vehicles=1), RULES) == ()


ORG = OrgCode("990101003")


def household(name: str, since: date, until: date | None = None, org: OrgCode = ORG) -> Household:
    return Household(id=RecordId(name), org=org, since=since, until=until)


@pytest.mark.parametrize(
    ("since", "until", "task"),
    [
        (date(2024, 5, 20), None, ("annual", date(2026, 5, 1), date(2026, 6, 30))),
        (date(2025, 12, 31), None, ("annual", date(2026, 12, 1), date(2026, 12, 31))),
        (date(2025, 11, 2), None, ("annual", date(2026, 11, 1), date(2026, 12, 31))),
        (date(2026, 1, 1), None, None),
        (date(2021, 5, 1), date(2026, 4, 30), ("term_end", date(2026, 1, 30), date(2026, 4, 30))),
        (date(2021, 3, 1), date(2026, 2, 28), ("term_end", date(2026, 1, 1), date(2026, 2, 28))),
        (date(2022, 2, 1), date(2027, 1, 31), ("term_end", date(2026, 10, 31), date(2027, 1, 31))),
        (date(2022, 5, 1), date(2027, 4, 30), ("annual", date(2026, 5, 1), date(2026, 6, 30))),
        (date(2026, 2, 1), date(2027, 1, 31), ("term_end", date(2026, 10, 31), date(2027, 1, 31))),
        (date(2020, 5, 1), date(2025, 4, 30), None),
    ],
)
def test_when_a_household_is_looked_at(since: date, until: date | None, task: tuple[str, date, date] | None) -> None:
    found = plan([household("a", since, until)], 2026, RULES)
    assert [(one.kind.value, one.begins, one.due) for one in found] == ([task] if task else [])
    assert all((one.subject_id, one.org) == ("a", ORG) for one in found)


def test_the_plan_is_in_order_and_asks_nobody_twice() -> None:
    first, second, third = (
        household("b", date(2024, 5, 1)),
        household("a", date(2024, 5, 9)),
        household("c", date(2024, 2, 9)),
    )
    found = plan([first, second, third, first], 2026, RULES)
    assert [task.subject_id for task in found] == ["c", "a", "b"]


def test_coverage_tells_what_is_left_out_and_what_is_open() -> None:
    old = [household("a", date(2024, 5, 1)), household("b", date(2024, 6, 1), org=OrgCode("990102001"))]
    new = household("n", date(2026, 3, 1))
    tasks = plan([*old, new], 2026, RULES)
    whole = coverage([*old, new], tasks, [RecordId("a")], 2026)
    assert whole == Coverage(households=2, planned=2, done=1, left_out=(), open_by_org={OrgCode("990102001"): 1})
    assert whole.permille == 1_000
    part = coverage([*old, new], tasks[:1], [], 2026)
    assert (part.planned, part.left_out, part.permille, dict(part.open_by_org)) == (1, ("b",), 500, {ORG: 1})
    assert coverage([], [], [], 2026).permille == 1_000
    assert must_be_planned(household("x", date(2025, 12, 31), date(2026, 1, 1)), 2026)
    assert not must_be_planned(household("x", date(2025, 12, 31), date(2025, 12, 31)), 2026)


HOUSEHOLDS = st.lists(
    st.builds(
        household,
        st.uuids().map(str),
        st.dates(date(2015, 1, 1), date(2026, 12, 31)),
        st.none() | st.dates(date(2024, 1, 1), date(2031, 12, 31)),
    ),
    max_size=30,
)


@given(HOUSEHOLDS)
def test_a_plan_covers_everybody(households: list[Household]) -> None:
    tasks = plan(households, 2026, RULES)
    found = coverage(households, tasks, [], 2026)
    assert (found.left_out, found.permille) == ((), 1_000)
    assert len({task.subject_id for task in tasks}) == len(tasks)
    assert all(task.begins.year == 2026 and task.begins <= task.due for task in tasks)
    assert tuple(reversed(plan(list(reversed(households)), 2026, RULES))) == tuple(reversed(tasks))
