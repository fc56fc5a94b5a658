"""Starting the window: the application object, fonts, the bridge to the lanes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from gzf_desk.clock import Clock
from gzf_desk.i18n import Translator
from gzf_desk.services.api import DeskServices
from gzf_desk.tasks import Lanes
from gzf_desk.ui.desk.navigation import Preferences
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.task_bridge import TaskBridge
from gzf_desk.ui.theme.fonts import FontChain, load_fonts

_QUIET_EVERY_MS = 50
_QUIET_ROUNDS = 3
"""A delivered result may ask for the next one at once: quiet is quiet for a while."""


def prepare_application(arguments: Sequence[str]) -> tuple[QApplication, FontChain]:
    """The one application object, in Fusion style with the bundled fonts.

    Args:
        arguments: as Qt takes them, program name first.

    Raises:
        AssetMissing: a font is not in the installation.
    """
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(list(arguments))
    application.setApplicationName("gzf-desk")
    application.setStyle("Fusion")
    chain = load_fonts()
    application.setFont(chain.font(14))
    return application, chain


def open_desk(
    services: DeskServices,
    lanes: Lanes,
    chain: FontChain,
    clock: Clock,
    *,
    preferences: Preferences | None = None,
    keep: Callable[[Preferences], object] = lambda _: None,
    foot_note: str = "",
) -> DeskWindow:
    """Show the desk's window and let it ask where the session stands.

    Args:
        services: what the pages ask.
        lanes: where slow work runs.
        chain: the bundled faces, from :func:`prepare_application`.
        clock: for timers and proposed dates.
        preferences: theme, text size, language.
        keep: told of changed preferences, in the window's thread.
        foot_note: quiet words at the lower right.
    """
    chosen = preferences or Preferences()
    bridge = TaskBridge(lanes, Translator(chosen.language))
    window = DeskWindow(services, bridge, chain, clock, chosen, keep, foot_note)
    bridge.setParent(window)
    window.show()
    window.start()
    return window


def when_quiet(window: DeskWindow, act: Callable[[], object]) -> None:
    """Call ``act`` once nothing that the window asked for is on its way any more."""
    bridges = [child for child in window.children() if isinstance(child, TaskBridge)]
    quiet_rounds = 0
    timer = QTimer(window)
    timer.setInterval(_QUIET_EVERY_MS)

    def look() -> None:
        nonlocal quiet_rounds
        quiet_rounds = quiet_rounds + 1 if not any(bridge.waiting for bridge in bridges) else 0
        if quiet_rounds >= _QUIET_ROUNDS:
            timer.stop()
            act()

    timer.timeout.connect(look)
    timer.start()
