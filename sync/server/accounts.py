"""Sites, operators and what they may do where."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update

from sync.errors import ProtocolError
from sync.model.ids import DeviceId, OperatorId, OrgCode, covers, is_org_code
from sync.model.states import Role, ServicePoint
from sync.protocol.messages import OperatorGrant
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.store.engine import locked

OFFLINE_LEASE = {Role.STREET_REVIEWER: timedelta(hours=24), Role.DISTRICT_REVIEWER: timedelta(hours=24)}
"""How long a post may work without a link; :data:`OFFLINE_LEASE_CLERK` for all others."""
OFFLINE_LEASE_CLERK = timedelta(days=7)
_REGION = 6
_STATION = 4


@dataclass(frozen=True, kw_only=True)
class Site:
    """A place where devices stand."""

    code: str
    name: str
    point: ServicePoint
    org: OrgCode
    region: str
    station: str


@dataclass(frozen=True, kw_only=True)
class Device:
    """An enrolled installation, as it stood when this transaction began."""

    id: DeviceId
    public_key: bytes
    site: str
    org: OrgCode
    last_n: int
    token_held: str
    token_current: str
    scope_epoch: int
    revoked: bool


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What an operator may be at a site."""

    operator: OperatorId
    role: Role
    org: OrgCode


def add_site(connection: Connection, site: Site) -> None:
    """Register a site.

    Raises:
        ProtocolError: a part is malformed, or the code or station is taken.
    """
    if not is_org_code(site.org) or len(site.org) < _STATION:
        raise ProtocolError("bad_request", "a site stands in a prefecture or below: 4, 6, 9 or 12 digits")
    if not (_digits(site.region, _REGION) and _digits(site.station, _STATION)):
        raise ProtocolError("bad_request", "region has six digits and station four")
    taken = select(t.sites.c.code).where(
        (t.sites.c.code == site.code) | ((t.sites.c.region == site.region) & (t.sites.c.station == site.station))
    )
    if connection.execute(taken).first() is not None:
        raise ProtocolError("exists", "this site or station exists already")
    connection.execute(
        insert(t.sites).values(
            code=site.code,
            name=site.name,
            point=site.point.value,
            org=site.org,
            region=site.region,
            station=site.station,
        )
    )


def get_site(connection: Connection, code: str) -> Site | None:
    """The site of this code."""
    row = connection.execute(select(t.sites).where(t.sites.c.code == code)).first()
    if row is None:
        return None
    return Site(
        code=row.code,
        name=row.name,
        point=ServicePoint(row.point),
        org=row.org,
        region=row.region,
        station=row.station,
    )


def next_station(connection: Connection, region: str) -> str:
    """A free station number of a region."""
    rows = connection.execute(select(t.sites.c.station).where(t.sites.c.region == region))
    return f"{max([int(row.station) for row in rows], default=0) + 1:04d}"


def add_operator(connection: Connection, keys: PlatformKeys, *, name: str, site: Site, role: Role) -> OperatorId:
    """A new staff account with one grant. Returns its id."""
    operator = OperatorId(f"o-{secrets.token_hex(6)}")
    connection.execute(insert(t.operators).values(id=operator, name=keys.seal("operators", operator, name)))
    add_grant(connection, operator=operator, site=site, role=role)
    return operator


def add_grant(connection: Connection, *, operator: OperatorId, site: Site, role: Role) -> None:
    """One more post for an operator at a site; idempotent."""
    where = (t.grants.c.operator == operator, t.grants.c.site == site.code, t.grants.c.role == role.value)
    if connection.execute(select(t.grants.c.role).where(*where)).first() is None:
        connection.execute(insert(t.grants).values(operator=operator, site=site.code, role=role.value, org=site.org))


def grants_at(connection: Connection, site: str) -> tuple[Grant, ...]:
    """All grants of a site, in a fixed order."""
    rows = connection.execute(
        select(t.grants).where(t.grants.c.site == site).order_by(t.grants.c.operator, t.grants.c.role)
    )
    return tuple(Grant(operator=row.operator, role=Role(row.role), org=row.org) for row in rows)


def operator_grants(connection: Connection, keys: PlatformKeys, site: str, now: datetime) -> tuple[OperatorGrant, ...]:
    """The grants of a site as a device is told them, with how long they hold without a link."""
    query = (
        select(t.grants, t.operators.c.name)
        .join(t.operators, t.operators.c.id == t.grants.c.operator)
        .where(t.grants.c.site == site)
        .order_by(t.grants.c.operator, t.grants.c.role)
    )
    return tuple(
        OperatorGrant(
            operator=row.operator,
            name=keys.open("operators", row.operator, row.name),
            role=Role(row.role),
            org=row.org,
            valid_until=now + OFFLINE_LEASE.get(Role(row.role), OFFLINE_LEASE_CLERK),
        )
        for row in connection.execute(query)
    )


def load_device(connection: Connection, device: DeviceId, *, lock: bool = False) -> Device | None:
    """A device; with ``lock`` its row stays locked until commit, so that its pushes come one after the other."""
    query = select(t.devices).where(t.devices.c.id == device)
    row = connection.execute(locked(connection, query) if lock else query).first()
    if row is None:
        return None
    return Device(
        id=row.id,
        public_key=row.public_key,
        site=row.site,
        org=row.org,
        last_n=row.last_n,
        token_held=row.token_held,
        token_current=row.token_current,
        scope_epoch=row.scope_epoch,
        revoked=bool(row.revoked),
    )


def revoke_device(connection: Connection, device: DeviceId) -> None:
    """From its next contact on the device is nobody; its number blocks are closed."""
    connection.execute(update(t.devices).where(t.devices.c.id == device).values(revoked=1))
    connection.execute(update(t.blocks).where(t.blocks.c.device == device).values(open=0))


def move_device(connection: Connection, device: DeviceId, org: OrgCode) -> None:
    """Give a device another scope: it pulls anew, and what it may no longer see is purged there."""
    changed = {"org": org, "scope_epoch": t.devices.c.scope_epoch + 1}
    connection.execute(update(t.devices).where(t.devices.c.id == device).values(changed))


def posts_of(grants: Iterable[Grant], operator: OperatorId, device_org: OrgCode) -> tuple[Grant, ...]:
    """The grants of one operator on this device; none reaches beyond the device's own unit."""
    return tuple(g for g in grants if g.operator == operator and covers(device_org, g.org))


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
