"""A person before the desk's real window: keys go to what has the focus, eyes see what is visible."""

from __future__ import annotations

import time

import msgspec
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gzf_desk.app.window import show_window
from gzf_desk.settings import WindowSettings
from gzf_desk.ui.desk.navigation import PlaceName
from gzf_desk.ui.desk.review_page import ReviewPage
from gzf_desk.ui.desk.signing_step import SigningStep
from gzf_desk.ui.task_bridge import TaskBridge
from gzf_desk.ui.widgets.forms import ChoiceBox
from gzf_desk.ui.widgets.tables import CellTable
from tests.support.stories import StoryDesk

_PATIENCE_S = 30.0
_LONGEST_WALK = 120
"""Presses of Tab or ↓ after which something cannot be reached."""

_MOST_SIGNATURES = 12
_NAMED = {"Ins": "Insert", "Del": "Delete"}
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}


class Clerk:
    """Works in the window of one desk by keyboard alone (and a pen on the pad). Counts the key presses.

    Args:
        desk: whose window.
        qtbot: presses the keys.
        look: how the window looks.
    """

    def __init__(self, desk: StoryDesk, qtbot: QtBot, look: WindowSettings) -> None:
        self._qtbot = qtbot
        self.presses = 0
        self.titles: set[str] = set()
        settings = msgspec.structs.replace(desk.settings, window=look)
        self.window = show_window(desk.desk, settings, desk.clock, lambda _: None)
        qtbot.addWidget(self.window)
        self.rest()

    def go_home(self) -> None:
        """Close the window, when it is quiet."""
        if self.window.isVisible():
            self.rest()
            self.window.close()
            self.rest()

    # --- waiting ---------------------------------------------------------------------------------------------------

    def _busy(self) -> bool:
        return any(isinstance(child, TaskBridge) and child.waiting for child in self.window.children())

    def rest(self) -> None:
        """Wait until everything that the window asked for has arrived and is shown."""
        deadline = time.monotonic() + _PATIENCE_S
        QApplication.processEvents()
        while self._busy():
            assert time.monotonic() < deadline, "the window did not come to rest"
            self._qtbot.wait(2)
        QApplication.processEvents()
        self.titles.add(self.window.windowTitle())

    # --- hands -----------------------------------------------------------------------------------------------------

    def here(self) -> QWidget:
        """What has the focus; the window when nothing has. It comes to the front first, as where somebody works."""
        if not self.window.isActiveWindow():
            with self._qtbot.waitActive(self.window):
                self.window.activateWindow()
        found = QApplication.focusWidget()
        return found if found is not None and found.window() is self.window else self.window

    def press(self, *keys: str) -> None:
        """Press keys one after the other, written as they stand in the key bar: ``Ctrl+Return``, ``F2``, ``Tab``."""
        for name in keys:
            *held, key = name.split("+")
            self.presses += 1
            QTest.keyClick(self.here(), _key(key), _held(held))
            self.rest()

    def type(self, text: str) -> None:
        """Type; what is no ASCII comes from an input method."""
        if text.isascii():
            QTest.keyClicks(self.here(), text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(self.here(), event)
        self.rest()

    def to(self, name: str, key: str = "Tab") -> QWidget:
        """Walk by Tab to the field or button with this name."""
        for _ in range(_LONGEST_WALK):
            now = self.here()
            if any(called.startswith(name) for called in names_of(now)):
                return now
            self.press(key)
        raise AssertionError(f"Tab does not lead to {name}")

    def fill(self, name: str, text: str) -> None:
        """Walk to a line and type over what stands there."""
        self.to(name)
        self.press("Ctrl+A")
        self.type(text)

    def choose(self, name: str, words: str) -> None:
        """Walk to a list and press ↓ until these words stand in it."""
        box = self.to(name)
        assert isinstance(box, ChoiceBox), name
        for _ in range(box.count()):
            if box.currentText() == words:
                return
            self.press("Down")
        assert box.currentText() == words, f"{name} does not offer {words}"

    def tick(self, name: str) -> None:
        """Walk to a box or button and press Space."""
        self.to(name)
        self.press("Space")

    def write_on_pad(self) -> None:
        """A person signs on the pad."""
        page = self.window.page
        assert isinstance(page, SigningStep)
        left = Qt.MouseButton.LeftButton
        for start, end in ((QPoint(30, 40), QPoint(120, 52)), (QPoint(60, 20), QPoint(66, 90))):
            QTest.mousePress(page.pad, left, pos=start)
            for part in range(1, 6):
                step = QPoint((end.x() - start.x()) * part // 6, (end.y() - start.y()) * part // 6)
                QTest.mouseMove(page.pad, start + step)
            QTest.mouseRelease(page.pad, left, pos=end)

    def lets_everybody_sign(self) -> None:
        """On the step of signing, person by person: read out, the sensitive classes asked, signed, Enter."""
        page = self.window.page
        assert isinstance(page, SigningStep)
        for _ in range(_MOST_SIGNATURES):
            if page.signing.current() is None:
                return
            self.tick("念给本人听过了")
            if page.sensitive.isVisible():
                self.tick("敏感")
            self.write_on_pad()
            self.press("Return")
        raise AssertionError("the signatures do not end")

    # --- eyes ------------------------------------------------------------------------------------------------------

    def read(self) -> str:
        """Every word that is visible now."""
        parts: list[QWidget] = self.window.findChildren(QWidget)  # type: ignore[assignment]  # the stubs say Any
        found = [part for part in parts if part.isVisible()]
        words = [one.text() for one in found if isinstance(one, (QLabel, QAbstractButton))]
        tables = [one for one in found if isinstance(one, CellTable)]
        words += [str(row) for table in tables for row in table.cells.rows]
        return "\n".join(words)

    def sees(self, words: str) -> bool:
        """Whether these words are visible."""
        return words in self.read()

    def wait_for(self, words: str) -> None:
        """Look until these words are visible; for what the window does a moment after the last key."""
        deadline = time.monotonic() + _PATIENCE_S
        while not self.sees(words):
            assert time.monotonic() < deadline, f"{words} does not appear"
            self._qtbot.wait(20)
        self.rest()

    def at(self, place: PlaceName) -> bool:
        """Whether this page is on the screen."""
        return self.window.place.name is place

    def case_before(self) -> str:
        """The case that lies on the review page."""
        page = self.window.page
        assert isinstance(page, ReviewPage)
        return page.presenter.case_id

    def pill(self) -> str:
        """What the sync pill says."""
        return self.window._top.pill.sentence()


def _key(name: str) -> Qt.Key:
    key: Qt.Key = getattr(Qt.Key, f"Key_{_NAMED.get(name, name)}")
    return key


def _held(names: list[str]) -> Qt.KeyboardModifier:
    held = Qt.KeyboardModifier.NoModifier
    for name in names:
        held |= _HELD[name]
    return held


def names_of(widget: QWidget) -> tuple[str, ...]:
    """What a screen reader calls it, and what stands on it."""
    return (widget.accessibleName(), widget.text() if isinstance(widget, QAbstractButton) else "")
