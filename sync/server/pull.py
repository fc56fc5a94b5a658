"""Giving out changes: everything in the device's scope, in the order of commits, nothing else.

A record appears at the seq of its *last* change, whole when the device cannot surely know it and else with the fields
that changed since. A page that says ``more`` may show an incomplete picture; the last page completes it.
"""

from __future__ import annotations

from typing import Any, cast

import msgspec
from sqlalchemy import Connection, select

from sync.errors import ProtocolError
from sync.model.ids import DeviceId, OrgCode
from sync.protocol.messages import PullReply, PullRequest, Row
from sync.server import accounts
from sync.server.accounts import Device
from sync.server.cursor import Cursor, Place, read_cursor, write_cursor
from sync.server.keys import PlatformKeys
from sync.server.platform import Platform
from sync.server.store import tables as t
from sync.server.stored import open_versions

_PREFECTURE = 4
_START = Place(0, 0)
_PAGE_BYTES = 4 * 1024 * 1024
"""Sealed bytes after which a page ends early."""


class PullService:
    """Gives changes to devices.

    Args:
        platform: the province.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def pull(self, device_id: DeviceId, request: PullRequest) -> PullReply:
        """One page. ``Row.fields`` may hold ready msgpack (``msgspec.Raw``): it is meant to be encoded at once.

        Raises:
            ProtocolError: ``cursor`` (start anew), ``bad_request``, ``unknown_device``.
        """
        platform = self._platform
        wanted = request.max_rows
        if wanted < 1:
            raise ProtocolError("bad_request", "at least one row")
        with platform.database.read() as connection:
            device = accounts.load_device(connection, device_id)
            if device is None or device.revoked:
                raise ProtocolError("unknown_device", "this device is not enrolled")
            cursor = self._cursor_of(device, request)
            rows, after, more = _page(connection, platform.keys, cursor, min(wanted, platform.settings.limits.max_rows))
        return PullReply(
            history_id=platform.history_id,
            rows=tuple(rows),
            cursor=write_cursor(platform.keys, after),
            more=more,
            scope_epoch=device.scope_epoch,
            server_time=platform.clock.now(),
        )

    def _cursor_of(self, device: Device, request: PullRequest) -> Cursor:
        platform = self._platform
        if request.cursor is None:
            return Cursor(history_id=platform.history_id, org=device.org, epoch=device.scope_epoch, places={})
        cursor = read_cursor(platform.keys, request.cursor)
        if cursor.history_id != platform.history_id:
            raise ProtocolError("cursor", "the province was restored from a backup; start anew")
        if (cursor.org, cursor.epoch) != (device.org, device.scope_epoch):
            raise ProtocolError("cursor", "the scope of this device has changed; start anew")
        return cursor


def _page(connection: Connection, keys: PlatformKeys, cursor: Cursor, limit: int) -> tuple[list[Row], Cursor, bool]:
    rows: list[Row] = []
    places = dict(cursor.places)
    for prefecture in _prefectures(connection, cursor.org):
        place = places.get(prefecture, _START)
        part, seen, more = _changes(connection, keys, cursor.org, prefecture, place, limit - len(rows))
        rows.extend(part)
        places[prefecture] = Place(seen, place.whole)
        if more:
            return rows, msgspec.structs.replace(cursor, places=places), True
    complete = {prefecture: Place(place.seen, place.seen) for prefecture, place in places.items()}
    return rows, msgspec.structs.replace(cursor, places=complete), False


def _prefectures(connection: Connection, org: OrgCode) -> list[str]:
    if len(org) >= _PREFECTURE:
        return [org[:_PREFECTURE]]
    query = select(t.counters.c.prefecture).where(t.counters.c.prefecture.startswith(org)).order_by("prefecture")
    return [row.prefecture for row in connection.execute(query)]


def _changes(
    connection: Connection, keys: PlatformKeys, org: OrgCode, prefecture: str, place: Place, limit: int
) -> tuple[list[Row], int, bool]:
    """Changes of one prefecture after ``place``: rows, the seq that they reach, and whether there is more."""
    since = place.seen
    horizon = connection.execute(select(t.counters.c.seq).where(t.counters.c.prefecture == prefecture)).scalar()
    r, d = t.records.c, t.departures.c
    found = connection.execute(
        select(t.records)
        .where(r.prefecture == prefecture, r.seq > since, r.org.startswith(org))
        .order_by(r.seq)
        .limit(limit + 1)
    ).all()
    left = connection.execute(
        select(t.departures)
        .where(d.prefecture == prefecture, d.seq > since, d.org.startswith(org))
        .order_by(d.seq)
        .limit(limit + 1)
    ).all()
    entries: list[tuple[int, Any, bool]] = [(row.seq, row, False) for row in found]
    entries += [(row.seq, row, True) for row in left]
    entries.sort(key=lambda entry: entry[0])
    rows: list[Row] = []
    size = 0
    for seq, row, departed in entries:
        if len(rows) >= limit or size > _PAGE_BYTES:
            return rows, rows[-1].seq if rows else since, True
        rows.append(_departed(seq, row) if departed else _row(keys, row, place.whole))
        size += 0 if departed else len(row.body)
    return rows, max(since, int(horizon or 0)), False


def _departed(seq: int, row: Any) -> Row:
    return Row(seq=seq, kind=row.kind, record_id=row.record_id, org=row.org, gone="left_scope")


def _row(keys: PlatformKeys, row: Any, whole: int) -> Row:
    """A record whole, or only what changed when the device surely knows it."""
    if row.gone:
        return Row(seq=row.seq, kind=row.kind, record_id=row.id, org=row.org, gone=row.gone)
    packed = keys.open_packed("records", row.id, row.body)
    if row.created_seq > whole:
        ready = cast(dict[str, Any], msgspec.Raw(packed))
        return Row(seq=row.seq, kind=row.kind, record_id=row.id, org=row.org, fields=ready)
    fields = msgspec.msgpack.decode(packed)
    versions = open_versions(row.versions)
    changed = {path: fields.get(path) for path, version in versions.items() if version.seq > whole}
    return Row(seq=row.seq, kind=row.kind, record_id=row.id, org=row.org, whole=False, fields=changed)
