"""Hands and eyes on a window under test: where the focus is, what is on screen, how a person signs."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gzf_desk.ui.desk.navigation import Place, PlaceName
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.presenters.intake import IntakeStep

PLACES = [
    Place(PlaceName.TODAY),
    Place(PlaceName.CASES),
    Place(PlaceName.REVIEW, "c9"),
    Place(PlaceName.CASE, "c5"),
    Place(PlaceName.HOMES),
    Place(PlaceName.SYNC),
    Place(PlaceName.NEW),
]
STEPS = list(IntakeStep)[:-1]


def every_page(window: DeskWindow) -> Iterator[str]:
    for place in PLACES:
        window.go(place)
        yield place.name.value
    window.go(Place(PlaceName.NEW, "c6"))
    for step in STEPS:
        go_step(window, step)
        yield step.name


def go_step(window: DeskWindow, step: IntakeStep) -> None:
    assert window.page is not None
    window.page.go_step(step)  # type: ignore[attr-defined]  # a step page


def focus_of(window: DeskWindow) -> QWidget | None:
    found = QApplication.focusWidget()
    return found if found is not None and found.window() is window else None


def here(window: DeskWindow) -> QWidget:
    """What has the focus; the window when nothing has."""
    return focus_of(window) or window


def compose(widget: QWidget, text: str) -> None:
    """Type by an input method, as Chinese is typed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def texts(window: DeskWindow) -> set[str]:
    return {words.text() for words in window.findChildren(QLabel) if words.isVisible()}


def turn(window: DeskWindow) -> object:
    return window.page.signing.current()  # type: ignore[union-attr]  # the signing step


def sign(window: DeskWindow, qtbot: QtBot) -> None:
    page = window.page
    page.read_out.click()  # type: ignore[union-attr]  # the signing step
    if page.sensitive.isVisible():  # type: ignore[union-attr]
        page.sensitive.click()  # type: ignore[union-attr]
    pad = page.pad  # type: ignore[union-attr]
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 40))
    for x in range(40, 120, 8):
        qtbot.mouseMove(pad, QPoint(x, 50))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 50))
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_Return)
