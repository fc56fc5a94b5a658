"""The mirror: the province's rows as last pulled. Nothing on the desk writes it but a pull."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from gzf_desk.store import tables
from gzf_desk.store.rows import SealedRows
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

    def apply(self, page: MirrorPage) -> tuple[str, ...]:
        """Write one page; ids of the records (and parents) that changed."""
        t = self._table
        touched: list[str] = []
        if page.fresh:
            self._rows.connection.execute(update(t).values(stale=1))
        for row in page.rows:
            touched += self._apply_row(row)
        if page.final:
            for gone in self._rows.connection.execute(select(t.c.record_id).where(t.c.stale == 1)).scalars().all():
                touched += self._remove(gone)
        return tuple(dict.fromkeys(touched))

    def _apply_row(self, row: Row) -> list[str]:
        if row.gone:
            return self._remove(row.record_id)
        there = self.get(row.record_id)
        if there is not None and there.seq > row.seq:
            self._rows.connection.execute(
                update(self._table).where(self._table.c.record_id == row.record_id).values(stale=0)
            )
            return []
        fields = dict(row.fields) if row.whole or there is None else {**there.fields, **row.fields}
        fields = {path: value for path, value in fields.items() if value is not None}
        parent = _parent(row.kind, fields)
        body = self._rows.seal(parent or row.record_id, "mirror", row.record_id, msgspec.msgpack.encode(fields))
        values = {"kind": row.kind, "org": row.org, "seq": row.seq, "parent": parent, "stale": 0, "body": body}
        statement = upsert(self._table).values(record_id=row.record_id, **values)
        self._rows.connection.execute(statement.on_conflict_do_update(index_elements=["record_id"], set_=values))
        return [row.record_id, *([parent] if parent else [])]

    def _remove(self, record_id: str) -> list[str]:
        t = self._table
        parent = self._rows.connection.execute(select(t.c.parent).where(t.c.record_id == record_id)).scalar()
        self._rows.connection.execute(delete(t).where(t.c.record_id == record_id))
        sent = tables.outbox  # what the province had from here has left with the record
        self._rows.connection.execute(
            update(sent).where(sent.c.record_id == record_id, sent.c.receipt != "").values(verdict_seq=0)
        )
        return [record_id, *([parent] if parent else [])]

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


def _parent(kind: str, fields: dict[str, Any]) -> str:
    if kind not in {"event", "conflict", "alias"}:
        return ""
    for name in _PARENT_FIELDS:
        value = fields.get(name)
        if isinstance(value, str):
            return value
    return ""
