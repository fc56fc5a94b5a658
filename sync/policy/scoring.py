"""The score that orders the waiting list within a group: reproducible from stored inputs and the sheet's version.

Source: none; every number of the default sheet is assumed and a parameter of the policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sync.model.application import ApplicationDraft
from sync.model.household import SpecialGroup
from sync.policy.calendar import years_after
from sync.policy.people import age_of
from sync.policy.records import Policy
from sync.policy.sections.score import ScoreBand, ScoreSheet


@dataclass(frozen=True, kw_only=True)
class Score:
    """Points, where they come from, and the group they order."""

    group: int
    points: int
    detail: dict[str, int]


def score(
    draft: ApplicationDraft,
    policy: Policy,
    *,
    today: date,
    per_capita_area100: int | None,
    per_capita_income_fen: int | None,
    half_years_waited: int = 0,
    abandoned: int = 0,
) -> Score | None:
    """The household's score, None while the category is unknown. A figure that is unknown gives no points.

    Args:
        half_years_waited: full half-years on the list.
        abandoned: homes given up.
    """
    rules = policy.categories.get(draft.category) if draft.category else None
    if rules is None:
        return None
    sheet = policy.score
    limit = rules.limits.income_at_most
    detail = {
        "area": _band(sheet.area, per_capita_area100),
        "income": _income(draft, sheet, per_capita_income_fen, limit.value if limit else None),
        "members": _members(draft, sheet, today),
        "special": _special(draft, sheet),
        "waiting": min(sheet.waiting_cap, sheet.per_half_year * half_years_waited),
        "hukou": _hukou(draft, sheet, today),
        "abandoned": -sheet.per_abandonment * abandoned,
    }
    return Score(group=rules.waiting_group, points=sum(detail.values()), detail={k: v for k, v in detail.items() if v})


def _band(bands: tuple[ScoreBand, ...], value: int | None) -> int:
    if value is None:
        return 0
    return next((band.points for band in bands if value <= band.upto), 0)


def _income(draft: ApplicationDraft, sheet: ScoreSheet, value: int | None, limit: int | None) -> int:
    status = max(
        (sheet.income_status.get(group, 0) for member in draft.members.values() for group in member.special_groups),
        default=0,
    )
    if status or value is None or not limit:
        return status
    return _band(sheet.income_permille, -(-value * 1000 // limit))  # rounded up: 50.01 % is over 50 %


def _members(draft: ApplicationDraft, sheet: ScoreSheet, today: date) -> int:
    extra = 0
    for member in draft.members.values():
        age = age_of(member, today)
        extra += age is not None and (age < 18 or age >= sheet.elder_age)
    return _band(sheet.members, len(draft.members)) + extra * sheet.per_minor_or_elder


def _special(draft: ApplicationDraft, sheet: ScoreSheet) -> int:
    points = 0
    for member in draft.members.values():
        for group in set(member.special_groups):
            points += sheet.special.get(group, 0)
        if SpecialGroup.DISABLED in member.special_groups:
            points += sheet.disability_grade.get(member.disability_grade or 0, 0)
    return min(points, sheet.special_cap)


def _hukou(draft: ApplicationDraft, sheet: ScoreSheet, today: date) -> int:
    applicant = draft.members.get(draft.applicant_id() or "")
    if applicant is None or not applicant.local_hukou or applicant.hukou_since is None:
        return 0
    return sheet.hukou_points if years_after(applicant.hukou_since, sheet.hukou_years) <= today else 0
