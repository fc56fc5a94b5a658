"""One running clock of a record."""

from __future__ import annotations

from datetime import date

import msgspec


class Deadline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One running clock."""

    name: str
    started: date
    due: date
    provisional: bool = False
    paused: bool = False
