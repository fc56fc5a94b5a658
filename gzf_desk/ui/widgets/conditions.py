"""Conditions of a pre-review: meter, condition row, group caption. A machine result is a reading, not a ruling."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyCap
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.forms import Source, SourceMark
from gzf_desk.ui.widgets.labels import label, row
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol, ink_token


class Meter(QWidget):
    """A value against its limit: bar and black tick.

    Args:
        kit: look and words.
        share: value divided by limit; the tick stands at 1.0, the bar ends at 1.33.
        mark: the state, for the colour.
        words: for screen readers.
    """

    def __init__(self, kit: Kit, share: float, mark: Mark, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = kit.look
        self.share, self.mark = share, mark
        self.setFixedSize(kit.px(150), kit.px(22))
        self.setAccessibleName(words)

    def show_share(self, share: float, mark: Mark, words: str = "") -> None:
        """Show another value."""
        self.share, self.mark = share, mark
        self.setAccessibleName(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, px = self._look, self._look.px
        track = QRectF(0, (self.height() - px(8)) / 2, self.width(), px(8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("track"))
        painter.drawRoundedRect(track, px(4), px(4))
        painter.setBrush(look.colour(ink_token(self.mark)))
        fill = max(0.0, min(1.0, self.share * 0.75))
        painter.drawRoundedRect(QRectF(track.x(), track.y(), track.width() * fill, track.height()), px(4), px(4))
        x = track.width() * 0.75
        painter.setPen(QPen(look.colour("ink"), px(2)))
        painter.drawLine(int(x), px(1), int(x), self.height() - px(1))
        painter.end()


@dataclass(frozen=True, kw_only=True)
class ConditionLine:
    """One condition as it is shown.

    ``share`` is value ÷ limit for the meter, None when there is nothing to measure.
    """

    mark: Mark
    name: str
    sentence: str
    figure: str = ""
    share: float | None = None
    source: Source | None = None
    why: str = ""


class ConditionRow(Panel):
    """Symbol · name · sentence · meter · figure / limit · source; the reason below when there is one to tell.

    Args:
        kit: look and words.
        line: the condition.
    """

    def __init__(self, kit: Kit, line: ConditionLine, parent: QWidget | None = None) -> None:
        loud = line.mark in (Mark.NEAR, Mark.BAD)
        super().__init__(kit, line.mark.value if loud else "", margins=(14, 6, 14, 6), gap=2, parent=parent)
        self.line = line
        self.setProperty("card", "false")
        self.setProperty("flat", "true")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        word = kit.tr(f"ui_widgets.mark.{line.mark.value}")
        self.setAccessibleName(f"{line.name}: {word}")
        self.setAccessibleDescription(f"{line.sentence} {line.figure} {line.why}".strip())
        head = QHBoxLayout()
        head.setSpacing(kit.px(10))
        head.addWidget(StatusSymbol(kit, line.mark, 20, line.sentence))
        name = label(kit, line.name, Role.STRONG)
        name.setMinimumWidth(kit.px(96))
        head.addWidget(name)
        head.addWidget(label(kit, line.sentence, wrap=True), 1)
        if line.share is not None:
            head.addWidget(Meter(kit, line.share, line.mark, line.figure))
        figure = label(kit, line.figure, Role.VALUE)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        figure.setMinimumWidth(kit.px(120))
        head.addWidget(figure)
        head.addWidget(_mark_or_gap(kit, line.source))
        self.body.addLayout(head)
        if line.why:
            why = label(kit, line.why, Role.LABEL, tone=line.mark.value, wrap=True)
            self.body.addLayout(row(kit.px(30), why))
        self.setMinimumHeight(kit.px(40))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _mark_or_gap(kit: Kit, source: Source | None) -> QWidget:
    if source is not None:
        return SourceMark(kit, source)
    gap = QWidget()
    gap.setFixedSize(QSize(kit.px(20), kit.px(20)))
    return gap


class GroupCaption(QWidget):
    """The head of a group of conditions, with what the group means and its key.

    Args:
        kit: look and words.
        title: e.g. "not known yet".
        note: what that means.
        keys: key that jumps here.
    """

    def __init__(self, kit: Kit, title: str, note: str, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "clear")
        lay = QHBoxLayout(self)
        lay.setContentsMargins(kit.px(14), kit.px(4), kit.px(14), kit.px(2))
        lay.setSpacing(kit.px(8))
        lay.addWidget(label(kit, title, Role.STRONG))
        self.note: QLabel = label(kit, note, Role.HINT)
        lay.addWidget(self.note)
        lay.addStretch(1)
        if keys:
            lay.addWidget(KeyCap(kit, keys))


class CountLine(QWidget):
    """How many conditions are in each state: symbol, figure, word.

    Args:
        kit: look and words.
        counts: state to number, in the order to show.
    """

    def __init__(self, kit: Kit, counts: dict[Mark, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lay = QHBoxLayout(self)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.setSpacing(kit.px(6))
        spoken = []
        for mark, number in counts.items():
            word = kit.tr(f"ui_widgets.mark.{mark.value}")
            lay.addWidget(StatusSymbol(kit, mark, 16))
            figure = label(kit, str(number), Role.PERSON, tone=mark.value)
            lay.addWidget(figure)
            lay.addWidget(label(kit, word, Role.LABEL))
            lay.addSpacing(kit.px(6))
            spoken.append(f"{number} {word}")
        self.setAccessibleName(", ".join(spoken))


def stack(kit: Kit, *rows: QWidget) -> QWidget:
    """Rows below each other without gaps, for a list inside a card."""
    made = QWidget()
    lay = QVBoxLayout(made)
    lay.setContentsMargins(0, 0, 0, 0)
    lay.setSpacing(kit.px(2))
    for each in rows:
        lay.addWidget(each)
    return made
