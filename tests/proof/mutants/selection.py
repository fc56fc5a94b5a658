"""Which tests are run against a mutant, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.proof.baseline import Baseline
from tests.proof.imports import Imports
from tests.proof.mutants.pool import Mutant
from tests.proof.rooms import Room
from tests.proof.suite import base


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The tests for one mutant.

    Attributes:
        tests: node ids in the order in which they run.
        files: the files of tests that hold them.
        seconds: how long they take on the healthy code.
    """

    tests: tuple[str, ...]
    files: tuple[str, ...]
    seconds: float


class Selector:
    """Chooses the tests: those that take the changed statement on the healthy code, the quick ones first.

    What takes effect at import has no such tests: a table may be read anywhere. There every test counts whose file
    imports the module; those that take some line of it come first.
    """

    def __init__(self, room: Room, healthy: Baseline) -> None:
        self.room = room
        self.healthy = healthy
        self._imports = Imports(room.root)
        self._importers: dict[str, frozenset[str]] = {}

    def select(self, mutant: Mutant) -> Selection:
        """The tests for one mutant; none when no test takes it."""
        lines = self.healthy.lines.get(mutant.path, {})
        first, last = mutant.lines
        taken = {test for line in range(first, last + 1) for test in lines.get(line, ())}
        close = {test for tests in lines.values() for test in tests} if mutant.at_import or "" in taken else taken
        every = close | self._importing(mutant.path) if mutant.at_import or "" in taken else taken
        return self._in_order(every - {""}, close)

    def _importing(self, path: str) -> frozenset[str]:
        """All tests whose file imports the file."""
        if path not in self._importers:
            target = self.room.root / path
            tests = [
                test for test in self.healthy.durations if target in self._imports.reached_from(self._file_of(test))
            ]
            self._importers[path] = frozenset(tests)
        return self._importers[path]

    def _file_of(self, test: str) -> Path:
        return self.room.root / test.partition("::")[0]

    def _in_order(self, tests: Iterable[str], close: set[str]) -> Selection:
        times = self.healthy.durations
        chosen = sorted(tests, key=lambda test: (test not in close, times.get(test, 0.0), test))
        files = dict.fromkeys(test.partition("::")[0] for test in chosen)
        return Selection(tests=tuple(chosen), files=tuple(files), seconds=sum(times.get(test, 0.0) for test in chosen))


def functions(tests: Iterable[str]) -> list[str]:
    """Node ids without parameters, each once, in order."""
    return list(dict.fromkeys(base(test) for test in tests))
