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
    RETIRED_NONMIL = "retired_nonmil"
    """Retired staff of the forces without military status."""
    BUS = "bus"
    """Bus drivers."""
    TEACHER_MEDIC = "teacher_medic"
    MULTI_CHILD = "multi_child"
    FIRE_RESCUE = "fire_rescue"


class Tenure(StrEnum):
    """How somebody holds a home."""

    OWN = "own"
    CO_OWN = "co_own"
    PRE_SALE = "pre_sale"
    RESETTLE_UNDELIVERED = "resettle_undelivered"
    """Resettlement agreed and signed, the home not handed over yet."""
    HOMESTEAD = "homestead"
    PUBLIC_TENANCY = "public_tenancy"
    EMPLOYER_TENANCY = "employer_tenancy"
    RENTED = "rented"
    BORROWED = "borrowed"


OWNED_TENURES = frozenset({Tenure.OWN, Tenure.CO_OWN, Tenure.PRE_SALE, Tenure.RESETTLE_UNDELIVERED, Tenure.HOMESTEAD})
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
    HOUSING_ELSEWHERE = "housing_elsewhere"
    """A home outside of the city."""
    BUSINESS_EQUITY = "business_equity"
    HOUSING_FUND = "housing_fund"
    LOAN_OUT = "loan_out"
    DEBT = "debt"
    """Subtracted."""


class Evidence(StrEnum):
    """What stands behind an amount."""

    DECLARED = "declared"
    VERIFIED = "verified"
    DEEMED = "deemed"
    """Set by a rule of the policy because nothing proves another amount."""


class HukouType(StrEnum):
    """Kind of household registration. Urban and rural are history: one resident register since 2014."""

    URBAN = "urban"
    RURAL = "rural"
    RESIDENT = "resident"


class LegalCapacity(StrEnum):
    """Capacity to act. Source: Civil Code of the PRC, arts. 17-22."""

    FULL = "full"
    LIMITED = "limited"
    NONE = "none"


class AwayReason(StrEnum):
    """Why a member of the family is away and still counts. Source: 穗府办规〔2024〕13号 art. 22."""

    SERVICE = "service"
    STUDY = "study"


class Degree(StrEnum):
    """Academic degrees. Source: GB/T 6864, first level."""

    BACHELOR = "bachelor"
    MASTER = "master"
    DOCTOR = "doctor"


class FamilyType(StrEnum):
    """What kind of family applies. Source: Shenzhen's lists of 2014."""

    FAMILY = "family"
    SINGLE = "single"
    SINGLE_PARENT = "single_parent"


class Layout(StrEnum):
    """Layouts: rooms, living rooms. Source: data dictionary §19."""

    DORM = "dorm"
    STUDIO = "0-1"
    ONE = "1-1"
    TWO = "2-1"
    THREE = "3-1"


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
    document_issuer: str | None = None
    document_valid_from: date | None = None
    document_valid_to: date | None = None
    """None with ``document_long_term`` = 长期."""
    document_long_term: bool | None = None
    card_address: str | None = None
    hukou_type: HukouType | None = None
    hukou_address: str | None = None
    hukou_region: str | None = None
    """Region code, 6 to 12 digits (``sync.model.regions``)."""
    live_address: str | None = None
    live_region: str | None = None
    residence_permit: str | None = None
    """Number of the residence permit (居住证)."""
    residence_permit_from: date | None = None
    residence_permit_to: date | None = None
    kinship: str | None = None
    """Two digits, GB/T 4761-2008, relation to the applicant; "01" the applicant."""
    role: MemberRole = MemberRole.CO_APPLICANT
    marital: str | None = None
    """Two digits, GB/T 2261.2."""
    phone: str | None = None
    phone2: str | None = None
    local_hukou: bool | None = None
    hukou_since: date | None = None
    lives_together: bool | None = None
    away_reason: AwayReason | None = None
    serving_soldier: bool | None = None
    deceased: bool | None = None
    education: str | None = None
    """Two digits, GB/T 4658."""
    degree: Degree | None = None
    graduated_on: date | None = None
    work: str | None = None
    """Two digits, GB/T 2261.4."""
    employer: str | None = None
    employer_code: str | None = None
    """Unified social credit code."""
    monthly_income_fen: Fen | None = None
    """As the person says it; what counts is the sum of ``income``."""
    insurance_months: Count | None = None
    special_groups: tuple[SpecialGroup, ...] = ()
    special_since: dict[SpecialGroup, date] = {}
    """Since when a status has been held without a break."""
    disability_kind: str | None = None
    disability_grade: Count | None = None
    legal_capacity: bool | None = None
    """False = a guardian must sign."""
    capacity: LegalCapacity | None = None
    """Says how far it goes; must not contradict ``legal_capacity``."""
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
    acquired_on: date | None = None
    disposed_on: date | None = None
    lived_in: bool | None = None
    return_promised: bool | None = None
    """Public tenancy: the family promises to give it back when it gets a home."""
    sources: dict[str, SourceMark] = {}


class IncomeItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Income of one kind of one member over the twelve months before the application."""

    member: str | None = None
    kind: IncomeKind | None = None
    amount_fen: Fen | None = None
    """Sum of the twelve months. Source: 穗府办规〔2024〕13号 art. 22."""
    period_from: date | None = None
    period_to: date | None = None
    """Last day of the twelve months."""
    evidence: Evidence | None = None
    """None = declared."""
    sources: dict[str, SourceMark] = {}


class AssetItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One asset."""

    member: str | None = None
    kind: AssetKind | None = None
    value_fen: Fen | None = None
    as_of: date | None = None
    """The day that the value is of."""
    evidence: Evidence | None = None
    sources: dict[str, SourceMark] = {}


class Vehicle(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One vehicle."""

    member: str | None = None
    plate: str | None = None
    kind: str | None = None
    """As the register says it, e.g. 小型轿车."""
    vin: str | None = None
    """The vehicle's own number, seventeen characters."""
    bought_on: date | None = None
    use: VehicleUse | None = None
    price_fen: Fen | None = None
    sources: dict[str, SourceMark] = {}


class Household(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is said about the family as a whole."""

    region: str | None = None
    """Region code of where the family applies, 6 to 12 digits."""
    hukou_book: str | None = None
    """Number of the household register."""
    family_type: FamilyType | None = None
    layout: Layout | None = None
    """Layout that the family is entitled to."""
    protected: Count | None = None
    """Persons who are to be housed (保障人口); None = as the members say."""
    sources: dict[str, SourceMark] = {}
