"""What a healthy run found, kept for the next one: only files of tests that something has changed for run again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from tests.proof.imports import Imports
from tests.proof.rooms import Room, python_below

TOOLS = Path(__file__).parent


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What one file of tests does.

    Attributes:
        key: changes when the file, something that it imports, the room, the resources or these tools change.
        nodes: its tests.
        durations: of each, in seconds, while measured.
        lines: file -> line -> places in ``nodes`` of the tests that take it.
        at_import: file -> lines that run when it is imported.
        modules: other people's modules that it imports.
    """

    key: str
    nodes: tuple[str, ...]
    durations: tuple[float, ...]
    lines: dict[str, dict[int, tuple[int, ...]]]
    at_import: dict[str, tuple[int, ...]]
    modules: tuple[str, ...]


class Kept:
    """The entries of a room, in one file below ``out``."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.path = room.root / "out" / "proof" / "kept" / f"{room.name}.msgpack"
        self._imports = Imports(room.root)
        self._digest = cache(_digest)

    def key(self, test_file: str) -> str:
        """See :class:`Entry`."""
        read = {*self._imports.reached_from(self.room.root / test_file), *self.room.files(), *python_below(TOOLS)}
        read.update(path for path in (self.room.root / "resources").rglob("*") if path.is_file())
        read.update(path for path in [self.room.root / "pyproject.toml"] if path.is_file())
        known = sorted(f"{path} {self._digest(path)}" for path in read)
        return hashlib.sha256("\n".join(known).encode()).hexdigest()

    def keys(self) -> dict[str, str]:
        """Of every file of tests, as the files are now."""
        return {file: self.key(file) for file in map(self.room.shown, self.room.test_files())}

    def read(self) -> dict[str, Entry]:
        """Every entry that still holds, by its file of tests; nothing when the file is missing or broken."""
        try:
            found = msgspec.msgpack.decode(self.path.read_bytes(), type=dict[str, Entry])
        except (OSError, msgspec.MsgspecError):
            return {}
        keys = self.keys()
        return {file: entry for file, entry in found.items() if entry.key == keys.get(file)}

    def write(self, entries: dict[str, Entry]) -> None:
        """Keep them."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(msgspec.msgpack.encode(entries))


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(
    key: str,
    durations: dict[str, float],
    lines: dict[str, dict[int, set[str]]],
    modules: Iterable[str],
) -> Entry:
    """An entry.

    Args:
        key: of the file of tests.
        durations: of its tests.
        lines: file -> line -> tests, of any file; "" among them is what runs at import.
        modules: other people's.
    """
    nodes = tuple(durations)
    places = {node: place for place, node in enumerate(nodes)}
    taken = {
        file: {
            line: here for line, tests in by_line.items() if (here := tuple(places[t] for t in tests if t in places))
        }
        for file, by_line in lines.items()
    }
    return Entry(
        key=key,
        nodes=nodes,
        durations=tuple(durations.values()),
        lines=taken,
        at_import={
            file: tuple(line for line, tests in by_line.items() if "" in tests) for file, by_line in lines.items()
        },
        modules=tuple(modules),
    )
