"""A number that somebody decided, and where it comes from: the smallest part of a policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import msgspec


class Confidence(StrEnum):
    """How sure a figure is."""

    STATUTE = "statute"
    """Read in an official text."""
    PAGE = "page"
    """Read on a public page."""
    MEMORY = "memory"
    """Recalled from an official text without it at hand; must be looked up before real use."""
    ASSUMED = "assumed"
    """Our own; must be replaced before real use."""


class Unit(StrEnum):
    """Units of figures."""

    FEN = "fen"
    AREA100 = "area100"
    COUNT = "count"
    HOURS = "hours"
    LITRES = "litres"
    WATT_HOURS = "Wh"
    MONTHS = "months"
    YEARS = "years"
    PERMILLE = "permille"
    POINTS = "points"
    WORKING_DAYS = "WD"
    CALENDAR_DAYS = "CD"


KINDS: Mapping[str, frozenset[Unit]] = {
    "days": frozenset({Unit.WORKING_DAYS, Unit.CALENDAR_DAYS}),
    "fen": frozenset({Unit.FEN}),
    "area100": frozenset({Unit.AREA100}),
    "count": frozenset({Unit.COUNT}),
    "hours": frozenset({Unit.HOURS}),
    "litres": frozenset({Unit.LITRES}),
    "wh": frozenset({Unit.WATT_HOURS}),
    "months": frozenset({Unit.MONTHS}),
    "years": frozenset({Unit.YEARS}),
    "permille": frozenset({Unit.PERMILLE}),
    "points": frozenset({Unit.POINTS}),
}
"""Kind of unit -> the units that fit. A field whose name ends with ``_<kind>`` takes figures of that kind."""


class PolicyStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Root of the parts of a policy: a key that nobody reads is an error, not a silent wish."""

    UNITS: ClassVar[Mapping[str, str]] = {}
    """Field -> kind of unit (a key of ``KINDS``), for the fields of figures whose names do not end with it."""


class Figure(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that somebody decided, with where it comes from."""

    value: int
    unit: Unit
    confidence: Confidence
    source: str
    set_by: str = ""
    """Id of the layer that decided it, e.g. ``province``; filled in when layers are merged, never written down."""

    @property
    def assumed(self) -> bool:
        """Whether nobody has confirmed the number: it is our own, or recalled and not yet looked up."""
        return self.confidence in {Confidence.ASSUMED, Confidence.MEMORY}


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure in its place.

    Attributes:
        where: dotted key; entries of tuples stand under their ``code``, or their index.
        figure: the figure.
        kind: the kind of unit that belongs there, None when nobody says.
    """

    where: str
    figure: Figure
    kind: str | None


def kind_of(owner: type[PolicyStruct], field: str) -> str | None:
    """The kind of unit of a field of figures: as ``UNITS`` of its struct says, else as its name ends."""
    if field in owner.UNITS:
        return owner.UNITS[field]
    ending = field.rpartition("_")[2]
    return ending if ending in KINDS else None


def figures_in(value: object, where: str = "", kind: str | None = None) -> Iterator[Placed]:
    """Every figure of a part of a policy, in order; in maps and tuples the kind is that of the field around them."""
    if isinstance(value, Figure):
        yield Placed(where, value, kind)
    elif isinstance(value, PolicyStruct):
        for name in value.__struct_fields__:
            yield from figures_in(getattr(value, name), _below(where, name), kind_of(type(value), name))
    elif isinstance(value, dict):
        for key, entry in value.items():
            yield from figures_in(entry, _below(where, str(key)), kind)
    elif isinstance(value, tuple):
        for at, entry in enumerate(value):
            yield from figures_in(entry, _below(where, str(getattr(entry, "code", at))), kind)


def _below(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
