"""Businesses, contributions and labour contracts: C08, C09, C10."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from sync.model.states import Outcome
from sync.model.work import Business, BusinessKind, BusinessPart, Contribution, Employment, FundKind
from sync.policy.figure import Unit
from tests.support.households import family
from tests.unit.sync.policy.test_conditions import (
    FAIL,
    NA,
    PASS,
    TODAY,
    UNKNOWN,
    applicant,
    fact,
    figure,
    replaced,
    said,
    told,
)

# ------------------------------------------------------------------------------------------ C08


def business(**changes: Any) -> dict[str, Business]:
    fields = {"member": "m2", "kind": BusinessKind.ENTERPRISE, "part": BusinessPart.SHAREHOLDER, **changes}
    return {"b": Business(**fields)}


@pytest.mark.parametrize(
    ("changes", "outcome", "reason"),
    [
        ({"no_business_declared": True}, PASS, "pass"),
        ({}, UNKNOWN, "unknown"),
        ({"businesses": business()}, FAIL, "fail"),
        ({"businesses": business(part=BusinessPart.LEGAL_REPRESENTATIVE)}, FAIL, "fail"),
        ({"businesses": business(part=BusinessPart.OFFICER)}, PASS, "small"),
        ({"businesses": business(kind=BusinessKind.SELF_EMPLOYED, part=BusinessPart.OPERATOR)}, PASS, "small"),
        ({"businesses": business(closed_on=date(2025, 1, 1))}, PASS, "pass"),
        ({"businesses": business(closed_on=TODAY)}, PASS, "pass"),
        ({"businesses": business(closed_on=TODAY + timedelta(days=1))}, FAIL, "fail"),
        ({"businesses": business(kind=None)}, UNKNOWN, "unknown"),
        ({"businesses": business(part=None)}, UNKNOWN, "unknown"),
    ],
)
def test_businesses(changes: dict[str, Any], outcome: Outcome, reason: str) -> None:
    result = told("C08", replaced(**changes))
    assert said(result) == (outcome, reason)
    assert result.near is (reason == "small")


def test_a_registration_that_nobody_declared_is_to_be_clarified() -> None:
    none = replaced(no_business_declared=True)
    assert said(told("C08", none, fact("V09", "m2", "found"))) == (UNKNOWN, "contradicted")
    assert said(told("C08", none, fact("V08", "m1", "found"))) == (UNKNOWN, "contradicted")
    assert said(told("C08", none, fact("V08", "m1", "not_found"))) == (PASS, "pass")
    shop = replaced(businesses=business(kind=BusinessKind.SELF_EMPLOYED, part=BusinessPart.OPERATOR))
    assert said(told("C08", shop, fact("V08", "m2", "found"))) == (PASS, "small")
    assert said(told("C08", shop, fact("V08", "m1", "found"))) == (UNKNOWN, "contradicted")
    assert said(told("C08", shop, fact("V09", "m2", "found"))) == (UNKNOWN, "contradicted")


# ------------------------------------------------------------------------------------------ C09, C10


def paid(kind: FundKind = FundKind.SOCIAL_INSURANCE, **months: Any) -> dict[str, Contribution]:
    return {"c": Contribution(**{"member": "m1", "kind": kind, **months})}


@pytest.mark.parametrize(
    ("contributions", "outcome", "value"),
    [
        (paid(months_continuous=12), PASS, 12),
        (paid(months_continuous=11), FAIL, 11),
        (paid(FundKind.HOUSING_FUND, months_continuous=12), PASS, 12),
        (paid(months_total=40, months_continuous=3), FAIL, 3),
        (paid(months_total=40), PASS, 40),
        (paid(), UNKNOWN, None),
        (paid(months_total=-1), UNKNOWN, None),
        ({"c": Contribution(member="m2", kind=FundKind.HOUSING_FUND, months_total=40)}, UNKNOWN, None),
        ({"c": Contribution(member="m1", months_total=40)}, UNKNOWN, None),
        (
            {**paid(months_total=2), "d": Contribution(member="m1", kind=FundKind.HOUSING_FUND, months_total=14)},
            PASS,
            14,
        ),
    ],
)
def test_contributions(contributions: Any, outcome: Outcome, value: int | None) -> None:
    result = told("C09", replaced(contributions=contributions), insurance_months=figure(12, Unit.MONTHS))
    assert (result.outcome, result.value) == (outcome, value)


def test_months_that_are_missing_come_one_by_one() -> None:
    result = told("C09", applicant(insurance_months=10), insurance_months=figure(12, Unit.MONTHS))
    assert said(result) == (FAIL, "fail")
    assert result.passes_on == date(2026, 5, 2)
    assert result.figures["gap"] == 2
    assert told("C09", applicant(insurance_months=13), insurance_months=figure(12, Unit.MONTHS)).near
    assert not told("C09", applicant(insurance_months=14), insurance_months=figure(12, Unit.MONTHS)).near
    assert said(told("C09", family())) == (NA, "not_applicable")


def employed(**changes: Any) -> dict[str, Employment]:
    fields = {"member": "m1", "starts_on": date(2025, 6, 1), "ends_on": date(2026, 5, 31), **changes}
    return {"e": Employment(**fields)}


@pytest.mark.parametrize(
    ("employments", "outcome", "reason"),
    [
        (employed(), PASS, "pass"),
        (employed(ends_on=date(2026, 5, 30)), FAIL, "fail"),
        (employed(ends_on=TODAY), FAIL, "fail"),
        (employed(ends_on=TODAY - timedelta(days=1)), FAIL, "over"),
        (employed(starts_on=TODAY + timedelta(days=1)), FAIL, "over"),
        (employed(starts_on=TODAY, ends_on=date(2027, 3, 1)), PASS, "pass"),
        (employed(ends_on=None, open_ended=True), PASS, "pass"),
        (employed(ends_on=None), UNKNOWN, "unknown"),
        (employed(starts_on=None), UNKNOWN, "unknown"),
        (employed(ends_on=date.max), PASS, "pass"),
        (employed(member="m2"), UNKNOWN, "unknown"),
        ({}, UNKNOWN, "unknown"),
        (
            {**employed(ends_on=None), "f": Employment(member="m1", starts_on=date(2020, 1, 1), ends_on=date.max)},
            PASS,
            "pass",
        ),
    ],
)
def test_labour_contracts(employments: Any, outcome: Outcome, reason: str) -> None:
    result = told("C10", replaced(employments=employments), contract_months=figure(12, Unit.MONTHS))
    assert said(result) == (outcome, reason)


def test_the_length_of_a_contract() -> None:
    result = told(
        "C10", replaced(employments=employed(ends_on=date(2026, 4, 30))), contract_months=figure(12, Unit.MONTHS)
    )
    assert (result.value, result.limit, result.figures["gap"]) == (11, 12, 1)
    assert said(told("C10", family())) == (NA, "not_applicable")
