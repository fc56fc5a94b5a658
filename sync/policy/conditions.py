"""The conditions, one small function each. UNKNOWN never counts as PASS; a contradiction is UNKNOWN with its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sync.model.application import ApplicationDraft
from sync.model.case import ConditionResult
from sync.model.household import OWNED_TENURES, Member, SpecialGroup, Tenure, VehicleUse
from sync.model.states import DataClass, Outcome
from sync.policy.calendar import years_after
from sync.policy.figure import Figure
from sync.policy.figures import Amount, Answers
from sync.policy.people import age_of, consent_gaps
from sync.policy.records import Policy
from sync.policy.sections.categories import CategoryRules

STATUS_CLASSES: Mapping[SpecialGroup, DataClass] = {
    SpecialGroup.LOWSEC: DataClass.LOWSEC,
    SpecialGroup.DESTITUTE: DataClass.DESTITUTE,
    SpecialGroup.LOWSEC_EDGE: DataClass.LOWINC,
    SpecialGroup.LOWINC: DataClass.LOWINC,
}
"""Which department confirms a status."""


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What a condition found, before it is dressed as a result."""

    outcome: Outcome
    reason: str
    near: bool = False
    value: int | None = None
    limit: Figure | None = None
    figures: Mapping[str, str | int] | None = None
    missing: tuple[str, ...] = ()


_NOT_APPLICABLE = Finding(outcome=Outcome.NOT_APPLICABLE, reason="not_applicable")


def result_of(code: str, reading: Reading) -> ConditionResult:
    """One condition of the household; one that this version does not know stays UNKNOWN."""
    condition = reading.policy.conditions[code]
    if code not in CONDITIONS:
        return ConditionResult(
            code=code,
            outcome=Outcome.UNKNOWN,
            reason_key="rules.not_known_here",
            figures={"code": code},
            source=condition.basis,
        )
    finding = CONDITIONS[code](reading)
    if (
        finding.outcome is Outcome.PASS
        and not condition.declared_is_enough
        and not _confirmed(reading, condition.confirmed_by)
    ):
        finding = Finding(
            outcome=Outcome.UNKNOWN,
            reason="declared_none" if finding.value == 0 else "declared",
            value=finding.value,
            limit=finding.limit,
            figures=finding.figures,
        )
    limit = finding.limit
    return ConditionResult(
        code=code,
        outcome=finding.outcome,
        near=finding.near,
        reason_key=f"rules.{code}.{finding.reason}",
        figures=dict(finding.figures) if finding.figures else {},
        value=finding.value,
        limit=limit.value if limit else None,
        unit=limit.unit.value if limit else "",
        source=limit.source if limit else condition.basis,
        assumed=limit.assumed if limit else False,
        missing=finding.missing,
    )


def _confirmed(reading: Reading, classes: tuple[DataClass, ...]) -> bool:
    """Whether a department answered one of the classes for everybody who must be asked."""
    rules = {rule.data_class: rule.who for rule in reading.policy.checks}
    for member_id, member in reading.draft.members.items():
        asked = [kind for kind in classes if _is_asked(rules.get(kind, "all"), member_id, member, reading)]
        if asked and not any((kind, member_id) in reading.answers for kind in asked):
            return False
    return bool(reading.draft.members)


def _is_asked(who: str, member_id: str, member: Member, reading: Reading) -> bool:
    if who == "applicant":
        return member_id == reading.applicant_id
    age = age_of(member, reading.today)
    return who == "all" or age is None or age >= reading.policy.consent.adult_age.value


def _unknown(reason: str, *missing: str) -> Finding:
    return Finding(outcome=Outcome.UNKNOWN, reason=reason, missing=missing)


def _at_most(
    amount: Amount, value: int, limit: Figure | None, figures: dict[str, str | int], *, strict: bool = False
) -> Finding:
    """``value`` against an upper limit. An incomplete amount that is already over the limit fails all the same.

    Args:
        strict: must be below the limit, not at it.
    """
    if limit is None:
        return _NOT_APPLICABLE
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
    near = value * 10 > limit.value * 9 and value > 0
    reason = "near" if near else "none" if value == 0 else "pass"
    return Finding(outcome=Outcome.PASS, reason=reason, near=near, value=value, limit=limit, figures=figures)


def _suffix(figures: Mapping[str, object]) -> str:
    """Unit suffix of the figure ``value``: ``_fen``, ``_area100`` or ""."""
    for name in figures:
        if name.startswith("value"):
            return name.removeprefix("value")
    return ""


