"""The window over real lanes: answers that arrive after a page was left disturb nobody, and the window never waits."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gzf_desk.services.views import TodayView
from gzf_desk.tasks import Lanes
from gzf_desk.ui.desk.navigation import Place, PlaceName
from gzf_desk.ui.start import open_desk
from gzf_desk.ui.task_bridge import TaskBridge
from gzf_desk.ui.theme.fonts import FontChain
from tests.support.window import MemoryDesk, fixed_clock


@dataclass
class SlowDesk(MemoryDesk):
    """Today's list takes until somebody opens the gate."""

    gate: threading.Event = field(default_factory=threading.Event)

    def today(self) -> TodayView:
        self.gate.wait(10)
        return self.today_view


def test_pages_are_left_while_answers_are_on_their_way(qtbot: QtBot, chain: FontChain) -> None:
    lanes = Lanes()
    window = open_desk(MemoryDesk().services(), lanes, chain, fixed_clock())
    qtbot.addWidget(window)
    (bridge,) = [child for child in window.children() if isinstance(child, TaskBridge)]
    for _ in range(3):
        for place in PlaceName:
            if place is not PlaceName.UNLOCK:
                window.go(Place(place, "c5" if place in (PlaceName.CASE, PlaceName.REVIEW) else ""))
                qtbot.wait(1)
    qtbot.waitUntil(lambda: bridge.waiting == 0)
    window.go(Place(PlaceName.TODAY))
    qtbot.waitUntil(lambda: bridge.waiting == 0)
    assert window.page is not None
    assert window.page.table.current_key() == "c1"  # type: ignore[attr-defined]  # today
    window.close()
    lanes.shutdown()


def test_a_slow_store_does_not_stall_the_window(qtbot: QtBot, chain: FontChain) -> None:
    desk = SlowDesk()
    lanes = Lanes()
    window = open_desk(desk.services(), lanes, chain, fixed_clock())
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: window.place.name is PlaceName.TODAY)
    ticks: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(1))
    timer.start(10)
    qtbot.waitUntil(lambda: len(ticks) >= 5)
    assert window.page is not None
    assert window.page._presenter.view is None  # type: ignore[attr-defined]  # today, still waiting
    desk.gate.set()
    qtbot.waitUntil(lambda: window.page._presenter.view is not None)  # type: ignore[union-attr]
    timer.stop()
    window.close()
    lanes.shutdown()
