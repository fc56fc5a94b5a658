"""D21, the lease: clauses, the 14 take-back cases, the record that they were explained, annexes, places for seals."""

from __future__ import annotations

import msgspec

from gzf_desk.documents.blocks import (
    FORM,
    SMALL,
    Block,
    Columns,
    Gap,
    Paragraph,
    Ticks,
    Together,
    heading,
    plain,
    strong,
)
from gzf_desk.documents.capitals import amount_in_capitals, area, chinese_day, money
from gzf_desk.documents.context import PrintContext, Signer
from gzf_desk.documents.flow import CONTRACT_MARGINS, Paper
from gzf_desk.documents.ink import SealPlace, Signing, signing_line
from gzf_desk.documents.lease_content import LeaseData, Organisation, Tenant
from gzf_desk.documents.problems import problem
from gzf_desk.documents.tables import Cell, Table, label, row
from gzf_desk.documents.templates import Basis, Words, fill, load_words
from gzf_desk.documents.typesetting import Span, Style

_TEXT = Style(10.5, 16.5, indent=2, align="justify")
_HEAD = Style(21.0, 34.0, align="center")
LONGEST_TERM_YEARS = 5
"""Source: 公共租赁住房管理办法 (term of a lease), from memory."""
TRIAL = "（暂定）"


class Clause(Basis, frozen=True, kw_only=True):
    """A clause of the lease; ``explain`` clauses are explained and initialled before signing."""

    explain: bool = False


class TakeBackCase(Basis, frozen=True, kw_only=True):
    """One of the cases in which the home is taken back, by its code T01 to T14."""

    code: str


