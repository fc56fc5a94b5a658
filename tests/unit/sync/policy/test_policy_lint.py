"""What a city must not sign: the linter names every stage, line and person that is missing or too much."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.application import Category
from sync.model.household import SpecialGroup
from sync.policy.lint import LintFault, lint, lint_layer
from tests.support.policy_changes import (
    CALENDAR,
    POLICY,
    days,
    faults,
    limited,
    ruled,
)
from tests.support.policy_texts import CITY, book_of, example_of, shipped_texts, swapped


def test_the_region_is_one_of_the_tree() -> None:
    for region, good in (("9901", True), ("990101", True), ("990100", False), ("8888", False), ("x", False)):
        found = faults(msgspec.structs.replace(POLICY, region=region))
        assert found == ({} if good else {"region": f"there is no region {region}"})


@pytest.mark.parametrize(
    ("change", "key", "reason"),
    [
        ({"proposed_by": " "}, "approval.proposed_by", "is empty"),
        ({"confirmed_by": ""}, "approval.confirmed_by", "is empty"),
        ({"reason": ""}, "approval.reason", "is empty"),
        ({"document": "\t"}, "approval.document", "is empty"),
        ({"confirmed_by": "示例规则员甲 "}, "approval.confirmed_by", "who proposes does not confirm"),
        ({"confirmed_on": date(2025, 11, 30)}, "approval.confirmed_on", "is confirmed before it was proposed"),
        ({"confirmed_on": date(2026, 1, 2)}, "effective_from", "begins before it was confirmed on 2026-01-02"),
    ],
)
def test_two_people_in_order_and_nothing_back_dated(change: dict[str, Any], key: str, reason: str) -> None:
    approval = msgspec.structs.replace(POLICY.approval, **change)
    assert faults(msgspec.structs.replace(POLICY, approval=approval)) == {key: reason}


def test_on_the_same_day_is_early_enough() -> None:
    day = date(2026, 1, 1)
    approval = msgspec.structs.replace(POLICY.approval, proposed_on=day, confirmed_on=day)
    assert faults(msgspec.structs.replace(POLICY, approval=approval)) == {}


LOWSEC = "categories.hukou_lowsec"
ONE = days(1)
NOBODY_ALONE = "households of one person have no limit"


@pytest.mark.parametrize(
    ("limits", "key", "reason"),
    [
        ({"area_below": None}, "limits", "condition C04 has no line: one of area_below, area_at_most is missing"),
        ({"disposed_years": None}, "limits", "condition C12 has no line: one of disposed_years is missing"),
        ({"area_at_most": ONE}, "limits.area_at_most", "condition C04 has two lines, this and area_below"),
        ({"income_by_size": {1: ONE}}, "limits.income_by_size", "condition C05 has two lines, this and income_at_most"),
        ({"insurance_months": ONE}, "limits.insurance_months", "nobody reads it: condition C09 is not asked here"),
        ({"hukou_years": ONE}, "limits.hukou_years", "nobody reads it: condition C02 is not asked here"),
        ({"income_at_most": None, "income_by_size": {2: ONE}}, "limits.income_by_size", NOBODY_ALONE),
        ({"assets_at_most": None, "assets_by_size": {2: ONE}}, "limits.assets_by_size", NOBODY_ALONE),
        ({"elder_age": ONE}, "limits", "elder_age and elder_permille come together"),
        ({"elder_permille": ONE}, "limits", "elder_age and elder_permille come together"),
    ],
)  # fmt: skip
def test_lines_that_are_missing_or_too_much(limits: dict[str, Any], key: str, reason: str) -> None:
    assert faults(limited(Category.HUKOU_LOWSEC, **limits)) == {f"{LOWSEC}.{key}": reason}


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("C02", ["hukou_years", "permit_years"]),
        ("C09", ["insurance_months"]),
        ("C10", ["contract_months"]),
        ("C17", ["graduated_years"]),
    ],
)
def test_a_condition_that_is_asked_needs_a_line_and_a_line_a_condition(code: str, names: list[str]) -> None:
    asked = (*POLICY.categories[Category.HUKOU_LOWSEC].conditions, code)
    reason = f"condition {code} has no line: one of {', '.join(names)} is missing"
    assert faults(ruled(Category.HUKOU_LOWSEC, conditions=asked)) == {f"{LOWSEC}.limits": reason}
    for name in names:
        limits = msgspec.structs.replace(POLICY.categories[Category.HUKOU_LOWSEC].limits, **{name: ONE})
        assert faults(ruled(Category.HUKOU_LOWSEC, conditions=asked, limits=limits)) == {}
        unread = faults(ruled(Category.HUKOU_LOWSEC, limits=limits))
        assert unread == {f"{LOWSEC}.limits.{name}": f"nobody reads it: condition {code} is not asked here"}


@pytest.mark.parametrize("code", ["C03", "C06", "C07", "C12"])
def test_lines_of_conditions_that_are_not_asked(code: str) -> None:
    left = tuple(one for one in POLICY.categories[Category.HUKOU_LOWSEC].conditions if one != code)
    found = faults(ruled(Category.HUKOU_LOWSEC, conditions=left))
    assert found
    assert all(f"condition {code} is not asked here" in reason for reason in found.values())


@pytest.mark.parametrize(
    "limits",
    [
        {"area_below": None, "area_at_most": ONE},
        {"income_at_most": None, "income_year_at_most": ONE},
        {"income_at_most": None, "income_by_size": {1: ONE, 4: ONE}},
        {"assets_at_most": None, "assets_by_size": {1: ONE}},
        {"elder_age": ONE, "elder_permille": ONE},
        {"vehicles_at_most": None},
        {"vehicle_price_at_most": None},
    ],
)
def test_lines_may_be_drawn_in_several_ways(limits: dict[str, Any]) -> None:
    assert faults(limited(Category.HUKOU_LOWSEC, **limits)) == {}


@pytest.mark.parametrize(
    ("rules", "key", "reason"),
    [
        ({"status_any": ()}, "status_any", "condition C16 needs at least one status"),
        ({"rent_tier": days(0)}, "rent_tier", "a tier lies above 0 and at most at 1000 per mille"),
        ({"rent_tier": days(1001)}, "rent_tier", "a tier lies above 0 and at most at 1000 per mille"),
        ({"waiting_group": 0}, "waiting_group", "groups count from 1"),
    ],
)
def test_rules_of_a_category(rules: dict[str, Any], key: str, reason: str) -> None:
    assert faults(ruled(Category.HUKOU_LOWSEC, **rules)) == {f"{LOWSEC}.{key}": reason}
    for tier in (1, 1000):
        assert faults(ruled(Category.HUKOU_LOWSEC, rent_tier=days(tier))) == {}
    assert faults(ruled(Category.HUKOU_MIDLOW, status_any=(SpecialGroup.PREF,))) == {}


def test_a_condition_of_a_newer_program() -> None:
    conditions = {**POLICY.conditions, "C99": POLICY.conditions["C16"]}
    asked = ("C99", *POLICY.categories[Category.HUKOU_LOWSEC].conditions)
    policy = msgspec.structs.replace(ruled(Category.HUKOU_LOWSEC, conditions=asked), conditions=conditions)
    assert faults(policy) == {f"{LOWSEC}.conditions": "condition C99 cannot be read by this version"}


def test_papers_and_reasons_are_those_of_the_lists() -> None:
    rule = POLICY.materials[0]
    odd = msgspec.structs.replace(rule, kind="77", exempt=("network_check", "luck"), instead=("02", "88"))
    assert faults(msgspec.structs.replace(POLICY, materials=(rule, odd))) == {
        "materials[1].kind": "there is no kind of paper 77",
        "materials[1].instead": "there is no kind of paper 88",
        "materials[1].exempt": "there is no reason luck",
    }


def test_a_fault_is_shown_where_it_was_written() -> None:
    texts = swapped('next = "P1"', 'next = "R2"')
    book = book_of(texts)
    policy = book.policy("yichun2", "2026-01")
    assert policy is not None
    (fault,) = lint(policy, CALENDAR, book.where(policy))
    assert fault.key == "stages.P1"
    line = int(fault.where.removeprefix(f"{CITY}:"))
    assert 'code = "P1"' in "\n".join(texts[CITY].splitlines()[line - 1 : line + 1])
    assert lint(policy, CALENDAR) == (
        LintFault(where="yichun2 2026-01", key="stages.P1", reason="no stage leads here"),
    )
    inherited = swapped('kind = "34"', 'kind = "99"')
    book, policy = book_of(inherited), example_of(inherited)
    (fault,) = lint(policy, CALENDAR, book.where(policy))
    assert fault.where.startswith("province/2026-01/materials.toml:")
    assert book.layer(("yichun2", "2026-01")) is not None


def test_a_layer_that_is_only_inherited_from_has_its_two_people_too() -> None:
    head = "province/2026-01/province.toml"

    def found(old: str, new: str) -> tuple[LintFault, ...]:
        text = shipped_texts()[head]
        assert old in text
        text = text.replace(old, new, 1)
        layer = book_of({**shipped_texts(), head: text}).layer(("province", "2026-01"))
        assert layer is not None
        return lint_layer(layer)

    assert found("abstract", "abstract") == ()
    (fault,) = found("示例规则员乙", "示例规则员甲")
    assert (fault.key, fault.reason) == ("approval.confirmed_by", "who proposes does not confirm")
    assert fault.where.startswith(f"{head}:")
    (fault,) = found("effective_from = 2026-01-01\n", "")
    assert (fault.key, fault.reason) == ("effective_from", "is missing")
    (fault,) = found("2026-01-01", "2025-11-16")
    assert fault.key == "effective_from"
    (fault,) = found('confirmed_by = "示例规则员乙"\n', "")
    assert fault.key == "approval"
    assert "confirmed_by" in fault.reason
    bare = shipped_texts()[head].partition("[approval]")[0]
    layer = book_of({**shipped_texts(), head: bare}).layer(("province", "2026-01"))
    assert layer is not None
    assert [(fault.key, fault.reason) for fault in lint_layer(layer)] == [("approval", "is missing")]
