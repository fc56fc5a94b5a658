"""The account of a block of formal numbers: every number is used, void, returned or still open, and nothing is lost.

A block is lent to one device for one kind of number and one epoch. The device gives its numbers out in order. A number
that was spoilt is voided by a person with a reason and a second person who saw it; the rest of a block that nobody
will use is returned; a fork (a restored or cloned disk) begins a new epoch and voids the rest, because both copies
could give it out. Pure: the marks come from the caller's store, the numbers from ``numbering``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import msgspec

from sync.model.ids import DeviceId, FormalNumber, OperatorId, RecordId
from sync.workflow.numbering import MAX_SEQUENCE, NumberKind, NumberParts, make, parse

_LEAST_REASON = 2
"""Characters of a reason that says something."""


class MarkKind(StrEnum):
    """What became of a number."""

    USED = "used"
    VOID = "void"
    RETURNED = "returned"


class LedgerFault(StrEnum):
    """Why a number cannot be given out, or a mark or block cannot be right."""

    EXHAUSTED = "exhausted"
    EPOCH = "epoch"
    """The block belongs to another epoch of its device."""
    RANGE = "range"
    """Outside of the block, or from last to first."""
    TAKEN = "taken"
    """A number of it has a mark already."""
    REASON = "reason"
    SECOND_PERSON = "second_person"
    """None, or the same as the first."""
    SUBJECT = "subject"
    """A used number says what for; the others belong to nothing."""
    ONE_BY_ONE = "one_by_one"
    """Numbers are used one at a time."""


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """Consecutive numbers of one kind, region and station."""

    kind: NumberKind
    region: str
    """6 digits."""
    station: str
    """4 digits."""
    first: int
    last: int

    def number(self, sequence: int) -> FormalNumber:
        """The number of a sequence.

        Raises:
            ValueError: it does not lie in the range.
        """
        if not self.first <= sequence <= self.last:
            raise ValueError(f"{sequence} does not lie in {self.first} to {self.last}")
        return make(self.kind, self.region, self.station, sequence)

    def sequence(self, text: str) -> int | None:
        """The sequence of a number of this range; None for a wrong number and for one from elsewhere."""
        parts = parse(text)
        if not isinstance(parts, NumberParts):
            return None
        own = (parts.kind, parts.region, parts.station) == (self.kind, self.region, self.station)
        return parts.sequence if own and self.first <= parts.sequence <= self.last else None


class LentBlock(NumberRange, frozen=True, kw_only=True):
    """Numbers that a device may give out, as the province signs it."""

    device: DeviceId
    epoch: int
    """1, 2, 3 … per device: a fork or a new enrolment begins the next."""

    def statement(self) -> bytes:
        """What the province signs: one line of all that the block is, in this order for ever."""
        parts = (self.device, self.kind.value, self.region, self.station, self.first, self.last, self.epoch)
        return "|".join(("gzf-number-block", *map(str, parts))).encode()


class NumberMark(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of one number, or of several in a row that were voided or returned together."""

    kind: MarkKind
    first: int
    last: int
    by: OperatorId
    at: datetime
    subject: RecordId | None = None
    """What a used number is the number of."""
    reason: str = ""
    second: OperatorId | None = None
    """Who saw that it was voided."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """A block, accounted for. Every sequence of the block stands in exactly one of the first five.

    Attributes:
        used: given to a record.
        void: spoilt, or cut off by a fork.
        returned: given back to the province.
        open: not given out yet, behind the last mark.
        gaps: skipped and without a mark: each needs an explanation.
        doubles: sequences with more than one mark; they stand where their first mark puts them.
        strange: marks that reach outside of the block; the part inside counts.
    """

    used: tuple[int, ...] = ()
    void: tuple[int, ...] = ()
    returned: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    gaps: tuple[int, ...] = ()
    doubles: tuple[int, ...] = ()
    strange: tuple[NumberMark, ...] = ()

    @property
    def in_order(self) -> bool:
        """Whether nothing needs an explanation."""
        return not (self.gaps or self.doubles or self.strange)


def check_block(block: LentBlock) -> LedgerFault | None:
    """Whether a block can be lent at all."""
    if not 1 <= block.first <= block.last <= MAX_SEQUENCE:
        return LedgerFault.RANGE
    return LedgerFault.EPOCH if block.epoch < 1 else None


def account(block: LentBlock, marks: Iterable[NumberMark]) -> Account:
    """What became of every number of a block.

    Args:
        marks: in the order in which they were made.
    """
    found: dict[int, MarkKind] = {}
    doubles: set[int] = set()
    strange: list[NumberMark] = []
    for mark in marks:
        if not block.first <= mark.first <= mark.last <= block.last:
            strange.append(mark)
        for sequence in range(max(block.first, mark.first), min(block.last, mark.last) + 1):
            if sequence in found:
                doubles.add(sequence)
            found.setdefault(sequence, mark.kind)
    reached = max(found, default=block.first - 1)
    return Account(
        used=_of(found, MarkKind.USED),
        void=_of(found, MarkKind.VOID),
        returned=_of(found, MarkKind.RETURNED),
        open=tuple(range(reached + 1, block.last + 1)),
        gaps=tuple(sequence for sequence in range(block.first, reached) if sequence not in found),
        doubles=tuple(sorted(doubles)),
        strange=tuple(strange),
    )


def _of(found: dict[int, MarkKind], kind: MarkKind) -> tuple[int, ...]:
    return tuple(sorted(sequence for sequence, its_kind in found.items() if its_kind is kind))


def next_sequence(block: LentBlock, marks: Iterable[NumberMark]) -> int | None:
    """The next sequence to give out: behind everything that has a mark, never into a gap. None = exhausted."""
    reached = max((mark.last for mark in marks), default=block.first - 1)
    following = max(reached + 1, block.first)
    return following if following <= block.last else None


def issue(block: LentBlock, marks: Iterable[NumberMark], *, epoch: int) -> FormalNumber | LedgerFault:
    """The next number of a block.

    Args:
        epoch: of the device now; a block of another one gives out nothing more.
    """
    if epoch != block.epoch:
        return LedgerFault.EPOCH
    following = next_sequence(block, marks)
    return LedgerFault.EXHAUSTED if following is None else block.number(following)


def check_mark(block: LentBlock, marks: Iterable[NumberMark], mark: NumberMark) -> LedgerFault | None:
    """Whether a further mark may be made; None = it may.

    Args:
        marks: those that stand.
    """
    if not block.first <= mark.first <= mark.last <= block.last:
        return LedgerFault.RANGE
    if any(known.first <= mark.last and mark.first <= known.last for known in marks):
        return LedgerFault.TAKEN
    if (mark.subject is not None) != (mark.kind is MarkKind.USED):
        return LedgerFault.SUBJECT
    if mark.kind is MarkKind.USED and mark.first != mark.last:
        return LedgerFault.ONE_BY_ONE
    return _void_fault(mark) if mark.kind is MarkKind.VOID else None


def _void_fault(mark: NumberMark) -> LedgerFault | None:
    if len(mark.reason.strip()) < _LEAST_REASON:
        return LedgerFault.REASON
    return None if mark.second and mark.second != mark.by else LedgerFault.SECOND_PERSON


def rest_mark(
    block: LentBlock,
    marks: Sequence[NumberMark],
    kind: MarkKind,
    *,
    by: OperatorId,
    at: datetime,
    reason: str = "",
    second: OperatorId | None = None,
) -> NumberMark | None:
    """The mark that ends a block: its rest is returned, or void after a fork. None when nothing is left.

    After a fork the province itself is ``by``, and ``second`` the supervisor who sees it.
    """
    following = next_sequence(block, marks)
    if following is None:
        return None
    return NumberMark(kind=kind, first=following, last=block.last, by=by, at=at, reason=reason, second=second)
