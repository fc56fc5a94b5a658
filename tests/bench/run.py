"""Runs the benchmarks of this folder and writes ``out/bench/<name>.md``.

A benchmark is a module ``tests/bench/<name>.py`` with ``run() -> list[Row]``; its docstring says what it measures and
how. Every row stands beside a floor: what the machine itself can do, measured in the same run, so that the ratio means
something on any machine.
"""

from __future__ import annotations

import importlib
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "out" / "bench"
NOT_BENCHMARKS = {"__init__", "run"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure beside its physical limit.

    Args:
        name: what was measured.
        value: the figure, in ``unit``.
        unit: of both figures: ms, MB, records/s…
        floor_name: what the machine itself was made to do in the same run.
        floor_value: how it did.
        ratio: ``value / floor_value`` as the goal counts it.
        goal: ``"≤ 3"`` or ``"≥ 0.32"``; "" where none is set.
    """

    name: str
    value: float
    unit: str
    floor_name: str
    floor_value: float
    ratio: float
    goal: str = ""

    @property
    def reached(self) -> str:
        """A word for the table."""
        if not self.goal:
            return "–"
        sign, _, limit = self.goal.partition(" ")
        good = {"≤": self.ratio <= float(limit), "≥": self.ratio >= float(limit)}[sign]
        return "yes" if good else "NO"


def seconds(act: Callable[[], object], *, times: int = 9, warm_up: int = 1) -> float:
    """Median duration of ``act`` in seconds."""
    for _ in range(warm_up):
        act()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def figure(value: float) -> str:
    """Three significant digits, without an exponent."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(rows: list[Row]) -> str:
    """A Markdown table."""
    lines = ["| what | measured | limit | ratio | goal | reached |", "|---|---|---|---|---|---|"]
    for row in rows:
        limit = f"{figure(row.floor_value)} {row.unit} ({row.floor_name})"
        measured = f"{figure(row.value)} {row.unit}"
        lines.append(f"| {row.name} | {measured} | {limit} | {figure(row.ratio)} | {row.goal or '–'} | {row.reached} |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Where the figures were taken; no name of the machine."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    day = datetime.now(UTC).date().isoformat()
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{day}, Python {platform.python_version()}, {system}{load}"


def names() -> list[str]:
    """All benchmarks."""
    return sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_BENCHMARKS)


def main(wanted: list[str]) -> int:
    """Run the benchmarks named, or all; 2 when a name is unknown."""
    unknown = set(wanted) - set(names())
    if unknown:
        print(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(names())}", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    for name in wanted or names():
        started = time.perf_counter()
        module = importlib.import_module(f"tests.bench.{name}")
        rows: list[Row] = module.run()
        text = f"# {name}\n\n{(module.__doc__ or '').strip()}\n\n{machine()}\n\n{table(rows)}"
        (OUT / f"{name}.md").write_text(text, "utf-8")
        print(f"{name} ({time.perf_counter() - started:.1f} s)\n{table(rows)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
