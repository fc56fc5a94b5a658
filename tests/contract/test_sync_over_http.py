"""The engine against the real province: its own process, a real socket, signed requests, both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync.client.http import DeviceIdentity, HttpSyncApi, system_now
from sync.errors import ProtocolError, TransportError
from sync.model.ids import OperatorId
from sync.model.states import Role
from sync.protocol.messages import EnrolRequest, PullRequest
from sync.protocol.version import MEDIA_TYPE, PROTOCOL
from sync.seal import signing
from sync.seal.http_signature import new_nonce, sign_request
from tests.support.platform_process import PlatformProcess, platform_command, platform_process
from tests.support.province import MemoryDesk, MemoryStore


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlatformProcess]:
    folder = tmp_path_factory.mktemp("platform")
    options: tuple[str, ...] = ()
    if request.param == "postgres":
        options = ("--db", request.getfixturevalue("postgres_server").new_database())
    with platform_process(folder, *options) as process:
        process.command("site", "add", "--site", "s1", "--org", "990101003")
        yield process


class Desks:
    """Enrols desks; their connections are closed at the end of the test."""

    def __init__(self) -> None:
        self.stack = ExitStack()

    def connect(self, url: str, identity: DeviceIdentity | None = None, **more: Any) -> HttpSyncApi:
        return self.stack.enter_context(closing(HttpSyncApi(url, identity, **more)))

    def __call__(self, served: PlatformProcess, **more: Any) -> MemoryDesk:
        return enrolled(self, served, **more)


@pytest.fixture
def enrol() -> Iterator[Desks]:
    desks = Desks()
    with desks.stack:
        yield desks


def enrolled(desks: Desks, served: PlatformProcess, **more: Any) -> MemoryDesk:
    answer = served.command("enroll-code", "--site", "s1", "--role", "street_window")
    pair = signing.new_key_pair()
    reply = desks.connect(served.url).enrol(
        EnrolRequest(code=answer["code"], public_key=pair.public, machine="0", app_version="0", protocol=PROTOCOL)
    )
    identity = DeviceIdentity(device=reply.device, private=pair.private, platform_key=reply.platform_key)
    api = desks.connect(served.url, identity, **more)
    roles = {Role.STREET_WINDOW: OperatorId(answer["operators"][0])}
    return MemoryDesk(store=MemoryStore(identity=reply), private=pair.private, api=api, roles=roles)


def test_two_desks_exchange_over_the_wire(enrol: Desks, served: PlatformProcess) -> None:
    one, two = enrol(served), enrol(served)
    cases = {one.put() for _ in range(80)}
    assert one.sync().accepted == 80
    two.sync()
    assert cases <= set(two.store.mirror)
    two.patch(next(iter(cases)), {"form": "subsidy"})
    two.sync()
    one.sync()
    assert one.store.view() == two.store.view()


def raw_post(served: PlatformProcess, desk: MemoryDesk, body: bytes, *, key_id: str = "") -> httpx.Request:
    url = f"{served.url}/v1/pull"
    headers = sign_request(
        method="POST",
        url=url,
        body=body,
        key_id=key_id or desk.id,
        private=desk.private,
        now=datetime.now(UTC),
        nonce=new_nonce(),
    )
    return httpx.Request("POST", url, content=body, headers={**headers, "Content-Type": MEDIA_TYPE})


def test_replays_changes_and_strangers_are_refused(enrol: Desks, served: PlatformProcess) -> None:
    desk = enrol(served)
    body = b"\x82\xa6cursor\xc0\xa8max_rows\x05"
    with httpx.Client() as client:
        request = raw_post(served, desk, body)
        assert client.send(request).status_code == 200
        assert client.send(request).status_code == 409
        changed = raw_post(served, desk, body)
        other = httpx.Request("POST", changed.url, content=body[:-1] + b"\x06", headers=changed.headers)
        assert client.send(other).status_code == 401
        assert client.send(raw_post(served, desk, body, key_id="d-nobody")).status_code == 401
        assert client.post(f"{served.url}/v1/pull", content=body).status_code == 401
        assert client.post(f"{served.url}/v1/push", content=b"\0" * 5_000_000).status_code == 413
        assert client.get(f"{served.url}/v1/pull").status_code == 405
        assert client.get(f"{served.url}/nothing").status_code == 404
        assert "/v1/push" in client.get(f"{served.url}/openapi.json").json()["paths"]


@pytest.mark.parametrize("years", [10, -10])
def test_a_desk_with_a_wrong_clock_works_all_the_same(enrol: Desks, served: PlatformProcess, years: int) -> None:
    off = timedelta(days=365 * years)
    desk = enrol(served, now=lambda: system_now() + off)
    desk.put()
    assert desk.sync().accepted == 1
    assert isinstance(desk.api, HttpSyncApi)
    assert abs(desk.api.clock_offset + off) < timedelta(minutes=1)


def test_a_false_province_cannot_set_the_clock(enrol: Desks, served: PlatformProcess) -> None:
    desk = enrol(served, now=lambda: system_now() + timedelta(days=1))
    identity = DeviceIdentity(
        device=desk.store.identity.device, private=desk.private, platform_key=signing.new_key_pair().public
    )
    api = enrol.connect(served.url, identity, now=lambda: system_now() + timedelta(days=1))
    with pytest.raises(ProtocolError, match="clock_off"):
        api.pull(PullRequest())


def test_a_revoked_device_is_nobody_at_its_next_contact(enrol: Desks, served: PlatformProcess) -> None:
    desk = enrol(served)
    desk.sync()
    served.command("device", "revoke", desk.id)
    with pytest.raises(ProtocolError, match="bad_signature"):
        desk.sync()


def test_a_killed_province_loses_nothing_that_it_acknowledged(enrol: Desks, tmp_path: Path) -> None:
    options = ("--data-dir", str(tmp_path))
    platform_command("site", "add", "--site", "s1", "--org", "990101003", *options)
    with platform_process(tmp_path) as first:
        desk = enrol(first)
        acknowledged = {desk.put() for _ in range(30)}
        desk.sync()
        port = int(first.url.rsplit(":", 1)[1])
        first.kill()
    desk.put()
    with pytest.raises(TransportError):
        desk.sync(max_attempts=2)
    with platform_process(tmp_path, port=port) as second:
        assert desk.sync().pushed == 1
        reader = enrol(second)
        reader.sync()
        assert acknowledged < set(reader.store.mirror)
        assert second.command("log-verify")["ok"] is True
