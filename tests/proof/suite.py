"""A run of pytest inside a forked child, always the same for the same code.

Chance is switched off (order, Hypothesis), failing examples are not shrunk, and everything that pytest, Hypothesis or
Python would leave behind goes to a scratch folder: the work tree stays as it is.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from tests.proof.forks import OUT_OF_TIME

QUIET = ("cacheprovider", "randomly", "xdist", "xdist.looponfail", "pytest-qt", "faulthandler")
"""Plugins that a run does without: they write, shuffle, spread out or draw windows."""

COLLECTION = 60.0
"""Seconds that a run with limits may take until its first test."""

PASSED, FAILED, INTERRUPTED, BROKEN_CONFTEST, NOTHING_RAN = 0, 1, 2, 4, 5


@dataclass(eq=False)
class Watch:
    """A plugin that chooses tests and notes how they went.

    Attributes:
        ranks: node id -> place in the order; None runs everything in file order.
        known: all node ids that the healthy code has. A test under another id, made from a changed table, is chosen
            when its function is.
        context: told a label for what comes next: a node id, or ``@fixture@where@name`` for a fixture that
            outlives a test.
        limit: node id -> seconds after which the process ends with :data:`forks.OUT_OF_TIME`.
        durations: node id -> seconds, of what ran.
        fixtures: node id -> the names of its fixtures.
        failed: node ids, and files that could not be collected.
        label: of what is going on.
    """

    ranks: Mapping[str, int] | None = None
    known: frozenset[str] = frozenset()
    context: Callable[[str], object] | None = None
    limit: Callable[[str], float] | None = None
    durations: dict[str, float] = field(default_factory=dict)
    fixtures: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    label: str = ""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate, hypothesis.Phase.target)
        calm = hypothesis.settings(
            derandomize=True,
            database=None,
            deadline=None,
            phases=phases,
            suppress_health_check=list(hypothesis.HealthCheck),
        )
        hypothesis.settings.register_profile("proof", calm)
        hypothesis.settings.load_profile("proof")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        if self.ranks is None:
            return
        bases = {base(node): rank for node, rank in sorted(self.ranks.items(), key=lambda pair: -pair[1])}
        places = dict(self.ranks)
        for item in items:
            if item.nodeid not in self.known and base(item.nodeid) in bases:
                places[item.nodeid] = bases[base(item.nodeid)]
        chosen = sorted((item for item in items if item.nodeid in places), key=lambda item: places[item.nodeid])
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in places])
        items[:] = chosen

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if self.context:
            self.enter(item.nodeid)
            self.fixtures[item.nodeid] = tuple(getattr(item, "fixturenames", ()))
        if self.limit:
            signal.setitimer(signal.ITIMER_REAL, self.limit(item.nodeid))
        try:
            return (yield)
        finally:
            if self.context:
                self.enter("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Iterator[None]:
        """What a wide fixture does is done for every test that asks for it, not only for the first."""
        if not self.context or fixturedef.scope == "function":
            return (yield)
        before = self.label
        self.enter(f"@fixture@{fixturedef.baseid}@{fixturedef.argname}")
        try:
            return (yield)
        finally:
            self.enter(before)

    def enter(self, label: str) -> None:
        """What comes next is done under this label."""
        self.label = label
        if self.context:
            self.context(label)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def base(node: str) -> str:
    """A node id without its parameters."""
    return node.partition("[")[0]


_ours: set[str] = set()


def is_ours(name: str) -> bool:
    """Whether a module is the project's own, so that every child must import it anew."""
    return name.partition(".")[0] in _ours


def prepare(root: Path, scratch: Path) -> None:
    """Once, before the first fork: from here on nothing is left beside the sources."""
    _ours.clear()
    _ours.update(path.parent.name for path in root.glob("*/__init__.py"))
    _ours.update(path.stem for path in root.glob("*.py"))
    _ours.update(("tests", "conftest"))
    sys.pycache_prefix = str(scratch / "pycache")
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(scratch / "hypothesis")


def run_pytest(root: Path, files: Sequence[str], watch: Watch, scratch: Path, *options: str) -> int:
    """Run tests in this process, which must be a forked child.

    Args:
        root: the project; becomes the working directory.
        files: from ``root``.
        watch: chooses and notes.
        scratch: for temporary folders.
        options: more words for pytest.

    Returns:
        pytest's exit code.
    """
    for name in [name for name in sys.modules if is_ours(name)]:
        del sys.modules[name]
    os.chdir(root)
    sys.path.insert(0, str(root))
    importlib.invalidate_caches()
    if watch.limit:
        signal.signal(signal.SIGALRM, _out_of_time)
        signal.setitimer(signal.ITIMER_REAL, COLLECTION)
    words = [word for plugin in QUIET for word in ("-p", f"no:{plugin}")]
    words += ["--rootdir", str(root), "--assert=plain", "--timeout=0", "--tb=short", "--no-header", *options]
    words += [f"--basetemp={scratch / f'tmp-{os.getpid()}'}", *files]
    return int(pytest.main(words, plugins=[watch]))


def _out_of_time(*_: object) -> None:
    """No exception: the code that does not end might catch it."""
    os._exit(OUT_OF_TIME)


def preload(names: Sequence[str]) -> None:
    """Import what the children would import each by itself; only what is not the project's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            if not is_ours(name):
                with suppress(Exception):  # what cannot be imported alone is imported by whoever needs it
                    importlib.import_module(name)
