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
        self._places = [page]
        self._acts: dict[str, Callable[[], object]] = {}
        self._hints: list[tuple[KeyHint, Callable[[], bool]]] = []

    @property
    def hints(self) -> list[KeyHint]:
        """What the keys do now: keys that would do nothing are left out."""
        return [hint for hint, acts_now in self._hints if acts_now()]

    @property
    def bound(self) -> frozenset[str]:
        """Every key sequence bound, in Qt's portable text."""
        return frozenset(self._acts)

    def bind(
        self, keys: str, act: Callable[[], object], words: str = "", *, when: Callable[[], bool] = lambda: True
    ) -> None:
        """Answer ``keys`` with ``act``; with ``words`` it stands in the key bar while ``when()``.

        Raises:
            ValueError: the key has a meaning on this page already.
        """
        name = QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)
        if name in self._acts:
            raise ValueError(f"{keys} is bound twice on one page")
        self._acts[name] = act
        for place in self._places:
            _answer(place, name, act)
        if words:
            self._hints.append((KeyHint(keys, words), when))

    def answer_from(self, frame: QWidget) -> None:
        """Answer the same keys while the focus is in ``frame``, e.g. in the bar above the page."""
        self._places.append(frame)
        for name, act in self._acts.items():
            _answer(frame, name, act)

    def bind_button(self, button: KeyButton, words: str | None = None) -> KeyButton:
        """Let a button's key press it; keys that belong to the focus are only printed. Returns the button."""

        def acts_now() -> bool:
            return button.isEnabled() and button.isVisibleTo(self._places[0])

        if button.keys in _BY_FOCUS:
            self.hint(button.keys, button.text() if words is None else words, when=acts_now)
        elif button.keys:
            press = button.click
            self.bind(button.keys, lambda: press() if button.isVisible() else None, words or "", when=acts_now)
        return button

    def hint(self, keys: str, words: str, *, when: Callable[[], bool] = lambda: True) -> None:
        """Print a key that the focused widget answers itself, while ``when()``."""
        if words and all(known.keys != keys for known, _ in self._hints):
            self._hints.append((KeyHint(keys, words), when))


def _answer(place: QWidget, name: str, act: Callable[[], object]) -> None:
    shortcut = QShortcut(QKeySequence(name), place)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(act)


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
        self._shown: tuple[tuple[KeyHint, ...], str, int] | None = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or fewer hints fit."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.show_hints(self.hints, self._note)

    def show_hints(self, hints: Sequence[KeyHint], note: str = "") -> None:
        """Show as many hints as fit; the last ones leave first."""
        if self._shown == (tuple(hints), note, self.width()):
            return
        self._shown = (tuple(hints), note, self.width())
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
        for number in range(self._row.count()):
            widget = self._row.itemAt(number).widget()
            if widget is not None:
                widget.show()  # at once, so that the row is never painted half made
        self._row.activate()
        self.setAccessibleDescription("; ".join(f"{h.keys} {h.words}" for h in hints))
