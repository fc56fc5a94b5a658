"""Where the desk keeps its files. One folder per store; ``--data-dir`` gives another."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


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
        """Make the folder, readable by this user only."""
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
