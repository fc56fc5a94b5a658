"""A changed field, durable: through the service as the window does it, beside one raw SQLite row of equal durability.

The raw floor is one row of the same size in a file with the same journal mode and synchronous setting: what the disk
and SQLite ask for by themselves. Ours adds sealing, the op, the chained log line, the undo step and the view.
"""

from __future__ import annotations

import itertools
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from gzf_desk.store.engine import durability
from tests.bench.run import Row, seconds
from tests.support.desks import DeskUnderTest, fill_in

TIMES = 60
BODY = bytes(1500)


def run() -> list[Row]:
    """Milliseconds per durable change."""
    with tempfile.TemporaryDirectory() as folder:
        under_test = DeskUnderTest(Path(folder) / "desk").ready()
        try:
            with _raw(Path(folder) / "raw.db") as raw:
                return _ours(under_test, raw)
        finally:
            under_test.close()


def _ours(under_test: DeskUnderTest, raw: Callable[[], None]) -> list[Row]:
    view = fill_in(under_test.desk)
    intake, numbers = under_test.desk.services.intake, itertools.count()
    path = f"members/{next(iter(view.draft.members))}.note"

    def change() -> None:
        intake.set(view.case_id, path, f"note {next(numbers)}")

    floor, edit, begin = in_turns(raw, change, intake.begin)
    read = seconds(lambda: intake.draft(view.case_id), times=TIMES)
    return [
        _row("a field of a full draft, saved and shown again", edit, floor, "≤ 2"),
        _row("a new draft", begin, floor, "≤ 2"),
        _row("a full draft shown, nothing saved", read, floor, ""),
    ]


def _row(name: str, value: float, floor: float, goal: str) -> Row:
    return Row(
        name=name,
        value=value * 1000,
        unit="ms",
        floor_name="one raw row of equal durability",
        floor_value=floor * 1000,
        ratio=value / floor,
        goal=goal,
    )


def in_turns(*acts: Callable[[], object]) -> list[float]:
    """Median seconds of each: a disk that others use is as slow for one as for the next."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(TIMES):
        for act, times in zip(acts, taken, strict=True):
            started = time.perf_counter()
            act()
            times.append(time.perf_counter() - started)
    return [statistics.median(times) for times in taken]


@contextmanager
def _raw(file: Path) -> Iterator[Callable[[], None]]:
    journal, synchronous = durability(sqlite3.sqlite_version_info)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, body BLOB)")

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO row (body) VALUES (?)", (BODY,))
        connection.execute("COMMIT")

    yield write
    connection.close()
