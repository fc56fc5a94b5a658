"""Time as the desk knows it. A desk's wall clock is a claim, never an order: order comes from the province."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Civil days are Shanghai days; mainland China has kept UTC+8 without daylight saving since 1991."""


class Clock(Protocol):
    """What the rest of the desk may ask about time."""

    def now(self) -> datetime:
        """Wall time, aware, UTC. May be wrong by years."""
        ...

    def monotonic_s(self) -> float:
        """Seconds that only grow while this process lives."""
        ...

    def today(self) -> date:
        """The civil day in China by the wall clock."""
        ...


class SystemClock:
    """The PC's own clock."""

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """See :class:`Clock`."""
        return time.monotonic()

    def today(self) -> date:
        """See :class:`Clock`."""
        return self.now().astimezone(CHINA).date()


class FixedClock:
    """A clock that stands until it is told to move: for tests, the demo and training."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("an aware time is needed")
        self._at = at
        self._mono = 0.0

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return self._at

    def monotonic_s(self) -> float:
        """See :class:`Clock`."""
        return self._mono

    def today(self) -> date:
        """See :class:`Clock`."""
        return self._at.astimezone(CHINA).date()

    def advance(self, delta: timedelta) -> None:
        """Move on by ``delta``; a negative delta moves the wall clock only."""
        self._at += delta
        if delta > timedelta():
            self._mono += delta.total_seconds()
