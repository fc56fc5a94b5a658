"""What a device gets to see: its scope, in order, nothing else."""

from __future__ import annotations

import base64

import msgspec
import pytest
from sqlalchemy import select

from sync.errors import ProtocolError
from sync.model.ids import OrgCode
from sync.protocol.messages import PullRequest, Row
from sync.server import accounts
from sync.server.store.tables import metadata
from sync.server.workspace import Workspace
from tests.support.province import COUNTY, STREET, MemoryDesk, Province


def pull(desk: MemoryDesk, cursor: str | None = None, rows: int = 500) -> list[str]:
    return [row.record_id for row in desk.api.pull(PullRequest(cursor=cursor, max_rows=rows)).rows]


def test_scope_is_the_devices_unit_and_what_lies_below(here: Province) -> None:
    county = here.desk(org=COUNTY)
    street, other = here.desk(), here.desk(org=OrgCode(COUNTY + "004"))
    mine, theirs = street.put(), other.put(org=COUNTY + "004", fields={"form": "unit"})
    street.sync()
    other.sync()
    county.sync()
    street.sync()
    assert set(county.store.mirror) == {mine, theirs}
    assert set(street.store.mirror) == {mine}
    assert set(other.store.mirror) == {theirs}


def test_pages_are_small_complete_and_in_order(here: Province) -> None:
    desk, reader = here.desk(), here.desk()
    cases = [desk.put({"form": "unit"}) for _ in range(17)]
    desk.sync()
    cursor: str | None = None
    seen: list[Row] = []
    for _ in range(20):
        reply = reader.api.pull(PullRequest(cursor=cursor, max_rows=4))
        assert len(reply.rows) <= 4
        seen.extend(reply.rows)
        cursor = reply.cursor
        if not reply.more:
            break
    assert [row.record_id for row in seen] == cases
    assert [row.seq for row in seen] == sorted(row.seq for row in seen)


def test_only_what_changed_travels(here: Province) -> None:
    desk, reader = here.desk(), here.desk()
    case = desk.put()
    desk.sync()
    reader.sync()
    desk.patch(case, {"form": "subsidy", "income/i1": None})
    desk.sync()
    (row,) = reader.api.pull(PullRequest(cursor=reader.store.cursor)).rows
    assert (row.whole, row.fields) == (False, {"form": "subsidy", "income/i1": None})
    assert len(msgspec.msgpack.encode(row)) < 150
    reader.sync()
    assert reader.store.view() == desk.store.view()


def test_a_record_that_moves_on_between_two_pages_arrives_whole(here: Province) -> None:
    desk, reader = here.desk(), here.desk()
    first, *_ = [desk.put({"form": "unit"}) for _ in range(6)]
    desk.sync()
    one = reader.api.pull(PullRequest(max_rows=2))
    desk.patch(first, {"form": "subsidy"})
    late = desk.put({"form": "unit"})
    desk.sync()
    seen = {row.record_id: row for row in one.rows}
    reply = one
    while reply.more:
        reply = reader.api.pull(PullRequest(cursor=reply.cursor, max_rows=2))
        for row in reply.rows:
            assert row.whole
            seen[row.record_id] = row
    assert seen[first].fields == {"form": "subsidy"}
    assert late in seen
    desk.patch(late, {"form": "subsidy"})
    desk.sync()
    (row,) = reader.api.pull(PullRequest(cursor=reply.cursor)).rows
    assert not row.whole


def test_a_page_twice_changes_nothing(here: Province) -> None:
    desk, reader = here.desk(), here.desk()
    case = desk.put()
    desk.sync()
    reader.sync()
    desk.patch(case, {"form": "subsidy"})
    desk.sync()
    old = reader.store.cursor
    reader.sync()
    view = reader.store.view()
    reader.store.cursor = old
    reader.sync()
    assert reader.store.view() == view


@pytest.mark.parametrize("forge", ["{}BBBB", "x", "", "é" * 40])
def test_a_forged_cursor_is_refused(here: Province, forge: str) -> None:
    desk = here.desk()
    desk.sync()
    assert desk.store.cursor is not None
    with pytest.raises(ProtocolError, match="cursor"):
        pull(desk, forge.format(desk.store.cursor))


def test_a_cursor_of_another_scope_is_refused(here: Province) -> None:
    county, street = here.desk(org=COUNTY), here.desk()
    county.sync()
    with pytest.raises(ProtocolError, match="cursor"):
        pull(street, county.store.cursor)


def test_a_cursor_tells_nobody_anything_it_could_change(here: Province) -> None:
    desk = here.desk()
    desk.sync()
    raw = bytearray(base64.urlsafe_b64decode((desk.store.cursor or "") + "=="))
    for place in range(len(raw)):
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(ProtocolError):
            pull(desk, base64.urlsafe_b64encode(bytes(changed)).decode().rstrip("="))


def test_a_case_that_moves_leaves_one_scope_and_enters_the_other(here: Province) -> None:
    street, other, county = here.desk(), here.desk(org=OrgCode(COUNTY + "004")), here.desk(org=COUNTY)
    case = street.put()
    for desk in (street, other, county):
        desk.sync()
    with here.platform.database.write() as connection:
        workspace = Workspace(connection, here.platform.keys, here.clock.now())
        record = workspace.record(case)
        assert record is not None
        workspace.move(record, OrgCode(COUNTY + "004"))
        workspace.flush()
    for desk in (street, other, county):
        desk.sync()
    assert street.store.mirror == {}
    assert other.store.mirror[case].org == COUNTY + "004"
    assert county.store.mirror[case].fields == other.store.mirror[case].fields


def test_after_a_change_of_scope_the_mirror_is_pulled_anew_and_purged(here: Province) -> None:
    county = here.desk(org=COUNTY)
    street, other = here.desk(), here.desk(org=OrgCode(COUNTY + "004"))
    mine, theirs = street.put({"form": "unit"}), other.put({"form": "unit"}, org=COUNTY + "004")
    street.sync()
    other.sync()
    county.sync()
    assert set(county.store.mirror) == {mine, theirs}
    with here.platform.database.write() as connection:
        accounts.move_device(connection, county.store.identity.device, STREET)
    county.sync()
    assert set(county.store.mirror) == {mine}
    assert county.store.scope_epoch == 2


def test_nothing_personal_lies_open_in_the_database(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    desk.patch(case, {"members/m3": None})
    desk.sync()
    needles = ["林秀例", "陈大样", "19900001234", *(f"990101{year}" for year in (1979, 1976, 2016)), "测试甲"]
    with here.platform.database.read() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)):
                text = b"|".join(v if isinstance(v, bytes) else str(v).encode() for v in row)
                assert not [n for n in needles if n.encode() in text], table.name
