"""Canonical bytes of records: what is hashed and signed must not depend on who serialises."""

from __future__ import annotations

from typing import Any

from sync.seal.canonical import canonical, digest

__all__ = ["canonical", "digest", "fields_digest"]


def fields_digest(fields: dict[str, Any]) -> str:
    """Digest of a record's fields without what the platform writes and without removed entries."""
    return digest({k: v for k, v in fields.items() if k != "process" and v is not None})
