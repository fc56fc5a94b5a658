"""The province's chained journal: one line for everything that was decided, in the transaction that decided it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, insert, select, update

from sync.seal import chain
from sync.seal.canonical import canonical
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.store.engine import locked


class Line(NamedTuple):
    """What goes into the journal before it is chained.

    Attributes:
        who: operator.
        dev: device.
        what: e.g. ``op.patch``.
        obj: record.
        content: committed to by a keyed hash, never written.
    """

    who: str
    dev: str
    what: str
    obj: str
    content: Any


def append(connection: Connection, keys: PlatformKeys, lines: list[Line], at: datetime) -> str:
    """Chain ``lines`` at the end; returns the new head. The head stays locked until commit."""
    head = connection.execute(locked(connection, select(t.journal_head).where(t.journal_head.c.id == 1))).one()
    seq, leaf = head.seq, head.leaf
    rows = []
    for line in lines:
        seq += 1
        entry = chain.LogEntry(
            seq=seq,
            prev=leaf,
            t=at,
            who=line.who,
            dev=line.dev,
            what=line.what,
            obj=line.obj,
            commit=chain.commitment(keys.commit_key, line.content),
        )
        written = canonical(entry)
        leaf = chain.leaf_of(written)
        rows.append({"seq": seq, "entry": written, "leaf": leaf})
    if rows:
        connection.execute(insert(t.journal), rows)
        connection.execute(update(t.journal_head).where(t.journal_head.c.id == 1).values(seq=seq, leaf=leaf))
    return str(leaf)


def read(connection: Connection) -> Iterator[bytes]:
    """The journal's lines in order, canonical JSON."""
    for row in connection.execute(select(t.journal.c.entry).order_by(t.journal.c.seq)):
        yield row.entry


def check(connection: Connection) -> chain.ChainReport:
    """Verify the whole journal against its head."""
    head = connection.execute(select(t.journal_head).where(t.journal_head.c.id == 1)).one()
    report = chain.verify_chain(read(connection))
    if report.ok and (report.count, report.head) != (head.seq, head.leaf):
        return msgspec.structs.replace(report, ok=False, first_bad=report.count + 1, reason="checkpoint_mismatch")
    return report
