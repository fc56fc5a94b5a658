"""What every card reader's driver does: simulated, SDT over a terminal, PC/SC over a real service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from tests.support.reader_rigs import CARDS, PcscRig, Rig, SdtRig, SimulatedRig
from tests.support.sam_simulator import load_card_file

SLACK_S = 0.5
RIGS: dict[str, Callable[[Path], Rig]] = {"simulated": SimulatedRig, "sdt": SdtRig, "pcsc": PcscRig}


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    made = RIGS[request.param](tmp_path)
    yield made
    made.end()


def until(rig: Rig, kind: str) -> None:
    """A service may take a moment to see a card come or go."""
    end = time.monotonic() + 5
    while (seen := rig.state()).kind != kind:
        assert time.monotonic() < end, seen
        time.sleep(0.02)


def test_empty_card_read_lift_empty(rig: Rig) -> None:
    assert rig.state().kind == "NoCard"
    for name in rig.cards:
        rig.lay(name)
        until(rig, "Ready")
        found = rig.read(3)
        assert found.kind == "CardRead", found
        assert found.card is not None
        expected = load_card_file(CARDS / f"{name}.json")
        for key in ("name", "number"):
            assert found.card[key] == expected[key]
        assert found.card["warnings"] == []
        assert found.card["reader"]
        assert rig.state().kind == "Ready"
        rig.lift()
        until(rig, "NoCard")


@pytest.mark.parametrize("timeout_s", [0.2, 0.7])
def test_without_a_card_a_read_ends_in_time(rig: Rig, timeout_s: float) -> None:
    found = rig.read(timeout_s)
    assert found.kind == "NoCard"
    assert timeout_s - 0.05 <= found.took_s < timeout_s + SLACK_S


def test_a_card_laid_while_waiting_is_read(rig: Rig) -> None:
    if isinstance(rig, PcscRig):
        found = rig.read_while(5, rig.cards[0], 0.3)
    else:
        laying = threading.Timer(0.3, rig.lay, (rig.cards[0],))
        laying.start()
        found = rig.read(5)
        laying.join()
    assert found.kind == "CardRead", found
    assert found.took_s < 3


def test_a_fault_comes_with_advice_and_in_time(rig: Rig) -> None:
    rig.break_it()
    if isinstance(rig, PcscRig):
        until(rig, "Ready")
    found = rig.read(2)
    assert found.kind == "Fault"
    assert found.took_s < 2 + SLACK_S
    for language in LANGUAGES:
        t = Translator(language)
        for part in ("what", "advice"):
            assert len(t(f"devices.fault.{found.code}.{part}")) > 5
            assert "⟦" not in t(f"devices.fault.{found.code}.{part}")


def test_cancel_ends_a_read_soon(rig: Rig) -> None:
    found = rig.read(30, cancel_after_s=0.2)
    assert (found.kind, found.code) == ("Fault", "CANCELLED")
    assert found.took_s < 1.5


def test_close_may_be_repeated_and_the_reader_comes_back(rig: Rig) -> None:
    rig.close_reader()
    rig.close_reader()
    assert rig.state().kind == "NoCard"
    rig.lay(rig.cards[0])
    until(rig, "Ready")
    assert rig.read(3).kind == "CardRead"
    rig.close_reader()
