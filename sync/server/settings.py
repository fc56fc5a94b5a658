"""What the operator of the platform sets."""

from __future__ import annotations

from pathlib import Path

import msgspec

from sync.protocol.messages import Limits
from sync.server.store.engine import sqlite_url


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of one platform process."""

    data_dir: Path
    """Key file and, by default, the embedded database."""
    db_url: str = ""
    """SQLAlchemy URL; "" = ``platform.db`` in ``data_dir``."""
    key_file: Path | None = None
    """None = ``platform.key`` in ``data_dir``."""
    public_url: str = ""
    """Origin that devices use, e.g. ``https://gzf.example.cn``; "" = take the request's Host (no proxy)."""
    clock_file: Path | None = None
    """Demonstrations and tests only: the platform's time is what this file says."""
    limits: Limits = Limits()
    block_size: int = 500
    """Formal numbers handed to a device per kind."""
    tick_s: float = 60.0
    """How often the timers run, seconds."""
    workers: int = 4
    """Requests that are worked on at once."""
    queue: int = 256
    """Requests that may wait; more are told to come back later."""

    @property
    def database(self) -> str:
        """The URL in force."""
        return self.db_url or sqlite_url(self.data_dir / "platform.db")

    @property
    def keys(self) -> Path:
        """The key file in force."""
        return self.key_file or self.data_dir / "platform.key"
