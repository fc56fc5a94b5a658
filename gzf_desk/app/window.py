"""The window with its services: made here, so that neither knows how the other is made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from gzf_desk import settings as settings_file
from gzf_desk.app.desk import Desk, open_desk
from gzf_desk.clock import Clock, SystemClock
from gzf_desk.i18n import Language, Translator
from gzf_desk.log import writing_to
from gzf_desk.paths import DataDir, on_disk
from gzf_desk.settings import Settings, WindowSettings
from gzf_desk.ui import start
from gzf_desk.ui.desk.navigation import Preferences
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.gallery import GalleryWindow
from gzf_desk.ui.theme.tokens import ThemeName


@dataclass(frozen=True)
class OpenWindow:
    """A window that is on the screen, and the desk behind it."""

    window: DeskWindow
    desk: Desk

    def close(self) -> None:
        """Close both, and end the lanes."""
        self.window.close()
        self.desk.close()


def show_window(desk: Desk, settings: Settings, clock: Clock, keep: Callable[[Settings], object]) -> DeskWindow:
    """Show the window of a desk.

    Args:
        desk: its services.
        settings: the look to start with.
        clock: time.
        keep: told of changed settings, in the store lane.
    """
    _, chain = start.prepare_application(sys.argv[:1])

    def changed(preferences: Preferences) -> None:
        look = WindowSettings(
            language=preferences.language, scale_percent=preferences.scale, theme=preferences.theme.value
        )
        desk.lanes.store.submit(lambda: keep(msgspec.structs.replace(settings, window=look)))

    return start.open_desk(desk.services, desk.lanes, chain, clock, preferences=preferences_of(settings), keep=changed)


def preferences_of(settings: Settings) -> Preferences:
    """The look that the settings ask for."""
    look = settings.window
    return Preferences(theme=ThemeName(look.theme), scale=look.scale_percent, language=look.language)


def run_window(
    data_dir: DataDir, language: Language | None = None, clock: Clock | None = None, screenshot: Path | None = None
) -> int:
    """Open the window and stay until it is closed.

    Args:
        data_dir: folder of the store.
        language: instead of the one in the settings.
        clock: instead of the PC's own.
        screenshot: save a picture of the first page there and leave; for proofs of an installation.

    Returns:
        The exit code.
    """
    application, _ = start.prepare_application(sys.argv[:1])
    clock = clock or SystemClock()
    with on_disk(Translator(language or "zh_CN")):
        data_dir.ensure()
    settings = settings_file.load(data_dir.settings, Translator(language or "zh_CN"))
    if language is not None:
        settings = msgspec.structs.replace(settings, window=msgspec.structs.replace(settings.window, language=language))
    with writing_to(data_dir.log):
        desk = open_desk(data_dir, clock, settings.window.language, settings=settings)

        def keep(changed: Settings) -> None:
            now = settings_file.load(data_dir.settings, Translator(changed.window.language))
            settings_file.save(data_dir.settings, msgspec.structs.replace(now, window=changed.window))

        window = show_window(desk, settings, clock, keep)
        if screenshot is not None:
            start.when_quiet(window, lambda: (window.grab().save(str(screenshot)), application.quit()))
        try:
            return application.exec()
        finally:
            window.close()
            desk.close()


def run_gallery(language: Language) -> int:
    """Show all parts of the window on one page; the exit code."""
    application, chain = start.prepare_application(sys.argv[:1])
    window = GalleryWindow(chain, Translator(language))
    window.show()
    return application.exec()