class Chapter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article; ``take_back`` lists the cases below ``intro``."""

    title: str
    intro: str = ""
    clauses: tuple[Clause, ...] = ()
    take_back: bool = False


class LeaseWords(Words, frozen=True, kw_only=True):
    """Texts of D21."""

    parties_head: str
    qualification: str
    preface: str
    signing_head: str
    signing_intro: str
    basis_note: str
    lessor_seal: str
    operator_seal: str
    tenant_seal: str
    equipment_head: str
    equipment_note: str
    residents_head: str
    residents_note: str
    rules_head: str
    explained_head: str
    explained_note: str
    explained_by: str
    face_head: str
    face_yes: str
    face_no: str
    face_note: str
    none: str
    rules: tuple[str, ...]
    chapters: tuple[Chapter, ...]
    take_back: tuple[TakeBackCase, ...]


def _check(data: LeaseData, context: PrintContext) -> None:
    start, end = data.term_from, data.term_to
    limit = (start.year + LONGEST_TERM_YEARS, start.month, start.day)
    if end <= start or (end.year, end.month, end.day) > limit:
        raise problem("lease_term", context.language)
    if unknown := set(data.assumed) - set(data.__struct_fields__):
        raise problem("unknown_field", context.language, fields="、".join(sorted(unknown)))


def _values(data: LeaseData) -> dict[str, str]:
    home = data.home

    def trial(name: str, text: str) -> str:
        return f"{text}{TRIAL}" if name in data.assumed else text

    return {
        "category": data.category,
        "form": data.form,
        "qualification_number": data.qualification_number,
        "address": home.address,
        "project": home.project,
        "building": home.building,
        "unit": home.unit,
        "room": home.room,
        "floor": home.floor,
        "structure": home.structure,
        "layout": home.layout,
        "build_area": area(home.build_area100),
        "inner_area": area(home.inner_area100),
        "term_from": chinese_day(data.term_from),
        "term_to": chinese_day(data.term_to),
        "standard": trial("standard_fen", money(data.standard_fen)),
        "tier": trial("tier", data.tier),
        "rent": trial("monthly_rent_fen", money(data.monthly_rent_fen)),
        "rent_capitals": amount_in_capitals(data.monthly_rent_fen),
        "cycle": data.pay_cycle,
        "due": trial("due", data.due),
        "method": data.method,
        "late_fee": trial("late_fee", data.late_fee),
        "deposit": trial("deposit_fen", money(data.deposit_fen)),
        "deposit_capitals": amount_in_capitals(data.deposit_fen),
        "deposit_days": trial("deposit_days", f" {data.deposit_days} "),
        "property_fee": trial("property_fee", data.property_fee),
        "notice_days": trial("notice_days", f" {data.notice_days} "),
        "transition_months": trial("transition_months", f" {data.transition_months} "),
        "transition_rent": trial("transition_rent", data.transition_rent),
        "vacancy_months": trial("vacancy_months", f" {data.vacancy_months} "),
        "arrears_months": trial("arrears_months", f" {data.arrears_months} "),
        "service_address": data.tenant.address,
        "service_phone": data.tenant.phone,
        "dispute": data.dispute,
        "copies": f" {data.copies} ",
        "other": data.other or "无",
    }


def _parties(data: LeaseData) -> Table:
    rows = []
    organisations: tuple[tuple[str, Organisation], ...] = (("出租人", data.lessor), ("经营管理单位", data.operator))
    for words, one in organisations:
        rows.append(row(label(words), Cell(plain(one.name), 3)))
        rows.append(
            row(label("信用代码"), Cell(plain(one.credit_code)), label("负责人"), Cell(plain(one.representative)))
        )
        rows.append(row(label("地址"), Cell(plain(one.address)), label("电话"), Cell(plain(one.phone))))
    people: list[tuple[str, Tenant]] = [("承租人", data.tenant)]
    if data.agent:
        people.append(("代理人", data.agent))
    for words, person in people:
        rows.append(row(label(words), Cell(plain(person.name)), label("电话"), Cell(plain(person.phone))))
        rows.append(row(label(person.id_type), Cell(plain(person.id_number), 3)))
        rows.append(row(label("地址"), Cell(plain(person.address), 3)))
    return Table((27, 75, 20, 40), tuple(rows))


def _chapter(chapter: Chapter, words: LeaseWords, values: dict[str, str]) -> list[Block]:
    found: list[Block] = [heading(chapter.title, 11.0)]
    if chapter.intro:
        found.append(Paragraph(plain(f"▲{chapter.intro}" if chapter.take_back else chapter.intro), _TEXT, keep=True))
    if chapter.take_back:
        for number, case in enumerate(words.take_back, 1):
            spans = (Span(f"{number}. "), *fill(case.text, values), Span(f"（{case.reference}）"))
            found.append(Paragraph(spans, Style(10.0, 15.5, indent=2, align="justify")))
    for clause in chapter.clauses:
        mark = (Span("▲"),) if clause.explain else ()
        basis = (Span(f"（{clause.reference}）"),) if clause.reference else ()
        found.append(Paragraph((*mark, *fill(clause.text, values), *basis), _TEXT))
    return found


def _signing(data: LeaseData, words: LeaseWords, context: PrintContext) -> Block:
    day = chinese_day(None)
    seals = Columns(
        (
            (1.0, (SealPlace(data.lessor.name, day, words.lessor_seal, "center"),)),
            (1.0, (SealPlace(data.operator.name, day, words.operator_seal, "center"),)),
        )
    )
    signers = [Signer(key=data.tenant.key, name=data.tenant.name, role="承租人")]
    if data.agent:
        signers.append(Signer(key=data.agent.key, name=data.agent.name, role="代理人"))
    return Together(
        (
            heading(words.signing_head, 11.0),
            Paragraph(plain(words.signing_intro), _TEXT),
            Paragraph(plain(f"签订地点：{data.signed_place}"), FORM),
            Gap(2),
            seals,
            *(signing_line(one, context) for one in signers),
            Paragraph(plain(words.basis_note), SMALL, grey=0.2),
        )
    )


def _equipment(data: LeaseData, words: LeaseWords) -> list[Block]:
    rows = [row(*(label(text) for text in ("序号", "名称", "数量", "完好情况", "备注")))]
    for number, one in enumerate(data.equipment, 1):
        rows.append(
            row(
                Cell(plain(str(number)), align="center"),
                Cell(plain(one.name)),
                Cell(plain(str(one.count)), align="center"),
                Cell(plain(one.condition)),
                Cell(plain(one.note)),
            )
        )
    for words_for in ("水表读数", "电表读数", "燃气表读数", "钥匙、门禁卡"):
        rows.append(row(label("－"), Cell(plain(words_for)), *(Cell() for _ in range(3))))
    table = Table((11, 50, 14, 40, 47), tuple(rows), headers=1)
    return [heading(words.equipment_head, 12.0), table, Paragraph(plain(words.equipment_note), SMALL, after_mm=2)]


def _residents(data: LeaseData, words: LeaseWords) -> Block:
    rows = [row(*(label(text) for text in ("姓名", "与承租人关系", "证件号码", "电话")))]
    for one in data.co_residents:
        rows.append(
            row(
                Cell(plain(one.name)),
                Cell(plain(one.relation), align="center"),
                Cell(plain(one.id_number), align="center"),
                Cell(plain(one.phone), align="center"),
            )
        )
    if not data.co_residents:
        rows.append(row(Cell(plain(words.none), 4, "center")))
    table = Table((46, 28, 48, 40), tuple(rows), headers=1, together=True)
    return Together((heading(words.residents_head, 12.0), table, Paragraph(plain(words.residents_note), SMALL)))


class ExplainedClause(msgspec.Struct, frozen=True, kw_only=True):
    """A clause that is explained before signing.

    Attributes:
        id: ``4.3`` for the third clause of article 4, ``T06`` for a take-back case. The tenant's initials for it are a
            signature under the key ``<tenant's key>#<id>``; one signature is never copied to other clauses.
        title: article and item.
        text: the clause, with its fields not yet filled in.
    """

    id: str
    title: str
    text: str


FACE_CONSENT = "face"
"""After ``#`` in the key of the tenant's own signature below the choice about face recognition."""


