"""What a policy says about rent bills: when they come, what reduces them, and what being late costs."""

from __future__ import annotations

from enum import StrEnum

from sync.model.household import SpecialGroup
from sync.policy.figure import Figure, PolicyStruct


class PayCycle(StrEnum):
    """What one bill covers."""

    MONTH = "month"
    QUARTER = "quarter"


class LateFeeRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The fee for every day that a bill is overdue."""

    charged: bool
    """False: the fee is shown to nobody and charged to nobody."""
    rate_permille: Figure
    """Of a month's rent, for each day."""
    cap_permille: Figure
    """The fee never exceeds this share of what is overdue."""
    legal_check_permille: Figure
    """A rate above this must be looked at by a lawyer before it is charged."""


class BillingRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Bills in advance, month by month or quarter by quarter."""

    cycle: PayCycle
    issue_ahead_days: Figure
    """A bill is issued so many days before its period begins."""
    pay_within_days: Figure
    """And is to be paid so many days after it was issued."""
    demand_days: tuple[Figure, ...]
    """Days overdue at which the first, second and third demand are served."""
    late_fee: LateFeeRules
    preferential_permille: Figure
    """Most that a household of a preferential group pays, of the project standard."""
    preferential_groups: tuple[SpecialGroup, ...]
    free_elder_groups: tuple[SpecialGroup, ...]
    """A lone elder who holds one of these lives free of rent."""
    waiver_longest_months: Figure
    """A reduction for a time ends by itself after so many months at the latest."""
