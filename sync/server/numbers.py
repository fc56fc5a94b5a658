"""Formal numbers: blocks for devices, counters of the platform, and the account of every number that was used."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from sync.model.ids import DeviceId, FormalNumber, OpId, OrgCode, RecordId
from sync.protocol.messages import NumberBlock
from sync.server.accounts import Device
from sync.server.store import tables as t
from sync.server.store.engine import locked
from sync.workflow.number_ledger import NumberRange
from sync.workflow.numbering import MAX_SEQUENCE, PLATFORM_ONLY, NumberKind, NumberReason, make, parse

log = logging.getLogger(__name__)
PLATFORM_STATION = "0000"
"""Station of numbers that only the platform gives."""
DESK_KINDS = (
    NumberKind.APPLICATION,
    NumberKind.ACCEPTANCE,
    NumberKind.CORRECTION,
    NumberKind.CONSENT,
    NumberKind.UNDERTAKING,
)
"""Kinds that a device gets a block of."""


NUMBER_LEAP = 5_000
"""How far a restore moves every counter on: more numbers of one kind and station than are lent between a backup and
the loss of the database (ten blocks of 500, of 99,999 in all)."""
_LOW = 5
"""A kind runs low when a fifth of a block or less is left."""


class LedgerMark(NamedTuple):
    """A point to which the ledger can go back."""

    used: int
    counters: dict[tuple[str, str, str], int]


class NumberLedger:
    """Numbers taken within one transaction.

    Args:
        connection: in a write transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._used: list[dict[str, Any]] = []
        self._counters: dict[tuple[str, str, str], int] = {}

    def take(self, kind: NumberKind, region: str, station: str, count: int = 1) -> int:
        """The first of ``count`` consecutive sequence numbers that nobody had before; the counter stays locked.

        Raises:
            ValueError: the numbers of this kind, region and station are exhausted.
        """
        key = (kind.value, region, station)
        if key not in self._counters:
            self._counters[key] = self._lock(key)
        first = self._counters[key]
        if first + count - 1 > MAX_SEQUENCE:
            raise ValueError(f"numbers {kind.value}{region}{station} are exhausted")
        self._counters[key] = first + count
        return first

    def use(self, number: str, record_id: RecordId, op_id: OpId) -> None:
        """Account for a number."""
        self._used.append({"number": number, "record_id": record_id, "op_id": op_id})

    def is_used(self, number: str) -> bool:
        """Whether the number was used before."""
        return self.holder(number) is not None

    def holder(self, number: str) -> str | None:
        """The record that has a number, None when nobody has."""
        for entry in self._used:
            if entry["number"] == number:
                return str(entry["record_id"])
        query = select(t.used_numbers.c.record_id).where(t.used_numbers.c.number == number)
        return self._connection.execute(query).scalar()

    def platform_number(self, kind: NumberKind, org: OrgCode, record_id: RecordId, op_id: OpId) -> FormalNumber:
        """The next number that only the platform gives, accounted for.

        Raises:
            ValueError: a kind that desks give, or exhausted.
        """
        if kind not in PLATFORM_ONLY:
            raise ValueError(f"{kind.value} is given by desks")
        region = org[:6].ljust(6, "0")
        number = make(kind, region, PLATFORM_STATION, self.take(kind, region, PLATFORM_STATION))
        self.use(number, record_id, op_id)
        return number

    def mark(self) -> LedgerMark:
        """The present point."""
        return LedgerMark(len(self._used), dict(self._counters))

    def revert(self, mark: LedgerMark) -> None:
        """Take back what was taken since ``mark``."""
        del self._used[mark.used :]
        self._counters.update(mark.counters)
        for key in self._counters.keys() - mark.counters.keys():
            del self._counters[key]

    def flush(self) -> None:
        """Write it all."""
        if self._used:
            self._connection.execute(insert(t.used_numbers), self._used)
        for (kind, region, station), following in self._counters.items():
            self._connection.execute(
                update(t.number_counters).where(*_is(kind, region, station)).values(next=following)
            )

    def _lock(self, key: tuple[str, str, str]) -> int:
        kind, region, station = key
        make_insert = sqlite_insert if self._connection.dialect.name == "sqlite" else pg_insert
        start = 1 + NUMBER_LEAP * self._restores()
        first = make_insert(t.number_counters).values(kind=kind, region=region, station=station, next=start)
        self._connection.execute(first.on_conflict_do_nothing())
        query = locked(self._connection, select(t.number_counters.c.next).where(*_is(kind, region, station)))
        return int(self._connection.execute(query).scalar_one())

    def _restores(self) -> int:
        """How often the database was restored: a counter that the backup did not have yet starts above as well."""
        query = select(t.meta.c.value).where(t.meta.c.key == "former_histories")
        return len(bytes(self._connection.execute(query).scalar_one()).split())


