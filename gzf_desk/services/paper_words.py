"""Words on paper: always Chinese, whatever language the window speaks."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Literal

import msgspec

from gzf_desk import assets
from gzf_desk.documents import Marked, MarkedArea, MarkedDay, MarkedMoney
from gzf_desk.i18n import Translator
from sync.model.codes import jobs, kinships, marital_statuses, nations
from sync.model.household import Member
from sync.model.sex import Sex, sex_of_code
from sync.model.states import SourceMark

ZH = Translator("zh_CN")
"""Papers are Chinese."""
Source = Literal["", "c", "s", "d"]
_SOURCES: dict[SourceMark, Source] = {SourceMark.CARD: "c", SourceMark.SHARED: "s", SourceMark.DECLARED: "d"}
_LONG_WORDS = {Sex.MALE: "男", Sex.FEMALE: "女"}


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask."""

    hotline: str
    supervision_phone: str
    confirmation: str


class PartyWords(msgspec.Struct, frozen=True, kw_only=True):
    """A party of the lease."""

    key: str
    credit_code: str
    address: str
    phone: str
    representative: str
    name: str = ""


class LeaseTerms(msgspec.Struct, frozen=True, kw_only=True):
    """Terms that are the same for every lease of a city."""

    pay_cycle: str
    due: str
    method: str
    late_fee: str
    deposit_days: int
    property_fee: str
    notice_days: int
    transition_months: int
    transition_rent: str
    vacancy_months: int
    arrears_months: int
    dispute: str
    structure: str
    assumed: tuple[str, ...]


class PaperTerms(msgspec.Struct, frozen=True, kw_only=True):
    """``resources/forms/papers.toml``."""

    office: Office
    regions: dict[str, str]
    lessor: PartyWords
    operator: PartyWords
    lease: LeaseTerms

    def region(self, org: str) -> str:
        """Name of the region that an organisation unit lies in; its code when it has no name here."""
        found = [name for code, name in self.regions.items() if org.startswith(code)]
        return found[0] if found else org


@cache
def paper_terms() -> PaperTerms:
    """What papers say besides the case."""
    return msgspec.convert(tomllib.loads(assets.read_text("forms/papers.toml")), PaperTerms)


def source_of(record: msgspec.Struct, field: str) -> Source:
    """The mark of one field of an entry; declared when nothing is recorded but something is there."""
    marks: dict[str, SourceMark] = getattr(record, "sources", {})
    if field in marks:
        return _SOURCES[marks[field]]
    return "" if getattr(record, field, None) is None else "d"


def marked(record: msgspec.Struct, field: str, text: str | None = None) -> Marked:
    """A text with its mark; ``text`` in place of the raw value."""
    value = getattr(record, field, None) if text is None else text
    return Marked(text=str(value) if value else "", source=source_of(record, field) if value else "")


def marked_day(record: msgspec.Struct, field: str) -> MarkedDay:
    """A day with its mark."""
    return MarkedDay(day=getattr(record, field), source=source_of(record, field))


def marked_area(record: msgspec.Struct, field: str) -> MarkedArea:
    """An area with its mark."""
    return MarkedArea(area100=getattr(record, field), source=source_of(record, field))


def marked_money(record: msgspec.Struct, field: str) -> MarkedMoney:
    """An amount with its mark."""
    return MarkedMoney(fen=getattr(record, field), source=source_of(record, field))


def sex_word(member: Member) -> str:
    """男, 女, or nothing."""
    sex = sex_of_code(member.sex or "")
    return _LONG_WORDS.get(sex, "") if sex else ""


def nation_word(member: Member) -> str:
    """Name of the ethnic group."""
    return nations().name(member.nation, "zh_CN") if member.nation else ""


def marital_word(member: Member) -> str:
    """Marital status."""
    return marital_statuses().name(member.marital, "zh_CN") if member.marital else ""


def kinship_word(member: Member) -> str:
    """Relation to the applicant."""
    return kinships().name(member.kinship, "zh_CN") if member.kinship else ""


def job_word(member: Member) -> str:
    """Occupation."""
    return jobs().name(member.work, "zh_CN") if member.work else ""


def document_word(member: Member) -> str:
    """Kind of document."""
    return ZH(f"devices.document.{member.document_type}") if member.document_type else ""
