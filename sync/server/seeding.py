"""Fictional stock for demonstrations and tests: sites, homes, households. Plainly made up: region 990101, 例州."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection

from sync.errors import ProtocolError
from sync.model.application import ApplicationDraft
from sync.model.fields import to_fields
from sync.model.ids import OperatorId, OpId, OrgCode
from sync.model.states import CaseState, DataClass, Role, ServicePoint, UnitState, Verdict
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.protocol.canonical import fields_digest
from sync.protocol.identity import derived_id
from sync.protocol.messages import EnrolReply, EnrolRequest, Op, PushRequest
from sync.protocol.version import PROTOCOL
from sync.seal import signing
from sync.server import accounts, enrolment
from sync.server.accounts import Site
from sync.server.decisions import PLATFORM
from sync.server.departments import simulated
from sync.server.journal import Line
from sync.server.platform import Platform
from sync.server.push import PushService
from sync.server.seeded_households import HouseholdMaker
from sync.server.stored import StoredRecord
from sync.server.workspace import Workspace
from sync.workflow.application.commands import Submit
from sync.workflow.commands import plain_command

REGION = "990101"
STREETS = ("990101001", "990101002", "990101003")
UNITS_PER_HOUSEHOLD = 2
_PROJECTS = ("示例家园", "例安小区", "试验苑")
_BATCH = 100
"""Households handed over at once."""
_DEVIANT_EVERY = 7
"""Every seventh household has something registered that it may not declare."""


@dataclass(frozen=True)
class Seeded:
    """What was made.

    Attributes:
        sites: codes.
        units: how many homes are new.
        households: how many applications are new, all submitted.
        people: how many persons the simulated registry knows something about that they did not declare.
    """

    sites: tuple[str, ...]
    units: int
    households: int
    people: int


SITES = (
    ("street-001", "例州市示例街道窗口（示例）", ServicePoint.STREET_WINDOW, "990101001", "0001",
     (Role.STREET_WINDOW, Role.STREET_REVIEWER)),
    ("street-002", "例州市试验街道窗口（示例）", ServicePoint.STREET_WINDOW, "990101002", "0002",
     (Role.STREET_WINDOW, Role.STREET_REVIEWER)),
    ("street-003", "例州市例安街道窗口（示例）", ServicePoint.STREET_WINDOW, "990101003", "0003",
     (Role.STREET_WINDOW, Role.STREET_REVIEWER)),
    ("county-990101", "例州市住房保障中心（示例）", ServicePoint.COUNTY_OFFICE, REGION, "0100",
     (Role.DISTRICT_REVIEWER, Role.ALLOCATOR)),
    ("property-990101", "例州市公租房运营柜台（示例）", ServicePoint.PROPERTY_COUNTER, REGION, "0200",
     (Role.PROPERTY_COUNTER,)),
)  # fmt: skip
"""Code, name, kind, unit, station, posts."""
NAMES = {
    Role.STREET_WINDOW: "测试甲",
    Role.STREET_REVIEWER: "测试乙",
    Role.DISTRICT_REVIEWER: "测试丙",
    Role.ALLOCATOR: "测试丁",
    Role.PROPERTY_COUNTER: "测试戊",
}
"""Fictional staff."""


def seed(platform: Platform, city: str, households: int) -> Seeded:
    """Make sites, homes and registered people of a city, the same every time; what is there already stays.

    Raises:
        ProtocolError: there is no policy of this city.
    """
    policy = platform.rulebook.policy(city, None)
    if policy is None:
        raise ProtocolError("unknown_city", f"there is no policy {city}")
    chance = random.Random(f"seed|{city}")  # noqa: S311 (fictional data, not secrets)
    with platform.database.write() as connection:
        for code, name, point, org, station, roles in SITES:
            _site(connection, platform, _place(code, name, point, org, station), roles)
        units = _units(connection, platform, chance, households * UNITS_PER_HOUSEHOLD)
    cases = _cases(platform, city, households)
    return Seeded(tuple(site[0] for site in SITES), units, cases, _deviate(platform, city, households))


def _place(code: str, name: str, point: ServicePoint, org: str, station: str) -> Site:
    return Site(code=code, name=name, point=point, org=OrgCode(org), region=REGION, station=station)


def _site(connection: Connection, platform: Platform, site: Site, roles: tuple[Role, ...]) -> None:
    if accounts.get_site(connection, site.code) is not None:
        return
    accounts.add_site(connection, site)
    for role in roles:
        accounts.add_operator(connection, platform.keys, name=NAMES[role], site=site, role=role)


def _units(connection: Connection, platform: Platform, chance: random.Random, count: int) -> int:
    workspace = Workspace(connection, platform.keys, platform.clock.now())
    homes = [_unit(chance, number) for number in range(1, count + 1)]
    workspace.prefetch(home.id for home in homes)
    made = 0
    for home in homes:
        if workspace.record(home.id) is None:
            fields = dict(home.fields)
            staged = workspace.change(replace(home, fields={}), fields, device=PLATFORM, n=0)
            workspace.lines.append(Line(PLATFORM, PLATFORM, "seed.unit", home.id, fields))
            made += bool(staged.seq)
    workspace.flush()
    return made


def _unit(chance: random.Random, number: int) -> StoredRecord:
    rooms = chance.choice((1, 2, 2, 3))
    area = {1: 3_600, 2: 5_200, 3: 6_000}[rooms] + chance.randrange(0, 300, 10)
    building, floor, door = chance.randrange(1, 9), chance.randrange(1, 19), chance.randrange(1, 5)
    fields: dict[str, Any] = {
        "code": f"SL-{number:05d}",
        "project": chance.choice(_PROJECTS),
        "building": f"{building}",
        "room": f"{floor}{door:02d}",
        "layout": f"{rooms}-1",
        "area100": area,
        "rent_standard_fen_m2": chance.choice((900, 1_000, 1_200)),
        "suits_from": {1: 1, 2: 2, 3: 3}[rooms],
        "suits_to": {1: 2, 2: 4, 3: 6}[rooms],
        "state": UnitState.VACANT_READY.value,
    }
    return StoredRecord(
        id=derived_id(OpId("seed|unit"), str(number)),
        kind="unit",
        org=OrgCode(REGION),
        state=UnitState.VACANT_READY.value,
        fields=fields,
    )


def _cases(platform: Platform, city: str, count: int) -> int:
    """Put and submit households through the same door as every desk, by a device that is revoked afterwards."""
    policy = platform.rulebook.policy(city, None)
    made = 0
    for place, street in enumerate(STREETS):
        share = count // len(STREETS) + (place < count % len(STREETS))
        if policy is not None and share:
            made += _street_cases(platform, policy, f"street-{street[-3:]}", share)
    return made


def _street_cases(platform: Platform, policy: Policy, site_code: str, count: int) -> int:
    pair = signing.new_key_pair()
    with platform.database.write() as connection:
        site = accounts.get_site(connection, site_code)
        if site is None:
            raise ProtocolError("unknown_site", site_code)
        now = platform.clock.now()
        code = enrolment.issue_code(connection, site, Role.STREET_WINDOW, now)
        request = EnrolRequest(code=code, public_key=pair.public, machine="seed", app_version="seed", protocol=PROTOCOL)
        history = platform.history_id
        reply = enrolment.enrol(connection, platform.keys, request, history_id=history, now=now, blocks=1)
        window = next(g.operator for g in reply.operators if g.role is Role.STREET_WINDOW)
    maker = HouseholdMaker(policy, f"seed|{policy.id}|{site_code}", civil_day(now), window)
    made = _hand_over(platform, reply, window, [maker.next() for _ in range(count)], now)
    with platform.database.write() as connection:
        accounts.revoke_device(connection, reply.device)
    return made


def _hand_over(
    platform: Platform, reply: EnrolReply, window: OperatorId, drafts: list[ApplicationDraft], now: datetime
) -> int:
    service = PushService(platform)
    token, n, made = reply.fork_token, 0, 0
    for start in range(0, len(drafts), _BATCH):
        ops: list[Op] = []
        for place, draft in enumerate(drafts[start : start + _BATCH], start=start):
            fields = msgspec.json.decode(msgspec.json.encode(to_fields(draft)))
            case_id = derived_id(OpId(f"seed|{reply.site}"), f"case-{place}")
            submit = plain_command(Submit(snapshot_sha256=fields_digest(fields)))
            for kind, content in (("put", {"fields": fields, "org": reply.org}), ("command", {"command": submit})):
                n += 1
                plain = {"op_id": derived_id(OpId(reply.device), f"op-{n}"), "n": n, "kind": kind}
                plain |= {"record_kind": "case", "record_id": case_id, "operator": window, "claim": {"wall": now}}
                ops.append(msgspec.convert(plain | content, Op))
        answer = service.push(reply.device, PushRequest(history_id=reply.history_id, fork_token=token, ops=tuple(ops)))
        token = answer.fork_token
        made += sum(v.verdict is Verdict.ACCEPTED and v.state == CaseState.SUBMITTED.value for v in answer.verdicts)
    return made


def _deviate(platform: Platform, city: str, count: int) -> int:
    """Register something about some of the fictional people that they did not declare."""
    policy = platform.rulebook.policy(city, None)
    if policy is None:
        return 0
    known = 0
    today = civil_day(platform.clock.now())
    with platform.database.write() as connection:
        for street in STREETS:
            maker = HouseholdMaker(policy, f"seed|{city}|street-{street[-3:]}", today, "")
            for place in range(count // len(STREETS) + 1):
                member = maker.next().members["m1"]
                if place % _DEVIANT_EVERY or member.document_number is None:
                    continue
                answer = {"outcome": "found", "declared": "0", "verified": "1"}
                simulated.register(
                    connection, platform.keys, member.document_number, DataClass.OTHER_HOUSING_BENEFIT, answer
                )
                known += 1
    return known
