"""Buttons that print their key, key caps, choices, and the button that says what is missing.

A button is given the key sequence it answers to; the page registers it, the button shows it.
A button that cannot act is dashed and says beside it why.
"""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Look, Role
from gzf_desk.ui.widgets.icons import paint_icon
from gzf_desk.ui.widgets.labels import label, set_text

Kind = Literal["primary", "secondary", "danger", "quiet", "choice"]

_ARROWS = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓", "Return": "Enter"}


def key_text(keys: str) -> str:
    """How a key sequence stands on a cap: ``Ctrl+Right`` → ``Ctrl →``, ``Alt+1`` → ``Alt 1``."""
    parts = keys.replace("++", "+Plus").split("+")
    words = [_ARROWS.get(part, part) for part in parts if part]
    return " ".join("+" if word == "Plus" else word for word in words)


def cap_width(look: Look, keys: str) -> int:
    """Width of a key cap in px."""
    return QFontMetrics(look.font(Role.KEY)).horizontalAdvance(key_text(keys)) + look.px(12)


def paint_cap(
    painter: QPainter, rect: QRectF, keys: str, look: Look, ink: QColor, ground: QColor, edge: QColor
) -> None:
    """Draw a key cap: rounded, with a heavier lower edge, like a key."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    body = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(body, 4, 4)
    painter.drawLine(QPointF(body.left() + 3, body.bottom() - 1), QPointF(body.right() - 3, body.bottom() - 1))
    painter.setPen(ink)
    painter.setFont(look.font(Role.KEY))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, key_text(keys))
    painter.restore()


class KeyCap(QWidget):
    """One key, as printed on the screen.

    Args:
        kit: look and words.
        keys: key sequence, e.g. ``Ctrl+K``.
    """

    def __init__(self, kit: Kit, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self.keys = keys
        self.setFixedSize(cap_width(kit.look, keys), kit.px(20))
        self.setAccessibleName(key_text(keys))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        look = self._look
        colours = (look.colour("ink2"), look.colour("surface"), look.colour("line2"))
        paint_cap(painter, QRectF(self.rect()), self.keys, look, *colours)
        painter.end()


class KeyButton(QPushButton):
    """A push button painted by tokens, with an optional icon and the key it answers to.

    Args:
        kit: look and words.
        text: the verb.
        kind: primary, secondary, danger, quiet or choice (checkable).
        keys: key sequence shown on the cap; the page makes it work.
        icon: name of an icon.
        compact: 28 px high instead of 36.
    """

    def __init__(
        self,
        kit: Kit,
        text: str,
        kind: Kind = "secondary",
        *,
        keys: str = "",
        icon: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit = kit
        self.kind: Kind = kind
        self.keys = keys
        self._icon = icon
        self._compact = compact
        self.setText(text)
        self.setFont(kit.look.font(Role.VALUE))
        self.setAccessibleName(text)
        self.setAccessibleDescription(key_text(keys))
        self.setCheckable(kind == "choice")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)

    def set_verb(self, text: str) -> None:
        """Change the text and the accessible name."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Room for icon, text and key cap."""
        px = self._kit.px
        width = QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2 * self._padding()
        if self._icon:
            width += px(18) + px(7)
        if self.keys:
            width += cap_width(self._kit.look, self.keys) + px(8)
        return QSize(width + 2, px(28 if self._compact else 36))

    def minimumSizeHint(self) -> QSize:
        """As the size hint: text is never cut."""
        return self.sizeHint()

    def _padding(self) -> int:
        return self._kit.px(6 if self.kind == "quiet" else 12)

    def _colours(self) -> tuple[str | None, str | None, str]:
        """Ground, border and ink tokens for the present state."""
        if not self.isEnabled():
            return "unknown_tint", "line2", "ink3"
        pressed = self.isDown()
        match self.kind:
            case "primary":
                return ("brand7" if pressed else "brand"), None, "on_brand"
            case "danger":
                return ("bad_tint" if pressed or self.underMouse() else "surface"), "bad", "bad"
            case "quiet":
                return ("brand1" if pressed or self.underMouse() else None), None, "brand7"
            case "choice" if self.isChecked():
                return "brand1", "brand", "brand7"
            case _:
                return ("brand0" if pressed or self.underMouse() else "surface"), "line2", "ink"

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._kit.look, self._kit.px
        ground, border, ink = self._colours()
        self._paint_body(painter, ground, border)
        x = float(self._start_x())
        if self._icon:
            side = px(18)
            paint_icon(painter, QRectF(x, (self.height() - side) / 2, side, side), self._icon, look.colour(ink))
            x += side + px(7)
        painter.setPen(look.colour(ink))
        painter.setFont(self.font())
        painter.drawText(
            QRectF(x, 0, self.width() - x, self.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine),
            self.text(),
        )
        x += QFontMetrics(self.font()).horizontalAdvance(self.text()) + px(8)
        if self.keys:
            self._paint_key(painter, x, ink)
        painter.end()

    def _start_x(self) -> float:
        if self.kind == "quiet":
            return self._padding()
        return self._padding() + max(0, (self.width() - self.sizeHint().width()) / 2)

    def _paint_body(self, painter: QPainter, ground: str | None, border: str | None) -> None:
        look = self._kit.look
        wide = 2.0 if self.kind == "choice" and self.isChecked() and self.isEnabled() else float(look.tokens.border_px)
        pen = QPen(Qt.PenStyle.NoPen)
        if border:
            pen = QPen(look.colour(border), wide)
            if not self.isEnabled():
                pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        half = wide / 2 if border else 0
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(half, half, -half, -half), look.px(6), look.px(6))

    def _paint_key(self, painter: QPainter, x: float, ink: str) -> None:
        look = self._kit.look
        high = look.px(20)
        rect = QRectF(x, (self.height() - high) / 2, cap_width(look, self.keys), high)
        if self.kind == "primary" and self.isEnabled():
            edge = look.colour(ink)
            edge.setAlpha(130)
            paint_cap(painter, rect, self.keys, look, look.colour(ink), look.colour("brand"), edge)
        else:
            colours = (
                look.colour("ink2" if self.isEnabled() else "ink3"),
                look.colour("surface"),
                look.colour("line2"),
            )
            paint_cap(painter, rect, self.keys, look, *colours)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Repaint under the pointer."""
        super().enterEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a focused button, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)


class ReasonedButton(QWidget):
    """A button with the words beside it that say what is still missing.

    Args:
        kit: look and words.
        button: the button.
    """

    def __init__(self, kit: Kit, button: KeyButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = button
        self.reason: QLabel = label(kit, "", Role.LABEL, tone="near")
        lay = QHBoxLayout(self)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.setSpacing(kit.px(10))
        lay.addStretch(1)
        lay.addWidget(self.reason)
        lay.addWidget(button)
        self.set_missing("")

    def set_missing(self, reason: str) -> None:
        """Disable with a reason, or enable when ``reason`` is empty."""
        set_text(self.reason, reason)
        self.reason.setVisible(bool(reason))
        self.button.setEnabled(not reason)
        self.button.setAccessibleDescription(reason or key_text(self.button.keys))


class ChoiceBar(QWidget):
    """A few exclusive choices as buttons with digits. Nothing is chosen until a person chooses.

    Args:
        kit: look and words.
        name: accessible name of the question.
        options: ``(value, words, keys)`` each.
        narrow: three side by side at most.
    """

    # No QButtonGroup: an exclusive one takes all but one button out of the Tab order.
    chosen = Signal(str)

    def __init__(
        self,
        kit: Kit,
        name: str,
        options: list[tuple[str, str, str]],
        *,
        narrow: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.buttons: dict[str, KeyButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(kit.px(8))
        wide = 3 if narrow else max(1, len(options))
        for number, (value, words, keys) in enumerate(options):
            button = KeyButton(kit, words, "choice", keys=keys)
            button.setAccessibleName(f"{name}: {words}")
            self.buttons[value] = button
            button.clicked.connect(partial(self._choose, value))
            grid.addWidget(button, number // wide, number % wide)
        grid.setColumnStretch(wide, 1)
        self.setAccessibleName(name)

    def _choose(self, value: str) -> None:
        self.set_value(value)
        self.chosen.emit(value)

    def value(self) -> str:
        """The chosen value, empty when nothing is chosen."""
        return next((value for value, button in self.buttons.items() if button.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Choose without telling anybody; an unknown value clears the choice."""
        for name, button in self.buttons.items():
            button.setChecked(name == value)
            button.update()
