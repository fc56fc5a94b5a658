"""D05, the list of materials that changed hands, signed by giver and receiver."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from gzf_desk.clock import CHINA
from gzf_desk.documents.blocks import SMALL, TITLE, Block, Gap, Paragraph, Together, heading, plain, strong
from gzf_desk.documents.capitals import chinese_day, chinese_minute
from gzf_desk.documents.context import DocumentData, PrintContext, Signer
from gzf_desk.documents.flow import FORM_MARGINS, Paper
from gzf_desk.documents.ink import Signing, signing_line
from gzf_desk.documents.problems import problem
from gzf_desk.documents.receipt import ReceivedMaterial, materials_table
from gzf_desk.documents.templates import Words, fill, load_words
from gzf_desk.documents.typesetting import Style


class MaterialListData(DocumentData, frozen=True, kw_only=True):
    """Content of D05.

    Attributes:
        giver: who hands the materials in; signs under ``key``.
        received_at: aware time.
        still_missing: names of materials that are still to come.
    """

    code: ClassVar[str] = "D05"

    giver: Signer
    received_at: datetime
    materials: tuple[ReceivedMaterial, ...]
    still_missing: tuple[str, ...] = ()


class MaterialListWords(Words, frozen=True, kw_only=True):
    """Texts of D05."""

    head: str
    note: str
    missing_head: str
    giver: str
    receiver: str
    copies: str


def lay_out(data: MaterialListData, context: PrintContext) -> Paper:
    """D05 as blocks."""
    words = load_words(data.code, data.template_version, MaterialListWords)
    if not data.materials:
        raise problem("no_materials", context.language)
    values = {
        "giver": data.giver.name,
        "region": data.region,
        "kinds": f" {len(data.materials)} ",
        "pages": f" {sum(one.pages or 0 for one in data.materials)} ",
    }
    text = Style(10.5, 17.5, indent=2, align="justify")
    missing: list[Block] = []
    if data.still_missing:
        lines = (Paragraph(plain(f"{number}. {name}"), text) for number, name in enumerate(data.still_missing, 1))
        missing = [Together((heading(words.missing_head), *lines))]
    received = chinese_day(data.received_at.astimezone(CHINA).date())
    blocks: list[Block] = [
        Paragraph(strong(words.title), TITLE),
        Paragraph(plain(f"编号 {data.number}"), Style(9, 15, align="center"), grey=0.25, after_mm=2),
        Paragraph(fill(words.head, values), text, after_mm=1),
        materials_table(data.materials),
        *missing,
        Gap(1),
        Paragraph(plain(words.note), text),
        Paragraph(plain(f"接收时间：{chinese_minute(data.received_at)}"), text, after_mm=3),
        signing_line(data.giver, context, fingerprint=False),
        Signing(role=words.receiver, name=context.operator, day=received, fingerprint=False),
        Paragraph(plain(words.copies), SMALL, grey=0.2),
    ]
    return Paper(words.title, tuple(blocks), FORM_MARGINS)
