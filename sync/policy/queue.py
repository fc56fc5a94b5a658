"""The order of the waiting list: a pure function of signed facts and the policy. Nobody "sets" a rank.

The order goes by the policy's keys, then by the waiting number, so that it is the same whatever order the facts come
in. What is not known yet (a number that is not drawn) comes after what is. Every rank explains itself: how many
households come before, and by which key.

Source: keys and groups: workflow description and rules §4; ranks in city, district and among households of the same
size: GD-16; graded protection by groups: ZH-21.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

import msgspec

from sync.model.ids import OrgCode
from sync.model.states import WaitingState
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import CHINA, civil_day
from sync.policy.sections.waiting import QueueKey

IN_QUEUE = frozenset(
    {
        WaitingState.ACTIVE,
        WaitingState.INVITED,
        WaitingState.INTENT_REGISTERED,
        WaitingState.RECHECK,
        WaitingState.CANDIDATE,
        WaitingState.REQUEUED,
    }
)
"""States in which a household has a rank; who is frozen, rests or has a home has none."""

NUMBER = "number"
"""The key behind all keys: the waiting number."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NEVER = datetime.max.replace(tzinfo=UTC)
_NO_MONTH = "9999-99"
_NO_NUMBER = 2**62
SortKey = tuple[Any, ...]


class Queued(Protocol):
    """What the order asks of a household."""

    @property
    def number(self) -> str:
        """Its waiting number, unique."""
        ...

    @property
    def group(self) -> int:
        """Group; 1 comes first."""
        ...

    @property
    def score(self) -> int:
        """Points."""
        ...

    @property
    def month(self) -> str | None:
        """``YYYY-MM`` of the draw that gave the random number."""
        ...

    @property
    def random_no(self) -> int | None:
        """Place in that draw."""
        ...

    @property
    def entered_at(self) -> datetime | None:
        """When the wait began."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueFacts:
    """One household of the list, with everything that its rank depends on and nothing else."""

    number: str
    org: OrgCode
    household_size: int
    group: int
    score: int
    month: str | None = None
    random_no: int | None = None
    entered_at: datetime | None = None


def facts_of(entry: WaitingEntry) -> QueueFacts | None:
    """What the order goes by; None for who has no rank now."""
    if entry.state not in IN_QUEUE:
        return None
    return QueueFacts(
        number=entry.number or entry.id,
        org=entry.org,
        household_size=entry.household_size,
        group=entry.group,
        score=entry.score,
        month=entry.random_month,
        random_no=entry.random_no,
        entered_at=waits_since(entry),
    )


def waits_since(entry: WaitingEntry) -> datetime | None:
    """When the present wait began: with the entry, or with waiting anew."""
    if entry.queued_from is None:
        return entry.entered_at
    return datetime(entry.queued_from.year, entry.queued_from.month, entry.queued_from.day, tzinfo=CHINA)


_READ: Mapping[QueueKey, Callable[[Queued], Any]] = {
    QueueKey.GROUP: lambda one: one.group,
    QueueKey.SCORE: lambda one: -one.score,
    QueueKey.MONTH: lambda one: _NO_MONTH if one.month is None else one.month,
    QueueKey.RANDOM_NO: lambda one: _NO_NUMBER if one.random_no is None else one.random_no,
    QueueKey.ENTERED_AT: lambda one: _NEVER if one.entered_at is None else one.entered_at,
}


def sort_key(keys: Iterable[QueueKey]) -> Callable[[Queued], SortKey]:
    """What to sort by."""
    read = tuple(_READ[key] for key in keys)

    def of(one: Queued) -> SortKey:
        return (*(part(one) for part in read), one.number)

    return of


class Scope(StrEnum):
    """Among whom a rank counts."""

    CITY = "city"
    DISTRICT = "district"
    CITY_SIZE = "city_size"
    """Households of the same size in the city."""
    DISTRICT_SIZE = "district_size"


_DIGITS = {Scope.CITY: 4, Scope.CITY_SIZE: 4, Scope.DISTRICT: 6, Scope.DISTRICT_SIZE: 6}
_BY_SIZE = frozenset({Scope.CITY_SIZE, Scope.DISTRICT_SIZE})


def _kinds(facts: Iterable[QueueFacts], scope: Scope) -> list[Hashable]:
    """Among whom each counts."""
    digits = _DIGITS[scope]
    if scope in _BY_SIZE:
        return [(one.org[:digits], one.household_size) for one in facts]
    return [one.org[:digits] for one in facts]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rank:
    """A place, from 1, and of how many."""

    rank: int
    of: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """How many households come before, by the first key in which they differ.

    Attributes:
        key: a ``QueueKey``, or ``number``; sentence under ``allocation.rank.<key>``.
        count: how many.
        own: this household's own value of the key; "" when it has none yet.
    """

    key: str
    count: int
    own: str


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A queue that was computed and published: who has the facts can compute it again and compare."""

    as_of: date
    policy_id: str
    policy_version: str
    keys: tuple[str, ...]
    count: int
    facts_sha256: str
    """Of the facts, one line a household, sorted by number."""
    order_sha256: str
    """Of the numbers in order, joined by line feeds."""


class CheckpointFault(StrEnum):
    """In what a queue differs from its checkpoint. Text under ``allocation.checkpoint.<value>``."""

    RULES = "rules"
    COUNT = "count"
    FACTS = "facts"
    ORDER = "order"


