"""The calls, once: ``HttpSyncApi`` (client) and ``SyncService`` (server) both fit :class:`SyncApi`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from sync.protocol.messages import (
    EnrolReply,
    EnrolRequest,
    Hello,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    RefreshReply,
    RefreshRequest,
)


class SyncApi(Protocol):
    """What a device can ask of the province. Every call is safe to repeat.

    Raises (every call):
        TransportError: no usable answer; try again later.
        ProtocolError: the province says no; see its code.
    """

    def hello(self) -> Hello:
        """Who are you? Unsigned."""
        ...

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """Become a device. Unsigned; the one-time code authorises. Repeating with the same key gives the same reply."""
        ...

    def refresh(self, request: RefreshRequest = ...) -> RefreshReply:
        """Operators, leases, number blocks; a further block of every kind that little is left of."""
        ...

    def push(self, request: PushRequest) -> PushReply:
        """Hand over ops."""
        ...

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch one page of what changed in scope."""
        ...


@dataclass(frozen=True)
class Endpoint:
    """One row of the table that client and server share."""

    name: str
    path: str
    request: type[msgspec.Struct] | None
    reply: type[msgspec.Struct]
    signed: bool


ENDPOINTS: dict[str, Endpoint] = {
    e.name: e
    for e in (
        Endpoint("hello", "/v1/hello", None, Hello, signed=False),
        Endpoint("enrol", "/v1/enrol", EnrolRequest, EnrolReply, signed=False),
        Endpoint("refresh", "/v1/refresh", RefreshRequest, RefreshReply, signed=True),
        Endpoint("push", "/v1/push", PushRequest, PushReply, signed=True),
        Endpoint("pull", "/v1/pull", PullRequest, PullReply, signed=True),
    )
}
"""All calls are POST, so that nothing is cached on the way and signatures always cover a body."""
