"""The people of an application and what they own, earn and live in.

Units: money integer fen (1/100 yuan), areas integer 1/100 m², dates civil days in China. ``None`` = not known yet.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from sync.model.states import SourceMark

Fen = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
"""An amount that every sum of a household can hold; what cannot be true below that is named by the checks."""
Area100 = Annotated[int, msgspec.Meta(ge=-(10**9), le=10**9)]
"""An area in 1/100 m², bounded alike."""
Count = Annotated[int, msgspec.Meta(ge=-(10**6), le=10**6)]
"""Months, pages, parts of a share."""


class MemberRole(StrEnum):
    """Part of a member in the application."""

    APPLICANT = "applicant"
    CO_APPLICANT = "co_applicant"
    COUNTED_ONLY = "counted_only"
    """Income and housing count, but the person is not housed."""


class SpecialGroup(StrEnum):
    """Special status. Source: data dictionary, list SPECIAL_GROUP."""

    LOWSEC = "lowsec"
    DESTITUTE = "destitute"
    LOWSEC_EDGE = "lowsec_edge"
    LOWINC = "lowinc"
    EXPEND = "expend"
    UNION_POOR = "union_poor"
    PREF = "pref"
    MARTYR_FAMILY = "martyr_family"
    VETERAN = "veteran"
    DISABLED = "disabled"
    ORPHAN = "orphan"
    LONE_ELDER = "lone_elder"
    LOST_ONLY_CHILD = "lost_only_child"
    SANITATION = "sanitation"
    MODEL_WORKER = "model_worker"


class Tenure(StrEnum):
    """How somebody holds a home."""

    OWN = "own"
    CO_OWN = "co_own"
    PRE_SALE = "pre_sale"
    HOMESTEAD = "homestead"
    PUBLIC_TENANCY = "public_tenancy"
    EMPLOYER_TENANCY = "employer_tenancy"
    RENTED = "rented"
    BORROWED = "borrowed"


OWNED_TENURES = frozenset({Tenure.OWN, Tenure.CO_OWN, Tenure.PRE_SALE, Tenure.HOMESTEAD})
"""Tenures whose area counts as own housing. Source: Guangzhou 穗府办规〔2024〕13号 art. 24."""


class IncomeKind(StrEnum):
    """Kinds of income."""

    WAGE = "wage"
    BUSINESS = "business"
    PROPERTY = "property"
    PENSION = "pension"
    FARM = "farm"
    OTHER = "other"


class AssetKind(StrEnum):
    """Kinds of assets. A home in the city counts under housing, not here."""

    DEPOSIT = "deposit"
    SECURITIES = "securities"
    INSURANCE = "insurance"
    NON_RESIDENTIAL = "non_residential"
    BUSINESS_EQUITY = "business_equity"
    HOUSING_FUND = "housing_fund"
    LOAN_OUT = "loan_out"
    DEBT = "debt"
    """Subtracted."""


class VehicleUse(StrEnum):
    """What a vehicle is for."""

    PRIVATE = "private"
    LIVELIHOOD = "livelihood"
    DISABLED = "disabled"


class Member(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One person of the household. Merged as one group, keyed by its id."""

    name: str | None = None
    sex: str | None = None
    """GB/T 2261.1: "0" unknown, "1" male, "2" female, "9" not stated."""
    nation: str | None = None
    """Two digits, GB/T 3304."""
    nationality: str | None = None
    """ISO 3166 alpha-3; None = CHN."""
    birth_date: date | None = None
    document_type: str | None = None
    """As ``sync.model.numbers``: resident, hmt, foreign_2017, foreign_2023."""
    document_number: str | None = None
    document_valid_to: date | None = None
    """None with ``document_long_term`` = 长期."""
    document_long_term: bool | None = None
    card_address: str | None = None
    kinship: str | None = None
    """Two digits, GB/T 4761-2008, relation to the applicant; "01" the applicant."""
    role: MemberRole = MemberRole.CO_APPLICANT
    marital: str | None = None
    """Two digits, GB/T 2261.2."""
    phone: str | None = None
    local_hukou: bool | None = None
    hukou_since: date | None = None
    lives_together: bool | None = None
    work: str | None = None
    """Two digits, GB/T 2261.4."""
    employer: str | None = None
    insurance_months: Count | None = None
    special_groups: tuple[SpecialGroup, ...] = ()
    disability_kind: str | None = None
    disability_grade: Count | None = None
    legal_capacity: bool | None = None
    """False = a guardian must sign."""
    guardian: str | None = None
    """Member id of the guardian."""
    note: str | None = None
    sources: dict[str, SourceMark] = {}
    """Field name -> where the value comes from."""


class HousingFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A home that somebody of the household owns, rents or uses."""

    member: str | None = None
    tenure: Tenure | None = None
    address: str | None = None
    area100: Area100 | None = None
    share_num: Count = 1
    share_den: Count = 1
    local: bool | None = None
    """In the city of the application."""
    certificate: str | None = None
    disposed_on: date | None = None
    lived_in: bool | None = None
    sources: dict[str, SourceMark] = {}


class IncomeItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Income of one kind of one member over the twelve months before the application."""

    member: str | None = None
    kind: IncomeKind | None = None
    amount_fen: Fen | None = None
    """Sum of the twelve months. Source: 穗府办规〔2024〕13号 art. 22."""
    sources: dict[str, SourceMark] = {}


class AssetItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One asset."""

    member: str | None = None
    kind: AssetKind | None = None
    value_fen: Fen | None = None
    sources: dict[str, SourceMark] = {}


class Vehicle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One vehicle."""

    member: str | None = None
    plate: str | None = None
    use: VehicleUse | None = None
    price_fen: Fen | None = None
    sources: dict[str, SourceMark] = {}
