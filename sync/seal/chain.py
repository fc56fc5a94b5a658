"""The chained log: each entry names the hash of the one before, so that nothing can be changed, dropped or slipped in.

An entry carries no content, only a ``commit``: a keyed hash of the content. When the key is destroyed (the right to
erasure), the log still verifies and tells nothing. Leaf = SHA-256(0x00 ‖ canonical entry), as in RFC 9162 §2.1.1.
A chain alone cannot show that its end was cut off or that all of it was hashed anew: a signed :class:`Checkpoint` kept
at the other end does.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from sync.errors import SealError
from sync.seal import signing
from sync.seal.canonical import canonical

GENESIS = "0" * 64
"""``prev`` of the first entry."""
CHECKPOINT_PURPOSE = "log-checkpoint"


class LogEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a chained log."""

    seq: int
    """1, 2, 3 … without gap."""
    prev: str
    """Leaf hash of the entry before, hex; :data:`GENESIS` for the first."""
    t: datetime
    """Aware UTC, as this end's clock said. A claim, not the order."""
    who: str
    """Operator id, or ``platform``."""
    dev: str
    """Device id, or ``platform``."""
    what: str
    """What was done, e.g. ``op.patch`` or ``case.opinion_committed``."""
    obj: str
    """Id of the record that it was done to."""
    commit: str
    """:func:`commitment` of the content, hex."""


class ChainReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a check of a chain found."""

    ok: bool
    count: int
    """Entries that verified, from the first on."""
    head: str
    """Leaf of the last entry that verified."""
    first_bad: int | None = None
    """1-based place of the first entry that does not fit."""
    reason: str = ""
    """``unreadable``, ``gap``, ``broken_link``, ``checkpoint_missing``, ``checkpoint_mismatch``."""


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A signed word on how long a chain is and where it ends."""

    dev: str
    size: int
    head: str
    t: datetime
    signature: bytes = b""


def leaf(entry: LogEntry) -> str:
    """Hash of one entry, hex."""
    return leaf_of(canonical(entry))


def leaf_of(line: bytes) -> str:
    """Hash of one entry in its canonical bytes, hex."""
    return hashlib.sha256(b"\x00" + line).hexdigest()


def commitment(key: bytes, content: Any) -> str:
    """HMAC-SHA-256, hex, of the canonical bytes of ``content``."""
    return hmac.digest(key, canonical(content), "sha256").hex()


def verify_chain(
    entries: Iterable[LogEntry | Mapping[str, Any] | bytes | str], checkpoint: Checkpoint | None = None
) -> ChainReport:
    """Check a log from its first entry on.

    Args:
        entries: structs, plain mappings or JSON lines, in order.
        checkpoint: an already verified checkpoint that the log must contain.

    Returns:
        A report that names the first bad entry; garbage in never raises.
    """
    count, head = 0, GENESIS
    seen_checkpoint = checkpoint is None or (checkpoint.size == 0 and checkpoint.head == GENESIS)
    for place, raw in enumerate(entries, start=1):
        entry = _read(raw)
        if entry is None:
            return _bad(count, head, place, "unreadable")
        if entry.seq != place:
            return _bad(count, head, place, "gap")
        if entry.prev != head:
            return _bad(count, head, place, "broken_link")
        count, head = place, leaf(entry)
        if checkpoint is not None and place == checkpoint.size:
            if head != checkpoint.head:
                return _bad(count - 1, entry.prev, place, "checkpoint_mismatch")
            seen_checkpoint = True
    if not seen_checkpoint:
        return _bad(count, head, count + 1, "checkpoint_missing")
    return ChainReport(ok=True, count=count, head=head)


def sign_checkpoint(private: bytes, *, dev: str, size: int, head: str, t: datetime) -> Checkpoint:
    """A checkpoint signed by the device or the platform."""
    bare = Checkpoint(dev=dev, size=size, head=head, t=t)
    return msgspec.structs.replace(bare, signature=signing.sign(private, CHECKPOINT_PURPOSE, _unsigned(bare)))


def verify_checkpoint(public: bytes, checkpoint: Checkpoint) -> None:
    """Check who signed a checkpoint.

    Raises:
        SealError: not signed by this key.
    """
    signing.verify(public, CHECKPOINT_PURPOSE, _unsigned(checkpoint), checkpoint.signature)


def _unsigned(checkpoint: Checkpoint) -> dict[str, Any]:
    return {"dev": checkpoint.dev, "size": checkpoint.size, "head": checkpoint.head, "t": checkpoint.t}


def _read(raw: LogEntry | Mapping[str, Any] | bytes | str) -> LogEntry | None:
    if isinstance(raw, LogEntry):
        return raw
    try:
        if isinstance(raw, bytes | str):
            return _exact(raw)
        return msgspec.convert(dict(raw), LogEntry)
    except (msgspec.DecodeError, msgspec.ValidationError, SealError, TypeError, ValueError):
        return None


def _exact(raw: bytes | str) -> LogEntry:
    data = raw.encode() if isinstance(raw, str) else raw
    entry = msgspec.json.decode(data, type=LogEntry)
    if canonical(entry) != data.strip():
        raise SealError("not the canonical form")
    return entry


def _bad(count: int, head: str, place: int, reason: str) -> ChainReport:
    return ChainReport(ok=False, count=count, head=head, first_bad=place, reason=reason)
