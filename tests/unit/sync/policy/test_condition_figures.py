"""What a condition shows of its reckoning: the value, the limit, the gap, the days; and where the limit comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

import msgspec
import pytest

from sync.model.application import ApplicationDraft, Category
from sync.model.case import ConditionResult, VerificationFact
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    Member,
    SpecialGroup,
    Tenure,
    Vehicle,
    VehicleUse,
)
from sync.model.states import DataClass, Outcome
from sync.model.work import Employment
from sync.policy.evaluation import evaluate
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.records import CheckRule
from tests.support.households import example_policy, family, with_member

TODAY = date(2026, 3, 2)
PASS, FAIL, UNKNOWN, NA = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def figure(value: int, unit: Unit, confidence: Confidence = Confidence.PAGE) -> Figure:
    return Figure(value=value, unit=unit, confidence=confidence, source="a page that was read")


def months(value: int) -> Figure:
    return figure(value, Unit.MONTHS)


def years(value: int) -> Figure:
    return figure(value, Unit.YEARS)


def fen(value: int) -> Figure:
    return figure(value, Unit.FEN)


def shown(
    code: str,
    draft: ApplicationDraft,
    *checks: VerificationFact,
    rules: Mapping[str, Any] = MappingProxyType({}),
    checks_of_policy: tuple[CheckRule, ...] | None = None,
    **limits: Any,
) -> ConditionResult:
    policy = example_policy()
    kept = policy.categories[Category.HUKOU_LOWINC]
    changed = msgspec.structs.replace(
        kept, conditions=(code,), limits=msgspec.structs.replace(kept.limits, **limits), **rules
    )
    policy = msgspec.structs.replace(
        policy,
        categories={Category.HUKOU_LOWINC: changed},
        checks=policy.checks if checks_of_policy is None else checks_of_policy,
    )
    (result,) = evaluate(draft, policy, today=TODAY, checks=checks).conditions
    return result


def answer(kind: str, outcome: str, verified: str | None = None) -> VerificationFact:
    return VerificationFact(data_class=kind, member="m1", outcome=outcome, verified=verified, source="d", as_of=TODAY)


def applicant(**changes: Any) -> ApplicationDraft:
    return with_member(family(), "m1", **changes)


def alone(**changes: Any) -> ApplicationDraft:
    member: Member = msgspec.structs.replace(family().members["m1"], **changes)
    return family(members={"m1": member})


def employed(starts: date, ends: date) -> ApplicationDraft:
    contract = Employment(member="m1", starts_on=starts, ends_on=ends)
    return msgspec.structs.replace(family(), employments={"e": contract})


def owning(area100: int) -> ApplicationDraft:
    home = HousingFact(member="m1", tenure=Tenure.OWN, local=True, area100=area100)
    return family(housing={"h": home}, no_housing_declared=None)


def earning(year_fen: int) -> ApplicationDraft:
    items = {"i": IncomeItem(member="m1", amount_fen=year_fen), "j": IncomeItem(member="m2", amount_fen=0)}
    return family(income=items)


def holding(value_fen: int) -> ApplicationDraft:
    deposit = AssetItem(member="m1", kind=AssetKind.DEPOSIT, value_fen=value_fen)
    return family(assets={"a": deposit}, no_assets_declared=None)


def driving(*prices: int | None) -> ApplicationDraft:
    vehicles = {
        f"v{at}": Vehicle(member="m1", use=VehicleUse.PRIVATE, price_fen=price) for at, price in enumerate(prices)
    }
    return family(vehicles=vehicles, no_vehicles_declared=None)


HUKOU = {"hukou_years": years(5), "permit_years": years(2)}
PERMIT = {"local_hukou": False, "hukou_since": None, "residence_permit_to": date(2027, 1, 1)}
EDGE = SpecialGroup.LOWSEC_EDGE
DAYS = {"date": "2023-03-03", "full": "2028-03-03", "limit": 5}


@pytest.mark.parametrize(
    ("code", "draft", "limits", "reason", "value", "figures", "passes_on"),
    [
        ("C02", applicant(hukou_since=date(2023, 3, 3)), HUKOU, "fail", None, DAYS, date(2028, 3, 3)),
        ("C02", applicant(hukou_since=date(2020, 3, 2)), HUKOU, "pass", None,
         {"date": "2020-03-02", "full": "2025-03-02", "limit": 5}, None),
        ("C02", applicant(**PERMIT, residence_permit_from=date(2025, 3, 2)), {"permit_years": years(2), **HUKOU},
         "permit_fail", None, {"date": "2025-03-02", "full": "2027-03-02", "limit": 2}, date(2027, 3, 2)),
        ("C03", family(), {"applicant_age": years(18)}, "pass", 46, {"value": 46, "limit": 18}, None),
        ("C03", applicant(legal_capacity=False), {"applicant_age": years(18)}, "capacity", 46,
         {"value": 46, "limit": 18}, None),
        ("C03", alone(birth_date=date(2000, 5, 4)), {"single_age": years(30)}, "single", 25,
         {"value": 25, "limit": 30}, date(2030, 5, 4)),
        ("C03", alone(birth_date=date(2012, 5, 4), special_groups=(SpecialGroup.ORPHAN,)), {"orphan_age": years(16)},
         "fail", 13, {"value": 13, "limit": 16}, date(2028, 5, 4)),
        ("C04", owning(3_003), {"area_below": figure(1_500, Unit.AREA100)}, "pass", 1_001,
         {"value_area100": 1_001, "limit_area100": 1_500, "gap_area100": 499, "persons": 3}, None),
        ("C04", owning(6_000), {"area_below": figure(1_500, Unit.AREA100)}, "fail", 2_000,
         {"value_area100": 2_000, "limit_area100": 1_500, "gap_area100": 500, "persons": 3}, None),
        ("C05", earning(3_600_000), {"income_at_most": fen(90_000)}, "fail", 100_000,
         {"value_fen": 100_000, "limit_fen": 90_000, "gap_fen": 10_000, "persons": 3}, None),
        ("C05", earning(3_600_000), {"income_at_most": None, "income_year_at_most": fen(1_500_000)}, "year_pass",
         1_200_000, {"value_fen": 1_200_000, "limit_fen": 1_500_000, "gap_fen": 300_000, "persons": 3}, None),
        ("C06", holding(3_000_000), {"assets_at_most": fen(1_200_000)}, "pass", 1_000_000,
         {"value_fen": 1_000_000, "limit_fen": 1_200_000, "gap_fen": 200_000, "persons": 3}, None),
        ("C06", holding(3_000_000), {"assets_at_most": None, "assets_by_size": {3: fen(3_100_000)}},
         "household_near", 3_000_000,
         {"value_fen": 3_000_000, "limit_fen": 3_100_000, "gap_fen": 100_000, "persons": 3}, None),
        ("C07", driving(100, 100), {"vehicles_at_most": figure(1, Unit.COUNT), "vehicle_price_at_most": None},
         "fail", 2, {"value": 2, "limit": 1, "gap": 1}, None),
        ("C07", driving(100, 5_001),
         {"vehicle_price_at_most": fen(5_000), "vehicles_at_most": figure(2, Unit.COUNT)}, "price", 5_001,
         {"value_fen": 5_001, "limit_fen": 5_000}, None),
        ("C09", applicant(insurance_months=10), {"insurance_months": months(12)}, "fail", 10,
         {"value": 10, "limit": 12, "gap": 2}, date(2026, 5, 2)),
        ("C09", applicant(insurance_months=20), {"insurance_months": months(12)}, "pass", 20,
         {"value": 20, "limit": 12, "gap": 8}, None),
        ("C10", employed(date(2025, 6, 1), date(2026, 4, 30)), {"contract_months": months(12)}, "fail", 11,
         {"value": 11, "limit": 12, "gap": 1}, None),
        ("C10", employed(date(2025, 6, 1), date(2027, 5, 31)), {"contract_months": months(12)}, "pass", 24,
         {"value": 24, "limit": 12, "gap": 12}, None),
        ("C12", family(home_disposed_on=date(2023, 3, 3), no_home_disposed=None), {"disposed_years": years(5)},
         "fail", None, {"date": "2023-03-03", "free": "2028-03-03", "limit": 5}, date(2028, 3, 3)),
        ("C12", family(home_disposed_on=date(2020, 3, 3), no_home_disposed=None), {"disposed_years": years(5)},
         "long_ago", None, {"date": "2020-03-03", "free": "2025-03-03", "limit": 5}, None),
        ("C12", family(), {"disposed_years": years(5)}, "pass", None, {}, None),
        ("C16", applicant(special_since={EDGE: date(2025, 9, 2)}), {"status_months": months(12)}, "too_new", None,
         {"date": "2025-09-02", "full": "2026-09-02", "limit": 12}, date(2026, 9, 2)),
        ("C17", applicant(graduated_on=date(2022, 7, 1)), {"graduated_years": years(5)}, "pass", None,
         {"date": "2022-07-01", "over": "2027-07-01", "limit": 5}, None),
        ("C17", applicant(graduated_on=date(2019, 7, 1)), {"graduated_years": years(5)}, "fail", None,
         {"date": "2019-07-01", "over": "2024-07-01", "limit": 5}, None),
    ],
)  # fmt: skip
def test_a_result_shows_its_figures_and_its_limit(
    code: str,
    draft: ApplicationDraft,
    limits: dict[str, Any],
    reason: str,
    value: int | None,
    figures: dict[str, Any],
    passes_on: date | None,
) -> None:
    """The first limit that is set is the one that decides."""
    result = shown(code, draft, **limits)
    assert result.reason_key == f"rules.{code}.{reason}"
    assert (result.value, result.figures, result.passes_on) == (value, figures, passes_on)
    first = next(limit for limit in limits.values() if limit is not None)
    rule = first if isinstance(first, Figure) else next(iter(first.values()))
    assert (result.limit, result.unit, result.source) == (rule.value, rule.unit.value, rule.source)
    assert result.assumed is rule.assumed is False


@pytest.mark.parametrize(
    ("checks", "reason"),
    [
        ((answer("V21", "mismatch"),), "contradicted"),
        ((answer("V21", "found", "2000"),), "differs"),
        ((answer("V21", "match"),), "pass"),
    ],
)
def test_what_a_department_says_hides_no_figure(checks: tuple[VerificationFact, ...], reason: str) -> None:
    result = shown("C04", owning(3_000), *checks, area_below=figure(1_500, Unit.AREA100))
    assert result.reason_key == f"rules.C04.{reason}"
    assert (result.value, result.limit) == (1_000, 1_500)
    assert result.figures == {"value_area100": 1_000, "limit_area100": 1_500, "gap_area100": 500, "persons": 3}


def test_what_is_not_complete_yet_shows_what_is_known() -> None:
    draft = family(income={"i": IncomeItem(member="m1", amount_fen=3_600_000)})
    result = shown("C05", draft, income_at_most=fen(150_000))
    assert (result.outcome, result.value, result.limit, result.missing) == (UNKNOWN, 100_000, 150_000, ("income/@m2",))
    assert result.figures["gap_fen"] == 50_000


@pytest.mark.parametrize(
    ("code", "kind", "limits"),
    [
        ("C05", "V24", {"income_at_most": None, "income_by_size": {1: fen(10_000_000)}}),
        ("C05", "V24", {"income_at_most": None, "income_year_at_most": fen(10_000_000)}),
        ("C06", "V28", {"assets_at_most": None, "assets_by_size": {1: fen(10_000_000)}}),
    ],
)
def test_what_has_one_sentence_for_all_kinds_of_lines(code: str, kind: str, limits: dict[str, Any]) -> None:
    draft = msgspec.structs.replace(earning(3_600_000), assets=holding(3_000_000).assets, no_assets_declared=None)
    contradicted = shown(code, draft, answer(kind, "mismatch"), **limits)
    assert (contradicted.outcome, contradicted.reason_key) == (UNKNOWN, f"rules.{code}.contradicted")
    nothing = msgspec.structs.replace(earning(0), no_assets_declared=True)
    assert shown(code, nothing, **limits).reason_key == f"rules.{code}.none"


def test_a_vehicle_that_is_entered_wrong_fails_nobody_by_its_price() -> None:
    limits: dict[str, Any] = {"vehicles_at_most": figure(1, Unit.COUNT), "vehicle_price_at_most": fen(5_000)}
    wrong = Vehicle(member="m9", use=VehicleUse.PRIVATE, price_fen=9_999)
    result = shown("C07", family(vehicles={"v": wrong}, no_vehicles_declared=None), **limits)
    assert (result.outcome, result.missing) == (UNKNOWN, ("vehicles/v",))
    hired = Vehicle(member="m1", use=VehicleUse.LIVELIHOOD, price_fen=9_999)
    assert shown("C07", family(vehicles={"v": hired}, no_vehicles_declared=None), **limits).outcome is not FAIL


def test_without_a_limit_the_source_is_the_basis_of_the_condition() -> None:
    policy = example_policy()
    for code, draft in (("C01", family()), ("C16", family()), ("C04", family(housing={}, no_housing_declared=None))):
        result = shown(code, draft, area_below=None, area_at_most=None)
        assert (result.source, result.limit, result.unit, result.assumed) == (
            policy.conditions[code].basis,
            None,
            "",
            False,
        )
        assert result.remedy_key == ""
    assumed = figure(12, Unit.MONTHS, Confidence.ASSUMED)
    assert shown("C09", applicant(insurance_months=20), insurance_months=assumed).assumed


@pytest.mark.parametrize(
    ("code", "draft", "missing"),
    [
        ("C01", applicant(local_hukou=None), ("members/m1",)),
        ("C01", family(members={"m2": family().members["m2"]}), ("members/@01",)),
        ("C02", applicant(local_hukou=None), ("members/m1",)),
        ("C02", applicant(hukou_since=None), ("members/m1",)),
        ("C03", applicant(birth_date=None), ("members/m1",)),
        ("C04", family(housing={}, no_housing_declared=None), ("no_housing_declared",)),
        ("C05", earning(-1), ("income/i", "income/@m1")),
        ("C06", family(no_assets_declared=None), ("no_assets_declared",)),
        ("C07", family(no_vehicles_declared=None), ("no_vehicles_declared",)),
        ("C07", driving(None), ("vehicles/v0",)),
        ("C08", family(), ("no_business_declared",)),
        ("C09", family(), ("members/m1",)),
        ("C10", family(), ("employments",)),
        ("C11", family(other_benefit=None), ("other_benefit",)),
        ("C12", family(no_home_disposed=None), ("no_home_disposed",)),
        (
            "C12",
            family(home_disposed_on=date(2020, 1, 1), no_home_disposed=True),
            ("no_home_disposed", "home_disposed_on"),
        ),
        ("C12", family(home_disposed_on=date(2027, 1, 1), no_home_disposed=None), ("home_disposed_on",)),
        ("C15", family(consents={}), ("consents/@m1", "consents/@m2", "consents/@m3")),
        ("C17", family(), ("members/m1",)),
        ("C18", family(housing={}, no_housing_declared=None), ("no_housing_declared",)),
    ],
)
def test_what_is_not_known_names_the_field_that_would_decide(
    code: str, draft: ApplicationDraft, missing: tuple[str, ...]
) -> None:
    limits: dict[str, Any] = {
        **HUKOU,
        "insurance_months": months(12),
        "contract_months": months(12),
        "graduated_years": years(5),
    }
    result = shown(code, draft, **limits)
    assert (result.outcome, result.missing) == (UNKNOWN, missing)


def test_what_a_category_sets_no_limit_for_does_not_apply() -> None:
    sold = family(home_disposed_on=date(2026, 1, 1), no_home_disposed=None)
    assert shown("C12", sold, disposed_years=years(5)).outcome is FAIL
    assert shown("C12", sold, disposed_years=None).outcome is NA
    nobody = applicant(special_groups=())
    assert shown("C16", nobody).outcome is FAIL
    assert shown("C16", nobody, rules={"status_any": ()}).outcome is NA


@pytest.mark.parametrize(
    ("who", "asked"), [("all", ("m1", "m2", "m3")), ("adults", ("m1", "m2")), ("applicant", ("m1",))]
)
def test_what_must_be_confirmed_is_so_when_everybody_who_is_asked_has_an_answer(
    who: Literal["all", "adults", "applicant"], asked: tuple[str, ...]
) -> None:
    rule = CheckRule(data_class=DataClass.OTHER_HOUSING_BENEFIT, who=who)
    answers = [msgspec.structs.replace(answer("V32", "not_found"), member=member) for member in ("m1", "m2", "m3")]
    for count in range(4):
        result = shown("C11", family(), *answers[:count], checks_of_policy=(rule,))
        assert result.outcome is (PASS if count >= len(asked) else UNKNOWN), count
    others = [one for one in answers if one.member not in asked]
    assert shown("C11", family(), *others, checks_of_policy=(rule,)).outcome is UNKNOWN
