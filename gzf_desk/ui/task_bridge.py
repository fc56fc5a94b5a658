"""From the lanes to the window: results cross by one signal, so that the window's thread does no waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gzf_desk.errors import UserFacingError
from gzf_desk.i18n import Translator
from gzf_desk.tasks import Lane, Lanes
from gzf_desk.ui.presenters.base import Cancel, LaneName

T = TypeVar("T")
_READER = "reader"


class TaskBridge(QObject):
    """A :class:`~gzf_desk.ui.presenters.base.Runner` over the lanes. Make it in the window's thread.

    Args:
        lanes: where work runs.
        tr: words for what nobody expected.
    """

    _arrived = Signal(object)

    def __init__(self, lanes: Lanes, tr: Translator, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = lanes
        self._tr = tr
        self._waiting = 0
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def waiting(self) -> int:
        """Pieces of work whose result has not been delivered yet."""
        return self._waiting

    def _lane(self, name: LaneName) -> Lane:
        if name == "store":
            return self._lanes.store
        return self._lanes.net if name == "net" else self._lanes.device(_READER)

    def run(
        self,
        lane: LaneName,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None],
    ) -> Cancel:
        """See :class:`~gzf_desk.ui.presenters.base.Runner`."""
        dropped = False

        def arrive(future: Future[T]) -> None:
            self._waiting -= 1
            if not dropped and not future.cancelled():
                self._settle(future, done, failed)

        def drop() -> None:
            nonlocal dropped
            dropped = True
            future.cancel()

        self._waiting += 1
        future = self._lanes_submit(lane, work)
        future.add_done_callback(lambda ended: self._arrived.emit(lambda: arrive(ended)))
        return drop

    def _lanes_submit(self, lane: LaneName, work: Callable[[], T]) -> Future[T]:
        return self._lane(lane).submit(work)

    def _settle(self, future: Future[T], done: Callable[[T], None], failed: Callable[[UserFacingError], None]) -> None:
        error = future.exception()
        if error is None:
            done(future.result())
        elif isinstance(error, UserFacingError):
            failed(error)
        else:
            failed(UserFacingError("bug", self._tr("ui_common.bug.what"), self._tr("ui_common.bug.advice")))

    def _deliver(self, act: Callable[[], None]) -> None:
        act()

    def later(self, ms: int, act: Callable[[], None]) -> Cancel:
        """See :class:`~gzf_desk.ui.presenters.base.Runner`."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(act)
        timer.timeout.connect(timer.deleteLater)
        timer.start(ms)
        stopped = False

        def stop() -> None:
            nonlocal stopped
            if not stopped:
                stopped = True
                timer.stop()

        timer.timeout.connect(stop)
        return stop

    def post(self, act: Callable[[], None]) -> None:
        """See :class:`~gzf_desk.ui.presenters.base.Runner`."""
        self._arrived.emit(act)
