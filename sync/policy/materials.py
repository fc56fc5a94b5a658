"""The papers of an application: which are needed, and which are not needed because something else shows the same.

Source: FJ-07 (a proof is not asked for when a statutory document, a promise, a check or another paper can stand in);
FJ-02 (category and papers drive the form); which paper may be replaced by what is the policy's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sync.model.application import ApplicationDraft, Material
from sync.model.case import VerificationFact
from sync.model.household import Member, SpecialGroup, Tenure
from sync.model.states import DataClass
from sync.policy.figures import Answers, answers_of
from sync.policy.people import live_consents, signs_for_itself
from sync.policy.records import MaterialRule, Policy

_MARRIED = frozenset({"20", "21", "22", "23"})
_DIVORCED, _WIDOWED = "40", "30"


class MaterialStatus(StrEnum):
    """How a paper stands."""

    PRESENT = "present"
    NOT_NEEDED = "not_needed"
    """Something else shows the same: ``because`` says what."""
    TO_FOLLOW = "to_follow"
    """Needed, and may be brought later."""
    NEEDED = "needed"
    """Needed before the application may be submitted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialLine:
    """One line of the matrix.

    Attributes:
        kind: code of the paper.
        member: whose, None for the whole case.
        because: code of the reason that stands in for it; the sentence is ``services.exempt.<code>``.
        shown_by: what shows the same: classes of data, or kinds of papers.
        open_answer: the department could not answer, so that the paper is needed after all.
    """

    kind: str
    member: str | None
    status: MaterialStatus
    because: str = ""
    shown_by: tuple[str, ...] = ()
    open_answer: bool = False


def material_matrix(
    draft: ApplicationDraft, policy: Policy, today: date, checks: Iterable[VerificationFact] = ()
) -> tuple[MaterialLine, ...]:
    """Every paper that the policy knows for this household, in the policy's order.

    Args:
        today: the civil day that ages are counted on.
        checks: what departments have answered so far.
    """
    facts = tuple(checks)
    return tuple(
        _line(rule, member_id, draft, facts, today)
        for rule in policy.materials
        if not rule.categories or draft.category in rule.categories
        for member_id in _concerned(rule, draft, today)
    )


def _concerned(rule: MaterialRule, draft: ApplicationDraft, today: date) -> Iterator[str | None]:
    applicant = draft.applicant_id()
    match rule.who:
        case "case":
            asked = draft.members.get(applicant or "")
            if rule.when == "always" or _fits(rule.when, asked, draft):
                yield None
        case "applicant":
            if applicant is not None and _fits(rule.when, draft.members[applicant], draft):
                yield applicant
        case _:
            for member_id, member in draft.members.items():
                counts = rule.who == "each" or signs_for_itself(member, today)
                if counts and _fits(rule.when, member, draft):
                    yield member_id


def _fits(when: str, member: Member | None, draft: ApplicationDraft) -> bool:
    """Whether the paper is asked of such a person at all; who has not said yet is asked."""
    match when:
        case "married":
            return member is None or member.marital is None or member.marital in _MARRIED
        case "divorced":
            return member is not None and member.marital == _DIVORCED
        case "widowed":
            return member is not None and member.marital == _WIDOWED
        case "disabled":
            return member is not None and SpecialGroup.DISABLED in member.special_groups
        case "rented":
            return any(home.tenure is Tenure.RENTED for home in draft.housing.values())
        case _:
            return True


def _line(
    rule: MaterialRule,
    member_id: str | None,
    draft: ApplicationDraft,
    facts: tuple[VerificationFact, ...],
    today: date,
) -> MaterialLine:
    held = _held(rule.kind, member_id, draft)
    if held is not None and held.status == "present":
        return MaterialLine(kind=rule.kind, member=member_id, status=MaterialStatus.PRESENT)
    if held is not None and held.status == "exempt" and held.exempt_reason in rule.exempt:
        return MaterialLine(
            kind=rule.kind, member=member_id, status=MaterialStatus.NOT_NEEDED, because=held.exempt_reason or ""
        )
    other = tuple(kind for kind in rule.instead if (one := _held(kind, member_id, draft)) and one.status == "present")
    if other and "other_material" in rule.exempt:
        return _not_needed(rule, member_id, "other_material", other)
    shown, unanswered = _shown_by_checks(rule, member_id, draft, facts, today)
    if shown and "network_check" in rule.exempt:
        return _not_needed(rule, member_id, "network_check", shown)
    if draft.undertaking is not None and rule.kind in draft.undertaking.replaces and "by_promise" in rule.exempt:
        return _not_needed(rule, member_id, "by_promise", ())
    status = MaterialStatus.TO_FOLLOW if rule.may_follow else MaterialStatus.NEEDED
    return MaterialLine(kind=rule.kind, member=member_id, status=status, open_answer=unanswered)


def _not_needed(rule: MaterialRule, member_id: str | None, because: str, shown_by: tuple[str, ...]) -> MaterialLine:
    return MaterialLine(
        kind=rule.kind, member=member_id, status=MaterialStatus.NOT_NEEDED, because=because, shown_by=shown_by
    )


def _held(kind: str, member_id: str | None, draft: ApplicationDraft) -> Material | None:
    """The entry of a paper: the member's own, else one for the whole case."""
    entries = [one for one in draft.materials.values() if one.kind == kind]
    own = next((one for one in reversed(entries) if one.member == member_id), None)
    return own or next((one for one in reversed(entries) if one.member is None), None)


def _shown_by_checks(
    rule: MaterialRule,
    member_id: str | None,
    draft: ApplicationDraft,
    facts: tuple[VerificationFact, ...],
    today: date,
) -> tuple[tuple[str, ...], bool]:
    """Classes that show the same for everybody concerned, and whether a department could not answer.

    A class counts with its answer, and before that with a consent: then it will be asked. A department that could not
    answer makes the paper needed after all.
    """
    people = [member_id] if member_id is not None else list(draft.members)
    answers, unanswered = answers_of(facts), False
    shown: list[str] = []
    for kind in rule.checked_by:
        silent = {(fact.data_class, fact.member) for fact in facts} - answers.keys()
        if any((kind, person) in silent for person in people):
            unanswered = True
        elif people and all(_counts(kind, person, draft, answers, today) for person in people):
            shown.append(kind.value)
    return tuple(shown), unanswered


def _counts(kind: DataClass, member_id: str, draft: ApplicationDraft, answers: Answers, today: date) -> bool:
    if (kind, member_id) in answers:
        return True
    consent = live_consents(draft, today).get(member_id)
    return consent is not None and kind in consent.classes
