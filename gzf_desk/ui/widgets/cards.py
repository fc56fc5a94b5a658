"""Panels: the titled card, the band that speaks (advice, errors as conversation), the toast with undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gzf_desk.errors import UserFacingError
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.labels import label, restyle, set_text
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol


class Panel(QFrame):
    """A surface with a line around it.

    Args:
        kit: look and words.
        tone: empty, soft, quiet, current, dashed, or a state.
        margins: inner margins in px at 100 %.
        gap: space between rows in px at 100 %.
    """

    def __init__(
        self,
        kit: Kit,
        tone: str = "",
        *,
        margins: tuple[int, int, int, int] = (16, 14, 16, 14),
        gap: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kit = kit
        self.setProperty("card", "true")
        self.setProperty("tone", tone)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(*(kit.px(m) for m in margins))
        self.body.setSpacing(kit.px(gap))

    def set_tone(self, tone: str) -> None:
        """Change the ground."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


class Card(Panel):
    """A panel with a title, a line beside it and room at the right of the head.

    Args:
        kit: look and words.
        title: what the card is about.
        note: quiet words after the title.
        tone: see :class:`Panel`.
        margins: inner margins in px at 100 %.
    """

    def __init__(
        self,
        kit: Kit,
        title: str,
        note: str = "",
        *,
        tone: str = "",
        margins: tuple[int, int, int, int] = (16, 12, 16, 14),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, tone, margins=margins, parent=parent)
        self.title = label(kit, title, Role.CARD_TITLE)
        self.note = label(kit, note, Role.LABEL)
        self.head = QHBoxLayout()
        self.head.setSpacing(kit.px(10))
        self.head.addWidget(self.title)
        self.head.addWidget(self.note)
        self.head.addStretch(1)
        self.body.addLayout(self.head)
        self.setAccessibleName(title)

    def set_title(self, title: str, note: str | None = None) -> None:
        """Change title and note."""
        set_text(self.title, title)
        self.setAccessibleName(title)
        if note is not None:
            set_text(self.note, note)


class Advice(Panel):
    """Something to say beside the work: a question to ask, good news, a fault. Never in a box on top.

    Args:
        kit: look and words.
        mark: near (ask), bad (fault), entitled (good news), unknown, waiting, ok.
        what: what was seen.
        more: what is safe and what to do now.
        buttons: ways to act.
    """

    def __init__(
        self,
        kit: Kit,
        mark: Mark,
        what: str,
        more: str = "",
        buttons: Sequence[KeyButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, mark.value, margins=(12, 10, 10, 10), parent=parent)
        line = QHBoxLayout()
        line.setSpacing(kit.px(10))
        symbol = StatusSymbol(kit, mark, 22, what)
        line.addWidget(symbol, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(kit.px(2))
        self.what = label(kit, what, Role.STRONG, wrap=True)
        self.more = label(kit, more, Role.LABEL, wrap=True)
        if not more:
            self.more.hide()
        words.addWidget(self.what)
        words.addWidget(self.more)
        line.addLayout(words, 1)
        for button in buttons:
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(line)
        self.setAccessibleName(what)
        self.setAccessibleDescription(more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


def error_conversation(kit: Kit, error: UserFacingError, buttons: Sequence[KeyButton] = ()) -> Advice:
    """An error as conversation: what I saw, what is safe and what to do now. The code stays behind F1."""
    return Advice(kit, Mark.BAD, error.what, error.advice, buttons)


class Toast(QFrame):
    """A short word at the foot that goes by itself and can take a step back; it never takes the focus.

    Args:
        kit: look and words.
        parent: the window it lies on.
    """

    SHOWN_MS = 6000

    def __init__(self, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._kit = kit
        self._undo: Callable[[], None] | None = None
        lay = QHBoxLayout(self)
        lay.setContentsMargins(kit.px(14), kit.px(8), kit.px(8), kit.px(8))
        lay.setSpacing(kit.px(12))
        self.words: QLabel = label(kit, "", Role.VALUE)
        self.back = KeyButton(kit, kit.tr("ui_widgets.undo"), "quiet", keys="Ctrl+Z", icon="undo")
        self.back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.back.clicked.connect(self._take_back)
        lay.addWidget(self.words)
        lay.addWidget(self.back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """Show words for a while, with a way back if ``undo`` is given."""
        set_text(self.words, words)
        self._undo = undo
        self.back.setVisible(undo is not None)
        self.adjustSize()
        host = self.parentWidget()
        if host is not None:
            self.move((host.width() - self.width()) // 2, host.height() - self.height() - self._kit.px(44))
        self.raise_()
        self.show()
        self._timer.start(self.SHOWN_MS)

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.hide()
        if undo is not None:
            undo()


def scrolling_column(body: QVBoxLayout) -> QScrollArea:
    """A column that scrolls up and down, never sideways."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    inside = QWidget()
    inside.setProperty("ground", "clear")
    inside.setLayout(body)
    area.setWidget(inside)
    return area
