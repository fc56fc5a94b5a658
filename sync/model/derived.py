"""Identities that follow from what they name: whoever makes one twice makes it once."""

from __future__ import annotations

import hashlib

from sync.model.ids import RecordId


def joined_sha256(*parts: str) -> str:
    """SHA-256, hex, of a list of texts. The length stands before each: no two lists run together into one text."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def named_id(*parts: str) -> RecordId:
    """The record id of a list of texts, in the canonical form of a UUID of version 8 (RFC 9562: the maker's own)."""
    digest = joined_sha256(*parts)
    return RecordId("-".join((digest[:8], digest[8:12], f"8{digest[13:16]}", f"8{digest[17:20]}", digest[20:32])))
