"""Readings of a household against the example policy per second, one core, beside the goal of 10,000.

There is no physical limit to compare with: the work is the reading itself. A family of three, thirteen conditions.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sync.policy.draft_checks import missing_for_submit
from sync.policy.evaluation import evaluate
from tests.bench.run import Row, seconds
from tests.support.households import answered, example_policy, family

TIMES = 2_000
GOAL = 10_000
TODAY = date(2026, 3, 2)


def run() -> list[Row]:
    """Evaluations per second, with and without answers of departments, and draft checks per second."""
    policy, draft = example_policy(), family()
    checks = answered(draft)
    acts = {
        "evaluate a draft": lambda: evaluate(draft, policy, today=TODAY),
        "evaluate with all answers": lambda: evaluate(draft, policy, today=TODAY, checks=checks),
        "what is missing for submission": lambda: missing_for_submit(draft, policy, TODAY),
    }
    rows = []
    for name, act in acts.items():
        rate = _per_second(act)
        rows.append(
            Row(
                name=name,
                value=rate,
                unit="readings/s",
                floor_name="the goal",
                floor_value=GOAL,
                ratio=rate / GOAL,
                goal="≥ 1",
            )
        )
    return rows


def _per_second(act: Callable[[], object]) -> float:
    def many() -> None:
        for _ in range(TIMES):
            act()

    return TIMES / seconds(many, times=5)
