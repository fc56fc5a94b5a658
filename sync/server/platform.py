"""The province's parts, put together once and handed to whoever needs them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from sync.seal.chain import GENESIS
from sync.server.clock import Clock, FileClock, SystemClock
from sync.server.keys import PlatformKeys
from sync.server.numbers import NUMBER_LEAP
from sync.server.rulebook import Rulebook
from sync.server.settings import Settings
from sync.server.store import tables as t
from sync.server.store.engine import Database

SEQ_LEAP = 1_000_000_000
"""More versions than a prefecture gives out between a backup and the loss of the database."""


@dataclass(frozen=True)
class Platform:
    """Database, keys, time and rules of one province.

    Attributes:
        history_id: changes when the database was restored from a backup.
    """

    settings: Settings
    database: Database
    keys: PlatformKeys
    clock: Clock
    rulebook: Rulebook
    history_id: str

    @classmethod
    def open(cls, settings: Settings, *, clock: Clock | None = None, rulebook: Rulebook | None = None) -> Platform:
        """Open or create a province.

        Raises:
            SealError: the key file is not one, or belongs to another database.
            SchemaTooNew: the database was written by a newer program.
        """
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        keys = PlatformKeys.load(settings.keys)
        database = Database(settings.database)
        database.migrate()
        with database.write() as connection:
            history_id = _first_facts(connection, keys)
        own = FileClock(settings.clock_file) if settings.clock_file else SystemClock()
        return cls(
            settings=settings,
            database=database,
            keys=keys,
            clock=clock or own,
            rulebook=rulebook or Rulebook.from_resources(),
            history_id=history_id,
        )

    def begin_history(self) -> Platform:
        """The database was restored from a backup: devices shall send again what it has not seen.

        Versions and formal numbers that were given out after the backup must not be given out again: all counters leap.
        """
        history_id = secrets.token_hex(8)
        with self.database.write() as connection:
            former = connection.execute(select(t.meta.c.value).where(t.meta.c.key == "former_histories")).scalar_one()
            names = b" ".join([*bytes(former).split(), self.history_id.encode()])
            _set(connection, "former_histories", names)
            _set(connection, "history_id", history_id.encode())
            connection.execute(update(t.counters).values(seq=t.counters.c.seq + SEQ_LEAP))
            connection.execute(update(t.number_counters).values(next=t.number_counters.c.next + NUMBER_LEAP))
        return Platform(self.settings, self.database, self.keys, self.clock, self.rulebook, history_id)

    def is_former(self, connection: Connection, history_id: str) -> bool:
        """Whether a history was this database's before a restore."""
        former = connection.execute(select(t.meta.c.value).where(t.meta.c.key == "former_histories")).scalar_one()
        return history_id.encode() in bytes(former).split()

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


def _first_facts(connection: Connection, keys: PlatformKeys) -> str:
    known = {row.key: bytes(row.value) for row in connection.execute(select(t.meta))}
    if "history_id" not in known:
        known = {
            "history_id": secrets.token_hex(8).encode(),
            "former_histories": b"",
            "key_check": keys.seal("meta", "key_check", "right key"),
        }
        connection.execute(insert(t.meta), [{"key": key, "value": value} for key, value in known.items()])
        connection.execute(insert(t.journal_head).values(id=1, seq=0, leaf=GENESIS))
    keys.open("meta", "key_check", known["key_check"])
    return known["history_id"].decode()


def _set(connection: Connection, key: str, value: bytes) -> None:
    connection.execute(update(t.meta).where(t.meta.c.key == key).values(value=value))
