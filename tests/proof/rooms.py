"""A room of the code and the tests that stand for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULES = ("sync.model", "sync.policy", "sync.workflow")
"""The pure rooms. They speak of the same things, so the unit tests of all three stand for each."""


class ProofError(Exception):
    """The proof cannot be made; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Room:
    """One room.

    Attributes:
        root: the folder that the names count from, and that the tests run in.
        name: dotted, as it is imported: ``sync.policy``.
        tests: folders or files of tests, below ``root``.
    """

    root: Path
    name: str
    tests: tuple[Path, ...]

    @property
    def source(self) -> Path:
        """The room's folder, or its file when it is a single module."""
        folder = self.root.joinpath(*self.name.split("."))
        return folder if folder.is_dir() else folder.with_suffix(".py")

    def files(self) -> list[Path]:
        """Every Python file of the room, in order of name."""
        return [self.source] if self.source.is_file() else python_below(self.source)

    def test_files(self) -> list[Path]:
        """Every file of tests that stands for the room, in order of name."""
        found = {path for place in self.tests for path in ([place] if place.is_file() else place.rglob("test_*.py"))}
        return sorted(found)

    def shown(self, path: Path) -> str:
        """A path as people write it, from the root."""
        return path.relative_to(self.root).as_posix()


def python_below(folder: Path) -> list[Path]:
    """Every Python file below a folder, in order of name."""
    return sorted(folder.rglob("*.py"))


def module_name(root: Path, path: Path) -> str:
    """``root/sync/policy/rent.py`` is ``sync.policy.rent``; a package goes by the name of its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(name: str, *, root: Path = ROOT, tests: Sequence[str] = ()) -> Room:
    """The room of that name.

    Args:
        name: dotted, ``sync.policy``.
        root: where the project lies.
        tests: places of tests from ``root``; none means the unit tests of the room, or of all rule rooms.

    Raises:
        ProofError: there is no such room, or no test stands for it.
    """
    names = RULES if name in RULES else (name,)
    places = tests or [f"tests/unit/{other.replace('.', '/')}" for other in names]
    found = Room(root=root, name=name, tests=tuple(root / place for place in places))
    if not found.source.exists() or not found.files():
        raise ProofError(f"there is no room {name}")
    missing = [found.shown(place) for place in found.tests if not place.exists()]
    if missing or not found.test_files():
        raise ProofError(f"no test stands for {name}: {', '.join(missing) or 'the folders are empty'}")
    return found
