"""The outbox: what people saved, numbered without gap, kept until the province has signed for it and longer.

An op is *open* until it is handed to a sync request; only open draft edits may still take in later edits of the same
record. ``handed`` is durable before the first byte is sent. An op is *settled* when its verdict and a verified receipt
are stored; it stays at least :data:`KEEP` longer, because a restored province asks for it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from gzf_desk.store import tables
from gzf_desk.store.rows import Counters, SealedRows, in_parts
from sync.model.states import Verdict
from sync.protocol.messages import Op, OpVerdict, Receipt

KEEP: Final = timedelta(days=30)
"""How long settled ops are kept. Source: the protocol's promise to a restored province."""
OP_NUMBER: Final = "op_n"
_OP: Final = msgspec.msgpack.Decoder(Op)
EFFECTIVE: Final = frozenset({Verdict.ACCEPTED, Verdict.MERGED, Verdict.CONFLICT})
"""Verdicts after which the province's own row tells what became of the op."""

# What every edit runs is built once: building a statement costs more than running it.
_OF_RECORD = select(tables.outbox).where(tables.outbox.c.record_id == bindparam("id")).order_by(tables.outbox.c.n)
_OF_RECORDS = (
    select(tables.outbox)
    .where(tables.outbox.c.record_id.in_(bindparam("ids", expanding=True)))
    .order_by(tables.outbox.c.n)
)
_LAST_OF = (
    select(tables.outbox)
    .where(tables.outbox.c.record_id == bindparam("id"))
    .order_by(tables.outbox.c.n.desc())
    .limit(1)
)
_AMEND = (
    update(tables.outbox)
    .where(tables.outbox.c.n == bindparam("at"), tables.outbox.c.handed == 0)
    .values(body=bindparam("body"), saved_at=bindparam("saved_at"))
)
_WAITING = (
    select(tables.outbox.c.n, tables.outbox.c.record_id, tables.outbox.c.body)
    .where(tables.outbox.c.n > bindparam("after"))
    .order_by(tables.outbox.c.n)
    .limit(bindparam("many"))
)
_HAND_OUT = (
    update(tables.outbox)
    .where(tables.outbox.c.n.between(bindparam("first"), bindparam("last")), tables.outbox.c.handed == 0)
    .values(handed=1)
)
_RECORDS = select(tables.outbox.c.n, tables.outbox.c.record_id).where(
    tables.outbox.c.n.between(bindparam("first"), bindparam("last"))
)
_SETTLED = ("verdict", "verdict_seq", "verdict_body", "receipt", "settled_at")
_SETTLE = tables.as_text(
    update(tables.outbox).where(tables.outbox.c.n == bindparam("at")).values({n: bindparam(n) for n in _SETTLED})
)


def final_verdict(told: OpVerdict) -> Verdict:
    """What became of an op; a duplicate is what its original was."""
    if told.verdict is Verdict.DUPLICATE:
        return Verdict(told.details.get("verdict", Verdict.ACCEPTED))
    return told.verdict


class StoredOp(msgspec.Struct, frozen=True, kw_only=True):
    """An op and what became of it."""

    op: Op
    saved_at: datetime
    handed: bool
    verdict: OpVerdict | None = None
    receipt: str = ""
    """Number of the verified receipt, "" while there is none."""
    seq: int = 0
    """Version of the record that holds the op's effect; 0 when there is none, or when the record has left since."""

    @property
    def settled(self) -> bool:
        """Whether verdict and verified receipt are stored."""
        return self.verdict is not None and bool(self.receipt)


