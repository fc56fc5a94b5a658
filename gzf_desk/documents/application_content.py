"""The content of D01, the application form: plain values, each with its source mark."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import msgspec

from gzf_desk.documents.context import DocumentData, Marked, MarkedArea, MarkedDay, MarkedMoney, Signer


class ApplicantFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Block A, the applicant. Codes are already words (女, 汉, 已婚 …)."""

    name: Marked
    sex: Marked = Marked()
    nation: Marked = Marked()
    birth_date: MarkedDay = MarkedDay()
    id_type: Marked = Marked()
    id_number: Marked = Marked()
    marital: Marked = Marked()
    phone: Marked = Marked()
    hukou_address: Marked = Marked()
    hukou_since: MarkedDay = MarkedDay()
    present_address: Marked = Marked()
    tenure: Marked = Marked()
    employer: Marked = Marked()
    job: Marked = Marked()
    education: Marked = Marked()
    insurance_months: Marked = Marked()
    fund_months: Marked = Marked()


class MemberFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block B, a member beside the applicant."""

    name: Marked
    kinship: Marked = Marked()
    id_number: Marked = Marked()
    age: int | None = None
    role: Marked = Marked()
    hukou: Marked = Marked()
    monthly_income: MarkedMoney = MarkedMoney()
    special: Marked = Marked()
    disability: Marked = Marked()


class HousingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block C, a home that the household owns or uses."""

    address: Marked
    owner: Marked = Marked()
    tenure: Marked = Marked()
    area: MarkedArea = MarkedArea()
    certificate: Marked = Marked()


class IncomeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block D, income of the last twelve months by kind."""

    person: str
    kind: str
    amount: MarkedMoney
    period: str = ""


class AssetFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block E, an asset or a vehicle (``detail``: plate, use, bank …)."""

    person: str
    kind: str
    value: MarkedMoney
    detail: str = ""
    as_of: date | None = None


class StatusFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block F, a special status with its certificate."""

    person: str
    status: Marked
    certificate: Marked = Marked()


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """Block H, what the household wishes."""

    areas: str = ""
    barrier_free: bool | None = None
    """None = nobody was asked: both boxes stay empty."""
    layout: str = ""


class FormMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """One line of block I: submitted with so many pages, or not needed because of ``exempt``.

    Attributes:
        pages: 0 when nothing was handed in, None when nobody counted them.
    """

    name: str
    pages: int | None = 0
    kind: str = ""
    exempt: str = ""


class ApplicationFormData(DocumentData, frozen=True, kw_only=True):
    """Content of D01.

    Attributes:
        category: words for the applicant's category.
        form: what is wanted, e.g. 实物配租.
        channel: where it was taken down.
        applied_on: civil day of the application.
        photo: JPEG or PNG of the card; empty when no card was read.
        disposed_years: how many years back sold and divided homes are asked for.
        stages: names of the review levels of the variant; each gets a field for its opinion.
        signers: the applicant and all adult co-applicants.
    """

    code: ClassVar[str] = "D01"

    category: str
    form: str
    channel: str
    applied_on: date
    applicant: ApplicantFacts
    members: tuple[MemberFacts, ...] = ()
    housing: tuple[HousingFacts, ...] = ()
    income: tuple[IncomeFacts, ...] = ()
    assets: tuple[AssetFacts, ...] = ()
    statuses: tuple[StatusFacts, ...] = ()
    other_benefits: Marked = Marked()
    homes_disposed: Marked = Marked()
    disposed_years: int = 5
    wishes: Wishes = Wishes()
    materials: tuple[FormMaterial, ...] = ()
    stages: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()
    photo: bytes = b""
