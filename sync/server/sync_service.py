"""The province as a device sees it: the same ``SyncApi`` that the HTTP client fits, without HTTP."""

from __future__ import annotations

import msgspec

from sync.errors import ProtocolError
from sync.model.ids import DeviceId
from sync.protocol.messages import (
    NOTHING_TOLD,
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
from sync.protocol.version import APP_VERSION, PROTOCOL, PROTOCOL_MIN
from sync.server import accounts, enrolment, numbers
from sync.server.platform import Platform
from sync.server.pull import PullService
from sync.server.push import PushService

_PULL_REPLY = msgspec.msgpack.Decoder(PullReply)


class SyncService:
    """Answers one device whose identity was already proved; None before it is enrolled.

    Args:
        platform: the province.
        device: whose requests these are.
    """

    def __init__(self, platform: Platform, device: DeviceId | None) -> None:
        self._platform = platform
        self._device = device

    def hello(self) -> Hello:
        """See ``SyncApi``."""
        platform = self._platform
        return Hello(
            history_id=platform.history_id,
            protocol_min=PROTOCOL_MIN,
            protocol_max=PROTOCOL,
            app_version=APP_VERSION,
            server_time=platform.clock.now(),
            platform_key=platform.keys.public,
        )

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        """See ``SyncApi``."""
        platform = self._platform
        with platform.database.write() as connection:
            return enrolment.enrol(
                connection,
                platform.keys,
                request,
                history_id=platform.history_id,
                now=platform.clock.now(),
                blocks=platform.settings.block_size,
            )

    def refresh(self, request: RefreshRequest = NOTHING_TOLD) -> RefreshReply:
        """See ``SyncApi``."""
        platform = self._platform
        self._lend_more(request)
        with platform.database.read() as connection:
            device = accounts.load_device(connection, self._known())
            if device is None or device.revoked:
                raise ProtocolError("unknown_device", "this device is not enrolled")
            return RefreshReply(
                operators=accounts.operator_grants(connection, platform.keys, device.site, platform.clock.now()),
                blocks=numbers.open_blocks(connection, device.id),
                server_time=platform.clock.now(),
            )

    def _lend_more(self, request: RefreshRequest) -> None:
        """A further block of every kind that little is left of; writes only when there is one."""
        platform, size = self._platform, self._platform.settings.block_size
        with platform.database.read() as connection:
            device = accounts.load_device(connection, self._known())
            if device is None or not numbers.running_low(connection, device, request.left, size):
                return
        with platform.database.write() as connection:
            device = accounts.load_device(connection, self._known(), lock=True)
            if device is not None and not device.revoked:
                numbers.lend_further(connection, device, request.left, size)

    def push(self, request: PushRequest) -> PushReply:
        """See ``SyncApi``."""
        return PushService(self._platform).push(self._known(), request)

    def pull(self, request: PullRequest) -> PullReply:
        """See ``SyncApi``."""
        return _PULL_REPLY.decode(msgspec.msgpack.encode(self.pull_packed(request)))

    def pull_packed(self, request: PullRequest) -> PullReply:
        """As :meth:`pull`, but bodies stay msgpack: for a reply that is encoded at once."""
        return PullService(self._platform).pull(self._known(), request)

    def _known(self) -> DeviceId:
        if self._device is None:
            raise ProtocolError("unknown_device", "this device is not enrolled")
        return self._device
