"""Conditions about what a household has: area, income, assets, vehicles."""

from __future__ import annotations

from sync.model.household import VehicleUse
from sync.model.states import Outcome
from sync.policy.conditions.finding import Figures, Finding, Reading, at_most, by_size, for_elders, unknown
from sync.policy.figure import Figure

_YEAR = 12


def area(reading: Reading) -> Finding:
    """C04: own home area per person, below the limit or at most at it."""
    limits = reading.rules.limits
    limit = limits.area_below or limits.area_at_most
    value = reading.area.total // reading.counted
    figures = _figures("area100", value, limit, reading)
    return at_most(
        reading.area, value, limit, figures, near_permille=_near(reading), strict=limits.area_below is not None
    )


def income(reading: Reading) -> Finding:
    """C05: income per person and month, per person and year, or of the household by its size, as the category says."""
    limits, total = reading.rules.limits, reading.income.total
    if limits.income_by_size:
        value, limit = total, by_size(limits.income_by_size, reading.counted)
    elif limits.income_year_at_most is not None:
        value, limit = total // reading.counted, limits.income_year_at_most
    else:
        value, limit = total // (_YEAR * reading.counted), limits.income_at_most
    limit = for_elders(reading, limit)
    figures = _figures("fen", value, limit, reading)
    found = at_most(reading.income, value, limit, figures, near_permille=_near(reading))
    return _said_per(found, reading)


def _said_per(found: Finding, reading: Reading) -> Finding:
    """The sentence says what the figure is of: a person and month, a person and year, or the household and year."""
    limits = reading.rules.limits
    per = "household_" if limits.income_by_size else "year_" if limits.income_year_at_most is not None else ""
    if not per or found.reason in {"not_applicable", "unknown", "contradicted", "none"}:
        return found
    return Finding(
        outcome=found.outcome,
        reason=per + found.reason,
        near=found.near,
        value=found.value,
        limit=found.limit,
        figures=found.figures,
        missing=found.missing,
    )


def assets(reading: Reading) -> Finding:
    """C06: assets per person, or of the household by its size."""
    limits, total = reading.rules.limits, reading.assets.total
    whole = bool(limits.assets_by_size)
    limit = by_size(limits.assets_by_size, reading.counted) if whole else limits.assets_at_most
    limit = for_elders(reading, limit)
    value = total if whole else total // reading.counted
    found = at_most(reading.assets, value, limit, _figures("fen", value, limit, reading), near_permille=_near(reading))
    if not whole or found.reason in {"not_applicable", "unknown", "contradicted", "none"}:
        return found
    return Finding(
        outcome=found.outcome,
        reason=f"household_{found.reason}",
        near=found.near,
        value=found.value,
        limit=found.limit,
        figures=found.figures,
    )


def vehicles(reading: Reading) -> Finding:
    """C07: number and price of private vehicles."""
    limits, total = reading.rules.limits, reading.vehicles.total
    most = limits.vehicles_at_most
    if limits.vehicle_price_at_most is not None:
        priced = _prices(reading, limits.vehicle_price_at_most, most)
        if priced is not None:
            return priced
    figures: Figures = {"value": total, "limit": most.value if most else 0}
    found = at_most(reading.vehicles, total, most, figures, near_permille=_near(reading))
    if found.reason == "near":  # "one of one" is not a near miss
        return Finding(outcome=found.outcome, reason="pass", value=found.value, limit=most, figures=found.figures)
    return found


def _prices(reading: Reading, price: Figure, most: Figure | None) -> Finding | None:
    """A private vehicle that is too dear, or whose price would decide; None when prices decide nothing."""
    unpriced: list[str] = []
    for key, vehicle in reading.draft.vehicles.items():
        if vehicle.use is not VehicleUse.PRIVATE or f"vehicles/{key}" in reading.bad:
            continue
        if vehicle.price_fen is None:
            unpriced.append(f"vehicles/{key}")
        elif vehicle.price_fen > price.value:
            figures: Figures = {"value_fen": vehicle.price_fen, "limit_fen": price.value}
            return Finding(outcome=Outcome.FAIL, reason="price", value=vehicle.price_fen, limit=price, figures=figures)
    if unpriced and (most is None or reading.vehicles.total <= most.value):
        return unknown("price_unknown", *unpriced)
    return None


def _figures(unit: str, value: int, limit: Figure | None, reading: Reading) -> Figures:
    return {f"value_{unit}": value, f"limit_{unit}": limit.value if limit else 0, "persons": reading.counted}


def _near(reading: Reading) -> int:
    return reading.policy.flags.near_permille.value
