"""All conditions of this version, and how a finding becomes a result."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.model.case import ConditionResult
from sync.model.household import Member
from sync.model.states import DataClass, Outcome
from sync.policy.conditions import benefits, means, person, province, work
from sync.policy.conditions.finding import Finding, Reading
from sync.policy.people import age_of

CONDITIONS: Mapping[str, Callable[[Reading], Finding]] = {
    "C01": person.hukou,
    "C02": person.residence,
    "C03": person.age_and_capacity,
    "C04": means.area,
    "C05": means.income,
    "C06": means.assets,
    "C07": means.vehicles,
    "C08": work.businesses,
    "C09": work.contributions,
    "C10": work.contract,
    "C11": benefits.other_benefit,
    "C12": benefits.home_disposed,
    "C13": province.ban,
    "C14": province.duplicate,
    "C15": province.consent,
    "C16": person.status,
    "C17": person.degree,
    "C18": benefits.public_tenancy,
}
"""Every condition of this version."""


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
    return _dressed(code, finding, condition.basis)


def _dressed(code: str, finding: Finding, basis: str) -> ConditionResult:
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
        source=limit.source if limit else basis,
        assumed=limit.assumed if limit else False,
        missing=finding.missing,
        passes_on=finding.passes_on,
        remedy_key=f"rules.remedy.{code}" if finding.outcome is Outcome.FAIL else "",
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
