"""Real desks against the real province, in one process: only HTTP is left out. One clock for all, moved by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from gzf_desk.app.desk import Desk, Province, open_desk
from gzf_desk.clock import FixedClock
from gzf_desk.paths import DataDir
from gzf_desk.services.views import SyncOutcomeView
from gzf_desk.tasks import Lanes
from sync.model.states import Role
from sync.server import accounts, enrolment, seeding
from sync.server.clock import FixedClock as ProvinceClock
from sync.server.platform import Platform
from sync.server.settings import Settings
from sync.server.sync_service import SyncService
from sync.server.timers import Timers
from tests.support.desks import CHEAP, NOW, PASSPHRASE

SITES = {"street": "street-003", "county": "county-990101", "property": "property-990101"}


class LinkedDesks:
    """A province and a desk at the street, the county and the property counter."""

    def __init__(self, folder: Path, at: datetime = NOW) -> None:
        self.clock = FixedClock(at)
        self.folder = folder
        self.platform = Platform.open(Settings(data_dir=folder / "province"), clock=ProvinceClock(at))
        seeding.seed(self.platform, "yichun2", 3)
        self.lanes = Lanes()
        self.desks = {name: self.enrol(name, site) for name, site in SITES.items()}

    def open(self, name: str) -> Desk:
        return open_desk(
            DataDir(self.folder / name),
            self.clock,
            "en",
            lanes=self.lanes,
            province=Province(
                unsigned=lambda _: SyncService(self.platform, None),
                signed=lambda identity: SyncService(self.platform, identity.device),
            ),
            keyrings=(),
            cost=CHEAP,
            remember_operator=True,
        )

    def enrol(self, name: str, site_code: str) -> Desk:
        desk = self.open(name)
        desk.services.session.set_up(PASSPHRASE)
        desk.services.session.enrol(self.code(site_code), "http://province.example")
        return desk

    def code(self, site_code: str) -> str:
        with self.platform.database.write() as connection:
            site = accounts.get_site(connection, site_code)
            assert site is not None
            return enrolment.issue_code(connection, site, Role.STREET_WINDOW, self.clock.now())

    def at(self, name: str, role: Role) -> Desk:
        """The desk ``name`` with somebody of that post at work."""
        desk = self.desks[name]
        who = next(one for one in desk.services.session.operators() if one.role is role)
        desk.services.session.choose_operator(who.id)
        return desk

    def sync(self, *names: str) -> dict[str, SyncOutcomeView]:
        done = {name: self.desks[name].services.sync.sync_once() for name in names or self.desks}
        assert not [outcome for outcome in done.values() if outcome.trouble], done
        return done

    def move_to(self, day: date) -> None:
        """The morning of a later day, for everybody; timers run, everybody syncs (leases are renewed)."""
        days = (day - self.clock.today()).days
        assert days >= 0
        self.clock.advance(timedelta(days=days))
        clock = self.platform.clock
        assert isinstance(clock, ProvinceClock)
        clock.at = self.clock.now()
        self.tick()
        self.sync()

    def tick(self) -> None:
        """The province's timers: departments answer, periods end."""
        for _ in range(3):
            Timers(self.platform).run()

    def close(self) -> None:
        for desk in self.desks.values():
            desk.close()
        self.lanes.shutdown()
        self.platform.close()
