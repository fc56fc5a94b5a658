"""The province's time: the only time that counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sync.errors import SyncError


class Clock(Protocol):
    """What the province may ask about time."""

    def now(self) -> datetime:
        """Aware, UTC."""
        ...


class SystemClock:
    """The machine's clock, kept right by NTP."""

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return datetime.now(UTC)


class FileClock:
    """A clock that says what stands in a file: for demonstrations and tests only.

    Args:
        path: a text file with one ISO instant with offset, e.g. ``2026-03-02T08:00:00+08:00``; read anew each time.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        """See :class:`Clock`.

        Raises:
            SyncError: the file cannot be read or holds no instant.
        """
        try:
            return parse_instant(self._path.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise SyncError(f"the clock file cannot be read: {error.strerror}") from error


class FixedClock:
    """A clock that stands: for one command that says its own time."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """See :class:`Clock`."""
        return self.at


def parse_instant(text: str) -> datetime:
    """An ISO instant with an offset, as UTC.

    Raises:
        SyncError: not such an instant.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise SyncError(f"not an instant: {text[:40]}") from error
    if at.tzinfo is None:
        raise SyncError("an instant needs its offset, e.g. 2026-03-02T08:00:00+08:00")
    return at.astimezone(UTC)
