"""Rent of a household that is no longer eligible: while it cannot leave yet, after that, and when it does not leave.

Source: 穗建规字〔2024〕5号 (read), Xuzhou (public page), O11 art. 31 (from memory); the figures are the policy's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sync.model.billing import RentReason
from sync.policy.records import RentRules
from sync.policy.rent import half_up, within_income
from sync.policy.sections.tenancy import TransitionMethod, TransitionRules


@dataclass(frozen=True, kw_only=True)
class Home:
    """What the rent of a home is computed from.

    Attributes:
        area100: built area, 1/100 m².
        standard_fen_m2: project standard, fen per m² and month.
        market_fen_m2: market rent, fen per m² and month; None = nobody has stated it.
    """

    area100: int
    standard_fen_m2: int
    market_fen_m2: int | None = None

    @property
    def full(self) -> int:
        """The full rent of a month in fen, times 100."""
        return self.area100 * self.standard_fen_m2

    @property
    def standard_fen(self) -> int:
        """The full rent of a month."""
        return half_up(self.full, 100)


@dataclass(frozen=True, kw_only=True)
class Due:
    """What a month costs, and why."""

    monthly_fen: int
    reason: RentReason


class Means(StrEnum):
    """Where a household stands against the limits after its transition."""

    NEAR = "near"
    MIDDLE = "middle"
    FAR = "far"
    """It leaves."""
    UNKNOWN = "unknown"
    """Something is not known: it is not allowed to stay for that reason."""


@dataclass(frozen=True, kw_only=True)
class Wealth:
    """Income and assets of a household against its limits, all in fen and per person; None = not known."""

    income_fen: int | None
    income_limit_fen: int | None
    assets_fen: int | None
    assets_limit_fen: int | None
    got_home: bool | None = False


def transition_rent(
    *,
    home: Home,
    former_fen: int,
    monthly_income_fen: int | None,
    rules: TransitionRules,
    rent_rules: RentRules,
) -> Due | None:
    """Monthly rent during the transition; None when the policy wants the market rent and nobody has stated it.

    Args:
        former_fen: monthly rent before; what lies between it and the full rent is the former reduction.
        monthly_income_fen: of the household; None = unknown, then nothing is capped.
    """
    if rules.method is TransitionMethod.CONTRACT_RENT:
        return Due(monthly_fen=former_fen, reason=RentReason.CONTRACT)
    if rules.method is TransitionMethod.MARKET_SHARE:
        if home.market_fen_m2 is None:
            return None
        market = home.area100 * home.market_fen_m2 * rules.market_permille.value
        return Due(monthly_fen=half_up(market, 100_000), reason=RentReason.MARKET_SHARE)
    reduction = max(0, home.standard_fen - former_fen)
    paid = home.standard_fen * 1000 - reduction * rules.kept_permille.value
    base = half_up(paid, 1000)
    share = rent_rules.income_share.value
    monthly, _, _ = within_income(base, home.full, monthly_income_fen, share, rent_rules)
    return Due(monthly_fen=monthly, reason=RentReason.TRANSITION)


def means(wealth: Wealth, rules: TransitionRules) -> Means:
    """How far a household is above the limits; the worse of income and assets counts."""
    if wealth.got_home:
        return Means.FAR
    pairs = ((wealth.income_fen, wealth.income_limit_fen), (wealth.assets_fen, wealth.assets_limit_fen))
    found = [_means(value, limit, rules) for value, limit in pairs]
    if Means.FAR in found:
        return Means.FAR
    if wealth.got_home is None or Means.UNKNOWN in found:
        return Means.UNKNOWN
    return Means.MIDDLE if Means.MIDDLE in found else Means.NEAR


def _means(value: int | None, limit: int | None, rules: TransitionRules) -> Means:
    if value is None or limit is None:
        return Means.UNKNOWN
    for band, permille in ((Means.NEAR, rules.near_permille), (Means.MIDDLE, rules.far_permille)):
        if value * 1000 <= limit * permille.value:
            return band
    return Means.FAR


def rent_after_transition(
    *, home: Home, found: Means, monthly_income_fen: int | None, rules: TransitionRules, rent_rules: RentRules
) -> Due | None:
    """Monthly rent of a household in real difficulty that may stay; None = it leaves, or too little is known."""
    if found is Means.MIDDLE:
        raised = half_up(home.full * rules.middle_permille.value, 100_000)
        return Due(monthly_fen=raised, reason=RentReason.RAISED)
    if found is not Means.NEAR:
        return None
    share = rules.after_income_permille.value
    monthly, capped, at_floor = within_income(home.standard_fen, home.full, monthly_income_fen, share, rent_rules)
    if not capped:
        return Due(monthly_fen=monthly, reason=RentReason.STANDARD)
    return Due(monthly_fen=monthly, reason=RentReason.FLOOR if at_floor else RentReason.INCOME_SHARE)


def overstay_rent(home: Home, rules: TransitionRules) -> Due:
    """Monthly rent of who does not leave in time."""
    return Due(monthly_fen=half_up(home.full * rules.overstay_permille.value, 100_000), reason=RentReason.OVERSTAY)
