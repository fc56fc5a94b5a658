"""Pills: a state with its words, a quiet note, the three storage steps."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Look, Role
from gzf_desk.ui.widgets.symbols import Mark, ink_token, paint_symbol, tint_token


class StorageStep(IntEnum):
    """The three honest states of a piece of work."""

    HERE = 1
    TWO_PLACES = 2
    PROVINCE = 3


STEP_TOKEN = {StorageStep.HERE: "near", StorageStep.TWO_PLACES: "info", StorageStep.PROVINCE: "ok"}
STEP_KEY = {
    StorageStep.HERE: "ui_widgets.storage.here",
    StorageStep.TWO_PLACES: "ui_widgets.storage.two",
    StorageStep.PROVINCE: "ui_widgets.storage.province",
}


def paint_steps(painter: QPainter, rect: QRectF, step: StorageStep, colour: QColor) -> None:
    """Draw ■□□, ■■□ or ■■■ into ``rect`` (three boxes side by side)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    wide = rect.width() / 3
    for number in range(3):
        box = QRectF(rect.x() + number * wide + 0.75, rect.y() + 0.75, wide - 1.5, rect.height() - 1.5)
        painter.setPen(QPen(colour, 1.4))
        painter.setBrush(colour if number < step else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 2, 2)
    painter.restore()


def pill_width(look: Look, text: str, *, symbol: bool) -> int:
    """Width of a pill in px."""
    words = QFontMetrics(look.font(Role.LABEL)).horizontalAdvance(text)
    return words + look.px(18) + (look.px(20) if symbol else 0) + 2


def paint_pill(painter: QPainter, rect: QRectF, mark: Mark | None, text: str, look: Look) -> None:
    """Draw a pill: tint (in high contrast a border), symbol, words. ``mark`` None is a quiet note."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = "ink2" if mark is None else ink_token(mark)
    ground = "unknown_tint" if mark is None else tint_token(mark)
    painter.setPen(QPen(look.colour(ink), 2) if look.tokens.flat_states else Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(ground))
    body = rect.adjusted(1, 1, -1, -1) if look.tokens.flat_states else rect
    painter.drawRoundedRect(body, body.height() / 2, body.height() / 2)
    x = rect.x() + look.px(9)
    if mark is not None:
        side = look.px(14)
        paint_symbol(painter, QRectF(x, rect.center().y() - side / 2, side, side), mark, look)
        x += side + look.px(6)
    painter.setPen(look.colour(ink))
    painter.setFont(look.chain.font(look.size_of(Role.LABEL), 500))
    painter.drawText(
        QRectF(x, rect.y(), rect.right() - x, rect.height()),
        int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
        text,
    )
    painter.restore()


class StatusPill(QWidget):
    """A state and its words in one pill.

    Args:
        kit: look and words.
        text: the words.
        mark: the state; None for a quiet note.
    """

    def __init__(self, kit: Kit, text: str, mark: Mark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, mark)

    def show_state(self, text: str, mark: Mark | None) -> None:
        """Show other words or another state."""
        self.text, self.mark = text, mark
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName(text)
        if mark is not None:
            self.setAccessibleDescription(self._kit.tr(f"ui_widgets.mark.{mark.value}"))
        self.update()

    def sizeHint(self) -> QSize:
        """Room for symbol and words."""
        return QSize(pill_width(self._kit.look, self.text, symbol=self.mark is not None), self._kit.px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        paint_pill(painter, QRectF(self.rect()), self.mark, self.text, self._kit.look)
        painter.end()


class StorageGlyph(QWidget):
    """Where a piece of work is stored, as three boxes; the words stand in the accessible name.

    Args:
        kit: look and words.
        step: the state.
        token: colour; the state's own when empty.
    """

    def __init__(self, kit: Kit, step: StorageStep, token: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._token = token or STEP_TOKEN[step]
        self.step = step
        self.setFixedSize(kit.px(26), kit.px(10))
        words = kit.tr(STEP_KEY[step])
        self.setAccessibleName(words)
        self.setToolTip(words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        paint_steps(painter, QRectF(self.rect()), self.step, self._kit.look.colour(self._token))
        painter.end()
