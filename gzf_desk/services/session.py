"""Unlocking, enrolment, and who works at this desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec

from gzf_desk import __version__
from gzf_desk.errors import DeviceTrouble
from gzf_desk.paths import on_disk
from gzf_desk.services.link import used
from gzf_desk.services.views import OperatorView, SessionState, SiteView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.records import IDENTITY, POSITION, STAFF, Identity, Position, Staff
from sync.errors import ProtocolError, TransportError
from sync.protocol.api import SyncApi
from sync.protocol.messages import EnrolReply, EnrolRequest, OperatorGrant
from sync.protocol.version import PROTOCOL
from sync.seal.canonical import digest
from sync.seal.signing import KeyPair, new_key_pair

PENDING_KEY = "pending_key"


class _PendingKey(msgspec.Struct, frozen=True, kw_only=True):
    code_digest: str
    private: bytes
    public: bytes


class Session:
    """Fits ``SessionService``.

    Args:
        workspace: shared state.
        unsigned_api: makes a connection to a province's address, for enrolment.
        remember_operator: keep who worked last after unlocking again (scripts); a window asks anew.
    """

    def __init__(
        self, workspace: Workspace, unsigned_api: Callable[[str], SyncApi], *, remember_operator: bool = False
    ) -> None:
        self._workspace = workspace
        self._api = unsigned_api
        self._remember = remember_operator

    def state(self) -> SessionState:
        """See ``SessionService``."""
        if not self._workspace.ring.exists():
            return SessionState.NOT_SET_UP
        if not self._workspace.is_open:
            return SessionState.LOCKED
        return SessionState.OPEN if self._workspace.working() else SessionState.NO_OPERATOR

    def set_up(self, passphrase: str) -> None:
        """See ``SessionService``."""
        with on_disk(self._workspace.words):
            self._workspace.data_dir.ensure()
        self._workspace.ring.create(passphrase)
        self._workspace.open(passphrase)
        with self._workspace.store.unit() as unit:
            unit.log.write(
                who="desk", dev=self._workspace.store.installation, what="store.made", obj="store", content=None
            )

    def unlock(self, passphrase: str) -> None:
        """See ``SessionService``."""
        self._workspace.open(passphrase)
        staff = self._workspace.staff()
        if not self._remember and staff.chosen is not None:
            self._workspace.keep_staff(msgspec.structs.replace(staff, chosen=None), "session.unlocked")

    def lock(self) -> None:
        """See ``SessionService``."""
        self._workspace.close()

    def site(self) -> SiteView | None:
        """See ``SessionService``."""
        identity = self._workspace.identity()
        return None if identity is None else _site(identity)

    def enrol(self, code: str, server_url: str) -> SiteView:
        """See ``SessionService``. Repeating after a lost reply gives the same device.

        A device that the province no longer takes becomes a new one; what is unsent goes with it.
        """
        former = self._workspace.identity()
        if former is not None and not self._workspace.shut_out():
            raise self._workspace.refused("session.already_enrolled", "services.already_enrolled")
        pair = self._pair_for(code)
        request = EnrolRequest(
            code=code,
            public_key=pair.public,
            machine=digest(["machine", self._workspace.store.installation]),
            app_version=__version__,
            protocol=PROTOCOL,
        )
        reply = self._ask(request, server_url)
        if former is not None and reply.device == former.device:
            raise self._workspace.refused("enrol.bad_code", "services.enrol_refused")  # the code of the former device
        identity = self._keep(reply, pair, server_url)
        return replace(_site(identity), role=reply.role)

    def operators(self) -> tuple[OperatorView, ...]:
        """See ``SessionService``."""
        return tuple(self._view(grant) for grant in self._workspace.staff().grants)

    def choose_operator(self, operator_id: str) -> OperatorView:
        """See ``SessionService``."""
        grant = self._workspace.grant_of(operator_id)
        if grant is None:
            raise self._workspace.refused("session.operator_unknown", "services.operator_unknown")
        if grant.valid_until <= self._workspace.provincial_now():
            raise self._workspace.refused("session.lease_over", "services.lease_over")
        staff = msgspec.structs.replace(self._workspace.staff(), chosen=grant.operator)
        self._workspace.keep_staff(staff, "session.operator")
        return self._view(grant)

    def operator(self) -> OperatorView | None:
        """See ``SessionService``."""
        if not self._workspace.is_open:
            return None
        grant = self._workspace.working()
        return None if grant is None else self._view(grant)

    def _pair_for(self, code: str) -> KeyPair:
        """The device key for this code: made once and kept, so that a repeated request is the same request."""
        code_digest = digest(["code", code])
        with self._workspace.store.unit() as unit:
            kept = unit.singles.get(PENDING_KEY, _PendingKey)
            if kept is None or kept.code_digest != code_digest:
                pair = new_key_pair()
                kept = _PendingKey(code_digest=code_digest, private=pair.private, public=pair.public)
                unit.singles.put(PENDING_KEY, kept)
        return KeyPair(kept.private, kept.public)

    def _ask(self, request: EnrolRequest, server_url: str) -> EnrolReply:
        words = self._workspace.words
        try:
            with used(self._api(server_url)) as api:
                return api.enrol(request)
        except TransportError as error:
            raise DeviceTrouble(
                "net.unreachable", words("services.unreachable_what"), words("services.unreachable_advice")
            ) from error
        except ProtocolError as error:
            raise self._workspace.refused(f"enrol.{error.code}", "services.enrol_refused") from error

    def _keep(self, reply: EnrolReply, pair: KeyPair, server_url: str) -> Identity:
        identity = Identity(
            device=reply.device,
            private_key=pair.private,
            platform_key=reply.platform_key,
            site=reply.site,
            site_name=reply.site_name,
            point=reply.point,
            org=reply.org,
            station=reply.station,
            server_url=server_url,
            enrolled_at=self._workspace.clock.now(),
        )
        with self._workspace.store.unit() as unit:
            if unit.singles.get(IDENTITY, Identity) is not None:
                unit.outbox.renumber()
            unit.singles.put(IDENTITY, identity)
            unit.singles.put(
                POSITION,
                Position(
                    history_id=reply.history_id,
                    fork_token=reply.fork_token,
                    last_contact=self._workspace.clock.now(),
                ),
            )
            unit.singles.put(STAFF, Staff(grants=reply.operators))
            self._workspace.heard(unit, reply.server_time)
            unit.numbers.lend(reply.blocks)
            unit.log.write(
                who="desk", dev=reply.device, what="device.enrolled", obj=reply.device, content={"site": reply.site}
            )
        self._workspace.forget()
        return identity

    def _view(self, grant: OperatorGrant) -> OperatorView:
        return OperatorView(
            id=grant.operator,
            name=grant.name,
            role=grant.role,
            role_name=self._workspace.words(f"services.role.{grant.role}"),
            lease_until=grant.valid_until,
        )


def _site(identity: Identity) -> SiteView:
    return SiteView(
        code=identity.site,
        name=identity.site_name,
        point=identity.point,
        org=identity.org,
        station=identity.station,
        server_url=identity.server_url,
    )
