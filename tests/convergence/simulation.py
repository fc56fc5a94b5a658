"""A deterministic simulation of several desks, one province and a bad line between them.

Everything that happens follows from the seed: who saves what, which requests or replies are lost or doubled, whose
clock is off, who writes while another one pulls. ``Faults`` sits between engine and service; ``checks.py`` says what
must hold.
"""

from __future__ import annotations

import contextlib
import itertools
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sync.client.engine import Cancellation
from sync.errors import TransportError
from sync.model.fields import to_fields
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.protocol.api import SyncApi
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
from sync.workflow.application.commands import Submit, Withdraw
from tests.convergence.checks import Watched, WatchedStore
from tests.support.households import document_number, family
from tests.support.province import COUNTY, START, STREET, MemoryDesk, Province

Mutant = Callable[[SyncApi, "Simulation", MemoryDesk], SyncApi]
OTHER_STREET = OrgCode(COUNTY + "004")


@dataclass
class Faults:
    """A line that loses, doubles and delays."""

    api: SyncApi
    chance: random.Random
    rate: float
    between: Callable[[], None]
    """What others do while a request is on its way."""

    def push(self, request: PushRequest) -> PushReply:
        reply: PushReply = self._send(lambda: self.api.push(request))
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        reply: PullReply = self._send(lambda: self.api.pull(request))
        return reply

    def hello(self) -> Hello:
        return self.api.hello()

    def enrol(self, request: EnrolRequest) -> EnrolReply:
        return self.api.enrol(request)

    def refresh(self, request: RefreshRequest = NOTHING_TOLD) -> RefreshReply:
        return self.api.refresh(request)

    def _send(self, act: Callable[[], Any]) -> Any:
        self.between()
        if self.chance.random() >= self.rate:
            return act()
        match self.chance.choice(["lost", "reply_lost", "doubled"]):
            case "lost":
                raise TransportError("lost", "the request never arrived")
            case "reply_lost":
                act()
                raise TransportError("lost", "the reply never arrived")
            case _:
                act()
                return act()


@dataclass
class Simulation:
    """Desks at two streets and the county, working at random."""

    here: Province
    seed: int
    fault_rate: float = 0.35
    mutant: Mutant | None = None
    clocks_off: bool = True
    desks: list[Watched] = field(default_factory=list)
    saved: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._ids = random.Random(self.seed + 1)
        self._walls = random.Random(self.seed + 2)
        self._busy = False
        self._active: list[Watched] = []
        self._tokens = itertools.count(1)
        places = [(STREET, ServicePoint.STREET_WINDOW)] * 3 + [(OTHER_STREET, ServicePoint.STREET_WINDOW)]
        places.append((COUNTY, ServicePoint.COUNTY_OFFICE))
        for org, point in places:
            self.desks.append(self._desk(org, point))

    def _desk(self, org: OrgCode, point: ServicePoint) -> Watched:
        role = Role.STREET_WINDOW if point is ServicePoint.STREET_WINDOW else Role.DISTRICT_REVIEWER
        desk = self.here.desk(role, org=org, point=point)
        api = desk.api if self.mutant is None else self.mutant(desk.api, self, desk)
        faulty = Faults(api=api, chance=self.chance, rate=self.fault_rate, between=self._meanwhile)
        desk.api = faulty
        desk.store = WatchedStore(identity=desk.store.identity, keys=self.here.platform.keys)
        return Watched(desk=desk, org=org, role=role, line=faulty)

    def run(self, steps: int) -> None:
        """Work on a bad line, then let everybody finish on a good one."""
        for _ in range(steps):
            self.step()
        self.settle()

    def step(self) -> None:
        watched = self.chance.choice(self.desks)
        if self.chance.random() < 0.3:
            self.sync(watched)
        else:
            self.save(watched)

    def sync(self, watched: Watched) -> None:
        self._active.append(watched)
        stop = Cancellation()
        impatient = self.chance.random() < 0.3
        with contextlib.suppress(TransportError):
            watched.desk.sync(stop, max_attempts=2, progress=lambda _told: stop.cancel() if impatient else None)
        self._active.remove(watched)

    def settle(self) -> None:
        """Everybody syncs without faults until nothing moves any more."""
        for watched in self.desks:
            watched.line.rate = 0.0
        self._busy = True
        for _ in range(2):
            for watched in self.desks:
                watched.desk.sync()
        self._busy = False

    def save(self, watched: Watched) -> None:
        """One thing that a person does at this desk."""
        desk = watched.desk
        if watched.role is not Role.STREET_WINDOW:
            return
        wander = timedelta(days=self._walls.randrange(-3650, 3650))
        desk.wall = START + (wander if self.clocks_off else timedelta())
        known = [row.record_id for row in desk.rows("case")]
        self.saved += 1
        kind = self.chance.random()
        if not known or kind < 0.1:
            self._put(watched)
        elif kind < 0.88:
            favourite = known[0] if self.chance.random() < 0.4 else self.chance.choice(known)
            self._patch(desk, favourite)
        elif kind < 0.96:
            case = self.chance.choice(known)
            desk.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256=desk.digest(case)), op_id=self._id())
        else:
            case = self.chance.choice(known)
            desk.command(case, Role.STREET_WINDOW, Withdraw(reason="不再需要"), op_id=self._id())

    def _put(self, watched: Watched) -> None:
        fields = to_fields(family())
        born = date(1950, 1, 1) + timedelta(days=next(self._tokens))
        number = document_number(born, self.chance.randrange(400), male=False)
        fields["members/m1"] |= {"document_number": number, "birth_date": born.isoformat(), "note": self._token()}
        record_id = RecordId(self._id())
        watched.desk.put(fields, record_id=record_id, org=watched.org, op_id=self._id())

    def _patch(self, desk: MemoryDesk, case: RecordId) -> None:
        path = self.chance.choice(["wishes", "income/i1", "income/i2", "members/m3", "remark", "housing/h9"])
        values: dict[str, Any] = {
            "wishes": {"note": self._token()},
            "remark": self._token(),  # a field of a newer program
            "members/m3": {"name": "陈小样", "note": self._token()},
            "housing/h9": {"address": self._token()},
        }
        fresh = {"member": "m1", "kind": "wage", "amount_fen": next(self._tokens)}
        value = None if self.chance.random() < 0.15 else values.get(path, fresh)
        desk.patch(case, {path: value}, op_id=self._id())

    def _meanwhile(self) -> None:
        """While one desk's request is on its way, another one may save and push."""
        if self._busy or self.chance.random() > 0.3:
            return
        self._busy = True
        other = self.chance.choice(self.desks)
        self.save(other)
        if other not in self._active:
            self.sync(other)
        self._busy = False

    def _token(self) -> str:
        return f"t{next(self._tokens)}"

    def _id(self) -> str:
        return str(uuid.UUID(int=self._ids.getrandbits(128), version=4))
