"""Tries mutants: each in a fork of its own, two at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.proof.forks import Done, Job, run_all
from tests.proof.mutants.loading import put_in_place
from tests.proof.mutants.pool import Mutant
from tests.proof.mutants.selection import Selection, Selector
from tests.proof.rooms import ProofError
from tests.proof.suite import BROKEN_CONFTEST, FAILED, INTERRUPTED, NOTHING_RAN, PASSED, Watch, run_pytest

TIMES = 2
"""A test may take this many times what it takes on the healthy code, where measuring makes it slower by far."""
START = 60
"""Seconds more that all tests of a mutant together may take."""

ENDINGS = {FAILED: "test", INTERRUPTED: "import", BROKEN_CONFTEST: "import", PASSED: "", NOTHING_RAN: ""}
"""pytest's exit code -> what killed the mutant; "" means that it lives."""


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What became of a mutant.

    Attributes:
        mutant: the mutant.
        selection: the tests that were to run.
        killed_by: "test", "import" (it cannot be loaded, or its tests not collected), "timeout", "crash"; "" when no
            test noticed.
        test: the test that failed first; "" when none did.
    """

    mutant: Mutant
    selection: Selection
    killed_by: str
    test: str = ""


class Trial:
    """Everything that the tries have in common."""

    def __init__(self, selector: Selector, scratch: Path, *, workers: int = 2, patience: float = 5.0) -> None:
        """A trial.

        Args:
            selector: chooses the tests.
            scratch: a folder for what the runs leave.
            workers: processes.
            patience: seconds more that a single test may take.
        """
        self.selector = selector
        self.scratch = scratch
        self.workers = workers
        self.patience = patience
        self.known = frozenset(selector.healthy.durations)

    def run(self, mutants: Sequence[Mutant], told: Callable[[Fate], None]) -> list[Fate]:
        """What became of each, in the order of ``mutants``.

        Args:
            mutants: to try.
            told: called after each try.

        Raises:
            ProofError: pytest itself failed, or the tests never loaded a module that they take: the result is void.
        """
        chosen = {mutant.id: (mutant, self.selector.select(mutant)) for mutant in mutants}
        fates: dict[str, Fate] = {}
        for mutant, selection in chosen.values():
            if not selection.tests:
                fates[mutant.id] = Fate(mutant=mutant, selection=selection, killed_by="")
                told(fates[mutant.id])
        for done in run_all(self._jobs(chosen, fates), workers=self.workers):
            fates[done.key] = self._fate(done, *chosen[done.key])
            told(fates[done.key])
        return [fates[mutant.id] for mutant in mutants]

    def _jobs(self, chosen: dict[str, tuple[Mutant, Selection]], fates: dict[str, Fate]) -> Iterator[Job]:
        for key, (mutant, selection) in chosen.items():
            if key not in fates:
                yield Job(
                    key=key,
                    act=partial(self._in_child, mutant, selection),
                    seconds=TIMES * selection.seconds + self.patience + START,
                    log=self._log(key),
                )

    def _limit(self, test: str) -> float:
        return TIMES * self.selector.healthy.durations.get(test, 0.0) + self.patience

    def _log(self, key: str) -> Path:
        return self.scratch / f"mutant-{key}.log"

    def _in_child(self, mutant: Mutant, selection: Selection) -> dict[str, Any]:
        root = self.selector.room.root
        loader = put_in_place(mutant.module, str(root / mutant.path), mutant.source())
        ranks = {test: rank for rank, test in enumerate(selection.tests)}
        watch = Watch(ranks=ranks, known=self.known, limit=self._limit)
        code = run_pytest(root, selection.files, watch, self.scratch, "-x", "--tb=no", "--no-summary")
        return {"code": code, "failed": watch.failed[:1], "loaded": loader.loaded, "ran": len(watch.durations)}

    def _fate(self, done: Done, mutant: Mutant, selection: Selection) -> Fate:
        if done.ending != "done":
            return Fate(mutant=mutant, selection=selection, killed_by=done.ending)
        answer = done.value
        killed_by = ENDINGS.get(answer["code"])
        if killed_by is None or not answer["loaded"]:
            told = self._log(done.key).read_text("utf-8", "replace").splitlines()[-30:]
            raise ProofError("\n".join([*told, f"the try of {mutant.path}:{mutant.line} is void"]))
        self._log(done.key).unlink()
        return Fate(mutant=mutant, selection=selection, killed_by=killed_by, test="".join(answer["failed"]))
