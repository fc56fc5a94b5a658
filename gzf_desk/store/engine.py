"""The connection: standard-library SQLite under SQLAlchemy, one writer, durable when a commit returns.

SQLite before 3.51.3 may corrupt a WAL file when two connections write and checkpoint at once; there the rollback
journal with EXTRA is used. WAL with NORMAL and the default DELETE with FULL both lost acknowledged work in power-cut
trials and are never used. Source: sqlite.org/wal.html ("WAL-reset bug"), own measurements.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.pool import StaticPool

FIRST_SAFE_WAL: Final = (3, 51, 3)
BUSY_MS: Final = 5000
"""How long a writer waits for another process, milliseconds."""
CACHE_KIB: Final = 16_384
"""Page cache: a whole page of the province fits, so nothing is written twice within one transaction."""
SQLITE_DBCONFIG_DEFENSIVE: Final = 1010


def durability(version: tuple[int, ...]) -> tuple[str, str]:
    """(journal mode, synchronous) that survive a power cut with this SQLite."""
    return ("WAL", "FULL") if version >= FIRST_SAFE_WAL else ("TRUNCATE", "EXTRA")


def pragmas(version: tuple[int, ...]) -> tuple[str, ...]:
    """Statements for a fresh connection, in order."""
    journal, synchronous = durability(version)
    return (
        f"PRAGMA busy_timeout = {BUSY_MS}",
        f"PRAGMA journal_mode = {journal}",
        f"PRAGMA synchronous = {synchronous}",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        f"PRAGMA cache_size = -{CACHE_KIB}",
        "PRAGMA mmap_size = 0",
        "PRAGMA cell_size_check = ON",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA fullfsync = ON",
        "PRAGMA checkpoint_fullfsync = ON",
    )


def open_engine(file: Path) -> Engine:
    """An engine with one connection that every thread shares under the store's lock.

    Transactions are opened by hand (``BEGIN IMMEDIATE``): the driver's own habit of starting late would let two
    writers read the same state first. The file is made readable by this user only.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    engine = create_engine(
        f"sqlite+pysqlite:///{file}",
        poolclass=StaticPool,
        isolation_level="AUTOCOMMIT",
        connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
    )
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    raw: sqlite3.Connection = connection
    setconfig = getattr(raw, "setconfig", None)  # Python 3.12
    if setconfig is not None:
        setconfig(SQLITE_DBCONFIG_DEFENSIVE, True)
    for statement in pragmas(sqlite3.sqlite_version_info):
        raw.execute(statement).fetchall()
    raw.set_authorizer(_no_attach)


def _no_attach(action: int, *_: object) -> int:
    return sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
