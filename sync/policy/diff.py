"""The difference of two policies, figure by figure and stage by stage. What it means in words: ``diff_words``.

Who set a figure is no difference by itself: a city that writes down what it had inherited changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sync.policy.figure import Figure, PolicyStruct, figures_in
from sync.policy.records import Names, Policy

_TITLE = frozenset({"id", "version", "extends", "approval"})
"""What names a version, and is different in every one."""
_IDENTITY = ("code", "kind", "data_class", "upto", "state", "clock", "who")
"""What an entry of an array is known by: its code, else all of these that it has."""


class ChangeKind(StrEnum):
    """Kinds of differences."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"
    SOURCED = "sourced"
    """The figure is as it was, and rests on something else."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a place.

    Attributes:
        name: as it stands in a dotted key.
        value: the key of a map, or the entry of an array; None for a field.
    """

    name: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes:
        path: the place.
        before: what stood there; None when nothing did.
        after: what stands there now; None when nothing does.
    """

    path: tuple[Step, ...]
    kind: ChangeKind
    before: object = None
    after: object = None

    @property
    def key(self) -> str:
        """The place as a dotted key."""
        return ".".join(step.name for step in self.path)


def diff(before: Policy, after: Policy) -> tuple[Change, ...]:
    """What is different, in the order of the sections; empty when two versions say the same."""
    return tuple(change for change in _structs(before, after, ()) if change.path[0].name not in _TITLE)


def _compare(before: object, after: object, path: tuple[Step, ...]) -> Iterator[Change]:
    if isinstance(before, Figure) and isinstance(after, Figure):
        yield from _figures(before, after, path)
    elif isinstance(before, PolicyStruct) and type(before) is type(after) and not isinstance(before, Names):
        yield from _structs(before, after, path)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _entries(before, after, path)
    elif isinstance(before, tuple) and isinstance(after, tuple):
        yield from _arrays(before, after, path)
    elif before != after:
        if before is None:
            yield from _added(after, path)
        else:
            yield Change(path, ChangeKind.REMOVED if after is None else ChangeKind.CHANGED, before, after)


def _figures(before: Figure, after: Figure, path: tuple[Step, ...]) -> Iterator[Change]:
    if (before.value, before.unit) != (after.value, after.unit):
        yield Change(path, ChangeKind.CHANGED, before, after)
    elif (before.confidence, before.source) != (after.confidence, after.source):
        yield Change(path, ChangeKind.SOURCED, before, after)


def _structs(before: PolicyStruct, after: object, path: tuple[Step, ...]) -> Iterator[Change]:
    for name in before.__struct_fields__:
        yield from _compare(getattr(before, name), getattr(after, name), (*path, Step(name)))


def _entries(
    before: Mapping[object, object], after: Mapping[object, object], path: tuple[Step, ...]
) -> Iterator[Change]:
    for key, value in before.items():
        step = (*path, Step(str(key), key))
        if key in after:
            yield from _compare(value, after[key], step)
        else:
            yield Change(step, ChangeKind.REMOVED, value)
    for key, value in after.items():
        if key not in before:
            yield from _added(value, (*path, Step(str(key), key)))


def _arrays(before: tuple[object, ...], after: tuple[object, ...], path: tuple[Step, ...]) -> Iterator[Change]:
    entries = (*before, *after)
    if entries and all(isinstance(entry, PolicyStruct) for entry in entries):
        yield from _coded(_by_name(before), _by_name(after), path)
        return
    if gone := tuple(item for item in before if item not in after):
        yield Change(path, ChangeKind.REMOVED, gone)
    if new := tuple(item for item in after if item not in before):
        yield Change(path, ChangeKind.ADDED, None, new)
    if not gone and not new and before != after:
        yield Change(path, ChangeKind.REORDERED, before, after)


def _coded(before: Mapping[str, object], after: Mapping[str, object], path: tuple[Step, ...]) -> Iterator[Change]:
    for name, entry in before.items():
        step = (*path, Step(name, entry))
        if name in after:
            yield from _compare(entry, after[name], step)
        else:
            yield Change(step, ChangeKind.REMOVED, entry)
    for name, entry in after.items():
        if name not in before:
            yield from _added(entry, (*path, Step(name, entry)))
    kept, now = [name for name in before if name in after], [name for name in after if name in before]
    if kept != now:
        yield Change(path, ChangeKind.REORDERED, tuple(before.values()), tuple(after.values()))


def _by_name(entries: Sequence[object]) -> dict[str, object]:
    """Entries by what they are known by; by their place too, where two are known by the same."""
    names = [_name_of(entry) for entry in entries]
    return {
        name if name and names.count(name) == 1 else f"{name}[{at}]": entry
        for at, (name, entry) in enumerate(zip(names, entries, strict=True))
    }


def _name_of(entry: object) -> str:
    known = [str(getattr(entry, field)) for field in _IDENTITY if hasattr(entry, field)]
    return known[0] if hasattr(entry, "code") else "/".join(known)


def _added(value: object, path: tuple[Step, ...]) -> Iterator[Change]:
    """Something new, and every figure that it brings."""
    yield Change(path, ChangeKind.ADDED, None, value)
    if isinstance(value, PolicyStruct) and not isinstance(value, Figure):
        for placed in figures_in(value):
            steps = (Step(name) for name in placed.where.split("."))
            yield Change((*path, *steps), ChangeKind.ADDED, None, placed.figure)
