"""Conditions that not every city has: years, businesses, contracts, degrees, public tenancies, other limits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.application import ApplicationDraft, Category
from sync.model.case import ConditionResult, VerificationFact
from sync.model.household import HousingFact, IncomeItem, IncomeKind, SpecialGroup, Tenure
from sync.model.states import Outcome
from sync.policy import Policy
from sync.policy.conditions.finding import by_size
from sync.policy.conditions.table import CONDITIONS
from sync.policy.evaluation import evaluate
from sync.policy.explain import explain
from sync.policy.figure import Confidence, Figure, Unit
from tests.support.households import example_policy, family, with_member

TODAY = date(2026, 3, 2)
PASS, FAIL, UNKNOWN, NA = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
WORDS = [Translator(language) for language in LANGUAGES]


def figure(value: int, unit: Unit = Unit.COUNT) -> Figure:
    return Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="test")


def policy_with(*codes: str, **limits: Any) -> Policy:
    """The example policy, its category asking for these conditions with these limits."""
    policy = example_policy()
    rules = policy.categories[Category.HUKOU_LOWINC]
    changed = msgspec.structs.replace(rules, conditions=codes, limits=msgspec.structs.replace(rules.limits, **limits))
    return msgspec.structs.replace(policy, categories={Category.HUKOU_LOWINC: changed})


def told(
    code: str, draft: ApplicationDraft, *checks: VerificationFact, today: date = TODAY, **limits: Any
) -> ConditionResult:
    """One condition, with its sentences tried in both languages."""
    (result,) = evaluate(draft, policy_with(code, **limits), today=today, checks=checks).conditions
    for words in WORDS:
        sentence = explain(result, words)
        assert "⟦" not in sentence
        assert "{" not in sentence
        if result.remedy_key:
            assert "⟦" not in words(result.remedy_key)
    return result


def said(result: ConditionResult) -> tuple[Outcome, str]:
    return result.outcome, result.reason_key.rpartition(".")[2]


def fact(kind: str, member: str, outcome: str) -> VerificationFact:
    return VerificationFact(data_class=kind, member=member, outcome=outcome, source="d", as_of=TODAY)


def applicant(**changes: Any) -> ApplicationDraft:
    return with_member(family(), "m1", **changes)


def replaced(**changes: Any) -> ApplicationDraft:
    return msgspec.structs.replace(family(), **changes)


# ------------------------------------------------------------------------------------------ C02


YEARS = {"hukou_years": figure(5, Unit.YEARS), "permit_years": figure(2, Unit.YEARS)}
PERMIT = {"local_hukou": False, "hukou_since": None, "residence_permit_to": date(2027, 1, 1)}


@pytest.mark.parametrize(
    ("member", "outcome", "reason"),
    [
        ({"hukou_since": date(2021, 3, 2)}, PASS, "pass"),
        ({"hukou_since": date(2021, 3, 3)}, FAIL, "fail"),
        ({"hukou_since": None}, UNKNOWN, "unknown"),
        ({"hukou_since": date(2026, 3, 3)}, UNKNOWN, "future"),
        ({"local_hukou": None}, UNKNOWN, "unknown"),
        ({**PERMIT, "residence_permit_from": date(2024, 3, 2)}, PASS, "permit_pass"),
        ({**PERMIT, "residence_permit_from": date(2024, 3, 3)}, FAIL, "permit_fail"),
        ({**PERMIT, "residence_permit_from": None}, UNKNOWN, "permit_unknown"),
        ({**PERMIT, "residence_permit_from": date(2020, 1, 1), "residence_permit_to": None}, UNKNOWN, "permit_unknown"),
        (
            {**PERMIT, "residence_permit_from": date(2020, 1, 1), "residence_permit_to": date(2026, 3, 1)},
            FAIL,
            "permit_over",
        ),
        ({**PERMIT, "residence_permit_from": date(2020, 1, 1), "residence_permit_to": TODAY}, PASS, "permit_pass"),
    ],
)
def test_years_of_residence(member: dict[str, Any], outcome: Outcome, reason: str) -> None:
    assert said(told("C02", applicant(**member), **YEARS)) == (outcome, reason)


def test_years_of_residence_by_what_the_category_asks_for() -> None:
    assert said(told("C02", family())) == (NA, "not_applicable")
    only_hukou = {"hukou_years": figure(5, Unit.YEARS)}
    assert said(told("C02", applicant(**PERMIT), **only_hukou)) == (FAIL, "not_local")
    only_permit = {"permit_years": figure(0, Unit.YEARS)}
    assert said(told("C02", applicant(hukou_since=None), **only_permit)) == (PASS, "local")
    fresh = {**PERMIT, "residence_permit_from": TODAY}
    assert said(told("C02", applicant(**fresh), **only_permit)) == (PASS, "permit_pass")


def test_the_day_on_which_the_years_are_full() -> None:
    result = told("C02", applicant(hukou_since=date(2024, 2, 29)), **YEARS)
    assert result.passes_on == date(2029, 2, 28)
    assert result.remedy_key == "rules.remedy.C02"
    assert told("C02", applicant(hukou_since=date(2020, 1, 1)), **YEARS).passes_on is None


def test_the_day_on_which_somebody_is_old_enough() -> None:
    alone = msgspec.structs.replace(family(), members={"m1": family().members["m1"]})
    young = with_member(alone, "m1", birth_date=date(2000, 5, 4))
    result = told("C03", young, single_age=figure(30, Unit.YEARS))
    assert said(result) == (FAIL, "single")
    assert result.passes_on == date(2030, 5, 4)


# ------------------------------------------------------------------------------------------ C16, C17, C18


HELD = {"status_months": figure(12, Unit.MONTHS)}
EDGE = SpecialGroup.LOWSEC_EDGE


@pytest.mark.parametrize(
    ("since", "outcome", "reason"),
    [
        ({EDGE: date(2025, 3, 2)}, PASS, "declared"),
        ({EDGE: date(2025, 3, 3)}, FAIL, "too_new"),
        ({EDGE: date(2026, 3, 3)}, UNKNOWN, "since_unknown"),
        ({}, UNKNOWN, "since_unknown"),
    ],
)
def test_a_status_that_must_have_been_held(since: Any, outcome: Outcome, reason: str) -> None:
    assert said(told("C16", applicant(special_since=since), **HELD)) == (outcome, reason)


def test_of_several_statuses_the_one_that_holds_counts() -> None:
    new = applicant(special_since={EDGE: date(2026, 1, 1)})
    both = with_member(
        new, "m2", special_groups=(SpecialGroup.LOWSEC,), special_since={SpecialGroup.LOWSEC: date(2020, 1, 1)}
    )
    assert said(told("C16", both, **HELD)) == (PASS, "declared")
    assert said(told("C16", both, fact("V04", "m2", "match"), **HELD)) == (PASS, "pass")
    assert said(told("C16", both, fact("V04", "m2", "not_found"), **HELD)) == (FAIL, "too_new")
    denied = (fact("V04", "m2", "not_found"), fact("V06", "m1", "mismatch"))
    assert said(told("C16", both, *denied, **HELD)) == (FAIL, "denied")
    assert told("C16", new, **HELD).passes_on == date(2027, 1, 1)
    assert said(told("C16", both, fact("V06", "m1", "match"))) == (PASS, "pass")


@pytest.mark.parametrize(
    ("graduated", "outcome", "reason"),
    [
        (date(2021, 3, 3), PASS, "pass"),
        (date(2021, 3, 2), FAIL, "fail"),
        (TODAY, PASS, "pass"),
        (TODAY + timedelta(days=1), UNKNOWN, "future"),
        (None, UNKNOWN, "unknown"),
    ],
)
def test_years_since_graduation(graduated: date | None, outcome: Outcome, reason: str) -> None:
    result = told("C17", applicant(graduated_on=graduated), graduated_years=figure(5, Unit.YEARS))
    assert said(result) == (outcome, reason)
    assert result.passes_on is None
    assert said(told("C17", applicant(graduated_on=graduated))) == (NA, "not_applicable")


def tenancy(**changes: Any) -> dict[str, HousingFact]:
    return {"h": HousingFact(**{"member": "m1", "tenure": Tenure.PUBLIC_TENANCY, **changes})}


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({}, PASS, "pass"),
        ({"housing": {}, "no_housing_declared": True}, PASS, "pass"),
        ({"housing": {}, "no_housing_declared": None}, UNKNOWN, "housing_unknown"),
        ({"housing": tenancy()}, UNKNOWN, "unknown"),
        ({"housing": tenancy(return_promised=True)}, PASS, "promised"),
        ({"housing": tenancy(return_promised=False)}, FAIL, "fail"),
        ({"housing": tenancy(return_promised=False, disposed_on=date(2025, 1, 1))}, PASS, "pass"),
        ({"housing": {**tenancy(return_promised=True), "i": tenancy()["h"]}}, UNKNOWN, "unknown"),
    ],
)
def test_public_tenancies(changes: dict[str, Any], outcome: Outcome, reason: str) -> None:
    result = told("C18", replaced(**changes))
    assert said(result) == (outcome, reason)
    assert result.near is (reason == "promised")


# ------------------------------------------------------------------------- other kinds of limits


def earning(year_fen: int) -> ApplicationDraft:
    return replaced(income={"i": IncomeItem(member="m1", kind=IncomeKind.WAGE, amount_fen=year_fen),
                            "j": IncomeItem(member="m2", kind=IncomeKind.WAGE, amount_fen=0),
                            "k": IncomeItem(member="m3", kind=IncomeKind.OTHER, amount_fen=0)})  # fmt: skip


YEAR = {"income_at_most": None, "income_year_at_most": figure(2_000_000, Unit.FEN)}
SIZE = {"income_at_most": None, "income_by_size": {2: figure(5_000_000, Unit.FEN), 4: figure(9_000_000, Unit.FEN)}}


@pytest.mark.parametrize(
    ("limits", "year_fen", "outcome", "reason", "value"),
    [
        (YEAR, 6_000_000, PASS, "year_near", 2_000_000),
        (YEAR, 5_399_999, PASS, "year_pass", 1_799_999),
        (YEAR, 6_000_003, FAIL, "year_fail", 2_000_001),
        (SIZE, 5_000_000, PASS, "household_near", 5_000_000),
        (SIZE, 4_500_000, PASS, "household_pass", 4_500_000),
        (SIZE, 5_000_001, FAIL, "household_fail", 5_000_001),
        (SIZE, 0, PASS, "none", 0),
    ],
)
def test_limits_of_income(limits: Any, year_fen: int, outcome: Outcome, reason: str, value: int) -> None:
    result = told("C05", earning(year_fen), **limits)
    assert (*said(result), result.value) == (outcome, reason, value)


def test_a_size_without_an_entry_takes_the_next_smaller() -> None:
    limits = SIZE["income_by_size"]
    assert isinstance(limits, dict)
    assert by_size(limits, 1) is None
    assert [limit.value for size in (2, 3, 4, 9) if (limit := by_size(limits, size))] == [
        5_000_000,
        5_000_000,
        9_000_000,
        9_000_000,
    ]
    alone = msgspec.structs.replace(earning(0), members={"m1": family().members["m1"]})
    assert said(told("C05", alone, **SIZE)) == (NA, "not_applicable")


def test_assets_of_the_household() -> None:
    limits = {"assets_at_most": None, "assets_by_size": {1: figure(10_000_000, Unit.FEN)}}
    assert said(told("C06", family(), **limits)) == (PASS, "none")
    found = VerificationFact(
        data_class="V28", member="m1", outcome="found", verified="9500000", source="d", as_of=TODAY
    )
    assert said(told("C06", family(), found, **limits)) == (PASS, "household_near")
    more = msgspec.structs.replace(found, verified="10000001")
    assert said(told("C06", family(), more, **limits)) == (FAIL, "household_fail")
    assert said(told("C06", replaced(no_assets_declared=None), **limits)) == (UNKNOWN, "unknown")


def test_elders_have_higher_lines() -> None:
    limits = {**YEAR, "elder_age": figure(60, Unit.YEARS), "elder_permille": figure(1300, Unit.PERMILLE)}
    draft = earning(6_300_000)
    assert said(told("C05", draft, **limits)) == (FAIL, "year_fail")
    for member in ("m1", "m2", "m3"):
        draft = with_member(draft, member, birth_date=date(1966, 3, 2))
    result = told("C05", draft, **limits)
    assert (*said(result), result.limit) == (PASS, "year_pass", 2_600_000)
    younger = with_member(draft, "m3", birth_date=date(1966, 3, 3))
    assert said(told("C05", younger, **limits)) == (FAIL, "year_fail")
    unborn = with_member(draft, "m3", birth_date=None)
    assert said(told("C05", unborn, **limits)) == (FAIL, "year_fail")
    without = {**limits, "elder_permille": None}
    assert said(told("C05", draft, **without)) == (FAIL, "year_fail")
    assert said(told("C06", draft, **{**limits, "assets_at_most": None})) == (NA, "not_applicable")


def test_an_area_at_the_limit() -> None:
    home = {"h": HousingFact(member="m1", tenure=Tenure.OWN, local=True, area100=3_000)}
    draft = replaced(housing=home, no_housing_declared=None)
    at = {"area_below": None, "area_at_most": figure(1_000, Unit.AREA100)}
    assert said(told("C04", draft, **at)) == (PASS, "near")
    assert said(told("C04", draft, area_below=figure(1_000, Unit.AREA100))) == (FAIL, "fail")


def test_every_condition_that_fails_says_what_would_change_it() -> None:
    for code in CONDITIONS:
        if code == "C15":  # consents are never refused, only missing
            continue
        for words in WORDS:
            assert "⟦" not in words(f"rules.remedy.{code}"), code
