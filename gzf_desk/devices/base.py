"""What the desk may ask of a device: small capabilities, and states instead of exceptions.

A card reader answers with one of a few values; an empty reader, a pulled cable and a refused card are values too.
A driver is a package in :mod:`gzf_desk.devices.drivers`:

1. ``__init__.py`` holds a :data:`MANIFEST` (:class:`Manifest`) and imports nothing but this module;
2. ``reader.py`` holds ``open_device(port, context)``, which returns at once and touches no hardware;
3. everything that the hardware does wrong becomes a :class:`Code` with texts in ``resources/i18n/*/devices.toml``;
4. it passes ``tests/contract/devices/test_card_readers.py``.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from gzf_desk.clock import Clock
from gzf_desk.devices.card import CardData


class Capability(StrEnum):
    """What a device can do. A driver names its own in its manifest."""

    ID_CARD = "id_card"
    SOCIAL_CARD = "social_card"


class Code(StrEnum):
    """What is wrong with a device, stable; texts under ``devices.fault.<value>``."""

    LIBRARY_MISSING = "LIBRARY_MISSING"
    SERVICE_MISSING = "SERVICE_MISSING"
    SERVICE_DENIED = "SERVICE_DENIED"
    NO_READER = "NO_READER"
    PORT_MISSING = "PORT_MISSING"
    PORT_BUSY = "PORT_BUSY"
    PORT_DENIED = "PORT_DENIED"
    READER_LOST = "READER_LOST"
    READER_SILENT = "READER_SILENT"
    READER_GARBLED = "READER_GARBLED"
    READER_UNAUTHORISED = "READER_UNAUTHORISED"
    READER_SELF_TEST = "READER_SELF_TEST"
    READER_REFUSED = "READER_REFUSED"
    CARD_LIFTED = "CARD_LIFTED"
    CARD_UNREADABLE = "CARD_UNREADABLE"
    CARD_ALREADY_READ = "CARD_ALREADY_READ"
    CARD_UNKNOWN = "CARD_UNKNOWN"
    CARD_MUTE = "CARD_MUTE"
    CARD_IN_USE = "CARD_IN_USE"
    CARD_DAMAGED = "CARD_DAMAGED"
    AUTH_REQUIRED = "AUTH_REQUIRED"
    TIMEOUT = "TIMEOUT"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True)
class Ready:
    """A card lies on the reader."""


@dataclass(frozen=True)
class NoCard:
    """The reader works; no card lies on it."""


@dataclass(frozen=True)
class NotConnected:
    """There is no reader that could answer."""

    code: Code


@dataclass(frozen=True)
class Fault:
    """The reader is there, but this did not work."""

    code: Code


@dataclass(frozen=True)
class CardRead:
    """A card was read."""

    card: CardData


ReaderState = Ready | NoCard | NotConnected | Fault
ReadResult = CardRead | NoCard | NotConnected | Fault


class Deadline:
    """An absolute end in time that can be drawn nearer by :meth:`cancel`.

    Args:
        clock: its monotonic seconds count.
        timeout_s: seconds from now.
    """

    def __init__(self, clock: Clock, timeout_s: float) -> None:
        self._clock = clock
        self._end_s = clock.monotonic_s() + timeout_s
        self._cancelled = threading.Event()

    @property
    def left_s(self) -> float:
        """Seconds left, never negative; 0 after :meth:`cancel`."""
        return 0.0 if self.cancelled else max(0.0, self._end_s - self._clock.monotonic_s())

    @property
    def over(self) -> bool:
        """Whether the end has come."""
        return self.left_s <= 0

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop soon; from any thread."""
        self._cancelled.set()

    def pause(self, seconds: float) -> None:
        """Wait, at most until the end or :meth:`cancel`."""
        self._cancelled.wait(min(seconds, self.left_s))

    def why(self, otherwise: Code) -> Code:
        """``CANCELLED`` when somebody asked to stop, else ``otherwise``."""
        return Code.CANCELLED if self.cancelled else otherwise


class CardReader(Protocol):
    """Reads the text of identity or social security cards. Used by one thread at a time."""

    def state(self, deadline: Deadline) -> ReaderState:
        """What is on the reader now; connects when needed. Returns by the deadline."""
        ...

    def read(self, deadline: Deadline) -> ReadResult:
        """Wait for a card until the deadline and read it. After a fault the card must be lifted and laid again."""
        ...

    def close(self) -> None:
        """Let the hardware go. May be called twice; a later call of another method connects again."""
        ...


@dataclass(frozen=True)
class DriverContext:
    """What a driver is given.

    Attributes:
        clock: time.
        simulated: folder of the simulated devices' state.
    """

    clock: Clock
    simulated: Path


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What a driver says about itself without being loaded.

    Attributes:
        name: as ``--driver`` takes it; also the package's name.
        capabilities: what it can do.
        library: name of the third-party package that must be importable, or "".
        platforms: values of ``sys.platform`` that it works on.
        needs_port: whether ``--port`` must be given.
    """

    name: str
    capabilities: tuple[Capability, ...]
    library: str = ""
    platforms: tuple[str, ...] = ("linux", "win32", "darwin")
    needs_port: bool = False
