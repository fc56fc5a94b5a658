"""The desk's chained log: who did what to which record, in the same transaction as the change itself.

A line carries no content, only a keyed commitment to it (``sync.seal.chain``); so the log can be shown, exported and
verified by anybody. The store lends the rows through :class:`LogRows`.

Recipe for a new kind of line: choose a dotted word for ``what`` and call :meth:`ChainedLog.write` inside the unit of
work that makes the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from gzf_desk.clock import Clock
from sync.seal.canonical import canonical
from sync.seal.chain import GENESIS, ChainReport, LogEntry, commitment, leaf_of, verify_chain


class LogRows(Protocol):
    """Where lines are kept."""

    def last(self) -> tuple[int, str] | None:
        """(seq, leaf) of the last line, None when there is none."""
        ...

    def append(self, seq: int, leaf_hex: str, line: bytes) -> None:
        """Keep one line; part of the caller's transaction."""
        ...

    def lines(self) -> Iterator[bytes]:
        """All lines, first to last."""
        ...

    def sealed(self) -> tuple[int, str] | None:
        """(seq, leaf) of the last line as it was sealed with it, None before the first."""
        ...


class ChainedLog:
    """Writes and verifies lines.

    Args:
        rows: of the open transaction.
        key: of the commitments.
        clock: whose time is claimed.
    """

    def __init__(self, rows: LogRows, key: bytes, clock: Clock) -> None:
        self._rows = rows
        self._key = key
        self._clock = clock

    def write(self, *, who: str, dev: str, what: str, obj: str, content: Any) -> LogEntry:
        """Append one line.

        Args:
            who: operator id, or ``desk`` for the program itself.
            dev: device id, or the installation's id before enrolment.
            what: dotted word, e.g. ``draft.patch``.
            obj: record id, never a name or a number of a person.
            content: plain data; only a keyed commitment to it is kept.
        """
        last = self._rows.last()
        seq, prev = (1, GENESIS) if last is None else (last[0] + 1, last[1])
        entry = LogEntry(
            seq=seq,
            prev=prev,
            t=self._clock.now(),
            who=who,
            dev=dev,
            what=what,
            obj=obj,
            commit=commitment(self._key, content),
        )
        line = canonical(entry)
        self._rows.append(seq, leaf_of(line), line)
        return entry

    def verify(self) -> ChainReport:
        """Check every line from the first on, and that the log ends where it was sealed.

        Lines of a transaction that is still open are not sealed yet.
        """
        report, sealed = verify_chain(self._rows.lines()), self._rows.sealed()
        if not report.ok or sealed == ((report.count, report.head) if report.count else None):
            return report
        short = sealed is not None and report.count < sealed[0]
        reason = "checkpoint_missing" if short or sealed is None else "checkpoint_mismatch"
        return ChainReport(
            ok=False, count=report.count, head=report.head, first_bad=report.count + 1 if short else None, reason=reason
        )


def verify_file(file: Path) -> ChainReport:
    """Check an exported log, one canonical line each.

    Raises:
        OSError: the file cannot be read.
    """
    return verify_chain(line for line in file.read_bytes().splitlines() if line.strip())


def export(lines: Iterable[bytes], file: Path) -> int:
    """Write the lines to ``file``; how many."""
    count = 0
    with file.open("wb") as out:
        for line in lines:
            out.write(line + b"\n")
            count += 1
    return count
