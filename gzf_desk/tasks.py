"""Lanes: where slow work runs, so that the window never waits.

Three kinds, each with one worker, so nothing inside a lane needs a lock::

    store     every read and write of the local store
    device    one lane per device; a stuck reader does not stop the printer
    net       one asyncio loop in a worker thread (httpx, later WebSocket)

A lane gives back a :class:`concurrent.futures.Future`. What we expect comes as a value or a ``UserFacingError``;
any other exception is written to the log by its type and place (never its message, which may hold personal data),
told to ``on_unexpected`` and still raised to whoever asks the future.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import ParamSpec, Protocol, TypeVar

from gzf_desk.errors import UserFacingError

T = TypeVar("T")
P = ParamSpec("P")
Unexpected = Callable[[str, BaseException], None]
"""Told ``(lane name, exception)``; runs in the lane's thread."""

_log = logging.getLogger(__name__)


def _silent(lane: str, error: BaseException) -> None:
    """Nobody else wants to know; the log has it already."""


def place_of(error: BaseException) -> str:
    """Where an exception came from, as ``file:line function``, without its message or any value."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "?"
    last = frames[-1]
    return f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno} {last.name}"


class Lane(Protocol):
    """A place that does one thing at a time, in the order of asking."""

    name: str

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Run ``work`` after everything asked before; ``Future.cancel()`` drops it while it still waits."""
        ...

    def shutdown(self, *, wait: bool = True) -> None:
        """Take nothing more; drop what waits; with ``wait`` let the running piece end."""
        ...


class ThreadLane:
    """A lane of one thread.

    Args:
        name: for the log and the thread's name.
        on_unexpected: told about exceptions that nobody planned for.
    """

    def __init__(self, name: str, on_unexpected: Unexpected = _silent) -> None:
        self.name = name
        self._tell = on_unexpected
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"lane-{name}")

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """See :class:`Lane`."""
        return self._pool.submit(self._guarded, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except UserFacingError:
            raise
        except Exception as error:
            _log.error("lane %s: %s at %s", self.name, type(error).__name__, place_of(error))
            self._tell(self.name, error)
            raise

    def shutdown(self, *, wait: bool = True) -> None:
        """See :class:`Lane`."""
        self._pool.shutdown(wait=wait, cancel_futures=True)


class NetLane:
    """One asyncio loop in a worker thread.

    Coroutines run side by side; a cancelled future cancels its coroutine. ``submit`` takes plain functions too
    (they run one after the other in a thread of their own, so that they cannot stall the loop).
    """

    def __init__(self, name: str = "net", on_unexpected: Unexpected = _silent) -> None:
        self.name = name
        self._tell = on_unexpected
        self._loop = asyncio.new_event_loop()
        self._blocking = ThreadLane(f"{name}-blocking", on_unexpected)
        self._thread = threading.Thread(target=self._live, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def _live(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """See :class:`Lane`."""
        return self._blocking.submit(work)

    def spawn(self, work: Callable[[], Coroutine[object, object, T]]) -> Future[T]:
        """Run the coroutine that ``work`` makes on the loop."""
        return asyncio.run_coroutine_threadsafe(self._guarded(work), self._loop)

    async def _guarded(self, work: Callable[[], Coroutine[object, object, T]]) -> T:
        try:
            return await work()
        except UserFacingError:
            raise
        except Exception as error:
            _log.error("lane %s: %s at %s", self.name, type(error).__name__, place_of(error))
            self._tell(self.name, error)
            raise

    async def _cancel_all(self) -> None:
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def shutdown(self, *, wait: bool = True) -> None:
        """See :class:`Lane`. Running coroutines are cancelled."""
        self._blocking.shutdown(wait=wait)
        if not self._thread.is_alive():
            return
        ending = asyncio.run_coroutine_threadsafe(self._cancel_all(), self._loop)
        ending.add_done_callback(lambda _: self._loop.call_soon_threadsafe(self._loop.stop))
        if wait:
            self._thread.join()


class Lanes:
    """All lanes of one desk. Device lanes come into being when first asked for.

    Args:
        on_unexpected: told about exceptions that nobody planned for, from every lane.
    """

    def __init__(self, on_unexpected: Unexpected = _silent) -> None:
        self._tell = on_unexpected
        self.store = ThreadLane("store", on_unexpected)
        self._net: NetLane | None = None
        self._devices: dict[str, ThreadLane] = {}
        self._lock = threading.Lock()

    @property
    def net(self) -> NetLane:
        """The network's lane."""
        with self._lock:
            if self._net is None:
                self._net = NetLane(on_unexpected=self._tell)
            return self._net

    def device(self, name: str) -> ThreadLane:
        """The lane of one device, e.g. ``reader-1``."""
        with self._lock:
            lane = self._devices.get(name)
            if lane is None:
                lane = self._devices[name] = ThreadLane(name, self._tell)
            return lane

    def shutdown(self, *, wait: bool = True) -> None:
        """End every lane: devices, net, and the store last, so that what they still write is written."""
        with self._lock:
            devices, net = list(self._devices.values()), self._net
        for lane in devices:
            lane.shutdown(wait=wait)
        if net is not None:
            net.shutdown(wait=wait)
        self.store.shutdown(wait=wait)


def outcome(future: Future[T]) -> T | BaseException:
    """The value or the exception of a finished future; a cancelled one gives ``CancelledError``."""
    if future.cancelled():
        return CancelledError()
    error = future.exception()
    return future.result() if error is None else error
