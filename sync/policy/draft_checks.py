"""What is still missing or cannot be right before an application may be submitted. Pure; never raises on content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sync.model import codes
from sync.model.application import ApplicationDraft, Material
from sync.model.case import Problem
from sync.model.codes import Kinship
from sync.model.entry_checks import check_entries
from sync.model.household import Member, MemberRole
from sync.model.numbers import NumberRefusal, parse_document_number
from sync.model.promise import signatures_of, standing_signatures
from sync.model.sex import Sex, sex_of_code
from sync.model.value_checks import is_phone
from sync.policy.calendar import age_on
from sync.policy.entries import entry_problems
from sync.policy.people import SPOUSE_CODES, age_of, consent_gaps, signs_for_itself
from sync.policy.records import MaterialRule, Policy

_MARRIED = frozenset({"20", "21", "22", "23"})
_NOT_MARRIED = frozenset({"10", "30", "40"})
_STEP_OR_ADOPTED = frozenset({"27", "37", "49", "57", "58", "69"})
_LINE = frozenset({"parent", "child", "grandparent", "grandchild"})
_LEAST_PARENT_AGE = 14
"""Full years between two generations. Source: data dictionary §1.1."""
_LEAST_SPOUSE_AGE = 18
"""The lowest marriageable age of any autonomous area; elsewhere it is 20 and 22. Source: Civil Code art. 1047."""


def missing_for_submit(draft: ApplicationDraft, policy: Policy, today: date) -> tuple[Problem, ...]:
    """Everything that stands between this draft and its submission; empty = may be submitted.

    Args:
        today: the civil day in China.
    """
    found: list[Problem] = []
    found.extend(_about_the_application(draft, policy))
    found.extend(_about_the_applicant(draft))
    for member_id, member in draft.members.items():
        found.extend(_about_a_member(member_id, member, today))
        found.extend(_about_kinship(draft, member_id, member, today))
    found.extend(_about_numbers(draft))
    found.extend(_about_marriage(draft))
    found.extend(entry_problems(draft))
    found.extend(check_entries(draft, today))
    found.extend(consent_gaps(draft, policy, today))
    found.extend(_about_the_undertaking(draft, policy, today))
    found.extend(problem for problem, blocks in _materials(draft, policy, today) if blocks)
    return tuple(found)


def missing_materials(draft: ApplicationDraft, policy: Policy, today: date) -> tuple[Problem, ...]:
    """Papers that are neither there nor exempt. Most may follow later, so that they don't block the submission."""
    return tuple(problem for problem, _ in _materials(draft, policy, today))


def _about_the_application(draft: ApplicationDraft, policy: Policy) -> Iterator[Problem]:
    if draft.category is None:
        yield Problem(path="category", code="category_missing")
    elif draft.category not in policy.categories:
        yield Problem(path="category", code="category_not_in_policy", details={"category": draft.category.value})
    if draft.form is None:
        yield Problem(path="form", code="form_missing")
    elif draft.form not in policy.forms:
        yield Problem(path="form", code="form_not_in_policy")
    elif draft.form not in policy.offered_to(draft.category):
        yield Problem(path="form", code="form_not_for_category")


def _about_the_applicant(draft: ApplicationDraft) -> Iterator[Problem]:
    selves = [member_id for member_id, member in draft.members.items() if member.kinship == "01"]
    if not selves:
        yield Problem(path="members", code="applicant_missing")
        return
    if len(selves) > 1:
        yield Problem(path=f"members/{selves[1]}", code="applicant_twice")
    for member_id, member in draft.members.items():
        if member.role is MemberRole.APPLICANT and member.kinship != "01":
            yield Problem(path=f"members/{member_id}", code="applicant_kinship", details=_named(member))
    applicant = draft.members[selves[0]]
    path = f"members/{selves[0]}"
    if not applicant.phone:
        yield Problem(path=path, code="phone_missing", details=_named(applicant))
    if applicant.marital is None:
        yield Problem(path=path, code="marital_missing", details=_named(applicant))


def _about_a_member(member_id: str, member: Member, today: date) -> Iterator[Problem]:
    path, named = f"members/{member_id}", _named(member)
    for value, code in (
        (member.name and member.name.strip(), "name_missing"),
        (member.sex, "sex_missing"),
        (member.birth_date, "birth_missing"),
        (member.kinship, "kinship_missing"),
        (member.document_number, "number_missing"),
    ):
        if not value:
            yield Problem(path=path, code=code, details=named)
    if member.phone and not is_phone(member.phone):
        yield Problem(path=path, code="phone_format", details=named)
    if member.birth_date and member.birth_date > today:
        yield Problem(path=path, code="birth_in_future", details=named)
    if member.marital is not None and member.marital not in codes.marital_statuses():
        yield Problem(path=path, code="marital_unknown", details=named)
    if member.document_number:
        yield from _about_the_number(path, member, today)


def _about_the_number(path: str, member: Member, today: date) -> Iterator[Problem]:
    parsed = parse_document_number(member.document_number or "", today)
    if isinstance(parsed, NumberRefusal):
        details = {**_named(member), "fault": parsed.fault.value}
        yield Problem(path=path, code="number_invalid", details=details)
        return
    if member.document_type is not None and member.document_type != parsed.document_type.value:
        yield Problem(path=path, code="number_of_other_document", details=_named(member))
    if parsed.birth_date and member.birth_date and parsed.birth_date != member.birth_date:
        yield Problem(path=path, code="birth_differs_from_number", details=_named(member))
    own = sex_of_code(member.sex or "")
    if parsed.sex and own in {Sex.MALE, Sex.FEMALE} and own is not parsed.sex:
        yield Problem(path=path, code="sex_differs_from_number", details=_named(member))


