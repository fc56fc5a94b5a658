"""The content of D21, the lease: plain values that the layout writes into the clauses."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from gzf_desk.documents.context import DocumentData


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """The lessor or the operator; ``credit_code`` is the 18-character unified social credit code."""

    key: str
    name: str
    credit_code: str
    address: str
    phone: str
    representative: str


class Tenant(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant or the tenant's agent.

    Attributes:
        key: the caller's key for the person's signature. Not printed.
    """

    key: str
    name: str
    id_type: str
    id_number: str
    phone: str
    address: str


class CoResident(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may live in the home."""

    name: str
    relation: str
    id_number: str
    phone: str = ""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """The unit; areas in 1/100 m²."""

    address: str
    project: str
    building: str
    unit: str
    room: str
    floor: str
    structure: str
    layout: str
    build_area100: int
    inner_area100: int


class Equipment(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the handover list."""

    name: str
    count: int
    condition: str
    note: str = ""


class LeaseData(DocumentData, frozen=True, kw_only=True):
    """Content of D21. Amounts in fen, areas in 1/100 m².

    Attributes:
        signed_place: printed above the signatures.
        standard_fen: rent per square metre and month.
        tier: words for the rent tier, e.g. 第二档（70%）.
        pay_cycle: 月 or 季.
        due: e.g. 每月 10 日.
        late_fee: e.g. 万分之五.
        vacancy_months: of take-back case T06.
        arrears_months: of take-back case T07.
        dispute: the end of the sentence on disputes, e.g. 向住房所在地人民法院起诉.
        face_access: None while the tenant has not chosen.
        assumed: names of fields whose figures are trial values; they print with （暂定）.
        explained_on: civil day of the explanation, if it has been given.
    """

    code: ClassVar[str] = "D21"

    lessor: Organisation
    operator: Organisation
    tenant: Tenant
    home: Home
    category: str
    form: str
    qualification_number: str
    term_from: date
    term_to: date
    standard_fen: int
    tier: str
    monthly_rent_fen: int
    pay_cycle: str
    due: str
    method: str
    late_fee: str
    deposit_fen: int
    deposit_days: int
    property_fee: str
    notice_days: int
    transition_months: int
    transition_rent: str
    vacancy_months: int
    arrears_months: int
    dispute: str
    signed_place: str
    agent: Tenant | None = None
    co_residents: tuple[CoResident, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    face_access: bool | None = None
    copies: int = 3
    other: str = ""
    assumed: tuple[str, ...] = ()
    explained_on: date | None = None
