"""The subsidy of a household that rents on the market: how much, from when, until when.

Source: 穗建规字〔2024〕5号 and 穗府办规〔2024〕13号 arts. 27, 28, 35-37 (read); the figures are the policy's.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sync.model.application import Category
from sync.model.household import SpecialGroup
from sync.policy.calendar import years_after
from sync.policy.months import full_months, month_of, months_later
from sync.policy.rent import half_up
from sync.policy.sections.subsidy import SubsidyRules

_YEAR = 12


@dataclass(frozen=True, kw_only=True)
class Subsidy:
    """What a month brings, and what it was computed from.

    Attributes:
        monthly_fen: to be paid.
        at_least: the formula gave less than the least amount.
        formula: every figure that went in.
    """

    monthly_fen: int
    at_least: bool
    formula: dict[str, int]


def district_permille(org: str, rules: SubsidyRules) -> int:
    """Coefficient of the nearest region that stands above (or is) ``org``."""
    named = [code for code in rules.districts if org.startswith(code)]
    return rules.districts[max(named, key=len)].value if named else rules.district_permille.value


def subsidy(*, persons: int, own_area100: int, category: Category, org: str, rules: SubsidyRules) -> Subsidy | None:
    """The subsidy of a month, rounded once; None when the policy names no coefficient for the category.

    Args:
        persons: who are counted (保障人口).
        own_area100: own home area per person, 1/100 m². Who has the whole protected area gets nothing: our reading,
            for the least amount is meant for small gaps, not for none.
        org: where the household belongs.
    """
    coefficient = rules.income_coefficient.get(category)
    if coefficient is None:
        return None
    gap = max(0, rules.protected_area100.value - own_area100)
    district = district_permille(org, rules)
    exact = gap * persons * rules.standard_fen.value * coefficient.value * district
    computed = half_up(exact, 100 * 1000 * 1000)
    monthly = max(computed, rules.least_fen.value) if gap and persons else 0
    formula = {
        "protected_area100": rules.protected_area100.value,
        "own_area100": own_area100,
        "persons": persons,
        "standard_fen": rules.standard_fen.value,
        "income_permille": coefficient.value,
        "district_permille": district,
        "computed_fen": computed,
    }
    return Subsidy(monthly_fen=monthly, at_least=monthly > computed, formula=formula)


def transition_amount(former_fen: int, rules: SubsidyRules) -> int:
    """What a month of the transition brings; the least amount does not apply to it."""
    return half_up(former_fen * rules.transition_permille.value, 1000)


def first_month(approved_on: date) -> date:
    """Paying begins with the month after the announcement."""
    return months_later(month_of(approved_on), 1)


def last_month(first: date, rules: SubsidyRules) -> date:
    """The last month of a term that begins with ``first``."""
    return months_later(first, rules.term_years.value * _YEAR - 1)


def last_month_when_housed(moved_in: date) -> date:
    """Who moves into a public home is paid for the last time for that month."""
    return month_of(moved_in)


def transition_end(begins: date, rules: SubsidyRules) -> date:
    """The last month of a transition that begins with the month ``begins``."""
    return months_later(begins, rules.transition_months.value - 1)


def reexamination_from(last: date, rules: SubsidyRules) -> date:
    """First day on which the next examination should be asked for."""
    return months_later(months_later(last, 1), -rules.reexamine_ahead_months.value)


def resumed_month(last: date, asked_on: date, rules: SubsidyRules) -> date | None:
    """The month with which paying goes on after a new examination that was asked for on a day; None = too late.

    Who asks in time loses nothing. Who asks after the end, within the months that are left for it, gets nothing for
    the time between.
    """
    following = months_later(last, 1)
    if asked_on < following:
        return following
    if full_months(following, asked_on) >= rules.late_months.value:
        return None
    return months_later(month_of(asked_on), 1)


def still_in_public_home(first_paid: date, today: date, rules: SubsidyRules) -> bool:
    """Whether a household that still holds a public home has had its time to give it back."""
    return full_months(first_paid, today) >= rules.public_home_months.value


def may_draw_while_waiting(
    groups: Collection[SpecialGroup], *, waiting_since: date, today: date, has_registered: bool, rules: SubsidyRules
) -> bool:
    """Whether a household that waits for a home may have a subsidy meanwhile.

    Args:
        groups: confirmed statuses of its members.
        has_registered: it has once registered for an allocation.
    """
    if set(groups) & set(rules.hardship_groups):
        return True
    return has_registered and today > years_after(waiting_since, rules.waiting_years.value)