def _hukou(reading: Reading) -> Finding:
    """C01: the applicant's hukou is local."""
    if reading.applicant is None or reading.applicant.local_hukou is None:
        return _unknown("unknown", f"members/{reading.applicant_id or '@01'}")
    fact = reading.answers.get((DataClass.HUKOU, reading.applicant_id or ""))
    if fact is not None and fact.outcome in {"mismatch", "not_found"} and fact.manual_by is None:
        return _unknown("contradicted", f"members/{reading.applicant_id}")
    passed = reading.applicant.local_hukou
    return Finding(outcome=Outcome.PASS if passed else Outcome.FAIL, reason="pass" if passed else "fail")


def _age_and_capacity(reading: Reading) -> Finding:
    """C03: an adult of full capacity; alone only from a certain age, orphans earlier."""
    applicant, limits = reading.applicant, reading.rules.limits
    age = age_of(applicant, reading.today) if applicant else None
    if applicant is None or age is None:
        return _unknown("unknown", f"members/{reading.applicant_id or '@01'}")
    limit = limits.applicant_age
    if SpecialGroup.ORPHAN in applicant.special_groups and limits.orphan_age is not None:
        limit = limits.orphan_age
    elif reading.counted == 1 and limits.single_age is not None:
        limit = limits.single_age
    figures: dict[str, str | int] = {"value": age, "limit": limit.value}
    if applicant.legal_capacity is False:
        return Finding(outcome=Outcome.FAIL, reason="capacity", value=age, limit=limit, figures=figures)
    if age < limit.value:
        reason = "single" if limit is limits.single_age else "fail"
        return Finding(outcome=Outcome.FAIL, reason=reason, value=age, limit=limit, figures=figures)
    return Finding(outcome=Outcome.PASS, reason="pass", value=age, limit=limit, figures=figures)


def _area(reading: Reading) -> Finding:
    """C04: own home area per person below the limit."""
    limit = reading.rules.limits.area_below
    value = reading.area.total // reading.counted
    figures: dict[str, str | int] = {"value_area100": value, "limit_area100": limit.value if limit else 0}
    return _at_most(reading.area, value, limit, {**figures, "persons": reading.counted}, strict=True)


def _income(reading: Reading) -> Finding:
    """C05: income per person and month."""
    limit = reading.rules.limits.income_at_most
    value = reading.income.total // (12 * reading.counted)
    figures: dict[str, str | int] = {"value_fen": value, "limit_fen": limit.value if limit else 0}
    return _at_most(reading.income, value, limit, {**figures, "persons": reading.counted})


def _assets(reading: Reading) -> Finding:
    """C06: assets per person."""
    limit = reading.rules.limits.assets_at_most
    value = reading.assets.total // reading.counted
    figures: dict[str, str | int] = {"value_fen": value, "limit_fen": limit.value if limit else 0}
    return _at_most(reading.assets, value, limit, {**figures, "persons": reading.counted})


def _vehicles(reading: Reading) -> Finding:
    """C07: number and price of private vehicles."""
    limits = reading.rules.limits
    most, price = limits.vehicles_at_most, limits.vehicle_price_at_most
    if price is not None:
        unpriced: list[str] = []
        for key, vehicle in reading.draft.vehicles.items():
            if vehicle.use is not VehicleUse.PRIVATE or f"vehicles/{key}" in reading.bad:
                continue
            if vehicle.price_fen is None:
                unpriced.append(f"vehicles/{key}")
            elif vehicle.price_fen > price.value:
                figures: dict[str, str | int] = {"value_fen": vehicle.price_fen, "limit_fen": price.value}
                return Finding(
                    outcome=Outcome.FAIL, reason="price", value=vehicle.price_fen, limit=price, figures=figures
                )
        if unpriced and (most is None or reading.vehicles.total <= most.value):
            return _unknown("price_unknown", *unpriced)
    finding = _at_most(
        reading.vehicles,
        reading.vehicles.total,
        most,
        {"value": reading.vehicles.total, "limit": most.value if most else 0},
    )
    if finding.reason == "near":  # "one of one" is not a near miss
        return Finding(outcome=finding.outcome, reason="pass", value=finding.value, limit=most, figures=finding.figures)
    return finding


def _insurance(reading: Reading) -> Finding:
    """C09: months of social insurance."""
    limit = reading.rules.limits.insurance_months
    if limit is None:
        return _NOT_APPLICABLE
    months = reading.applicant.insurance_months if reading.applicant else None
    if months is None or months < 0:
        return _unknown("unknown", f"members/{reading.applicant_id or '@01'}")
    figures: dict[str, str | int] = {"value": months, "limit": limit.value, "gap": abs(limit.value - months)}
    if months < limit.value:
        return Finding(outcome=Outcome.FAIL, reason="fail", value=months, limit=limit, figures=figures)
    near = months * 9 < limit.value * 10
    return Finding(outcome=Outcome.PASS, reason="pass", near=near, value=months, limit=limit, figures=figures)


