"""Which answers of departments are still open, beside a review or on the road."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Final

import msgspec

from sync.model.application import ApplicationDraft
from sync.model.case import Case, VerificationFact
from sync.model.states import DataClass
from sync.policy.calendar import civil_day
from sync.policy.figures import is_answer
from sync.policy.people import is_adult, live_consents
from sync.policy.records import Policy
from sync.workflow.engine import Context
from sync.workflow.guards import today

_MARK: Final = 32
"""Hex digits of a digest that are kept."""


def counting_day(case: Case, context: Context) -> date:
    """Ages and periods count on the day of submission, so that waiting for the office never harms."""
    submitted = case.process.submitted_at
    return civil_day(submitted) if submitted else today(context)


def required_checks(draft: ApplicationDraft, policy: Policy, day: date) -> tuple[tuple[DataClass, str], ...]:
    """(class, member) that must be answered before a reviewer may agree."""
    adult_age = policy.consent.adult_age.value
    applicant = draft.applicant_id()
    return tuple(
        (rule.data_class, member_id)
        for rule in policy.checks
        for member_id, member in draft.members.items()
        if rule.who == "all"
        or (rule.who == "adults" and is_adult(member, day, adult_age))
        or (rule.who == "applicant" and member_id == applicant)
    )


def open_checks(
    draft: ApplicationDraft, facts: Iterable[VerificationFact], policy: Policy, day: date
) -> tuple[tuple[DataClass, str], ...]:
    """(class, member) without an answer about the person that the member is now.

    An unavailable one counts once a manual check with a note is recorded.
    """
    answered = {
        (fact.data_class, fact.member) for fact in merged(facts) if is_answer(fact) and still_holds(draft, fact)
    }
    return tuple(pair for pair in required_checks(draft, policy, day) if (pair[0].value, pair[1]) not in answered)


def person_mark(draft: ApplicationDraft, member_id: str) -> str | None:
    """Digest of a member's document number, None without member or number."""
    member = draft.members.get(member_id)
    number = None if member is None else member.document_number
    return None if not number else hashlib.sha256(f"person|{number.strip().upper()}".encode()).hexdigest()[:_MARK]


def bound(draft: ApplicationDraft, facts: Iterable[VerificationFact]) -> tuple[VerificationFact, ...]:
    """The facts, each bound to the person that its member is now."""
    return tuple(msgspec.structs.replace(fact, about=person_mark(draft, fact.member)) for fact in facts)


def still_holds(draft: ApplicationDraft, fact: VerificationFact) -> bool:
    """Whether a fact is about the person that its member is now."""
    return fact.about is None or fact.about == person_mark(draft, fact.member)


def merged(facts: Iterable[VerificationFact]) -> tuple[VerificationFact, ...]:
    """The latest fact of each class and member, in the order of their first coming."""
    latest: dict[tuple[str, str], VerificationFact] = {}
    for fact in facts:
        latest[fact.data_class, fact.member] = fact
    return tuple(latest.values())


def without_consent(draft: ApplicationDraft, facts: Iterable[VerificationFact], day: date) -> str | None:
    """The first class that was asked for on ``day`` without a live consent (rule R03), None when all were allowed."""
    consents = live_consents(draft, day)
    for fact in facts:
        consent = consents.get(fact.member)
        if consent is None or fact.data_class not in {kind.value for kind in consent.classes}:
            return fact.data_class
    return None
