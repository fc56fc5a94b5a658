"""The example policy with other stages, lines and totals, and what the linter says of it."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.model.application import Category
from sync.policy import Policy
from sync.policy.calendar import Calendar
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.lint import lint
from sync.policy.records import Stage
from tests.support.households import example_calendar, example_policy

CALENDAR = example_calendar()
TIMELESS = Calendar(name="none", sources={}, holidays=frozenset(), make_up=frozenset())
"""Knows no year: what is not about days need not be laid on each of them."""
POLICY = example_policy()


def days(value: int, unit: Unit = Unit.WORKING_DAYS) -> Figure:
    return Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="ours")


def changed(policy: Policy = POLICY, **stages: dict[str, Any]) -> Policy:
    """The policy with fields of stages changed, by their codes."""
    road = tuple(msgspec.structs.replace(stage, **stages.get(stage.code, {})) for stage in policy.stages)
    return msgspec.structs.replace(policy, stages=road)


def with_stages(*stages: Stage, policy: Policy = POLICY) -> Policy:
    return msgspec.structs.replace(policy, stages=stages)


def promised(total: Figure) -> Policy:
    return msgspec.structs.replace(POLICY, clocks=msgspec.structs.replace(POLICY.clocks, total=total))


def stage(code: str) -> Stage:
    found = POLICY.stage(code)
    assert found is not None
    return found


def faults(policy: Policy, calendar: Calendar = TIMELESS) -> dict[str, str]:
    return {fault.key: fault.reason for fault in lint(policy, calendar)}


def limited(category: Category, **limits: Any) -> Policy:
    rules = POLICY.categories[category]
    changed_rules = msgspec.structs.replace(rules, limits=msgspec.structs.replace(rules.limits, **limits))
    return msgspec.structs.replace(POLICY, categories={**POLICY.categories, category: changed_rules})


def ruled(category: Category, **rules: Any) -> Policy:
    kept = msgspec.structs.replace(POLICY.categories[category], **rules)
    return msgspec.structs.replace(POLICY, categories={**POLICY.categories, category: kept})
