"""One-time codes: what makes a PC a device, and what does not."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest

from sync.errors import ProtocolError
from sync.model.states import Role, ServicePoint
from sync.protocol.messages import RefreshRequest
from sync.seal import signing
from sync.server import accounts, journal, numbers
from sync.server.accounts import Site
from sync.server.sync_service import SyncService
from sync.workflow.application.commands import Accept, Submit
from sync.workflow.numbering import NumberKind, make
from tests.support.province import STREET, Province

SITE = Site(code="s1", name="例州窗口", point=ServicePoint.STREET_WINDOW, org=STREET, region="990101", station="0007")


@pytest.fixture
def code(here: Province) -> str:
    with here.platform.database.write() as connection:
        accounts.add_site(connection, SITE)
        accounts.add_operator(connection, here.platform.keys, name="测试甲", site=SITE, role=Role.STREET_WINDOW)
        accounts.add_operator(connection, here.platform.keys, name="测试乙", site=SITE, role=Role.STREET_REVIEWER)
    return here.code("s1", Role.STREET_WINDOW)


def enrol(here: Province, code: str, public: bytes, **changes: Any) -> Any:
    return SyncService(here.platform, None).enrol(here.enrol_request(code, public, **changes))


def test_a_code_makes_a_device_with_its_site_posts_and_numbers(here: Province, code: str) -> None:
    reply = enrol(here, code, signing.new_key_pair().public)
    assert (reply.site, reply.org, reply.station, reply.point) == ("s1", STREET, "0007", "street_window")
    assert sorted(grant.role for grant in reply.operators) == ["street_reviewer", "street_window"]
    assert {grant.name for grant in reply.operators} == {"测试甲", "测试乙"}
    leases = {grant.role: grant.valid_until - here.clock.now() for grant in reply.operators}
    assert leases == {Role.STREET_WINDOW: timedelta(days=7), Role.STREET_REVIEWER: timedelta(hours=24)}
    assert {block.kind for block in reply.blocks} == {"SQ", "SL", "BZ", "SC", "CN"}
    assert all((block.region, block.station) == ("990101", "0007") for block in reply.blocks)


def test_repeating_with_the_same_key_gives_the_same_device(here: Province, code: str) -> None:
    pair = signing.new_key_pair()
    assert enrol(here, code, pair.public) == enrol(here, code, pair.public)


def test_a_code_is_for_one_key_only_and_for_half_an_hour(here: Province, code: str) -> None:
    late = here.code("s1", Role.STREET_WINDOW)
    enrol(here, code, signing.new_key_pair().public)
    here.clock.at += timedelta(minutes=31)
    for wrong in (code, late, "A" * 26, ""):
        with pytest.raises(ProtocolError, match="bad_code"):
            enrol(here, wrong, signing.new_key_pair().public)


def test_a_used_code_answers_no_longer_than_it_lives_and_the_journal_knows(here: Province, code: str) -> None:
    pair = signing.new_key_pair()
    enrol(here, code, pair.public)
    with here.platform.database.read() as connection:
        assert journal.check(connection).count == 1
    here.clock.at += timedelta(minutes=31)
    with pytest.raises(ProtocolError) as caught:
        enrol(here, code, pair.public)
    assert caught.value.code == "bad_code"


def test_a_code_forgives_how_people_copy_it_and_says_nothing(here: Province) -> None:
    with here.platform.database.write() as connection:
        accounts.add_site(connection, SITE)
    code = here.code("s1", Role.STREET_WINDOW)
    assert len(base64.b32decode(code + "=" * 6)) == 16
    copied = f" {code[:6].lower()}-{code[6:]} "
    assert enrol(here, copied, signing.new_key_pair().public).site == "s1"


def test_blocks_of_two_devices_never_overlap(here: Province, code: str) -> None:
    first = enrol(here, code, signing.new_key_pair().public)
    second = enrol(here, here.code("s1", Role.STREET_WINDOW), signing.new_key_pair().public)
    for one, two in zip(first.blocks, second.blocks, strict=True):
        assert one.kind == two.kind
        assert one.last < two.first


def test_a_revoked_device_cannot_come_back_by_its_code(here: Province, code: str) -> None:
    pair = signing.new_key_pair()
    reply = enrol(here, code, pair.public)
    with here.platform.database.write() as connection:
        accounts.revoke_device(connection, reply.device)
    with pytest.raises(ProtocolError, match="bad_code"):
        enrol(here, code, pair.public)


@pytest.mark.parametrize(
    ("changes", "public", "expected"),
    [({"protocol": 99}, b"k" * 32, "protocol"), ({"protocol": 0}, b"k" * 32, "protocol"), ({}, b"k", "bad_request")],
)
def test_what_does_not_fit_is_refused(
    here: Province, code: str, changes: dict[str, Any], public: bytes, expected: str
) -> None:
    with pytest.raises(ProtocolError) as caught:
        enrol(here, code, public, **changes)
    assert caught.value.code == expected
    assert enrol(here, code, signing.new_key_pair().public).site == "s1"


@pytest.mark.parametrize(
    "site",
    [
        {"org": "99"},
        {"org": "990101003004005006"},
        {"org": "street"},
        {"region": "9901"},
        {"station": "7"},
        {"code": "s1", "station": "0008"},
        {"code": "s2"},
    ],
)
def test_a_malformed_or_taken_site_is_refused(here: Province, site: dict[str, Any]) -> None:
    parts = {"code": "s9", "name": "例", "point": SITE.point, "org": SITE.org, "region": "990101", "station": "0007"}
    with here.platform.database.write() as connection:
        accounts.add_site(connection, SITE)
        with pytest.raises(ProtocolError):
            accounts.add_site(connection, Site(**{**parts, **site}))
        assert accounts.next_station(connection, "990101") == "0008"


def test_before_enrolment_only_hello_answers(here: Province) -> None:
    nobody = SyncService(here.platform, None)
    assert nobody.hello().platform_key == here.platform.keys.public
    with pytest.raises(ProtocolError, match="unknown_device"):
        nobody.refresh()


def test_a_further_block_comes_before_the_first_is_used_up(here: Province) -> None:
    few = here.with_settings(block_size=2)
    desk = few.desk()
    case = desk.put()
    desk.sync()
    first = next(b for b in desk.store.identity.blocks if b.kind == "SL")
    assert desk.api.refresh().blocks == desk.store.identity.blocks
    desk.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256=desk.digest(case)))
    number = make(NumberKind.ACCEPTANCE, first.region, first.station, first.first)
    desk.command(case, Role.STREET_WINDOW, Accept(number=number))
    desk.sync()
    blocks = [b for b in desk.api.refresh().blocks if b.kind == "SL"]
    assert [(b.first, b.last) for b in blocks] == [(1, 2), (3, 4)]
    assert [(b.first, b.last) for b in desk.api.refresh().blocks if b.kind == "SL"] == [(1, 2), (3, 4)]


def test_a_desk_tells_what_it_has_left_of_numbers_that_the_province_has_not_seen(here: Province) -> None:
    desk = here.desk()
    told = RefreshRequest(left={"SC": 0, "SQ": 400})
    blocks = desk.api.refresh(told).blocks
    assert [(b.first, b.last) for b in blocks if b.kind == "SC"] == [(1, 500), (501, 1000)]
    assert [(b.first, b.last) for b in blocks if b.kind == "SQ"] == [(1, 500)]
    assert desk.api.refresh(told).blocks == blocks, "more than the device's ops can have used"


def test_a_voided_block_is_not_made_good(here: Province) -> None:
    desk = here.desk()
    with here.platform.database.write() as connection:
        numbers.close_blocks(connection, desk.store.identity.device)
    assert desk.api.refresh(RefreshRequest(left={"SL": 0})).blocks == ()
