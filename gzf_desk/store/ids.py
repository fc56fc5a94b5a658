"""New record ids: UUIDv7, so that ids made later sort later on the same PC. Order never rests on them."""

from __future__ import annotations

import os
import uuid
from datetime import datetime


def new_id(now: datetime) -> str:
    """A fresh UUIDv7 in canonical text. Source: RFC 9562, section 5.7.

    Args:
        now: wall time; a wrong clock makes ids sort oddly and nothing else.
    """
    milliseconds = max(0, int(now.timestamp() * 1000)) & ((1 << 48) - 1)
    chance = int.from_bytes(os.urandom(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 68 & 0xFFF) << 64 | 0b10 << 62 | chance & ((1 << 62) - 1)
    return str(uuid.UUID(int=value))


def new_entry_id(letter: str) -> str:
    """A fresh key of an entry within a record, e.g. ``m3fa91c22``: two desks never choose the same."""
    return letter + os.urandom(4).hex()
