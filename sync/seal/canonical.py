"""Canonical bytes of plain data: what is hashed and signed must not depend on who serialises."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder(order="sorted")


def canonical(value: Any) -> bytes:
    """Sorted-key JSON without spaces, UTF-8, of plain data or structs; no floats occur in our records."""
    return _ENCODER.encode(value)


def digest(value: Any) -> str:
    """SHA-256, hex, of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()
