"""Number blocks: what the province lent to this device, and every number given out from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
from sqlalchemy import insert, select, update

from gzf_desk.store import tables
from gzf_desk.store.rows import SealedRows
from sync.protocol.messages import NumberBlock


class TakenNumber(msgspec.Struct, frozen=True, kw_only=True):
    """A number that was given out."""

    number: str
    kind: str
    subject: str
    taken_at: str


class NumberBlocks:
    """Blocks and their use; part of the transaction, so a number is never given twice and never lost unseen."""

    def __init__(self, rows: SealedRows) -> None:
        self._rows = rows

    def lend(self, blocks: Iterable[NumberBlock]) -> None:
        """Blocks as the province lists them now. Known ones keep their place, unlisted ones are closed."""
        t = tables.blocks
        listed = {(block.kind, block.first): block for block in blocks}
        known = {(row.kind, row.first): row for row in self._rows.connection.execute(select(t))}
        for key, block in listed.items():
            if key not in known:
                self._rows.connection.execute(
                    insert(t).values(
                        kind=block.kind,
                        first=block.first,
                        region=block.region,
                        station=block.station,
                        last=block.last,
                        next=block.first,
                    )
                )
            elif (known[key].region, known[key].station) != (block.region, block.station):  # enrolled at another site
                fresh = {"region": block.region, "station": block.station, "last": block.last, "next": block.first}
                self._rows.connection.execute(update(t).where(t.c.kind == key[0], t.c.first == key[1]).values(fresh))
        for (kind, first), row in known.items():
            if (kind, first) in listed and row.station != listed[kind, first].station:
                continue
            end = listed[kind, first].last if (kind, first) in listed else row.next - 1
            self._rows.connection.execute(update(t).where(t.c.kind == kind, t.c.first == first).values(last=end))

    def kinds(self) -> tuple[str, ...]:
        """The kinds that the province lent blocks of, in order."""
        kind = tables.blocks.c.kind
        return tuple(self._rows.connection.execute(select(kind).distinct().order_by(kind)).scalars())

    def left(self, kind: str) -> int:
        """How many numbers of ``kind`` are left."""
        t = tables.blocks
        rows = self._rows.connection.execute(select(t.c.last, t.c.next).where(t.c.kind == kind))
        return sum(max(0, row.last - row.next + 1) for row in rows)

    def take(self, kind: str, subject: str, taken_at: str, form: Callable[[NumberBlock, int], str]) -> str | None:
        """The next number of ``kind`` for ``subject``; None when the blocks are empty.

        Args:
            kind: ``SQ``, ``SL`` ….
            subject: record id.
            taken_at: ISO time, a claim.
            form: makes the text of a number from its block and sequence.
        """
        t = tables.blocks
        row = self._rows.connection.execute(
            select(t).where(t.c.kind == kind, t.c.next <= t.c.last).order_by(t.c.first).limit(1)
        ).first()
        if row is None:
            return None
        block = NumberBlock(kind=row.kind, region=row.region, station=row.station, first=row.first, last=row.last)
        number = form(block, row.next)
        self._rows.connection.execute(
            update(t).where(t.c.kind == kind, t.c.first == row.first).values(next=row.next + 1)
        )
        self._rows.connection.execute(
            insert(tables.numbers).values(number=number, kind=kind, subject=subject, taken_at=taken_at)
        )
        return number

    def taken(self, subject: str, kind: str) -> tuple[TakenNumber, ...]:
        """Numbers of ``kind`` given to ``subject``, oldest first."""
        t = tables.numbers
        rows = self._rows.connection.execute(
            select(t).where(t.c.subject == subject, t.c.kind == kind).order_by(t.c.taken_at, t.c.number)
        )
        return tuple(TakenNumber(**row) for row in rows.mappings())
