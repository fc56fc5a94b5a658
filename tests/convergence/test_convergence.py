"""Many desks, one province, a bad line: nothing lost, nothing doubled, all the same in the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.convergence import checks
from tests.convergence.mutants import MUTANTS, GoesByTheDesksClock, Passing
from tests.convergence.simulation import Simulation
from tests.support.province import province

STEPS = 300
LONG_STEPS = 4_000


def simulate(folder: Path, seed: int, steps: int, db_url: str = "", **options: Any) -> checks.Truth:
    """Run; the seed is printed, so that a failure can be run again."""
    print(f"seed {seed}, {steps} steps")
    with province(folder, db_url) as here:
        simulation = Simulation(here=here, seed=seed, **options)
        simulation.run(steps)
        return checks.Truth(here, simulation.desks)


def converge(folder: Path, seed: int, steps: int, db_url: str = "", **options: Any) -> checks.Truth:
    """Run and check everything."""
    truth = simulate(folder, seed, steps, db_url, **options)
    assert checks.complaints(truth) == []
    return truth


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_desks_and_province_become_one(tmp_path: Path, seed: int) -> None:
    truth = converge(tmp_path, seed, STEPS)
    assert len(truth.of_kind("case")) > 5
    assert len(truth.of_kind("conflict")) > 0
    assert len(truth.of_kind("event")) > 0


def test_the_same_on_postgres(tmp_path: Path, postgres_database: str) -> None:
    converge(tmp_path, 4, STEPS, postgres_database)


def test_clocks_off_by_ten_years_change_nothing(tmp_path: Path) -> None:
    """I10."""
    right = converge(tmp_path / "right", 5, STEPS, clocks_off=False)
    wrong = converge(tmp_path / "wrong", 5, STEPS, clocks_off=True)
    walls = [op.claim.wall.year for _, op in wrong.ops()]
    assert max(walls) - min(walls) > 10
    assert [len(t.verdicts) for t in (right, wrong)] == [len(right.verdicts)] * 2
    assert _without_walls(right) == _without_walls(wrong)


def _without_walls(truth: checks.Truth) -> bytes:
    for record in truth.of_kind("conflict"):
        assert isinstance(record.fields, dict)
        del record.fields["mine_wall"]
    return truth.everything()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_every_seeded_bug_is_found_by_its_own_check(tmp_path: Path, mutant: type[Passing]) -> None:
    found = checks.complaints(simulate(tmp_path, 1, STEPS, mutant=mutant))
    assert {told for told in found if told.startswith(f"{mutant.breaks}:")}, found


def test_a_province_that_went_by_the_desks_clocks_would_be_found(tmp_path: Path) -> None:
    right = simulate(tmp_path / "right", 5, STEPS, clocks_off=False, mutant=GoesByTheDesksClock)
    wrong = simulate(tmp_path / "wrong", 5, STEPS, clocks_off=True, mutant=GoesByTheDesksClock)
    assert _without_walls(right) != _without_walls(wrong)


def test_the_frame_of_the_mutants_is_innocent(tmp_path: Path) -> None:
    converge(tmp_path, 1, STEPS, mutant=Passing)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(100, 110))
def test_the_long_form(tmp_path: Path, seed: int) -> None:
    converge(tmp_path, seed, LONG_STEPS)
