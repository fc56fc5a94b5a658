"""The manager: lanes, watches, and letting go."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from gzf_desk.clock import SystemClock
from gzf_desk.devices import simulation
from gzf_desk.devices.base import CardRead, Code, Fault, NoCard, NotConnected, ReadResult, Ready
from gzf_desk.devices.manager import DeviceManager
from gzf_desk.tasks import Lanes


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[DeviceManager]:
    lanes = Lanes()
    made = DeviceManager(SystemClock(), tmp_path, lanes.device)
    yield made
    made.close()
    lanes.shutdown()


def name_of(result: ReadResult) -> str:
    return result.card.name if isinstance(result, CardRead) else type(result).__name__


def test_drivers_are_found_by_their_manifests(manager: DeviceManager) -> None:
    assert [manifest.name for manifest in manager.available()] == ["pcsc", "sdt", "simulated"]
    with pytest.raises(KeyError):
        manager.open("nothing")
    assert manager.open("simulated") is manager.open("simulated")


def test_read_and_state_come_from_the_lane(manager: DeviceManager, tmp_path: Path) -> None:
    handle = manager.open("simulated")
    assert handle.state().result(5) == NoCard()
    simulation.lay(tmp_path, simulation.load_card("lin-xiuli"))
    assert handle.state().result(5) == Ready()
    assert name_of(handle.read(1).result(5)) == "林秀例"


def test_cancel_ends_the_running_read(manager: DeviceManager) -> None:
    handle = manager.open("simulated")
    handle.cancel()
    running = handle.read(60)
    while not running.done():
        handle.cancel()
    assert running.result(5) == Fault(Code.CANCELLED)


def test_a_watch_tells_every_card_once_and_every_loss_once(manager: DeviceManager, tmp_path: Path) -> None:
    told: queue.Queue[ReadResult] = queue.Queue()
    watch = manager.open("simulated").watch(told.put)
    simulation.lay(tmp_path, simulation.load_card("lin-xiuli"))
    assert name_of(told.get(timeout=5)) == "林秀例"
    simulation.lay(tmp_path, simulation.load_card("chen-dayang"))
    assert name_of(told.get(timeout=5)) == "陈大样"
    simulation.unplug(tmp_path)
    assert told.get(timeout=5) == NotConnected(Code.READER_LOST)
    simulation.lift(tmp_path)
    assert told.get(timeout=5) == NoCard()
    watch.stop()
    assert told.empty()


def test_closing_while_a_watch_runs_takes_no_long_time(manager: DeviceManager) -> None:
    handle = manager.open("simulated")
    handle.watch(lambda _: None)
    handle.close()
    handle.close()
