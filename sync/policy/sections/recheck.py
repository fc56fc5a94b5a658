"""What a policy says about re-checks: how much of the stock a year covers, the clocks, and who is spared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sync.model.recheck import RecheckOutcome
from sync.policy.figure import Figure, PolicyStruct


class RecheckRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Re-checks."""

    UNITS: ClassVar[Mapping[str, str]] = {"elder_age": "years"}

    annual_permille: Figure
    """Part of all households that a year's plan covers."""
    term_end_ahead_months: Figure
    """A re-check at the end of a term begins so long before it."""
    declare_days: Figure
    """From the notice to the declaration."""
    verify_days: Figure
    review_days: Figure
    publicity_days: Figure
    objection_days: Figure
    objection_answer_days: Figure
    posted_outcomes: tuple[RecheckOutcome, ...]
    elder_age: Figure
    """When all members are so old at the end of a term, income and assets are not looked at."""
    differs_permille: Figure
    """Declared and found may differ by so much."""
