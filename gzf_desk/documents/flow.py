"""Blocks to pages: page breaks, repeated table heads, the foot that every paper carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gzf_desk.documents.blocks import Block, plain
from gzf_desk.documents.capitals import chinese_minute
from gzf_desk.documents.context import DocumentData, PrintContext
from gzf_desk.documents.sheet import (
    MM,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Code,
    Mark,
    Rule,
    Sheet,
    Slice,
    moved,
    text_marks,
)
from gzf_desk.documents.typesetting import Style, set_lines


@dataclass(frozen=True)
class Margins:
    """Distances of the text from the paper's edges, in millimetres; the foot stands inside ``bottom``."""

    top: float
    right: float
    bottom: float
    left: float


NOTICE_MARGINS = Margins(37, 26, 35, 28)
"""Source: GB/T 9704-2012 §5.2 (top 37, left 28, type area 156 × 225 mm)."""
FORM_MARGINS = Margins(15, 16, 35, 20)
CONTRACT_MARGINS = Margins(24, 22, 36, 26)

_CODE_MM = 24.0
_FOOT_MM = 31.0
"""Upper edge of the foot, from the paper's lower edge."""


@dataclass(frozen=True)
class Paper:
    """A laid-out document before pages are known.

    Attributes:
        title: also of the PDF.
        blocks: from top to bottom.
        across_seal: a dotted line at the right edge with the place of the across-page seal.
    """

    title: str
    blocks: tuple[Block, ...]
    margins: Margins = FORM_MARGINS
    across_seal: bool = False


def _groups(slices: Sequence[Slice], room: float) -> list[list[Slice]]:
    """Slices tied together by ``keep``; a group higher than a page is untied."""
    groups: list[list[Slice]] = []
    current: list[Slice] = []
    for one in slices:
        current.append(one)
        if not one.keep:
            groups.append(current)
            current = []
    if current:
        groups.append(current)
    untied: list[list[Slice]] = []
    for group in groups:
        if sum(one.height for one in group) <= room:
            untied.append(group)
        else:
            untied.extend([one] for one in group)
    return untied


def _break(slices: Sequence[Slice], room: float) -> list[list[Mark]]:
    """Marks of every page, placed from the top left corner of the text area."""
    pages: list[list[Mark]] = [[]]
    y = 0.0
    for group in _groups(slices, room):
        high = sum(one.height for one in group)
        if y and y + high > room + 0.01:
            pages.append([])
            y = 0.0
        for one in group:
            if y == 0.0 and len(pages) > 1 and not one.marks:
                continue
            if y == 0.0 and one.header:
                pages[-1].extend(one.header.marks)
                y = one.header.height
            pages[-1].extend(moved(mark, 0, y) for mark in one.marks)
            y += one.height
    return pages


def _foot(document: DocumentData, context: PrintContext, code: str, page: int, pages: int) -> list[Mark]:
    """The marks of the foot: identity, page, print, window, proof."""
    left, right = 20 * MM, PAGE_WIDTH - 16 * MM
    top = PAGE_HEIGHT - _FOOT_MM * MM
    copy = f"　副本 {context.copy}" if context.copy else ""
    groups = " ".join(code[start : start + 4].upper() for start in range(0, 16, 4))
    template = f"{document.code} {document.template_version} 版"
    lines = (
        f"文书编号 {document.number}　　申请编号 {document.case_number}",
        f"第 {page} 页 共 {pages} 页{copy}　　打印 {chinese_minute(context.printed_at)}　　{document.region}",
        f"窗口 {context.station}　　经办 {context.operator}　　热线 {context.hotline}　　样式 {template}",
        f"内容校验码 {groups}　　扫右侧二维码可在任一窗口离线核验本件真伪",
    )
    marks: list[Mark] = [Rule(left, top, right, top, 0.5, None, 0.4)]
    size = _CODE_MM * MM
    room = right - left - size - 4 * MM
    y = top + 2.2 * MM
    for line in lines:
        style = Style(7.5, 11.5)
        for one in set_lines(plain(line), room, style):
            marks.extend(text_marks([one], style, left, y, 0.2))
            y += style.leading
    marks.append(Code(right - size + 2 * MM, top + 1.2 * MM, size))
    return marks


def _across_seal(page: int, pages: int) -> list[Mark]:
    x = PAGE_WIDTH - 13 * MM
    marks: list[Mark] = [Rule(x, 30 * MM, x, PAGE_HEIGHT - 45 * MM, 0.4, (1, 3), 0.4)]
    style = Style(7.0, 9.5)
    y = PAGE_HEIGHT / 2 - 5 * style.leading
    for character in "骑缝章处":
        marks.extend(text_marks(set_lines(plain(character), 10, style), style, x + 1.5 * MM, y, 0.4))
        y += style.leading
    marks.extend(text_marks(set_lines(plain(f"{page}/{pages}"), 20, style), style, x + 1.2 * MM, y + 4, 0.4))
    return marks


def paginate(paper: Paper, document: DocumentData, context: PrintContext, content_hash: str) -> tuple[Sheet, ...]:
    """Put a paper on sheets, each with the foot that every paper carries."""
    margins = paper.margins
    width = PAGE_WIDTH - (margins.left + margins.right) * MM
    room = PAGE_HEIGHT - (margins.top + margins.bottom) * MM
    slices = [one for block in paper.blocks for one in block.slices(width)]
    bodies = _break(slices, room)
    sheets: list[Sheet] = []
    for index, body in enumerate(bodies):
        marks = [moved(mark, margins.left * MM, margins.top * MM) for mark in body]
        marks += _foot(document, context, content_hash, index + 1, len(bodies))
        if paper.across_seal:
            marks += _across_seal(index + 1, len(bodies))
        sheets.append(Sheet(tuple(marks)))
    return tuple(sheets)
