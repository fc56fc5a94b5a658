"""Keys of the window itself, which give way to a page that answers the same key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.widgets.keys import KeyHint

_PRINTED = (("Ctrl+K", "find"), ("F11", "switch"), ("F12", "lock"), ("F1", "help"))
"""Keys of the window that stand in the key bar, with the last part of their words' key."""


class WindowKeys:
    """Shortcuts of a window.

    Args:
        window: where they work.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self.shortcuts: list[QShortcut] = []

    def bind(self, keys: str, act: Callable[[], object]) -> None:
        """Answer a key."""
        shortcut = QShortcut(QKeySequence(keys), self._window)
        shortcut.activated.connect(act)
        self.shortcuts.append(shortcut)

    def drop(self) -> None:
        """Answer none any more."""
        for shortcut in self.shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self.shortcuts = []

    def give_way(self, taken: frozenset[str]) -> None:
        """Leave the keys that the page answers itself to it."""
        for shortcut in self.shortcuts:
            name = shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
            shortcut.setEnabled(name not in taken)

    def hints(self, tr: Translator, taken: frozenset[str], *, signed_in: bool) -> list[KeyHint]:
        """What the key bar prints of them."""
        printed = _PRINTED if signed_in else _PRINTED[-1:]
        return [KeyHint(keys, tr(f"ui_common.key.{word}")) for keys, word in printed if keys not in taken]
