"""What the province holds, without what it says: states, versions and digests, for comparing the two ends.

A digest shows that two stores hold the same record, byte by byte, and gives nothing of it away.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from sync.seal.canonical import digest
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.stored import from_row


def records(connection: Connection, keys: PlatformKeys, kind: str = "") -> list[dict[str, Any]]:
    """Every living record in the order of its last change.

    Args:
        connection: reading is enough.
        keys: to open the bodies.
        kind: only these; "" for all.
    """
    query = select(t.records).where(t.records.c.gone == "").order_by(t.records.c.seq)
    if kind:
        query = query.where(t.records.c.kind == kind)
    return [_line(keys, row) for row in connection.execute(query)]


def verdicts(connection: Connection) -> dict[str, int]:
    """How many ops got which verdict."""
    query = select(t.verdicts.c.verdict, func.count()).group_by(t.verdicts.c.verdict)
    return {row[0]: int(row[1]) for row in connection.execute(query)}


def _line(keys: PlatformKeys, row: Any) -> dict[str, Any]:
    record = from_row(keys, row)
    return {
        "id": record.id,
        "kind": record.kind,
        "org": record.org,
        "state": record.state,
        "seq": record.seq,
        "digest": digest(dict(record.fields)),
    }
