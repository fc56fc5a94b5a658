"""Rent of a home by tier, capped by income, never below the floor; preferential for some, free for a few.

Source: 穗建规字〔2024〕5号 (read); the figures are the policy's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sync.model.billing import RentReason
from sync.model.household import SpecialGroup
from sync.policy.records import RentRules
from sync.policy.sections.billing import BillingRules


class Concession(StrEnum):
    """What a household's confirmed statuses bring it."""

    NONE = "none"
    PREFERENTIAL = "preferential"
    FREE = "free"


@dataclass(frozen=True, kw_only=True)
class Rent:
    """What a month costs and why.

    Attributes:
        monthly_fen: to pay.
        standard_fen: the full project rent of the home.
        base_fen: after the tier.
        capped: the share of income was below the base.
        at_floor: the floor was above the cap.
        concession: what the statuses brought, when it made the rent lower.
    """

    monthly_fen: int
    standard_fen: int
    base_fen: int
    capped: bool = False
    at_floor: bool = False
    concession: Concession = Concession.NONE

    @property
    def reason(self) -> RentReason:
        """Why a month costs what it costs."""
        if self.concession is not Concession.NONE:
            return RentReason(self.concession.value)
        if self.at_floor:
            return RentReason.FLOOR
        return RentReason.INCOME_SHARE if self.capped else RentReason.TIER


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
    share = rules.income_share.value
    monthly, capped, at_floor = within_income(base, full, monthly_income_fen, share, rules)
    return Rent(monthly_fen=monthly, standard_fen=standard, base_fen=base, capped=capped, at_floor=at_floor)


def within_income(
    base_fen: int, full: int, monthly_income_fen: int | None, share_permille: int, rules: RentRules
) -> tuple[int, bool, bool]:
    """A rent held within a share of the income, never below the floor.

    Args:
        base_fen: the rent before.
        full: area in 1/100 m² times project standard in fen per m²: the full rent times 100, not rounded yet.
        monthly_income_fen: of the household; None = unknown, then nothing is capped.

    Returns:
        The rent; whether the share was below it; whether the floor was above the share.
    """
    if monthly_income_fen is None:
        return base_fen, False, False
    cap = half_up(monthly_income_fen * share_permille, 1000)
    if base_fen <= cap:
        return base_fen, False, False
    floor = max(half_up(full * rules.floor_share.value, 100_000), rules.preferential_fen.value)
    return max(cap, floor), True, floor > cap


def concession(groups: Collection[SpecialGroup], rules: BillingRules) -> Concession:
    """What a household's statuses bring it.

    Args:
        groups: statuses of its members that a department or a recorded check has confirmed. A status that is only
            declared brings nothing.
    """
    held = set(groups)
    if SpecialGroup.LONE_ELDER in held and held & set(rules.free_elder_groups):
        return Concession.FREE
    return Concession.PREFERENTIAL if held & set(rules.preferential_groups) else Concession.NONE


def conceded(usual: Rent, full: int, granted: Concession, rules: BillingRules) -> Rent:
    """The rent with a concession, where that makes it lower.

    Args:
        usual: as :func:`rent` gives it.
        full: area in 1/100 m² times project standard in fen per m².
    """
    lowered = {
        Concession.NONE: usual.monthly_fen,
        Concession.PREFERENTIAL: half_up(full * rules.preferential_permille.value, 100_000),
        Concession.FREE: 0,
    }[granted]
    if lowered >= usual.monthly_fen:
        return usual
    return Rent(monthly_fen=lowered, standard_fen=usual.standard_fen, base_fen=usual.base_fen, concession=granted)
