"""Identities. All are strings on the wire; the types keep them apart in the code."""

from __future__ import annotations

import re
from typing import NewType

RecordId = NewType("RecordId", str)
"""UUIDv7 (canonical text), made by the device that creates the record, or derived by the platform."""
OpId = NewType("OpId", str)
"""UUIDv7 of one op: the device-independent idempotency key."""
DeviceId = NewType("DeviceId", str)
"""Once per installation, given at enrolment."""
OperatorId = NewType("OperatorId", str)
"""The staff account that acts."""
OrgCode = NewType("OrgCode", str)
"""Organisation unit: region code of 2, 4, 6, 9 or 12 digits. Source: GB/T 2260, GB/T 10114, division codes."""
FormalNumber = NewType("FormalNumber", str)
"""A number from ``sync.workflow.numbering``."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_ORG_LENGTHS = (2, 4, 6, 9, 12)


def is_record_id(text: str) -> bool:
    """Whether ``text`` has the canonical form of a UUID."""
    return _UUID.fullmatch(text) is not None


def is_org_code(text: str) -> bool:
    """Whether ``text`` is an organisation code of an allowed length.

    Exact lengths matter: a prefix test on any length would let ``1301`` match ``13010``.
    """
    return text.isascii() and text.isdigit() and len(text) in _ORG_LENGTHS


def covers(unit: OrgCode, other: OrgCode) -> bool:
    """Whether ``unit`` is ``other`` or stands above it in the tree of regions."""
    return is_org_code(unit) and is_org_code(other) and other.startswith(unit)
