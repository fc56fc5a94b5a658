"""Conditions about work: businesses, contributions, the labour contract."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sync.model.states import DataClass, Outcome
from sync.model.work import Business, BusinessKind, BusinessPart, Employment, FundKind
from sync.policy.conditions.finding import NOT_APPLICABLE, Figures, Finding, Reading, failed, passed, unknown
from sync.policy.months import full_months, months_later

_RUNS = frozenset({BusinessPart.OPERATOR, BusinessPart.LEGAL_REPRESENTATIVE, BusinessPart.SHAREHOLDER})
_REGISTERED = {BusinessKind.SELF_EMPLOYED: DataClass.SELF_EMPLOYED, BusinessKind.ENTERPRISE: DataClass.ENTERPRISE}


def businesses(reading: Reading) -> Finding:
    """C08: nobody runs an enterprise; a small business of one's own is looked at by a person.

    Source: none; that this is how a registration counts is assumed (``conditions.C08``).
    """
    draft = reading.draft
    running = [(key, one) for key, one in draft.businesses.items() if _is_running(one, reading.today)]
    if any(one.kind is BusinessKind.ENTERPRISE and one.part in _RUNS for _, one in running):
        return failed()
    unclear = [f"businesses/{key}" for key, one in running if one.kind is None or one.part is None]
    if unclear:
        return unknown("unknown", *unclear)
    if list(_undeclared(reading, running)):
        return unknown("contradicted", "businesses")
    if running:
        return passed("small", near=True)
    return passed() if draft.businesses or draft.no_business_declared else unknown("unknown", "no_business_declared")


def _is_running(business: Business, today: date) -> bool:
    return business.closed_on is None or business.closed_on > today


def _undeclared(reading: Reading, running: list[tuple[str, Business]]) -> Iterator[str]:
    """Members for whom an office found a registration of a kind that nobody declared for them."""
    declared = {(one.member, one.kind) for _, one in running}
    for kind, data_class in _REGISTERED.items():
        for member_id in reading.draft.members:
            fact = reading.answers.get((data_class, member_id))
            if fact is not None and fact.outcome == "found" and (member_id, kind) not in declared:
                yield member_id


def contributions(reading: Reading) -> Finding:
    """C09: months of social insurance or of the housing fund, whichever are more."""
    limit = reading.rules.limits.insurance_months
    if limit is None:
        return NOT_APPLICABLE
    months = max(_paid_months(reading), default=None)
    if months is None:
        return unknown("unknown", reading.applicant_path)
    figures: Figures = {"value": months, "limit": limit.value, "gap": abs(limit.value - months)}
    if months < limit.value:
        passes_on = months_later(reading.today, limit.value - months)
        return Finding(
            outcome=Outcome.FAIL, reason="fail", value=months, limit=limit, figures=figures, passes_on=passes_on
        )
    near = months * 9 < limit.value * 10
    return Finding(outcome=Outcome.PASS, reason="pass", near=near, value=months, limit=limit, figures=figures)


def _paid_months(reading: Reading) -> Iterator[int]:
    """Every count of months that is stated for the applicant; what cannot be is none."""
    stated = reading.applicant.insurance_months if reading.applicant else None
    kinds = {FundKind.SOCIAL_INSURANCE, FundKind.HOUSING_FUND}
    paid = [
        one.months_continuous if one.months_continuous is not None else one.months_total
        for one in reading.draft.contributions.values()
        if one.member == reading.applicant_id and one.kind in kinds
    ]
    yield from (months for months in (stated, *paid) if months is not None and months >= 0)


def contract(reading: Reading) -> Finding:
    """C10: the applicant has a labour contract in force, over long enough."""
    limit = reading.rules.limits.contract_months
    if limit is None:
        return NOT_APPLICABLE
    own = [one for one in reading.draft.employments.values() if one.member == reading.applicant_id]
    if not own:
        return unknown("unknown", "employments")
    lengths = [months for one in own if (months := _months_in_force(one, reading.today)) is not None]
    if not lengths:
        dated = all(one.starts_on is not None and (one.ends_on is not None or one.open_ended) for one in own)
        return failed("over") if dated else unknown("unknown", "employments")
    longest = max(lengths)
    figures: Figures = {"value": longest, "limit": limit.value, "gap": abs(limit.value - longest)}
    outcome, reason = (Outcome.PASS, "pass") if longest >= limit.value else (Outcome.FAIL, "fail")
    return Finding(outcome=outcome, reason=reason, value=longest, limit=limit, figures=figures)


_WITHOUT_END = 1200


def _months_in_force(employment: Employment, today: date) -> int | None:
    """Full months from the first to the last day, None where the contract is not in force or its days are not known."""
    first, last = employment.starts_on, employment.ends_on
    if first is None or first > today:
        return None
    if employment.open_ended:
        return _WITHOUT_END
    if last is None or last < today:
        return None
    return full_months(first, last if last == date.max else last + timedelta(days=1))
