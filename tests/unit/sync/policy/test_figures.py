"""Figures of a household: what was declared beside what a department found, and what is still missing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.model.application import ApplicationDraft
from sync.model.case import VerificationFact
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    Tenure,
    Vehicle,
    VehicleUse,
)
from sync.model.states import DataClass
from sync.policy.figures import (
    Amount,
    answers_of,
    area,
    assets,
    declares,
    income,
    is_answer,
    vehicles,
    verified_number,
)
from tests.support.households import example_policy, family, with_member

TODAY = date(2026, 3, 2)
RULES = example_policy().flags
NOTHING: frozenset[str] = frozenset()


def fact(kind: str, member: str, verified: str | None = None, outcome: str = "found", **more: Any) -> VerificationFact:
    return VerificationFact(
        data_class=kind, member=member, outcome=outcome, verified=verified, source="d", as_of=TODAY, **more
    )


def home(member: str | None = "m1", area100: int | None = 3_000, **more: Any) -> HousingFact:
    return HousingFact(**{"member": member, "tenure": Tenure.OWN, "area100": area100, "local": True, **more})


def homes(*found: HousingFact, **more: Any) -> ApplicationDraft:
    return family(housing={f"h{at}": one for at, one in enumerate(found)}, no_housing_declared=None, **more)


def area_of(draft: ApplicationDraft, *facts: VerificationFact, bad: frozenset[str] = NOTHING) -> Amount:
    return area(draft, answers_of(facts), RULES, bad)


def assets_of(draft: ApplicationDraft, *facts: VerificationFact, bad: frozenset[str] = NOTHING) -> Amount:
    return assets(draft, answers_of(facts), RULES, bad)


def income_of(draft: ApplicationDraft, *facts: VerificationFact, bad: frozenset[str] = NOTHING) -> Amount:
    return income(draft, answers_of(facts), RULES, bad, TODAY)


def vehicles_of(draft: ApplicationDraft, *facts: VerificationFact, bad: frozenset[str] = NOTHING) -> Amount:
    return vehicles(draft, answers_of(facts), RULES, bad)


@pytest.mark.parametrize(
    ("found", "total", "missing"),
    [
        ([home()], 3_000, []),
        ([home(), home("m2", 2_000)], 5_000, []),
        ([home(), home("m1", 2_000)], 5_000, []),
        ([home(None, 700)], 700, []),
        ([home(share_num=1, share_den=3), home(area100=1_000, share_num=1, share_den=2)], 1_500, []),
        ([home(area100=100, share_num=1, share_den=3), home("m2", 100, share_num=2, share_den=3)], 100, []),
        ([home(area100=100, share_num=2, share_den=3)], 66, []),
        ([home(local=False)], 0, []),
        ([home(local=False, area100=None)], 0, []),
        ([home(local=None)], 0, ["housing/h0"]),
        ([home(area100=None), home("m2", 500)], 500, ["housing/h0"]),
        ([home(tenure=None), home()], 3_000, ["housing/h0"]),
        ([home(tenure=None)], 0, ["housing/h0", "no_housing_declared"]),
        ([home(tenure=Tenure.RENTED)], 0, ["no_housing_declared"]),
        ([home(disposed_on=date(2020, 1, 1))], 0, ["no_housing_declared"]),
        ([], 0, ["no_housing_declared"]),
    ],
)
def test_own_home_area(found: list[HousingFact], total: int, missing: list[str]) -> None:
    read = area_of(homes(*found))
    assert (read.total, read.missing) == (total, missing)
    assert (read.differs, read.understated, read.contradicted) == (False, False, False)


def test_what_is_contradictory_is_missing_and_not_counted() -> None:
    assert area_of(homes(home()), bad=frozenset({"housing/h0"})).missing == ["housing/h0"]
    assert area_of(homes(home()), bad=frozenset({"housing/h0"})).total == 0
    read = area_of(homes(home()), bad=frozenset({"no_housing_declared"}))
    assert (read.total, read.missing) == (3_000, ["no_housing_declared"])
    assert area_of(family(housing={}, no_housing_declared=True)).missing == []


def test_income_is_the_sum_of_all_adults_and_nobody_is_forgotten() -> None:
    assert income_of(family()).total == 6_512_400
    assert income_of(family()).missing == []
    more = family(income={**family().income, "i3": IncomeItem(member="m1", amount_fen=100)})
    assert income_of(more).total == 6_512_500
    one = family(income={"i1": IncomeItem(member="m1", amount_fen=100), "i2": IncomeItem(member="m2")})
    assert (income_of(one).total, income_of(one).missing) == (100, ["income/i2", "income/@m2"])
    ownerless = family(income={**family().income, "i3": IncomeItem(amount_fen=100)})
    assert (income_of(ownerless).total, income_of(ownerless).missing) == (6_512_400, ["income/i3"])
    bad = income_of(family(), bad=frozenset({"income/i2"}))
    assert (bad.total, bad.missing) == (3_512_400, ["income/i2", "income/@m2"])
    found = income_of(one, fact("V24", "m2", "50"))
    assert (found.total, found.missing) == (150, ["income/i2"])


def test_assets_are_what_is_left_after_debts_and_never_less_than_nothing() -> None:
    def having(*items: AssetItem, declared: bool | None = None) -> Amount:
        return assets_of(family(assets={f"a{at}": one for at, one in enumerate(items)}, no_assets_declared=declared))

    deposit = AssetItem(member="m1", kind=AssetKind.DEPOSIT, value_fen=500)
    debt = AssetItem(member="m1", kind=AssetKind.DEBT, value_fen=200)
    assert (having(deposit).total, having(deposit).missing) == (500, [])
    assert having(deposit, debt).total == 300
    assert having(deposit, AssetItem(kind=AssetKind.DEBT, value_fen=200), deposit).total == 800
    assert having(debt).total == 0
    nobodys = AssetItem(kind=AssetKind.DEPOSIT, value_fen=70)
    assert having(nobodys, nobodys, deposit).total == 640
    assert having(AssetItem(member="m1", kind=AssetKind.DEPOSIT)).missing == ["assets/a0"]
    assert having(AssetItem(member="m1", value_fen=7), deposit).missing == ["assets/a0"]
    assert having(AssetItem(member="m1", value_fen=7), deposit).total == 500
    assert having().missing == ["no_assets_declared"]
    assert having(declared=True).missing == []
    bad = assets_of(family(assets={"a0": deposit}), bad=frozenset({"assets/a0"}))
    assert (bad.total, bad.missing) == (0, ["assets/a0"])
    both = assets_of(family(assets={"a0": deposit}), bad=frozenset({"no_assets_declared"}))
    assert (both.total, both.missing) == (500, ["no_assets_declared"])


def test_only_private_vehicles_are_counted() -> None:
    def having(*found: Vehicle, declared: bool | None = None, bad: frozenset[str] = NOTHING) -> Amount:
        draft = family(vehicles={f"v{at}": one for at, one in enumerate(found)}, no_vehicles_declared=declared)
        return vehicles_of(draft, bad=bad)

    own, other = Vehicle(member="m1", use=VehicleUse.PRIVATE), Vehicle(member="m2", use=VehicleUse.PRIVATE)
    assert (having(own).total, having(own).missing) == (1, [])
    nobodys = Vehicle(use=VehicleUse.PRIVATE)
    assert having(own, other, own, nobodys, nobodys).total == 5
    business = next(use for use in VehicleUse if use is not VehicleUse.PRIVATE)
    assert (having(Vehicle(member="m1", use=business)).total, having(own, Vehicle(use=business)).total) == (0, 1)
    assert (having(Vehicle(member="m1"), own).total, having(Vehicle(member="m1")).missing) == (1, ["vehicles/v0"])
    assert having().missing == ["no_vehicles_declared"]
    assert having(declared=True).missing == []
    bad = having(own, other, bad=frozenset({"vehicles/v0"}))
    assert (bad.total, bad.missing) == (1, ["vehicles/v0"])
    assert having(own, bad=frozenset({"no_vehicles_declared"})).missing == ["no_vehicles_declared"]


DECLARED = homes(home(area100=100_000))


@pytest.mark.parametrize(
    ("verified", "total", "differs", "understated"),
    [
        ("100000", 100_000, False, False),
        ("95000", 100_000, False, False),
        ("94999", 100_000, True, False),
        ("105000", 105_000, False, False),
        ("105001", 105_001, True, False),
        ("125000", 125_000, True, False),
        ("125001", 125_001, True, True),
        ("0", 100_000, True, False),
    ],
)
def test_the_larger_of_declared_and_found_counts(verified: str, total: int, differs: bool, understated: bool) -> None:
    assert (RULES.differs_permille.value, RULES.understated_permille.value) == (50, 800)
    read = area_of(DECLARED, fact("V21", "m1", verified))
    assert (read.total, read.differs, read.understated, read.contradicted) == (total, differs, understated, False)


def test_a_find_is_compared_with_the_whole_share() -> None:
    thirds = homes(home(area100=3_000, share_num=1, share_den=3))
    same = area_of(thirds, fact("V21", "m1", "1000"))
    assert (same.total, same.differs, same.understated) == (1_000, False, False)
    more = area_of(thirds, fact("V21", "m1", "1051"))
    assert (more.total, more.differs, more.understated) == (1_051, True, False)
    less = area_of(homes(home(area100=100, share_num=2, share_den=3)), fact("V21", "m1", "66"))
    assert (less.total, less.differs) == (66, False)


def test_finds_of_several_members_add_up() -> None:
    read = area_of(DECLARED, fact("V21", "m2", "500"), fact("V21", "m3", "40"), fact("V24", "m1", "9"))
    assert (read.total, read.understated) == (100_540, True)
    assert not read.differs  # nothing was declared for them that could differ
    assert area_of(DECLARED, fact("V21", "ghost", "500")).total == 100_000


@pytest.mark.parametrize(
    ("found", "differs", "contradicted"),
    [
        (fact("V21", "m1", None, "mismatch"), False, True),
        (fact("V21", "m1", None, "mismatch", manual_by="op", manual_note="看过"), False, False),
        (fact("V21", "m1", None, "not_found"), True, False),
        (fact("V21", "m1", None, "not_found", manual_by="op", manual_note="看过"), False, False),
        (fact("V21", "m2", None, "not_found"), False, False),
        (fact("V21", "m1", None, "match"), False, False),
        (fact("V21", "m1", "100000", "mismatch"), False, False),
    ],
)
def test_an_answer_without_a_number(found: VerificationFact, differs: bool, contradicted: bool) -> None:
    read = area_of(DECLARED, found)
    assert (read.total, read.differs, read.contradicted, read.understated) == (100_000, differs, contradicted, False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (None, None),
        ("", None),
        ("0", 0),
        (" 12 ", 12),
        ("-4", None),
        ("1.5", None),
        ("٣", None),
        ("9" * 15, 999_999_999_999_999),
        ("9" * 16, None),
    ],
)
def test_a_number_is_plain_digits(text: str | None, number: int | None) -> None:
    assert verified_number(fact("V21", "m1", text)) == number


@pytest.mark.parametrize(
    ("outcome", "by", "note", "answer"),
    [
        ("match", None, None, True),
        ("not_found", None, None, True),
        ("unavailable", None, None, False),
        ("unavailable", "op", None, False),
        ("unavailable", "op", "  ", False),
        ("unavailable", None, "看过", False),
        ("unavailable", "op", "看过", True),
    ],
)
def test_an_office_that_cannot_answer_has_not_answered(
    outcome: str, by: str | None, note: str | None, answer: bool
) -> None:
    found = fact("V21", "m1", None, outcome, manual_by=by, manual_note=note)
    assert is_answer(found) is answer
    assert answers_of([found]) == ({("V21", "m1"): found} if answer else {})


def test_a_later_answer_replaces_an_earlier_one() -> None:
    first, second, other = fact("V21", "m1", "1"), fact("V21", "m1", "2"), fact("V21", "m2", "3")
    silent = fact("V21", "m1", None, "unavailable")
    assert answers_of([first, other, second, silent]) == {("V21", "m1"): second, ("V21", "m2"): other}


@pytest.mark.parametrize(
    ("data_class", "draft", "declared"),
    [
        (DataClass.REAL_ESTATE, homes(home()), True),
        (DataClass.REAL_ESTATE, homes(home("m2"), home()), True),
        (DataClass.REAL_ESTATE, homes(home("m2")), False),
        (DataClass.REAL_ESTATE, homes(home(tenure=Tenure.RENTED)), False),
        (DataClass.REAL_ESTATE, homes(home(tenure=None)), False),
        (DataClass.REAL_ESTATE, homes(home(disposed_on=date(2020, 1, 1))), False),
        (DataClass.REAL_ESTATE, homes(), False),
        (DataClass.VEHICLE, family(vehicles={"v": Vehicle(member="m1")}), True),
        (DataClass.VEHICLE, family(vehicles={"v": Vehicle(member="m2")}), False),
        (DataClass.VEHICLE, homes(home()), False),
        (DataClass.REAL_ESTATE, family(vehicles={"v": Vehicle(member="m1")}), False),
        (DataClass.TAX, homes(home(), vehicles={"v": Vehicle(member="m1")}), False),
    ],
)
def test_whether_something_of_a_registered_kind_was_declared(
    data_class: DataClass, draft: ApplicationDraft, declared: bool
) -> None:
    assert declares(draft, data_class, "m1") is declared


def test_who_may_be_an_adult_has_to_say_what_he_earns() -> None:
    unknown = with_member(family(), "m3", birth_date=None)
    assert income_of(unknown).missing == ["income/@m3"]
