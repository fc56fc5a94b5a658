"""Which layout belongs to which content, and the one way from content to paper."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from types import MappingProxyType
from typing import Any

import msgspec

from gzf_desk.documents import (
    application_content,
    application_form,
    authorization,
    fonts,
    lease,
    lease_content,
    material_list,
    painting,
    receipt,
    undertaking,
)
from gzf_desk.documents.context import DocumentData, PaperState, PrintContext, PrintedDocument
from gzf_desk.documents.flow import Paper, paginate
from gzf_desk.documents.problems import problem
from gzf_desk.documents.proof import content_hash, proof_text
from gzf_desk.documents.sheet import Sheet, Text
from gzf_desk.i18n import Translator
from sync.errors import InvalidRecord

_LAYOUTS: MappingProxyType[type[DocumentData], Callable[[Any, PrintContext], Paper]] = MappingProxyType(
    {
        application_content.ApplicationFormData: application_form.lay_out,
        authorization.AuthorizationData: authorization.lay_out,
        undertaking.UndertakingData: undertaking.lay_out,
        material_list.MaterialListData: material_list.lay_out,
        receipt.ReceiptData: receipt.lay_out,
        lease_content.LeaseData: lease.lay_out,
    }
)
_WATERMARKS = {PaperState.DRAFT: "草稿 DRAFT", PaperState.OFFLINE: "离线打印 待平台确认"}


def document_types() -> tuple[type[DocumentData], ...]:
    """The contents that can be printed, in the order of their codes."""
    return tuple(sorted(_LAYOUTS, key=lambda kind: kind.code))


class _Kept(msgspec.Struct, frozen=True):
    document: str
    template: str
    data: dict[str, object]


def read_content(content: bytes) -> DocumentData:
    """The document that :func:`~gzf_desk.documents.proof.canonical_content` was made from.

    Raises:
        sync.errors.InvalidRecord: the bytes are not the content of one of our papers.
    """
    try:
        kept = msgspec.json.decode(content, type=_Kept)
        kind = {one.code: one for one in _LAYOUTS}[kept.document]
        return msgspec.convert({"template_version": kept.template, **kept.data}, kind)
    except (msgspec.DecodeError, KeyError) as wrong:
        raise InvalidRecord("", f"not the content of a paper: {wrong}") from wrong


def watermarks(context: PrintContext) -> tuple[str, ...]:
    """The grey words across the paper; none on the original of a confirmed paper."""
    found = ["训练 TRAINING"] if context.training else []
    if context.state in _WATERMARKS:
        found.append(_WATERMARKS[context.state])
    if context.copy:
        found.append(f"副本 COPY {context.copy}")
    return tuple(found)


_UNPRINTED = frozenset({"key", "signer_key", "signer", "language", "source"})


def _texts(value: object, parts: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every text in ``value`` that is printed, with the names (and numbers, from 1) that lead to it."""
    if isinstance(value, str):
        yield parts, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name not in _UNPRINTED:
                inner = parts if name == "text" else (*parts, name)
                yield from _texts(getattr(value, name), inner)
    elif isinstance(value, tuple):
        for number, one in enumerate(value, 1):
            yield from _texts(one, (*parts[:-1], f"{parts[-1]} {number}"))


def _label(parts: tuple[str, ...], say: Translator) -> str:
    """Where a text stands, in words: ``家庭成员 2 · 姓名``."""
    *outer, leaf = parts
    words = []
    for kind, part in (*(("part", one) for one in outer), ("field", leaf)):
        name, _, number = part.partition(" ")
        words.append(f"{say(f'documents.{kind}.{name}')} {number}".rstrip())
    return " · ".join(words)


def _stop_at_missing_glyphs(document: DocumentData, context: PrintContext, sheets: tuple[Sheet, ...]) -> None:
    """Refuse to print when a character has no glyph, naming the field; the wording is looked at as well.

    Raises:
        BadInput: ``documents.missing_glyph``.
    """
    say = Translator(context.language)
    drawn = ((("wording",), mark.text) for sheet in sheets for mark in sheet.marks if isinstance(mark, Text))
    for parts, text in (*_texts(document), *_texts(context), *drawn):
        lacking = fonts.missing(text)
        if lacking:
            raise problem(
                "missing_glyph",
                context.language,
                field=_label(parts, say),
                characters=fonts.code_points(lacking),
            )


def compose(document: DocumentData, context: PrintContext) -> tuple[Sheet, ...]:
    """The pages of a paper as marks, before anything is drawn.

    Raises:
        BadInput: a character cannot be printed, the template does not fit, or the content contradicts itself.
        TypeError: there is no layout for this content.
    """
    layout = _LAYOUTS.get(type(document))
    if layout is None:
        raise TypeError(f"no layout for {type(document).__name__}")
    paper = layout(document, context)
    sheets = paginate(paper, document, context, content_hash(document))
    _stop_at_missing_glyphs(document, context, sheets)
    return sheets


def render(document: DocumentData, context: PrintContext) -> PrintedDocument:
    """Make the paper. Pure: the same document and context give the same bytes.

    Safe from any thread; one paper is drawn at a time.

    Raises:
        BadInput: see :func:`compose`; nothing was printed.
    """
    sheets = compose(document, context)
    proof = proof_text(document, context.state, context.signer)
    pdf = painting.paint(sheets, f"{document.code} {document.template_version}", proof, watermarks(context))
    return PrintedDocument(
        pdf=pdf,
        pages=len(sheets),
        sha256=hashlib.sha256(pdf).hexdigest(),
        content_hash=content_hash(document),
        proof=proof,
    )
