"""One transaction's work on records: read, change in memory, take back what one op did, write all at the end.

An op that fails leaves no trace (``mark`` / ``revert``), and the database sees a few large statements instead of many
small ones. The counter row of a prefecture is locked before any of its records is read for writing, and stays locked
until commit, so that the order of ``seq`` is the order of commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync.errors import SyncError
from sync.model.fields import PROCESS
from sync.model.ids import OpId, OrgCode, RecordId
from sync.server import journal
from sync.server.keys import PlatformKeys
from sync.server.merge import FieldVersion
from sync.server.numbers import LedgerMark, NumberLedger
from sync.server.store import tables as t
from sync.server.store.engine import locked
from sync.server.stored import StoredRecord, load_records, prefecture_of, write_records

POISON = (SyncError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What the work on a single record may raise. It is set aside with its reason; the others go on."""


class Mark(NamedTuple):
    """A point to which the workspace can go back."""

    undo: int
    history: int
    identities: int
    numbers: LedgerMark
    departures: int
    counters: dict[str, int]
    lines: int


class Workspace:
    """The records that one transaction works on.

    Args:
        connection: in a write transaction.
        keys: to open and seal bodies.
        now: the platform's time, one for the whole transaction.
    """

    def __init__(self, connection: Connection, keys: PlatformKeys, now: datetime) -> None:
        self.connection = connection
        self.keys = keys
        self.now = now
        self.lines: list[journal.Line] = []
        self.applicants: dict[OpId, list[str]] = {}
        """Whom each op names as applicant, by keyed hash."""
        self._records: dict[RecordId, StoredRecord | None] = {}
        self._in_table: set[RecordId] = set()
        self._dirty: dict[RecordId, None] = {}
        self._undo: list[tuple[RecordId, StoredRecord | None]] = []
        self._history: list[dict[str, Any]] = []
        self._identities: list[dict[str, Any]] = []
        self.numbers = NumberLedger(connection)
        self._known_identities: dict[str, list[RecordId]] = {}
        self._own_identities: dict[str, list[RecordId]] = {}
        self._departures: list[dict[str, Any]] = []
        self._counters: dict[str, int] = {}

    def lock(self, org: OrgCode) -> None:
        """Lock the counter of the prefecture of ``org`` until commit."""
        prefecture = prefecture_of(org)
        if prefecture in self._counters:
            return
        make = sqlite_insert if self.connection.dialect.name == "sqlite" else pg_insert
        self.connection.execute(make(t.counters).values(prefecture=prefecture, seq=0).on_conflict_do_nothing())
        query = select(t.counters.c.seq).where(t.counters.c.prefecture == prefecture)
        self._counters[prefecture] = int(self.connection.execute(locked(self.connection, query)).scalar_one())

    def known_base(self, org: OrgCode, base: int | None) -> int:
        """The version that a patch says it is made on; 0 when the prefecture of ``org`` never gave such a version."""
        self.lock(org)
        return base if base is not None and base <= self._counters[prefecture_of(org)] else 0

    def prefetch(self, ids: Iterable[RecordId]) -> None:
        """Read many records at once."""
        missing = [record_id for record_id in dict.fromkeys(ids) if record_id not in self._records]
        self._load(missing)

    def record(self, record_id: RecordId) -> StoredRecord | None:
        """The record as this transaction sees it, or None."""
        if record_id not in self._records:
            self._load([record_id])
        return self._records[record_id]

    def change(self, record: StoredRecord, changes: Mapping[str, Any], *, device: str, n: int) -> StoredRecord:
        """Write fields of a record (also of a new one) as a change with its own seq."""
        self.lock(record.org)
        prefecture = prefecture_of(record.org)
        seq = self._counters[prefecture] = self._counters[prefecture] + 1
        for path in changes:
            before = record.versions.get(path)
            if before is not None and record.kind == "case" and path != PROCESS:
                self._history.append(
                    {"record_id": record.id, "field": path, "from_seq": before.seq, "body": record.fields.get(path)}
                )
        after = record.with_changes(changes, FieldVersion(seq, device, n))
        self.stage(after)
        return after

    def move(self, record: StoredRecord, org: OrgCode) -> StoredRecord:
        """Give a record to another organisation unit; who sees only the old one is told that it left."""
        self.lock(record.org)
        self.lock(org)
        old = prefecture_of(record.org)
        self._counters[old] += 1
        self._departures.append(
            {"prefecture": old, "seq": self._counters[old], "record_id": record.id, "kind": record.kind}
            | {"org": record.org}
        )
        new = prefecture_of(org)
        seq = self._counters[new] = self._counters[new] + 1
        after = replace(record, org=org, seq=seq, created_seq=seq)
        self.stage(after)
        return after

    def keep_identity(self, record_id: RecordId, key: str) -> None:
        """Remember by keyed hash what other records may have in common with it: the person, the words of an opinion."""
        self._identities.append({"record_id": record_id, "key": key})
        self._own_identities.setdefault(key, []).append(record_id)

    def prefetch_identities(self, keys: Iterable[str]) -> None:
        """Read many identities at once."""
        wanted = [key for key in dict.fromkeys(keys) if key not in self._known_identities]
        for key in wanted:
            self._known_identities[key] = []
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            rows = self.connection.execute(select(t.identities).where(t.identities.c.key.in_(part)))
            for row in rows:
                self._known_identities[row.key].append(RecordId(row.record_id))

    def same_identity(self, record_id: RecordId, key: str) -> list[RecordId]:
        """Other records with the same key."""
        self.prefetch_identities([key])
        found = self._known_identities[key] + self._own_identities.get(key, [])
        return [other for other in dict.fromkeys(found) if other != record_id]

    def value_at(self, record: StoredRecord, field: str, base: int) -> Any:
        """What a field was at version ``base``; None when it was not there."""
        now = record.versions.get(field)
        if now is not None and now.seq <= base:
            return record.fields.get(field)  # not written since, so it stands in no history
        versions = [e for e in self._history if e["record_id"] == record.id and e["field"] == field]
        fresh = [(e["from_seq"], e["body"]) for e in versions if e["from_seq"] <= base]
        if fresh:
            return max(fresh, key=lambda pair: pair[0])[1]
        query = (
            select(t.history.c.body, t.history.c.from_seq)
            .where(t.history.c.record_id == record.id, t.history.c.field == field, t.history.c.from_seq <= base)
            .order_by(t.history.c.from_seq.desc())
            .limit(1)
        )
        row = self.connection.execute(query).first()
        return None if row is None else self.keys.open("history", f"{record.id}/{field}/{row.from_seq}", row.body)

    def mark(self) -> Mark:
        """The present point."""
        return Mark(
            len(self._undo),
            len(self._history),
            len(self._identities),
            self.numbers.mark(),
            len(self._departures),
            dict(self._counters),
            len(self.lines),
        )

    def revert(self, mark: Mark) -> None:
        """Take back everything since ``mark``."""
        while len(self._undo) > mark.undo:
            record_id, before = self._undo.pop()
            self._records[record_id] = before
        del self._history[mark.history :]
        while len(self._identities) > mark.identities:
            gone = self._identities.pop()
            self._own_identities[gone["key"]].remove(gone["record_id"])
        self.numbers.revert(mark.numbers)
        del self._departures[mark.departures :]
        self._counters.update(mark.counters)
        del self.lines[mark.lines :]

    def flush(self) -> str:
        """Write everything; returns the journal's head."""
        self._write_records()
        for entry in self._history:
            row = f"{entry['record_id']}/{entry['field']}/{entry['from_seq']}"
            entry["body"] = self.keys.seal("history", row, entry["body"])
        for table, rows in (
            (t.history, self._history),
            (t.departures, self._departures),
        ):
            if rows:
                self.connection.execute(insert(table), rows)
        if self._identities:
            make = sqlite_insert if self.connection.dialect.name == "sqlite" else pg_insert
            self.connection.execute(make(t.identities).on_conflict_do_nothing(), self._identities)
        self.numbers.flush()
        for prefecture, seq in self._counters.items():
            self.connection.execute(update(t.counters).where(t.counters.c.prefecture == prefecture).values(seq=seq))
        return journal.append(self.connection, self.keys, self.lines, self.now)

    def _write_records(self) -> None:
        dirty = [record for record_id in self._dirty if (record := self._records[record_id]) is not None]
        new = [record for record in dirty if record.id not in self._in_table]
        changed = [record for record in dirty if record.id in self._in_table]
        write_records(self.connection, self.keys, new, changed)

    def stage(self, record: StoredRecord) -> None:
        """Keep a record as it is now; the seq stays as its last change gave it."""
        self._undo.append((record.id, self._records.get(record.id)))
        self._records[record.id] = record
        self._dirty[record.id] = None

    def _load(self, ids: list[RecordId]) -> None:
        if not ids:
            return
        found = load_records(self.connection, self.keys, ids)
        unlocked = [record for record in found if prefecture_of(record.org) not in self._counters]
        if unlocked:
            for org in sorted({record.org for record in unlocked}):
                self.lock(org)
            found = load_records(self.connection, self.keys, ids)
        for record_id in ids:
            self._records[record_id] = None
        for record in found:
            self._records[record.id] = record
            self._in_table.add(record.id)
