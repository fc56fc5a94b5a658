"""One request, whole: who is it, is it fresh, what does it ask, and the answer as bytes. Knows HTTP only as words.

Every request is a POST with a msgpack body. A signed one is checked before its body is opened, and
remembered, so that a replay is refused.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from sync.errors import ProtocolError, SealError
from sync.model.ids import DeviceId
from sync.protocol.api import Endpoint
from sync.protocol.messages import EnrolRequest, ErrorReply, PullRequest, PushRequest, RefreshRequest
from sync.protocol.packing import WORTH_PACKING, pack, unpack
from sync.protocol.version import NONCE_HEADER, TIME_PURPOSE
from sync.seal.http_signature import SignatureTooOld, verify_request
from sync.server import accounts
from sync.server.nonces import nonces_for
from sync.server.platform import Platform
from sync.server.sync_service import SyncService

log = logging.getLogger(__name__)

STATUS = {
    "bad_request": 400,
    "bad_body": 400,
    "protocol": 400,
    "bad_code": 403,
    "unknown_device": 401,
    "bad_signature": 401,
    "clock_off": 401,
    "replay": 409,
    "fork": 409,
    "gap": 409,
    "history": 409,
    "unknown_history": 409,
    "cursor": 409,
    "too_large": 413,
    "media_type": 415,
    "busy": 503,
    "internal": 500,
}
"""HTTP status of every code; a code that is not here is 400."""
OVERHEAD = 64 * 1024
"""Bytes that a batch may need besides its ops."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request as it came."""

    url: str
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer as it goes out."""

    status: int
    body: bytes
    headers: dict[str, str]


class Gateway:
    """Between HTTP and the service.

    Args:
        platform: the province.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._nonces = nonces_for(platform.database, platform.clock)
        self._calls: dict[str, Callable[[SyncService, bytes], msgspec.Struct]] = {
            "hello": lambda service, _body: service.hello(),
            "enrol": lambda service, body: service.enrol(_read(body, EnrolRequest)),
            "refresh": lambda service, body: service.refresh(_read(body, RefreshRequest) if body else RefreshRequest()),
            "push": lambda service, body: service.push(_read(body, PushRequest)),
            "pull": lambda service, body: service.pull_packed(_read(body, PullRequest)),
        }

    @property
    def max_wire_bytes(self) -> int:
        """Longest body that is read from the wire."""
        return self._platform.settings.limits.max_bytes + OVERHEAD

    def answer(self, endpoint: Endpoint, asked: Asked) -> Answered:
        """Answer one request. Expected refusals become error replies; nothing else is caught here."""
        try:
            device = self._authenticate(asked) if endpoint.signed else None
            body = self._open(asked)
            reply = self._calls[endpoint.name](SyncService(self._platform, device), body)
        except ProtocolError as error:
            return self.refuse(error, asked)
        except (OperationalError, PoolTimeout):
            log.warning("the database is busy or away")
            return self.refuse(ProtocolError("busy", "try again"), asked)
        return _pack(200, reply, asked)

    def refuse(self, error: ProtocolError, asked: Asked) -> Answered:
        """The answer that says no. It carries the province's time, signed when the device's clock is the trouble."""
        details = dict(error.details)
        now = self._platform.clock.now()
        if error.code == "clock_off":
            details |= self._signed_time(now, asked.headers.get(NONCE_HEADER.lower(), ""))
        reply = ErrorReply(code=error.code, message=error.message, details=details, server_time=now)
        answered = _pack(STATUS.get(error.code, 400), reply, asked)
        if error.code == "busy":
            answered.headers["Retry-After"] = "2"
        return answered

    def _signed_time(self, now: datetime, nonce: str) -> dict[str, Any]:
        at = now.isoformat()
        return {"at": at, "signature": self._platform.keys.sign(TIME_PURPOSE, {"at": at, "nonce": nonce})}

    def _authenticate(self, asked: Asked) -> DeviceId:
        platform = self._platform
        now = platform.clock.now()
        try:
            signed = verify_request(
                method="POST",
                url=self._public(asked.url),
                headers=asked.headers,
                body=asked.body,
                key_of=self._key_of,
                now=now,
            )
            self._nonces.remember(signed, now)
        except SignatureTooOld as error:
            raise ProtocolError("clock_off", "the request is not of this time") from error
        except SealError as error:
            raise ProtocolError("bad_signature", "the request is not signed by an enrolled device") from error
        return DeviceId(signed.key_id)

    def _public(self, url: str) -> str:
        """The address that the device signed: behind a proxy, the public origin and not ours."""
        origin = self._platform.settings.public_url.rstrip("/")
        if not origin:
            return url
        path = url.split("//", 1)[-1].partition("/")[2]
        return f"{origin}/{path}"

    def _key_of(self, key_id: str) -> bytes | None:
        with self._platform.database.read() as connection:
            device = accounts.load_device(connection, DeviceId(key_id))
        return None if device is None or device.revoked else device.public_key

    def _open(self, asked: Asked) -> bytes:
        encoding = asked.headers.get("content-encoding", "")
        limit = self._platform.settings.limits.max_bytes + OVERHEAD
        if encoding == "zstd":
            return unpack(asked.body, limit)
        if encoding not in ("", "identity"):
            raise ProtocolError("media_type", "bodies are msgpack, plain or zstd")
        if len(asked.body) > limit:
            raise ProtocolError("too_large", "the body is too long", {"max_bytes": limit})
        return asked.body


def _read(body: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ProtocolError("bad_body", "the body is not a message of this protocol") from error


def _pack(status: int, reply: msgspec.Struct, asked: Asked) -> Answered:
    body = msgspec.msgpack.encode(reply)
    headers: dict[str, str] = {}
    if len(body) > WORTH_PACKING and "zstd" in asked.headers.get("accept-encoding", ""):
        body = pack(body)
        headers["Content-Encoding"] = "zstd"
    return Answered(status=status, body=body, headers=headers)
