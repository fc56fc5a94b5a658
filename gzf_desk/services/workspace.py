"""What the services share: the open store, who this desk is, who works at it. Made by ``gzf_desk.app``.

A service never keeps the store itself: after locking there is none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from gzf_desk.clock import Clock
from gzf_desk.errors import Refused
from gzf_desk.i18n import Translator
from gzf_desk.paths import DataDir
from gzf_desk.services.rulebook import Rulebook
from gzf_desk.store.keys import KeyRing
from gzf_desk.store.records import (
    CONTACT,
    IDENTITY,
    POSITION,
    SHUT_OUT,
    STAFF,
    Contact,
    Identity,
    Position,
    ShutOut,
    Staff,
)
from gzf_desk.store.search import SearchIndex
from gzf_desk.store.unit_of_work import Store, UnitOfWork
from sync.protocol.messages import OperatorGrant, TimeClaim
from sync.workflow.engine import Actor

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Workspace:
    """The shared state of one desk's services.

    Args:
        data_dir: folder of the store.
        clock: time.
        words: the operator's language.
        ring: keys.
        rulebook: policies and calendar.
    """

    def __init__(self, data_dir: DataDir, clock: Clock, words: Translator, ring: KeyRing, rulebook: Rulebook) -> None:
        self.data_dir = data_dir
        self.clock = clock
        self.words = words
        self.ring = ring
        self.rulebook = rulebook
        self.search = SearchIndex()
        self._store: Store | None = None
        self._identity: Identity | None = None
        self._staff: Staff | None = None
        self._contact: Contact | None = None
        self._on_open: list[Callable[[Store], None]] = []
        self._boot_id = _boot_id()

    @property
    def is_open(self) -> bool:
        """Whether the store is unlocked."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The open store.

        Raises:
            Refused: locked.
        """
        if self._store is None:
            raise self.refused("session.locked", "store.locked")
        return self._store

    def when_opened(self, listener: Callable[[Store], None]) -> None:
        """Call ``listener`` with every store that is opened from now on."""
        self._on_open.append(listener)

    def open(self, passphrase: str) -> None:
        """Unlock.

        Raises:
            Refused: wrong passphrase, or locked out for a while.
            StoreTrouble: keys or store cannot be used.
        """
        keys = self.ring.open(passphrase, self.clock.now())
        self.close()
        made = self.ring.store_made()
        store = Store.open(self.data_dir.store, keys, self.words, self.clock, existing=made)
        if not made:
            self.ring.note_store()
        self._store = store
        store.on_commit(self._forget)
        for listener in self._on_open:
            listener(store)

    def close(self) -> None:
        """Lock: forget keys, index and everything that was read."""
        if self._store is not None:
            self._store.close()
        self._store = None
        self.search = SearchIndex()
        self._forget(None)

    def identity(self) -> Identity | None:
        """This PC as a device, None before enrolment.

        Raises:
            Refused: locked.
        """
        if self._identity is None:
            with self.store.reading() as unit:
                self._identity = unit.singles.get(IDENTITY, Identity)
        return self._identity

    def shut_out(self) -> bool:
        """Whether the province said that it no longer takes this device.

        Raises:
            Refused: locked.
        """
        identity = self.identity()
        with self.store.reading() as unit:
            told = unit.singles.get(SHUT_OUT, ShutOut)
        return told is not None and identity is not None and told.device == identity.device

    def device(self) -> Identity:
        """This PC as a device.

        Raises:
            Refused: locked, or not enrolled yet.
        """
        identity = self.identity()
        if identity is None:
            raise self.refused("session.not_enrolled", "store.not_enrolled")
        return identity

    def staff(self) -> Staff:
        """Who may work here.

        Raises:
            Refused: locked.
        """
        if self._staff is None:
            with self.store.reading() as unit:
                self._staff = unit.singles.get(STAFF, Staff) or Staff()
        return self._staff

    def grant_of(self, operator: str) -> OperatorGrant | None:
        """The grant of an operator, also when its time is over."""
        return next((grant for grant in self.staff().grants if grant.operator == operator), None)

    def working(self) -> OperatorGrant | None:
        """Who works now, None when nobody does or the lease ran out.

        Raises:
            Refused: locked.
        """
        chosen = self.staff().chosen
        grant = None if chosen is None else self.grant_of(chosen)
        return grant if grant is not None and grant.valid_until > self.provincial_now() else None

    def operator(self) -> OperatorGrant:
        """Who works now.

        Raises:
            Refused: locked, or nobody was chosen.
        """
        grant = self.working()
        if grant is None:
            raise self.refused("session.no_operator", "services.no_operator")
        return grant

    def actor(self) -> Actor:
        """Who acts, from where.

        Raises:
            Refused: locked, not enrolled, or nobody was chosen.
        """
        return self.actor_of(self.operator())

    def actor_of(self, grant: OperatorGrant) -> Actor:
        """An operator of this desk as an actor."""
        device = self.device()
        return Actor(operator=grant.operator, role=grant.role, org=grant.org, point=device.point, device=device.device)

    def last_contact(self) -> datetime | None:
        """When the province last answered this desk, None before the first time."""
        with self.store.reading() as unit:
            position = unit.singles.get(POSITION, Position)
        return None if position is None else position.last_contact

    def contact(self) -> Contact | None:
        """The province's time as last heard, None before the first time."""
        if self._contact is None:
            with self.store.reading() as unit:
                self._contact = unit.singles.get(CONTACT, Contact)
        return self._contact

    def provincial_now(self) -> datetime:
        """The province's time as well as this desk can tell: a PC's clock that is off by years changes nothing."""
        now, contact = self.clock.now(), self.contact()
        return now if contact is None else max(now - contact.ahead, contact.highest)

    def heard(self, unit: UnitOfWork, server_time: datetime) -> None:
        """Keep what time the province says it is. Call :meth:`forget` after the transaction."""
        known = unit.singles.get(CONTACT, Contact)
        highest = server_time if known is None else max(server_time, known.highest)
        unit.singles.put(CONTACT, Contact(ahead=self.clock.now() - server_time, highest=highest))

    def away(self) -> timedelta:
        """How long the province has not answered; a desk that was never answered counts from its enrolment."""
        contact = self.contact()
        if contact is not None:
            return self.provincial_now() - contact.highest
        return self.clock.now() - (self.last_contact() or self.device().enrolled_at)

    def claim(self) -> TimeClaim:
        """What this PC's clock says."""
        return TimeClaim(
            wall=self.clock.now(), boot_id=self._boot_id, monotonic_ms=int(self.clock.monotonic_s() * 1000)
        )

    def refused(self, code: str, key: str, **fields: object) -> Refused:
        """A refusal with its two sentences, ``<key>_what`` and ``<key>_advice``."""
        return Refused(code, self.words(f"{key}_what", **fields), self.words(f"{key}_advice", **fields))

    def keep_staff(self, staff: Staff, what: str) -> None:
        """Store who may work here and who does."""
        with self.store.unit() as unit:
            unit.singles.put(STAFF, staff)
            identity = unit.singles.get(IDENTITY, Identity)
            unit.log.write(
                who=staff.chosen or "desk",
                dev=identity.device if identity else self.store.installation,
                what=what,
                obj="staff",
                content=msgspec.to_builtins(staff),
            )
        self._staff = staff

    def forget(self) -> None:
        """Read identity and staff again when next asked."""
        self._forget(None)

    def _forget(self, touched: frozenset[str] | None) -> None:
        if touched is None:
            self._identity = None
            self._staff = None
            self._contact = None


def _boot_id() -> str:
    if not sys.platform.startswith("linux"):
        return ""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""
