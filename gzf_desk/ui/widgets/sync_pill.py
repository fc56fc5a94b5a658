"""The pill in the top bar: the line in words, then how many pieces of work are where. Never a percentage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.icons import paint_icon
from gzf_desk.ui.widgets.pills import StorageStep, paint_steps


class LineState(StrEnum):
    """The line to the province."""

    ONLINE = "online"
    OFFLINE = "offline"
    SLOW = "slow"
    SYNCING = "syncing"


@dataclass(frozen=True)
class StoredCounts:
    """Pieces of work by where they are."""

    here: int = 0
    two_places: int = 0
    province: int = 0


_TOP_TOKEN = {StorageStep.HERE: "top_one", StorageStep.TWO_PLACES: "top_two", StorageStep.PROVINCE: "top_far"}
_SHORT_KEY = {
    StorageStep.HERE: "ui_widgets.storage.here_short",
    StorageStep.TWO_PLACES: "ui_widgets.storage.two_short",
    StorageStep.PROVINCE: "ui_widgets.storage.province_short",
}


class SyncPill(QWidget):
    """Line and counts; Enter or a click opens the page behind it.

    Args:
        kit: look and words.
        short: leave out the words of the steps (narrow windows, large text).
    """

    opened = Signal()

    def __init__(self, kit: Kit, *, short: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._short = short
        self.line = LineState.OFFLINE
        self.counts = StoredCounts()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(kit.tr("ui_widgets.storage.pill"))
        self.show_state(self.line, self.counts)

    def show_state(self, line: LineState, counts: StoredCounts) -> None:
        """Show the line and the counts."""
        self.line, self.counts = line, counts
        self.setAccessibleDescription(self.sentence())
        self.setToolTip(self.sentence())
        self.updateGeometry()
        self.update()

    def sentence(self) -> str:
        """What the pill says, as one sentence."""
        tr, c = self._kit.tr, self.counts
        line = tr(f"ui_widgets.line.{self.line.value}")
        return tr("ui_widgets.storage.sentence", line=line, here=c.here, two=c.two_places, province=c.province)

    def _parts(self) -> list[tuple[StorageStep, str, str]]:
        numbers = (self.counts.here, self.counts.two_places, self.counts.province)
        words = ["" if self._short else self._kit.tr(_SHORT_KEY[step]) for step in StorageStep]
        return [(step, word, str(n)) for step, word, n in zip(StorageStep, words, numbers, strict=True)]

    def sizeHint(self) -> QSize:
        """Room for the line and three counts."""
        look, px = self._kit.look, self._kit.px
        text = QFontMetrics(look.font(Role.LABEL))
        bold = QFontMetrics(look.chain.font(look.size_of(Role.LABEL), 700))
        width = px(14 + 18 + 8) + bold.horizontalAdvance(self._kit.tr(f"ui_widgets.line.{self.line.value}")) + px(20)
        for _, word, number in self._parts():
            width += px(24 + 6) + (text.horizontalAdvance(word) + px(4) if word else 0)
            width += bold.horizontalAdvance(number) + px(10)
        return QSize(width + px(4), px(30))

    def minimumSizeHint(self) -> QSize:
        """As the size hint."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._kit.look, self._kit.px
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        edge = look.colour("on_top2")
        edge.setAlpha(110)
        painter.setPen(QPen(edge, 1))
        painter.setBrush(look.colour("top2"))
        painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
        fine = self.line in (LineState.ONLINE, LineState.SYNCING)
        ink = look.colour("top_far" if fine else "top_one")
        x: float = px(14)
        paint_icon(painter, QRectF(x, (self.height() - px(17)) / 2, px(17), px(17)), self.line.value, ink)
        bold = look.chain.font(look.size_of(Role.LABEL), 700)
        painter.setPen(look.colour("on_top") if fine else ink)
        x = self._write(painter, x + px(25), self._kit.tr(f"ui_widgets.line.{self.line.value}"), bold=True) + px(9)
        painter.setPen(QPen(edge, 1))
        painter.drawLine(int(x), px(7), int(x), self.height() - px(7))
        x += px(11)
        for step, word, number in self._parts():
            glyph = QRectF(x, (self.height() - px(9)) / 2, px(24), px(9))
            paint_steps(painter, glyph, step, look.colour(_TOP_TOKEN[step]))
            x += px(24 + 6)
            painter.setPen(look.colour("on_top2"))
            if word:
                x = self._write(painter, x, word, bold=False) + px(4)
            painter.setPen(look.colour("on_top"))
            painter.setFont(bold)
            x = self._write(painter, x, number, bold=True) + px(10)
        painter.end()

    def _write(self, painter: QPainter, x: float, text: str, *, bold: bool) -> float:
        look = self._kit.look
        font = look.chain.font(look.size_of(Role.LABEL), 700 if bold else 400)
        painter.setFont(font)
        wide = QFontMetrics(font).horizontalAdvance(text)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(x, 0, wide + 2, self.height()), flags, text)
        return x + wide

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter or Space opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click opens."""
        self.opened.emit()
