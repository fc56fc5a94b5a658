"""The devices of this desk: one lane each, so that a stuck reader stops nothing else."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path

from gzf_desk.clock import Clock
from gzf_desk.devices.base import (
    CardRead,
    CardReader,
    Deadline,
    DriverContext,
    Manifest,
    NoCard,
    NotConnected,
    ReaderState,
    ReadResult,
    Ready,
)
from gzf_desk.devices.registry import manifests, open_driver
from gzf_desk.tasks import Lane

WATCH_STEP_S = 0.5
"""How long one look of a watch may take; a read that a person asked for waits at most this long for its turn."""

CLOSE_S = 2.0

POLL_S = 0.3
"""Pause between two looks. Readers want at least 300 ms. Source: vendor manuals of SDT readers."""


class ReaderHandle:
    """One opened reader and its lane.

    Args:
        driver: the driver's name.
        port: its port.
        reader: the opened reader, or why there is none.
        lane: where its work runs.
        clock: for deadlines.
    """

    def __init__(self, driver: str, port: str, reader: CardReader | NotConnected, lane: Lane, clock: Clock) -> None:
        self.driver = driver
        self.port = port
        self._reader = reader
        self._lane = lane
        self._clock = clock
        self._current: Deadline | None = None
        self._guard = threading.Lock()
        self._watches: list[Watch] = []

    def read(self, timeout_s: float) -> Future[ReadResult]:
        """Wait for a card and read it, in the reader's lane. The time counts from when its turn comes."""
        return self._lane.submit(lambda: self.read_now(timeout_s))

    def state(self, timeout_s: float = 2.0) -> Future[ReaderState]:
        """What is on the reader, looked up in its lane."""
        return self._lane.submit(lambda: self.state_now(timeout_s))

    def cancel(self) -> None:
        """End the running read soon; it answers ``Fault(CANCELLED)``. Harmless when nothing runs."""
        with self._guard:
            if self._current is not None:
                self._current.cancel()

    def watch(self, on_change: Callable[[ReadResult], None]) -> Watch:
        """Look for cards until the watch is stopped.

        Args:
            on_change: told, in the reader's lane, once for every card laid, and when the reader goes or comes back.
        """
        watch = Watch(self, self._lane, on_change)
        self._watches.append(watch)
        return watch

    def close(self) -> None:
        """Stop the watches and let the hardware go; returns when that is done, or after two seconds."""
        for watch in self._watches:
            watch.stop()
        self._watches.clear()
        self.cancel()
        if not isinstance(self._reader, NotConnected):
            wait([self._lane.submit(self._reader.close)], timeout=CLOSE_S)

    def _begin(self, timeout_s: float) -> Deadline:
        deadline = Deadline(self._clock, timeout_s)
        with self._guard:
            self._current = deadline
        return deadline

    def read_now(self, timeout_s: float) -> ReadResult:
        """:meth:`read` for somebody who is in the lane already."""
        if isinstance(self._reader, NotConnected):
            return self._reader
        return self._reader.read(self._begin(timeout_s))

    def state_now(self, timeout_s: float) -> ReaderState:
        """:meth:`state` for somebody who is in the lane already."""
        if isinstance(self._reader, NotConnected):
            return self._reader
        return self._reader.state(self._begin(timeout_s))


class Watch:
    """Looks again and again, one small step in the reader's lane at a time; made by :meth:`ReaderHandle.watch`."""

    def __init__(self, handle: ReaderHandle, lane: Lane, on_change: Callable[[ReadResult], None]) -> None:
        self._handle = handle
        self._lane = lane
        self._tell = on_change
        self._stopped = threading.Event()
        self._last: ReadResult = NoCard()
        self._next()

    def stop(self) -> None:
        """Look no more; nothing is told after the running step."""
        self._stopped.set()

    def _next(self) -> None:
        if not self._stopped.is_set():
            self._lane.submit(self._step)

    def _step(self) -> None:
        if isinstance(self._last, CardRead):
            self._wait_for_leaving()
        else:
            self._look()
        self._stopped.wait(POLL_S)
        self._next()

    def _look(self) -> None:
        result = self._handle.read_now(WATCH_STEP_S)
        if result != self._last and not self._stopped.is_set():
            self._tell(result)
        self._last = result

    def _wait_for_leaving(self) -> None:
        state = self._handle.state_now(WATCH_STEP_S)
        if not isinstance(state, Ready):
            self._last = NoCard()


class DeviceManager:
    """Opens devices and ends them together.

    Args:
        clock: for deadlines and validity.
        simulated: folder of the simulated devices' state.
        lane_of: gives the lane of a device by name (``Lanes.device``); whoever made the lanes ends them.
    """

    def __init__(self, clock: Clock, simulated: Path, lane_of: Callable[[str], Lane]) -> None:
        self._clock = clock
        self._context = DriverContext(clock, simulated)
        self._lane_of = lane_of
        self._handles: dict[tuple[str, str], ReaderHandle] = {}

    def available(self) -> list[Manifest]:
        """All drivers of this installation, by name."""
        return [manifests()[name] for name in sorted(manifests())]

    def open(self, name: str, port: str = "") -> ReaderHandle:
        """The reader of a driver and port; the same handle on every call.

        Raises:
            KeyError: no such driver.
        """
        key = (name, port)
        if key not in self._handles:
            reader = open_driver(name, port, self._context)
            lane = self._lane_of(f"device-{name}-{len(self._handles)}")
            self._handles[key] = ReaderHandle(name, port, reader, lane, self._clock)
        return self._handles[key]

    def close(self) -> None:
        """Close all readers."""
        for handle in self._handles.values():
            handle.close()
        self._handles.clear()