class Outbox:
    """Ops of this device, within one transaction."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows
        self._counters = Counters(rows)
        self._table = tables.outbox

    def next_n(self) -> int:
        """The next op number, taken."""
        return self._counters.next(OP_NUMBER)

    def add(self, op: Op, saved_at: datetime) -> None:
        """Keep a new op; ``op.n`` comes from :meth:`next_n` of the same transaction."""
        self._rows.connection.execute(
            insert(self._table).values(
                n=op.n,
                op_id=op.op_id,
                kind=op.kind,
                record_kind=op.record_kind,
                record_id=op.record_id,
                saved_at=saved_at.isoformat(),
                body=self._sealed(op),
            )
        )

    def open_edit(self, record_id: str) -> StoredOp | None:
        """The record's last op, when it is a draft edit that was never handed out."""
        row = self._rows.connection.execute(_LAST_OF, {"id": record_id}).first()
        if row is None or row.handed or row.kind == "command":
            return None
        return self._stored(row)

    def amend(self, stored: StoredOp, fields: Mapping[str, Any], saved_at: datetime) -> Op:
        """Take later ``fields`` into an open edit: one op instead of two."""
        op = msgspec.structs.replace(stored.op, fields={**stored.op.fields, **fields})
        self._rows.connection.execute(_AMEND, {"at": op.n, "body": self._sealed(op), "saved_at": saved_at.isoformat()})
        return op

    def of_record(self, record_id: str) -> tuple[StoredOp, ...]:
        """All kept ops of a record, oldest first."""
        rows = self._rows.connection.execute(_OF_RECORD, {"id": record_id})
        return tuple(self._stored(row) for row in rows)

    def of_records(self, record_ids: Iterable[str]) -> Iterator[StoredOp]:
        """All kept ops of many records, each record's oldest first."""
        found = list(in_parts(self._rows.connection, _OF_RECORDS, record_ids))
        self._rows.prepare((row.record_id for row in found), make=False)
        return map(self._stored, found)

    def unsettled(self) -> tuple[StoredOp, ...]:
        """All ops without a receipt, oldest first."""
        t = self._table
        rows = self._rows.connection.execute(select(t).where(t.c.receipt == "").order_by(t.c.n))
        return tuple(self._stored(row) for row in rows)

    def records(self, record_kind: str) -> frozenset[str]:
        """Ids of the records of a kind that have ops here."""
        t = self._table
        found = select(t.c.record_id).where(t.c.record_kind == record_kind).distinct()
        return frozenset(self._rows.connection.execute(found).scalars())

    def troubled(self) -> tuple[StoredOp, ...]:
        """Settled ops whose verdict needs a person: refused, superseded, unsupported, set aside."""
        t, fine = self._table, [*EFFECTIVE, ""]
        rows = self._rows.connection.execute(select(t).where(t.c.verdict.not_in(fine)).order_by(t.c.n))
        return tuple(self._stored(row) for row in rows)

    def counts(self) -> tuple[int, int]:
        """(ops without receipt, ops with one)."""
        t = self._table
        waiting = self._rows.connection.execute(select(func.count()).where(t.c.receipt == "")).scalar() or 0
        whole = self._rows.connection.execute(select(func.count()).select_from(t)).scalar() or 0
        return waiting, whole - waiting

    def pieces(self) -> tuple[int, int]:
        """(records with an op without receipt, records whose ops all have one): pieces of work, not ops."""
        t = self._table
        waiting = select(t.c.record_id).where(t.c.receipt == "").distinct()
        left = self._rows.connection.execute(select(func.count()).select_from(waiting.subquery())).scalar() or 0
        distinct = select(func.count(t.c.record_id.distinct()))
        whole = self._rows.connection.execute(distinct).scalar() or 0
        return left, whole - left

    def oldest_waiting(self) -> datetime | None:
        """When the oldest op without a receipt was saved, None when there is none."""
        t = self._table
        saved = self._rows.connection.execute(
            select(t.c.saved_at).where(t.c.receipt == "").order_by(t.c.n).limit(1)
        ).scalar()
        return None if saved is None else datetime.fromisoformat(saved)

    def hand_out(self, after_n: int, max_ops: int, max_bytes: int) -> tuple[Op, ...]:
        """The oldest ops above ``after_n``, marked as handed; see ``OutboxPort.next_ops``."""
        found: list[Any] = []
        size = 0
        asked = {"after": after_n, "many": max_ops}
        for row in self._rows.connection.execute(_WAITING, asked).all():
            size += len(row.body)
            if found and size > max_bytes:
                break
            found.append(row)
        self._rows.prepare((row.record_id for row in found), make=False)
        if found:
            self._rows.connection.execute(_HAND_OUT, {"first": found[0].n, "last": found[-1].n})
        return tuple(self._op(row) for row in found)

    def settle(self, verdicts: Sequence[OpVerdict], receipt: Receipt, at: datetime) -> tuple[str, ...]:
        """Keep verdicts and the verified receipt with their ops; ids of the records that they belong to."""
        connection = self._rows.connection
        first, last = min(told.n for told in verdicts), max(told.n for told in verdicts)
        record_of = {row.n: row.record_id for row in connection.execute(_RECORDS, {"first": first, "last": last})}
        self._rows.prepare(record_of.values(), make=True)
        seal, encode = self._rows.seal, msgspec.msgpack.encode
        known = [told for told in verdicts if told.n in record_of]
        values = [
            {
                "at": told.n,
                "verdict": final_verdict(told).value,
                "verdict_seq": told.seq or 0,
                "verdict_body": seal(record_of[told.n], "outbox.verdict", str(told.n), encode(told)),
                "receipt": receipt.number,
                "settled_at": at.isoformat(),
            }
            for told in known
        ]
        if values:
            connection.exec_driver_sql(_SETTLE, values)
        self._keep_receipt(receipt)
        return tuple(dict.fromkeys(record_of[told.n] for told in known))

    def reopen(self, above_n: int) -> tuple[str, ...]:
        """Ops above ``above_n`` are unconfirmed again: the province was restored. Ids of their records."""
        t = self._table
        touched = tuple(
            self._rows.connection.execute(select(t.c.record_id).distinct().where(t.c.n > above_n)).scalars()
        )
        self._rows.connection.execute(
            update(t)
            .where(t.c.n > above_n)
            .values(verdict="", verdict_seq=0, verdict_body=None, receipt="", settled_at="")
        )
        return touched

    def renumber(self) -> int:
        """Ops of a former device become those of a new one: what is unconfirmed counts 1, 2, 3 …; how many.

        Ids, content and order stay, so that the province knows again what it has. Confirmed ops are kept below 1.
        """
        connection, t = self._rows.connection, self._table
        rows = connection.execute(select(t).order_by(t.c.n)).all()
        done, open_ = [row for row in rows if row.receipt], [row for row in rows if not row.receipt]
        places = [(row, place - len(done)) for place, row in enumerate(done)]
        places += [(row, place) for place, row in enumerate(open_, start=1)]
        self._rows.prepare({row.record_id for row in rows}, make=False)
        moved = [self._at_place(row, place) for row, place in places]
        connection.execute(delete(t))
        if moved:
            connection.execute(insert(t), moved)
        self._counters.restart(OP_NUMBER, len(open_))
        return len(open_)

    def _at_place(self, row: Row[Any], n: int) -> dict[str, Any]:
        values = dict(row._mapping) | {"n": n, "handed": 1}  # nothing more goes into an op that may have arrived
        values["body"] = self._sealed(msgspec.structs.replace(self._op(row), n=n))
        if row.verdict_body is not None:
            plain = self._rows.unseal(row.record_id, "outbox.verdict", str(row.n), row.verdict_body)
            told = msgspec.structs.replace(msgspec.msgpack.decode(plain, type=OpVerdict), n=n)
            values["verdict_body"] = self._rows.seal(
                row.record_id, "outbox.verdict", str(n), msgspec.msgpack.encode(told)
            )
        return values

    def sweep(self, now: datetime) -> int:
        """Drop ops that were settled more than :data:`KEEP` ago; how many.

        Refused ones stay: their values exist nowhere else.
        """
        t = self._table
        gone = self._rows.connection.execute(
            delete(t).where(
                t.c.receipt != "",
                t.c.verdict.in_([*EFFECTIVE]),
                t.c.settled_at != "",
                t.c.settled_at < (now - KEEP).isoformat(),
            )
        )
        return int(gone.rowcount)

    def receipt(self, number: str) -> Receipt | None:
        """A stored receipt."""
        t = tables.receipts
        body = self._rows.connection.execute(select(t.c.body).where(t.c.number == number)).scalar()
        return None if body is None else msgspec.msgpack.decode(body, type=Receipt)

    def _keep_receipt(self, receipt: Receipt) -> None:
        t = tables.receipts
        there = self._rows.connection.execute(select(t.c.number).where(t.c.number == receipt.number)).first()
        if there is None:
            self._rows.connection.execute(
                insert(t).values(
                    number=receipt.number,
                    first_n=receipt.first_n,
                    last_n=receipt.last_n,
                    body=msgspec.msgpack.encode(receipt),
                )
            )

    def _sealed(self, op: Op) -> bytes:
        return self._rows.seal(op.record_id, "outbox", str(op.n), msgspec.msgpack.encode(op))

    def _op(self, row: Any) -> Op:
        return _OP.decode(self._rows.unseal(row.record_id, "outbox", str(row.n), row.body))

    def _stored(self, row: Row[Any]) -> StoredOp:
        op = self._op(row)
        verdict = None
        if row.verdict_body is not None:
            plain = self._rows.unseal(row.record_id, "outbox.verdict", str(row.n), row.verdict_body)
            verdict = msgspec.msgpack.decode(plain, type=OpVerdict)
        return StoredOp(
            op=op,
            saved_at=datetime.fromisoformat(row.saved_at),
            handed=bool(row.handed),
            verdict=verdict,
            receipt=row.receipt,
            seq=row.verdict_seq,
        )
