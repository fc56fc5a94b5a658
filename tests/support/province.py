"""A province for tests, on SQLite or PostgreSQL, with a clock that is moved by hand, and desks that live in memory."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from sync.client.engine import Cancellation, SyncEngine
from sync.client.ports import Acknowledgement, MirrorPage, PullState, PushState, SyncOutcome
from sync.model.fields import to_fields
from sync.model.ids import OperatorId, OpId, OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.protocol.api import SyncApi
from sync.protocol.canonical import canonical, fields_digest
from sync.protocol.messages import EnrolReply, EnrolRequest, Op, OpVerdict, Receipt, Row, TimeClaim
from sync.protocol.version import PROTOCOL
from sync.seal import signing
from sync.server import accounts, enrolment
from sync.server.clock import FixedClock
from sync.server.platform import Platform
from sync.server.rulebook import Rulebook
from sync.server.settings import Settings
from sync.server.sync_service import SyncService
from sync.workflow.commands import AnyCommand, plain_command
from tests.support.households import ORG, example_calendar, family, policy_book

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
COUNTY = OrgCode(ORG[:6])
STREET = OrgCode(ORG)


def plain(value: Any) -> Any:
    """As it comes out of msgpack."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(value))


@dataclass
class MemoryStore:
    """The desk's two ports in memory: an outbox and a mirror."""

    identity: EnrolReply
    ops: list[Op] = field(default_factory=list)
    last_n: int = 0
    fork_token: str = ""
    history_id: str | None = None
    cursor: str | None = None
    scope_epoch: int = 0
    verdicts: dict[int, OpVerdict] = field(default_factory=dict)
    receipts: list[Receipt] = field(default_factory=list)
    mirror: dict[RecordId, Row] = field(default_factory=dict)
    stale: set[RecordId] = field(default_factory=set)
    complete: bool = False

    def __post_init__(self) -> None:
        self.fork_token = self.fork_token or self.identity.fork_token
        self.history_id = self.history_id or self.identity.history_id

    def push_state(self) -> PushState:
        return PushState(
            device=self.identity.device,
            platform_key=self.identity.platform_key,
            history_id=self.history_id,
            fork_token=self.fork_token,
            last_n=self.last_n,
            pending=len(self.ops) - self.last_n,
        )

    def next_ops(self, max_ops: int, max_bytes: int) -> tuple[Op, ...]:
        taken: list[Op] = []
        size = 0
        for op in self.ops[self.last_n :]:
            size += len(msgspec.msgpack.encode(op))
            if taken and (len(taken) >= max_ops or size > max_bytes):
                break
            taken.append(op)
        return tuple(taken)

    def acknowledge(self, acknowledgement: Acknowledgement) -> None:
        assert acknowledgement.last_n >= self.last_n
        for verdict in acknowledgement.verdicts:
            self.verdicts[verdict.n] = verdict
        self.receipts.append(acknowledgement.receipt)
        self.last_n = acknowledgement.last_n
        self.fork_token = acknowledgement.fork_token
        self.history_id = acknowledgement.history_id

    def begin_history(self, history_id: str, last_n: int, fork_token: str) -> None:
        self.last_n = min(self.last_n, last_n)
        self.fork_token, self.history_id, self.cursor = fork_token, history_id, None

    def pull_state(self) -> PullState:
        return PullState(cursor=self.cursor, scope_epoch=self.scope_epoch)

    def apply_page(self, page: MirrorPage) -> None:
        if page.fresh:
            self.stale = set(self.mirror)
        for row in page.rows:
            self._write(row)
        if page.final:
            for record_id in self.stale:
                del self.mirror[record_id]
            self.stale = set()
        self.complete = page.final
        self.cursor, self.scope_epoch = page.cursor, page.scope_epoch

    def _write(self, row: Row) -> None:
        self.stale.discard(row.record_id)
        if row.gone:
            self.mirror.pop(row.record_id, None)
            return
        known = self.mirror.get(row.record_id)
        if row.whole:
            self.mirror[row.record_id] = row
            return
        assert known is not None, "changed fields of a record that the desk was never told"
        assert row.seq >= known.seq, "a version went back"
        fields = {k: v for k, v in {**known.fields, **row.fields}.items() if v is not None}
        self.mirror[row.record_id] = msgspec.structs.replace(row, whole=True, fields=fields)

    def forget_cursor(self) -> None:
        self.cursor = None

    def view(self) -> bytes:
        """The mirror, byte by byte."""
        return canonical(sorted(self.mirror.values(), key=lambda row: row.record_id))


