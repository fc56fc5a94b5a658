"""The table that a benchmark leaves."""

from __future__ import annotations

import pytest

from tests.bench import run
from tests.bench.run import Row


def row(ratio: float, goal: str) -> Row:
    return Row(
        name="commit", value=1234.5, unit="ms", floor_name="raw SQLite", floor_value=0.0456, ratio=ratio, goal=goal
    )


@pytest.mark.parametrize(
    ("ratio", "goal", "word"),
    [(2.0, "≤ 2", "yes"), (2.1, "≤ 2", "NO"), (0.32, "≥ 0.32", "yes"), (0.31, "≥ 0.32", "NO"), (9.0, "", "–")],
)
def test_a_goal_is_reached_in_its_own_direction(ratio: float, goal: str, word: str) -> None:
    assert row(ratio, goal).reached == word


def test_a_row_shows_figure_limit_ratio_and_goal() -> None:
    last = run.table([row(27.0, "≤ 2")]).splitlines()[-1]
    assert last == "| commit | 1,234 ms | 0.0456 ms (raw SQLite) | 27 | ≤ 2 | NO |"


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["warp"]) == 2
    assert "start_up" in capsys.readouterr().err
