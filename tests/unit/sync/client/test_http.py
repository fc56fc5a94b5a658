"""The HTTP client against answers made up here; no sockets."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import httpx
import msgspec
import pytest

from sync.client.http import DeviceIdentity, HttpSyncApi
from sync.errors import ProtocolError, TransportError
from sync.model.ids import DeviceId
from sync.protocol.messages import ErrorReply, PullReply, PullRequest, PushReply, PushRequest
from sync.protocol.packing import pack, unpack
from sync.protocol.version import NONCE_HEADER, TIME_PURPOSE
from sync.seal import signing
from sync.seal.http_signature import verify_request

ZSTD = {"Content-Encoding": "zstd"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)
PLATFORM = signing.new_key_pair()
OWN = signing.new_key_pair()
PAGE = PullReply(history_id="h", rows=(), cursor="c", more=False, scope_epoch=1, server_time=NOW)


def api(answer: Callable[[httpx.Request], httpx.Response], *, enrolled: bool = True) -> HttpSyncApi:
    identity = DeviceIdentity(device=DeviceId("d-1"), private=OWN.private, platform_key=PLATFORM.public)
    return HttpSyncApi(
        "http://province.example/",
        identity if enrolled else None,
        now=lambda: NOW,
        transport=httpx.MockTransport(answer),
    )


def pull(answer: Callable[[httpx.Request], httpx.Response], **options: bool) -> PullReply:
    with closing(api(answer, **options)) as client:
        return client.pull(PullRequest())


def packed(status: int, reply: msgspec.Struct, **headers: str) -> httpx.Response:
    return raw(status, msgspec.msgpack.encode(reply), headers)


def raw(status: int, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    """An answer whose body is still on its way."""
    return httpx.Response(status, content=iter([body]), headers=headers)


def test_a_request_is_signed_and_the_answer_typed() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        verified = verify_request(
            method="POST",
            url=str(request.url),
            headers=dict(request.headers),
            body=request.content,
            key_of=lambda _key: OWN.public,
            now=NOW,
        )
        assert (verified.key_id, verified.nonce) == ("d-1", request.headers[NONCE_HEADER])
        return packed(200, PAGE)

    assert pull(answer) == PAGE


def test_long_bodies_travel_packed_both_ways() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["content-encoding"] == "zstd"
        assert msgspec.msgpack.decode(unpack(request.content, 10**6), type=PushRequest).fork_token == "t" * 2000
        reply = PushReply(history_id="h", last_n=0, fork_token="n" * 2000, verdicts=(), server_time=NOW)
        return raw(200, pack(msgspec.msgpack.encode(reply)), ZSTD)

    with closing(api(answer)) as client:
        assert client.push(PushRequest(history_id=None, fork_token="t" * 2000, ops=())).fork_token == "n" * 2000


def test_a_refusal_carries_code_and_details() -> None:
    with pytest.raises(ProtocolError) as caught:
        pull(lambda _request: packed(409, ErrorReply(code="gap", message="m", details={"want": 7})))
    assert (caught.value.code, caught.value.details["want"]) == ("gap", 7)


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_province_is_to_be_asked_later(status: int) -> None:
    with pytest.raises(TransportError) as caught:
        pull(lambda _request: raw(status, b"", {"Retry-After": "7"}))
    assert caught.value.retry_after_s == 7.0


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"noise", {}),
        (500, b"<html>", {}),
        (200, b"noise", ZSTD),
        (200, pack(b"\0" * 64_000_000), ZSTD),
        (302, b"", {"Location": "http://elsewhere.example/"}),
    ],
)
def test_no_usable_answer_is_a_matter_of_the_line(answer: tuple[int, bytes, dict[str, str]]) -> None:
    with pytest.raises(TransportError):
        pull(lambda _request: raw(*answer))


def test_no_connection_is_a_matter_of_the_line() -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no")

    with pytest.raises(TransportError, match="unreachable"):
        pull(answer)


def test_an_answer_without_end_is_cut_off() -> None:
    chunk = b"\0" * 1_000_000
    endless = httpx.Response(200, content=(chunk for _ in range(40)))
    with pytest.raises(TransportError, match="too long"):
        pull(lambda _request: endless)


def test_before_enrolment_nothing_is_signed() -> None:
    with pytest.raises(ProtocolError, match="unknown_device"):
        pull(lambda _request: packed(200, PAGE), enrolled=False)


def clock_off(request: httpx.Request, *, nonce: str | None = None, private: bytes = PLATFORM.private) -> httpx.Response:
    at = (NOW + timedelta(days=900)).isoformat()
    value = {"at": at, "nonce": request.headers[NONCE_HEADER] if nonce is None else nonce}
    details = {"at": at, "signature": signing.sign(private, TIME_PURPOSE, value)}
    return packed(401, ErrorReply(code="clock_off", details=details))


def test_the_provinces_signed_time_is_taken_over_once() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return clock_off(request) if len(asked) == 1 else packed(200, PAGE)

    with closing(api(answer)) as client:
        assert client.pull(PullRequest()) == PAGE
        assert client.clock_offset == timedelta(days=900)
        assert client.pull(PullRequest()) == PAGE
    assert len(asked) == 3
    assert len({request.headers[NONCE_HEADER] for request in asked}) == 3


@pytest.mark.parametrize("false", [{"nonce": "of another request"}, {"private": OWN.private}])
def test_a_time_that_is_not_the_provinces_answer_is_not_believed(false: dict[str, str]) -> None:
    with closing(api(lambda request: clock_off(request, **false))) as client:  # type: ignore[arg-type]
        with pytest.raises(ProtocolError, match="clock_off"):
            client.pull(PullRequest())
        assert client.clock_offset == timedelta()
