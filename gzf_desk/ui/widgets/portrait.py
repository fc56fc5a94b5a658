"""A drawn person in place of a photo: flat, nobody in particular."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gzf_desk.ui.theme.look import Kit


class Portrait(QWidget):
    """A neutral figure, dashed while no card is there.

    Args:
        kit: look and words.
        waiting: no card yet.
    """

    def __init__(self, kit: Kit, *, waiting: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self._waiting = waiting
        self.setFixedSize(kit.px(84), kit.px(104))
        self.setAccessibleName(kit.tr("ui_widgets.portrait"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        clip = QPainterPath()
        clip.addRoundedRect(frame, look.px(6), look.px(6))
        painter.setPen(QPen(look.colour("line2"), 1.5, Qt.PenStyle.DashLine) if self._waiting else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("surface" if self._waiting else "brand1"))
        painter.drawPath(clip)
        painter.setClipPath(clip)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track" if self._waiting else "brand"))
        middle = frame.center().x()
        painter.drawEllipse(QPointF(middle, frame.height() * 0.4), frame.width() * 0.21, frame.width() * 0.23)
        painter.drawEllipse(QPointF(middle, frame.height() * 1.02), frame.width() * 0.42, frame.height() * 0.34)
        painter.end()
