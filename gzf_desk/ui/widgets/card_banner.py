"""The card-read banner: waiting, reading, read, cannot read, and read but something is odd."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.labels import clear, label
from gzf_desk.ui.widgets.portrait import Portrait
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol


class BannerState(StrEnum):
    """What the banner says; its words have the key ``ui_widgets.card.<value>``."""

    WAITING = "waiting"
    READING = "reading"
    READ = "read"
    ODD = "odd"
    """Read, but expired or with a remark: one may go on and tells the person."""
    TROUBLE = "trouble"


_TONE = {
    BannerState.WAITING: "dashed",
    BannerState.READING: "waiting",
    BannerState.READ: "ok",
    BannerState.ODD: "near",
    BannerState.TROUBLE: "bad",
}
_MARK = {
    BannerState.WAITING: Mark.WAITING,
    BannerState.READING: Mark.WAITING,
    BannerState.READ: Mark.OK,
    BannerState.ODD: Mark.NEAR,
    BannerState.TROUBLE: Mark.BAD,
}


@dataclass(frozen=True, kw_only=True)
class BannerContent:
    """What the banner shows.

    ``facts`` are (label, value), the first one is the person's name; ``checks`` are (state, sentence).
    """

    state: BannerState
    headline: str
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    checks: tuple[tuple[Mark, str], ...] = field(default=())


class CardBanner(Panel):
    """The banner.

    Args:
        kit: look and words.
    """

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(kit, "dashed", margins=(14, 12, 14, 10), parent=parent)
        self.content: BannerContent | None = None
        self._actions = QHBoxLayout()

    def show_content(self, content: BannerContent, actions: Sequence[KeyButton] = ()) -> None:
        """Show another state, with ways to act."""
        if content == self.content and not actions:
            return
        self.content = content
        clear(self.body)
        self.set_tone(_TONE[content.state])
        self.setAccessibleName(content.headline)
        self.setAccessibleDescription("; ".join([content.note, *(f"{a} {b}" for a, b in content.facts)]))
        line = QHBoxLayout()
        line.setSpacing(self.kit.px(16))
        line.addWidget(Portrait(self.kit, waiting=not content.facts), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(self.kit.px(6))
        words.addLayout(self._head(content, actions))
        if content.facts:
            words.addLayout(self._facts(content.facts))
            words.addLayout(self._checks(content.checks))
        else:
            words.addWidget(label(self.kit, content.note, Role.BODY, wrap=True))
            words.addStretch(1)
        line.addLayout(words, 1)
        self.body.addLayout(line)

    def _head(self, content: BannerContent, actions: Sequence[KeyButton]) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(self.kit.px(8))
        head.addWidget(StatusSymbol(self.kit, _MARK[content.state], 20, content.headline))
        tone = "" if content.state is BannerState.WAITING else _MARK[content.state].value
        head.addWidget(label(self.kit, content.headline, Role.CARD_TITLE, tone=tone))
        if content.facts:
            head.addWidget(label(self.kit, content.note, Role.HINT))
        head.addStretch(1)
        for button in actions:
            head.addWidget(button)
        return head

    def _facts(self, facts: tuple[tuple[str, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.kit.px(14))
        grid.setVerticalSpacing(self.kit.px(4))
        for number, (name, value) in enumerate(facts):
            line, side = divmod(number, 2)
            title = label(self.kit, name, Role.LABEL)
            title.setMinimumWidth(self.kit.px(44))
            grid.addWidget(title, line, side * 2)
            role = Role.PERSON if number == 0 else Role.VALUE
            shown = label(self.kit, self.kit.look.chain.printable(value), role, wrap=number > 0)
            grid.addWidget(shown, line, side * 2 + 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        return grid

    def _checks(self, checks: tuple[tuple[Mark, str], ...]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.kit.px(16))
        grid.setVerticalSpacing(self.kit.px(2))
        for number, (mark, sentence) in enumerate(checks):
            cell = QHBoxLayout()
            cell.setSpacing(self.kit.px(6))
            cell.addWidget(StatusSymbol(self.kit, mark, 15, sentence), 0, Qt.AlignmentFlag.AlignTop)
            cell.addWidget(label(self.kit, sentence, Role.LABEL, wrap=True), 1)
            grid.addLayout(cell, number // 2, number % 2)
        return grid
