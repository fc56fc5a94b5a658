"""Messages between desk and province, msgpack on the wire. Nothing is typed twice: both ends import these structs."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

from sync.model.ids import DeviceId, OperatorId, OpId, OrgCode, RecordId
from sync.model.states import Role, ServicePoint, Verdict


class TimeClaim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the device's clock said. A claim: kept, shown, and never used for order."""

    wall: datetime
    boot_id: str = ""
    monotonic_ms: int = 0


class Op(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a person saved.

    ``put`` creates a record with ``fields``; ``patch`` changes ``fields`` against ``base`` (None value = removed);
    ``command`` asks for ``command`` (plain data of ``sync.workflow.commands``).
    """

    op_id: OpId
    n: int
    """1, 2, 3 … without gap per device."""
    kind: Literal["put", "patch", "command"]
    record_kind: str
    """Name of a machine of ``sync.workflow.machines``."""
    record_id: RecordId
    org: OrgCode | None = None
    """Organisation unit of a new record: of a put, or of a command that brings its record into being."""
    operator: OperatorId
    base: int | None = None
    """Record version (seq) that the person saw; None for a record not pulled yet."""
    fields: dict[str, Any] = {}
    command: dict[str, Any] | None = None
    depends: tuple[OpId, ...] = ()
    claim: TimeClaim


class OpVerdict(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The platform's answer to one op, kept for ever."""

    op_id: OpId
    n: int
    verdict: Verdict
    code: str = ""
    details: dict[str, Any] = {}
    seq: int | None = None
    state: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The province's signed word that it holds ops ``first_n``…``last_n`` of ``device``.

    ``signature`` is Ed25519 by the platform key over the canonical bytes of all other fields
    (``sync.protocol.receipts``).
    """

    device: DeviceId
    first_n: int
    last_n: int
    ops_sha256: str
    """SHA-256 hex over the concatenated canonical op digests."""
    history_id: str
    journal_head: str
    at: datetime
    number: str
    """Short, printable."""
    signature: bytes


class PushRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Ops in order of ``n``."""

    history_id: str | None
    fork_token: str
    """As handed out with the last acknowledged op: a mismatch means a restored image or a cloned disk."""
    ops: tuple[Op, ...]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What the server takes; the client keeps to it."""

    max_ops: int = 1000
    max_bytes: int = 4 * 1024 * 1024
    max_rows: int = 1000


class PushReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Verdicts in the order of the ops."""

    history_id: str
    last_n: int
    fork_token: str
    verdicts: tuple[OpVerdict, ...]
    receipt: Receipt | None = None
    server_time: datetime
    limits: Limits = Limits()


class Row(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One record as the server sees it, whole or only what changed.

    ``whole`` False: ``fields`` holds the changed fields only (None = removed).
    """

    seq: int
    kind: str
    """``case``, ``waiting``, ``unit``, ``tenancy``, ``event``, ``conflict``, ``alias``, ``policy``."""
    record_id: RecordId
    org: OrgCode
    whole: bool = True
    fields: dict[str, Any] = {}
    gone: Literal["", "deleted", "left_scope"] = ""


class PullRequest(msgspec.Struct, frozen=True, kw_only=True):
    """``cursor`` as last received, None from the start."""

    cursor: str | None = None
    max_rows: int = 500


class PullReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page. ``cursor`` is opaque and signed."""

    history_id: str
    rows: tuple[Row, ...]
    cursor: str
    more: bool
    scope_epoch: int
    server_time: datetime


class NumberBlock(msgspec.Struct, frozen=True, kw_only=True):
    """Formal numbers that a device may give out, offline too."""

    kind: str
    """``SQ``, ``SL``, ``SC``, ``CN`` …"""
    region: str
    """6 digits."""
    station: str
    """4 digits."""
    first: int
    last: int


class OperatorGrant(msgspec.Struct, frozen=True, kw_only=True):
    """An operator who may work on this device until ``valid_until`` without a link."""

    operator: OperatorId
    name: str
    role: Role
    org: OrgCode
    valid_until: datetime


class EnrolRequest(msgspec.Struct, frozen=True, kw_only=True):
    """This PC asks to become a device of the site that the code names."""

    code: str
    public_key: bytes
    """Ed25519, raw 32 bytes."""
    machine: str
    """Hash of the machine's inventory, hex."""
    app_version: str
    protocol: int


class EnrolReply(msgspec.Struct, frozen=True, kw_only=True):
    """The device's new identity."""

    device: DeviceId
    history_id: str
    fork_token: str
    platform_key: bytes
    """Ed25519 public key that signs receipts."""
    site: str
    site_name: str
    point: ServicePoint
    org: OrgCode
    station: str
    operators: tuple[OperatorGrant, ...]
    blocks: tuple[NumberBlock, ...]
    server_time: datetime
    role: Role | None = None
    """Whose desk the code was issued for; None from a province that does not say."""


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """Who the server is and what it speaks; unsigned, before anything else."""

    history_id: str
    protocol_min: int
    protocol_max: int
    app_version: str
    server_time: datetime
    platform_key: bytes


class RefreshRequest(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Tells how many formal numbers are left, since not every number that a desk gives reaches the province at once.

    Attributes:
        left: by kind (``SQ`` …) that the device has a block of; a kind that is not told counts as full.
    """

    left: dict[str, int] = {}


NOTHING_TOLD: Final = RefreshRequest()
"""A refresh that leaves it to the province what it knows of the numbers."""


class RefreshReply(msgspec.Struct, frozen=True, kw_only=True):
    """Operators, leases and number blocks as they are now."""

    operators: tuple[OperatorGrant, ...]
    blocks: tuple[NumberBlock, ...]
    server_time: datetime


class ErrorReply(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An answer that is no. HTTP status beside it."""

    code: str
    message: str = ""
    details: dict[str, Any] = {}
    server_time: datetime | None = None
