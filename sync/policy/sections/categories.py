"""What a policy asks of each category of applicants, and where its lines are drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import msgspec

from sync.model.application import GuaranteeForm
from sync.model.household import SpecialGroup
from sync.policy.figure import Figure, PolicyStruct


class Limits(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Limits of one category. None = the condition sets no limit here."""

    UNITS: ClassVar[Mapping[str, str]] = {
        "applicant_age": "years",
        "single_age": "years",
        "orphan_age": "years",
        "area_below": "area100",
        "area_at_most": "area100",
        "income_at_most": "fen",
        "income_year_at_most": "fen",
        "income_by_size": "fen",
        "assets_at_most": "fen",
        "assets_by_size": "fen",
        "elder_age": "years",
        "vehicles_at_most": "count",
        "vehicle_price_at_most": "fen",
    }

    applicant_age: Figure
    single_age: Figure | None = None
    """An applicant without spouse and family must be this old."""
    orphan_age: Figure | None = None
    hukou_years: Figure | None = None
    """C02: the applicant's local hukou is at least so old."""
    permit_years: Figure | None = None
    """C02, for those without local hukou: a residence permit at least so old; 0 = any that is valid."""
    area_below: Figure | None = None
    """C04: per person, 1/100 m²; must be *below*."""
    area_at_most: Figure | None = None
    """C04: per person, 1/100 m²; at it is good enough. A category sets this or ``area_below``."""
    income_at_most: Figure | None = None
    """C05: per person and month, fen. A category sets one of the three limits of income."""
    income_year_at_most: Figure | None = None
    """C05: per person and year, fen."""
    income_by_size: dict[int, Figure] = msgspec.field(default_factory=dict)
    """C05: persons of the household -> fen per household and year. Persons without an entry: that of the next smaller
    number, of more persons than any entry too."""
    assets_at_most: Figure | None = None
    """C06: per person, fen."""
    assets_by_size: dict[int, Figure] = msgspec.field(default_factory=dict)
    """C06: persons of the household -> fen per household, read as ``income_by_size``; instead of ``assets_at_most``."""
    elder_age: Figure | None = None
    """When every member is at least this old, the limits of income and assets are multiplied by ``elder_permille``."""
    elder_permille: Figure | None = None
    vehicles_at_most: Figure | None = None
    """C07: private vehicles of the household."""
    vehicle_price_at_most: Figure | None = None
    """C07: one private vehicle, fen."""
    insurance_months: Figure | None = None
    """C09: months of social insurance or of the housing fund."""
    contract_months: Figure | None = None
    """C10: a labour contract over at least so many months; 0 = any that is in force."""
    disposed_years: Figure | None = None
    """C12: no home sold or divided within so many years."""
    status_months: Figure | None = None
    """C16: the status has been held without a break for at least so long."""
    graduated_years: Figure | None = None
    """C17: the last degree is less than so many years old."""


class CategoryRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one applicant category must fulfil."""

    UNITS: ClassVar[Mapping[str, str]] = {"rent_tier": "permille"}

    conditions: tuple[str, ...]
    limits: Limits
    forms: tuple[GuaranteeForm, ...] = ()
    """What this category may ask for, of what the policy offers; empty = all of it."""
    status_any: tuple[SpecialGroup, ...] = ()
    """Somebody must hold one of these for condition C16."""
    waiting_group: int
    rent_tier: Figure
    """Tier coefficient, per mille of the project standard."""
