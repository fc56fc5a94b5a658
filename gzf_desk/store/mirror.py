"""The mirror: the province's rows as last pulled. Nothing on the desk writes it but a pull."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BindParameter, bindparam, delete, func, select, update
from sqlalchemy import Row as SqlRow
from sqlalchemy.dialects.sqlite import insert as upsert

from gzf_desk.store import tables
from gzf_desk.store.rows import SealedRows, in_parts
from sync.client.ports import MirrorPage
from sync.protocol.messages import Row


class MirrorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One record as the province holds it."""

    record_id: str
    kind: str
    org: str
    seq: int
    parent: str = ""
    fields: dict[str, Any]


_PARENT_FIELDS = ("object_id", "case_id", "record_id", "record")
"""Where a row names the record that it belongs to, the nearest first."""
_GET = select(tables.mirror).where(tables.mirror.c.record_id == bindparam("id"))
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_HEAD = (tables.mirror.c.record_id, tables.mirror.c.kind, tables.mirror.c.seq, tables.mirror.c.parent)
_HEADS = select(*_HEAD).where(tables.mirror.c.record_id.in_(_IDS))
_BODIES = select(tables.mirror).where(tables.mirror.c.record_id.in_(_IDS))
_STALE = select(*_HEAD).where(tables.mirror.c.stale == 1)
_ALL_STALE = update(tables.mirror).values(stale=1)
_REFRESH = update(tables.mirror).where(tables.mirror.c.record_id == bindparam("id")).values(stale=0)
_DROP = delete(tables.mirror).where(tables.mirror.c.record_id == bindparam("id"))
_LEFT = (
    update(tables.outbox)
    .where(tables.outbox.c.record_id == bindparam("id"), tables.outbox.c.receipt != "")
    .values(verdict_seq=0)
)
_INSERT = upsert(tables.mirror)
_CONTENT = ("kind", "org", "seq", "parent", "stale", "body")
_WRITE = tables.as_text(
    _INSERT.on_conflict_do_update(
        index_elements=["record_id"], set_={name: _INSERT.excluded[name] for name in _CONTENT}
    )
)


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a page did.

    Attributes:
        touched: ids of the records (and parents) that changed.
        cases: fields of each case that changed; nothing where it has left.
    """

    touched: tuple[str, ...]
    cases: Mapping[str, Mapping[str, Any]]


class _Head(NamedTuple):
    record_id: str
    kind: str
    seq: int
    parent: str


class _PageWork:
    """One page in memory, row by row in its order.

    Args:
        heads: what the table has of the page's records.
        bodies: fields of those that the page changes in part.
    """

    def __init__(self, heads: dict[str, _Head], bodies: dict[str, dict[str, Any]]) -> None:
        self._heads = heads
        self._bodies = bodies
        self.written: dict[str, MirrorRow] = {}
        self.left: dict[str, None] = {}
        self.kept: list[str] = []
        self.touched: dict[str, None] = {}
        self.cases: dict[str, Mapping[str, Any]] = {}

    def take(self, row: Row) -> None:
        """The next row."""
        record_id, head = row.record_id, self._heads.get(row.record_id)
        if row.gone:
            self.leave(record_id, head or _Head(record_id, row.kind, row.seq, ""))
            return
        if head is not None and head.seq > row.seq:
            self.kept.append(record_id)
            return
        fields = row.fields if row.whole or head is None else {**self._bodies[record_id], **row.fields}
        fields = {path: value for path, value in fields.items() if value is not None}
        parent = _parent(row.kind, fields)
        self._heads[record_id] = _Head(record_id, row.kind, row.seq, parent)
        self._bodies[record_id] = fields
        self.written[record_id] = MirrorRow(
            record_id=record_id, kind=row.kind, org=row.org, seq=row.seq, parent=parent, fields=fields
        )
        self._touch(self._heads[record_id])
        if row.kind == "case":
            self.cases[record_id] = fields

    def leave(self, record_id: str, head: _Head) -> None:
        """A record leaves."""
        self._heads.pop(record_id, None)
        self.written.pop(record_id, None)
        self.left[record_id] = None
        self._touch(head)
        if head.kind == "case":
            self.cases[record_id] = {}

    def _touch(self, head: _Head) -> None:
        self.touched[head.record_id] = None
        if head.parent:
            self.touched[head.parent] = None


class Mirror:
    """Rows within one transaction."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows
        self._table = tables.mirror

    def get(self, record_id: str) -> MirrorRow | None:
        """One record, or None."""
        row = self._rows.connection.execute(_GET, {"id": record_id}).first()
        return None if row is None else self._opened(row)

    def of_kind(self, kind: str) -> tuple[MirrorRow, ...]:
        """All records of a kind, in the order of their ids (which is the order of their making)."""
        t = self._table
        rows = self._rows.connection.execute(select(t).where(t.c.kind == kind).order_by(t.c.record_id))
        return tuple(self._opened(row) for row in rows)

    def ids(self, kind: str) -> tuple[str, ...]:
        """Ids of all records of a kind."""
        t = self._table
        return tuple(self._rows.connection.execute(select(t.c.record_id).where(t.c.kind == kind)).scalars())

    def children(self, parent: str, kind: str) -> tuple[MirrorRow, ...]:
        """Records of ``kind`` that belong to ``parent``, in the order of their versions."""
        t = self._table
        rows = self._rows.connection.execute(
            select(t).where(t.c.parent == parent, t.c.kind == kind).order_by(t.c.seq, t.c.record_id)
        )
        return tuple(self._opened(row) for row in rows)

    def counts(self) -> dict[str, int]:
        """How many records of each kind."""
        t = self._table
        rows = self._rows.connection.execute(select(t.c.kind, func.count().label("many")).group_by(t.c.kind))
        return {row.kind: row.many for row in rows}

    def apply(self, page: MirrorPage) -> Applied:
        """Write one page: it is worked out in memory, and the table sees a few large statements."""
        connection = self._rows.connection
        if page.fresh:
            connection.execute(_ALL_STALE)
        work = self._work(page.rows)
        for row in page.rows:
            work.take(row)
        self._drop(work.left)
        self._write(work.written.values())
        if work.kept:
            connection.execute(_REFRESH, [{"id": record_id} for record_id in work.kept])
        if page.final:
            heads = [_head(row) for row in connection.execute(_STALE).all()]
            for head in heads:
                work.leave(head.record_id, head)
            self._drop([head.record_id for head in heads])
        return Applied(touched=tuple(work.touched), cases=work.cases)

    def _work(self, rows: Sequence[Row]) -> _PageWork:
        """A page with what the table has of its records; bodies only where a change is merged into one."""
        connection = self._rows.connection
        found = in_parts(connection, _HEADS, dict.fromkeys(row.record_id for row in rows))
        heads = {row.record_id: _head(row) for row in found}
        partial = dict.fromkeys(row.record_id for row in rows if not row.whole and row.record_id in heads)
        self._rows.prepare((heads[record_id].parent or record_id for record_id in partial), make=False)
        bodies = {row.record_id: self._opened(row).fields for row in in_parts(connection, _BODIES, partial)}
        return _PageWork(heads, bodies)

    def _write(self, rows: Collection[MirrorRow]) -> None:
        if not rows:
            return
        self._rows.prepare((row.parent or row.record_id for row in rows), make=True)
        seal, encode = self._rows.seal, msgspec.msgpack.encode
        values = [
            {
                "record_id": row.record_id,
                "kind": row.kind,
                "org": row.org,
                "seq": row.seq,
                "parent": row.parent,
                "stale": 0,
                "body": seal(row.parent or row.record_id, "mirror", row.record_id, encode(row.fields)),
            }
            for row in rows
        ]
        self._rows.connection.exec_driver_sql(_WRITE, values)

    def _drop(self, ids: Collection[str]) -> None:
        """Remove records; what the province had from here has left with them."""
        if ids:
            gone = [{"id": record_id} for record_id in ids]
            self._rows.connection.execute(_DROP, gone)
            self._rows.connection.execute(_LEFT, gone)

    def _opened(self, row: SqlRow[Any]) -> MirrorRow:
        plain = self._rows.unseal(row.parent or row.record_id, "mirror", row.record_id, row.body)
        return MirrorRow(
            record_id=row.record_id,
            kind=row.kind,
            org=row.org,
            seq=row.seq,
            parent=row.parent,
            fields=msgspec.msgpack.decode(plain),
        )


def _head(row: Any) -> _Head:
    return _Head(row.record_id, row.kind, row.seq, row.parent)


def _parent(kind: str, fields: dict[str, Any]) -> str:
    if kind not in {"event", "conflict", "alias"}:
        return ""
    for name in _PARENT_FIELDS:
        value = fields.get(name)
        if isinstance(value, str):
            return value
    return ""
