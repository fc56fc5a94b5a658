"""One picture per page of the window, compared in a way that forgives hinting but not layout.

To take new ones after a change that was looked at: ``GZF_NEW_PICTURES=1 pytest tests/golden/ui``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gzf_desk.services.views import SessionState
from gzf_desk.ui.desk.navigation import Place, PlaceName, Preferences
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.presenters.intake import IntakeStep
from gzf_desk.ui.start import prepare_application
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.tokens import ThemeName
from tests.support.pictures import load, picture_of, shares_that_differ
from tests.support.window import MemoryDesk, StraightRunner, fixed_clock

HERE = Path(__file__).parent
MAY_DIFFER = 0.01
"""Share of 8 px fields."""


@pytest.fixture(scope="module")
def chain(qapp: QApplication) -> FontChain:
    return prepare_application(["test"])[1]


def steps(step: IntakeStep) -> Callable[[DeskWindow], None]:
    def go(window: DeskWindow) -> None:
        window.go(Place(PlaceName.NEW, "c6"))
        if step is not IntakeStep.CARD:
            window.page.go_step(step)  # type: ignore[union-attr]  # a step page

    return go


def confirmed(window: DeskWindow) -> None:
    window.go(Place(PlaceName.NEW, with_card=True))
    window.page.yes.click()  # type: ignore[union-attr]  # the first step


def sealed(window: DeskWindow) -> None:
    window.go(Place(PlaceName.NEW, "c6"))
    window.page.presenter.submit()  # type: ignore[union-attr]  # a step page


PAGES: dict[str, Callable[[DeskWindow], None]] = {
    "today": lambda window: window.go(Place(PlaceName.TODAY)),
    "card-waiting": lambda window: window.go(Place(PlaceName.NEW)),
    "card-read": lambda window: window.go(Place(PlaceName.NEW, with_card=True)),
    "card-questions": confirmed,
    "people": steps(IntakeStep.PEOPLE),
    "home": steps(IntakeStep.HOME),
    "money": steps(IntakeStep.MONEY),
    "materials": steps(IntakeStep.MATERIALS),
    "result": steps(IntakeStep.RESULT),
    "signing": steps(IntakeStep.SIGN),
    "done": sealed,
    "review": lambda window: window.go(Place(PlaceName.REVIEW, "c9")),
    "case": lambda window: window.go(Place(PlaceName.CASE, "c5")),
    "cases": lambda window: window.go(Place(PlaceName.CASES)),
    "homes": lambda window: window.go(Place(PlaceName.HOMES)),
    "sync": lambda window: window.go(Place(PlaceName.SYNC)),
}


def check(name: str, window: DeskWindow, qtbot: QtBot) -> None:
    qtbot.wait(1)
    taken = picture_of(window)
    stored = HERE / f"{name}.png"
    if os.environ.get("GZF_NEW_PICTURES"):
        taken.convertToFormat(QImage.Format.Format_Indexed8).save(str(stored))
    assert stored.exists(), f"{stored.name} was never taken"
    share = shares_that_differ(taken, load(stored))
    assert share <= MAY_DIFFER, f"{name}: {share:.1%} of the fields differ"


def opened(
    qtbot: QtBot, chain: FontChain, desk: MemoryDesk | None = None, look: Preferences | None = None
) -> DeskWindow:
    services = (desk or MemoryDesk()).services()
    window = DeskWindow(services, StraightRunner(), chain, fixed_clock(), look, foot_note="示例数据")
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    window.start()
    return window


@pytest.fixture(autouse=True)
def still_caret(qapp: QApplication) -> Iterator[None]:
    """The caret must not blink."""
    before = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    yield
    qapp.setCursorFlashTime(before)


@pytest.mark.parametrize("page", list(PAGES))
def test_page(page: str, qtbot: QtBot, chain: FontChain) -> None:
    window = opened(qtbot, chain)
    PAGES[page](window)
    check(page, window, qtbot)


@pytest.mark.parametrize(
    "state", [SessionState.NOT_SET_UP, SessionState.LOCKED, SessionState.NO_OPERATOR], ids=lambda s: s.value
)
def test_unlocking(state: SessionState, qtbot: QtBot, chain: FontChain) -> None:
    window = opened(qtbot, chain, MemoryDesk(session_state=state, who=None))
    check(f"unlock-{state.value}", window, qtbot)


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("today-dark", Preferences(ThemeName.DARK, 100, "zh_CN")),
        ("today-contrast-125", Preferences(ThemeName.CONTRAST, 125, "zh_CN")),
        ("today-english-150", Preferences(ThemeName.LIGHT, 150, "en")),
    ],
)
def test_looks(name: str, look: Preferences, qtbot: QtBot, chain: FontChain) -> None:
    window = opened(qtbot, chain, look=look)
    check(name, window, qtbot)


def test_another_text_or_place_is_noticed(qtbot: QtBot, chain: FontChain) -> None:
    window = opened(qtbot, chain)
    before = picture_of(window)
    window.go(Place(PlaceName.CASES))
    qtbot.wait(1)
    assert shares_that_differ(before, picture_of(window)) > MAY_DIFFER
