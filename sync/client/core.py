"""What to do next, and what an answer means. No input, no output, no clock: the engine brings all of it.

Everything here may be repeated: a push that may or may not have arrived is sent again with the same ops, and gets the
same verdicts; a page that came twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import msgspec

from sync.client.ports import Acknowledgement, MirrorPage, PullState, PushState
from sync.errors import ProtocolError, SealError, TransportError
from sync.model.states import Verdict
from sync.protocol.messages import Limits, Op, OpVerdict, PullReply, PullRequest, PushReply, PushRequest
from sync.protocol.receipts import verify_receipt

FIRST_OPS = 64
FIRST_BYTES = 128 * 1024
FIRST_ROWS = 250
_LEAST_BYTES = 4 * 1024
BACKOFF_BASE_S = 1.0
BACKOFF_CAP_S = 120.0
ACCEPTED = frozenset({Verdict.ACCEPTED, Verdict.MERGED})
"""Verdicts by which the province has the change as it was meant."""


@dataclass(frozen=True)
class Pace:
    """How much to ask for at once: it doubles when a batch gets through and halves when one does not.

    Attributes:
        ops: ops in the next batch.
        size: bytes in the next batch.
        rows: rows in the next page.
        limits: of the server.
    """

    ops: int = FIRST_OPS
    size: int = FIRST_BYTES
    rows: int = FIRST_ROWS
    limits: Limits = field(default_factory=Limits)

    def faster(self) -> Pace:
        """After a success."""
        return replace(
            self,
            ops=min(self.ops * 2, self.limits.max_ops),
            size=min(self.size * 2, self.limits.max_bytes),
            rows=min(self.rows * 2, self.limits.max_rows),
        )

    def slower(self) -> Pace:
        """After a failure."""
        return replace(
            self, ops=max(1, self.ops // 2), size=max(_LEAST_BYTES, self.size // 2), rows=max(1, self.rows // 2)
        )

    def within(self, limits: Limits) -> Pace:
        """Under the limits that the server has just said."""
        return replace(
            self,
            limits=limits,
            ops=min(self.ops, limits.max_ops),
            size=min(self.size, limits.max_bytes),
            rows=min(self.rows, limits.max_rows),
        )


def smaller(pace: Pace, details: Mapping[str, Any]) -> Pace:
    """After the server found a batch too large, and may have said how much it takes."""
    names = ("max_ops", "max_bytes", "max_rows")
    told = {name: details[name] for name in names if isinstance(details.get(name), int) and details[name] > 0}
    return pace.slower().within(msgspec.structs.replace(pace.limits, **told))


def delay_s(attempt: int, retry_after_s: float | None, chance: Callable[[], float]) -> float:
    """How long to wait before the next attempt, seconds: full jitter, never sooner than the server asked.

    Args:
        attempt: 1 after the first failure.
        retry_after_s: as the server asked.
        chance: gives 0 ≤ x < 1.
    """
    ceiling = min(BACKOFF_CAP_S, BACKOFF_BASE_S * 2 ** min(attempt, 10))
    waited: float = ceiling * chance()
    return waited if retry_after_s is None else retry_after_s + waited


def push_request(state: PushState, ops: Sequence[Op]) -> PushRequest:
    """The request that hands over ``ops``."""
    return PushRequest(history_id=state.history_id, fork_token=state.fork_token, ops=tuple(ops))


def acknowledgement(state: PushState, ops: Sequence[Op], reply: PushReply) -> Acknowledgement:
    """What the outbox may write down.

    Raises:
        ProtocolError: ``bad_reply``: verdicts or receipt are not about exactly these ops. Nothing is acknowledged.
    """
    if [(v.op_id, v.n) for v in reply.verdicts] != [(op.op_id, op.n) for op in ops] or reply.last_n < ops[-1].n:
        raise ProtocolError("bad_reply", "the verdicts are not about the ops that were sent")
    if reply.receipt is None:
        raise ProtocolError("bad_reply", "there is no receipt")
    try:
        verify_receipt(state.platform_key, reply.receipt, device=state.device, ops=ops)
    except SealError as error:
        raise ProtocolError("bad_reply", str(error)) from error
    return Acknowledgement(
        verdicts=reply.verdicts,
        receipt=reply.receipt,
        last_n=ops[-1].n,
        fork_token=reply.fork_token,
        history_id=reply.history_id,
    )


def pull_request(state: PullState, pace: Pace) -> PullRequest:
    """The request for the next page."""
    return PullRequest(cursor=state.cursor, max_rows=pace.rows)


def mirror_page(state: PullState, reply: PullReply) -> MirrorPage:
    """What the mirror may write down."""
    return MirrorPage(
        rows=reply.rows,
        cursor=reply.cursor,
        scope_epoch=reply.scope_epoch,
        fresh=state.cursor is None,
        final=not reply.more,
    )


class Next(Enum):
    """What an error calls for."""

    RETRY = "retry"
    """Wait, then send the same again."""
    SMALLER = "smaller"
    """Send less at once."""
    NEW_HISTORY = "new_history"
    """The province was restored: take its word on what it has."""
    FROM_START = "from_start"
    """The cursor is void: pull anew."""
    STOP = "stop"
    """Only a person can help."""


def judge(error: ProtocolError, *, pushing: bool) -> Next:
    """What an error calls for."""
    if isinstance(error, TransportError):
        return Next.RETRY
    if error.code == "too_large":
        return Next.SMALLER
    if pushing and error.code == "history":
        return Next.NEW_HISTORY
    if not pushing and error.code == "cursor":
        return Next.FROM_START
    return Next.STOP


def count(verdicts: Sequence[OpVerdict]) -> tuple[int, int, int]:
    """How many ops were accepted, refused, conflicting. A duplicate counts as what its original was."""
    accepted = refused = conflicts = 0
    for told in verdicts:
        final = told.verdict
        if final is Verdict.DUPLICATE:
            final = Verdict(told.details.get("verdict", Verdict.ACCEPTED))
        accepted += final in ACCEPTED
        conflicts += final is Verdict.CONFLICT
        refused += final not in ACCEPTED and final is not Verdict.CONFLICT
    return accepted, refused, conflicts
