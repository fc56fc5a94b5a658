"""Conditions about the applicant: hukou, years of residence, age, status, degree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sync.model.household import Member, SpecialGroup
from sync.model.states import DataClass, Outcome
from sync.policy.calendar import years_after
from sync.policy.conditions.finding import NOT_APPLICABLE, Figures, Finding, Reading, failed, passed, unknown
from sync.policy.figure import Figure
from sync.policy.months import months_later
from sync.policy.people import age_of

STATUS_CLASSES: Mapping[SpecialGroup, DataClass] = {
    SpecialGroup.LOWSEC: DataClass.LOWSEC,
    SpecialGroup.DESTITUTE: DataClass.DESTITUTE,
    SpecialGroup.LOWSEC_EDGE: DataClass.LOWINC,
    SpecialGroup.LOWINC: DataClass.LOWINC,
}
"""Which department confirms a status."""


def hukou(reading: Reading) -> Finding:
    """C01: the applicant's hukou is local."""
    if reading.applicant is None or reading.applicant.local_hukou is None:
        return unknown("unknown", reading.applicant_path)
    fact = reading.answers.get((DataClass.HUKOU, reading.applicant_id or ""))
    if fact is not None and fact.outcome in {"mismatch", "not_found"} and fact.manual_by is None:
        return unknown("contradicted", reading.applicant_path)
    return passed() if reading.applicant.local_hukou else failed()


def residence(reading: Reading) -> Finding:
    """C02: years of local hukou; without it, years of a residence permit that is still valid."""
    limits, applicant = reading.rules.limits, reading.applicant
    if limits.hukou_years is None and limits.permit_years is None:
        return NOT_APPLICABLE
    if applicant is None or applicant.local_hukou is None:
        return unknown("unknown", reading.applicant_path)
    if applicant.local_hukou:
        if limits.hukou_years is None:
            return passed("local")
        return _since(reading, applicant.hukou_since, limits.hukou_years, "")
    if limits.permit_years is None:
        return failed("not_local")
    if applicant.residence_permit_to is not None and applicant.residence_permit_to < reading.today:
        return failed("permit_over")
    if applicant.residence_permit_to is None and applicant.residence_permit_from is not None:
        return unknown("permit_unknown", reading.applicant_path)
    return _since(reading, applicant.residence_permit_from, limits.permit_years, "permit_")


def _since(reading: Reading, since: date | None, limit: Figure, kind: str) -> Finding:
    if since is None:
        return unknown(f"{kind}unknown", reading.applicant_path)
    if since > reading.today:
        return unknown("future", reading.applicant_path)
    full = years_after(since, limit.value)
    figures: Figures = {"date": since.isoformat(), "full": full.isoformat(), "limit": limit.value}
    if full > reading.today:
        return Finding(outcome=Outcome.FAIL, reason=f"{kind}fail", limit=limit, figures=figures, passes_on=full)
    return Finding(outcome=Outcome.PASS, reason=f"{kind}pass", limit=limit, figures=figures)


def age_and_capacity(reading: Reading) -> Finding:
    """C03: an adult of full capacity; alone only from a certain age, orphans earlier."""
    applicant = reading.applicant
    age = age_of(applicant, reading.today) if applicant else None
    if applicant is None or age is None:
        return unknown("unknown", reading.applicant_path)
    limit, alone = _age_limit(reading, applicant)
    figures: Figures = {"value": age, "limit": limit.value}
    if applicant.legal_capacity is False:
        return Finding(outcome=Outcome.FAIL, reason="capacity", value=age, limit=limit, figures=figures)
    if age < limit.value:
        passes_on = years_after(applicant.birth_date, limit.value) if applicant.birth_date else None
        reason = "single" if alone else "fail"
        return Finding(
            outcome=Outcome.FAIL, reason=reason, value=age, limit=limit, figures=figures, passes_on=passes_on
        )
    return Finding(outcome=Outcome.PASS, reason="pass", value=age, limit=limit, figures=figures)


def _age_limit(reading: Reading, applicant: Member) -> tuple[Figure, bool]:
    """The limit, and whether it is that of somebody who applies alone."""
    limits = reading.rules.limits
    if SpecialGroup.ORPHAN in applicant.special_groups and limits.orphan_age is not None:
        return limits.orphan_age, False
    if reading.counted == 1 and limits.single_age is not None:
        return limits.single_age, True
    return limits.applicant_age, False


def status(reading: Reading) -> Finding:
    """C16: somebody holds a status that the category asks for, long enough, and no department denies it."""
    wanted = reading.rules.status_any
    if not wanted:
        return NOT_APPLICABLE
    declared = [
        (member_id, member, group)
        for member_id, member in reading.draft.members.items()
        for group in member.special_groups
        if group in wanted
    ]
    if not declared:
        return failed()
    open_ones = [one for one in declared if not _denied(reading, one[0], one[2])]
    if not open_ones:
        return failed("denied")
    held = [(_held_long_enough(reading, key, member, group), key, group) for key, member, group in open_ones]
    long_enough = [(key, group) for fault, key, group in held if fault is None]
    if not long_enough:
        return next(fault for fault, _, _ in held if fault is not None)
    if any((STATUS_CLASSES.get(group, ""), key) in reading.answers for key, group in long_enough):
        return passed()
    return passed("declared", near=True)


def _denied(reading: Reading, member_id: str, group: SpecialGroup) -> bool:
    fact = reading.answers.get((STATUS_CLASSES.get(group, ""), member_id))
    return fact is not None and fact.outcome not in {"match", "found"}


def _held_long_enough(reading: Reading, member_id: str, member: Member, group: SpecialGroup) -> Finding | None:
    """None where the status has been held long enough, else why not."""
    limit = reading.rules.limits.status_months
    if limit is None:
        return None
    since = member.special_since.get(group)
    if since is None or since > reading.today:
        return unknown("since_unknown", f"members/{member_id}")
    full = months_later(since, limit.value)
    if full <= reading.today:
        return None
    figures: Figures = {"date": since.isoformat(), "full": full.isoformat(), "limit": limit.value}
    return Finding(outcome=Outcome.FAIL, reason="too_new", limit=limit, figures=figures, passes_on=full)


def degree(reading: Reading) -> Finding:
    """C17: the last degree is not too old."""
    limit = reading.rules.limits.graduated_years
    if limit is None:
        return NOT_APPLICABLE
    graduated = reading.applicant.graduated_on if reading.applicant else None
    if graduated is None:
        return unknown("unknown", reading.applicant_path)
    if graduated > reading.today:
        return unknown("future", reading.applicant_path)
    over = years_after(graduated, limit.value)
    figures: Figures = {"date": graduated.isoformat(), "over": over.isoformat(), "limit": limit.value}
    if over <= reading.today:
        return Finding(outcome=Outcome.FAIL, reason="fail", limit=limit, figures=figures)
    return Finding(outcome=Outcome.PASS, reason="pass", limit=limit, figures=figures)
