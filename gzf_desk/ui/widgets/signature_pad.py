"""The signature pad: mouse, touch or pen with pressure → strokes → a transparent PNG, in memory only."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QTabletEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Role

_WIDEST_PX = 5.0
_PNG_SCALE = 2.0
_LEAST_POINTS = 4


@dataclass(frozen=True)
class StrokePoint:
    """A point of a stroke: place in px of the pad, pressure 0 to 1."""

    x: float
    y: float
    pressure: float


class SignaturePad(QWidget):
    """Where a person writes the name.

    Args:
        kit: look and words.
    """

    changed = Signal()

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.strokes: list[list[StrokePoint]] = []
        self._down = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumHeight(kit.px(110))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(kit.tr("ui_widgets.pad.name"))
        self._describe()

    def sizeHint(self) -> QSize:
        """Wide and low, like a line to sign on."""
        return QSize(self._kit.px(560), self._kit.px(132))

    def is_written(self) -> bool:
        """Whether there is more than a dot."""
        return sum(len(stroke) for stroke in self.strokes) >= _LEAST_POINTS

    def clear(self) -> None:
        """Start over."""
        self.strokes = []
        self._told()

    def _told(self) -> None:
        self._describe()
        self.update()
        self.changed.emit()

    def _describe(self) -> None:
        key = "ui_widgets.pad.written" if self.is_written() else "ui_widgets.pad.empty"
        self.setAccessibleDescription(self._kit.tr(key, n=len(self.strokes)))

    def _begin(self, place: QPointF, pressure: float) -> None:
        self._down = True
        self.strokes.append([StrokePoint(place.x(), place.y(), pressure)])
        self.update()

    def _go_on(self, place: QPointF, pressure: float) -> None:
        if self._down:
            self.strokes[-1].append(StrokePoint(place.x(), place.y(), pressure))
            self.update()

    def _end(self) -> None:
        if self._down:
            self._down = False
            self._told()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The pen goes down."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._begin(event.position(), 0.5)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The pen moves."""
        self._go_on(event.position(), 0.5)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The pen goes up."""
        self._end()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen with pressure."""
        match event.type():
            case QTabletEvent.Type.TabletPress:
                self._begin(event.position(), event.pressure())
            case QTabletEvent.Type.TabletMove:
                self._go_on(event.position(), event.pressure())
            case QTabletEvent.Type.TabletRelease:
                self._end()
            case _:
                return
        event.accept()

    def _draw(self, painter: QPainter) -> None:
        ink = self._kit.look.colour("pen")
        for stroke in self.strokes:
            for before, after in pairwise(stroke):
                wide = 1.0 + (_WIDEST_PX - 1.0) * (before.pressure + after.pressure) / 2
                painter.setPen(QPen(ink, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(QPointF(before.x, before.y), QPointF(after.x, after.y))

    def png(self) -> bytes:
        """The writing alone on a transparent ground, twice the size of the screen; empty when nothing is written."""
        if not self.is_written():
            return b""
        size = QSize(round(self.width() * _PNG_SCALE), round(self.height() * _PNG_SCALE))
        image = QImage(size, QImage.Format.Format_ARGB32)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_PNG_SCALE, _PNG_SCALE)
        self._draw(painter)
        painter.end()
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub knows no QIODevice with a text format
        return bytes(buffer.data().data())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._kit.look, self._kit.px
        painter.setPen(QPen(look.colour("line2"), max(1, look.tokens.border_px)))
        painter.setBrush(look.colour("pad"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), px(6), px(6))
        base = self.height() * 0.74
        painter.setPen(QPen(look.colour("pen"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(px(20), base), QPointF(self.width() - px(20), base))
        if not self.strokes:
            painter.setFont(look.font(Role.LABEL))
            hint = self._kit.tr("ui_widgets.pad.hint")
            painter.drawText(QRectF(px(20), base, self.width() - px(40), px(26)), Qt.AlignmentFlag.AlignVCenter, hint)
        self._draw(painter)
        painter.end()
