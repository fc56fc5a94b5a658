"""The ground of every presenter: a runner for slow work, and listeners that are told of changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar

from gzf_desk.errors import UserFacingError

T = TypeVar("T")
LaneName = Literal["store", "device", "net"]
Cancel = Callable[[], None]


class Runner(Protocol):
    """Runs slow work away from the window and brings the result back to it."""

    def run(
        self,
        lane: LaneName,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[UserFacingError], None],
    ) -> Cancel:
        """Run ``work`` in a lane; ``done`` or ``failed`` are called in the window's thread. Returns how to drop it."""
        ...

    def later(self, ms: int, act: Callable[[], None]) -> Cancel:
        """Call ``act`` in the window's thread after ``ms``; returns how to drop it."""
        ...

    def post(self, act: Callable[[], None]) -> None:
        """Call ``act`` in the window's thread soon; may be asked from any thread."""
        ...


class Presenter:
    """State of one page.

    Args:
        runner: for slow work.

    Attributes:
        trouble: the last error, as a conversation; None when all is well.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.trouble: UserFacingError | None = None
        self._listeners: list[Callable[[], None]] = []

    def listen(self, told: Callable[[], None]) -> Cancel:
        """Tell ``told`` of every change; returns how to stop."""
        self._listeners.append(told)
        return lambda: self._listeners.remove(told) if told in self._listeners else None

    def changed(self) -> None:
        """Tell everybody."""
        for told in tuple(self._listeners):
            told()

    def ask(self, lane: LaneName, work: Callable[[], T], done: Callable[[T], None]) -> Cancel:
        """Run ``work``, hand the result to ``done``, keep an error in ``trouble``, then tell everybody."""

        def well(result: T) -> None:
            self.trouble = None
            done(result)
            self.changed()

        return self.runner.run(lane, work, well, self.fail)

    def fail(self, error: UserFacingError) -> None:
        """Keep an error and tell everybody."""
        self.trouble = error
        self.changed()

    def forgive(self) -> None:
        """The person has seen the error."""
        if self.trouble is not None:
            self.trouble = None
            self.changed()
