"""Seeded bugs. Each breaks one promise of the protocol, and the simulation must turn red because of it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from sqlalchemy import delete, select, update

from sync.model.ids import DeviceId
from sync.model.states import Verdict
from sync.protocol.api import SyncApi
from sync.protocol.messages import OpVerdict, PullReply, PullRequest, PushReply, PushRequest, Row
from sync.protocol.receipts import make_receipt
from sync.server.merge import FieldVersion
from sync.server.store import tables as t
from sync.server.stored import open_versions
from tests.support.province import MemoryDesk

if TYPE_CHECKING:
    from tests.convergence.simulation import Simulation


@dataclass
class Passing:
    """A province that does what it should; mutants change one thing."""

    api: SyncApi
    simulation: Simulation
    desk: MemoryDesk
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    breaks: ClassVar[str] = ""
    """The invariant whose check must complain."""

    def push(self, request: PushRequest) -> PushReply:
        return self.api.push(request)

    def pull(self, request: PullRequest) -> PullReply:
        return self.api.pull(request)

    def hello(self) -> Any:
        return self.api.hello()

    def enrol(self, request: Any) -> Any:
        return self.api.enrol(request)

    def refresh(self, *request: Any) -> Any:
        return self.api.refresh(*request)

    def rewrite(self, request: PushRequest, writer: str) -> None:
        """Let the touched records say that ``writer`` wrote them."""
        touched = {op.record_id for op in request.ops}
        with self.simulation.here.platform.database.write() as connection:
            for row in connection.execute(select(t.records).where(t.records.c.id.in_(touched))).all():
                versions = {p: FieldVersion(v.seq, writer, 0) for p, v in open_versions(row.versions).items()}
                packed = msgspec.msgpack.encode(versions)
                connection.execute(update(t.records).where(t.records.c.id == row.id).values(versions=packed))

    def acknowledged(self, request: PushRequest, reply: PushReply, verdicts: tuple[OpVerdict, ...]) -> PushReply:
        """A reply with a receipt for what the desk sent, whatever really happened."""
        receipt = make_receipt(
            self.simulation.here.platform.keys.signing_key,
            device=DeviceId(self.desk.id),
            ops=request.ops,
            history_id=reply.history_id,
            journal_head="0",
            at=reply.server_time,
            number="R",
        )
        last_n = max(reply.last_n, request.ops[-1].n)
        return msgspec.structs.replace(reply, receipt=receipt, verdicts=verdicts, last_n=last_n)


class ForgetsWhatItTook(Passing):
    """I1: a repeated put is a new record."""

    breaks = "I1"

    taken: frozenset[int] = frozenset()

    def push(self, request: PushRequest) -> PushReply:
        again = [op for op in request.ops if op.n in self.taken and op.kind == "put"]
        reply = self.api.push(request)
        self.taken |= {op.n for op in request.ops}
        with self.simulation.here.platform.database.write() as connection:
            for op in again:
                row = connection.execute(select(t.records).where(t.records.c.id == op.record_id)).mappings().one()
                seq = connection.execute(select(t.counters.c.seq)).scalar_one() + 1
                connection.execute(update(t.counters).values(seq=seq))
                body = self.simulation.here.platform.keys.open("records", op.record_id, row["body"])
                copy = str(uuid.uuid4())
                sealed = self.simulation.here.platform.keys.seal("records", copy, body)
                connection.execute(
                    t.records.insert().values({**row, "id": copy, "seq": seq, "created_seq": seq, "body": sealed})
                )
        return reply


class AcknowledgesBeforeItWrites(Passing):
    """I2: every fifth batch is answered and never written."""

    breaks = "I2"
    skipped: frozenset[int] = frozenset()

    def push(self, request: PushRequest) -> PushReply:
        if request.ops[0].n not in self.skipped and next(self.numbers) % 5:
            return self.api.push(request)
        self.skipped |= {op.n for op in request.ops}
        empty = self.api.push(msgspec.structs.replace(request, ops=()))
        last_n = request.ops[-1].n
        with self.simulation.here.platform.database.write() as connection:
            connection.execute(update(t.devices).where(t.devices.c.id == self.desk.id).values(last_n=last_n))
        told = tuple(OpVerdict(op_id=op.op_id, n=op.n, verdict=Verdict.ACCEPTED) for op in request.ops)
        return self.acknowledged(request, empty, told)


class LetsTheLastOneWin(Passing):
    """I3: whoever pushes is taken for the writer of all that is there, and overwrites it silently."""

    breaks = "I3"

    def push(self, request: PushRequest) -> PushReply:
        self.rewrite(request, self.desk.id)
        return self.api.push(request)


class ForgetsARemoval(Passing):
    """I4: removed fields are not told."""

    breaks = "I4"

    def pull(self, request: PullRequest) -> PullReply:
        reply = self.api.pull(request)
        return msgspec.structs.replace(reply, rows=tuple(self._kept(row) for row in reply.rows))

    @staticmethod
    def _kept(row: Row) -> Row:
        return msgspec.structs.replace(row, fields={k: v for k, v in row.fields.items() if v is not None})


class SkipsARow(Passing):
    """I5: the cursor steps over a row now and then."""

    breaks = "I5"

    def pull(self, request: PullRequest) -> PullReply:
        reply = self.api.pull(request)
        skip = next(self.numbers) % 4 == 0
        return msgspec.structs.replace(reply, rows=reply.rows[:-1]) if skip else reply


class HoldsARowBack(Passing):
    """I6: a row comes one page late, after what was done later."""

    breaks = "I6"

    def pull(self, request: PullRequest) -> PullReply:
        reply = self.api.pull(request)
        puts = [row for row in reply.rows if row.kind == "case" and row.whole]
        if len(puts) < 2:
            return reply
        return msgspec.structs.replace(reply, rows=tuple(row for row in reply.rows if row is not puts[0]))


class LosesAnEvent(Passing):
    """I7: the first event of a case disappears."""

    breaks = "I7"

    def push(self, request: PushRequest) -> PushReply:
        reply = self.api.push(request)
        with self.simulation.here.platform.database.write() as connection:
            found = connection.execute(select(t.records.c.id).where(t.records.c.kind == "event").limit(1)).scalar()
            if found is not None:
                connection.execute(delete(t.records).where(t.records.c.id == found))
        return reply


class SetsTheCursorBack(Passing):
    """I11: now and then the very first cursor is handed out again."""

    breaks = "I11"

    first: str | None = None

    def pull(self, request: PullRequest) -> PullReply:
        reply = self.api.pull(request)
        self.first = self.first or reply.cursor
        return msgspec.structs.replace(reply, cursor=self.first) if next(self.numbers) % 4 == 0 else reply


class ForgetsWhoWrote(Passing):
    """I12: a device's own edits look like somebody else's."""

    breaks = "I12"

    def push(self, request: PushRequest) -> PushReply:
        reply = self.api.push(request)
        self.rewrite(request, "somebody")
        return reply


class GoesByTheDesksClock(Passing):
    """I10: whose clock says that it is later wins."""

    newest: datetime | None = None

    def push(self, request: PushRequest) -> PushReply:
        latest = max(op.claim.wall for op in request.ops)
        if self.newest is None or latest > self.newest:
            self.newest = latest
            self.rewrite(request, self.desk.id)
        return self.api.push(request)


MUTANTS: tuple[type[Passing], ...] = (
    ForgetsWhatItTook,
    AcknowledgesBeforeItWrites,
    LetsTheLastOneWin,
    ForgetsARemoval,
    SkipsARow,
    HoldsARowBack,
    LosesAnEvent,
    SetsTheCursorBack,
    ForgetsWhoWrote,
)
"""All seeded bugs whose invariant shows at rest; ``GoesByTheDesksClock`` shows in comparison only."""
