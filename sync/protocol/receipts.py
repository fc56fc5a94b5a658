"""The province's signed word that it holds certain ops. A desk shows *received* only after it verified one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from sync.errors import SealError
from sync.model.ids import DeviceId
from sync.protocol.messages import Op, Receipt
from sync.seal import signing
from sync.seal.canonical import canonical

PURPOSE = "receipt"


def op_digest(op: Op) -> bytes:
    """SHA-256 of the canonical form of one op; of its msgpack when odd values leave it without one."""
    return digest_and_form(op)[0]


def digest_and_form(op: Op) -> tuple[bytes, bool]:
    """The digest of :func:`op_digest`, and whether the op has a canonical form (map keys are texts, no extensions)."""
    try:
        return hashlib.sha256(canonical(op)).digest(), True
    except TypeError:
        return hashlib.sha256(b"msgpack|" + msgspec.msgpack.encode(op)).digest(), False


def ops_sha256(digests: Iterable[bytes]) -> str:
    """SHA-256, hex, over the concatenated digests of the ops, in order of ``n``."""
    return hashlib.sha256(b"".join(digests)).hexdigest()


def make_receipt(
    private: bytes,
    *,
    device: DeviceId,
    ops: Sequence[Op],
    digests: Sequence[bytes] | None = None,
    history_id: str,
    journal_head: str,
    at: datetime,
    number: str,
) -> Receipt:
    """A receipt over ``ops`` (at least one, in order of ``n``), signed by the platform key.

    ``digests`` are those of the ops, where they are known already.
    """
    bare = Receipt(
        device=device,
        first_n=ops[0].n,
        last_n=ops[-1].n,
        ops_sha256=ops_sha256(map(op_digest, ops) if digests is None else digests),
        history_id=history_id,
        journal_head=journal_head,
        at=at,
        number=number,
        signature=b"",
    )
    return msgspec.structs.replace(bare, signature=signing.sign(private, PURPOSE, _unsigned(bare)))


def verify_receipt(platform_key: bytes, receipt: Receipt, *, device: DeviceId, ops: Sequence[Op]) -> None:
    """Check that the province really holds exactly these ops of this device.

    Raises:
        SealError: not signed by the platform, or for another device or other ops.
    """
    signing.verify(platform_key, PURPOSE, _unsigned(receipt), receipt.signature)
    if receipt.device != device:
        raise SealError("the receipt is for another device")
    if not ops or (receipt.first_n, receipt.last_n) != (ops[0].n, ops[-1].n):
        raise SealError("the receipt is for other ops")
    if receipt.ops_sha256 != ops_sha256(map(op_digest, ops)):
        raise SealError("the receipt is for other content")


def _unsigned(receipt: Receipt) -> dict[str, Any]:
    return {name: getattr(receipt, name) for name in Receipt.__struct_fields__ if name != "signature"}
