"""A record as the province keeps it, and its way in and out of the table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from sync.model.ids import OrgCode, RecordId
from sync.server.keys import PlatformKeys
from sync.server.merge import FieldVersion
from sync.server.store import tables as t

_VERSIONS = msgspec.msgpack.Decoder(dict[str, FieldVersion])
_NO_FIELDS: Mapping[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class StoredRecord:
    """One record. Replace it, never change it in place.

    Attributes:
        seq: version, the seq of the last change; 0 while it was never written.
        created_seq: seq of its first change.
        state: for look-ups by state.
        parent: object of an event, conflict or alias.
        events: how many events happened to it.
        timer_on: first civil day on which a timer looks at it.
        gone: "" or ``deleted``.
        fields: flat map, plain values; absent = not there.
        versions: who wrote each field last, removed fields included.
    """

    id: RecordId
    kind: str
    org: OrgCode
    seq: int = 0
    created_seq: int = 0
    state: str = ""
    parent: RecordId | None = None
    events: int = 0
    timer_on: date | None = None
    gone: str = ""
    fields: Mapping[str, Any] = field(default_factory=lambda: _NO_FIELDS)
    versions: Mapping[str, FieldVersion] = field(default_factory=dict)

    def with_changes(self, changes: Mapping[str, Any], version: FieldVersion) -> StoredRecord:
        """The record after ``changes`` (``None`` = removed), written as ``version``."""
        fields = dict(self.fields)
        versions = dict(self.versions)
        for path, value in changes.items():
            versions[path] = version
            if value is None:
                fields.pop(path, None)
            else:
                fields[path] = value
        return StoredRecord(
            id=self.id,
            kind=self.kind,
            org=self.org,
            seq=version.seq,
            created_seq=self.created_seq or version.seq,
            state=self.state,
            parent=self.parent,
            events=self.events,
            timer_on=self.timer_on,
            gone=self.gone,
            fields=fields,
            versions=versions,
        )


def prefecture_of(org: OrgCode) -> str:
    """The prefecture that counts the changes of an organisation unit: its first four digits."""
    return org[:4]


def load_records(connection: Connection, keys: PlatformKeys, ids: Iterable[RecordId]) -> list[StoredRecord]:
    """The records of these ids, as far as they exist."""
    wanted = list(ids)
    found: list[StoredRecord] = []
    for start in range(0, len(wanted), 500):
        rows = connection.execute(select(t.records).where(t.records.c.id.in_(wanted[start : start + 500])))
        found.extend(from_row(keys, row) for row in rows)
    return found


def from_row(keys: PlatformKeys, row: Row[Any]) -> StoredRecord:
    """A record from its row; opens the body."""
    return StoredRecord(
        id=row.id,
        kind=row.kind,
        org=row.org,
        seq=row.seq,
        created_seq=row.created_seq,
        state=row.state,
        parent=row.parent,
        events=row.events,
        timer_on=row.timer_on,
        gone=row.gone,
        fields=keys.open("records", row.id, row.body),
        versions=open_versions(row.versions),
    )


def open_versions(raw: bytes) -> dict[str, FieldVersion]:
    """The field versions of a row."""
    return _VERSIONS.decode(raw)


def write_records(
    connection: Connection, keys: PlatformKeys, new: list[StoredRecord], changed: list[StoredRecord]
) -> None:
    """Insert and update records."""
    if new:
        connection.execute(insert(t.records), [_to_row(keys, record) for record in new])
    if changed:
        rows = [{"the_id": record.id} | _to_row(keys, record) for record in changed]
        columns: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name not in ("the_id", "id")}
        connection.execute(
            update(t.records).where(t.records.c.id == bindparam("the_id")).values(columns),
            [{name: value for name, value in row.items() if name != "id"} for row in rows],
        )


def _to_row(keys: PlatformKeys, record: StoredRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "kind": record.kind,
        "org": record.org,
        "prefecture": prefecture_of(record.org),
        "seq": record.seq,
        "created_seq": record.created_seq,
        "state": record.state,
        "parent": record.parent,
        "events": record.events,
        "timer_on": record.timer_on,
        "gone": record.gone,
        "body": keys.seal("records", record.id, dict(record.fields)),
        "versions": msgspec.msgpack.encode(record.versions),
    }
