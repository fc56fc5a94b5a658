"""What a person waits for before anything can happen: the command line's help and the window's modules loaded.

The limit is the same interpreter doing nothing.
"""

from __future__ import annotations

import subprocess
import sys

from tests.bench.run import Row, seconds


def fresh(*arguments: str) -> float:
    """Median seconds of a fresh interpreter."""
    command = [sys.executable, *arguments]
    return seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL), times=7)


def run() -> list[Row]:
    """Start-up of the desk's parts, in milliseconds."""
    empty = fresh("-c", "pass") * 1000
    parts = {
        "gzf-desk --help": ("-m", "gzf_desk", "--help"),
        "check-id": ("-m", "gzf_desk", "check-id", "99010119900101" + "0019", "--json"),
        "the rules loaded": ("-c", "import sync.policy.evaluation, sync.workflow.engine"),
        "the window's modules loaded": ("-c", "import gzf_desk.ui.desk.window"),
    }
    rows = []
    for name, words in parts.items():
        taken = fresh(*words) * 1000
        rows.append(
            Row(name=name, value=taken, unit="ms", floor_name="empty Python", floor_value=empty, ratio=taken / empty)
        )
    return rows
