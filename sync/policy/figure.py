"""A number that somebody decided, and where it comes from: the smallest part of a policy."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Confidence(StrEnum):
    """How sure a figure is."""

    STATUTE = "statute"
    """Read in an official text."""
    PAGE = "page"
    """Read on a public page."""
    ASSUMED = "assumed"
    """Our own; must be replaced before real use."""


class Unit(StrEnum):
    """Units of figures."""

    FEN = "fen"
    AREA100 = "area100"
    COUNT = "count"
    MONTHS = "months"
    YEARS = "years"
    PERMILLE = "permille"
    POINTS = "points"
    WORKING_DAYS = "WD"
    CALENDAR_DAYS = "CD"


class PolicyStruct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Root of the parts of a policy: a key that nobody reads is an error, not a silent wish."""


class Figure(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number that somebody decided, with where it comes from."""

    value: int
    unit: Unit
    confidence: Confidence
    source: str

    @property
    def assumed(self) -> bool:
        """Whether nobody has confirmed the number."""
        return self.confidence is Confidence.ASSUMED
