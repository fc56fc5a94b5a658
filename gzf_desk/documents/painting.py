"""Sheets to PDF bytes with reportlab: embedded subsets only, no base-14 font, the same input gives the same bytes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from io import BytesIO
from threading import Lock
from typing import Any

from reportlab import rl_config
from reportlab.graphics.barcode import qrencoder
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gzf_desk.documents import fonts
from gzf_desk.documents.sheet import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Code,
    Frame,
    Mark,
    Picture,
    Ring,
    Rule,
    Sheet,
    Text,
    Tick,
)

rl_config.useA85 = 0  # reportlab's own switch: page streams as they are, not spelt in ASCII (larger and slower)

_PEN = Lock()
"""reportlab reads a font file through one cursor, so one paper is drawn at a time."""
_QR_FORM = "paper-code"
_QR_QUIET = 4
"""Light modules around a QR code. Source: ISO/IEC 18004 §9.1."""


def qr_modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of ``text`` at error correction level M, row by row, True where dark.

    Raises:
        ValueError: the text is too long for any QR code.
    """
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def _define_code(canvas: Any, modules: Sequence[Sequence[bool]]) -> int:
    """Define the QR code as a form with one unit a module, drawn by its dark runs; returns its side in modules."""
    side = len(modules) + 2 * _QR_QUIET
    canvas.beginForm(_QR_FORM, 0, 0, side, side)
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        column = 0
        while column < len(line):
            stop = column
            while stop < len(line) and line[stop]:
                stop += 1
            if stop > column:
                path.rect(column + _QR_QUIET, side - 1 - row - _QR_QUIET, stop - column, 1)
            column = stop + 1
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.endForm()
    return side


class _Pen:
    """The canvas with what is set on it, so that a setting is written only when it changes.

    Attributes:
        code_side: modules a side of the QR code that the canvas knows.
    """

    def __init__(self, canvas: Any, code_side: int) -> None:
        self.canvas = canvas
        self.code_side = code_side
        self._stroke: tuple[float, float, tuple[float, float] | None] | None = None
        self._fill: float | None = None

    def forget(self) -> None:
        """A new page begins with reportlab's own settings."""
        self._stroke = self._fill = None

    def stroke(self, thickness: float, grey: float = 0.0, dash: tuple[float, float] | None = None) -> Any:
        """Set how lines are drawn, and return the canvas."""
        if self._stroke != (thickness, grey, dash):
            self._stroke = (thickness, grey, dash)
            self.canvas.setStrokeGray(grey)
            self.canvas.setLineWidth(thickness)
            self.canvas.setDash(*(dash or ((),)))
        return self.canvas

    def fill(self, grey: float) -> Any:
        """Set the grey of areas and letters, and return the canvas."""
        if self._fill != grey:
            self._fill = grey
            self.canvas.setFillGray(grey)
        return self.canvas


def _draw_text(pen: _Pen, mark: Text) -> None:
    canvas = pen.fill(mark.grey)
    ink = canvas.beginText()
    ink.setTextOrigin(mark.x, PAGE_HEIGHT - mark.y)
    ink.setFont(mark.face, mark.size)
    if mark.spacing:
        ink.setCharSpace(mark.spacing)
    ink.textOut(mark.text)
    if mark.spacing:
        ink.setCharSpace(0)  # it would last beyond this text object
    canvas.drawText(ink)


def _draw_outline(pen: _Pen, mark: Rule | Frame | Ring) -> None:
    match mark:
        case Ring():
            pen.stroke(0.6, mark.grey, (3, 3)).circle(mark.x, PAGE_HEIGHT - mark.y, mark.radius)
        case Rule():
            canvas = pen.stroke(mark.thickness, mark.grey, mark.dash)
            canvas.line(mark.x1, PAGE_HEIGHT - mark.y1, mark.x2, PAGE_HEIGHT - mark.y2)
        case Frame():
            canvas = pen.stroke(mark.thickness, mark.grey, mark.dash)
            canvas.rect(mark.x, PAGE_HEIGHT - mark.y - mark.height, mark.width, mark.height)


def _draw_tick(pen: _Pen, mark: Tick) -> None:
    bottom = PAGE_HEIGHT - mark.y - mark.size
    pen.stroke(0.7).rect(mark.x, bottom, mark.size, mark.size)
    if mark.ticked:
        canvas = pen.stroke(1.3)
        path = canvas.beginPath()
        path.moveTo(mark.x + 0.16 * mark.size, bottom + 0.52 * mark.size)
        path.lineTo(mark.x + 0.42 * mark.size, bottom + 0.22 * mark.size)
        path.lineTo(mark.x + 0.88 * mark.size, bottom + 0.86 * mark.size)
        canvas.drawPath(path)


def _draw_picture(canvas: Any, mark: Picture) -> None:
    canvas.drawImage(
        ImageReader(BytesIO(mark.image)),
        mark.x,
        PAGE_HEIGHT - mark.y - mark.height,
        mark.width,
        mark.height,
        mask="auto",
        preserveAspectRatio=True,
    )


def _draw(pen: _Pen, mark: Mark) -> None:
    match mark:
        case Text():
            _draw_text(pen, mark)
        case Rule() | Frame() | Ring():
            _draw_outline(pen, mark)
        case Tick():
            _draw_tick(pen, mark)
        case Picture():
            _draw_picture(pen.canvas, mark)
        case Code():
            canvas = pen.fill(0)
            canvas.saveState()
            canvas.translate(mark.x, PAGE_HEIGHT - mark.y - mark.size)
            canvas.scale(mark.size / pen.code_side, mark.size / pen.code_side)
            canvas.doForm(_QR_FORM)
            canvas.restoreState()


def _draw_watermarks(canvas: Any, texts: Sequence[str]) -> None:
    size = 46.0 if len(texts) < 3 else 38.0
    canvas.saveState()
    canvas.setFillGray(0.88)
    canvas.translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
    canvas.rotate(math.degrees(math.atan2(3, 5)))
    for index, text in enumerate(texts):
        x = -fonts.width(text, size, "bold") / 2
        y = ((len(texts) - 1) / 2 - index) * size * 2.4 - size / 3
        for face, part in fonts.runs(text, "bold"):
            canvas.setFont(face, size)
            canvas.drawString(x, y, part)
            x += fonts.width(part, size, "bold")
    canvas.restoreState()


def paint(sheets: Sequence[Sheet], title: str, code: str, watermarks: Sequence[str]) -> bytes:
    """Draw ``sheets`` as a PDF.

    Args:
        sheets: the pages in order.
        title: of the PDF; never a name or number of a person.
        code: the text of the QR code.
        watermarks: grey words across every page, below the text.

    Returns:
        The file's bytes; the same input gives the same bytes.
    """
    target = BytesIO()
    with _PEN:
        first = fonts.drawn("中").face
        canvas = Canvas(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            pageCompression=1,
            invariant=1,
            initialFontName=first,
            lang="zh-CN",
        )
        canvas.setTitle(title)
        canvas.setCreator("GZF Desk")
        canvas.setProducer("GZF Desk")
        pen = _Pen(canvas, _define_code(canvas, qr_modules(code)))
        for sheet in sheets:
            _draw_watermarks(canvas, watermarks)
            pen.forget()
            for mark in sheet.marks:
                _draw(pen, mark)
            canvas.showPage()
        canvas.save()
    return target.getvalue()
