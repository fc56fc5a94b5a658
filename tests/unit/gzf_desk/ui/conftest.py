"""A window over services in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gzf_desk.i18n import Translator
from gzf_desk.ui.desk.navigation import Preferences
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.start import prepare_application
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.look import Kit, make_kit
from tests.support.window import MemoryDesk, StraightRunner, fixed_clock

OpenWindow = Callable[..., DeskWindow]


@pytest.fixture(scope="session")
def chain(qapp: QApplication) -> FontChain:
    """The bundled faces."""
    return prepare_application(["test"])[1]


@pytest.fixture
def kit(chain: FontChain) -> Kit:
    """Light, 100 %, Chinese."""
    return make_kit(Translator(), chain)


@pytest.fixture
def desk() -> MemoryDesk:
    """Services in memory, somebody signed in."""
    return MemoryDesk()


@pytest.fixture
def runner() -> StraightRunner:
    """Runs work at once; time passes when told."""
    return StraightRunner()


@pytest.fixture
def open_window(qtbot: QtBot, chain: FontChain, desk: MemoryDesk, runner: StraightRunner) -> OpenWindow:
    """Opens the window in a look; it is closed at the end."""

    def make(preferences: Preferences | None = None, size: tuple[int, int] = (1366, 768)) -> DeskWindow:
        window = DeskWindow(desk.services(), runner, chain, fixed_clock(), preferences)
        window.resize(*size)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.start()
        qtbot.wait(1)
        return window

    return make
