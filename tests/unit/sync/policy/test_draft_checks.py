"""A complete draft passes; each single flaw is named at its field, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from sync.model.application import ApplicationDraft, Category, GuaranteeForm, Material
from sync.model.household import AssetItem, AssetKind, HousingFact, IncomeItem, Member, MemberRole, Tenure, Vehicle
from sync.model.numbers import NumberFault
from sync.model.promise import bound, person_sha256
from sync.model.states import DataClass
from sync.policy.draft_checks import missing_for_submit, missing_materials
from tests.support.households import SIGNED, consent_for, example_policy, family, person, with_member

POLICY = example_policy()
TODAY = date(2026, 3, 2)
Change = Callable[[ApplicationDraft], ApplicationDraft]


def changed(**changes: object) -> Change:
    return lambda draft: msgspec.structs.replace(draft, **changes)


def member(member_id: str, **changes: object) -> Change:
    return lambda draft: with_member(draft, member_id, **changes)


def in_place(member_id: str, other: Member) -> Change:
    return lambda draft: msgspec.structs.replace(draft, members={**draft.members, member_id: other})


def without_consent(key: str) -> Change:
    return lambda draft: msgspec.structs.replace(
        draft, consents={name: consent for name, consent in draft.consents.items() if name != key}
    )


def consent(key: str, **changes: object) -> Change:
    return lambda draft: msgspec.structs.replace(
        draft, consents={**draft.consents, key: msgspec.structs.replace(draft.consents[key], **changes)}
    )


def found(draft: ApplicationDraft) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in missing_for_submit(draft, POLICY, TODAY)]


def test_a_complete_family_may_be_submitted() -> None:
    assert found(family()) == []


def test_an_empty_draft_says_what_it_needs() -> None:
    codes = {code for _, code in found(ApplicationDraft())}
    assert codes == {"category_missing", "form_missing", "applicant_missing", "undertaking_missing"}


FLAWS: list[tuple[Change, str, str]] = [
    (changed(category=None), "category", "category_missing"),
    (changed(form=None), "form", "form_missing"),
    (changed(form=GuaranteeForm.SUBSIDY), "form", "form_not_in_policy"),
    (changed(undertaking=None), "undertaking", "undertaking_missing"),
    (member("m1", phone=None), "members/m1", "phone_missing"),
    (member("m1", phone="12345"), "members/m1", "phone_format"),
    (member("m1", marital=None), "members/m1", "marital_missing"),
    (member("m1", marital="77"), "members/m1", "marital_unknown"),
    (member("m1", marital="40"), "members/m1", "marital_against_spouse"),
    (member("m2", name=" "), "members/m2", "name_missing"),
    (member("m2", sex=None), "members/m2", "sex_missing"),
    (member("m3", birth_date=None), "members/m3", "birth_missing"),
    (member("m3", birth_date=date(2026, 3, 3)), "members/m3", "birth_in_future"),
    (member("m2", kinship=None), "members/m2", "kinship_missing"),
    (member("m2", kinship="05"), "members/m2", "kinship_unknown"),
    (member("m2", document_number=None), "members/m2", "number_missing"),
    (member("m2", document_number="990101197608010051"), "members/m2", "number_invalid"),
    (member("m2", document_type="hmt"), "members/m2", "number_of_other_document"),
    (member("m2", birth_date=date(1976, 8, 2)), "members/m2", "birth_differs_from_number"),
    (member("m3", sex="2", kinship="22"), "members/m3", "sex_differs_from_number"),
    (member("m3", kinship="32"), "members/m3", "kinship_sex"),
    (member("m2", kinship="51"), "members/m2", "kinship_age"),
    (member("m3", kinship="61"), "members/m3", "kinship_age"),
    (member("m2", kinship="41"), "members/m2", "kinship_age"),
    (in_place("m2", person("陈大样", date(2014, 8, 1), "11", male=True, serial=2)), "members/m2", "spouse_age"),
    (member("m3", role=MemberRole.APPLICANT), "members/m3", "applicant_kinship"),
    (member("m2", kinship="01"), "members/m2", "applicant_twice"),
    (without_consent("c2"), "consents/@m2", "consent_missing"),
    (without_consent("c3"), "consents/@m3", "consent_of_guardian_missing"),
    (consent("c2", withdrawn_at=SIGNED), "consents/@m2", "consent_missing"),
    (consent("c2", classes=(DataClass.HUKOU,)), "consents/@m2", "consent_classes"),
    (consent("c2", signer="m1"), "consents/@m2", "consent_signer"),
    (consent("c3", signer="m3"), "consents/@m3", "consent_signer"),
    (consent("c3", signer="nobody"), "consents/@m3", "consent_signer"),
    (member("m2", legal_capacity=False), "consents/@m2", "consent_signer"),
    (member("m3", guardian="m2"), "consents/@m3", "consent_signer"),
    (changed(assets={"a1": AssetItem(member="m9", kind=AssetKind.DEPOSIT)}), "assets/a1", "member_unknown"),
    (changed(income={"i1": IncomeItem(member="m1", amount_fen=-1)}), "income/i1", "negative"),
    (changed(income={"i1": IncomeItem(member="m1", amount_fen=10**18)}), "income/i1", "too_large"),
    (
        changed(housing={"h1": HousingFact(member="m1", tenure=Tenure.RENTED, share_num=2)}),
        "housing/h1",
        "share",
    ),
    (
        changed(housing={"h1": HousingFact(member="m1", tenure=Tenure.RENTED, share_den=0)}),
        "housing/h1",
        "share",
    ),
    (
        changed(housing={"h1": HousingFact(member="m1", tenure=Tenure.OWN, area100=100, local=True)}),
        "no_housing_declared",
        "declared_against_entries",
    ),
    (changed(vehicles={"v1": Vehicle(member="m1")}), "no_vehicles_declared", "declared_against_entries"),
    (changed(home_disposed_on=date(2025, 1, 1)), "no_home_disposed", "declared_against_entries"),
    (
        changed(materials={"x": Material(kind="30", member="m1", status="exempt", exempt_reason="because")}),
        "materials/@30@m1",
        "exempt_reason",
    ),
]


@pytest.mark.parametrize(("change", "path", "code"), FLAWS, ids=[f"{path}:{code}" for _, path, code in FLAWS])
def test_each_flaw_is_named_at_its_field(change: Change, path: str, code: str) -> None:
    draft = change(family())
    problem, *_ = [one for one in missing_for_submit(draft, POLICY, TODAY) if (one.path, one.code) == (path, code)]
    if path.startswith("members/") and code != "applicant_twice":
        assert problem.details["name"] == draft.members[path.removeprefix("members/")].name


def details(draft: ApplicationDraft, code: str) -> dict[str, str | int]:
    (problem,) = [problem for problem in missing_for_submit(draft, POLICY, TODAY) if problem.code == code]
    return dict(problem.details)


def test_a_problem_tells_whom_and_what_it_is_about() -> None:
    man = {"name": "陈大样"}
    wrong = member("m2", document_number="990101197608010051")(family())
    assert details(wrong, "number_invalid") == {**man, "fault": NumberFault.CHECK_DIGIT.value}
    assert details(member("m2", kinship="05")(family()), "kinship_unknown") == man
    assert details(member("m2", name=" ")(family()), "name_missing") == {"name": " "}
    assert details(member("m2", name=None)(family()), "name_missing") == {"name": "?"}
    assert details(member("m1", phone=None)(family()), "phone_missing") == {"name": "林秀例"}
    twice = member("m2", document_number=family().members["m1"].document_number)(family())
    assert details(twice, "number_twice") == {**man, "other": "林秀例"}
    assert details(with_member(twice, "m1", name=None), "number_twice") == {**man, "other": "?"}
    odd = msgspec.structs.replace(family(), category=Category.TALENT)
    assert details(odd, "category_not_in_policy") == {"category": "talent"}


def test_two_people_with_one_number() -> None:
    draft = with_member(family(), "m2", document_number=family().members["m1"].document_number)
    assert ("members/m2", "number_twice") in found(draft)


def test_a_second_spouse() -> None:
    extra = person("测试甲", date(1980, 1, 1), "10", male=True, serial=7)
    draft = msgspec.structs.replace(family(), members={**family().members, "m4": extra})
    assert ("members/m4", "spouse_twice") in found(draft)


def test_a_wife_cannot_be_the_wife_of_a_woman_applicant() -> None:
    draft = with_member(family(), "m2", kinship="12")
    assert {code for path, code in found(draft) if path == "members/m2"} == {"kinship_sex", "kinship_applicant_sex"}


def test_a_married_applicant_without_spouse_needs_a_reason() -> None:
    members = {key: entry for key, entry in family().members.items() if key != "m2"}
    consents = {key: entry for key, entry in family().consents.items() if key != "c2"}
    income = {"i1": family().income["i1"]}
    draft = family(members=members, consents=consents, income=income)
    assert found(draft) == [("members/m1", "spouse_missing")]
    assert found(with_member(draft, "m1", note="配偶服刑")) == []


@pytest.mark.parametrize("kinship", ["10", "11", "12"])
def test_who_is_a_spouse_by_the_relation(kinship: str) -> None:
    draft = with_member(family(), "m2", kinship=kinship)
    assert "spouse_missing" not in {code for _, code in found(draft)}
    assert ("members/m1", "marital_against_spouse") in found(with_member(draft, "m1", marital="10"))


def test_a_step_parent_may_be_young() -> None:
    step = person("测试甲", date(1970, 1, 1), "58", male=False, serial=8)
    draft = family(members={**family().members, "m4": step})
    draft = msgspec.structs.replace(
        draft,
        consents={**draft.consents, "c4": consent_for("m4")},
        undertaking=msgspec.structs.replace(draft.undertaking, signers=("m1", "m2", "m4")),
    )
    assert found(draft) == []
    natural = with_member(draft, "m4", kinship="52")
    assert found(natural) == [("members/m4", "kinship_age")]


@pytest.mark.parametrize(
    ("born", "fits"), [(date(1993, 5, 4), False), (date(1993, 5, 5), False), (date(1994, 5, 4), True)]
)
def test_a_parent_is_more_than_fourteen_years_older(born: date, fits: bool) -> None:
    child = person("陈小样", born, "22", male=True, serial=3)
    draft = family(members={**family().members, "m3": child})
    problems = {code for path, code in found(draft) if path == "members/m3"}
    assert problems == (set() if fits else {"kinship_age"})


@pytest.mark.parametrize(("born", "fits"), [(date(1950, 5, 5), False), (date(1950, 5, 4), True)])
def test_a_grandparent_is_more_than_two_times_fourteen_years_older(born: date, fits: bool) -> None:
    grandfather = person("陈老样", born, "61", male=True, serial=9)
    draft = family(members={**family().members, "m4": grandfather})
    problems = {code for path, code in found(draft) if path == "members/m4"}
    assert problems == (set() if fits else {"kinship_age"})


def test_who_signs_the_undertaking() -> None:
    undertaking = family().undertaking
    assert undertaking is not None
    one = family(undertaking=msgspec.structs.replace(undertaking, signers=("m1",)))
    assert found(one) == [("undertaking", "undertaking_signer")]
    assert found(with_member(one, "m2", role=MemberRole.COUNTED_ONLY)) == []


def test_a_guardian_signs_for_an_adult_without_capacity() -> None:
    draft = with_member(family(), "m2", legal_capacity=False)
    draft = msgspec.structs.replace(draft, consents={**draft.consents, "c2": consent_for("m2", "m1")})
    assert found(draft) == []


def test_the_newest_living_consent_counts() -> None:
    older = msgspec.structs.replace(consent_for("m2", classes=()), signed_at=SIGNED.replace(year=2020))
    assert found(family(consents={**family().consents, "c0": older})) == []


def test_papers_that_may_follow_are_listed_but_do_not_block() -> None:
    listed = {problem.path for problem in missing_materials(family(), POLICY, TODAY)}
    assert {"materials/@02@m1", "materials/@02@m3", "materials/@03", "materials/@30@m2", "materials/@34"} <= listed
    assert "materials/@30@m3" not in listed  # a child has no income paper
    assert "materials/@31@m1" not in listed  # not asked of this category
    have = Material(kind="03", status="exempt", exempt_reason="network_check")
    less = {problem.path for problem in missing_materials(family(materials={"x": have}), POLICY, TODAY)}
    assert listed - less == {"materials/@03"}


def test_every_category_of_the_national_order_has_rules() -> None:
    local = {Category.HUKOU_LOWSEC, Category.HUKOU_LOWINC, Category.HUKOU_MIDLOW}
    assert set(POLICY.categories) == {*local, Category.NEW_EMPLOYEE, Category.MIGRANT}


def test_a_change_after_signing_has_to_be_signed_again() -> None:
    signed = family(undertaking=bound(family()))
    assert found(signed) == []
    changed_since = with_member(signed, "m1", employer="例镇例厂")
    assert found(changed_since) == [("undertaking", "undertaking_changed"), ("undertaking", "undertaking_changed")]
    consents = dict(signed.consents)
    consents["c2"] = msgspec.structs.replace(consents["c2"], person_sha256=person_sha256(signed.members["m2"]))
    named = msgspec.structs.replace(signed, consents=consents)
    assert found(named) == []
    renamed = with_member(named, "m2", name="测试甲")
    assert ("consents/@m2", "consent_changed") in found(renamed)
