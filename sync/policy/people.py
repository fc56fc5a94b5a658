"""Who is who in a household: ages, adults, who signs for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sync.model.application import ApplicationDraft, Consent
from sync.model.case import Problem
from sync.model.household import Member, MemberRole
from sync.model.promise import is_about
from sync.policy.calendar import age_on
from sync.policy.records import ConsentRule, Policy

SPOUSE_CODES = frozenset({"10", "11", "12"})
"""Source: GB/T 4761-2008."""


def age_of(member: Member, today: date) -> int | None:
    """Full years, None when the birth date is unknown or in the future."""
    if member.birth_date is None or member.birth_date > today:
        return None
    return age_on(member.birth_date, today)


def is_adult(member: Member, today: date, adult_age: int = 18) -> bool:
    """Whether the member counts as an adult; who may be an adult is treated as one."""
    age = age_of(member, today)
    return age is None or age >= adult_age


def signs_for_itself(member: Member, today: date, adult_age: int = 18) -> bool:
    """Adults of full capacity; capacity is presumed. Source: Civil Code of the PRC, arts. 17-18, 21-22."""
    return is_adult(member, today, adult_age) and member.legal_capacity is not False


def to_be_housed(draft: ApplicationDraft) -> int:
    """Persons who would live in the home."""
    return sum(member.role is not MemberRole.COUNTED_ONLY for member in draft.members.values())


def live_consents(draft: ApplicationDraft, day: date | None = None) -> dict[str, Consent]:
    """Member -> the latest consent that has not been withdrawn and, on ``day``, has not ended.

    Args:
        day: None where it is about the paper and not about asking: then an end does not count.
    """
    found: dict[str, Consent] = {}
    for consent in draft.consents.values():
        known = found.get(consent.member)
        ended = day is not None and consent.valid_to is not None and consent.valid_to < day
        if consent.withdrawn_at is None and not ended and (known is None or consent.signed_at > known.signed_at):
            found[consent.member] = consent
    return found


def consent_gaps(draft: ApplicationDraft, policy: Policy, today: date) -> tuple[Problem, ...]:
    """What is missing until data of everybody may be asked for: one problem per member at most."""
    found = live_consents(draft, today)
    gaps: list[Problem] = []
    for member_id, member in draft.members.items():
        gaps.extend(_gap_of(draft, member_id, member, found.get(member_id), policy.consent, today))
    return tuple(gaps)


def _gap_of(
    draft: ApplicationDraft, member_id: str, member: Member, consent: Consent | None, rule: ConsentRule, today: date
) -> Iterator[Problem]:
    adult_age = rule.adult_age.value
    if not is_adult(member, today, adult_age) and not rule.minors_by_guardian:
        return
    alone = signs_for_itself(member, today, adult_age)
    if consent is None:
        code = "consent_missing" if alone else "consent_of_guardian_missing"
        yield Problem(path=f"consents/@{member_id}", code=code, details=_named(member))
        return
    if not is_about(consent, member):
        yield Problem(path=f"consents/@{member_id}", code="consent_changed", details=_named(member))
        return
    missing = [kind.value for kind in rule.classes if kind not in consent.classes]
    if missing:
        details = {**_named(member), "classes": ", ".join(missing)}
        yield Problem(path=f"consents/@{member_id}", code="consent_classes", details=details)
    elif not _may_sign(draft, member_id, member, consent.signer, alone=alone, today=today, adult_age=adult_age):
        yield Problem(path=f"consents/@{member_id}", code="consent_signer", details=_named(member))


def _may_sign(
    draft: ApplicationDraft, member_id: str, member: Member, signer_id: str, *, alone: bool, today: date, adult_age: int
) -> bool:
    if alone:
        return signer_id == member_id
    signer = draft.members.get(signer_id)
    if signer is None or not signs_for_itself(signer, today, adult_age):
        return False
    return member.guardian is None or member.guardian == signer_id


def _named(member: Member) -> dict[str, str | int]:
    return {"name": member.name or "?"}