def _other_benefit(reading: Reading) -> Finding:
    """C11: nobody enjoys another housing benefit."""
    found = [member for kind, member in reading.answers if kind == DataClass.OTHER_HOUSING_BENEFIT]
    if any(reading.answers[DataClass.OTHER_HOUSING_BENEFIT, member].outcome == "found" for member in found):
        return Finding(outcome=Outcome.FAIL, reason="found")
    if reading.draft.other_benefit:
        return Finding(outcome=Outcome.FAIL, reason="fail")
    if any(home.tenure is Tenure.PUBLIC_TENANCY for home in reading.draft.housing.values()):
        return _unknown("public_tenancy", "other_benefit")
    if reading.draft.other_benefit is None and not found:
        return _unknown("unknown", "other_benefit")
    return Finding(outcome=Outcome.PASS, reason="pass")


def _home_disposed(reading: Reading) -> Finding:
    """C12: no home sold or divided within the set years."""
    limit = reading.rules.limits.disposed_years
    if limit is None:
        return _NOT_APPLICABLE
    draft = reading.draft
    dates = [day for day in [draft.home_disposed_on] if day is not None]
    dates += [home.disposed_on for home in draft.housing.values() if home.disposed_on and home.tenure in OWNED_TENURES]
    if any(day > reading.today for day in dates):
        return _unknown("future", "home_disposed_on")
    if not dates:
        return (
            Finding(outcome=Outcome.PASS, reason="pass", limit=limit)
            if draft.no_home_disposed
            else _unknown("unknown", "no_home_disposed")
        )
    if draft.no_home_disposed:
        return _unknown("contradicted", "no_home_disposed", "home_disposed_on")
    latest = max(dates)
    figures: dict[str, str | int] = {
        "date": latest.isoformat(),
        "free": years_after(latest, limit.value).isoformat(),
        "limit": limit.value,
    }
    if years_after(latest, limit.value) > reading.today:
        return Finding(outcome=Outcome.FAIL, reason="fail", limit=limit, figures=figures)
    return Finding(outcome=Outcome.PASS, reason="long_ago", limit=limit, figures=figures)


def _ban(reading: Reading) -> Finding:
    """C13: no live ban; only the province knows."""
    return _asked_at_the_province(reading.banned)


def _duplicate(reading: Reading) -> Finding:
    """C14: no second application; only the province knows."""
    return _asked_at_the_province(reading.duplicate)


def _asked_at_the_province(bad: bool | None) -> Finding:
    if bad is None:
        return _unknown("unknown")
    return Finding(outcome=Outcome.FAIL, reason="fail") if bad else Finding(outcome=Outcome.PASS, reason="pass")


def _consent(reading: Reading) -> Finding:
    """C15: everybody who must consent has."""
    gaps = consent_gaps(reading.draft, reading.policy, reading.today)
    if gaps:
        figures: dict[str, str | int] = {"value": len(gaps)}
        missing = tuple(gap.path for gap in gaps)
        return Finding(outcome=Outcome.UNKNOWN, reason="unknown", figures=figures, missing=missing)
    return Finding(outcome=Outcome.PASS, reason="pass")


def _status(reading: Reading) -> Finding:
    """C16: somebody holds a status that the category asks for, and no department denies it."""
    wanted = reading.rules.status_any
    if not wanted:
        return _NOT_APPLICABLE
    denied = 0
    declared = [
        (member_id, group)
        for member_id, member in reading.draft.members.items()
        for group in member.special_groups
        if group in wanted
    ]
    for member_id, group in declared:
        fact = reading.answers.get((STATUS_CLASSES.get(group, ""), member_id))
        if fact is not None and fact.outcome in {"match", "found"}:
            return Finding(outcome=Outcome.PASS, reason="pass")
        denied += fact is not None
    if declared and denied < len(declared):
        return Finding(outcome=Outcome.PASS, reason="declared", near=True)
    if declared:
        return Finding(outcome=Outcome.FAIL, reason="denied")
    return Finding(outcome=Outcome.FAIL, reason="fail")


CONDITIONS: Mapping[str, Callable[[Reading], Finding]] = {
    "C01": _hukou,
    "C03": _age_and_capacity,
    "C04": _area,
    "C05": _income,
    "C06": _assets,
    "C07": _vehicles,
    "C09": _insurance,
    "C11": _other_benefit,
    "C12": _home_disposed,
    "C13": _ban,
    "C14": _duplicate,
    "C15": _consent,
    "C16": _status,
}
"""Every condition of this version."""
