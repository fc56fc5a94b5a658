"""Handing over and fetching whole new records: desk store, engine, HTTP on loopback, platform process, its database.

Each record is an application of about 4 KB, distinct, and goes the whole way: sealed outbox, msgpack and zstd, signed
request, validation, merge, verdict, journal, sealed row with receipt; and back into the sealed, searchable mirror of an
empty desk. The floor is the same rows as JSON text into raw sqlite3, WAL, FULL, 500 a transaction, in the same run. The
row "engine alone" keeps the desk's part in memory, so that it shows the province's share.
"""

from __future__ import annotations

import gc
import itertools
import json
import random
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from gzf_desk.clock import SystemClock
from gzf_desk.i18n import Translator
from gzf_desk.store.keys import DeskKeys
from gzf_desk.store.port import StorePort
from gzf_desk.store.records import IDENTITY, POSITION, Identity, Position
from gzf_desk.store.unit_of_work import Store
from sync.client.engine import Cancellation, SyncEngine
from sync.client.http import DeviceIdentity, HttpSyncApi
from sync.client.ports import SyncProgress, SyncStorePort
from sync.model.fields import to_fields
from sync.model.ids import OperatorId, OpId, OrgCode, RecordId
from sync.protocol.messages import EnrolReply, EnrolRequest, Op, TimeClaim
from sync.protocol.version import PROTOCOL
from sync.seal import signing
from sync.server.seeded_households import HouseholdMaker
from tests.bench.run import Row
from tests.support.households import example_policy
from tests.support.platform_process import PlatformProcess, platform_process
from tests.support.postgres import running_postgres
from tests.support.province import MemoryStore

RECORDS = 4_000
FLOOR_ROUNDS = 3
ORG = OrgCode("990101003")
_WORDS = "例州市示例街道试验路家园小区号楼单元室东南西北中一二三四五六七八九十希望靠近学校医院老人行动不便"
GOALS = {"sqlite": ("≥ 0.2", "≥ 0.35"), "postgres": ("≥ 0.2", "≥ 0.35")}


def run() -> list[Row]:
    """Push and pull on both databases, records a second."""
    cases = households(2 * RECORDS)
    gc.collect()
    gc.freeze()  # the bench's own million objects are no part of what is measured
    with tempfile.TemporaryDirectory() as folder:
        floor = max(raw_inserts(Path(folder) / f"floor{n}.db", cases[:RECORDS]) for n in range(FLOOR_ROUNDS))
        rows = measure("sqlite", Path(folder), (), cases, floor)
        with running_postgres() as server:
            rows += measure("postgres", Path(folder), ("--db", server.new_database()), cases, floor)
    return rows


def households(count: int) -> list[dict[str, Any]]:
    """Distinct applications as fields."""
    maker = HouseholdMaker(example_policy(), "bench", date(2026, 3, 2), "o-1")
    made = [msgspec.json.decode(msgspec.json.encode(to_fields(maker.next()))) for _ in range(count)]
    chance = random.Random(1)
    for serial, fields in enumerate(made):
        fields["members/m1"]["document_number"] = f"9901011980{serial:08d}"
        fields["wishes"] = {"note": "".join(chance.choices(_WORDS, k=240))}
        fields["housing/h1"]["address"] = "".join(chance.choices(_WORDS, k=120))
    return made


def raw_inserts(file: Path, cases: list[dict[str, Any]]) -> float:
    """Rows a second into plain sqlite3."""
    rows = [(str(uuid.uuid4()), json.dumps(case, ensure_ascii=False)) for case in cases]
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL").fetchall()
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE r (id TEXT PRIMARY KEY, body TEXT)")
        started = time.perf_counter()
        for start in range(0, len(rows), 500):
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO r VALUES (?, ?)", rows[start : start + 500])
            connection.execute("COMMIT")
        return len(rows) / (time.perf_counter() - started)


def measure(name: str, folder: Path, options: tuple[str, ...], cases: list[dict[str, Any]], floor: float) -> list[Row]:
    """One database."""
    push_goal, pull_goal = GOALS[name]
    with platform_process(folder / name, *options) as served:
        served.command("site", "add", "--site", "s1", "--org", ORG)
        half = len(cases) // 2
        rates = {
            f"push, {name}": (push(served, folder / f"{name}-a.db", cases[:half]), push_goal),
            f"pull, {name}": (pull(served, folder / f"{name}-b.db", half), pull_goal),
            f"push, engine alone, {name}": (push_from_memory(served, cases[half:]), ""),
            f"pull, engine alone, {name}": (pull_to_memory(served, len(cases)), ""),
        }
    return [
        Row(
            name=title,
            value=rate,
            unit="records/s",
            floor_name="raw sqlite3 insert",
            floor_value=floor,
            ratio=rate / floor,
            goal=goal,
        )
        for title, (rate, goal) in rates.items()
    ]


