"""Status symbols: shape first, then a word, colour last. The only filled shapes of the window."""

from __future__ import annotations

import math
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from gzf_desk.ui.theme.look import Kit, Look


class Mark(StrEnum):
    """What a symbol says; the value is the last part of its word's key ``ui_widgets.mark.<value>``."""

    OK = "ok"
    NEAR = "near"
    BAD = "bad"
    UNKNOWN = "unknown"
    ENTITLED = "entitled"
    WAITING = "waiting"
    NOT_APPLICABLE = "not_applicable"


_TOKEN = {
    Mark.OK: "ok",
    Mark.NEAR: "near",
    Mark.BAD: "bad",
    Mark.UNKNOWN: "unknown",
    Mark.ENTITLED: "info",
    Mark.WAITING: "waiting",
    Mark.NOT_APPLICABLE: "unknown",
}


def ink_token(mark: Mark) -> str:
    """The token of a state's ink, e.g. ``near``."""
    return _TOKEN[mark]


def tint_token(mark: Mark) -> str:
    """The token of a state's ground, e.g. ``near_tint``."""
    return f"{_TOKEN[mark]}_tint"


def _line(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _point(rect: QRectF, x: float, y: float) -> QPointF:
    return QPointF(rect.x() + rect.width() * x, rect.y() + rect.height() * y)


def _stroke(painter: QPainter, rect: QRectF, *points: tuple[float, float]) -> None:
    painter.drawPolyline(QPolygonF([_point(rect, x, y) for x, y in points]))


def _circle_tick(painter: QPainter, rect: QRectF, ink: QColor, on: QColor) -> None:
    painter.setBrush(QBrush(ink))
    painter.drawEllipse(rect)
    painter.setPen(_line(on, rect.width() * 0.12))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _stroke(painter, rect, (0.28, 0.53), (0.44, 0.68), (0.73, 0.36))


def _triangle(painter: QPainter, rect: QRectF, ink: QColor, on: QColor) -> None:
    path = QPainterPath(_point(rect, 0.5, 0.06))
    path.lineTo(_point(rect, 0.98, 0.93))
    path.lineTo(_point(rect, 0.02, 0.93))
    path.closeSubpath()
    painter.setPen(_line(ink, rect.width() * 0.1))
    painter.setBrush(QBrush(ink))
    painter.drawPath(path)
    painter.setPen(_line(on, rect.width() * 0.12))
    _stroke(painter, rect, (0.5, 0.36), (0.5, 0.6))
    painter.drawPoint(_point(rect, 0.5, 0.79))


def _square(painter: QPainter, rect: QRectF, ink: QColor, on: QColor) -> None:
    painter.setBrush(QBrush(ink))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), rect.width() * 0.12, rect.width() * 0.12)
    painter.setPen(_line(on, rect.width() * 0.13))
    _stroke(painter, rect, (0.32, 0.32), (0.68, 0.68))
    _stroke(painter, rect, (0.68, 0.32), (0.32, 0.68))


def _dashed_ring(painter: QPainter, rect: QRectF, ink: QColor, _on: QColor) -> None:
    width = rect.width() * 0.11
    pen = QPen(ink, width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    radius = (rect.width() - width) / 2
    dash = 2 * math.pi * radius / width / 16
    pen.setDashPattern([dash * 1.15, dash * 0.85])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(rect.center(), radius, radius)
    painter.setPen(_line(ink, rect.width() * 0.105))
    path = QPainterPath(_point(rect, 0.385, 0.4))
    path.cubicTo(_point(rect, 0.385, 0.22), _point(rect, 0.64, 0.24), _point(rect, 0.62, 0.41))
    path.cubicTo(_point(rect, 0.61, 0.5), _point(rect, 0.5, 0.5), _point(rect, 0.5, 0.6))
    painter.drawPath(path)
    painter.drawPoint(_point(rect, 0.5, 0.755))


def _diamond(painter: QPainter, rect: QRectF, ink: QColor, on: QColor) -> None:
    painter.setPen(_line(ink, rect.width() * 0.08))
    painter.setBrush(QBrush(ink))
    corners = ((0.5, 0.02), (0.98, 0.5), (0.5, 0.98), (0.02, 0.5))
    painter.drawPolygon(QPolygonF([_point(rect, x, y) for x, y in corners]))
    painter.setPen(_line(on, rect.width() * 0.12))
    _stroke(painter, rect, (0.5, 0.32), (0.5, 0.68))
    _stroke(painter, rect, (0.32, 0.5), (0.68, 0.5))


def _open_ring(painter: QPainter, rect: QRectF, ink: QColor, _on: QColor) -> None:
    width = rect.width() * 0.12
    painter.setPen(_line(ink, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius = (rect.width() - width) / 2
    painter.drawEllipse(rect.center(), radius, radius)
    _stroke(painter, rect, (0.5, 0.27), (0.5, 0.52), (0.67, 0.63))


def _dash(painter: QPainter, rect: QRectF, ink: QColor, _on: QColor) -> None:
    painter.setPen(_line(ink, rect.width() * 0.12))
    _stroke(painter, rect, (0.3, 0.5), (0.7, 0.5))


_PAINT = {
    Mark.OK: _circle_tick,
    Mark.NEAR: _triangle,
    Mark.BAD: _square,
    Mark.UNKNOWN: _dashed_ring,
    Mark.ENTITLED: _diamond,
    Mark.WAITING: _open_ring,
    Mark.NOT_APPLICABLE: _dash,
}


def paint_symbol(painter: QPainter, rect: QRectF, mark: Mark, look: Look) -> None:
    """Draw the symbol of ``mark`` into the square ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    _PAINT[mark](painter, rect, look.colour(ink_token(mark)), look.colour("on_symbol"))
    painter.restore()


class StatusSymbol(QWidget):
    """One symbol, named by its word.

    Args:
        kit: look and words.
        mark: the state.
        size: side in px at 100 %.
        sentence: more for screen readers; the state's word alone when empty.
    """

    def __init__(self, kit: Kit, mark: Mark, size: int = 18, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._side = kit.px(size)
        self.setFixedSize(QSize(self._side, self._side))
        self.show_mark(mark, sentence)

    @property
    def mark(self) -> Mark:
        """The state shown."""
        return self._mark

    def show_mark(self, mark: Mark, sentence: str = "") -> None:
        """Show another state."""
        self._mark = mark
        word = self._kit.tr(f"ui_widgets.mark.{mark.value}")
        self.setAccessibleName(word)
        self.setAccessibleDescription(sentence)
        self.setToolTip(word)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        paint_symbol(painter, QRectF(0.5, 0.5, self._side - 1, self._side - 1), self._mark, self._kit.look)
        painter.end()


class NumberDisc(QWidget):
    """A number in a disc, for a short list of what is left to do.

    Args:
        kit: look and words.
        number: the number.
    """

    def __init__(self, kit: Kit, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self._number = number
        self.setFixedSize(kit.px(20), kit.px(20))
        self.setAccessibleName(str(number))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("near"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(self._look.colour("on_symbol"))
        painter.setFont(self._look.chain.font(self._look.px(12), 700))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()
