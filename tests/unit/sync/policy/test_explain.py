"""What a person sees of a result: a colour, a name, a sentence, and figures that can be read."""

from __future__ import annotations

import pytest

from gzf_desk.i18n import Translator
from sync.model.case import ConditionResult, Problem
from sync.model.states import Outcome
from sync.policy.explain import area, colour, explain, explain_problem, money, readable, title

WORDS = Translator("zh_CN")


def result(outcome: Outcome, *, near: bool = False) -> ConditionResult:
    figures: dict[str, str | int] = {
        "value_fen": 180_900,
        "limit_fen": 196_300,
        "gap_fen": 15_400,
        "persons": 3,
    }
    return ConditionResult(
        code="C05", outcome=outcome, near=near, reason_key="rules.C05.near", figures=figures, source="a test"
    )


@pytest.mark.parametrize(
    ("outcome", "near", "shown"),
    [
        (Outcome.PASS, False, "green"),
        (Outcome.PASS, True, "yellow"),
        (Outcome.FAIL, False, "red"),
        (Outcome.FAIL, True, "red"),
        (Outcome.UNKNOWN, False, "grey"),
        (Outcome.UNKNOWN, True, "grey"),
        (Outcome.NOT_APPLICABLE, False, "grey"),
    ],
)
def test_the_colour_of_a_condition(outcome: Outcome, near: bool, shown: str) -> None:
    assert colour(result(outcome, near=near)) == shown


def test_a_condition_has_a_name_and_a_sentence_with_its_figures() -> None:
    near = result(Outcome.PASS, near=True)
    assert title(near, WORDS) == WORDS("rules.C05.title")
    sentence = explain(near, WORDS)
    assert "1,809" in sentence
    assert "154" in sentence
    assert "⟦" not in sentence


def test_a_problem_has_a_sentence_that_names_the_person() -> None:
    problem = Problem(path="members/m1", code="phone_missing", details={"name": "林秀例"})
    sentence = explain_problem(problem, WORDS)
    assert sentence == WORDS("rules.problem.phone_missing", name="林秀例")
    assert "林秀例" in sentence


def test_figures_lose_the_suffix_of_their_unit_and_nothing_else() -> None:
    figures: dict[str, str | int] = {
        "gap_fen": 15_400,
        "value_area100": 1_166,
        "persons": 1_234,
        "date": "2026-03-02",
        "name_fen": "例",
    }
    assert readable(figures) == {
        "gap": "154",
        "value": "11.66",
        "persons": "1,234",
        "date": "2026-03-02",
        "name_fen": "例",
    }


@pytest.mark.parametrize(
    ("fen", "shown"),
    [
        (0, "0"),
        (100, "1"),
        (99, "0.99"),
        (180_900, "1,809"),
        (180_905, "1,809.05"),
        (123_456_789, "1,234,567.89"),
        (-1, "-0.01"),
        (-180_950, "-1,809.50"),
    ],
)
def test_money(fen: int, shown: str) -> None:
    assert money(fen) == shown


@pytest.mark.parametrize(
    ("area100", "shown"),
    [(0, "0.00"), (1, "0.01"), (1_166, "11.66"), (100, "1.00"), (123_456, "1,234.56"), (-1, "-0.01"), (-250, "-2.50")],
)
def test_an_area(area100: int, shown: str) -> None:
    assert area(area100) == shown
