"""A sheet of paper on the screen: the exact text that is being signed, on white, with a drawn shadow."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gzf_desk.ui.theme.look import Kit
from gzf_desk.ui.widgets.labels import set_text

_PAPER = "#FFFFFF"
_INK = "#14252F"
_SHADOW = "#C3CCD1"
_EDGE = "#B8C2C8"


class _Sheet(QWidget):
    """White paper with a shadow; always white, in every theme, because paper is."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -6.5, -6.5)
        painter.fillRect(body.translated(6, 6), QColor(_SHADOW))
        painter.fillRect(body, QColor(_PAPER))
        painter.setPen(QPen(QColor(_EDGE), 1))
        painter.drawRect(body)
        painter.end()


class PaperText(QScrollArea):
    """The text of a document as it will be printed and signed.

    Args:
        kit: look and words.
    """

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._zoom = 0
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = _Sheet()
        self.title = self._words(16, 700)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.number = self._words(12, 400)
        self.number.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.text = self._words(13, 400)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        lay = QVBoxLayout(sheet)
        lay.setContentsMargins(kit.px(26), kit.px(22), kit.px(32), kit.px(28))
        lay.setSpacing(kit.px(8))
        lay.addWidget(self.title)
        lay.addWidget(self.number)
        lay.addWidget(self.text, 1)
        self.setWidget(sheet)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def _words(self, px: int, weight: int) -> QLabel:
        made = QLabel()
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setWordWrap(True)
        made.setStyleSheet(f"QLabel {{ color: {_INK}; font-size: {self._kit.px(px)}px; font-weight: {weight}; }}")
        made.setFont(self._kit.look.chain.font(self._kit.px(px), weight))
        return made

    def show_text(self, title: str, number: str, text: str) -> None:
        """Show another document."""
        set_text(self.title, title)
        set_text(self.number, number)
        set_text(self.text, text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(number)

    def zoom(self, step: int) -> None:
        """Larger (+1) or smaller (−1), between 13 and 29 px at 100 %."""
        self._zoom = max(0, min(4, self._zoom + step))
        size = self._kit.px(13 + 4 * self._zoom)
        self.text.setStyleSheet(f"QLabel {{ color: {_INK}; font-size: {size}px; }}")
