"""Whole stories: the real province as a process, real desks over HTTP, and what people do on the road.

One clock for all, moved by hand: the desks hold it, the province reads it from a file at every request.
"""

from __future__ import annotations

import contextlib
import io
import json
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gzf_desk.app.desk import Desk, open_desk
from gzf_desk.clock import FixedClock
from gzf_desk.paths import DataDir
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import ActView, SyncOutcomeView
from gzf_desk.settings import ReaderSettings, Settings
from sync.model.case import CaseProcess
from sync.model.states import CaseState, OpinionDecision, Role
from sync.protocol.canonical import digest
from sync.server import cli
from tests.support.desks import CHEAP, PASSPHRASE, PNG, submitted
from tests.support.platform_process import PlatformProcess, platform_process

VILLAGES = (("village-01", "990101001001", "0011"), ("village-02", "990101002001", "0012"))
"""Site, unit, station: a village of the first street and one of the second."""
OWN_WORDS = {
    "R1": "入户看过，一家三口租住在一间老屋，收入和部门查到的一致，同意初审通过。",
    "R2": "镇里入户记录与部门核验一致，人均月收入低于规定线，同意确认资格。",
}
_NEVER = ("--tick", "86400")
"""Timers run when a story says so."""


def platform(folder: Path, *words: str) -> dict[str, Any]:
    """One ``gzf-platform`` command on a data folder, without the cost of a process; its JSON answer."""
    said = io.StringIO()
    clock = folder / "clock.txt"
    timed = ("--clock-file", str(clock)) if clock.exists() else ()
    with contextlib.redirect_stdout(said):
        code = cli.run([*words, "--data-dir", str(folder), *timed, "--json"])
    assert code == 0, said.getvalue()
    answer: dict[str, Any] = json.loads(said.getvalue())
    return answer


def furnish(folder: Path, at: datetime) -> None:
    """A province with sites, homes, households of others, and two villages."""
    folder.mkdir(parents=True)
    (folder / "clock.txt").write_text(at.isoformat(), encoding="utf-8")
    platform(folder, "init")
    platform(folder, "seed", "--city", "yichun2", "--households", "3")
    for site, org, station in VILLAGES:
        platform(folder, "site", "add", "--site", site, "--point", "village_point", "--org", org, "--station", station)


class StoryClock(FixedClock):
    """The date is the story's; seconds pass as they really do, for whoever waits for a device."""

    def monotonic_s(self) -> float:
        """See :class:`gzf_desk.clock.Clock`."""
        return time.monotonic()


