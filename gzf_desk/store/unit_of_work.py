"""One transaction: the change, its op and its log line stand or fall together."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from gzf_desk.audit import ChainedLog
from gzf_desk.clock import Clock
from gzf_desk.errors import StoreTrouble
from gzf_desk.i18n import Translator
from gzf_desk.paths import on_disk
from gzf_desk.store import migrations
from gzf_desk.store.engine import open_engine
from gzf_desk.store.keys import DeskKeys
from gzf_desk.store.mirror import Mirror
from gzf_desk.store.numbers import NumberBlocks
from gzf_desk.store.outbox import Outbox
from gzf_desk.store.rows import (
    Attachments,
    Counters,
    Edits,
    ExactIndex,
    LogTable,
    PrintJournal,
    SealedRows,
    Singles,
)
from sync.seal.envelope import Sealer

Listener = Callable[[frozenset[str] | None], None]
"""Told after a commit which records changed; None = anything may have (another process wrote)."""


class UnitOfWork:
    """All rooms of the store within one open transaction."""

    def __init__(self, rows: SealedRows, clock: Clock) -> None:
        self.connection: Connection = rows.connection
        self.clock = clock
        self.outbox = Outbox(rows)
        self.mirror = Mirror(rows)
        self.singles = Singles(rows)
        self.counters = Counters(rows)
        self.attachments = Attachments(rows)
        self.numbers = NumberBlocks(rows)
        self.edits = Edits(rows)
        self.prints = PrintJournal(rows)
        self.index = ExactIndex(rows)
        self.log_rows = LogTable(rows.connection, self.singles)
        self.log = ChainedLog(self.log_rows, rows.keys.log, clock)
        self.touched: set[str] = set()
        """Records that this unit changes; whoever keeps copies in memory is told after the commit."""

    def seal_log(self) -> None:
        """Keep where the log ends, sealed, so that a cut end is noticed."""
        self.log_rows.seal()


class Store:
    """The open store. Safe to use from several threads; one transaction at a time.

    Use :meth:`open`. Several processes may have it open: each notices what the others wrote.
    """

    def __init__(self, engine: Engine, keys: DeskKeys, words: Translator, clock: Clock) -> None:
        self._engine = engine
        self._connection = engine.connect()
        self._keys = keys
        self._words = words
        self._clock = clock
        self._lock = threading.RLock()
        self._open: UnitOfWork | None = None
        self._sealers: dict[str, Sealer] = {}
        self._listeners: list[Listener] = []
        self._version = self._data_version()

    @classmethod
    def open(cls, file: Path, keys: DeskKeys, words: Translator, clock: Clock, *, existing: bool = False) -> Store:
        """Open (or make) the store and bring it to this program's schema.

        Args:
            file: where.
            keys: that were opened.
            words: for errors.
            clock: whose time is claimed.
            existing: it was made before; an empty one is never made in its place.

        Raises:
            StoreTrouble: damaged, lost, written by a newer program, or the disk refuses.
        """
        if existing and not file.exists():
            raise _lost(words)
        with on_disk(words):
            engine = open_engine(file)
        try:
            with _plain_words(words), engine.connect() as connection:
                if existing:
                    _not_empty(connection, words)
                migrations.upgrade(connection, words)
            return cls(engine, keys, words, clock)
        except BaseException:
            engine.dispose()
            raise

    @property
    def installation(self) -> str:
        """Random id of this installation, no secret."""
        return self._keys.installation

    def on_commit(self, listener: Listener) -> None:
        """Tell ``listener`` after each commit."""
        self._listeners.append(listener)

    @contextmanager
    def unit(self) -> Iterator[UnitOfWork]:
        """A writing transaction. Durable when the block ends; an exception leaves nothing behind.

        Raises:
            StoreTrouble: the disk refused, another process holds the store, or it is damaged.
        """
        with self._lock:
            if self._open is not None:
                raise RuntimeError("a unit of work inside a unit of work")
            with _plain_words(self._words):
                self._begin("BEGIN IMMEDIATE")
                unit = self._fresh()
                try:
                    yield unit
                    unit.seal_log()
                    self._connection.commit()
                except BaseException:
                    self._connection.rollback()
                    self._sealers.clear()  # keys that were made in it are gone with it
                    self._open = None
                    self._tell(None)  # so is whatever was read in it
                    raise
                finally:
                    self._open = None
            self._tell(frozenset(unit.touched))

    @contextmanager
    def reading(self) -> Iterator[UnitOfWork]:
        """A consistent view; within a unit of work, that unit. Nothing may be written in it."""
        with self._lock:
            if self._open is not None:
                yield self._open
                return
            with _plain_words(self._words):
                self._begin("BEGIN")
                try:
                    yield self._fresh()
                finally:
                    self._open = None
                    self._connection.rollback()

    def close(self) -> None:
        """Forget keys and connection."""
        with self._lock:
            self._sealers.clear()
            self._connection.close()
            self._engine.dispose()

    def _begin(self, statement: str) -> None:
        version = self._data_version()
        if version != self._version:
            self._version = version
            self._tell(None)
        if self._connection.in_transaction():
            self._connection.rollback()
        self._connection.exec_driver_sql(statement)

    def _fresh(self) -> UnitOfWork:
        self._open = UnitOfWork(SealedRows(self._connection, self._keys, self._sealers, self._words), self._clock)
        return self._open

    def _data_version(self) -> int:
        """Asked of the driver itself: it is asked before every transaction, and opens none."""
        driver = cast(sqlite3.Connection, self._connection.connection.driver_connection)
        return int(driver.execute("PRAGMA data_version").fetchone()[0])

    def _tell(self, touched: frozenset[str] | None) -> None:
        for listener in self._listeners:
            listener(touched)


def _lost(words: Translator) -> StoreTrouble:
    return StoreTrouble("store.lost", words("store.lost_what"), words("store.lost_advice"))


def _not_empty(connection: Connection, words: Translator) -> None:
    if migrations.current(connection) is None:
        raise _lost(words)


_SIGNS = {
    "in_use": ("database is locked", "database table is locked"),
    "damaged": ("malformed", "not a database", "file is encrypted"),
    "disk": ("disk I/O error", "disk is full", "unable to open", "readonly database"),
}


@contextmanager
def _plain_words(words: Translator) -> Iterator[None]:
    """Turns the driver's errors into words for a person; anything else is a bug and stays loud."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        text = str(error.orig if isinstance(error, DBAPIError) else error)
        for kind, signs in _SIGNS.items():
            if any(sign in text for sign in signs):
                raise StoreTrouble(
                    f"store.{kind}", words(f"store.{kind}_what"), words(f"store.{kind}_advice")
                ) from error
        raise
