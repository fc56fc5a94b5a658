"""The engine against a province that answers as the test says."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from sync.client import core
from sync.client.core import Next, Pace
from sync.client.engine import Cancellation, SyncEngine
from sync.client.ports import SyncProgress
from sync.errors import ProtocolError, TransportError
from sync.model.ids import DeviceId, OperatorId, OpId, OrgCode, RecordId
from sync.model.states import ServicePoint, Verdict
from sync.protocol.messages import (
    NOTHING_TOLD,
    EnrolReply,
    EnrolRequest,
    Hello,
    Limits,
    Op,
    OpVerdict,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RefreshReply,
    RefreshRequest,
    Row,
    TimeClaim,
)
from sync.protocol.receipts import make_receipt
from sync.seal import signing
from tests.support.province import MemoryStore

NOW = datetime(2026, 3, 2, tzinfo=UTC)
PAIR = signing.new_key_pair()
DEVICE = DeviceId("d-1")


def an_op(n: int, size: int = 10) -> Op:
    return Op(
        op_id=OpId(str(uuid.UUID(int=n))),
        n=n,
        kind="put",
        record_kind="case",
        record_id=RecordId(f"r{n}"),
        operator=OperatorId("o"),
        fields={"x": "例" * size},
        claim=TimeClaim(wall=NOW),
    )


def a_store(ops: int = 0, size: int = 10) -> MemoryStore:
    identity = EnrolReply(
        device=DEVICE,
        history_id="h1",
        fork_token="t0",
        platform_key=PAIR.public,
        site="s",
        site_name="例",
        point=ServicePoint.STREET_WINDOW,
        org=OrgCode("990101003"),
        station="0001",
        operators=(),
        blocks=(),
        server_time=NOW,
    )
    return MemoryStore(identity=identity, ops=[an_op(n, size) for n in range(1, ops + 1)])


@dataclass
class Province:
    """Accepts everything, unless told otherwise for the next calls."""

    limits: Limits = field(default_factory=Limits)
    pages: list[list[str]] = field(default_factory=list)
    troubles: list[Exception | None] = field(default_factory=list)
    change: Callable[[PushReply], PushReply] = lambda reply: reply
    verdict: Callable[[Op], OpVerdict] = lambda op: OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.ACCEPTED)
    pushes: list[PushRequest] = field(default_factory=list)
    pulls: list[PullRequest] = field(default_factory=list)

    def push(self, request: PushRequest) -> PushReply:
        self.pushes.append(request)
        self._trouble()
        receipt = make_receipt(
            PAIR.private, device=DEVICE, ops=request.ops, history_id="h1", journal_head="0", at=NOW, number="R"
        )
        return self.change(
            PushReply(
                history_id="h1",
                last_n=request.ops[-1].n,
                fork_token=f"t{request.ops[-1].n}",
                verdicts=tuple(self.verdict(op) for op in request.ops),
                receipt=receipt,
                server_time=NOW,
                limits=self.limits,
            )
        )

    def pull(self, request: PullRequest) -> PullReply:
        self.pulls.append(request)
        self._trouble()
        page = self.pages.pop(0) if self.pages else []
        rows = [
            Row(seq=seq, kind="case", record_id=RecordId(name), org=OrgCode("990101003"))
            for seq, name in enumerate(page, start=len(self.pulls) * 100)
        ]
        more = bool(self.pages)
        return PullReply(
            history_id="h1", rows=tuple(rows), cursor=f"c{len(self.pulls)}", more=more, scope_epoch=1, server_time=NOW
        )

    def _trouble(self) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble

    def hello(self) -> Hello:
        raise NotImplementedError

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        raise NotImplementedError

    def refresh(self, request: RefreshRequest = NOTHING_TOLD) -> RefreshReply:
        raise NotImplementedError


def engine(api: Province, store: MemoryStore, **options: Any) -> SyncEngine:
    options.setdefault("wait", lambda _seconds: None)
    return SyncEngine(api, store, chance=lambda: 0.5, **options)


def lost(retry_after_s: float | None = None) -> TransportError:
    return TransportError("lost", "", retry_after_s)


def test_everything_is_pushed_then_everything_pulled() -> None:
    store, api = a_store(200), Province(pages=[["a", "b"], ["c"]])
    outcome = engine(api, store).run_once()
    assert (outcome.pushed, outcome.accepted, outcome.pulled, outcome.pending) == (200, 200, 3, 0)
    assert [len(push.ops) for push in api.pushes] == [64, 128, 8]
    assert [push.fork_token for push in api.pushes] == ["t0", "t64", "t192"]
    assert [pull.cursor for pull in api.pulls] == [None, "c1"]
    assert set(store.mirror) == {"a", "b", "c"}
    assert store.complete


def test_the_next_page_is_fetched_ahead_and_written_in_its_turn() -> None:
    store, api = a_store(0), Province(pages=[["a", "b"], ["c"], ["d"], ["e"]], troubles=[None, None, lost()])
    with ThreadPoolExecutor(1) as ahead:
        outcome = engine(api, store, ahead=ahead).run_once()
    assert [pull.cursor for pull in api.pulls] == [None, "c1", "c2", "c2", "c4"]
    assert (outcome.pulled, set(store.mirror), store.complete) == (5, {"a", "b", "c", "d", "e"}, True)


def test_a_page_that_was_fetched_ahead_is_fetched_again_when_the_run_was_stopped() -> None:
    store, api, stop = a_store(0), Province(pages=[["a"], ["b"], ["c"]]), Cancellation()
    with ThreadPoolExecutor(1) as ahead:
        one = engine(api, store, ahead=ahead, progress=lambda _progress: stop.cancel())
        outcome = one.run_once(stop)
    assert (outcome.pulled, outcome.cancelled, store.pull_state().cursor) == (1, True, "c1")


def test_batches_keep_to_bytes_and_to_the_servers_limits() -> None:
    store, api = a_store(40, size=10_000), Province(limits=Limits(max_ops=3, max_bytes=70_000))
    engine(api, store).run_once()
    assert max(len(push.ops) for push in api.pushes[1:]) <= 3
    assert all(sum(len(msgspec.msgpack.encode(op)) for op in push.ops) <= 70_000 for push in api.pushes[1:])


def test_one_op_that_is_larger_than_a_batch_goes_alone() -> None:
    store, api = a_store(2, size=100_000), Province()
    assert engine(api, store).run_once().pushed == 2
    assert [len(push.ops) for push in api.pushes] == [1, 1]


def test_a_lost_reply_is_followed_by_the_same_ops() -> None:
    store, api = a_store(3), Province(troubles=[lost(), lost()])
    assert engine(api, store).run_once().pushed == 3
    assert [push.ops[0].op_id for push in api.pushes] == [store.ops[0].op_id] * 3


def test_waiting_grows_jitters_and_heeds_the_server() -> None:
    waits: list[float] = []
    store, api = a_store(1), Province(troubles=[lost(), lost(30.0), lost()])
    engine(api, store, wait=waits.append).run_once()
    assert waits == [1.0, 30.0 + 2.0, 4.0]
    assert core.delay_s(50, None, lambda: 0.999) < core.BACKOFF_CAP_S


def test_after_too_many_failures_the_run_gives_up_and_keeps_what_it_did() -> None:
    store, api = a_store(100), Province(troubles=[None, *[lost()] * 3])
    with pytest.raises(TransportError):
        engine(api, store, max_attempts=3).run_once()
    assert store.last_n == 64


@pytest.mark.parametrize(
    "spoil",
    [
        lambda r: msgspec.structs.replace(r, receipt=None),
        lambda r: msgspec.structs.replace(r, verdicts=r.verdicts[:-1]),
        lambda r: msgspec.structs.replace(r, verdicts=r.verdicts[::-1]),
        lambda r: msgspec.structs.replace(r, last_n=1),
        lambda r: msgspec.structs.replace(r, receipt=msgspec.structs.replace(r.receipt, last_n=9)),
        lambda r: msgspec.structs.replace(r, receipt=msgspec.structs.replace(r.receipt, signature=b"0" * 64)),
    ],
)
def test_nothing_is_acknowledged_by_a_reply_that_is_not_about_these_ops(spoil: Any) -> None:
    store, api = a_store(3), Province(change=spoil)
    with pytest.raises(ProtocolError, match="bad_reply"):
        engine(api, store).run_once()
    assert (store.last_n, store.verdicts) == (0, {})


def test_verdicts_are_counted_for_what_they_mean() -> None:
    told = [Verdict.ACCEPTED, Verdict.MERGED, Verdict.CONFLICT, Verdict.REFUSED, Verdict.SET_ASIDE, Verdict.DUPLICATE]
    store = a_store(len(told) + 1)

    def verdict(op: Op) -> OpVerdict:
        if op.n > len(told):
            return OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.DUPLICATE, details={"verdict": "refused"})
        return OpVerdict(op_id=op.op_id, n=op.n, verdict=told[op.n - 1])

    outcome = engine(Province(verdict=verdict), store).run_once()
    assert (outcome.pushed, outcome.accepted, outcome.conflicts, outcome.refused) == (7, 3, 1, 3)
    assert [v.n for v in outcome.verdicts] == [3, 4, 5, 6, 7]


@pytest.mark.parametrize("code", ["fork", "gap", "unknown_device", "bad_signature", "unknown_history"])
def test_what_only_a_person_can_help_stops_the_run(code: str) -> None:
    store, api = a_store(1), Province(troubles=[ProtocolError(code)])
    with pytest.raises(ProtocolError, match=code):
        engine(api, store).run_once()
    assert len(api.pushes) == 1


def test_a_restored_province_gets_again_what_it_lost() -> None:
    store, api = a_store(5), Province()
    engine(api, store).run_once()
    store.ops.append(an_op(6))
    details = {"history_id": "h2", "last_n": 3, "fork_token": "t3"}
    api.troubles = [ProtocolError("history", "", details)]
    engine(api, store).run_once()
    assert [op.n for op in api.pushes[-1].ops] == [4, 5, 6]
    assert (api.pushes[-1].fork_token, api.pushes[-1].history_id) == ("t3", "h2")
    assert api.pulls[-1].cursor is None


def test_a_void_cursor_starts_the_pull_anew_and_purges_what_is_gone() -> None:
    store, api = a_store(), Province(pages=[["a", "b"]])
    engine(api, store).run_once()
    api.pages, api.troubles = [["b"], ["c"]], [ProtocolError("cursor")]
    engine(api, store).run_once()
    assert [pull.cursor for pull in api.pulls[-3:]] == ["c1", None, "c3"]
    assert set(store.mirror) == {"b", "c"}


def test_a_batch_that_is_too_large_is_sent_in_parts() -> None:
    store, api = a_store(60), Province(troubles=[ProtocolError("too_large", "", {"max_ops": 7}), None])
    assert engine(api, store).run_once().pushed == 60
    assert [len(push.ops) for push in api.pushes[:2]] == [60, 7]


def test_cancelling_stops_between_two_requests_and_in_a_wait() -> None:
    stop = Cancellation()
    store, api = a_store(200), Province()
    outcome = engine(api, store, progress=lambda _told: stop.cancel()).run_once(stop)
    assert (outcome.cancelled, outcome.pushed, outcome.pending, api.pulls) == (True, 64, 136, [])
    waiting = Cancellation()
    waiting.cancel()
    waiting.wait(60.0)


def test_progress_is_told_after_each_batch() -> None:
    seen: list[SyncProgress] = []
    engine(Province(pages=[["a"]]), a_store(100), progress=seen.append).run_once()
    assert [(p.phase, p.pushed, p.pulled, p.pending) for p in seen] == [
        ("push", 64, 0, 36),
        ("push", 100, 0, 0),
        ("pull", 100, 1, 0),
    ]


def test_pace_never_leaves_its_bounds() -> None:
    pace = Pace()
    for _ in range(20):
        pace = pace.faster()
    assert (pace.ops, pace.size, pace.rows) == (1000, 4 * 1024 * 1024, 1000)
    for _ in range(20):
        pace = pace.slower()
    assert (pace.ops, pace.rows) == (1, 1)
    assert pace.size == 4096


@pytest.mark.parametrize(
    ("code", "pushing", "expected"),
    [
        ("history", True, Next.NEW_HISTORY),
        ("history", False, Next.STOP),
        ("cursor", False, Next.FROM_START),
        ("cursor", True, Next.STOP),
        ("too_large", True, Next.SMALLER),
        ("internal", True, Next.STOP),
    ],
)
def test_what_an_error_calls_for(code: str, pushing: bool, expected: Next) -> None:
    assert core.judge(ProtocolError(code), pushing=pushing) is expected
    assert core.judge(TransportError(code), pushing=pushing) is Next.RETRY