class StoryProvince:
    """The province of one story, in a process that can be stopped, killed and started again at the same address.

    Args:
        folder: a furnished data folder.
        clock: the time of the story.
        public_url: where devices reach it, when something stands in between.
    """

    def __init__(self, folder: Path, clock: FixedClock, public_url: str = "") -> None:
        self.folder, self.clock = folder, clock
        self._public = ("--public-url", public_url) if public_url else ()
        self._life = ExitStack()
        self._port = 0
        self.process: PlatformProcess | None = None
        self.url = ""
        self.tell_time()

    def tell_time(self) -> None:
        (self.folder / "clock.txt").write_text(self.clock.now().isoformat(), encoding="utf-8")

    def start(self) -> None:
        options = ("--clock-file", str(self.folder / "clock.txt"), *_NEVER, *self._public)
        self.process = self._life.enter_context(platform_process(self.folder, *options, port=self._port))
        self.url = self.process.url
        self._port = int(self.url.rsplit(":", 1)[1])

    def stop(self) -> None:
        self._life.close()
        self._life = ExitStack()

    def kill(self) -> None:
        """As a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.stop()

    def run(self, *words: str) -> dict[str, Any]:
        return platform(self.folder, *words)

    def code(self, site: str, role: Role) -> str:
        return str(self.run("enroll-code", "--site", site, "--role", role.value)["code"])

    def digests(self) -> dict[str, str]:
        """Digest of every record by id."""
        return {record["id"]: record["digest"] for record in self.run("inspect")["records"]}

    def verdicts(self) -> dict[str, int]:
        counts: dict[str, int] = self.run("inspect")["verdicts"]
        return counts


class StoryDesk:
    """A real desk with a store of its own."""

    def __init__(self, folder: Path, clock: FixedClock, reader_port: str = "") -> None:
        self.data_dir, self.clock = DataDir(folder), clock
        driver = "sdt" if reader_port else "simulated"
        self.settings = Settings(reader=ReaderSettings(driver=driver, port=reader_port))
        self.papers: list[bytes] = []
        self.desk = self._open()

    def _open(self) -> Desk:
        return open_desk(
            self.data_dir,
            self.clock,
            settings=self.settings,
            keyrings=(),
            cost=CHEAP,
            remember_operator=True,
            printer=lambda pdf, _: self.papers.append(pdf),
        )

    @property
    def do(self) -> DeskServices:
        return self.desk.services

    def enrol(self, province: StoryProvince, site: str, role: Role, url: str = "") -> StoryDesk:
        self.do.session.set_up(PASSPHRASE)
        self.do.session.enrol(province.code(site, role), url or province.url)
        return self.as_role(role)

    def as_role(self, role: Role) -> StoryDesk:
        who = next(one for one in self.do.session.operators() if one.role is role)
        self.do.session.choose_operator(who.id)
        return self

    def sync(self) -> SyncOutcomeView:
        """One exchange that works."""
        outcome = self.do.sync.sync_once()
        assert (outcome.trouble, outcome.pending) == ("", 0), outcome
        return outcome

    def send(self, act: ActView) -> SyncOutcomeView:
        """An act that both ends agree to."""
        assert act.done, act
        outcome = self.sync()
        assert (outcome.refused, outcome.conflicts) == (0, 0), (outcome, self.do.sync.view().refused)
        return outcome

    def process(self, case_id: str) -> CaseProcess:
        return self.do.intake.draft(case_id).process

    def state(self, case_id: str) -> CaseState:
        return self.process(case_id).state

    def digests(self) -> dict[str, str]:
        """Digest of every record that came from the province, by id."""
        with self.desk.workspace.store.reading() as unit:
            kinds = unit.mirror.counts()
            return {row.record_id: digest(dict(row.fields)) for kind in kinds for row in unit.mirror.of_kind(kind)}

    def chain_is_whole(self) -> bool:
        with self.desk.workspace.store.reading() as unit:
            return unit.log.verify().ok

    def reopen(self) -> None:
        """Switch the PC off and on again."""
        self.desk.close()
        self.desk = self._open()
        self.do.session.unlock(PASSPHRASE)

    def close(self) -> None:
        self.desk.close()


class Story:
    """The province of a story with its desks."""

    def __init__(self, folder: Path, clock: FixedClock, public_url: str = "") -> None:
        self.folder, self.clock = folder, clock
        self.province = StoryProvince(folder / "province", clock, public_url)
        self.desks: dict[str, StoryDesk] = {}

    def desk(self, name: str, site: str, role: Role, *, reader_port: str = "", url: str = "") -> StoryDesk:
        """A desk of ``site``, enrolled, somebody of that post at work."""
        made = self.desks[name] = StoryDesk(self.folder / name, self.clock, reader_port)
        return made.enrol(self.province, site, role, url)

    def street(self, name: str = "street") -> StoryDesk:
        return self.desk(name, "street-001", Role.STREET_WINDOW)

    def pass_time(self, delta: timedelta) -> None:
        self.clock.advance(delta)
        self.province.tell_time()

    def timers(self) -> None:
        """Departments answer, periods end."""
        for _ in range(3):
            self.province.run("tick")

    def close(self) -> None:
        while self.desks:
            self.desks.popitem()[1].close()
        self.province.stop()

    # --- the usual road --------------------------------------------------------------------------------------------

    def to_review(self, street: StoryDesk) -> str:
        """A household that applied at this street, was accepted and checked."""
        case_id = submitted(street.desk)
        street.sync()
        self.accepted_and_checked(street, case_id)
        return case_id

    def accepted_and_checked(self, street: StoryDesk, case_id: str) -> None:
        street.as_role(Role.STREET_WINDOW)
        street.send(street.do.review.accept(case_id))
        street.send(street.do.review.launch_checks(case_id))
        self.timers()
        street.sync()
        assert (street.state(case_id), street.process(case_id).stage) == (CaseState.REVIEW, "R1")

    def reviewed_and_posted(self, desk: StoryDesk, role: Role, stage: str, case_id: str) -> None:
        """One review in own words and the publicity after it, waited for to its last day."""
        desk.sync()
        desk.as_role(role)
        assert desk.process(case_id).stage == stage
        viewed = ("household", "finance", "checks", "materials")
        agree = OpinionDecision.AGREE
        desk.send(desk.do.review.commit_opinion(case_id, agree, OWN_WORDS[stage], viewed=viewed))
        desk.send(desk.do.review.post_publicity(case_id, PNG))
        last_day = desk.process(case_id).publicities[-1].to
        self.pass_time(timedelta(days=(last_day - self.clock.today()).days + 1))
        self.timers()
        desk.sync()
        assert desk.state(case_id) is not CaseState.PUBLICITY

    def to_qualified(self, street: StoryDesk, county: StoryDesk, case_id: str) -> None:
        """From the first review to the waiting list."""
        self.reviewed_and_posted(street, Role.STREET_REVIEWER, "R1", case_id)
        self.reviewed_and_posted(county, Role.DISTRICT_REVIEWER, "R2", case_id)
        if county.state(case_id) is CaseState.DECIDING:
            county.send(county.do.review.announce(case_id))
        assert county.state(case_id) is CaseState.QUALIFIED
