"""The linter looks at every start, every pair of offices and every condition, not only at those that an example has."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import msgspec
import pytest

from sync.model.application import Category
from sync.policy import Policy
from sync.policy.calendar import Calendar
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.lint import lint
from sync.policy.sections.categories import Limits
from tests.support.households import example_policy

POLICY = example_policy()
TIMELESS = Calendar(name="none", sources={}, holidays=frozenset(), make_up=frozenset())
ONE = Figure(value=1, unit=Unit.COUNT, confidence=Confidence.ASSUMED, source="ours")
ORGS = ("community", "street", "county", "city")


def faults(policy: Policy, calendar: Calendar = TIMELESS) -> dict[str, str]:
    return {fault.key: fault.reason for fault in lint(policy, calendar)}


def test_the_first_day_of_a_year_is_a_start_too() -> None:
    """Nearly three weeks in which nobody works, right after the acceptance."""
    closed = frozenset(date(2026, 1, day) for day in range(2, 21))

    def found(year: int) -> str:
        known = {year: "a notice"}
        return faults(POLICY, Calendar(name="x", sources=known, holidays=closed, make_up=frozenset())).get(
            "clocks.total", ""
        )

    assert "accepted on 2026-01-01 the result may come on" in found(2026)
    assert found(2024) == ""


@pytest.mark.parametrize(("before", "after"), list(product(ORGS, ORGS)))
def test_a_review_never_goes_back_down(before: str, after: str) -> None:
    orgs = {"R1": before, "R2": after}
    stages = tuple(msgspec.structs.replace(stage, org=orgs.get(stage.code, stage.org)) for stage in POLICY.stages)
    found = faults(msgspec.structs.replace(POLICY, stages=stages))
    down = f"a review does not go back down from the {before} to the {after}"
    assert found == ({"stages.R2.org": down} if ORGS.index(after) < ORGS.index(before) else {})


LINES = {
    "C02": ("hukou_years", "permit_years"),
    "C03": ("applicant_age",),
    "C04": ("area_below", "area_at_most"),
    "C05": ("income_at_most", "income_year_at_most", "income_by_size"),
    "C06": ("assets_at_most", "assets_by_size"),
    "C07": ("vehicles_at_most", "vehicle_price_at_most"),
    "C09": ("insurance_months",),
    "C10": ("contract_months",),
    "C12": ("disposed_years",),
    "C17": ("graduated_years",),
}
OPTIONAL = [(code, name) for code, names in LINES.items() for name in names if name != "applicant_age"]


def asking(*codes: str, **limits: Any) -> Policy:
    """A policy whose only category asks for the age, and for these, with no other line than these."""
    rules = POLICY.categories[Category.MIGRANT]
    age = rules.limits.applicant_age
    rules = msgspec.structs.replace(
        rules, conditions=("C03", *codes), limits=Limits(applicant_age=age, **limits), forms=()
    )
    described = {code: POLICY.conditions.get(code, POLICY.conditions["C03"]) for code in ("C03", *codes)}
    return msgspec.structs.replace(POLICY, categories={Category.MIGRANT: rules}, conditions=described)


@pytest.mark.parametrize(("code", "name"), OPTIONAL)
def test_every_condition_with_a_line_is_drawn_by_one_of_its_own(code: str, name: str) -> None:
    line = {1: ONE} if name.endswith("by_size") else ONE
    where = "categories.migrant.limits"
    assert faults(asking(code, **{name: line})) == {}
    assert faults(asking(code)) == {where: f"condition {code} has no line: one of {', '.join(LINES[code])} is missing"}
    assert faults(asking(**{name: line})) == {f"{where}.{name}": f"nobody reads it: condition {code} is not asked here"}
