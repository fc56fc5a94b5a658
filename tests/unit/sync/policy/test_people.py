"""Who is who in a household: ages, adults, who signs for whom, who has consented."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from sync.model.application import ApplicationDraft, Consent
from sync.model.household import Member, MemberRole
from sync.policy import Policy
from sync.policy.people import age_of, consent_gaps, is_adult, live_consents, signs_for_itself, to_be_housed
from tests.support.households import SIGNED, consent_for, example_policy, family, person, with_member

POLICY = example_policy()
TODAY = date(2026, 3, 2)


def born(day: date | None) -> Member:
    return msgspec.structs.replace(person("测试甲", date(2000, 1, 1), "90", male=True), birth_date=day)


def ruled(*, adult_age: int = 18, minors_by_guardian: bool = True) -> Policy:
    rule = POLICY.consent
    changed = msgspec.structs.replace(
        rule,
        adult_age=msgspec.structs.replace(rule.adult_age, value=adult_age),
        minors_by_guardian=minors_by_guardian,
    )
    return msgspec.structs.replace(POLICY, consent=changed)


def gaps(draft: ApplicationDraft, policy: Policy = POLICY, today: date = TODAY) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in consent_gaps(draft, policy, today)]


@pytest.mark.parametrize(
    ("day", "age"),
    [
        (None, None),
        (date(2026, 3, 3), None),
        (TODAY, 0),
        (date(2008, 3, 2), 18),
        (date(2008, 3, 3), 17),
    ],
)
def test_an_age_is_full_years_or_unknown(day: date | None, age: int | None) -> None:
    assert age_of(born(day), TODAY) == age


@pytest.mark.parametrize(
    ("day", "adult"),
    [(date(2008, 3, 2), True), (date(2008, 3, 3), False), (None, True), (date(2026, 3, 3), True)],
)
def test_who_may_be_an_adult_is_treated_as_one(day: date | None, adult: bool) -> None:
    assert is_adult(born(day), TODAY) is adult
    assert signs_for_itself(born(day), TODAY) is adult


def test_the_age_of_adults_can_be_another() -> None:
    member = born(date(2009, 3, 2))
    assert is_adult(member, TODAY, 17)
    assert signs_for_itself(member, TODAY, 17)
    assert not signs_for_itself(member, TODAY, 18)


@pytest.mark.parametrize(("capacity", "signs"), [(None, True), (True, True), (False, False)])
def test_capacity_is_presumed(capacity: bool | None, signs: bool) -> None:
    member = msgspec.structs.replace(born(date(1980, 1, 1)), legal_capacity=capacity)
    assert signs_for_itself(member, TODAY) is signs


def test_who_is_only_counted_is_not_housed() -> None:
    assert to_be_housed(family()) == 3
    assert to_be_housed(with_member(family(), "m2", role=MemberRole.COUNTED_ONLY)) == 2


def consent(year: int, **changes: object) -> Consent:
    given = msgspec.structs.replace(consent_for("m1"), signed_at=datetime(year, 3, 1, tzinfo=UTC))
    return msgspec.structs.replace(given, **changes)


def test_the_latest_consent_that_lives_is_the_one_that_counts() -> None:
    first, second = consent(2024), consent(2025)
    for order in ({"a": first, "b": second}, {"b": second, "a": first}):
        assert live_consents(family(consents=order)) == {"m1": second}
    withdrawn = msgspec.structs.replace(second, withdrawn_at=SIGNED)
    assert live_consents(family(consents={"a": first, "b": withdrawn})) == {"m1": first}
    assert live_consents(family(consents={"b": withdrawn})) == {}


@pytest.mark.parametrize(
    ("ends", "lives"), [(None, True), (date(2026, 3, 3), True), (TODAY, True), (date(2026, 3, 1), False)]
)
def test_a_consent_holds_to_its_last_day(ends: date | None, lives: bool) -> None:
    draft = family(consents={"a": consent(2025, valid_to=ends)})
    assert ("m1" in live_consents(draft, TODAY)) is lives
    assert "m1" in live_consents(draft)


def test_a_minor_has_no_gap_where_no_guardian_consents_for_minors() -> None:
    consents = {key: one for key, one in family().consents.items() if key != "c3"}
    draft = family(consents=consents)
    assert gaps(draft) == [("consents/@m3", "consent_of_guardian_missing")]
    assert gaps(draft, ruled(minors_by_guardian=False)) == []
    assert gaps(family(consents={}), ruled(minors_by_guardian=False)) == [
        ("consents/@m1", "consent_missing"),
        ("consents/@m2", "consent_missing"),
    ]


def test_whose_consent_is_their_own_is_asked_by_the_age_of_the_policy() -> None:
    draft = family(consents={**family().consents, "c3": consent_for("m3", "m3")})
    assert gaps(draft) == [("consents/@m3", "consent_signer")]
    assert gaps(draft, ruled(adult_age=10)) == []
    assert gaps(draft, ruled(adult_age=10), today=date(2026, 2, 28)) == [("consents/@m3", "consent_signer")]
    assert gaps(draft, ruled(adult_age=11)) == [("consents/@m3", "consent_signer")]


def test_a_guardian_of_the_household_signs_for_a_child() -> None:
    def by(signer: str, guardian: str | None = None) -> list[tuple[str, str]]:
        draft = family(consents={**family().consents, "c3": consent_for("m3", signer)})
        return gaps(with_member(draft, "m3", guardian=guardian))

    refused = [("consents/@m3", "consent_signer")]
    assert by("m1") == by("m2") == by("m2", "m2") == []
    assert by("m1", "m2") == by("m3") == by("m9") == by("m9", "m9") == refused


def test_a_problem_of_consent_names_the_person_and_the_classes() -> None:
    draft = family(consents={**family().consents, "c2": consent_for("m2", classes=POLICY.consent.classes[1:])})
    (problem,) = consent_gaps(draft, POLICY, TODAY)
    assert problem.details == {"name": "陈大样", "classes": POLICY.consent.classes[0].value}
    (nameless,) = consent_gaps(with_member(draft, "m2", name=None), POLICY, TODAY)
    assert nameless.details["name"] == "?"
