"""One clock of a record: it runs, it may rest and go on with what is left, and it may be prolonged."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec


class Deadline(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One clock.

    A clock of an older program has no ``limit``: its length is then what lies between ``started`` and ``due``.
    """

    name: str
    started: date
    """Not counted itself."""
    due: date
    """Last day; while the clock rests, the day that held before the rest."""
    provisional: bool = False
    """The calendar of a year on the way is not published yet."""
    paused: bool = False
    limit: int | None = None
    """Days in all, prolongations included."""
    unit: Literal["WD", "CD"] = "WD"
    """Working days or calendar days."""
    used: int = 0
    """Days of the limit that went by before ``since``."""
    since: date | None = None
    """Start of the stretch that runs now, not counted itself; None = ``started``."""
    paused_on: date | None = None
    """The last day that counted."""
    reason: str = ""
    """Why it rests: a code, e.g. the state of the record."""
