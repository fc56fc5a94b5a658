"""D06: the acceptance notice, or, without delegated acceptance or network, the receipt that promises nothing more."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

import msgspec

from gzf_desk.clock import CHINA
from gzf_desk.documents.blocks import (
    FINE,
    SMALL,
    Block,
    Columns,
    Gap,
    Paragraph,
    plain,
    strong,
)
from gzf_desk.documents.capitals import chinese_day, chinese_minute
from gzf_desk.documents.context import DocumentData, PaperState, PrintContext
from gzf_desk.documents.flow import NOTICE_MARGINS, Margins, Paper
from gzf_desk.documents.ink import SealPlace
from gzf_desk.documents.problems import problem
from gzf_desk.documents.tables import Cell, Table, label, row
from gzf_desk.documents.templates import Words, fill, load_words
from gzf_desk.documents.typesetting import Span, Style

_HEADLINE = Style(22.0, 36.0, align="center")
_RECEIPT_MARGINS = Margins(20, 24, 35, 26)
_BODY = Style(14.0, 24.0, indent=2, align="justify")


class ReceivedMaterial(msgspec.Struct, frozen=True, kw_only=True):
    """One material that was handed in.

    Attributes:
        name: of the material.
        pages: sheets; None when nobody counted them.
        kind: 原件, 复印件, 电子证照…
        note: e.g. why a proof is not needed.
    """

    name: str
    pages: int | None
    kind: str
    note: str = ""


class ReceiptData(DocumentData, frozen=True, kw_only=True):
    """Content of D06.

    Attributes:
        formal: True prints 受理通知书, False 接收回执.
        applicant: name.
        category: words for the applicant's category.
        received_at: aware time of the application.
        accepted_on: civil day of the acceptance, under the seal of the formal notice; None: that of the application.
        handler: who accepted, on the formal notice; "" leaves the line free for a pen.
        limit_date: last civil day of the decision; only on the formal notice.
        limit_words: how the limit is counted, e.g. 60 个工作日.
        limit_assumed: the limit is a trial value and is printed as such.
        confirmation: when the confirmation follows; only on the receipt.
        office: the body that accepts or receives.
    """

    code: ClassVar[str] = "D06"

    formal: bool
    applicant: str
    category: str
    received_at: datetime
    materials: tuple[ReceivedMaterial, ...]
    office: str
    query_code: str
    supervision_phone: str
    limit_date: date | None = None
    limit_words: str = ""
    limit_assumed: bool = False
    confirmation: str = ""
    accepted_on: date | None = None
    handler: str = ""


class ReceiptWords(Words, frozen=True, kw_only=True):
    """Texts of D06, both forms."""

    offline_title: str
    addressee: str
    formal_body: str
    formal_limit: str
    offline_body: str
    offline_body_bare: str
    offline_limit: str
    offline_order: str
    materials_head: str
    no_materials: str
    ask_head: str
    ask: str
    free: str
    accepted_by: str
    formal_seal: str
    offline_seal: str
    receiver: str
    copies: str
    assumed_note: str


def materials_table(materials: tuple[ReceivedMaterial, ...]) -> Table:
    """The table of materials; its head returns on every page."""
    rows = [row(*(label(words) for words in ("序号", "材料名称", "页数", "形式", "备注")))]
    for number, one in enumerate(materials, 1):
        rows.append(
            row(
                Cell(plain(str(number)), align="center"),
                Cell(plain(one.name)),
                Cell(plain("" if one.pages is None else str(one.pages)), align="center"),
                Cell(plain(one.kind), align="center"),
                Cell(plain(one.note)),
            )
        )
    return Table((10, 68, 13, 22, 43), tuple(rows), headers=1)


def _check(data: ReceiptData, context: PrintContext) -> None:
    if data.formal and data.limit_date is None:
        raise problem("no_limit", context.language)
    if data.formal and context.state is PaperState.OFFLINE:
        raise problem("not_confirmed", context.language)
    if not data.formal and not data.confirmation:
        raise problem("no_confirmation", context.language)


def _values(data: ReceiptData, context: PrintContext) -> dict[str, str]:
    return {
        "applicant": data.applicant,
        "received": chinese_minute(data.received_at),
        "region": data.region,
        "category": data.category,
        "number": data.number,
        "limit_date": chinese_day(data.limit_date),
        "limit_words": f"{data.limit_words}{'，暂定' if data.limit_assumed else ''}",
        "confirmation": data.confirmation,
        "query_code": data.query_code,
        "hotline": context.hotline,
        "supervision_phone": data.supervision_phone,
        "operator": (data.handler or "____________") if data.formal else context.operator,
    }


def lay_out(data: ReceiptData, context: PrintContext) -> Paper:
    """D06 as blocks."""
    words = load_words(data.code, data.template_version, ReceiptWords)
    _check(data, context)
    values = _values(data, context)
    title = words.title if data.formal else words.offline_title
    received = words.offline_body if data.materials else words.offline_body_bare
    body = (words.formal_body, words.formal_limit) if data.formal else (received, words.offline_limit)
    text = [Paragraph(fill(one, values, underline=False), _BODY) for one in body]
    if not data.formal:
        text.append(Paragraph(fill(words.offline_order), _BODY))
    head = Paragraph(strong(words.materials_head), Style(12, 22), keep=True)
    materials: list[Block] = (
        [head, materials_table(data.materials)] if data.materials else [Paragraph(plain(words.no_materials), FINE)]
    )
    day = chinese_day((data.formal and data.accepted_on) or data.received_at.astimezone(CHINA).date())
    seal = SealPlace(data.office, day, words.formal_seal if data.formal else words.offline_seal)
    left: tuple[Block, ...] = (
        Gap(12),
        Paragraph(fill(words.accepted_by, values, underline=False), FINE),
        Gap(4),
        Paragraph(plain(f"{words.receiver}：____________________"), FINE),
        Paragraph(plain(words.copies), SMALL, grey=0.2),
    )
    blocks: list[Block] = [
        Paragraph((Span(f"{data.region}住房保障", "medium"),), Style(15, 24, align="center")),
        Paragraph(strong(title), _HEADLINE, after_mm=1),
        Paragraph(plain(f"编号 {data.number}"), Style(10, 16, align="right"), after_mm=3),
        Paragraph(fill(words.addressee, values, underline=False), Style(14, 24)),
        *text,
        Gap(1),
        *materials,
        Gap(1.5),
        Paragraph(strong(words.ask_head), Style(12, 22), keep=True),
        Paragraph(fill(words.ask, values, underline=False), Style(11, 18, indent=2, align="justify")),
        Paragraph(plain(words.free), Style(11, 18, indent=2)),
        Columns(((1.0, left), (1.0, (seal,)))),
    ]
    if data.limit_assumed:
        blocks.append(Paragraph(plain(words.assumed_note), SMALL, grey=0.2))
    return Paper(title, tuple(blocks), NOTICE_MARGINS if data.formal else _RECEIPT_MARGINS)
