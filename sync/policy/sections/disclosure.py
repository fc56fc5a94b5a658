"""What is made public by itself: which happening, what of it, how soon, where, and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from sync.policy.figure import Figure, PolicyStruct


class Category(StrEnum):
    """The six categories of the catalogue. Source: FJ-28."""

    POLICY = "policy"
    OBJECT = "object"
    HOUSING = "housing"
    PROCEDURE = "procedure"
    PROCESS = "process"
    RESULT = "result"


class Shown(StrEnum):
    """What may stand in a public row. Nothing else ever does."""

    MASKED_NAME = "masked_name"
    HOUSEHOLD_SIZE = "household_size"
    CASE_NUMBER = "case_number"
    """The end of it."""
    STAGE = "stage"
    RESULT = "result"
    PERIOD = "period"
    COUNT = "count"
    """Of homes or households."""
    LIST_HASH = "list_hash"
    POLICY = "policy"
    """Id, version and first day."""
    PROJECT = "project"
    """Of a home: estate and layout, never the door."""


class DisclosureRow(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the catalogue."""

    UNITS: ClassVar[Mapping[str, str]] = {"within": "days", "lasts": "days"}

    category: Category
    machine: str
    """Whose happening."""
    events: tuple[str, ...]
    """Tags."""
    shown: tuple[Shown, ...]
    places: tuple[str, ...]
    within: Figure
    """From the happening to the publication."""
    lasts: Figure
    """From the publication to the withdrawal from public view; the record stays."""


class DisclosureRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The catalogue. Source: FJ-28, FJ-29, GD-28."""

    rows: dict[str, DisclosureRow]
