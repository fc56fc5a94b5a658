"""The reading of a household, condition by condition. Unknown never passes, and nothing written can crash it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from gzf_desk.i18n import Translator
from sync.model.application import ApplicationDraft, Category
from sync.model.case import ConditionResult, Evaluation, VerificationFact
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    IncomeKind,
    SpecialGroup,
    Tenure,
    Vehicle,
    VehicleUse,
)
from sync.model.states import Outcome
from sync.policy.evaluation import evaluate
from sync.policy.explain import area, explain, money, title
from tests.support.households import answered, example_policy, family, with_member
from tests.support.policy_texts import example_of, swapped

POLICY = example_policy()
TODAY = date(2026, 3, 2)
PASS, FAIL, UNKNOWN, NA = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE


def read(draft: ApplicationDraft, checks: tuple[VerificationFact, ...] = (), **known: Any) -> Evaluation:
    return evaluate(draft, POLICY, today=TODAY, checks=checks, **known)


def condition(code: str, draft: ApplicationDraft, *checks: VerificationFact, **known: Any) -> ConditionResult:
    return next(result for result in read(draft, checks, **known).conditions if result.code == code)


def told(code: str, draft: ApplicationDraft, *checks: VerificationFact, **known: Any) -> tuple[Outcome, str]:
    result = condition(code, draft, *checks, **known)
    return result.outcome, result.reason_key.removeprefix(f"rules.{code}.")


def fact(data_class: str, member: str, outcome: str, verified: str | None = None, **more: Any) -> VerificationFact:
    return VerificationFact(
        data_class=data_class, member=member, outcome=outcome, verified=verified, source="d", as_of=TODAY, **more
    )


def home(area100: int | None, **more: Any) -> dict[str, HousingFact]:
    fields = {"member": "m1", "tenure": Tenure.OWN, "local": True, **more}
    return {"h1": HousingFact(area100=area100, **fields)}


def owning(area100: int | None, **more: Any) -> ApplicationDraft:
    return family(housing=home(area100, **more), no_housing_declared=None)


def earning(*amounts: int | None) -> ApplicationDraft:
    kinds = {
        f"i{at}": IncomeItem(member=f"m{at}", kind=IncomeKind.WAGE, amount_fen=amount)
        for at, amount in enumerate(amounts, start=1)
    }
    return family(income=kinds)


def test_a_complete_family_passes_once_all_is_answered() -> None:
    draft = family()
    offline = read(draft)
    assert offline.outcome is UNKNOWN
    assert {result.code for result in offline.conditions if result.outcome is UNKNOWN} == {"C07", "C11", "C13", "C14"}
    done = read(draft, answered(draft), banned=False, duplicate=False)
    assert [result.code for result in done.conditions if result.outcome is not PASS] == []
    assert done.outcome is PASS
    assert (done.per_capita_income_fen, done.per_capita_area100, done.counted_persons) == (180_900, 0, 3)
    assert (done.waiting_group, done.score, done.monthly_rent_fen) == (2, 47, 20_000)


def test_the_sentence_about_the_near_line() -> None:
    result = condition("C05", family())
    assert (result.outcome, result.near, result.value, result.limit) == (PASS, True, 180_900, 196_300)
    assert (result.unit, result.assumed) == ("fen", True)
    assert explain(result, Translator("zh_CN")) == "人均 1,809 元，离 1,963 元的线只差 154 元"
    assert explain(result, Translator("en")) == "1,809 yuan per person, only 154 yuan from the 1,963 yuan line"
    assert title(result, Translator("zh_CN")) == "家里收入"


@pytest.mark.parametrize(("fen", "shown"), [(180_900, "1,809"), (180_950, "1,809.50"), (-5, "-0.05"), (0, "0")])
def test_money(fen: int, shown: str) -> None:
    assert money(fen) == shown


def test_area() -> None:
    assert (area(1_166), area(150_000), area(-5)) == ("11.66", "1,500.00", "-0.05")


# 1,963.00 yuan × 3 persons × 12 months = 7,066,800 fen
@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((0, 0), (PASS, "none")),
        ((3_000_000, 0), (PASS, "pass")),
        ((6_360_084, 0), (PASS, "pass")),  # 176,669 fen: just within nine tenths
        ((6_360_120, 0), (PASS, "pass")),  # exactly nine tenths
        ((6_360_156, 0), (PASS, "near")),
        ((7_066_800, 0), (PASS, "near")),
        ((7_066_836, 0), (FAIL, "fail")),
        ((3_000_000, None), (UNKNOWN, "unknown")),
        ((3_000_000,), (UNKNOWN, "unknown")),
        ((9_000_000, None), (FAIL, "fail")),
        ((-1, 0), (UNKNOWN, "unknown")),
    ],
)
def test_income(amounts: tuple[int | None, ...], expected: tuple[Outcome, str]) -> None:
    assert told("C05", earning(*amounts)) == expected


def test_income_of_whom_is_missing() -> None:
    assert condition("C05", earning(3_000_000)).missing == ("income/@m2",)  # the child needs none
    assert condition("C05", earning(3_000_000, None)).missing == ("income/i2", "income/@m2")


def test_what_the_department_found_counts_beside_what_was_declared() -> None:
    draft = earning(3_512_400, 3_000_000)
    assert told("C05", draft, fact("V24", "m1", "found", "3512400")) == (PASS, "near")
    assert told("C05", draft, fact("V24", "m1", "found", "4512400")) == (FAIL, "fail")
    low = condition("C05", draft, fact("V24", "m1", "found", "2000000"))
    assert (low.outcome, low.reason_key, low.near, low.value) == (PASS, "rules.C05.differs", True, 180_900)
    assert told("C05", draft, fact("V24", "m1", "mismatch")) == (UNKNOWN, "contradicted")
    assert told("C05", draft, fact("V24", "m1", "unavailable")) == (PASS, "near")
    assert told("C05", earning(3_000_000), fact("V24", "m2", "found", "0")) == (PASS, "pass")


def test_a_slight_difference_is_no_difference() -> None:
    draft = earning(3_000_000, 0)
    assert told("C05", draft, fact("V24", "m1", "found", "3150000")) == (PASS, "pass")
    assert told("C05", draft, fact("V24", "m1", "found", "3150100")) == (PASS, "differs")


# limit: below 15.00 m² per person, three persons
@pytest.mark.parametrize(
    ("draft", "expected", "value"),
    [
        (owning(4_497), (PASS, "near"), 1_499),
        (owning(4_500), (FAIL, "fail"), 1_500),
        (owning(4_499), (PASS, "near"), 1_499),
        (owning(3_000), (PASS, "pass"), 1_000),
        (owning(4_000, share_num=1, share_den=3), (PASS, "pass"), 444),
        (owning(9_000, local=False), (PASS, "none"), 0),
        (owning(9_000, tenure=Tenure.RENTED), (UNKNOWN, "unknown"), 0),
        (owning(9_000, local=None), (UNKNOWN, "unknown"), 0),
        (owning(None), (UNKNOWN, "unknown"), 0),
        (owning(9_000, tenure=None), (UNKNOWN, "unknown"), 0),
        (owning(9_000, share_den=0), (UNKNOWN, "unknown"), 0),
        (owning(9_000, member="m9"), (UNKNOWN, "unknown"), 0),
        (family(housing={}, no_housing_declared=True), (PASS, "none"), 0),
        (family(housing={}, no_housing_declared=None), (UNKNOWN, "unknown"), 0),
        (family(housing=home(100), no_housing_declared=True), (UNKNOWN, "unknown"), 33),
        (owning(9_000, disposed_on=date(2026, 1, 1)), (UNKNOWN, "unknown"), 0),
    ],
)
def test_area_per_person(draft: ApplicationDraft, expected: tuple[Outcome, str], value: int) -> None:
    assert told("C04", draft) == expected
    assert condition("C04", draft).value == value


def test_shares_are_added_before_they_are_rounded() -> None:
    homes = {
        f"h{at}": HousingFact(member="m1", tenure=Tenure.CO_OWN, local=True, area100=1, share_den=3) for at in "123"
    }
    draft = family(housing=homes, members={"m1": family().members["m1"]}, no_housing_declared=None)
    assert read(draft).per_capita_area100 == 1


def test_the_register_knows_of_a_home() -> None:
    assert told("C04", family(), fact("V21", "m2", "found", "6000")) == (FAIL, "fail")
    assert told("C04", family(), fact("V21", "m2", "mismatch")) == (UNKNOWN, "contradicted")
    signed = fact("V21", "m2", "mismatch", manual_by="op-1", manual_note="老证已注销")
    assert told("C04", family(), signed) == (PASS, "none")


def test_assets_less_debts() -> None:
    assets = {
        "a1": AssetItem(member="m1", kind=AssetKind.DEPOSIT, value_fen=18_000_000),
        "a2": AssetItem(member="m1", kind=AssetKind.DEBT, value_fen=6_000_000),
    }
    draft = family(assets=assets, no_assets_declared=None)
    assert condition("C06", draft).value == 4_000_000
    assert told("C06", draft) == (PASS, "pass")
    assert told("C06", family(assets={"a1": assets["a1"]}, no_assets_declared=None)) == (FAIL, "fail")
    assert told("C06", family(assets={"a1": assets["a2"]}, no_assets_declared=None)) == (PASS, "none")
    assert told("C06", family(no_assets_declared=None)) == (UNKNOWN, "unknown")
    assert told("C06", family(assets=assets, no_assets_declared=True)) == (UNKNOWN, "unknown")


def with_vehicles(*vehicles: Vehicle) -> ApplicationDraft:
    return family(vehicles={f"v{at}": one for at, one in enumerate(vehicles)}, no_vehicles_declared=None)


def test_vehicles() -> None:
    cheap = Vehicle(member="m1", use=VehicleUse.PRIVATE, price_fen=2_000_000)
    dear = Vehicle(member="m1", use=VehicleUse.PRIVATE, price_fen=3_000_001)
    unpriced = Vehicle(member="m1", use=VehicleUse.PRIVATE)
    tricycle = Vehicle(member="m1", use=VehicleUse.LIVELIHOOD)
    checked = [fact("V03", member, "match") for member in ("m1", "m2")]
    assert told("C07", with_vehicles(cheap)) == (UNKNOWN, "declared")
    assert told("C07", with_vehicles(cheap), *checked) == (PASS, "pass")
    assert told("C07", with_vehicles(cheap), checked[0]) == (UNKNOWN, "declared")
    assert told("C07", with_vehicles(cheap, cheap)) == (FAIL, "fail")
    assert told("C07", with_vehicles(dear)) == (FAIL, "price")
    assert told("C07", with_vehicles(unpriced), *checked) == (UNKNOWN, "price_unknown")
    assert told("C07", with_vehicles(tricycle), *checked) == (PASS, "none")
    assert told("C07", with_vehicles(Vehicle(member="m1")), *checked) == (UNKNOWN, "unknown")
    assert told("C07", family(no_vehicles_declared=None), *checked) == (UNKNOWN, "unknown")
    assert told("C07", family(), fact("V03", "m1", "found", "2"), checked[1]) == (FAIL, "fail")


def test_hukou() -> None:
    assert told("C01", family()) == (PASS, "pass")
    assert told("C01", with_member(family(), "m1", local_hukou=False)) == (FAIL, "fail")
    assert told("C01", with_member(family(), "m1", local_hukou=None)) == (UNKNOWN, "unknown")
    assert told("C01", family(), fact("V01", "m1", "mismatch")) == (UNKNOWN, "contradicted")


def test_age_and_capacity() -> None:
    def aged(years: int, **more: Any) -> ApplicationDraft:
        born = date(TODAY.year - years, TODAY.month, TODAY.day)
        member = msgspec.structs.replace(family().members["m1"], birth_date=born, **more)
        return family(members={"m1": member})

    assert told("C03", aged(30)) == (PASS, "pass")
    assert told("C03", aged(29)) == (FAIL, "single")
    assert told("C03", aged(16, special_groups=(SpecialGroup.ORPHAN,))) == (PASS, "pass")
    assert told("C03", aged(15, special_groups=(SpecialGroup.ORPHAN,))) == (FAIL, "fail")
    assert told("C03", aged(40, legal_capacity=False)) == (FAIL, "capacity")
    assert told("C03", with_member(family(), "m1", birth_date=None)) == (UNKNOWN, "unknown")
    assert told("C03", with_member(family(), "m1", birth_date=TODAY + timedelta(days=1))) == (UNKNOWN, "unknown")
    assert told("C03", with_member(family(), "m1", birth_date=date(2008, 3, 2))) == (PASS, "pass")
    assert told("C03", with_member(family(), "m1", birth_date=date(2008, 3, 3))) == (FAIL, "fail")


def test_a_declared_home_that_no_register_knows_is_looked_at() -> None:
    own = family(housing=home(3_300), no_housing_declared=None)
    assert told("C04", own, fact("V21", "m1", "match")) == (PASS, "pass")
    assert told("C04", own, fact("V21", "m1", "not_found")) == (PASS, "differs")
    assert told("C04", family(), fact("V21", "m1", "not_found")) == (PASS, "none")


def test_other_benefits() -> None:
    found = [fact("V32", member, "not_found") for member in ("m1", "m2", "m3")]
    assert told("C11", family()) == (UNKNOWN, "declared")
    assert told("C11", family(), *found) == (PASS, "pass")
    assert told("C11", family(other_benefit=True), *found) == (FAIL, "fail")
    assert told("C11", family(other_benefit=None)) == (UNKNOWN, "unknown")
    assert told("C11", family(), fact("V32", "m2", "found")) == (FAIL, "found")
    tenancy = home(5_000, tenure=Tenure.PUBLIC_TENANCY)
    assert told("C11", family(housing=tenancy), *found) == (UNKNOWN, "public_tenancy")


def test_homes_sold() -> None:
    def sold(day: date, **more: Any) -> ApplicationDraft:
        return family(home_disposed_on=day, **{"no_home_disposed": None, **more})

    assert told("C12", family()) == (PASS, "pass")
    assert told("C12", sold(date(2021, 3, 2))) == (PASS, "long_ago")
    assert told("C12", sold(date(2021, 3, 3))) == (FAIL, "fail")
    assert told("C12", sold(TODAY + timedelta(days=1))) == (UNKNOWN, "future")
    assert told("C12", sold(TODAY)) == (FAIL, "fail")
    assert told("C12", sold(date(2010, 1, 1), no_home_disposed=True)) == (UNKNOWN, "contradicted")
    assert told("C12", family(no_home_disposed=None)) == (UNKNOWN, "unknown")
    assert told("C12", owning(4_000, disposed_on=date(2025, 1, 1))) == (UNKNOWN, "contradicted")


def test_what_only_the_province_knows() -> None:
    for code, known in (("C13", "banned"), ("C14", "duplicate")):
        assert told(code, family()) == (UNKNOWN, "unknown")
        assert told(code, family(), **{known: True}) == (FAIL, "fail")
        assert told(code, family(), **{known: False}) == (PASS, "pass")


def test_consent_and_status() -> None:
    assert told("C15", family()) == (PASS, "pass")
    assert told("C15", family(consents={})) == (UNKNOWN, "unknown")
    assert condition("C15", family(consents={})).missing == ("consents/@m1", "consents/@m2", "consents/@m3")
    assert told("C16", family()) == (PASS, "declared")
    assert told("C16", family(), fact("V06", "m1", "match")) == (PASS, "pass")
    assert told("C16", family(), fact("V06", "m1", "not_found")) == (FAIL, "denied")
    assert told("C16", with_member(family(), "m1", special_groups=())) == (FAIL, "fail")


def test_a_status_that_nobody_declared_is_in_the_familys_favour() -> None:
    assert read(family(), (fact("V04", "m2", "found"),)).notes == ("status_found:m2",)
    assert read(family(), (fact("V06", "m1", "found"),)).notes == ()


def test_workers_without_local_hukou_need_insurance() -> None:
    draft = family(category=Category.MIGRANT)
    codes = {result.code for result in read(draft).conditions}
    assert "C01" not in codes
    assert "C16" not in codes
    for months, expected in ((11, (FAIL, "fail")), (12, (PASS, "pass")), (None, (UNKNOWN, "unknown"))):
        assert told("C09", with_member(draft, "m1", insurance_months=months)) == expected
    assert condition("C09", with_member(draft, "m1", insurance_months=13)).near
    assert told("C04", msgspec.structs.replace(owning(3), category=Category.MIGRANT)) == (FAIL, "fail")


def test_without_category_or_members_nothing_is_known() -> None:
    for draft in (family(category=None), family(members={}), ApplicationDraft()):
        reading = read(draft)
        assert (reading.outcome, reading.conditions) == (UNKNOWN, ())
        assert reading.problems
        assert (reading.policy_id, reading.policy_version) == ("yichun2", "2026-01")
        assert reading.counted_persons == len(draft.members)


def test_a_condition_of_a_newer_program_stays_unknown() -> None:
    texts = swapped("[conditions.C16]", '[conditions.C99]\nbasis = "new"\n\n[conditions.C16]')
    header = "[categories.hukou_lowinc]\nconditions = ["
    texts = swapped(header, header + '"C99", ', texts)
    reading = evaluate(
        family(),
        example_of(texts),
        today=TODAY,
        checks=answered(family()),
        banned=False,
        duplicate=False,
    )  # fmt: skip
    assert reading.outcome is UNKNOWN
    assert [result.code for result in reading.conditions if result.outcome is UNKNOWN] == ["C99"]
    assert "C99" in explain(reading.conditions[0], Translator("en"))
