"""A household against a policy: the same reading at the desk (a preview) and at the province (for the reviewers)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sync.model.application import ApplicationDraft, GuaranteeForm
from sync.model.case import ConditionResult, Evaluation, Problem, VerificationFact
from sync.model.household import SpecialGroup
from sync.model.states import Outcome
from sync.policy.conditions.finding import Reading
from sync.policy.conditions.person import STATUS_CLASSES
from sync.policy.conditions.table import result_of
from sync.policy.entries import entry_problems
from sync.policy.figures import Answers, answers_of, area, assets, income, vehicles
from sync.policy.flags import Seen, flags_of, oddities
from sync.policy.people import to_be_housed
from sync.policy.records import Policy
from sync.policy.rent import rent
from sync.policy.scoring import score
from sync.policy.sections.categories import CategoryRules
from sync.policy.subsidy import subsidy


def evaluate(
    draft: ApplicationDraft,
    policy: Policy,
    *,
    today: date,
    checks: Iterable[VerificationFact] = (),
    banned: bool | None = None,
    duplicate: bool | None = None,
    seen: Seen | None = None,
) -> Evaluation:
    """Read the household against the policy. Never raises on content: what cannot be read is UNKNOWN and named.

    Args:
        today: the civil day that ages and periods are counted on.
        checks: answers of departments.
        banned: whether a live ban is known; None offline.
        duplicate: whether another live application is known; None offline.
        seen: what only somebody who sees all cases can count; None offline.
    """
    problems = list(entry_problems(draft))
    rules = policy.categories.get(draft.category) if draft.category else None
    if rules is None:
        problems.append(Problem(path="category", code="category_missing"))
    if not draft.members:
        problems.append(Problem(path="members", code="applicant_missing"))
    if rules is None or not draft.members:
        return Evaluation(
            policy_id=policy.id,
            policy_version=policy.version,
            outcome=Outcome.UNKNOWN,
            conditions=(),
            counted_persons=len(draft.members),
            problems=tuple(problems),
        )
    reading = _read(draft, policy, rules, today, answers_of(checks), problems, banned, duplicate)
    conditions = tuple(result_of(code, reading) for code in rules.conditions)
    return _summed_up(reading, conditions, problems, seen)


def _read(
    draft: ApplicationDraft,
    policy: Policy,
    rules: CategoryRules,
    today: date,
    answers: Answers,
    problems: list[Problem],
    banned: bool | None,
    duplicate: bool | None,
) -> Reading:
    bad = frozenset(problem.path for problem in problems)
    applicant_id = draft.applicant_id()
    return Reading(
        draft=draft,
        policy=policy,
        rules=rules,
        today=today,
        answers=answers,
        applicant_id=applicant_id,
        applicant=draft.members[applicant_id] if applicant_id else None,
        counted=len(draft.members),
        area=area(draft, answers, policy.flags, bad),
        income=income(draft, answers, policy.flags, bad, today),
        assets=assets(draft, answers, policy.flags, bad),
        vehicles=vehicles(draft, answers, policy.flags, bad),
        bad=bad,
        banned=banned,
        duplicate=duplicate,
    )


def _summed_up(
    reading: Reading, conditions: tuple[ConditionResult, ...], problems: list[Problem], seen: Seen | None
) -> Evaluation:
    draft, policy, counted = reading.draft, reading.policy, reading.counted
    per_area = None if reading.area.missing else reading.area.total // counted
    per_income = None if reading.income.missing else reading.income.total // (12 * counted)
    points = score(draft, policy, today=reading.today, per_capita_area100=per_area, per_capita_income_fen=per_income)
    reference = rent(
        area100=policy.rent.reference_area.value,
        standard_fen_m2=policy.rent.reference_standard.value,
        tier_permille=reading.rules.rent_tier.value,
        monthly_income_fen=None if reading.income.missing else reading.income.total // 12,
        rules=policy.rent,
    )
    return Evaluation(
        policy_id=policy.id,
        policy_version=policy.version,
        outcome=overall(conditions),
        conditions=conditions,
        per_capita_income_fen=per_income,
        per_capita_area100=per_area,
        counted_persons=counted,
        waiting_group=points.group if points else None,
        score=points.points if points else None,
        score_detail=points.detail if points else {},
        monthly_rent_fen=reference.monthly_fen,
        problems=tuple(problems),
        flags=flags_of(reading, conditions),
        oddities=oddities(reading, per_income, seen),
        monthly_subsidy_fen=_subsidy(reading, per_area),
        notes=_entitlements(reading),
    )


def _subsidy(reading: Reading, per_area: int | None) -> int | None:
    """What a month would bring; None where the policy pays none for this category, or the area is not known."""
    policy, category = reading.policy, reading.draft.category
    if GuaranteeForm.SUBSIDY not in policy.offered_to(category) or category is None or per_area is None:
        return None
    persons = to_be_housed(reading.draft)
    found = subsidy(persons=persons, own_area100=per_area, category=category, org=policy.region, rules=policy.subsidy)
    return None if found is None else found.monthly_fen


def overall(conditions: Iterable[ConditionResult]) -> Outcome:
    """FAIL if any fails, else UNKNOWN if any is unknown, else PASS; no condition at all is UNKNOWN."""
    outcomes = {result.outcome for result in conditions}
    if Outcome.FAIL in outcomes:
        return Outcome.FAIL
    if Outcome.UNKNOWN in outcomes or Outcome.PASS not in outcomes:
        return Outcome.UNKNOWN
    return Outcome.PASS


def _entitlements(reading: Reading) -> tuple[str, ...]:
    """Statuses that a department found though nobody declared them: the family may be entitled to more."""
    found: list[str] = []
    for (data_class, member_id), fact in reading.answers.items():
        member = reading.draft.members.get(member_id)
        if member is None or fact.outcome != "found":
            continue
        groups: set[SpecialGroup] = {group for group, kind in STATUS_CLASSES.items() if kind == data_class}
        if groups and not groups.intersection(member.special_groups):
            found.append(f"status_found:{member_id}")
    return tuple(found)
