"""The simulated reader and the file behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gzf_desk.clock import FixedClock, SystemClock
from gzf_desk.devices import simulation
from gzf_desk.devices.base import (
    CardRead,
    CardReader,
    Code,
    Deadline,
    DriverContext,
    Fault,
    NoCard,
    NotConnected,
    Ready,
)
from gzf_desk.devices.registry import open_driver

CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))


def reader(folder: Path) -> CardReader:
    found = open_driver("simulated", "", DriverContext(CLOCK, folder))
    assert not isinstance(found, NotConnected)
    return found


def soon() -> Deadline:
    return Deadline(SystemClock(), 0.15)


def test_lay_read_swap_lift(tmp_path: Path) -> None:
    device = reader(tmp_path)
    assert device.state(soon()) == NoCard()
    assert device.read(soon()) == NoCard()
    simulation.lay(tmp_path, simulation.load_card("lin-xiuli"))
    assert device.state(soon()) == Ready()
    first = device.read(soon())
    assert isinstance(first, CardRead)
    assert first.card.name == "林秀例"
    assert device.state(soon()) == Ready()
    simulation.lay(tmp_path, simulation.load_card("chen-dayang"))
    assert device.state(soon()) == NoCard(), "a swap must be seen"
    assert device.state(soon()) == Ready()
    second = device.read(soon())
    assert isinstance(second, CardRead)
    assert second.card.name == "陈大样"
    simulation.lift(tmp_path)
    assert device.read(soon()) == NoCard()


def test_faults_and_a_pulled_cable(tmp_path: Path) -> None:
    device = reader(tmp_path)
    simulation.break_with(tmp_path, Code.CARD_UNREADABLE)
    assert device.read(soon()) == Fault(Code.CARD_UNREADABLE)
    simulation.unplug(tmp_path)
    assert device.state(soon()) == NotConnected(Code.READER_LOST)
    simulation.lift(tmp_path)
    assert device.state(soon()) == NoCard()


def test_a_damaged_state_is_a_fault_and_can_be_laid_over(tmp_path: Path) -> None:
    device = reader(tmp_path)
    (tmp_path / "card.json").write_text("{", encoding="utf-8")
    assert device.read(soon()) == Fault(Code.CARD_DAMAGED)
    simulation.lay(tmp_path, simulation.load_card("lin-xiuli"))
    assert isinstance(device.read(soon()), CardRead)


def test_cancel_ends_a_read(tmp_path: Path) -> None:
    deadline = Deadline(SystemClock(), 60)
    deadline.cancel()
    assert reader(tmp_path).read(deadline) == Fault(Code.CANCELLED)
    assert reader(tmp_path).state(deadline) == Fault(Code.CANCELLED)


@pytest.mark.parametrize("content", ["", "{}", '{"card_type": "passport"}', "[" * 40_000, "x" * 70_000, "\xff"])
def test_what_is_no_card_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "some.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(simulation.CardFileUnusable):
        simulation.load_card(str(file))
    with pytest.raises(simulation.CardFileUnusable):
        simulation.load_card("no-such-card")