@dataclass(frozen=True, kw_only=True)
class Queue:
    """The list in order on one day.

    Attributes:
        as_of: the day that the facts are of.
        policy: id and version.
        keys: of the policy.
        facts: in order.
        sort_keys: of the facts, in order.
    """

    as_of: date
    policy: tuple[str, str]
    keys: tuple[QueueKey, ...]
    facts: tuple[QueueFacts, ...]
    sort_keys: tuple[SortKey, ...]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Number -> place in ``facts``."""
        return {facts.number: at for at, facts in enumerate(self.facts)}

    @cached_property
    def _counted(self) -> dict[Scope, tuple[tuple[int, ...], Mapping[Hashable, int]]]:
        """Filled when it is asked for: scope -> rank of each, in order, and how many there are of each kind."""
        return {}

    def _count(self, scope: Scope) -> tuple[tuple[int, ...], Mapping[Hashable, int]]:
        known = self._counted.get(scope)
        if known is not None:
            return known
        seen: dict[Hashable, int] = {}
        ranks: list[int] = []
        for kind in _kinds(self.facts, scope):
            rank = seen[kind] = seen.get(kind, 0) + 1
            ranks.append(rank)
        self._counted[scope] = counted = (tuple(ranks), seen)
        return counted

    def ranks(self, scope: Scope = Scope.CITY) -> tuple[int, ...]:
        """The rank of each, in order."""
        return self._count(scope)[0]

    def rank(self, number: str, scope: Scope = Scope.CITY) -> Rank | None:
        """The rank of a household, None when it has none."""
        at = self.places.get(number)
        if at is None:
            return None
        ranks, totals = self._count(scope)
        return Rank(rank=ranks[at], of=totals[_kinds((self.facts[at],), scope)[0]])

    def reasons(self, number: str, scope: Scope = Scope.CITY) -> tuple[Ahead, ...]:
        """Why a household has its rank there: who comes before it, key by key; keys by which nobody does are left out.

        The counts add up to the rank less one.
        """
        at = self.places.get(number)
        if at is None:
            return ()
        kinds = _kinds(self.facts, scope)
        others = [key for kind, key in zip(kinds, self.sort_keys, strict=True) if kind == kinds[at]]
        own, before, found = self.sort_keys[at], 0, []
        for length, key in enumerate((*self.keys, NUMBER), start=1):
            here = bisect_left(others, own[:length])
            if here > before:
                found.append(Ahead(key=str(key), count=here - before, own=_shown(self.facts[at], key)))
            before = here
        return tuple(found)

    def checkpoint(self) -> Checkpoint:
        """What to publish of it."""
        return Checkpoint(
            as_of=self.as_of,
            policy_id=self.policy[0],
            policy_version=self.policy[1],
            keys=tuple(key.value for key in self.keys),
            count=len(self.facts),
            facts_sha256=_sha256(sorted(map(_line, self.facts))),
            order_sha256=_sha256([facts.number for facts in self.facts]),
        )

    def after(self, changed: Mapping[str, QueueFacts | None], as_of: date) -> Queue:
        """The queue of a later day, from what changed since: number -> facts now, None = has no rank any more."""
        kept = [facts for facts in self.facts if facts.number not in changed]
        there = [facts for facts in changed.values() if facts is not None]
        return make_queue([*kept, *there], self.keys, as_of=as_of, policy=self.policy)


def make_queue(
    facts: Iterable[QueueFacts], keys: tuple[QueueKey, ...], *, as_of: date, policy: tuple[str, str] = ("", "")
) -> Queue:
    """The list in order.

    Args:
        facts: in any order.
        keys: of the policy.
        as_of: the day that they are of.
        policy: id and version.

    Raises:
        ValueError: a waiting number comes twice.
    """
    known, key_of = list(facts), sort_key(keys)
    sort_keys = [key_of(one) for one in known]
    order = sorted(range(len(known)), key=sort_keys.__getitem__)
    if len({one.number for one in known}) != len(known):
        raise ValueError("a waiting number comes twice")
    return Queue(
        as_of=as_of,
        policy=policy,
        keys=keys,
        facts=tuple(known[at] for at in order),
        sort_keys=tuple(sort_keys[at] for at in order),
    )


def verify(queue: Queue, checkpoint: Checkpoint) -> CheckpointFault | None:
    """Whether the queue is the one of the checkpoint; the first thing in which it is not."""
    own = queue.checkpoint()
    if (own.policy_id, own.policy_version, own.keys) != (
        checkpoint.policy_id,
        checkpoint.policy_version,
        checkpoint.keys,
    ):
        return CheckpointFault.RULES
    if own.count != checkpoint.count:
        return CheckpointFault.COUNT
    if own.facts_sha256 != checkpoint.facts_sha256:
        return CheckpointFault.FACTS
    return None if own.order_sha256 == checkpoint.order_sha256 else CheckpointFault.ORDER


def _line(facts: QueueFacts) -> str:
    """One household; a time as microseconds since 1970, whatever zone it was written in."""
    drawn = "" if facts.random_no is None else facts.random_no
    entered = "" if facts.entered_at is None else (facts.entered_at - _EPOCH) // _MICROSECOND
    return (
        f"{facts.number}|{facts.org}|{facts.household_size}|{facts.group}|{facts.score}|{facts.month or ''}"
        f"|{drawn}|{entered}"
    )


def _sha256(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _shown(facts: QueueFacts, key: QueueKey | str) -> str:
    value = getattr(facts, str(key))
    return civil_day(value).isoformat() if isinstance(value, datetime) else "" if value is None else str(value)
