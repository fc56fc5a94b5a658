"""Where the desk keeps its files. One folder per store; ``--data-dir`` gives another."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from gzf_desk.errors import StoreTrouble


@dataclass(frozen=True)
class DataDir:
    """The folder of one desk's store and what lies in it. No file name carries personal data."""

    root: Path

    @property
    def store(self) -> Path:
        """The sealed SQLite store."""
        return self.root / "desk.db"

    @property
    def keys(self) -> Path:
        """Key slots, wrapped; useless without a passphrase and the machine secret."""
        return self.root / "keys.json"

    @property
    def settings(self) -> Path:
        """Settings of this installation."""
        return self.root / "settings.toml"

    @property
    def log(self) -> Path:
        """The technical log, free of personal data."""
        return self.root / "log" / "desk.log"

    @property
    def simulated(self) -> Path:
        """State of the simulated devices."""
        return self.root / "simulated"

    def ensure(self) -> DataDir:
        """Make the folder, readable by this user only.

        Raises:
            OSError: the disk does not take it; see :func:`on_disk`.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self


def default_data_dir() -> DataDir:
    """``%PROGRAMDATA%``-like place on Windows, Application Support on macOS, XDG data home elsewhere."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return DataDir(base / "gzf-desk")


@contextmanager
def on_disk(words: Callable[[str], str]) -> Iterator[None]:
    """Around writing to the desk's folder: a disk that is full, read-only or gone is no bug.

    Args:
        words: gives the sentence of a key, e.g. a ``Translator``.

    Raises:
        StoreTrouble: ``store.disk``: the operating system refused.
    """
    try:
        yield
    except OSError as error:
        raise StoreTrouble("store.disk", words("store.disk_what"), words("store.disk_advice")) from error
