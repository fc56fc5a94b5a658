"""What being late costs. The rate is the policy's; one that looks too high says that a lawyer must see it."""

from __future__ import annotations

from dataclasses import dataclass

from sync.policy.rent import half_up
from sync.policy.sections.billing import LateFeeRules


@dataclass(frozen=True, kw_only=True)
class LateFee:
    """A fee and what it rests on.

    Attributes:
        fee_fen: to pay; 0 where the policy charges none.
        capped: the cap was below rate times days.
        legal_check: the rate is above what may be charged without a lawyer's word.
    """

    fee_fen: int
    capped: bool = False
    legal_check: bool = False


def late_fee(*, monthly_fen: int, overdue_fen: int, days: int, rules: LateFeeRules) -> LateFee:
    """The fee for a bill that is overdue, rounded once.

    Source: Xuzhou, public page, for the shape: a share of a month's rent for each day.

    Args:
        monthly_fen: rent of a month.
        overdue_fen: what the bill still wanted when its day was over.
        days: after the last day to pay; 0 or less costs nothing.
    """
    if not rules.charged or days <= 0:
        return LateFee(fee_fen=0)
    grown = monthly_fen * rules.rate_permille.value * days
    most = overdue_fen * rules.cap_permille.value
    return LateFee(
        fee_fen=half_up(min(grown, most), 1000),
        capped=most < grown,
        legal_check=rules.rate_permille.value > rules.legal_check_permille.value,
    )
