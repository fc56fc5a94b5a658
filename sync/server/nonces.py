"""Which requests were seen already.

One process on SQLite keeps them in memory: a write for every request would cost more than the request. After a start it
refuses signatures that are older than itself, so that nothing seen before a restart can come again. Several workers on
PostgreSQL share a table.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from sync.errors import ProtocolError
from sync.seal.http_signature import NONCE_TTL, SignatureTooOld, VerifiedRequest
from sync.server.clock import Clock
from sync.server.store import tables as t
from sync.server.store.engine import Database

_SWEEP_EVERY = 4096


class Nonces(Protocol):
    """Remembers requests as long as their signatures live."""

    def remember(self, signed: VerifiedRequest, now: datetime) -> None:
        """Take note of a request.

        Raises:
            ProtocolError: ``replay``: it was made before.
            SignatureTooOld: it cannot be known whether it was made before.
        """
        ...


def nonces_for(database: Database, clock: Clock) -> Nonces:
    """The memory that fits the database."""
    return MemoryNonces(clock.now()) if database.is_sqlite else TableNonces(database)


class MemoryNonces:
    """For one process.

    Args:
        started: this process knows nothing of what came before.
    """

    def __init__(self, started: datetime) -> None:
        self._started = started.replace(microsecond=0)
        self._seen: dict[tuple[str, str], datetime] = {}
        self._lock = threading.Lock()

    def remember(self, signed: VerifiedRequest, now: datetime) -> None:
        """See :class:`Nonces`."""
        key = (signed.key_id, signed.nonce)
        with self._lock:
            self._started = min(self._started, now.replace(microsecond=0))
            if signed.created < self._started:
                raise SignatureTooOld("signed before this process started")
            if key in self._seen:
                raise ProtocolError("replay", "this request was made before")
            self._seen[key] = signed.created + NONCE_TTL
            if len(self._seen) % _SWEEP_EVERY == 0:
                self._seen = {known: until for known, until in self._seen.items() if until >= now}


class TableNonces:
    """For several processes.

    Args:
        database: that they share.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, signed: VerifiedRequest, now: datetime) -> None:
        """See :class:`Nonces`."""
        mine = t.nonces.c.device == signed.key_id
        until = int((signed.created + NONCE_TTL).timestamp())
        try:
            with self._database.write() as connection:
                connection.execute(delete(t.nonces).where(mine, t.nonces.c.expires_at < int(now.timestamp())))
                known = select(t.nonces.c.nonce).where(mine, t.nonces.c.nonce == signed.nonce)
                if connection.execute(known).first() is not None:
                    raise ProtocolError("replay", "this request was made before")
                row = {"device": signed.key_id, "nonce": signed.nonce, "expires_at": until}
                connection.execute(insert(t.nonces).values(row))
        except IntegrityError as error:
            raise ProtocolError("replay", "this request was made before") from error
