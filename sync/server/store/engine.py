"""Opens the database: how it is made durable, and how transactions begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Select, create_engine, event
from sqlalchemy.engine import make_url

from sync.errors import SyncError

_WAL_SAFE = (3, 51, 3)
"""SQLite before this can damage a WAL database that two connections write. Source: sqlite.org, WAL-reset bug."""
_READ = "gzf_read"


class SchemaTooNew(SyncError):
    """The database was written by a newer program; nothing was touched."""


class Database:
    """One database with short transactions.

    Args:
        url: ``sqlite:///path`` or ``postgresql+psycopg://…``.
    """

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self.is_sqlite = self._url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = create_engine(
                self._url, pool_size=1, max_overflow=0, pool_timeout=60, connect_args={"timeout": 30}
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self.engine = create_engine(self._url, pool_size=8, max_overflow=4, pool_timeout=60)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that may write. On SQLite it holds the write lock from the start."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one moment."""
        with self.engine.connect() as raw:
            if self.is_sqlite:
                connection = raw.execution_options(**{_READ: True})
            else:
                connection = raw.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    def migrate(self) -> None:
        """Bring the schema to this program's version.

        Raises:
            SchemaTooNew: the database knows versions that this program does not.
        """
        config = migration_config()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        with self.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise SchemaTooNew(f"the database has schema {current}; install the newer program")
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """The URL of an embedded database file."""
    return f"sqlite:///{path}"


def locked(connection: Connection, select: Select[Any]) -> Select[Any]:
    """The same query with its rows locked until commit (SQLite locks the whole file when a transaction begins)."""
    return select if connection.dialect.name == "sqlite" else select.with_for_update()


def migration_config() -> Config:
    """Where Alembic finds the migrations."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    if sqlite3.sqlite_version_info >= _WAL_SAFE:
        modes = ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL")
    else:
        modes = ("PRAGMA journal_mode=TRUNCATE", "PRAGMA synchronous=EXTRA")
    for pragma in (*modes, "PRAGMA foreign_keys=ON", "PRAGMA cache_size=-16384"):
        connection.execute(pragma).close()


def _begin_sqlite(connection: Connection) -> None:
    read = connection.get_execution_options().get(_READ, False)
    connection.exec_driver_sql("BEGIN" if read else "BEGIN IMMEDIATE")
