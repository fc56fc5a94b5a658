"""The tests of a room, run once on the healthy code: which lines and branches they take."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import coverage

from tests.proof.caches import Askers
from tests.proof.forks import Job, run_all
from tests.proof.rooms import ProofError, Room
from tests.proof.suite import PASSED, Watch, is_ours, run_pytest

LIMIT = 1800.0
"""Seconds that the healthy tests may take."""

UNREACHABLE = ("if TYPE_CHECKING:", r"assert_never\(", r"^\s*\.\.\.\s*$")
"""Lines that no test can run: imports for the type checker, what it proves impossible, bodies of protocols."""


@dataclass(frozen=True, kw_only=True)
class FileBranches:
    """What the tests took of one file.

    Attributes:
        path: from the root.
        statements: how many there are.
        branches: how many ways on there are.
        missing_lines: statements that never ran.
        missing_branches: ``(from line, to line)`` never gone; a negative end is the way out of a function.
    """

    path: str
    statements: int
    branches: int
    missing_lines: tuple[int, ...]
    missing_branches: tuple[tuple[int, int], ...]

    @property
    def whole(self) -> bool:
        """Nothing is missing."""
        return not self.missing_lines and not self.missing_branches


def branches(rooms: Sequence[Room], scratch: Path, workers: int = 2) -> dict[str, list[FileBranches]]:
    """Every file of the rooms with what the tests leave out, by the name of the room.

    Args:
        rooms: for which the same tests stand; these are run once.
        scratch: a folder for what the run leaves.
        workers: processes.

    Raises:
        ProofError: a test fails.
    """
    done = run_measured(rooms, rooms[0].test_files(), scratch, workers, contexts=False)
    whole = _coverage(rooms, scratch / "whole", branch=True)
    whole.combine([str(path) for _, path in done], strict=True)
    whole.clear_exclude()
    for pattern in UNREACHABLE:
        whole.exclude(pattern)
    report = scratch / "report.json"
    whole.json_report(outfile=str(report))
    found = json.loads(report.read_text("utf-8"))["files"]
    entries = {Path(path).resolve(): entry for path, entry in found.items()}
    return {
        room.name: [_file_branches(room, path, entries.get(path.resolve())) for path in room.files()] for room in rooms
    }


def _file_branches(room: Room, path: Path, entry: dict[str, Any] | None) -> FileBranches:
    if entry is None:  # an empty file, as a package without words has
        return FileBranches(path=room.shown(path), statements=0, branches=0, missing_lines=(), missing_branches=())
    return FileBranches(
        path=room.shown(path),
        statements=entry["summary"]["num_statements"],
        branches=entry["summary"]["num_branches"],
        missing_lines=tuple(entry["missing_lines"]),
        missing_branches=tuple((start, end) for start, end in entry["missing_branches"]),
    )


def run_measured(
    rooms: Sequence[Room], files: Iterable[Path], scratch: Path, workers: int, *, contexts: bool
) -> list[tuple[dict[str, Any], Path]]:
    """What every child told, and where it left its data.

    Args:
        rooms: whose lines are measured.
        files: of tests.
        scratch: a folder for what the run leaves.
        workers: processes.
        contexts: note for every line which test takes it; without, the branches are measured.

    Raises:
        ProofError: a test fails.
    """
    shares = _shares(rooms[0], files, workers)
    jobs = [
        Job(
            key=index,
            act=partial(_in_child, rooms, files, scratch, index, contexts=contexts),
            seconds=LIMIT,
            log=scratch / f"measure-{index}.log",
        )
        for index, files in enumerate(shares)
    ]
    answers: dict[int, dict[str, Any]] = {}
    for done in run_all(jobs, workers=workers):
        if done.ending != "done" or done.value["code"] != PASSED:
            told = (scratch / f"measure-{done.key}.log").read_text("utf-8", "replace").splitlines()[-40:]
            raise ProofError("\n".join([*told, "the tests must pass before they can prove anything"]))
        answers[done.key] = done.value
    return [(answers[key], scratch / f"cover-{key}") for key in sorted(answers)]


def _shares(room: Room, files: Iterable[Path], workers: int) -> list[list[str]]:
    """The files of tests in ``workers`` parts of about the same size."""
    parts: list[list[Path]] = [[] for _ in range(workers)]
    for path in sorted(files, key=lambda path: (-path.stat().st_size, path)):
        min(parts, key=lambda part: sum(other.stat().st_size for other in part)).append(path)
    return [[room.shown(path) for path in sorted(part)] for part in parts if part]


def _coverage(rooms: Sequence[Room], data: Path, *, branch: bool) -> coverage.Coverage:
    files = [str(room.source) for room in rooms if room.source.is_file()]
    where: dict[str, Any] = {"include": files} if files else {"source": [str(room.source) for room in rooms]}
    made = coverage.Coverage(data_file=str(data), branch=branch, config_file=False, messages=False, **where)
    made.set_option("run:core", "ctrace")
    return made


def _in_child(
    rooms: Sequence[Room], files: list[str], scratch: Path, index: int, *, contexts: bool
) -> dict[str, object]:
    cover = _coverage(rooms, scratch / f"cover-{index}", branch=not contexts)
    cover.start()
    watch = Watch(context=cover.switch_context if contexts else None)
    askers = Askers(lambda: watch.label, watch.enter, is_ours)
    with askers.noted() if contexts else nullcontext():
        code = run_pytest(rooms[0].root, files, watch, scratch)
    cover.stop()
    cover.save()
    modules = [name for name, module in sys.modules.items() if getattr(module, "__spec__", None)]
    return {
        "code": code,
        "files": files,
        "durations": watch.durations,
        "fixtures": watch.fixtures,
        "askers": askers.askers,
        "modules": modules,
    }
