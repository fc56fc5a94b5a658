"""Card readers on the bench: one way to lay cards on three kinds of reader, for the suite that all drivers pass.

The PC/SC rig lives in a child process, because the smart card service lives in a sandbox: see :mod:`pcsc_sandbox`.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Protocol

import msgspec

from gzf_desk.clock import SystemClock
from gzf_desk.devices import simulation
from gzf_desk.devices.base import CardRead, CardReader, Code, Deadline, DriverContext, NotConnected
from gzf_desk.devices.registry import open_driver
from tests.support import pcsc_sandbox
from tests.support.sam_simulator import SamSimulator, load_card_file

ROOT = Path(__file__).resolve().parents[2]
CARDS = ROOT / "resources" / "devices" / "simulated"


class Outcome(msgspec.Struct, frozen=True):
    """What a reader answered, and how long that took."""

    kind: str
    code: str | None
    card: dict[str, Any] | None
    took_s: float


def outcome_of(reader: CardReader, act: str, timeout_s: float, cancel_after_s: float | None = None) -> Outcome:
    """Ask a reader for ``read`` or ``state``."""
    deadline = Deadline(SystemClock(), timeout_s)
    canceller = None
    if cancel_after_s is not None:
        canceller = threading.Timer(cancel_after_s, deadline.cancel)
        canceller.start()
    began = time.monotonic()
    result = reader.read(deadline) if act == "read" else reader.state(deadline)
    took = time.monotonic() - began
    if canceller is not None:
        canceller.join()
    code = getattr(result, "code", None)
    card = json.loads(msgspec.json.encode(result.card)) if isinstance(result, CardRead) else None
    return Outcome(type(result).__name__, code.value if code else None, card, took)


def open_reader(driver: str, port: str, folder: Path) -> CardReader:
    """A reader of the real driver."""
    found = open_driver(driver, port, DriverContext(SystemClock(), folder))
    assert not isinstance(found, NotConnected), found
    return found


class Rig(Protocol):
    """A reader on the bench."""

    cards: tuple[str, str]
    """Names of two cards that this reader can read."""

    def lay(self, card: str) -> None: ...

    def lift(self) -> None: ...

    def break_it(self) -> None:
        """Lay a card that cannot be read."""
        ...

    def state(self, timeout_s: float = 2.0) -> Outcome: ...

    def read(self, timeout_s: float, cancel_after_s: float | None = None) -> Outcome: ...

    def close_reader(self) -> None: ...

    def end(self) -> None: ...


class _InProcess:
    """What the rigs in this process share."""

    cards = ("lin-xiuli", "chen-dayang")

    def __init__(self, reader: CardReader) -> None:
        self.reader = reader

    def state(self, timeout_s: float = 2.0) -> Outcome:
        return outcome_of(self.reader, "state", timeout_s)

    def read(self, timeout_s: float, cancel_after_s: float | None = None) -> Outcome:
        return outcome_of(self.reader, "read", timeout_s, cancel_after_s)

    def close_reader(self) -> None:
        self.reader.close()


class SimulatedRig(_InProcess):
    """The driver whose card lies in a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(open_reader("simulated", "", folder))

    def lay(self, card: str) -> None:
        simulation.lay(self._folder, simulation.load_card(card))

    def lift(self) -> None:
        simulation.lift(self._folder)

    def break_it(self) -> None:
        simulation.break_with(self._folder, Code.CARD_UNREADABLE)

    def end(self) -> None:
        self.reader.close()


class SdtRig(_InProcess):
    """The serial driver at a simulated module."""

    def __init__(self, folder: Path) -> None:
        self.sam = SamSimulator()
        self.sam.__enter__()
        super().__init__(open_reader("sdt", self.sam.path, folder))

    def lay(self, card: str) -> None:
        self.sam.lay(load_card_file(CARDS / f"{card}.json"))

    def lift(self) -> None:
        self.sam.lift()

    def break_it(self) -> None:
        self.sam.fault = "lifted"
        self.lay(self.cards[0])

    def end(self) -> None:
        self.reader.close()
        self.sam.close()


class PcscRig:
    """The PC/SC driver at a virtual card, behind a real service in a sandbox."""

    cards = ("social-2", "social-wang")

    def __init__(self, folder: Path) -> None:
        line = pcsc_sandbox.command_line([sys.executable, "-m", "tests.support.pcsc_child", str(folder)])
        self._child = subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._child.stdout is not None
        greeting = self._child.stdout.readline()
        if greeting != "ready\n":
            raise RuntimeError(
                "no smart card service: pcscd and vsmartcard-vpcd are needed (dev.py test installs them)"
            )

    def tell(self, act: str, **arguments: object) -> Any:
        """Let the child do something."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps({"act": act, **arguments}) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        assert line, "the child died"
        return json.loads(line)

    def lay(self, card: str, **chip: object) -> None:
        self.tell("lay", card=card, chip=chip)

    def lift(self) -> None:
        self.tell("lift")

    def break_it(self) -> None:
        self.lay(self.cards[0], tear_at=4)

    def state(self, timeout_s: float = 2.0) -> Outcome:
        return msgspec.convert(self.tell("state", timeout_s=timeout_s), Outcome)

    def read(self, timeout_s: float, cancel_after_s: float | None = None) -> Outcome:
        return msgspec.convert(self.tell("read", timeout_s=timeout_s, cancel_after_s=cancel_after_s), Outcome)

    def read_while(self, timeout_s: float, then: str, after_s: float) -> Outcome:
        """Read; lay a card after a while."""
        return msgspec.convert(self.tell("read", timeout_s=timeout_s, lay=then, after_s=after_s), Outcome)

    def close_reader(self) -> None:
        self.tell("close")

    def end(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self._child.stdin.close()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(5)
        self._child.stdout.close()
