"""Requests as bytes: signatures, replays, bombs, clocks. No sockets here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest
import zstandard
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.protocol.api import ENDPOINTS
from sync.protocol.messages import ErrorReply, Hello, PullReply, PullRequest, PushRequest
from sync.protocol.packing import pack, unpack
from sync.protocol.version import NONCE_HEADER, TIME_PURPOSE
from sync.seal import signing
from sync.seal.http_signature import new_nonce, sign_request
from sync.server.gateway import Answered, Asked, Gateway
from sync.server.openapi import document
from sync.server.store.engine import Database
from tests.support.province import MemoryDesk, Province

ORIGIN = "http://127.0.0.1:8460"


def ask(here: Province, name: str, asked: Asked, gateway: Gateway | None = None) -> Answered:
    return (gateway or Gateway(here.platform)).answer(ENDPOINTS[name], asked)


def signed(desk: MemoryDesk, name: str, message: Any, at: Any, *, body: bytes | None = None, **more: Any) -> Asked:
    raw = msgspec.msgpack.encode(message) if body is None else body
    url = f"{ORIGIN}{ENDPOINTS[name].path}"
    nonce = new_nonce()
    headers = sign_request(method="POST", url=url, body=raw, key_id=desk.id, private=desk.private, now=at, nonce=nonce)
    headers = {k.lower(): v for k, v in {**headers, NONCE_HEADER: nonce, **more}.items()}
    return Asked(url=url, headers=headers, body=raw)


def error(answered: Answered) -> ErrorReply:
    return msgspec.msgpack.decode(answered.body, type=ErrorReply)


def test_a_signed_pull_is_answered(here: Province) -> None:
    desk = here.desk()
    desk.put()
    desk.sync()
    answered = ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now()))
    assert (answered.status, answered.headers) == (200, {})
    assert len(msgspec.msgpack.decode(answered.body, type=PullReply).rows) == 1


def test_a_long_answer_is_packed_for_who_understands_it(here: Province) -> None:
    desk = here.desk()
    desk.put()
    desk.sync()
    answered = ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now(), **{"Accept-Encoding": "zstd"}))
    assert answered.headers == {"Content-Encoding": "zstd"}
    assert len(msgspec.msgpack.decode(unpack(answered.body, 10**6), type=PullReply).rows) == 1


def test_a_replay_is_refused(here: Province) -> None:
    desk, gateway = here.desk(), Gateway(here.platform)
    asked = signed(desk, "pull", PullRequest(), here.clock.now())
    assert ask(here, "pull", asked, gateway).status == 200
    again = ask(here, "pull", asked, gateway)
    assert (again.status, error(again).code) == (409, "replay")


def test_a_restart_forgets_no_request(here: Province) -> None:
    desk = here.desk()
    first = Gateway(here.platform)
    here.clock.at += timedelta(seconds=10)
    asked = signed(desk, "pull", PullRequest(), here.clock.now())
    assert ask(here, "pull", asked, first).status == 200
    here.clock.at += timedelta(seconds=2)
    restarted = Gateway(here.platform)
    assert ask(here, "pull", asked, restarted).status in (401, 409)
    fresh = signed(desk, "pull", PullRequest(), here.clock.now())
    assert ask(here, "pull", fresh, restarted).status == 200


def test_a_platform_clock_that_was_set_back_does_not_shut_everybody_out(here: Province) -> None:
    desk, gateway = here.desk(), Gateway(here.platform)
    here.clock.at -= timedelta(days=3)
    assert ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now()), gateway).status == 200


def test_a_nonce_is_remembered_as_long_as_its_request_lives(here: Province) -> None:
    desk, gateway = here.desk(), Gateway(here.platform)
    asked = signed(desk, "pull", PullRequest(), here.clock.now())
    assert ask(here, "pull", asked, gateway).status == 200
    for minutes in (1, 4, 20):
        here.clock.at += timedelta(minutes=minutes)
        ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now()), gateway)
        assert ask(here, "pull", asked, gateway).status in (401, 409)


def test_a_changed_body_an_unknown_device_and_a_missing_signature_are_nobody(here: Province) -> None:
    desk, other = here.desk(), here.desk()
    good = signed(desk, "pull", PullRequest(), here.clock.now())
    stolen = MemoryDesk(store=other.store, private=desk.private, api=desk.api, roles={})
    for asked in (
        Asked(url=good.url, headers=good.headers, body=good.body + b"\xc0"),
        Asked(url=good.url.replace("pull", "push"), headers=good.headers, body=good.body),
        Asked(url=good.url, headers={}, body=good.body),
        signed(stolen, "pull", PullRequest(), here.clock.now()),
    ):
        answered = ask(here, "pull", asked)
        assert (answered.status, error(answered).code) == (401, "bad_signature")


def test_a_wrong_clock_is_told_the_signed_time(here: Province) -> None:
    desk = here.desk()
    for off in (timedelta(days=3650), timedelta(days=-3650), timedelta(minutes=7)):
        asked = signed(desk, "pull", PullRequest(), here.clock.now() + off)
        answered = ask(here, "pull", asked)
        told = error(answered)
        assert (answered.status, told.code) == (401, "clock_off")
        nonce = asked.headers[NONCE_HEADER.lower()]
        value = {"at": told.details["at"], "nonce": nonce}
        signing.verify(here.platform.keys.public, TIME_PURPOSE, value, told.details["signature"])


def test_bodies_are_opened_only_as_far_as_the_limit(here: Province) -> None:
    small = here.with_settings(limits=msgspec.structs.replace(here.platform.settings.limits, max_bytes=100_000))
    desk = small.desk()
    bomb = pack(b"\0" * 50_000_000)
    silent = zstandard.ZstdCompressor(write_content_size=False).compress(b"\0" * 50_000_000)
    for body, code in (
        (bomb, "too_large"),
        (silent, "too_large"),
        (b"noise", "bad_body"),
        (pack(b"\xc1"), "bad_body"),
        (pack(b"\x80") + b"more", "bad_body"),
        (pack(b"\x91" * 100_000), "bad_body"),
    ):
        asked = signed(desk, "push", None, here.clock.now(), body=body, **{"Content-Encoding": "zstd"})
        assert error(ask(small, "push", asked)).code == code
    plain = signed(desk, "push", None, here.clock.now(), body=b"\0" * 200_000)
    assert error(ask(small, "push", plain)).code == "too_large"
    gzip = signed(desk, "push", None, here.clock.now(), body=b"\x1f\x8b", **{"Content-Encoding": "gzip"})
    answered = ask(small, "push", gzip)
    assert (answered.status, error(answered).code) == (415, "media_type")


def test_refusals_of_the_service_become_error_replies(here: Province) -> None:
    desk = here.desk()
    desk.put()
    push = PushRequest(history_id=None, fork_token="wrong", ops=tuple(desk.store.ops))
    answered = ask(here, "push", signed(desk, "push", push, here.clock.now()))
    assert (answered.status, error(answered).code, error(answered).details) == (409, "fork", {"last_n": 0})


def test_behind_a_proxy_the_public_address_is_what_was_signed(here: Province) -> None:
    behind = here.with_settings(public_url=ORIGIN)
    desk = behind.desk()
    asked = signed(desk, "pull", PullRequest(), here.clock.now())
    inside = Asked(url=asked.url.replace(ORIGIN, "http://10.0.0.1:9"), headers=asked.headers, body=asked.body)
    assert ask(here, "pull", inside).status == 401
    assert ask(behind, "pull", inside).status == 200


def test_hello_needs_no_signature(here: Province) -> None:
    answered = ask(here, "hello", Asked(url=f"{ORIGIN}/v1/hello", headers={}, body=b""))
    assert msgspec.msgpack.decode(answered.body, type=Hello).history_id == here.platform.history_id


def test_the_openapi_document_names_every_call_and_resolves() -> None:
    told = document()
    assert set(told["paths"]) == {endpoint.path for endpoint in ENDPOINTS.values()}
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert _refs(told) <= known
    assert _refs(told)


def _refs(value: Any) -> set[str]:
    if isinstance(value, dict):
        found = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return found.union(*(_refs(child) for child in value.values()))
    if isinstance(value, list):
        return set().union(*(_refs(child) for child in value)) if value else set()
    return set()


class AwayDatabase:
    """A database that can be taken away."""

    def __init__(self, inner: Database) -> None:
        self._inner = inner
        self.fault: Exception | None = None

    def read(self) -> Any:
        if self.fault is not None:
            raise self.fault
        return self._inner.read()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


@pytest.mark.logs("database is busy or away")
@pytest.mark.parametrize("fault", [OperationalError("select", {}, OSError("away")), PoolTimeout("no connection free")])
def test_a_database_that_is_away_is_busy_and_no_bad_signature(here: Province, fault: Exception) -> None:
    desk = here.desk()
    away = AwayDatabase(here.platform.database)
    gateway = Gateway(replace(here.platform, database=away))  # type: ignore[arg-type]  # only what is asked here
    away.fault = fault
    answered = ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now()), gateway)
    assert (answered.status, error(answered).code, answered.headers["Retry-After"]) == (503, "busy", "2")
    away.fault = None
    assert ask(here, "pull", signed(desk, "pull", PullRequest(), here.clock.now()), gateway).status == 200
