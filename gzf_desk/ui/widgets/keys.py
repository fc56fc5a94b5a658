"""Keys of a page: bound once, printed in the bar at the foot, never twice on one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, KeyCap, cap_width
from gzf_desk.ui.widgets.labels import clear, label

_BY_FOCUS = frozenset({"Return", "Space", "Up", "Down", "Left", "Right", "Tab", "Backspace", "Esc"})
"""Keys that belong to whatever has the focus; they are printed, the focused widget answers them."""


@dataclass(frozen=True)
class KeyHint:
    """One entry of the key bar."""

    keys: str
    words: str


class KeyMap:
    """The shortcuts of one page.

    Args:
        page: the widget they work in, with all its children.
    """

    def __init__(self, page: QWidget) -> None:
        self._page = page
        self._shortcuts: dict[str, QShortcut] = {}
        self.hints: list[KeyHint] = []

    @property
    def bound(self) -> frozenset[str]:
        """Every key sequence bound, in Qt's portable text."""
        return frozenset(self._shortcuts)

    def bind(self, keys: str, act: Callable[[], object], words: str = "") -> None:
        """Answer ``keys`` with ``act``; with ``words`` it stands in the key bar.

        Raises:
            ValueError: the key has a meaning on this page already.
        """
        name = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
        if name in self._shortcuts:
            raise ValueError(f"{keys} is bound twice on one page")
        shortcut = QShortcut(QKeySequence(keys), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
        self._shortcuts[name] = shortcut
        if words:
            self.hints.append(KeyHint(keys, words))

    def bind_button(self, button: KeyButton, words: str | None = None) -> KeyButton:
        """Let a button's key press it; keys that belong to the focus are only printed. Returns the button."""
        if button.keys in _BY_FOCUS:
            self.hint(button.keys, button.text() if words is None else words)
        elif button.keys:
            self.bind(button.keys, lambda: button.click() if button.isVisible() else None, words or "")
        return button

    def hint(self, keys: str, words: str) -> None:
        """Print a key that the focused widget answers itself."""
        if words and all(h.keys != keys for h in self.hints):
            self.hints.append(KeyHint(keys, words))


class KeyBar(QWidget):
    """The foot of every staff page: what the keys do now, and a quiet note at the right.

    Args:
        kit: look and words.
    """

    def __init__(self, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._kit = kit
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(kit.px(16), 0, kit.px(16), 0)
        self._row.setSpacing(kit.px(6))
        self.setFixedHeight(kit.px(32))
        self.setAccessibleName(kit.tr("ui_widgets.keys"))
        self.hints: tuple[KeyHint, ...] = ()
        self._note = ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer hints fit."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.show_hints(self.hints, self._note)

    def show_hints(self, hints: Sequence[KeyHint], note: str = "") -> None:
        """Show as many hints as fit; the last ones leave first."""
        clear(self._row)
        self.hints, self._note = tuple(hints), note
        room = self.width() - self._kit.px(40)
        metrics = self.fontMetrics()
        room -= metrics.horizontalAdvance(note) + self._kit.px(30)
        for hint in hints:
            words = label(self._kit, hint.words, Role.LABEL)
            need = cap_width(self._kit.look, hint.keys) + words.sizeHint().width() + self._kit.px(22)
            if need > room:
                break
            room -= need
            self._row.addWidget(KeyCap(self._kit, hint.keys))
            self._row.addWidget(words)
            self._row.addSpacing(self._kit.px(8))
        self._row.addStretch(1)
        self._row.addWidget(label(self._kit, note, Role.HINT))
        self.setAccessibleDescription("; ".join(f"{h.keys} {h.words}" for h in hints))
