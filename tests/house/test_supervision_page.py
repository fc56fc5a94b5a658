"""The rules in ``docs/supervision.md`` are the policy's, word for word."""

from __future__ import annotations

from pathlib import Path

from sync.policy import Policy
from sync.words import Translator
from tests.support.households import all_policies

PAGE = Path(__file__).parents[2] / "docs" / "supervision.md"


def rows(policy: Policy) -> list[str]:
    """The table as the policy and the catalogue of words give it."""
    say = Translator("en")
    return [
        f"| {code} | {say(f'supervision.rule.{code}')} | {rule.point} {say(f'supervision.point.{rule.point}')} "
        f"| {rule.level} | {rule.kind.value} | `{rule.disposer.value}` "
        f"| {'ours' if rule.confidence == 'assumed' else 'published'} |"
        for code, rule in sorted(policy.supervision.rules.items())
    ]


def test_the_page_says_what_the_policy_says() -> None:
    policy = next(policy for policy in all_policies() if policy.id == "yichun2")
    written = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| R")]
    assert written == rows(policy)