def _to_explain(words: LeaseWords) -> list[ExplainedClause]:
    found: list[ExplainedClause] = []
    for article, chapter in enumerate(words.chapters, 1):
        title = chapter.title.split("　")[0]
        for number, clause in enumerate(chapter.clauses, 1):
            if clause.explain:
                found.append(ExplainedClause(id=f"{article}.{number}", title=title, text=clause.text))
        if chapter.take_back:
            for number, case in enumerate(words.take_back, 1):
                text = case.text.rstrip("；。")
                found.append(ExplainedClause(id=case.code, title=f"{title}第 {number} 项", text=text))
    return found


def explained_clauses(data: LeaseData) -> tuple[ExplainedClause, ...]:
    """What has to be explained before ``data`` is signed, with the lease's own figures, in the paper's order."""
    words = load_words(data.code, data.template_version, LeaseWords)
    values = _values(data)
    return tuple(
        msgspec.structs.replace(one, text="".join(span.text for span in fill(one.text, values)))
        for one in _to_explain(words)
    )


def _explained(data: LeaseData, words: LeaseWords, context: PrintContext) -> list[Block]:
    rows = [row(label("条款"), label("内容"), label("承租人签名"))]
    for one in explained_clauses(data):
        given = context.signature_of(f"{data.tenant.key}#{one.id}")
        initials = Cell(picture=given.image if given else b"")
        rows.append(row(Cell(plain(one.title), align="center"), Cell(plain(one.text)), initials, height_mm=9))
    by = Signing(role=words.explained_by, name=context.operator, day=chinese_day(data.explained_on), fingerprint=False)
    return [
        heading(words.explained_head, 12.0),
        Paragraph(plain(words.explained_note), Style(9.5, 14.5, indent=2, align="justify"), keep=True, after_mm=1),
        Table((26, 106, 30), tuple(rows), headers=1, style=Style(8.5, 12.0)),
        by,
    ]


def _face(data: LeaseData, words: LeaseWords, context: PrintContext) -> Block:
    choices = ((words.face_yes, data.face_access is True), (words.face_no, data.face_access is False))
    signer = Signer(key=f"{data.tenant.key}#{FACE_CONSENT}", name=data.tenant.name, role="承租人")
    return Together(
        (
            heading(words.face_head),
            Ticks(choices, 2),
            Paragraph(plain(words.face_note), SMALL),
            signing_line(signer, context, fingerprint=False),
        )
    )


def lay_out(data: LeaseData, context: PrintContext) -> Paper:
    """D21 as blocks."""
    words = load_words(data.code, data.template_version, LeaseWords)
    _check(data, context)
    values = _values(data)
    rules = (
        Paragraph(plain(f"{number}. {text}"), Style(10, 15.5, indent=2)) for number, text in enumerate(words.rules, 1)
    )
    blocks: list[Block] = [
        Paragraph(strong(words.title), _HEAD),
        Paragraph(plain(f"合同编号 {data.number}"), Style(10, 16, align="center"), after_mm=2),
        heading(words.parties_head, 11.0),
        _parties(data),
        Gap(1.5),
        Paragraph(fill(words.qualification, values), _TEXT),
        Paragraph(plain(words.preface), _TEXT),
        *(block for chapter in words.chapters for block in _chapter(chapter, words, values)),
        _signing(data, words, context),
        *_equipment(data, words),
        _residents(data, words),
        Together((heading(words.rules_head, 12.0), *rules)),
        *_explained(data, words, context),
        _face(data, words, context),
    ]
    return Paper(words.title, tuple(blocks), CONTRACT_MARGINS, across_seal=True)
