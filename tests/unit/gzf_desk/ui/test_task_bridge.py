"""Results cross from the lanes to the window's thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gzf_desk.errors import Refused, UserFacingError
from gzf_desk.i18n import Translator
from gzf_desk.tasks import Lanes
from gzf_desk.ui.task_bridge import TaskBridge


@pytest.fixture
def bridge(qtbot: QtBot) -> Iterator[TaskBridge]:
    lanes = Lanes()
    yield TaskBridge(lanes, Translator())
    lanes.shutdown()


def test_work_runs_elsewhere_and_the_result_arrives_here(qtbot: QtBot, bridge: TaskBridge) -> None:
    here = threading.get_ident()
    ran: list[int] = []
    arrived: list[tuple[str, int]] = []

    def work() -> str:
        ran.append(threading.get_ident())
        return "值"

    for lane in ("store", "device", "net"):
        bridge.run(lane, work, lambda value: arrived.append((value, threading.get_ident())), lambda _: None)  # type: ignore[arg-type]  # the three names of lanes
    qtbot.waitUntil(lambda: len(arrived) == 3)
    assert arrived == [("值", here)] * 3
    assert here not in ran
    assert len(set(ran)) == 3
    assert bridge.waiting == 0


def test_a_refusal_arrives_as_it_is(qtbot: QtBot, bridge: TaskBridge) -> None:
    failed: list[UserFacingError] = []

    def work() -> None:
        raise Refused("session.locked", "锁着", "先开锁。")

    bridge.run("store", work, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "session.locked"


@pytest.mark.logs("lane store: ZeroDivisionError")
def test_what_nobody_expected_arrives_in_plain_words(qtbot: QtBot, bridge: TaskBridge) -> None:
    failed: list[UserFacingError] = []
    bridge.run("store", lambda: 1 / 0, lambda _: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert failed[0].code == "bug"
    assert "division" not in str(failed[0])


def test_dropped_work_never_arrives(qtbot: QtBot, bridge: TaskBridge) -> None:
    gate = threading.Event()
    arrived: list[object] = []
    bridge.run("store", gate.wait, arrived.append, arrived.append)
    drop = bridge.run("store", lambda: "dropped", arrived.append, arrived.append)
    drop()
    gate.set()
    qtbot.waitUntil(lambda: bridge.waiting == 0)
    assert arrived == [True]


def test_later_can_be_taken_back(qtbot: QtBot, bridge: TaskBridge) -> None:
    done: list[str] = []
    stop = bridge.later(1, lambda: done.append("no"))
    stop()
    stop()
    bridge.later(2, lambda: done.append("yes"))
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["yes"]


def test_any_thread_may_post(qtbot: QtBot, bridge: TaskBridge) -> None:
    told: list[int] = []
    thread = threading.Thread(target=lambda: bridge.post(lambda: told.append(threading.get_ident())))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(told))
    assert told == [threading.get_ident()]
