"""Finding cases: exact numbers through blind tokens on disk, names and tails in memory only.

The memory index is filled after unlocking and gone at locking. Short or common things (names, pinyin, addresses) are
never indexed on disk: equality of surnames alone would tell most of them by frequency.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gzf_desk.store.unit_of_work import UnitOfWork

ID_NUMBER: Final = "id_number"
PHONE: Final = "phone"
CASE_NUMBER: Final = "case_number"
LEAST_TAIL: Final = 4
"""Digits of a phone or number tail that are enough to look for."""


@dataclass(frozen=True)
class SearchEntry:
    """What a case can be found by.

    Attributes:
        names: of all members.
        numbers: ID numbers, phones and case numbers, found by tail or whole.
    """

    names: tuple[str, ...]
    numbers: tuple[str, ...]

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> SearchEntry:
        """The entry of a case's fields."""
        names = tuple(str(entry["name"]) for entry in _members(fields) if entry.get("name"))
        return cls(names, tuple(value for _, value in exact_values(fields)))

    def fits(self, text: str) -> bool:
        """Whether ``text`` is a part of a name, a whole number or at least four last characters of one."""
        if any(text in name for name in self.names):
            return True
        tail = text.upper().replace("-", "").replace(" ", "")
        return len(tail) >= LEAST_TAIL and any(number.endswith(tail) for number in self.numbers)


class SearchIndex:
    """Entries of all cases on this desk, in memory."""

    def __init__(self) -> None:
        self._entries: dict[str, SearchEntry] = {}

    def put(self, record_id: str, entry: SearchEntry) -> None:
        """Add or replace one case."""
        self._entries[record_id] = entry

    def drop(self, record_id: str) -> None:
        """Forget one case."""
        self._entries.pop(record_id, None)

    def find(self, text: str, limit: int) -> tuple[str, ...]:
        """Ids of the newest ``limit`` cases that fit."""
        text = text.strip()
        if not text:
            return ()
        found = [record_id for record_id, entry in self._entries.items() if entry.fits(text)]
        return tuple(sorted(found, reverse=True)[:limit])

    def __len__(self) -> int:
        return len(self._entries)


def exact_values(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(column, value) of everything that is looked up exactly."""
    for entry in _members(fields):
        if entry.get("document_number"):
            yield ID_NUMBER, str(entry["document_number"]).upper()
        if entry.get("phone"):
            yield PHONE, str(entry["phone"])
    if fields.get("local_number"):
        yield CASE_NUMBER, str(fields["local_number"])
    process = fields.get("process")
    if isinstance(process, Mapping) and process.get("number"):
        yield CASE_NUMBER, str(process["number"])


def reindex(unit: UnitOfWork, record_id: str) -> None:
    """Bring the blind tokens of a case up to date, unsent edits included."""
    row = unit.mirror.get(record_id)
    reindex_all(unit, {record_id: {} if row is None else row.fields})


def reindex_all(unit: UnitOfWork, cases: Mapping[str, Mapping[str, Any]]) -> None:
    """Bring the blind tokens of many cases up to date, unsent edits included.

    Args:
        unit: open for writing.
        cases: record id -> what the mirror has of it, nothing when the record has left.
    """
    values = {record_id: set(exact_values(fields)) for record_id, fields in cases.items()}
    for stored in unit.outbox.of_records(cases):
        if stored.op.record_kind == "case":
            values[stored.op.record_id].update(exact_values(stored.op.fields))
    unit.index.replace_all(values)


def _members(fields: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for path, entry in fields.items():
        if path.startswith("members/") and isinstance(entry, Mapping):
            yield entry
