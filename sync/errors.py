"""The errors of ``sync``, one tree::

    SyncError
    ├── AssetMissing        a file of resources/ is not there
    ├── InvalidRecord       a record, message or policy failed validation; names the field
    │   └── InvalidPolicy   a policy file is unusable; names file, line where known, key and reason
    ├── SealError           something sealed or signed did not verify; nothing of it may be used
    └── ProtocolError       the other end said something that the protocol forbids
        └── TransportError  no usable answer came (retry later); says whether the request may have had an effect

What is *expected* (a refused command, a conflict) is a value, never one of these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class SyncError(Exception):
    """Root of everything that ``sync`` raises."""


class AssetMissing(SyncError):
    """A file of ``resources/`` is not there: a broken installation."""


class InvalidRecord(SyncError):
    """Data that did not fit its type or its rules.

    Args:
        where: path of the offending field, dotted; "" when the whole is unreadable.
        reason: why, in plain words.
    """

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}" if where else reason)
        self.where = where
        self.reason = reason


class InvalidPolicy(InvalidRecord):
    """A policy file that may not be used.

    Args:
        where: the file, with the line where it is known.
        reason: why, in plain words.
        key: the dotted key that it is about; ``reason`` begins with it.
    """

    def __init__(self, where: str, reason: str, key: str = "") -> None:
        super().__init__(where, f"{key}: {reason}" if key else reason)
        self.key = key


class SealError(SyncError):
    """Sealed or signed content did not verify. The content must not be used."""


class ProtocolError(SyncError):
    """The other end broke the protocol.

    Args:
        code: stable, machine-readable.
        message: what happened.
        details: plain fields for whoever handles it, e.g. ``want`` of a gap.
    """

    def __init__(self, code: str, message: str = "", details: Mapping[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message
        self.details: Mapping[str, Any] = details or {}


class TransportError(ProtocolError):
    """No usable answer. The request may or may not have taken effect; repeating it must be harmless.

    Args:
        retry_after_s: seconds to wait as the server asked, or None.
    """

    def __init__(self, code: str, message: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(code, message)
        self.retry_after_s = retry_after_s
