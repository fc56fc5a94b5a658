"""Stories: a province of their own for each, copied from one that is furnished once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gzf_desk.settings import WindowSettings
from tests.support.clerk import Clerk
from tests.support.desks import NOW
from tests.support.stories import Story, StoryClock, StoryDesk, furnish

Sits = Callable[[StoryDesk], Clerk]


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province that nobody has used."""
    folder = tmp_path_factory.mktemp("furnished") / "province"
    furnish(folder, NOW)
    return folder


@pytest.fixture
def story(furnished: Path, tmp_path: Path) -> Iterator[Story]:
    """A province that serves; desks join by ``story.desk``."""
    shutil.copytree(furnished, tmp_path / "province")
    made = Story(tmp_path, StoryClock(NOW))
    made.province.start()
    yield made
    made.close()


@pytest.fixture
def sits_down(qtbot: QtBot) -> Iterator[Sits]:
    """Opens the real window of a desk and puts a person before it."""
    open_windows: list[Clerk] = []

    def sit(desk: StoryDesk) -> Clerk:
        clerk = Clerk(desk, qtbot, WindowSettings())
        open_windows.append(clerk)
        return clerk

    yield sit
    for clerk in open_windows:
        clerk.go_home()
