"""A runner for tests of the window: no threads, time passes when told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from gzf_desk.errors import UserFacingError
from gzf_desk.ui.presenters.base import Cancel, LaneName

T = TypeVar("T")


@dataclass
class StraightRunner:
    """Runs work at once in the caller's thread; ``later`` waits until :meth:`pass_time`."""

    waiting: list[tuple[int, Callable[[], None]]] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)

    def run(
        self,
        lane: LaneName,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None],
    ) -> Cancel:
        self.lanes.append(lane)
        try:
            result = work()
        except UserFacingError as error:
            failed(error)
        else:
            done(result)
        return lambda: None

    def later(self, ms: int, act: Callable[[], None]) -> Cancel:
        entry = (ms, act)
        self.waiting.append(entry)
        return lambda: self.waiting.remove(entry) if entry in self.waiting else None

    def post(self, act: Callable[[], None]) -> None:
        act()

    def pass_time(self, ms: int) -> None:
        """Let ``ms`` go by: whatever is due by then runs."""
        due = [entry for entry in self.waiting if entry[0] <= ms]
        self.waiting = [(wait - ms, act) for wait, act in self.waiting if wait > ms]
        for _, act in due:
            act()
