"""Which branches of a room its unit tests take.

    python -m tests.proof.cover sync.workflow sync.policy

Prints a table for each room and writes them all to ``out/proof/cover.md``; ends with 1 when a line or a branch of them
is never taken, with 2 when there is nothing to measure: no such room, or a test that fails. No comment in the code can
leave a line out; what no test can reach is listed in :data:`tests.proof.measure.UNREACHABLE`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.proof.measure import FileBranches, branches
from tests.proof.rooms import ROOT, ProofError, Room, room
from tests.proof.suite import prepare


def permille(files: list[FileBranches]) -> int:
    """Branches taken, in thousandths, rounded down: 1000 means all of them. A file without branches has taken all."""
    every = sum(file.branches for file in files)
    missing = sum(len(file.missing_branches) for file in files)
    return 1000 * (every - missing) // every if every else 1000


def percent(thousandths: int) -> str:
    """``995`` is "99.5 %"."""
    return f"{thousandths // 10}.{thousandths % 10} %"


def spans(lines: Iterable[int]) -> str:
    """``3 4 5 9`` is "3-5 9"."""
    found: list[list[int]] = []
    for line in lines:
        if found and found[-1][1] == line - 1:
            found[-1][1] = line
        else:
            found.append([line, line])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def table(files: list[FileBranches]) -> str:
    """A Markdown table, the incomplete files first."""
    lines = ["| file | statements | never run | branches | never taken | taken |", "|---|---|---|---|---|---|"]
    for file in sorted(files, key=lambda file: (file.whole, file.path)):
        run = "all" if len(file.missing_lines) == file.statements > 0 else spans(file.missing_lines) or "–"
        taken = " ".join(f"{start}→{end if end > 0 else 'out'}" for start, end in file.missing_branches) or "–"
        share = percent(permille([file]))
        lines.append(f"| {file.path} | {file.statements} | {run} | {file.branches} | {taken} | {share} |")
    statements, every = sum(file.statements for file in files), sum(file.branches for file in files)
    left = [sum(len(file.missing_lines) for file in files), sum(len(file.missing_branches) for file in files)]
    lines.append(f"| all | {statements} | {left[0]} | {every} | {left[1]} | {percent(permille(files))} |")
    return "\n".join(lines) + "\n"


def _with_the_same_tests(rooms: list[Room]) -> list[list[Room]]:
    """Rooms that one run can measure. A room of one file goes alone."""
    groups: dict[object, list[Room]] = {}
    for asked in rooms:
        groups.setdefault(asked.name if asked.source.is_file() else asked.tests, []).append(asked)
    return list(groups.values())


def main(words: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof.cover", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("rooms", nargs="+", metavar="ROOM", help="dotted: sync.policy")
    parser.add_argument("--tests", nargs="+", default=[], help="run these places instead of the room's own unit tests")
    parser.add_argument("--root", type=Path, default=ROOT, help="another project than this one")
    asked = parser.parse_args(words)
    root: Path = asked.root.resolve()
    found: dict[str, list[FileBranches]] = {}
    try:
        rooms = [room(name, root=root, tests=asked.tests) for name in asked.rooms]
        for same in _with_the_same_tests(rooms):
            started = time.perf_counter()
            with tempfile.TemporaryDirectory(prefix="gzf-proof-") as folder:
                prepare(root, Path(folder))
                found.update(branches(same, Path(folder)))
            names = ", ".join(room.name for room in same)
            print(f"tests of {names}: {time.perf_counter() - started:.1f} s", flush=True)
    except ProofError as error:
        print(error, file=sys.stderr)
        return 2
    text = "\n".join(f"# {name}: branches\n\n{table(found[name])}" for name in asked.rooms)
    print(text)
    out = root / "out" / "proof"
    out.mkdir(parents=True, exist_ok=True)
    (out / "cover.md").write_text(text, "utf-8")
    return 0 if all(file.whole for files in found.values() for file in files) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