def _about_numbers(draft: ApplicationDraft) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for member_id, member in draft.members.items():
        number = (member.document_number or "").strip().upper()
        if number and number in seen:
            other = draft.members[seen[number]]
            details = {**_named(member), "other": other.name or "?"}
            yield Problem(path=f"members/{member_id}", code="number_twice", details=details)
        elif number:
            seen[number] = member_id


def _about_kinship(draft: ApplicationDraft, member_id: str, member: Member, today: date) -> Iterator[Problem]:
    """The relation against sex and age of both. Source: GB/T 4761-2008; data dictionary §1.1."""
    if not member.kinship or member.kinship == "01":
        return
    path, named = f"members/{member_id}", _named(member)
    relation = codes.kinships().get(member.kinship)
    if relation is None:
        yield Problem(path=path, code="kinship_unknown", details=named)
        return
    if _contradicts(member, relation.sex):
        yield Problem(path=path, code="kinship_sex", details=named)
    applicant_id = draft.applicant_id()
    applicant = draft.members[applicant_id] if applicant_id else None
    if applicant is None or applicant is member:
        return
    if _contradicts(applicant, relation.applicant_sex):
        yield Problem(path=path, code="kinship_applicant_sex", details=named)
    if member.kinship not in _STEP_OR_ADOPTED and _too_close(member, applicant, relation, today):
        yield Problem(path=path, code="kinship_age", details=named)
    if member.kinship in SPOUSE_CODES and (_too_young(member, today) or _too_young(applicant, today)):
        yield Problem(path=path, code="spouse_age", details=named)


def _contradicts(member: Member, expected: Sex | None) -> bool:
    own = sex_of_code(member.sex or "")
    return expected is not None and own in {Sex.MALE, Sex.FEMALE} and own is not expected


def _too_close(member: Member, applicant: Member, relation: Kinship, today: date) -> bool:
    """Whether two generations of one line are too close in age, or the wrong way round."""
    if age_of(member, today) is None or age_of(applicant, today) is None:
        return False
    generations = relation.generation or 0
    older, younger = (member, applicant) if generations > 0 else (applicant, member)
    if relation.group not in _LINE or not (older.birth_date and younger.birth_date):
        return False
    if older.birth_date >= younger.birth_date:
        return True
    return age_on(older.birth_date, younger.birth_date) <= _LEAST_PARENT_AGE * abs(generations)


def _too_young(member: Member, today: date) -> bool:
    age = age_of(member, today)
    return age is not None and age < _LEAST_SPOUSE_AGE


def _about_marriage(draft: ApplicationDraft) -> Iterator[Problem]:
    spouses = [member_id for member_id, member in draft.members.items() if member.kinship in SPOUSE_CODES]
    for extra in spouses[1:]:
        yield Problem(path=f"members/{extra}", code="spouse_twice", details=_named(draft.members[extra]))
    applicant_id = draft.applicant_id()
    if applicant_id is None:
        return
    applicant = draft.members[applicant_id]
    path = f"members/{applicant_id}"
    if applicant.marital in _MARRIED and not spouses and not applicant.note:
        yield Problem(path=path, code="spouse_missing", details=_named(applicant))
    if applicant.marital in _NOT_MARRIED and spouses:
        yield Problem(path=path, code="marital_against_spouse", details=_named(applicant))


def _about_the_undertaking(draft: ApplicationDraft, policy: Policy, today: date) -> Iterator[Problem]:
    if draft.undertaking is None:
        yield Problem(path="undertaking", code="undertaking_missing")
        return
    adult_age = policy.consent.adult_age.value
    signed, standing = signatures_of(draft.undertaking), standing_signatures(draft)
    for member_id, member in draft.members.items():
        needed = member.role is not MemberRole.COUNTED_ONLY and signs_for_itself(member, today, adult_age)
        if needed and member_id not in standing:
            code = "undertaking_changed" if member_id in signed else "undertaking_signer"
            yield Problem(path="undertaking", code=code, details=_named(member))


def _materials(draft: ApplicationDraft, policy: Policy, today: date) -> Iterator[tuple[Problem, bool]]:
    """Every paper that is neither there nor validly exempt, and whether it blocks the submission."""
    have: dict[tuple[str, str | None], Material] = {}
    for material in draft.materials.values():
        have[material.kind, material.member] = material
    for rule in policy.materials:
        if rule.categories and draft.category not in rule.categories:
            continue
        for member_id in _concerned(draft, rule, today):
            named = have.get((rule.kind, member_id)) or have.get((rule.kind, None))
            code = _material_code(named, rule)
            if code:
                path = f"materials/@{rule.kind}" + (f"@{member_id}" if member_id else "")
                blocks = code == "exempt_reason" or not rule.may_follow
                yield Problem(path=path, code=code, details={"kind": rule.kind}), blocks


def _material_code(material: Material | None, rule: MaterialRule) -> str:
    if material is None or material.status == "to_follow":
        return "material_missing"
    if material.status == "exempt" and material.exempt_reason not in rule.exempt:
        return "exempt_reason"
    return ""


def _concerned(draft: ApplicationDraft, rule: MaterialRule, today: date) -> Iterator[str | None]:
    if rule.who == "case":
        yield None
    elif rule.who == "applicant":
        if (applicant := draft.applicant_id()) is not None:
            yield applicant
    else:
        for member_id, member in draft.members.items():
            if rule.who == "each" or signs_for_itself(member, today):
                yield member_id


def _named(member: Member) -> dict[str, str | int]:
    return {"name": member.name or "?"}