def grant_blocks(connection: Connection, device: DeviceId, region: str, station: str, size: int) -> None:
    """Give a device one open block of every desk kind."""
    ledger = NumberLedger(connection)
    rows = []
    for kind in DESK_KINDS:
        first = ledger.take(kind, region, station, size)
        rows.append({"device": device, "kind": kind.value, "region": region, "station": station, "open": 1}
                    | {"first": first, "last": first + size - 1})  # fmt: skip
    connection.execute(insert(t.blocks), rows)
    ledger.flush()


def running_low(connection: Connection, device: Device, told: Mapping[str, int], size: int) -> tuple[NumberBlock, ...]:
    """The newest open block of every kind that little is left of, by what the device tells or the province knows.

    A kind without an open block is not among them: it was voided. Nor is one of which more was lent than the device
    can have used: every number comes with an op.
    """
    newest: dict[str, NumberBlock] = {}
    lent: dict[str, int] = {}
    unused: dict[str, int] = {}
    for block in open_blocks(connection, device.id):
        count = block.last - block.first + 1
        newest[block.kind] = block
        lent[block.kind] = lent.get(block.kind, 0) + count
        unused[block.kind] = unused.get(block.kind, 0) + count - _used_of(connection, block)
    most = 2 * size + device.last_n
    return tuple(
        block
        for kind, block in newest.items()
        if lent[kind] < most and min(unused[kind], told.get(kind, unused[kind])) <= max(1, size // _LOW)
    )


def lend_further(connection: Connection, device: Device, told: Mapping[str, int], size: int) -> None:
    """Give one more block of every kind that runs low; a kind that is exhausted for the station is left out."""
    ledger = NumberLedger(connection)
    for low in running_low(connection, device, told, size):
        try:
            first = ledger.take(NumberKind(low.kind), low.region, low.station, size)
        except ValueError:
            log.warning("numbers %s%s%s are exhausted", low.kind, low.region, low.station)
            continue
        row = {"device": device.id, "kind": low.kind, "region": low.region, "station": low.station, "open": 1}
        connection.execute(insert(t.blocks).values(**row, first=first, last=first + size - 1))
    ledger.flush()


def _used_of(connection: Connection, block: NumberBlock) -> int:
    first, last = (_range(block).number(sequence) for sequence in (block.first, block.last))
    query = select(func.count()).where(t.used_numbers.c.number.between(first, last))
    return int(connection.execute(query).scalar_one())


def _range(block: NumberBlock) -> NumberRange:
    return NumberRange(
        kind=NumberKind(block.kind), region=block.region, station=block.station, first=block.first, last=block.last
    )


def close_blocks(connection: Connection, device: DeviceId) -> None:
    """Void the rest of a device's blocks (fork, revocation)."""
    connection.execute(update(t.blocks).where(t.blocks.c.device == device).values(open=0))


def open_blocks(connection: Connection, device: DeviceId) -> tuple[NumberBlock, ...]:
    """The open blocks of a device."""
    query = (
        select(t.blocks)
        .where(t.blocks.c.device == device, t.blocks.c.open == 1)
        .order_by(t.blocks.c.kind, t.blocks.c.first)
    )
    return tuple(
        NumberBlock(kind=r.kind, region=r.region, station=r.station, first=r.first, last=r.last)
        for r in connection.execute(query)
    )


def lies_in_block(connection: Connection, device: DeviceId | None, number: str) -> bool:
    """Whether a number is genuine and lies in an open block of the device."""
    if device is None:
        return False
    return any(_range(block).sequence(number) is not None for block in open_blocks(connection, device))


def was_lent(connection: Connection, number: str) -> bool:
    """Whether a number is genuine and lies in a block that any device ever had, also one that is closed now."""
    parts = parse(number)
    if isinstance(parts, NumberReason):
        return False
    c = t.blocks.c
    query = select(c.device).where(
        c.kind == parts.kind.value,
        c.region == parts.region,
        c.station == parts.station,
        c.first <= parts.sequence,
        c.last >= parts.sequence,
    )
    return connection.execute(query).first() is not None


def _is(kind: str, region: str, station: str) -> tuple[Any, ...]:
    c = t.number_counters.c
    return (c.kind == kind, c.region == region, c.station == station)
