"""How a PC becomes a device: a one-time code, bound to site and role, and the device's own key."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, insert, select, update

from sync.errors import ProtocolError
from sync.model.ids import DeviceId
from sync.model.states import Role
from sync.protocol.messages import EnrolReply, EnrolRequest
from sync.protocol.version import PROTOCOL, PROTOCOL_MIN
from sync.server import accounts, journal, numbers
from sync.server.accounts import Site
from sync.server.journal import Line
from sync.server.keys import PlatformKeys
from sync.server.store import tables as t
from sync.server.store.engine import locked

CODE_BYTES = 16
"""128 bit; shown as 26 base32 characters."""
CODE_LIFE = timedelta(minutes=30)
_KEY_BYTES = 32


def new_token() -> str:
    """A fork token: nothing but chance."""
    return secrets.token_hex(16)


def issue_code(connection: Connection, site: Site, role: Role, now: datetime) -> str:
    """A fresh one-time code. Only its hash is kept."""
    code = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().rstrip("=")
    expires = int((now + CODE_LIFE).timestamp())
    connection.execute(insert(t.codes).values(hash=_hash(code), site=site.code, role=role.value, expires_at=expires))
    return code


def enrol(
    connection: Connection, keys: PlatformKeys, request: EnrolRequest, *, history_id: str, now: datetime, blocks: int
) -> EnrolReply:
    """Enrol; repeating with the same code and key gives the same device.

    Raises:
        ProtocolError: ``bad_code`` (unknown, used or too old), ``bad_request``, ``too_old`` (protocol).
    """
    if not PROTOCOL_MIN <= request.protocol <= PROTOCOL:
        raise ProtocolError("protocol", "this platform speaks another protocol", {"min": PROTOCOL_MIN, "max": PROTOCOL})
    if len(request.public_key) != _KEY_BYTES:
        raise ProtocolError("bad_request", "a public key has 32 bytes")
    code = _hash(request.code)
    row = connection.execute(locked(connection, select(t.codes).where(t.codes.c.hash == code))).first()
    if row is None or (row.used_key is not None and row.used_key != request.public_key):
        raise ProtocolError("bad_code", "the code is unknown or was used; ask for a new one")
    if row.expires_at < now.timestamp():
        raise ProtocolError("bad_code", "the code is too old; ask for a new one")
    site = accounts.get_site(connection, row.site)
    if site is None:
        raise ProtocolError("bad_code", "the site of this code is gone")
    if row.device is None:
        device = _make_device(connection, request, site, row.role, blocks)
        journal.append(connection, keys, [Line("platform", device, "device.enrol", site.code, row.role)], now)
        used = {"used_key": request.public_key, "device": device}
        connection.execute(update(t.codes).where(t.codes.c.hash == code).values(**used))
    else:
        device = DeviceId(row.device)
    return msgspec.structs.replace(_reply(connection, keys, device, site, history_id, now), role=Role(row.role))


def _make_device(connection: Connection, request: EnrolRequest, site: Site, role: str, blocks: int) -> DeviceId:
    device = DeviceId(f"d-{secrets.token_hex(8)}")
    token = new_token()
    connection.execute(
        insert(t.devices).values(
            id=device,
            public_key=request.public_key,
            site=site.code,
            role=role,
            org=site.org,
            machine=request.machine[:128],
            app_version=request.app_version[:40],
            last_n=0,
            token_held=token,
            token_current=token,
            scope_epoch=1,
            revoked=0,
        )
    )
    numbers.grant_blocks(connection, device, site.region, site.station, blocks)
    return device


def _reply(
    connection: Connection, keys: PlatformKeys, device: DeviceId, site: Site, history_id: str, now: datetime
) -> EnrolReply:
    known = accounts.load_device(connection, device)
    if known is None or known.revoked:
        raise ProtocolError("bad_code", "the device of this code was revoked; ask for a new one")
    return EnrolReply(
        device=device,
        history_id=history_id,
        fork_token=known.token_current,
        platform_key=keys.public,
        site=site.code,
        site_name=site.name,
        point=site.point,
        org=site.org,
        station=site.station,
        operators=accounts.operator_grants(connection, keys, site.code, now),
        blocks=numbers.open_blocks(connection, device),
        server_time=now,
    )


def _hash(code: str) -> str:
    plain = code.replace("-", "").replace(" ", "").upper()
    return hashlib.sha256(b"gzf-enrol-code|" + plain.encode()).hexdigest()
