"""Merging a patch into a record: pure, field by field, never by anybody's clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class FieldVersion(NamedTuple):
    """Who wrote a field last: at which ``seq``, from which device, by which of its ops."""

    seq: int
    device: str
    n: int


@dataclass(frozen=True)
class Clash:
    """A field that two devices changed differently."""

    field: str
    mine: Any
    theirs: Any
    theirs_version: FieldVersion


@dataclass(frozen=True)
class Merge:
    """What becomes of a patch.

    Attributes:
        changes: fields to write; ``None`` = removed.
        clashes: fields to leave as they are, for a person to decide.
        concurrent: whether others changed the record after the base.
        same: fields that already have the wanted value.
    """

    changes: dict[str, Any]
    clashes: tuple[Clash, ...]
    concurrent: bool
    same: tuple[str, ...]


def merge_patch(
    current: Mapping[str, Any],
    versions: Mapping[str, FieldVersion],
    patch: Mapping[str, Any],
    *,
    base: int,
    device: str,
) -> Merge:
    """Merge ``patch``, made by ``device`` on top of version ``base``.

    A field clashes only if *another* device changed it after the base and the values differ: a device's own chained
    edits never clash with themselves.
    """
    changes: dict[str, Any] = {}
    clashes: list[Clash] = []
    same: list[str] = []
    for field, mine in patch.items():
        theirs = current.get(field)
        version = versions.get(field)
        if mine == theirs:
            same.append(field)
        elif version is not None and version.seq > base and version.device != device:
            clashes.append(Clash(field, mine, theirs, version))
        else:
            changes[field] = mine
    concurrent = any(version.seq > base and version.device != device for version in versions.values())
    return Merge(changes, tuple(clashes), concurrent, tuple(same))
