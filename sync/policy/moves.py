"""Why a rank moved: by listed events and nothing else (supervision rule R14).

Between two days the facts of some households change. Each change must be one that a listed event on that household may
bring about; what no event explains is told by its waiting number. From this follows why any rank moved: who came before
it, who no longer is, and by which events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from sync.policy.queue import Queue, QueueFacts

ENTERS, LEAVES = "enters", "leaves"
"""Getting a rank and losing it, beside the facts that may change."""

_RANDOM = frozenset({"random_no", "month"})
_ALL = frozenset(field.name for field in fields(QueueFacts)) - {"number", "org"}
_BACK = frozenset({ENTERS}) | _ALL
"""Who comes back comes with what happened meanwhile."""

LISTED: Mapping[str, frozenset[str]] = {
    "waiting_entered": frozenset({ENTERS}),
    "number_drawn": _RANDOM,
    "rescored": frozenset({"score"}),
    "entry_reassessed": frozenset({"group", "score", "household_size"}),
    "requeued": _BACK,
    "entry_frozen": frozenset({LEAVES}),
    "entry_unfrozen": _BACK,
    "rest_begun": frozenset({LEAVES}),
    "rest_ended": _BACK,
    "entry_removed": frozenset({LEAVES}),
    "allocated": frozenset({LEAVES}),
}
"""Tag of an event on a waiting entry -> what it may change in the queue. Nothing else may move a rank."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QueueEvent:
    """An event on the entry of that waiting number, between the two days."""

    number: str
    tag: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unexplained:
    """A change that no listed event on that household brings about.

    Attributes:
        number: of the household.
        changes: names of the facts, or ``enters`` / ``leaves``.
    """

    number: str
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Why one rank moved.

    Attributes:
        before: rank in the city on the first day, None when there was none.
        after: rank on the second day.
        own: tags of the listed events on the household itself.
        now_ahead: tag -> households that come before it now and did not.
        no_longer_ahead: tag -> households that came before it and do not any more.
        rules_changed: another policy, or other keys, ordered the second day.
        unexplained: changes without a listed event among all these.
    """

    before: int | None
    after: int | None
    own: tuple[str, ...]
    now_ahead: Mapping[str, int]
    no_longer_ahead: Mapping[str, int]
    rules_changed: bool
    unexplained: tuple[Unexplained, ...]

    @property
    def explained(self) -> bool:
        """Whether every change behind the move has its listed event."""
        return not self.unexplained


def explain_move(before: Queue, after: Queue, number: str, events: Iterable[QueueEvent]) -> Move:
    """Why the rank of a household is another one than before.

    Args:
        before: the queue on the first day.
        after: the queue on the second day.
        number: of the household.
        events: everything that happened on entries in between; what is not listed counts for nothing.
    """
    tags = _by_number(events)
    changed = changes_between(before, after)
    come = {other for other in changed if other != number and _ahead(after, other, number)}
    were = {other for other in changed if other != number and _ahead(before, other, number)}
    if number in changed:  # its own move passes households that did not change
        come |= _passed(after, before, number)
        were |= _passed(before, after, number)
    behind = {number, *(come ^ were)}
    return Move(
        before=_rank(before, number),
        after=_rank(after, number),
        own=tuple(tag for tag in sorted(tags.get(number, set())) if tag in LISTED),
        now_ahead=_by_tag(come - were, changed, tags, number),
        no_longer_ahead=_by_tag(were - come, changed, tags, number),
        rules_changed=_rules_changed(before, after),
        unexplained=tuple(one for one in _unexplained(changed, tags) if one.number in behind),
    )


def unexplained(before: Queue, after: Queue, events: Iterable[QueueEvent]) -> tuple[Unexplained, ...]:
    """Every change between two days that no listed event brings about, by number: each is a breach of R14."""
    return _unexplained(changes_between(before, after), _by_number(events))


def changes_between(before: Queue, after: Queue) -> Mapping[str, frozenset[str]]:
    """Number -> what changed: names of facts, ``enters``, ``leaves``; only households of which something did."""
    old = {facts.number: facts for facts in before.facts}
    found: dict[str, frozenset[str]] = {}
    for facts in after.facts:
        known = old.pop(facts.number, None)
        if known is None:
            found[facts.number] = frozenset({ENTERS})
        elif known != facts:
            names = (field.name for field in fields(QueueFacts))
            found[facts.number] = frozenset(name for name in names if getattr(known, name) != getattr(facts, name))
    return found | {number: frozenset({LEAVES}) for number in old}


def _unexplained(changed: Mapping[str, frozenset[str]], tags: Mapping[str, set[str]]) -> tuple[Unexplained, ...]:
    found = []
    for number in sorted(changed):
        allowed = frozenset[str]().union(*(LISTED.get(tag, frozenset()) for tag in tags.get(number, ())))
        rest = changed[number] - allowed
        if rest:
            found.append(Unexplained(number=number, changes=tuple(sorted(rest))))
    return tuple(found)


def _by_number(events: Iterable[QueueEvent]) -> dict[str, set[str]]:
    tags: dict[str, set[str]] = {}
    for event in events:
        tags.setdefault(event.number, set()).add(event.tag)
    return tags


def _ahead(queue: Queue, other: str, number: str) -> bool:
    """Whether ``other`` has a rank before that of ``number``; nobody is before who has none."""
    at, its = queue.places.get(number), queue.places.get(other)
    return at is not None and its is not None and its < at


def _passed(queue: Queue, other: Queue, number: str) -> set[str]:
    """Who stands before the household here and not there, among those who are in both."""
    here, there = queue.places.get(number), other.places.get(number)
    if here is None or there is None:
        return set()
    ahead = (facts.number for facts in queue.facts[:here])
    return {one for one in ahead if one in other.places and other.places[one] > there}


def _by_tag(
    numbers: set[str], changed: Mapping[str, frozenset[str]], tags: Mapping[str, set[str]], number: str
) -> Mapping[str, int]:
    """How many by which event: the other's own listed ones, else those of the household itself."""
    found: Counter[str] = Counter()
    for other in numbers:
        moved = other if other in changed else number
        found.update(sorted(tag for tag in tags.get(moved, ()) if LISTED.get(tag, frozenset()) & changed[moved]))
    return dict(sorted(found.items()))


def _rank(queue: Queue, number: str) -> int | None:
    rank = queue.rank(number)
    return None if rank is None else rank.rank


def _rules_changed(before: Queue, after: Queue) -> bool:
    return (before.policy, before.keys) != (after.policy, after.keys)
