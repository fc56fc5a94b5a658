"""The list of mutants that no test can tell from the healthy code."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.proof.mutants.pool import Mutant
from tests.proof.rooms import ProofError, Room

LIST = Path(__file__).with_name("equivalent.toml")
NEEDED, ALLOWED = {"file", "line", "change", "reason"}, {"within"}
SHORTEST_REASON = 20


@dataclass(frozen=True, kw_only=True)
class Equivalent:
    """One entry: see the head of ``equivalent.toml``."""

    file: str
    line: str
    change: str
    reason: str
    within: str | None = None

    def fits(self, mutant: Mutant) -> bool:
        """Whether this is the mutant that the entry means."""
        place = self.within is None or mutant.within == self.within
        return place and (mutant.path, mutant.before, mutant.after) == (self.file, self.line, self.change)

    def __str__(self) -> str:
        where = f" in {self.within}" if self.within else ""
        return f"{self.file}{where}: {self.line!r} -> {self.change!r}"


def read(path: Path = LIST) -> list[Equivalent]:
    """The entries.

    Raises:
        ProofError: the file is no TOML, or an entry lacks something, a reason for one.
    """
    try:
        entries = tomllib.loads(path.read_text("utf-8")).get("mutant", [])
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ProofError(f"{path}: {error}") from error
    found = []
    for number, entry in enumerate(entries, 1):
        fields = set(entry)
        if not fields >= NEEDED or fields - NEEDED - ALLOWED or not all(isinstance(v, str) for v in entry.values()):
            raise ProofError(
                f"{path}: entry {number} needs the texts {', '.join(sorted(NEEDED))}; has {sorted(fields)}"
            )
        if len(entry["reason"].strip()) < SHORTEST_REASON:
            raise ProofError(f"{path}: entry {number} gives no reason")
        found.append(Equivalent(**entry))
    return found


def take_out(
    pool: Iterable[Mutant], entries: Iterable[Equivalent], room: Room
) -> tuple[list[Mutant], list[tuple[Mutant, Equivalent]]]:
    """The pool without the equivalent mutants, and these.

    Args:
        pool: all mutants of a room.
        entries: the list; entries for other rooms are not looked at.
        room: the room.

    Raises:
        ProofError: an entry for the room fits no mutant, or mutants in several functions.
    """
    left, taken = list(pool), list[tuple[Mutant, Equivalent]]()
    here = room.shown(room.source)
    for entry in entries:
        if entry.file != here and not entry.file.startswith(f"{here}/"):
            continue
        meant = [mutant for mutant in left if entry.fits(mutant)]
        if not meant:
            raise ProofError(f"the list of equivalents: no mutant fits {entry}")
        if len({mutant.within for mutant in meant}) > 1:
            raise ProofError(f"the list of equivalents: several functions have {entry}; say which with within")
        taken += [(mutant, entry) for mutant in meant]
        left = [mutant for mutant in left if mutant not in meant]
    return left, taken
