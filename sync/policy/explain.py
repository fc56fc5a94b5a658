"""Turns results into sentences. The words are the caller's catalogue; here are only numbers made readable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sync.model.case import ConditionResult, Problem
from sync.model.states import Outcome


class Words(Protocol):
    """A translator: key and fields to text."""

    def __call__(self, key: str, /, **fields: object) -> str:
        """The text of ``key`` with its fields filled in."""
        ...


def explain(result: ConditionResult, words: Words) -> str:
    """The sentence of one condition, e.g. "人均 1,809 元，离 1,963 元的线只差 154 元"."""
    return words(result.reason_key, **readable(result.figures))


def colour(result: ConditionResult) -> str:
    """``green``, ``yellow`` (near, or to be confirmed), ``red`` or ``grey`` (unknown, or not looked at)."""
    if result.outcome is Outcome.PASS:
        return "yellow" if result.near else "green"
    return "red" if result.outcome is Outcome.FAIL else "grey"


def title(result: ConditionResult, words: Words) -> str:
    """The short name of a condition, e.g. "家里收入"."""
    return words(f"rules.{result.code}.title")


def explain_problem(problem: Problem, words: Words) -> str:
    """The sentence of one problem, e.g. "还差手机号"."""
    return words(f"rules.problem.{problem.code}", **readable(problem.details))


def readable(figures: Mapping[str, str | int]) -> dict[str, str]:
    """Figures as text, without the suffix that names their unit: ``gap_fen=15400`` becomes ``gap="154"``."""
    shown: dict[str, str] = {}
    for name, value in figures.items():
        if isinstance(value, int) and name.endswith("_fen"):
            shown[name.removesuffix("_fen")] = money(value)
        elif isinstance(value, int) and name.endswith("_area100"):
            shown[name.removesuffix("_area100")] = area(value)
        else:
            shown[name] = f"{value:,}" if isinstance(value, int) else value
    return shown


def money(fen: int) -> str:
    """Yuan with thousands commas; fen only when there are any: 180900 -> ``1,809``, 180950 -> ``1,809.50``."""
    sign, amount = ("-", -fen) if fen < 0 else ("", fen)
    yuan, rest = divmod(amount, 100)
    return f"{sign}{yuan:,}.{rest:02d}" if rest else f"{sign}{yuan:,}"


def area(area100: int) -> str:
    """Square metres with two decimals: 1166 -> ``11.66``."""
    sign, amount = ("-", -area100) if area100 < 0 else ("", area100)
    return f"{sign}{amount // 100:,}.{amount % 100:02d}"
