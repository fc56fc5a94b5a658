"""A changed field, durable: through the service as the window does it, beside one raw SQLite row of equal durability.

The raw floor is one row of the same size in a file with the same journal mode and synchronous setting: what the disk
and SQLite ask for by themselves. Ours adds sealing, the op, the chained log line, the undo step and the view.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from pathlib import Path

from gzf_desk.store.engine import durability
from tests.bench.run import Row, seconds
from tests.support.desks import DeskUnderTest, fill_in

TIMES = 60
BODY = bytes(1500)


def run() -> list[Row]:
    """Milliseconds per durable change."""
    with tempfile.TemporaryDirectory() as folder:
        floor = _raw(Path(folder) / "raw.db")
        under_test = DeskUnderTest(Path(folder) / "desk").ready()
        try:
            rows = _ours(under_test, floor)
        finally:
            under_test.close()
    return rows


def _ours(under_test: DeskUnderTest, floor: float) -> list[Row]:
    view = fill_in(under_test.desk)
    intake, numbers = under_test.desk.services.intake, itertools.count()
    path = f"members/{next(iter(view.draft.members))}.note"
    edit = seconds(lambda: intake.set(view.case_id, path, f"note {next(numbers)}"), times=TIMES)
    begin = seconds(intake.begin, times=TIMES // 3)
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


def _raw(file: Path) -> float:
    journal, synchronous = durability(sqlite3.sqlite_version_info)
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, body BLOB)")

    def write() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO row (body) VALUES (?)", (BODY,))
        connection.execute("COMMIT")

    taken = seconds(write, times=TIMES)
    connection.close()
    return taken