@dataclass
class MemoryDesk:
    """A desk without a window: saves ops, syncs, looks."""

    store: MemoryStore
    private: bytes
    api: SyncApi
    roles: dict[Role, OperatorId]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    wall: datetime = START

    @property
    def id(self) -> str:
        return self.store.identity.device

    def sync(self, cancellation: Cancellation | None = None, **options: Any) -> SyncOutcome:
        options.setdefault("chance", lambda: 0.0)
        options.setdefault("wait", lambda _seconds: None)
        return SyncEngine(self.api, self.store, **options).run_once(cancellation)

    def save(self, kind: str, record_id: RecordId, role: Role, **more: Any) -> Op:
        op = Op(
            op_id=OpId(more.pop("op_id", str(uuid.uuid4()))),
            n=len(self.store.ops) + 1,
            kind=kind,  # type: ignore[arg-type]
            record_kind=more.pop("record_kind", "case"),
            record_id=record_id,
            operator=more.pop("operator", None) or self.roles[role],
            claim=TimeClaim(wall=self.wall),
            **more,
        )
        op = msgspec.msgpack.decode(msgspec.msgpack.encode(op), type=Op)
        self.store.ops.append(op)
        return op

    def put(self, fields: dict[str, Any] | None = None, role: Role = Role.STREET_WINDOW, **more: Any) -> RecordId:
        record_id = RecordId(more.pop("record_id", str(uuid.uuid4())))
        fields = to_fields(family()) if fields is None else fields
        self.save("put", record_id, role, org=more.pop("org", STREET), fields=fields, **more)
        return record_id

    def patch(self, record_id: RecordId, fields: dict[str, Any], role: Role = Role.STREET_WINDOW, **more: Any) -> Op:
        known = self.store.mirror.get(record_id)
        base = more.pop("base", known.seq if known else None)
        return self.save("patch", record_id, role, fields=fields, base=base, **more)

    def command(self, record_id: RecordId, role: Role, command: AnyCommand, machine: str = "case", **more: Any) -> Op:
        return self.save("command", record_id, role, record_kind=machine, command=plain_command(command), **more)

    def verdict(self, op: Op) -> OpVerdict:
        return self.store.verdicts[op.n]

    def rows(self, kind: str) -> list[Row]:
        found = [row for row in self.store.mirror.values() if row.kind == kind]
        return sorted(found, key=lambda row: row.seq)

    def digest(self, record_id: RecordId) -> str:
        return fields_digest(self.store.mirror[record_id].fields)


@dataclass
class Province:
    """A platform with sites and operators, and desks to work with."""

    platform: Platform
    clock: FixedClock
    stations: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def desk(self, *roles: Role, org: OrgCode = STREET, point: ServicePoint = ServicePoint.STREET_WINDOW) -> MemoryDesk:
        """A new site with one operator per role and one enrolled device."""
        roles = roles or (Role.STREET_WINDOW,)
        station = f"{next(self.stations):04d}"
        site = accounts.Site(
            code=f"site-{station}", name="例州窗口", point=point, org=org, region=org[:6], station=station
        )
        with self.platform.database.write() as connection:
            accounts.add_site(connection, site)
            names = {
                role: accounts.add_operator(connection, self.platform.keys, name="测试甲", site=site, role=role)
                for role in roles
            }
        return self.device(site.code, names, roles[0])

    def device(self, site_code: str, names: dict[Role, OperatorId], role: Role) -> MemoryDesk:
        """One more device at a site."""
        pair = signing.new_key_pair()
        reply = SyncService(self.platform, None).enrol(self.enrol_request(self.code(site_code, role), pair.public))
        return MemoryDesk(
            store=MemoryStore(identity=reply),
            private=pair.private,
            api=SyncService(self.platform, reply.device),
            roles=names,
        )

    def code(self, site_code: str, role: Role) -> str:
        with self.platform.database.write() as connection:
            site = accounts.get_site(connection, site_code)
            assert site is not None
            return enrolment.issue_code(connection, site, role, self.clock.now())

    @staticmethod
    def enrol_request(code: str, public: bytes, **changes: Any) -> EnrolRequest:
        request = EnrolRequest(code=code, public_key=public, machine="00" * 32, app_version="0.1.0", protocol=PROTOCOL)
        return msgspec.structs.replace(request, **changes)

    def service(self, desk: MemoryDesk) -> SyncService:
        return SyncService(self.platform, desk.store.identity.device)

    def with_settings(self, **changes: Any) -> Province:
        settings = msgspec.structs.replace(self.platform.settings, **changes)
        return replace(self, platform=replace(self.platform, settings=settings))


@contextmanager
def province(folder: Path, db_url: str = "", **settings: Any) -> Iterator[Province]:
    """An empty province."""
    clock = FixedClock(START)
    platform = Platform.open(
        Settings(data_dir=folder, db_url=db_url, **settings),
        clock=clock,
        rulebook=Rulebook(policy_book(), example_calendar()),
    )
    try:
        yield Province(platform=platform, clock=clock)
    finally:
        platform.close()
