"""Records of which a desk has one: who it is, how far it synced, who may work here."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from sync.model.ids import DeviceId, OperatorId, OrgCode
from sync.model.states import ServicePoint
from sync.protocol.messages import OperatorGrant

IDENTITY = "identity"
POSITION = "position"
STAFF = "staff"
CONTACT = "contact"
SHUT_OUT = "shut_out"
LOG_HEAD = "log_head"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """This PC as a device of a site. The private key never leaves the sealed store."""

    device: DeviceId
    private_key: bytes
    platform_key: bytes
    site: str
    site_name: str
    point: ServicePoint
    org: OrgCode
    station: str
    server_url: str
    enrolled_at: datetime


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far this desk and the province have come with each other."""

    history_id: str | None = None
    fork_token: str = ""
    last_n: int = 0
    cursor: str | None = None
    scope_epoch: int = 0
    last_contact: datetime | None = None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The province's time as this desk last heard it. Leases and rest count from it, never from the PC's clock alone.

    Attributes:
        ahead: how far the PC's clock was ahead of the province's, then.
        highest: the latest time that the province ever said.
    """

    ahead: timedelta
    highest: datetime


class ShutOut(msgspec.Struct, frozen=True, kw_only=True):
    """The province no longer takes this device (fork, revocation): only a new code helps."""

    device: DeviceId
    code: str


class Staff(msgspec.Struct, frozen=True, kw_only=True):
    """Who may work here, and who does."""

    grants: tuple[OperatorGrant, ...] = ()
    chosen: OperatorId | None = None
