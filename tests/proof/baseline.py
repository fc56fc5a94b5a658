"""Which test takes which line of a room, on the healthy code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage

from tests.proof.kept import Entry, Kept, entry
from tests.proof.measure import run_measured
from tests.proof.rooms import Room

Lines = dict[str, dict[int, set[str]]]


@dataclass(kw_only=True)
class Baseline:
    """The healthy run, as the mutants need it.

    Attributes:
        durations: node id -> seconds, measured, which takes far longer than not; every test that there is.
        lines: file, from the root -> line -> node ids. The id "" stands for what runs at import.
        modules: names of other people's modules that the tests import.
        keys: file of tests -> what all that it needs was when the run began.
    """

    durations: dict[str, float] = field(default_factory=dict)
    lines: Lines = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)

    def add(self, found: Entry) -> None:
        """What one file of tests does."""
        self.durations.update(zip(found.nodes, found.durations, strict=True))
        self.modules += [name for name in found.modules if name not in self.modules]
        for file, by_line in found.lines.items():
            lines = self.lines.setdefault(file, {})
            for line, places in by_line.items():
                lines.setdefault(line, set()).update(found.nodes[place] for place in places)
        for file, numbers in found.at_import.items():
            for line in numbers:
                self.lines.setdefault(file, {}).setdefault(line, set()).add("")


def baseline(room: Room, scratch: Path, workers: int = 2) -> Baseline:
    """Run the tests once and note which test takes which line; what is known from the last time is not run again.

    Raises:
        ProofError: a test fails.
    """
    kept = Kept(room)
    found, entries = Baseline(keys=kept.keys()), kept.read()
    new = [path for path in room.test_files() if room.shown(path) not in entries]
    if new:
        entries.update(_measured(room, new, scratch, workers, found.keys))
        kept.write(entries)
    for file in sorted(entries):
        found.add(entries[file])
    return found


def _measured(room: Room, files: list[Path], scratch: Path, workers: int, keys: dict[str, str]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    for answer, data in run_measured([room], files, scratch, workers, contexts=True):
        lines = _lines(room, data, answer)
        for file in answer["files"]:
            durations = {test: time for test, time in answer["durations"].items() if test.startswith(f"{file}::")}
            entries[file] = entry(keys[file], durations, lines, answer["modules"])
    return entries


def _lines(room: Room, data: Path, answer: dict[str, Any]) -> Lines:
    stored = coverage.CoverageData(basename=str(data))
    stored.read()
    found: Lines = {}
    for name in stored.measured_files():
        lines = found.setdefault(room.shown(Path(name).resolve()), {})
        for line, labels in stored.contexts_by_lineno(name).items():
            seen = set[str]()
            lines[line] = set[str]().union(*(_tests_of(label, answer, seen) for label in labels))
    return found


def _tests_of(label: str, answer: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """The label when it is a test; else the tests that ask for the wide fixture or the cached function."""
    if label in seen:
        return
    seen.add(label)
    if label.startswith("@fixture@"):
        where, _, name = label.removeprefix("@fixture@").rpartition("@")
        yield from (node for node, names in answer["fixtures"].items() if name in names and node.startswith(where))
    elif label.startswith("@cached@"):
        for other in answer["askers"][label]:
            yield from _tests_of(other, answer, seen)
    else:
        yield label
