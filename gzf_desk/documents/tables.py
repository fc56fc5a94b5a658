"""Ruled tables: cells that span columns, source marks, heads that return on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gzf_desk.documents.blocks import FORM, SMALL, plain, tick_marks
from gzf_desk.documents.sheet import MM, Frame, Mark, Picture, Slice, moved, text_marks
from gzf_desk.documents.typesetting import Align, Line, Span, Style, set_lines


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes:
        columns: how many columns it spans.
        source: the source mark in the lower right corner: c card, s shared data, d declared.
        foot: a line at the bottom right, e.g. for a seal and a day.
        picture: PNG in the middle of the cell.
        ticks: tick boxes with words, in place of the text.
    """

    spans: tuple[Span, ...] = ()
    columns: int = 1
    align: Align = "left"
    source: str = ""
    foot: str = ""
    picture: bytes = b""
    ticks: tuple[tuple[str, bool], ...] = ()


def label(text: str, columns: int = 1) -> Cell:
    """A cell that names what stands beside it."""
    return Cell((Span(text, "medium"),), columns, "center")


@dataclass(frozen=True)
class Row:
    """One row of a table; ``height_mm`` is its least height."""

    cells: tuple[Cell, ...]
    height_mm: float = 0.0


def row(*cells: Cell, height_mm: float = 0.0) -> Row:
    """A row of ``cells``."""
    return Row(cells, height_mm)


@dataclass(frozen=True)
class Table:
    """A ruled table.

    Attributes:
        columns: relative widths.
        headers: how many first rows are repeated on every page.
    """

    columns: tuple[float, ...]
    rows: tuple[Row, ...]
    headers: int = 0
    style: Style = FORM
    together: bool = False

    _PAD_X = 3.0
    _PAD_Y = 3.0
    _SOURCE = 7.5

    def slices(self, width: float) -> list[Slice]:
        """See :class:`Block`. A row is never torn."""
        scale = width / sum(self.columns)
        edges = [0.0]
        for column in self.columns:
            edges.append(edges[-1] + column * scale)
        found = [self._row(one, edges) for one in self.rows]
        head = found[: self.headers]
        header: Slice | None = None
        if head:
            marks = [moved(m, 0, sum(s.height for s in head[:i])) for i, s in enumerate(head) for m in s.marks]
            header = Slice(sum(s.height for s in head), tuple(marks))
        last = len(found) - 1
        return [
            replace(
                one,
                keep=index < self.headers or (self.together and index < last),
                header=header if index > self.headers else None,
            )
            for index, one in enumerate(found)
        ]

    def _lines(self, cell: Cell, width: float) -> list[Line]:
        room = width - 2 * self._PAD_X - (self._SOURCE if cell.source else 0.0)
        return set_lines(cell.spans or plain(""), room, replace(self.style, align=cell.align))

    def _row(self, one: Row, edges: Sequence[float]) -> Slice:
        placed: list[tuple[Cell, float, float, list[Line]]] = []
        height = max(one.height_mm * MM, 6.6 * MM)
        column = 0
        for cell in one.cells:
            left, right = edges[column], edges[column + cell.columns]
            column += cell.columns
            lines = self._lines(cell, right - left)
            placed.append((cell, left, right, lines))
            foot = SMALL.leading + 3 if cell.foot else 0.0
            boxes = tick_marks(cell.ticks, right - left - 2 * self._PAD_X, self.style)[1] if cell.ticks else 0.0
            height = max(height, max(len(lines) * self.style.leading, boxes) + foot + 2 * self._PAD_Y)
        if column != len(edges) - 1:
            raise ValueError(f"a row fills {column} of {len(edges) - 1} columns")
        marks: list[Mark] = []
        for cell, left, right, lines in placed:
            marks.append(Frame(left, 0, right - left, height))
            marks.extend(self._inside(cell, left, right - left, height, lines))
        return Slice(height, tuple(marks))

    def _inside(self, cell: Cell, left: float, width: float, height: float, lines: list[Line]) -> list[Mark]:
        marks: list[Mark] = []
        x = left + self._PAD_X
        if cell.ticks:
            boxes, high = tick_marks(cell.ticks, width - 2 * self._PAD_X, self.style)
            marks.extend(moved(mark, x, (height - high) / 2) for mark in boxes)
        elif cell.spans:
            depth = len(lines) * self.style.leading
            top = self._PAD_Y if cell.foot else (height - depth) / 2
            marks.extend(text_marks(lines, self.style, x, top))
        if cell.picture:
            marks.append(Picture(left + 1.5, 1.5, width - 3, height - 3, cell.picture))
        if cell.source:
            style = Style(6.0, 7.0)
            mark = set_lines(plain(cell.source), self._SOURCE, style)
            marks.extend(text_marks(mark, style, left + width - 6.0, height - 8.0, 0.25))
        if cell.foot:
            style = replace(SMALL, align="right")
            foot = set_lines(plain(cell.foot), width - 2 * self._PAD_X, style)
            marks.extend(text_marks(foot, style, x, height - SMALL.leading - 3))
        return marks
