"""``SyncApi`` over HTTP: msgpack, zstd, signed requests."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import httpx
import msgspec

from sync.errors import ProtocolError, SealError, TransportError
from sync.model.ids import DeviceId
from sync.protocol.api import ENDPOINTS, Endpoint
from sync.protocol.messages import (
    NOTHING_TOLD,
    EnrolReply,
    EnrolRequest,
    ErrorReply,
    Hello,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RefreshReply,
    RefreshRequest,
)
from sync.protocol.packing import WORTH_PACKING, pack, unpack
from sync.protocol.version import MEDIA_TYPE, NONCE_HEADER, TIME_PURPOSE
from sync.seal import signing
from sync.seal.http_signature import new_nonce, sign_request

R = TypeVar("R", bound=msgspec.Struct)
_MAX_REPLY = 32 * 1024 * 1024
"""Bytes of an opened reply; more is refused before it is opened."""
_BUSY = frozenset({429, 502, 503, 504})


@dataclass(frozen=True, kw_only=True)
class DeviceIdentity:
    """What a device proves itself with.

    Attributes:
        device: id from enrolment.
        private: Ed25519 private key, raw.
        platform_key: Ed25519 public key of the province, raw; None skips the clock repair.
    """

    device: DeviceId
    private: bytes
    platform_key: bytes | None = None


def system_now() -> datetime:
    """The PC's clock."""
    return datetime.now(UTC)


class HttpSyncApi:
    """Talks to one province.

    When the PC's clock is off, the province answers with its signed time, and requests are signed with that from then
    on: a desk's clock takes part in no decision.

    Args:
        base_url: origin, e.g. ``https://gzf.example.cn``.
        identity: None before enrolment.
        now: the PC's clock.
        verify: TLS trust; True = the system's.
        timeout_s: for one request.
        transport: for tests.
    """

    def __init__(
        self,
        base_url: str,
        identity: DeviceIdentity | None = None,
        *,
        now: Callable[[], datetime] = system_now,
        verify: ssl.SSLContext | bool = True,
        timeout_s: float = 30.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._identity = identity
        self._now = now
        self._offset = timedelta()
        self._client = httpx.Client(verify=verify, timeout=timeout_s, transport=transport, follow_redirects=False)

    def close(self) -> None:
        """Give the connection back."""
        self._client.close()

    @property
    def clock_offset(self) -> timedelta:
        """How far the province's time is ahead of this PC's, as last learnt."""
        return self._offset

    def hello(self) -> Hello:
        """See ``SyncApi``."""
        return self._call(ENDPOINTS["hello"], None, Hello)

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """See ``SyncApi``."""
        return self._call(ENDPOINTS["enrol"], request, EnrolReply)

    def refresh(self, request: RefreshRequest = NOTHING_TOLD) -> RefreshReply:
        """See ``SyncApi``."""
        return self._call(ENDPOINTS["refresh"], request, RefreshReply)

    def push(self, request: PushRequest) -> PushReply:
        """See ``SyncApi``."""
        return self._call(ENDPOINTS["push"], request, PushReply)

    def pull(self, request: PullRequest) -> PullReply:
        """See ``SyncApi``."""
        return self._call(ENDPOINTS["pull"], request, PullReply)

    def _call(self, endpoint: Endpoint, request: msgspec.Struct | None, reply: type[R]) -> R:
        body = b"" if request is None else msgspec.msgpack.encode(request)
        try:
            return self._once(endpoint, body, reply)
        except ProtocolError as error:
            if error.code != "clock_off" or not self._learn_time(error):
                raise
        return self._once(endpoint, body, reply)

    def _once(self, endpoint: Endpoint, body: bytes, reply: type[R]) -> R:
        headers = {"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "Accept-Encoding": "zstd"}
        if len(body) > WORTH_PACKING:
            body = pack(body)
            headers["Content-Encoding"] = "zstd"
        url = self._base + endpoint.path
        nonce = new_nonce()
        headers[NONCE_HEADER] = nonce
        if endpoint.signed:
            headers |= self._signature(url, body, nonce)
        status, raw = self._send(url, headers, body)
        if status != httpx.codes.OK:
            raise _refusal(status, raw, nonce)
        try:
            return msgspec.msgpack.decode(raw, type=reply)
        except msgspec.DecodeError as error:
            raise TransportError("bad_reply", "the answer could not be read") from error

    def _signature(self, url: str, body: bytes, nonce: str) -> dict[str, str]:
        if self._identity is None:
            raise ProtocolError("unknown_device", "this PC is not enrolled")
        return sign_request(
            method="POST",
            url=url,
            body=body,
            key_id=self._identity.device,
            private=self._identity.private,
            now=self._now() + self._offset,
            nonce=nonce,
        )

    def _send(self, url: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        try:
            with self._client.stream("POST", url, content=body, headers=headers) as answer:
                raw = b"".join(_capped(answer.iter_raw()))
                if answer.status_code in _BUSY:
                    raise TransportError("busy", f"status {answer.status_code}", _retry_after(answer))
                packed = answer.headers.get("content-encoding") == "zstd"
                return answer.status_code, _opened(raw) if packed else raw
        except httpx.HTTPError as error:
            raise TransportError("unreachable", type(error).__name__) from error

    def _learn_time(self, error: ProtocolError) -> bool:
        """Take the province's signed word on what time it is. The nonce makes it an answer to this very request."""
        identity, at, signature = self._identity, error.details.get("at"), error.details.get("signature")
        if identity is None or identity.platform_key is None or not isinstance(signature, bytes):
            return False
        told = {"at": at, "nonce": error.details.get("nonce")}
        try:
            signing.verify(identity.platform_key, TIME_PURPOSE, told, signature)
            self._offset = datetime.fromisoformat(str(at)) - self._now()
        except (SealError, ValueError):
            return False
        return True


def _capped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > _MAX_REPLY:
            raise TransportError("bad_reply", "the answer is too long")
        yield chunk


def _opened(raw: bytes) -> bytes:
    try:
        return unpack(raw, _MAX_REPLY)
    except ProtocolError as error:
        raise TransportError("bad_reply", "the answer could not be opened") from error


def _retry_after(answer: httpx.Response) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdigit() else None


def _refusal(status: int, raw: bytes, nonce: str) -> ProtocolError:
    try:
        told = msgspec.msgpack.decode(raw, type=ErrorReply)
    except msgspec.DecodeError:
        return TransportError("bad_reply", f"status {status}")
    return ProtocolError(told.code, told.message, {**told.details, "nonce": nonce})
