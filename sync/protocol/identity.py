"""Ids that both ends derive alike: what an op brings into being has the same id at desk and province."""

from __future__ import annotations

import hashlib
import uuid

from sync.model.ids import OpId, RecordId


def derived_id(op_id: OpId, label: str) -> RecordId:
    """A record id from an op and a label, as UUIDv8 (custom). Source: RFC 9562 §5.8."""
    raw = bytearray(hashlib.sha256(f"gzf-derived-id|{op_id}|{label}".encode()).digest()[:16])
    raw[6] = (raw[6] & 0x0F) | 0x80
    raw[8] = (raw[8] & 0x3F) | 0x80
    return RecordId(str(uuid.UUID(bytes=bytes(raw))))