def push(served: PlatformProcess, file: Path, cases: list[dict[str, Any]]) -> float:
    """Ops a second from a desk's store into the province."""
    with enrolled(served) as (reply, api, private, operator), desk_store(file, reply, private) as store:
        with store.unit() as unit:
            for op in ops_of(cases, operator):
                unit.outbox.next_n()
                unit.outbox.add(op, unit.clock.now())
        return handed_over(api, StorePort(store, Translator("en")), len(cases))


def handed_over(api: HttpSyncApi, store: SyncStorePort, count: int) -> float:
    """Push everything, stop before the pull; ops a second."""
    stop = Cancellation()

    def told(progress: SyncProgress) -> None:
        if progress.pending == 0:
            stop.cancel()

    engine = SyncEngine(api, store, progress=told)
    started = time.perf_counter()
    outcome = engine.run_once(stop)
    taken = time.perf_counter() - started
    assert outcome.accepted == count, outcome
    return count / taken


def fetched(api: HttpSyncApi, store: SyncStorePort, count: int) -> float:
    """Pull everything; rows a second."""
    with ThreadPoolExecutor(1) as ahead:
        engine = SyncEngine(api, store, ahead=ahead)
        started = time.perf_counter()
        outcome = engine.run_once()
        taken = time.perf_counter() - started
    assert outcome.pulled >= count, outcome
    return outcome.pulled / taken


def pull(served: PlatformProcess, file: Path, count: int) -> float:
    """Rows a second from the province into an empty desk, searchable afterwards."""
    with enrolled(served) as (reply, api, private, _), desk_store(file, reply, private) as store:
        return fetched(api, StorePort(store, Translator("en")), count)


def push_from_memory(served: PlatformProcess, cases: list[dict[str, Any]]) -> float:
    """As :func:`push`, without the desk's store."""
    with enrolled(served) as (reply, api, _, operator):
        return handed_over(api, MemoryStore(identity=reply, ops=list(ops_of(cases, operator))), len(cases))


def pull_to_memory(served: PlatformProcess, count: int) -> float:
    """As :func:`pull`, without the desk's store."""
    with enrolled(served) as (reply, api, _, _):
        return fetched(api, MemoryStore(identity=reply), count)


@contextmanager
def desk_store(file: Path, reply: EnrolReply, private: bytes) -> Iterator[Store]:
    """The real store of an enrolled desk."""
    store = Store.open(file, DeskKeys.from_master("bench", b"k" * 32), Translator("en"), SystemClock())
    try:
        with store.unit() as unit:
            identity = Identity(
                device=reply.device,
                private_key=private,
                platform_key=reply.platform_key,
                site=reply.site,
                site_name=reply.site_name,
                point=reply.point,
                org=reply.org,
                station=reply.station,
                server_url="",
                enrolled_at=reply.server_time,
            )
            unit.singles.put(IDENTITY, identity)
            unit.singles.put(POSITION, Position(history_id=reply.history_id, fork_token=reply.fork_token))
        yield store
    finally:
        store.close()


def ops_of(cases: list[dict[str, Any]], operator: str) -> Iterator[Op]:
    """One put a case, each a new record with an applicant of its own."""
    for n, fields in zip(itertools.count(1), cases, strict=False):
        yield Op(
            op_id=OpId(str(uuid.uuid4())),
            n=n,
            kind="put",
            record_kind="case",
            record_id=RecordId(str(uuid.uuid4())),
            org=ORG,
            operator=OperatorId(operator),
            fields=fields,
            claim=TimeClaim(wall=datetime.now(UTC)),
        )


@contextmanager
def enrolled(served: PlatformProcess) -> Iterator[tuple[EnrolReply, HttpSyncApi, bytes, str]]:
    """A new device of the site."""
    answer = served.command("enroll-code", "--site", "s1", "--role", "street_window")
    pair = signing.new_key_pair()
    request = EnrolRequest(code=answer["code"], public_key=pair.public, machine="0", app_version="0", protocol=PROTOCOL)
    with closing(HttpSyncApi(served.url)) as unsigned:
        reply = unsigned.enrol(request)
    identity = DeviceIdentity(device=reply.device, private=pair.private, platform_key=reply.platform_key)
    with closing(HttpSyncApi(served.url, identity)) as api:
        yield reply, api, pair.private, answer["operators"][0]
