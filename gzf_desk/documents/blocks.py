"""The building blocks of a paper: text, tick boxes, columns; tables and places to sign stand in rooms of their own.

A block turns a column's width into slices. Blocks are values; they know nothing of pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from gzf_desk.documents.sheet import MM, Mark, Slice, Tick, moved, text_marks
from gzf_desk.documents.typesetting import Span, Style, natural_width, set_lines

SMALL = Style(8.0, 12.0)
FINE = Style(9.0, 13.5)
FORM = Style(9.5, 13.0)
BODY = Style(10.5, 17.5, indent=2, align="justify")
NOTICE = Style(15.0, 28.0, indent=2, align="justify")
"""GB/T 9704-2012: body type 3, 28 characters by 22 lines; 15 pt keeps 28 of our wider glyphs in the line."""
TITLE = Style(19.0, 30.0, align="center")


class Block(Protocol):
    """Something that fills a column from top to bottom."""

    def slices(self, width: float) -> list[Slice]:
        """The block at ``width`` points, in strips that a page break may part."""
        ...


def plain(text: str) -> tuple[Span, ...]:
    """``text`` in the regular weight."""
    return (Span(text),)


def strong(text: str) -> tuple[Span, ...]:
    """``text`` in the bold weight."""
    return (Span(text, "bold"),)


@dataclass(frozen=True)
class Gap:
    """Empty height in millimetres."""

    height_mm: float

    def slices(self, width: float) -> list[Slice]:  # noqa: ARG002  # the protocol gives it
        """See :class:`Block`."""
        return [Slice(self.height_mm * MM)]


@dataclass(frozen=True)
class Paragraph:
    """Running text.

    Attributes:
        keep: the whole paragraph stays with what follows (headings).
        grey: 0 black to 1 white.
    """

    spans: tuple[Span, ...]
    style: Style = BODY
    keep: bool = False
    grey: float = 0.0
    before_mm: float = 0.0
    after_mm: float = 0.0

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`. Two lines at least stand together at either end of a page."""
        lines = set_lines(self.spans, width, self.style)
        last = len(lines) - 1
        found: list[Slice] = [Slice(self.before_mm * MM, keep=True)] if self.before_mm else []
        for index, line in enumerate(lines):
            marks = tuple(text_marks([line], self.style, 0.0, 0.0, self.grey))
            tied = last > 0 and index in (0, last - 1)
            found.append(Slice(self.style.leading, marks, keep=tied or self.keep))
        if self.after_mm:
            found[-1] = replace(found[-1], height=found[-1].height + self.after_mm * MM)
        return found


def heading(text: str, size: float = 10.5, before_mm: float = 2.0) -> Paragraph:
    """A bold line that stays with the text below it."""
    return Paragraph(strong(text), Style(size, size * 1.6), keep=True, before_mm=before_mm)


def tick_marks(items: Sequence[tuple[str, bool]], width: float, style: Style) -> tuple[list[Mark], float]:
    """Tick boxes with their words, flowing; the marks and their height."""
    marks: list[Mark] = []
    x = y = 0.0
    side = style.size * 0.9
    for words, ticked in items:
        length = side + 3 + natural_width(words, style.size) + 9
        if x and x + length - 9 > width:
            x, y = 0.0, y + style.leading
        marks.append(Tick(x, y + (style.leading - side) / 2, side, ticked))
        lines = set_lines(plain(words), max(width - x - side - 3, style.size), style)
        marks.extend(text_marks(lines, style, x + side + 3, y))
        x += length
        y += (len(lines) - 1) * style.leading
    return marks, y + style.leading


@dataclass(frozen=True)
class Ticks:
    """Tick boxes in columns of equal width: (words, ticked)."""

    items: tuple[tuple[str, bool], ...]
    columns: int = 4
    style: Style = FORM

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`: one slice per row of boxes."""
        each = width / self.columns
        found: list[Slice] = []
        for start in range(0, len(self.items), self.columns):
            marks: list[Mark] = []
            height = 0.0
            for index, item in enumerate(self.items[start : start + self.columns]):
                boxes, high = tick_marks([item], each - 4, self.style)
                marks.extend(moved(mark, index * each, 0) for mark in boxes)
                height = max(height, high)
            found.append(Slice(height + 3, tuple(marks)))
        return found


@dataclass(frozen=True)
class Columns:
    """Blocks side by side, never torn: each column is (relative width, blocks)."""

    columns: tuple[tuple[float, tuple[Block, ...]], ...]
    gap_mm: float = 0.0

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`: one strip as high as the highest column."""
        room = width - self.gap_mm * MM * (len(self.columns) - 1)
        total = sum(share for share, _ in self.columns)
        marks: list[Mark] = []
        left = height = 0.0
        for share, blocks in self.columns:
            each = room * share / total
            y = 0.0
            for block in blocks:
                for one in block.slices(each):
                    marks.extend(moved(mark, left, y) for mark in one.marks)
                    y += one.height
            height = max(height, y)
            left += each + self.gap_mm * MM
        return [Slice(height, tuple(marks))]


@dataclass(frozen=True)
class Together:
    """Blocks that stand on one page."""

    blocks: tuple[Block, ...] = field(default_factory=tuple)

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`."""
        found = [one for block in self.blocks for one in block.slices(width)]
        return [replace(one, keep=index < len(found) - 1) for index, one in enumerate(found)]
