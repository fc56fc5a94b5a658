"""What every event is: the root struct. The events themselves live in the room of their machine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from sync.model.ids import OperatorId


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Root of all events: what has happened. It carries everything that folding needs."""

    at: datetime
    """When it was decided, aware UTC; the deciding end's time (at the platform: the only one that counts)."""
    by: OperatorId


class UnknownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event of a newer program: kept and shown, never guessed at. Folding it changes only the count."""

    type: str
    plain: dict[str, Any]
