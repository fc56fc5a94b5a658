"""kill −9 of a desk at random moments: in mid-edit, and in mid-exchange with a real province. Nothing is lost."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.platform_process import platform_process
from tests.support.tree import ROOT

Said = list[dict[str, Any]]


def campaign(*arguments: str) -> list[dict[str, Any]]:
    """The rounds of one campaign."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash.killed_desk", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def check_store(found: dict[str, Any]) -> None:
    """The store is sound whatever moment it died in."""
    assert found["integrity"] == "ok"
    assert found["log"], "the chained log is broken"
    assert found["contiguous"], "the op numbers have a gap"
    assert found["counter"], "the counter and the ops disagree"


def check_values(said: Said, found: dict[str, Any], before: dict[str, str]) -> None:
    """Each field holds its last acknowledged value, or the one that was being saved at the moment of death."""
    allowed = {path: {value} for path, value in before.items()}
    for line in said:
        if "will" in line:
            allowed.setdefault(line["will"], {None}).add(line["value"])
        elif "did" in line:
            allowed[line["did"]] = {line["value"]}
    for path, values in allowed.items():
        assert found["values"][path] in values, f"{path} holds {found['values'][path]}, not one of {values}"


def rounds_of_edits(folder: Path, rounds: int, seed: int) -> None:
    before: dict[str, str] = {}
    edits = 0
    for turn in campaign("edit", str(folder), str(rounds), str(seed)):
        check_store(turn["found"])
        check_values(turn["said"], turn["found"], before)
        before = turn["found"]["values"]
        edits += sum("did" in line for line in turn["said"])
    assert edits > rounds, "the desks died before they had done anything"


def test_a_desk_killed_in_mid_edit_has_every_acknowledged_edit(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rounds_of_edits(tmp_path / "desk", 50, seed)


@pytest.mark.long
def test_many_more_deaths_in_mid_edit(tmp_path: Path) -> None:
    for part in range(5):
        rounds_of_edits(tmp_path / f"desk{part}", 100, part)


def rounds_of_exchange(folder: Path, rounds: int, seed: int) -> None:
    with platform_process(folder / "province") as province:
        province.command("seed", "--city", "yichun2")
        code = province.command("enroll-code", "--site", "street-003", "--role", "street_window")["code"]
        *turns, last = campaign("sync", str(folder / "desk"), str(rounds), str(seed), province.url, code)
        assert province.command("log-verify")["ok"]
    before: dict[str, str] = {}
    made: set[str] = set()
    sealed: set[str] = set()
    for turn in turns:
        found = turn["found"]
        check_store(found)
        check_values(turn["said"], found, before)
        before = found["values"]
        made |= {line["made"] for line in turn["said"] if "made" in line}
        sealed |= {line["sealed"] for line in turn["said"] if "sealed" in line}
        assert made <= found["cases"].keys(), "a case that was acknowledged is gone"
        assert {found["cases"][case] for case in sealed} <= {"submitted"}, "a sealed case is open again"
    check_end(last["end"], made, sealed)
    assert sealed, "no desk lived long enough to submit"
    assert any(turn["found"]["handed_unsettled"] for turn in turns), "no desk died while its ops were under way"


def check_end(end: dict[str, Any], made: set[str], sealed: set[str]) -> None:
    """After one exchange in peace both ends hold the same, each submission once."""
    assert (end["trouble"], end["pending"], end["on_this_pc"]) == ("", 0, 0)
    assert set(end["verdicts"]) <= {"accepted", "merged"}, end["verdicts"]
    assert made <= end["cases"].keys()
    assert len(end["submitted"]) == len(set(end["submitted"])), "a submission took effect twice"
    assert sealed <= set(end["submitted"]), "a sealed case never arrived"


def test_a_desk_killed_in_mid_exchange_loses_and_doubles_nothing(tmp_path: Path) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rounds_of_exchange(tmp_path, 15, seed)


@pytest.mark.long
def test_many_more_deaths_in_mid_exchange(tmp_path: Path) -> None:
    rounds_of_exchange(tmp_path, 100, 1)
