"""Rent of a home by tier, capped by income, never below the floor.

Source: 穗建规字〔2024〕5号 (read); the figures are the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.policy.records import RentRules


@dataclass(frozen=True, kw_only=True)
class Rent:
    """What a month costs and why.

    Attributes:
        monthly_fen: to pay.
        standard_fen: the full project rent of the home.
        base_fen: after the tier.
        capped: the share of income was below the base.
        at_floor: the floor was above the cap.
    """

    monthly_fen: int
    standard_fen: int
    base_fen: int
    capped: bool = False
    at_floor: bool = False


def half_up(top: int, bottom: int) -> int:
    """``top / bottom`` rounded half up; both at least 0, ``bottom`` above 0."""
    return (2 * top + bottom) // (2 * bottom)


def rent(
    *, area100: int, standard_fen_m2: int, tier_permille: int, monthly_income_fen: int | None, rules: RentRules
) -> Rent:
    """Monthly rent.

    Args:
        area100: built area, 1/100 m².
        standard_fen_m2: project standard, fen per m² and month.
        tier_permille: tier coefficient.
        monthly_income_fen: verified income of the household, or None when unknown: then nothing is capped.
    """
    full = area100 * standard_fen_m2  # fen, times 100
    standard = half_up(full, 100)
    base = half_up(full * tier_permille, 100_000)
    if monthly_income_fen is None:
        return Rent(monthly_fen=base, standard_fen=standard, base_fen=base)
    cap = half_up(monthly_income_fen * rules.income_share.value, 1000)
    if base <= cap:
        return Rent(monthly_fen=base, standard_fen=standard, base_fen=base)
    floor = max(half_up(full * rules.floor_share.value, 100_000), rules.preferential_fen.value)
    monthly = max(cap, floor)
    return Rent(monthly_fen=monthly, standard_fen=standard, base_fen=base, capped=True, at_floor=floor > cap)
