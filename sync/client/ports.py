"""What the engine needs from the desk's store. The store implements these; each method is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sync.model.ids import DeviceId
from sync.protocol.messages import Op, OpVerdict, Receipt, Row


@dataclass(frozen=True, kw_only=True)
class PushState:
    """Where the outbox stands.

    Attributes:
        device: this installation.
        platform_key: Ed25519 public key (raw) that signs receipts, as received at enrolment.
        history_id: as last received from the province.
        fork_token: as received with the last acknowledged op (or at enrolment).
        last_n: highest acknowledged op number; 0 before the first.
        pending: ops that are not acknowledged yet.
    """

    device: DeviceId
    platform_key: bytes
    history_id: str | None
    fork_token: str
    last_n: int
    pending: int


@dataclass(frozen=True, kw_only=True)
class Acknowledgement:
    """The province's verified answer to a batch; written as one transaction.

    Attributes:
        verdicts: one per op of the batch, in order of ``n``.
        receipt: verified against platform key, device and the very ops that were sent; keep it with them.
        last_n: number of the last op of the batch; everything up to it is acknowledged.
        fork_token: to present with the next push.
        history_id: to remember.
    """

    verdicts: tuple[OpVerdict, ...]
    receipt: Receipt
    last_n: int
    fork_token: str
    history_id: str


class OutboxPort(Protocol):
    """The desk's queue of ops. Nothing leaves it before an acknowledgement with a receipt."""

    def push_state(self) -> PushState:
        """Where the outbox stands now."""
        ...

    def next_ops(self, max_ops: int, max_bytes: int) -> tuple[Op, ...]:
        """The oldest unacknowledged ops, ``last_n + 1`` first, without gap, in order of ``n``.

        At least one when any is pending, even if it alone exceeds ``max_bytes``. The same call gives the same ops (same
        ``n``, ``op_id`` and content) until they are acknowledged.
        """
        ...

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        """Keep verdicts and receipt, step ``last_n``, token and history forward: all or nothing. Never goes back."""
        ...

    def begin_history(self, history_id: str, last_n: int, fork_token: str) -> None:
        """The province was restored from a backup and knows this device's ops up to ``last_n`` only.

        Ops above ``last_n`` become unacknowledged again (they are kept at least 30 days), the token and history are
        taken over, the cursor is forgotten. One transaction.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class PullState:
    """Where the mirror stands.

    Attributes:
        cursor: as last received; None before the first page or after :meth:`MirrorPort.forget_cursor`.
        scope_epoch: as last received; 0 before the first page.
    """

    cursor: str | None
    scope_epoch: int = 0


@dataclass(frozen=True, kw_only=True)
class MirrorPage:
    """One page to be written as one transaction, cursor included.

    Attributes:
        rows: in order of ``seq``. ``row.whole``: replace the record; else merge ``row.fields`` into it (None is
            "removed"). ``row.seq`` becomes the record's version. ``row.gone``: remove the record from the mirror
            (unsent ops of it stay in the outbox).
        cursor: to be stored with the rows.
        scope_epoch: to be stored with the rows.
        fresh: first page of a pull from the very start: every record that is in the mirror now is to be marked stale.
            Writing a row clears its mark.
        final: nothing more to fetch at this moment. Records that still bear the stale mark are out of scope and
            are removed. Until then, the mirror may show an incomplete picture.
    """

    rows: tuple[Row, ...]
    cursor: str
    scope_epoch: int
    fresh: bool
    final: bool


class MirrorPort(Protocol):
    """The desk's copy of what the province holds in its scope."""

    def pull_state(self) -> PullState:
        """Where the mirror stands now."""
        ...

    def apply_page(self, page: MirrorPage) -> None:
        """Write one page. The same page may come twice; the second time changes nothing."""
        ...

    def forget_cursor(self) -> None:
        """Start the next pull from the very start; the mirror stays readable meanwhile."""
        ...


class SyncStorePort(OutboxPort, MirrorPort, Protocol):
    """Both halves of the desk's store."""


@dataclass(frozen=True, kw_only=True)
class SyncProgress:
    """How far a run is, for the status line.

    Attributes:
        phase: ``push`` or ``pull``.
        pushed: ops handed over in this run.
        pulled: rows received in this run.
        pending: ops still waiting.
    """

    phase: str
    pushed: int
    pulled: int
    pending: int


ProgressListener = Callable[[SyncProgress], None]


@dataclass(frozen=True, kw_only=True)
class SyncOutcome:
    """What one run did.

    Attributes:
        pushed: ops acknowledged.
        accepted: of these, accepted or merged (or a duplicate of one that was).
        refused: of these, refused, superseded, unsupported or set aside.
        conflicts: of these, conflicts that a person must look at.
        pulled: rows received.
        pending: ops still waiting.
        cancelled: whether the caller stopped the run.
        verdicts: what is not simply accepted, for the window.
    """

    pushed: int = 0
    accepted: int = 0
    refused: int = 0
    conflicts: int = 0
    pulled: int = 0
    pending: int = 0
    cancelled: bool = False
    verdicts: tuple[OpVerdict, ...] = field(default=())
