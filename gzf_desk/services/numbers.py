"""Formal numbers from this device's blocks."""

from __future__ import annotations

from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.ids import FormalNumber
from sync.protocol.messages import NumberBlock
from sync.workflow.number_ledger import NumberRange
from sync.workflow.numbering import NumberKind


def next_number(unit: UnitOfWork, kind: NumberKind, subject: str) -> FormalNumber | None:
    """The next number of ``kind``, taken for ``subject`` and accounted for; None when the block is used up."""

    def form(block: NumberBlock, sequence: int) -> str:
        lent = NumberRange(kind=kind, region=block.region, station=block.station, first=block.first, last=block.last)
        return lent.number(sequence)

    number = unit.numbers.take(kind.value, subject, unit.clock.now().isoformat(), form)
    return None if number is None else FormalNumber(number)


def kept_number(unit: UnitOfWork, kind: NumberKind, subject: str) -> FormalNumber | None:
    """The number of ``kind`` that ``subject`` has, else the next one: a repeated act wastes none."""
    taken = unit.numbers.taken(subject, kind.value)
    return FormalNumber(taken[-1].number) if taken else next_number(unit, kind, subject)
