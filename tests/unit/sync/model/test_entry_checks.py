"""What cannot be right in the entries of an application is named at its field, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.application import ApplicationDraft, ConsentPurpose, SignerKind, ValidToRule
from sync.model.entrustment import Entrustment, Power
from sync.model.entry_checks import allowed, check_entries
from sync.model.fields import COLLECTIONS, to_draft, to_fields
from sync.model.household import (
    AssetItem,
    AwayReason,
    FamilyType,
    Household,
    HousingFact,
    IncomeItem,
    LegalCapacity,
    MemberRole,
    Tenure,
    Vehicle,
)
from sync.model.promise import facts_sha256
from sync.model.states import SignatureMethod
from sync.model.work import Business, Contribution, Employment, FundKind
from sync.policy.draft_checks import missing_for_submit
from tests.support.households import (
    HASH,
    SIGNED,
    consent_for,
    document_number,
    example_policy,
    family,
    with_member,
)

TODAY = date(2026, 3, 2)
TOMORROW = date(2026, 3, 3)
USCC, WRONG_USCC = "91350100M000100Y43", "91350100M000100Y44"
Change = Callable[[ApplicationDraft], ApplicationDraft]

LETTER = Entrustment(
    powers=(Power.FILL, Power.SUBMIT),
    principal="m1",
    agent_name="测试甲",
    agent_document_type="resident",
    agent_document_number=document_number(date(1980, 1, 1), 9, male=True),
    agent_phone="19900000009",
    valid_from=date(2026, 3, 1),
    valid_to=date(2026, 6, 30),
    method=SignatureMethod.PAPER,
    signed_at=SIGNED,
    text_version="1",
    text_sha256=HASH,
    signature_sha256=HASH,
    agent_signature_sha256=HASH,
    witness="op-window",
)
FULL = family(
    household=Household(region="990101003", hukou_book="000001", family_type=FamilyType.FAMILY, protected=3),
    housing={
        "h1": HousingFact(member="m1", tenure=Tenure.PUBLIC_TENANCY, return_promised=True, acquired_on=TODAY),
        "h2": HousingFact(member="m1", tenure=Tenure.PRE_SALE, acquired_on=date(2027, 1, 1)),
    },
    income={"i1": IncomeItem(member="m1", period_from=date(2025, 3, 1), period_to=date(2026, 2, 28))},
    assets={"a1": AssetItem(member="m1", as_of=TODAY)},
    vehicles={"v1": Vehicle(member="m1", plate="粤BD12345", vin="LSVAU033212345678", bought_on=TODAY)},
    contributions={
        "f1": Contribution(
            member="m1",
            kind=FundKind.SOCIAL_INSURANCE,
            months_total=24,
            months_continuous=24,
            base_fen=400_000,
            first_month="2024-04",
            last_month="2026-03",
        )
    },
    employments={
        "e1": Employment(
            member="m1",
            employer="例镇例厂",
            employer_code=USCC,
            signed_on=TODAY,
            starts_on=date(2026, 4, 1),
            ends_on=date(2029, 3, 31),
        )
    },
    businesses={
        "b1": Business(member="m2", code=USCC, registered_on=date(2020, 1, 1), closed_on=TODAY, capital_fen=10**13)
    },
    no_business_declared=True,
    entrustment=LETTER,
)


def found(draft: ApplicationDraft) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in check_entries(draft, TODAY)]


def replaced(**changes: Any) -> Change:
    return lambda draft: msgspec.structs.replace(draft, **changes)


def member(member_id: str, **changes: Any) -> Change:
    return lambda draft: with_member(draft, member_id, **changes)


def entry(name: str, key: str, **changes: Any) -> Change:
    def change(draft: ApplicationDraft) -> ApplicationDraft:
        entries = getattr(draft, name)
        return msgspec.structs.replace(
            draft, **{name: {**entries, key: msgspec.structs.replace(entries[key], **changes)}}
        )

    return change


def part(name: str, **changes: Any) -> Change:
    return lambda draft: msgspec.structs.replace(
        draft, **{name: msgspec.structs.replace(getattr(draft, name), **changes)}
    )


def test_a_draft_with_everything_has_no_flaw() -> None:
    assert found(FULL) == []
    assert found(ApplicationDraft()) == []
    assert found(family()) == []


FLAWS: list[tuple[Change, str, str]] = [
    (member("m1", nation="00"), "members/m1", "code_unknown"),
    (member("m1", education="99"), "members/m1", "code_unknown"),
    (member("m1", work="99"), "members/m1", "code_unknown"),
    (member("m1", disability_kind="8"), "members/m1", "code_unknown"),
    (member("m1", disability_grade=5), "members/m1", "code_unknown"),
    (member("m1", hukou_region="44"), "members/m1", "region_unknown"),
    (member("m1", live_region="000000"), "members/m1", "region_unknown"),
    (member("m1", employer_code=WRONG_USCC), "members/m1", "organisation_code"),
    (member("m1", monthly_income_fen=-1), "members/m1", "negative"),
    (member("m1", monthly_income_fen=10**13 + 1), "members/m1", "too_large"),
    (member("m1", insurance_months=721), "members/m1", "too_large"),
    (member("m1", insurance_months=-1), "members/m1", "negative"),
    (member("m1", hukou_since=date(1979, 5, 3)), "members/m1", "dates_order"),
    (member("m1", hukou_since=TOMORROW), "members/m1", "date_in_future"),
    (member("m1", graduated_on=date(1979, 5, 3)), "members/m1", "dates_order"),
    (member("m1", graduated_on=TOMORROW), "members/m1", "date_in_future"),
    (
        member("m1", residence_permit_from=TODAY, residence_permit_to=date(2026, 3, 1)),
        "members/m1",
        "dates_order",
    ),
    (member("m1", residence_permit_from=TOMORROW), "members/m1", "date_in_future"),
    (member("m1", document_valid_from=TODAY, document_valid_to=date(2026, 3, 1)), "members/m1", "dates_order"),
    (member("m1", document_valid_from=TOMORROW), "members/m1", "date_in_future"),
    (member("m1", phone2="123"), "members/m1", "phone_format"),
    (member("m2", capacity=LegalCapacity.LIMITED, legal_capacity=True), "members/m2", "capacity_contradicted"),
    (member("m2", capacity=LegalCapacity.FULL, legal_capacity=False), "members/m2", "capacity_contradicted"),
    (member("m2", deceased=True), "members/m2", "deceased_applies"),
    (member("m2", away_reason=AwayReason.STUDY, lives_together=True), "members/m2", "away_and_there"),
    (part("household", region="4401"), "household", "region_unknown"),
    (part("household", protected=4), "household", "too_large"),
    (part("household", protected=-1), "household", "negative"),
    (part("household", family_type=FamilyType.SINGLE), "household", "family_type"),
    (part("household", family_type=FamilyType.SINGLE_PARENT), "household", "family_type"),
    (entry("housing", "h1", acquired_on=TODAY, disposed_on=date(2026, 3, 1)), "housing/h1", "dates_order"),
    (entry("housing", "h1", acquired_on=TOMORROW), "housing/h1", "date_in_future"),
    (entry("housing", "h1", tenure=Tenure.RENTED), "housing/h1", "return_of_what"),
    (entry("income", "i1", period_to=date(2026, 2, 27)), "income/i1", "period_not_a_year"),
    (entry("income", "i1", period_to=date(2026, 3, 1)), "income/i1", "period_not_a_year"),
    (entry("income", "i1", period_to=date(2027, 2, 28)), "income/i1", "period_not_a_year"),
    (entry("income", "i1", period_to=date.max), "income/i1", "period_not_a_year"),
    (entry("assets", "a1", as_of=TOMORROW), "assets/a1", "date_in_future"),
    (entry("vehicles", "v1", plate="粤B1234"), "vehicles/v1", "plate_format"),
    (entry("vehicles", "v1", vin="123"), "vehicles/v1", "vin_format"),
    (entry("vehicles", "v1", bought_on=TOMORROW), "vehicles/v1", "date_in_future"),
    (entry("contributions", "f1", member="m9"), "contributions/f1", "member_unknown"),
    (entry("contributions", "f1", months_total=721, first_month=None), "contributions/f1", "too_large"),
    (entry("contributions", "f1", months_continuous=-1), "contributions/f1", "negative"),
    (entry("contributions", "f1", base_fen=-1), "contributions/f1", "negative"),
    (entry("contributions", "f1", first_month="2024/04"), "contributions/f1", "month_format"),
    (entry("contributions", "f1", last_month="2026-3"), "contributions/f1", "month_format"),
    (entry("contributions", "f1", last_month="2026-04"), "contributions/f1", "date_in_future"),
    (entry("contributions", "f1", months_continuous=25), "contributions/f1", "months_order"),
    (entry("contributions", "f1", months_total=25, months_continuous=None), "contributions/f1", "months_order"),
    (entry("contributions", "f1", first_month="2026-04", last_month="2026-03"), "contributions/f1", "months_order"),
    (entry("employments", "e1", member="m9"), "employments/e1", "member_unknown"),
    (entry("employments", "e1", employer_code="x"), "employments/e1", "organisation_code"),
    (entry("employments", "e1", ends_on=date(2026, 3, 31)), "employments/e1", "dates_order"),
    (entry("employments", "e1", signed_on=TOMORROW), "employments/e1", "date_in_future"),
    (entry("employments", "e1", open_ended=True), "employments/e1", "open_ended_with_end"),
    (entry("businesses", "b1", member="m9"), "businesses/b1", "member_unknown"),
    (entry("businesses", "b1", code=WRONG_USCC), "businesses/b1", "organisation_code"),
    (entry("businesses", "b1", closed_on=date(2019, 12, 31)), "businesses/b1", "dates_order"),
    (entry("businesses", "b1", closed_on=TOMORROW), "businesses/b1", "dates_order"),
    (entry("businesses", "b1", capital_fen=-1), "businesses/b1", "negative"),
    (entry("businesses", "b1", capital_fen=10**13 + 1), "businesses/b1", "too_large"),
    (entry("businesses", "b1", closed_on=None), "no_business_declared", "declared_against_entries"),
    (entry("consents", "c2", classes=()), "consents/c2", "consent_empty"),
    (entry("consents", "c2", signer_kind=SignerKind.GUARDIAN), "consents/c2", "consent_signer_kind"),
    (entry("consents", "c3", signer_kind=SignerKind.SELF), "consents/c3", "consent_signer_kind"),
    (entry("consents", "c2", text_sha256="x"), "consents/c2", "digest_format"),
    (entry("consents", "c2", signature_sha256="x"), "consents/c2", "digest_format"),
    (entry("consents", "c2", copies=21), "consents/c2", "too_large"),
    (
        entry("consents", "c2", valid_from=TOMORROW, valid_to=TODAY, valid_to_rule=ValidToRule.FIXED),
        "consents/c2",
        "dates_order",
    ),
    (entry("consents", "c2", valid_to_rule=ValidToRule.FIXED), "consents/c2", "consent_end"),
    (entry("consents", "c2", valid_to=TODAY), "consents/c2", "consent_end"),
    (
        entry("consents", "c2", valid_to=date(2026, 3, 1), valid_to_rule=ValidToRule.FIXED),
        "consents/c2",
        "consent_expired",
    ),
    (entry("consents", "c2", purpose=ConsentPurpose.RECHECK), "consents/c2", "consent_purpose"),
    (part("entrustment", powers=()), "entrustment", "entrust_nothing"),
    (part("entrustment", principal="m2"), "entrustment", "entrust_principal"),
    (part("entrustment", agent_name=None), "entrustment", "entrust_agent"),
    (part("entrustment", agent_point="village-01", agent_staff="7"), "entrustment", "entrust_agent"),
    (part("entrustment", agent_staff="7"), "entrustment", "entrust_agent"),
    (part("entrustment", agent_document_number="123"), "entrustment", "number_invalid"),
    (part("entrustment", agent_document_type="hmt"), "entrustment", "number_of_other_document"),
    (part("entrustment", agent_phone="123"), "entrustment", "phone_format"),
    (part("entrustment", valid_to=date(2026, 2, 28)), "entrustment", "dates_order"),
    (part("entrustment", text_sha256="x"), "entrustment", "digest_format"),
    (part("entrustment", signature_sha256=None), "entrustment", "entrust_signatures"),
    (part("entrustment", agent_signature_sha256=None), "entrustment", "entrust_signatures"),
]


@pytest.mark.parametrize(("change", "path", "code"), FLAWS, ids=[f"{path}:{code}" for _, path, code in FLAWS])
def test_each_flaw_is_named_at_its_field_and_nothing_else(change: Change, path: str, code: str) -> None:
    assert found(change(FULL)) == [(path, code)]


@pytest.mark.parametrize(
    "change",
    [
        member("m1", nation="56", education="20", work="54", disability_kind="7", disability_grade=1),
        member("m1", hukou_region="441900003", live_region="990101001001", employer_code=USCC),
        member("m1", monthly_income_fen=10**13, insurance_months=720, graduated_on=TODAY),
        member("m1", residence_permit_from=TODAY, residence_permit_to=TODAY, phone2="0795-1234567"),
        member("m1", document_valid_from=TODAY, document_valid_to=TODAY, document_issuer="例州市公安局"),
        member("m2", capacity=LegalCapacity.FULL, legal_capacity=True),
        member("m2", capacity=LegalCapacity.NONE),
        member("m2", deceased=True, role=MemberRole.COUNTED_ONLY),
        member("m2", deceased=False),
        member("m2", away_reason=AwayReason.SERVICE, lives_together=False),
        part("household", family_type=None, protected=0),
        replaced(household=None, entrustment=None),
        entry("housing", "h1", acquired_on=TODAY, disposed_on=TODAY),
        entry("housing", "h1", return_promised=False, tenure=Tenure.RENTED),
        entry("housing", "h2", tenure=Tenure.RESETTLE_UNDELIVERED),
        entry("income", "i1", period_from=None),
        entry("income", "i1", period_to=None),
        entry("vehicles", "v1", plate=None, vin=None),
        entry("vehicles", "v1", plate="", vin=""),
        entry("contributions", "f1", member=None, months_continuous=None, months_total=None),
        entry("contributions", "f1", last_month=None, months_total=25),
        entry("contributions", "f1", first_month="2023-12", last_month="2025-11"),
        entry("contributions", "f1", first_month=None, months_total=720),
        entry("employments", "e1", member=None, open_ended=True, ends_on=None),
        entry("employments", "e1", ends_on=date(2026, 4, 1)),
        entry("businesses", "b1", member=None, registered_on=TODAY),
        entry("consents", "c2", signer_kind=SignerKind.SELF, purpose=ConsentPurpose.APPLY, copies=20),
        entry("consents", "c3", signer_kind=SignerKind.GUARDIAN),
        entry("consents", "c2", signature_sha256=""),
        entry("consents", "c2", valid_from=TODAY, valid_to=TODAY, valid_to_rule=ValidToRule.FIXED),
        entry("consents", "c2", valid_to_rule=ValidToRule.END_OF_MATTER),
        entry("consents", "c2", classes=(), withdrawn_at=SIGNED),
        part("entrustment", agent_name=None, agent_point="village-01", agent_staff="7"),
        part("entrustment", agent_document_number=None, agent_phone=None, agent_document_type=None),
        part("entrustment", agent_document_type=None, valid_from=date(2026, 6, 30)),
        part("entrustment", signed_at=None, signature_sha256=None, agent_signature_sha256=None),
    ],
)
def test_what_can_be_right_passes(change: Change) -> None:
    assert found(change(FULL)) == []


def test_a_leap_day_ends_a_year() -> None:
    year = entry("income", "i1", period_from=date(2023, 3, 1), period_to=date(2024, 2, 29))
    assert found(year(FULL)) == []
    short = entry("income", "i1", period_from=date(2023, 3, 1), period_to=date(2024, 2, 28))
    assert found(short(FULL)) == [("income/i1", "period_not_a_year")]


def test_a_business_that_lives_needs_no_statement_that_there_is_none() -> None:
    alive = entry("businesses", "b1", closed_on=None)(FULL)
    assert found(msgspec.structs.replace(alive, no_business_declared=None)) == []
    future = entry("businesses", "b1", registered_on=TOMORROW, closed_on=None)(alive)
    assert found(msgspec.structs.replace(future, no_business_declared=False)) == [("businesses/b1", "date_in_future")]


def test_a_single_applicant_and_a_parent_alone() -> None:
    one = {"m1": FULL.members["m1"]}
    single = replaced(members=one, household=Household(family_type=FamilyType.SINGLE, protected=1))(FULL)
    assert ("household", "family_type") not in found(single)
    counted = with_member(FULL, "m2", role=MemberRole.COUNTED_ONLY)
    counted = with_member(counted, "m3", role=MemberRole.COUNTED_ONLY)
    assert found(part("household", family_type=FamilyType.SINGLE)(counted)) == []
    two = with_member(counted, "m2", role=MemberRole.CO_APPLICANT)
    assert found(part("household", family_type=FamilyType.SINGLE)(two)) == [("household", "family_type")]
    parent = {"m1": FULL.members["m1"], "m3": FULL.members["m3"]}
    alone = replaced(members=parent, household=Household(family_type=FamilyType.SINGLE_PARENT))(FULL)
    assert ("household", "family_type") not in found(alone)
    nobody = ApplicationDraft(household=Household(protected=1))
    assert found(nobody) == []
    assert found(msgspec.structs.replace(nobody, household=Household(protected=2))) == [("household", "too_large")]


def test_only_the_letter_that_stands_is_looked_at() -> None:
    older = msgspec.structs.replace(consent_for("m2", classes=()), signed_at=SIGNED.replace(year=2020))
    for order in ({"c0": older, **FULL.consents}, {**FULL.consents, "c0": older}):
        assert found(msgspec.structs.replace(FULL, consents=order)) == []
    same = msgspec.structs.replace(FULL.consents["c2"], classes=())
    assert found(msgspec.structs.replace(FULL, consents={**FULL.consents, "c0": same})) == []
    newer = msgspec.structs.replace(older, signed_at=SIGNED.replace(year=2027))
    draft = msgspec.structs.replace(FULL, consents={**FULL.consents, "c0": newer})
    assert found(draft) == [("consents/c0", "consent_empty")]


def test_what_an_agent_may_do_today() -> None:
    assert allowed(FULL, Power.SUBMIT, TODAY)
    assert not allowed(FULL, Power.SIGN_CONTRACT, TODAY)
    assert not allowed(family(), Power.SUBMIT, TODAY)
    for day, good in (
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ):
        assert LETTER.allows(Power.FILL, day) is good
    assert msgspec.structs.replace(LETTER, valid_from=None, valid_to=None).allows(Power.FILL, TODAY)
    assert not msgspec.structs.replace(LETTER, signed_at=None).allows(Power.FILL, TODAY)
    assert not msgspec.structs.replace(LETTER, withdrawn_at=SIGNED).allows(Power.FILL, TODAY)


def test_the_submission_asks_these_checks() -> None:
    draft = family(vehicles={"v1": Vehicle(member="m1", plate="x")}, no_vehicles_declared=None)
    missing = [(problem.path, problem.code) for problem in missing_for_submit(draft, example_policy(), TODAY)]
    assert ("vehicles/v1", "plate_format") in missing


def test_the_new_groups_are_fields_that_merge_one_by_one_and_are_promised() -> None:
    fields = to_fields(FULL)
    assert {"household", "entrustment", "contributions/f1", "employments/e1", "businesses/b1"} <= set(fields)
    assert to_draft(fields) == FULL
    assert {"contributions", "employments", "businesses"} <= set(COLLECTIONS)
    base = facts_sha256(FULL)
    for other in (
        replaced(contributions={}),
        replaced(employments={}),
        replaced(businesses={}),
        replaced(no_business_declared=None),
        part("household", protected=2),
    ):
        assert facts_sha256(other(FULL)) != base
    assert facts_sha256(msgspec.structs.replace(FULL, entrustment=None)) == base


def test_facts_from_before_these_fields_keep_their_digest() -> None:
    assert facts_sha256(family()) == "df79bce6c5844c22845200102f3be21b47bacc0e20cf1aa5ac03a294f0053a7e"
