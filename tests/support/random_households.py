"""Households out of a seed: plain and odd ones, for comparing two ends. All people are invented."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import msgspec

from sync.model.application import ApplicationDraft, Category, Consent, GuaranteeForm, Material
from sync.model.case import VerificationFact
from sync.model.household import (
    AssetItem,
    AssetKind,
    HousingFact,
    IncomeItem,
    IncomeKind,
    Member,
    MemberRole,
    SpecialGroup,
    Tenure,
    Vehicle,
    VehicleUse,
)
from sync.model.states import DataClass
from sync.model.work import Business, BusinessKind, BusinessPart, Contribution, Employment, FundKind
from tests.support.households import consent_for, family, person

TODAY = date(2026, 3, 2)
_NAMES = ("林秀例", "陈大样", "阿丽亚·例某", "王样", "欧阳示例", "𠮷例")
_OUTCOMES = ("match", "mismatch", "found", "not_found", "unavailable")


def household(chance: random.Random) -> tuple[ApplicationDraft, tuple[VerificationFact, ...]]:
    """One household and what departments answered about it."""
    members = {f"m{n}": _member(chance, n) for n in range(1, chance.choice((1, 1, 2, 3, 3, 4, 6)) + 1)}
    draft = family(
        category=chance.choice((*Category, None)) if chance.random() < 0.4 else Category.HUKOU_LOWINC,
        form=chance.choice(tuple(GuaranteeForm)),
        members=members,
        housing=_some(chance, 2, lambda: _home(chance, members)),
        no_housing_declared=chance.choice((True, True, None, False)),
        income=_some(chance, 4, lambda: _income(chance, members)),
        assets=_some(chance, 2, lambda: _asset(chance, members)),
        no_assets_declared=chance.choice((True, None)),
        vehicles=_some(chance, 2, lambda: _vehicle(chance, members)),
        no_vehicles_declared=chance.choice((True, None)),
        other_benefit=chance.choice((False, False, None, True)),
        home_disposed_on=chance.choice((None, None, _day(chance))),
        no_home_disposed=chance.choice((True, None)),
        consents={f"c{n}": _consent(chance, key) for n, key in enumerate(members)},
        materials=_some(chance, 2, lambda: Material(kind=chance.choice(("02", "33")), status="present")),
    )
    draft = msgspec.structs.replace(
        draft,
        businesses=_some(chance, 1, lambda: _business(chance)),
        employments=_some(chance, 1, lambda: _employment(chance)),
        contributions=_some(chance, 1, lambda: _contribution(chance)),
        no_business_declared=chance.choice((True, None)),
    )
    return draft, tuple(_fact(chance, chance.choice(tuple(members))) for _ in range(chance.randrange(8)))


def _some(chance: random.Random, most: int, make: Any) -> dict[str, Any]:
    return {f"e{n}": make() for n in range(chance.randrange(most + 1))}


def _day(chance: random.Random) -> date:
    return TODAY - timedelta(days=chance.randrange(-400, 30_000))


def _member(chance: random.Random, n: int) -> Member:
    born = _day(chance)
    groups = tuple(group for group in SpecialGroup if chance.random() < 0.06)
    return person(
        chance.choice(_NAMES),
        born,
        "01" if n == 1 else chance.choice(("11", "12", "21", "31", "51", "81", "99")),
        male=chance.random() < 0.5,
        serial=n,
        role=MemberRole.APPLICANT if n == 1 else chance.choice((MemberRole.CO_APPLICANT, MemberRole.COUNTED_ONLY)),
        marital=chance.choice(("10", "20", "30", "40", None)),
        local_hukou=chance.choice((True, True, False, None)),
        hukou_since=chance.choice((None, _day(chance))),
        special_groups=groups,
        special_since={group: _day(chance) for group in groups if chance.random() < 0.5},
        disability_kind=chance.choice((None, "6")),
        disability_grade=chance.choice((None, 1, 2, 3)),
        legal_capacity=chance.choice((None, None, None, False)),
        insurance_months=chance.choice((None, 3, 12, 60, -1)),
        graduated_on=chance.choice((None, _day(chance))),
    )


def _who(chance: random.Random, members: dict[str, Member]) -> str | None:
    return chance.choice((*members, *members, None, "ghost"))


def _home(chance: random.Random, members: dict[str, Member]) -> HousingFact:
    return HousingFact(
        member=_who(chance, members),
        tenure=chance.choice((*Tenure, None)),
        area100=chance.choice((None, chance.randrange(20_000), -5)),
        share_num=chance.choice((1, 1, 1, 2)),
        share_den=chance.choice((1, 2, 3, 0)),
        local=chance.choice((True, True, False, None)),
        return_promised=chance.choice((None, True, False)),
        disposed_on=chance.choice((None, None, _day(chance))),
    )


def _income(chance: random.Random, members: dict[str, Member]) -> IncomeItem:
    amount = chance.choice((None, chance.randrange(8_000_000), chance.randrange(8_000_000), -1))
    return IncomeItem(member=_who(chance, members), kind=chance.choice((*IncomeKind, None)), amount_fen=amount)


def _asset(chance: random.Random, members: dict[str, Member]) -> AssetItem:
    value = chance.choice((None, chance.randrange(30_000_000)))
    return AssetItem(member=_who(chance, members), kind=chance.choice((*AssetKind, None)), value_fen=value)


def _vehicle(chance: random.Random, members: dict[str, Member]) -> Vehicle:
    price = chance.choice((None, chance.randrange(20_000_000)))
    return Vehicle(member=_who(chance, members), use=chance.choice((*VehicleUse, None)), price_fen=price)


def _business(chance: random.Random) -> Business:
    kind, part = chance.choice((*BusinessKind, None)), chance.choice((*BusinessPart, None))
    return Business(member="m1", kind=kind, part=part, closed_on=chance.choice((None, _day(chance))))


def _employment(chance: random.Random) -> Employment:
    return Employment(member="m1", starts_on=_day(chance), ends_on=chance.choice((None, _day(chance), date.max)))


def _contribution(chance: random.Random) -> Contribution:
    months = chance.choice((None, 6, 12, 40))
    return Contribution(member="m1", kind=chance.choice(tuple(FundKind)), months_continuous=months)


def _consent(chance: random.Random, member: str) -> Consent:
    classes = tuple(kind for kind in DataClass if chance.random() < 0.8)
    return consent_for(member, chance.choice((member, "m1")), classes if chance.random() < 0.5 else None)


def _fact(chance: random.Random, member: str) -> VerificationFact:
    return VerificationFact(
        data_class=chance.choice(tuple(DataClass)).value,
        member=member,
        outcome=chance.choice(_OUTCOMES),
        verified=chance.choice((None, "0", "3512400", "x")),
        source="department",
        as_of=TODAY - timedelta(days=chance.randrange(60)),
        manual_by=chance.choice((None, None, "op")),
        manual_note=chance.choice((None, "看过原件")),
    )
