"""What a policy says about a tenancy: its limits, the time of transition, the exit and its prices."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from sync.policy.figure import Figure, PolicyStruct


class TransitionMethod(StrEnum):
    """What a month costs while a household that is no longer eligible cannot leave yet."""

    HALF_REDUCTION = "half_reduction"
    """The full rent less a part of the former reduction. Source: 穗建规字〔2024〕5号."""
    MARKET_SHARE = "market_share"
    """A share of the market rent. Source: Xuzhou, public page."""
    CONTRACT_RENT = "contract_rent"
    """The rent as before. Source: O11 art. 31 (from memory)."""


class TransitionRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The time of transition, and what comes after it."""

    method: TransitionMethod
    longest_months: Figure
    kept_permille: Figure
    """Part of the former reduction that is kept."""
    market_permille: Figure
    """Of the market rent."""
    near_permille: Figure
    """After the transition: up to this share of the limits a household pays the lower of full rent and income share."""
    after_income_permille: Figure
    """That share of the monthly income."""
    far_permille: Figure
    """Up to this share of the limits it pays more than the full rent; beyond, it leaves."""
    middle_permille: Figure
    """That rent, of the full rent."""
    stay_years: Figure
    """Term of a contract after the transition."""
    overstay_permille: Figure
    """Rent of who does not leave in time, of the full rent."""


class TenancyRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits and prices of a tenancy. The longest term is ``rent.max_term_years``."""

    UNITS: ClassVar[Mapping[str, str]] = {"damage": "fen", "utilities": "fen"}

    sign_within_days: Figure
    file_within_days: Figure
    hand_over_within_days: Figure
    renewal_ahead_months: Figure
    """Renewal is asked for at least so long before the term ends."""
    renewal_sign_months: Figure
    """A renewed contract is signed within so many months of the result."""
    arrears_months: Figure
    """Arrears of so many months' rent are a ground to take the home back."""
    leave_months: Figure
    """Time to leave after an order."""
    deposit_back_days: Figure
    transition: TransitionRules
    damage: dict[str, Figure]
    """Price list: code -> fen a piece."""
    utilities: dict[str, Figure]
    """Meter -> fen a unit."""
