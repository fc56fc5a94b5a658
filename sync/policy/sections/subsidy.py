"""What a policy says about rent subsidies: the formula, the term, and when paying stops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sync.model.application import Category
from sync.model.household import SpecialGroup
from sync.policy.figure import Figure, PolicyStruct


class SubsidyRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the formula. Source: 穗建规字〔2024〕5号 and 穗府办规〔2024〕13号 for its shape."""

    UNITS: ClassVar[Mapping[str, str]] = {"income_coefficient": "permille", "districts": "permille"}

    protected_area100: Figure
    """Area per person that is made up for."""
    standard_fen: Figure
    """Per m² and month."""
    income_coefficient: dict[Category, Figure]
    district_permille: Figure
    """Coefficient of a place that ``districts`` does not name."""
    districts: dict[str, Figure]
    """Region code -> coefficient; the nearest region above the household's street counts."""
    least_fen: Figure
    """A month never brings less than this, when it brings anything."""
    term_years: Figure
    transition_months: Figure
    transition_permille: Figure
    """Of the former amount."""
    public_home_months: Figure
    """Who still holds a public home so long after the first payment is paid no more."""
    reexamine_ahead_months: Figure
    """The next examination is asked for so long before the term ends."""
    late_months: Figure
    """Papers that come so long after the end still count, but nothing is paid for the time between."""
    hardship_groups: tuple[SpecialGroup, ...]
    """Households of these groups may have a subsidy while they wait for a home."""
    waiting_years: Figure
    """So may who has waited longer than this and has once registered for an allocation."""
