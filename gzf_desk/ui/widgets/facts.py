"""Declared beside found, class by member: the tables of the review page. Only rows that differ are tinted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.symbols import Mark, ink_token, paint_symbol, tint_token


@dataclass(frozen=True)
class FactLine:
    """One fact: label, what the person said, what a department found, the state."""

    label: str
    declared: str
    verified: str
    mark: Mark


class FactTable(QWidget):
    """Facts below each other. Arrow keys walk, the row with the focus is spoken.

    Args:
        kit: look and words.
        name: accessible name.
    """

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._tr = kit.look, kit.tr
        self.lines: tuple[FactLine, ...] = ()
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[FactLine]) -> None:
        """Show other facts; the first oddity becomes the current row."""
        self.lines = tuple(lines)
        odd = [n for n, line in enumerate(self.lines) if line.mark not in (Mark.OK, Mark.NOT_APPLICABLE)]
        self.current = odd[0] if odd else 0
        self.setFixedHeight(self._high() * len(self.lines))
        self._speak()
        self.update()

    def _high(self) -> int:
        return self._look.px(37)

    def focus_rect(self) -> QRect:
        """The current row."""
        return QRect(4, self.current * self._high() + 3, self.width() - 8, self._high() - 7)

    def _label_width(self) -> float:
        metrics = QFontMetrics(self._look.font(Role.LABEL))
        widest = max((metrics.horizontalAdvance(line.label) for line in self.lines), default=0)
        return min(self.width() * 0.36, max(self.width() * 0.2, widest + self._look.px(24)))

    def _speak(self) -> None:
        if self.lines:
            line = self.lines[self.current]
            word = self._tr(f"ui_widgets.mark.{line.mark.value}")
            self.setAccessibleDescription(f"{line.label}, {line.declared}, {line.verified}, {word}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the rows, then leave."""
        move = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if move is None or event.modifiers():
            super().keyPressEvent(event)
        elif 0 <= self.current + move < len(self.lines):
            self.current += move
            self._speak()
            self.update()
        else:
            self.focusNextPrevChild(move > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, line in enumerate(self.lines):
            self._paint_line(painter, line, QRectF(0, number * self._high(), self.width(), self._high()), number)
        painter.end()

    def _paint_line(self, painter: QPainter, line: FactLine, rect: QRectF, number: int) -> None:
        look, px = self._look, self._look.px
        loud = line.mark in (Mark.NEAR, Mark.BAD, Mark.ENTITLED)
        if loud:
            painter.fillRect(rect, look.colour(tint_token(line.mark)))
        if self.hasFocus() and number == self.current:
            painter.fillRect(QRectF(rect.x(), rect.y(), px(4), rect.height()), look.colour("brand"))
        painter.fillRect(QRectF(rect.x(), rect.bottom() - 1, rect.width(), 1), look.colour("line"))
        first = self._label_width()
        second = first + (rect.width() - first) * 0.42
        cells = (
            (px(12), first, line.label, Role.LABEL, "ink2"),
            (first, second, line.declared, Role.VALUE, "ink"),
            (second, rect.width() - px(36), line.verified, Role.VALUE, ink_token(line.mark) if loud else "ink"),
        )
        for left, right, text, role, token in cells:
            font = look.font(role)
            painter.setFont(font)
            painter.setPen(look.colour(token))
            shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, int(right - left - px(6)))
            painter.drawText(QRectF(left, rect.y(), right - left, rect.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        side = px(17)
        box = QRectF(rect.width() - side - px(12), rect.center().y() - side / 2, side, side)
        paint_symbol(painter, box, line.mark, look)


class ClassGrid(QWidget):
    """Classes as rows, members as columns, a symbol in each cell; arrow keys walk and speak the cell.

    Args:
        kit: look and words.
        name: accessible name.
    """

    def __init__(self, kit: Kit, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._tr = kit.look, kit.tr
        self.members: tuple[str, ...] = ()
        self.grid: tuple[tuple[str, tuple[tuple[Mark, str], ...]], ...] = ()
        self.at = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_grid(self, members: Sequence[str], grid: Sequence[tuple[str, tuple[tuple[Mark, str], ...]]]) -> None:
        """Show other results."""
        self.members, self.grid = tuple(members), tuple(grid)
        self.at = (0, 0)
        self.setFixedHeight(self._head() + self._high() * len(self.grid))
        self._speak()
        self.update()

    def sizeHint(self) -> QSize:
        """Room for a name per member."""
        return QSize(self._look.px(110 + 90 * len(self.members)), self.height())

    def _head(self) -> int:
        return self._look.px(30)

    def _high(self) -> int:
        return self._look.px(29)

    def _left(self) -> int:
        metrics = QFontMetrics(self._look.font(Role.LABEL))
        widest = max((metrics.horizontalAdvance(name) for name, _ in self.grid), default=0)
        return max(self._look.px(80), min(int(self.width() * 0.5), widest + self._look.px(16)))

    def focus_rect(self) -> QRect:
        """The current cell."""
        left = self._left()
        slot = (self.width() - left) / max(1, len(self.members))
        return QRect(
            int(left + self.at[1] * slot + 4),
            self._head() + self.at[0] * self._high() + 3,
            int(slot) - 8,
            self._high() - 6,
        )

    def _speak(self) -> None:
        row, column = self.at
        if row < len(self.grid) and column < len(self.grid[row][1]):
            mark, sentence = self.grid[row][1][column]
            word = self._tr(f"ui_widgets.mark.{mark.value}")
            self.setAccessibleDescription(f"{self.grid[row][0]}, {self.members[column]}, {word}: {sentence}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk the cells; up and down leave at the edge."""
        moves = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers():
            super().keyPressEvent(event)
            return
        row, column = self.at[0] + move[0], self.at[1] + move[1]
        if 0 <= row < len(self.grid) and 0 <= column < len(self.members):
            self.at = (row, column)
            self._speak()
            self.update()
        elif move[0]:
            self.focusNextPrevChild(move[0] > 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        if not self.members:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._look, self._look.px
        left = self._left()
        slot = (self.width() - left) / len(self.members)
        painter.setFont(look.font(Role.LABEL))
        painter.setPen(look.colour("ink"))
        for number, name in enumerate(self.members):
            box = QRectF(left + number * slot, 0, slot, self._head())
            shown = QFontMetrics(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, int(slot - 4))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
        for line, (name, cells) in enumerate(self.grid):
            y = self._head() + line * self._high()
            if line % 2 == 0:
                painter.fillRect(QRectF(0, y, self.width(), self._high()), look.colour("surface2"))
            painter.setPen(look.colour("ink"))
            words = QRectF(px(6), y, left - px(8), self._high())
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
            for column, (mark, _) in enumerate(cells):
                side = px(17)
                centre_x = left + (column + 0.5) * slot
                box = QRectF(centre_x - side / 2, y + (self._high() - side) / 2, side, side)
                if self.hasFocus() and self.at == (line, column):
                    painter.fillRect(box.adjusted(-px(8), -px(4), px(8), px(4)), look.colour("brand1"))
                paint_symbol(painter, box, mark, look)
        painter.end()
