"""D03, the undertaking: what the household promises, clause by clause, and what follows when it is broken."""

from __future__ import annotations

from typing import ClassVar

import msgspec

from gzf_desk.documents.blocks import SMALL, TITLE, Block, Gap, Paragraph, Ticks, Together, heading, plain, strong
from gzf_desk.documents.capitals import chinese_day
from gzf_desk.documents.context import DocumentData, PrintContext, Signer
from gzf_desk.documents.flow import FORM_MARGINS, Paper
from gzf_desk.documents.ink import Signing, signing_line
from gzf_desk.documents.problems import problem
from gzf_desk.documents.tables import Cell, Table, label, row
from gzf_desk.documents.templates import Basis, Words, fill, load_words
from gzf_desk.documents.typesetting import Span, Style

_TEXT = Style(10.0, 16.0, indent=2, align="justify")
_CLAUSE = Style(10.0, 15.0)


class PromisedFact(msgspec.Struct, frozen=True, kw_only=True):
    """A fact promised in place of a proof.

    Attributes:
        fact: what is promised.
        material: the proof that need not be handed in.
    """

    fact: str
    material: str


class UndertakingData(DocumentData, frozen=True, kw_only=True):
    """Content of D03.

    Attributes:
        signers: the applicant and every adult co-applicant.
        ticked: numbers of the clauses that were ticked, from 1.
        read_aloud: whether the text was read to them; None = not recorded, both boxes stay empty for a pen.
    """

    code: ClassVar[str] = "D03"

    signers: tuple[Signer, ...]
    ticked: tuple[int, ...] = ()
    promised: tuple[PromisedFact, ...] = ()
    read_aloud: bool | None = None


class UndertakingWords(Words, frozen=True, kw_only=True):
    """Texts of D03."""

    head: str
    clauses_head: str
    promised_head: str
    promised_note: str
    promised_none: str
    consequences_head: str
    basis_note: str
    read_aloud_yes: str
    read_aloud_no: str
    closing: str
    signing_head: str
    witness: str
    clauses: tuple[Basis, ...]
    consequences: tuple[Basis, ...]


def undertaking_clauses(version: str = "2026-11") -> tuple[str, ...]:
    """The clauses of a version, for a window that reads them out and asks for each tick."""
    return tuple(one.text for one in load_words("D03", version, UndertakingWords).clauses)


def _numbered(clauses: tuple[Basis, ...]) -> list[Block]:
    found: list[Block] = []
    for number, one in enumerate(clauses, 1):
        basis = f"（{one.reference}）" if one.reference else ""
        spans = (Span(f"{number}. {one.text}{basis}"),)
        found.append(Paragraph(spans, Style(10.0, 15.0, indent=2, align="justify")))
    return found


def _promised(data: UndertakingData, words: UndertakingWords) -> list[Block]:
    if not data.promised:
        return [heading(words.promised_head), Paragraph(plain(words.promised_none), _TEXT)]
    rows = [row(label("序号"), label("承诺的事实"), label("免于提交的证明"))]
    for number, one in enumerate(data.promised, 1):
        rows.append(row(Cell(plain(str(number)), align="center"), Cell(plain(one.fact)), Cell(plain(one.material))))
    table = Table((10, 100, 62), tuple(rows), headers=1)
    note = Paragraph(plain(words.promised_note), SMALL, grey=0.2)
    return [heading(words.promised_head), Gap(1), table, Gap(0.8), note]


def _read_aloud(data: UndertakingData, words: UndertakingWords) -> Block:
    if data.read_aloud is None:
        return Ticks(((words.read_aloud_no, False), (words.read_aloud_yes, False)), 1, _CLAUSE)
    return Paragraph(plain(words.read_aloud_yes if data.read_aloud else words.read_aloud_no), _TEXT)


def lay_out(data: UndertakingData, context: PrintContext) -> Paper:
    """D03 as blocks."""
    words = load_words(data.code, data.template_version, UndertakingWords)
    if not data.signers:
        raise problem("nobody_signs", context.language)
    values = {
        "names": "、".join(one.name for one in data.signers),
        "region": data.region,
        "case_number": data.case_number,
    }
    ticks = tuple(
        (f"{number}. {one.text}{f'（{one.reference}）' if one.reference else ''}", number in data.ticked)
        for number, one in enumerate(words.clauses, 1)
    )
    signatures = [signing_line(one, context) for one in data.signers]
    witness = Signing(role=words.witness, name=context.operator, day=chinese_day(None), fingerprint=False)
    blocks: list[Block] = [
        Paragraph(strong(words.title), TITLE),
        Paragraph(plain(f"编号 {data.number}"), Style(9, 15, align="center"), grey=0.25, after_mm=3),
        Paragraph(fill(words.head, values), _TEXT),
        heading(words.clauses_head),
        Gap(0.5),
        Ticks(ticks, 1, _CLAUSE),
        *_promised(data, words),
        heading(words.consequences_head),
        *_numbered(words.consequences),
        _read_aloud(data, words),
        Paragraph(plain(words.closing), _TEXT),
        Together((heading(words.signing_head), signatures[0])),
        *signatures[1:],
        Together((witness, Paragraph(plain(words.basis_note), SMALL, grey=0.3))),
    ]
    return Paper(words.title, tuple(blocks), FORM_MARGINS)
