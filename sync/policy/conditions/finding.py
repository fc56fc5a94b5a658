"""What a condition looks at, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import msgspec

from sync.model.application import ApplicationDraft
from sync.model.household import Member
from sync.model.states import Outcome
from sync.policy.figure import Figure
from sync.policy.figures import Amount, Answers
from sync.policy.people import age_of
from sync.policy.records import Policy
from sync.policy.sections.categories import CategoryRules

Figures = dict[str, str | int]
"""Fields of a sentence: plain numbers, their unit as a suffix (``_fen``, ``_area100``)."""
_WHOLE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Everything that a condition may look at."""

    draft: ApplicationDraft
    policy: Policy
    rules: CategoryRules
    today: date
    answers: Answers
    applicant_id: str | None
    applicant: Member | None
    counted: int
    area: Amount
    income: Amount
    assets: Amount
    vehicles: Amount
    bad: frozenset[str]
    banned: bool | None
    duplicate: bool | None

    @property
    def applicant_path(self) -> str:
        """Where the applicant's facts are, or would be."""
        return f"members/{self.applicant_id or '@01'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a condition found, before it is dressed as a result.

    Attributes:
        passes_on: the first day on which it would pass when nothing else changes, None when no day brings that.
    """

    outcome: Outcome
    reason: str
    near: bool = False
    value: int | None = None
    limit: Figure | None = None
    figures: Mapping[str, str | int] | None = None
    missing: tuple[str, ...] = ()
    passes_on: date | None = None


NOT_APPLICABLE = Finding(outcome=Outcome.NOT_APPLICABLE, reason="not_applicable")


def unknown(reason: str, *missing: str) -> Finding:
    """Not known yet; ``missing`` names the fields that would decide it."""
    return Finding(outcome=Outcome.UNKNOWN, reason=reason, missing=missing)


def passed(reason: str = "pass", *, near: bool = False) -> Finding:
    """Fulfilled."""
    return Finding(outcome=Outcome.PASS, reason=reason, near=near)


def failed(reason: str = "fail") -> Finding:
    """Not fulfilled."""
    return Finding(outcome=Outcome.FAIL, reason=reason)


def at_most(
    amount: Amount,
    value: int,
    limit: Figure | None,
    figures: Figures,
    *,
    near_permille: int,
    strict: bool = False,
) -> Finding:
    """``value`` against an upper limit. An incomplete amount that is already over the limit fails all the same.

    Args:
        near_permille: above this share of the limit it is near.
        strict: must be below the limit, not at it.
    """
    if limit is None:
        return NOT_APPLICABLE
    figures = {**figures, "gap" + _suffix(figures): abs(limit.value - value)}
    over = value >= limit.value if strict else value > limit.value
    if over:
        return Finding(outcome=Outcome.FAIL, reason="fail", value=value, limit=limit, figures=figures)
    if amount.missing:
        return Finding(
            outcome=Outcome.UNKNOWN,
            reason="unknown",
            value=value,
            limit=limit,
            figures=figures,
            missing=tuple(amount.missing),
        )
    if amount.contradicted:
        return Finding(outcome=Outcome.UNKNOWN, reason="contradicted", value=value, limit=limit, figures=figures)
    if amount.differs:
        return Finding(outcome=Outcome.PASS, reason="differs", near=True, value=value, limit=limit, figures=figures)
    near = value * _WHOLE > limit.value * near_permille and value > 0
    reason = "near" if near else "none" if value == 0 else "pass"
    return Finding(outcome=Outcome.PASS, reason=reason, near=near, value=value, limit=limit, figures=figures)


def by_size(limits: Mapping[int, Figure], persons: int) -> Figure | None:
    """The limit of a household of so many persons: its own entry, else that of the next smaller number."""
    fitting = [size for size in limits if size <= persons]
    return limits[max(fitting)] if fitting else None


def for_elders(reading: Reading, limit: Figure | None) -> Figure | None:
    """The limit, raised where every member is an elder and the policy raises it for them."""
    limits = reading.rules.limits
    if limit is None or limits.elder_age is None or limits.elder_permille is None:
        return limit
    ages = [age_of(member, reading.today) for member in reading.draft.members.values()]
    if not ages or any(age is None or age < limits.elder_age.value for age in ages):
        return limit
    return msgspec.structs.replace(limit, value=limit.value * limits.elder_permille.value // _WHOLE)


def _suffix(figures: Mapping[str, object]) -> str:
    """Unit suffix of the figure ``value``: ``_fen``, ``_area100`` or ""."""
    return next((name.removeprefix("value") for name in figures if name.startswith("value")), "")
