"""What is copied in the window does not stay: somebody else may paste at this PC."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from gzf_desk.ui.presenters.base import Runner

CLIPBOARD_MS = 30_000
"""How long something copied in the window may be pasted."""


class ClipboardGuard(QObject):
    """Empties the clipboard a while after something was copied in a window.

    Args:
        window: the window, its parent.
        runner: waits.
    """

    def __init__(self, window: QWidget, runner: Runner) -> None:
        super().__init__(window)
        self._window, self._runner = window, runner
        self._drop: Callable[[], None] = lambda: None
        QApplication.clipboard().dataChanged.connect(self._copied)

    def _copied(self) -> None:
        clipboard = QApplication.clipboard()
        self._drop()
        self._drop = lambda: None
        ours = clipboard.ownsClipboard() or self._window.isActiveWindow()  # not every system says who owns it
        if ours and clipboard.text():
            self._drop = self._runner.later(CLIPBOARD_MS, clipboard.clear)
