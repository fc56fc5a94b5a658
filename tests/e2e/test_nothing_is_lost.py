"""Power goes at the desk or in the province, answers get lost on the way: nothing is lost, nothing happens twice.

What counts is what a desk has acknowledged: every op of it takes effect in the province exactly once.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.model.fields import to_fields
from sync.model.states import CaseState, Role, StorageState
from tests.e2e.conftest import Sits
from tests.support.bad_line import BadLine, Mishap, Moment
from tests.support.desks import NOW, fill_in
from tests.support.households import family
from tests.support.stories import Story, StoryClock, StoryDesk
from tests.support.tree import ROOT

_PATIENCE = 6
"""Exchanges after which everything must have arrived."""


@dataclass
class OnABadLine:
    """A street desk whose line to the province can fail."""

    story: Story
    line: BadLine
    desk: StoryDesk
    before: Counter[str]
    """Verdicts that the province had given before the desk came."""

    def start_again(self) -> None:
        """The province comes back at its old address."""
        self.story.province.start()

    def lose_power_in_the_province(self) -> None:
        self.story.province.kill()
        self.start_again()


@pytest.fixture
def place(furnished: Path, tmp_path: Path) -> Iterator[OnABadLine]:
    line = BadLine()
    shutil.copytree(furnished, tmp_path / "province")
    story = Story(tmp_path, StoryClock(NOW), line.url)
    story.province.start()
    line.leads_to(story.province.url)
    desk = story.desk("street", "street-001", Role.STREET_WINDOW, url=line.url)
    yield OnABadLine(story, line, desk, Counter(story.province.verdicts()))
    story.close()
    line.close()


def seal_another(desk: StoryDesk) -> str:
    case_id = desk.do.intake.take_over(to_fields(family())).case_id
    assert desk.do.submission.submit(case_id).sealed
    return case_id


def exchange_until_all_is_there(desk: StoryDesk) -> None:
    for _ in range(_PATIENCE):
        outcome = desk.do.sync.sync_once()
        if not outcome.trouble and not outcome.pending:
            return
    raise AssertionError(f"after {_PATIENCE} exchanges: {outcome}")


def everything_once(place: OnABadLine, sealed: list[str]) -> None:
    """Both ends hold the same; each op took effect once; both logs are whole."""
    desk, province = place.desk, place.story.province
    with desk.desk.workspace.store.reading() as unit:
        numbers = list(unit.connection.execute(text("SELECT n FROM outbox ORDER BY n")).scalars())
        verdicts = Counter(unit.connection.execute(text("SELECT verdict FROM outbox")).scalars())
        submitted = [row.parent for row in unit.mirror.of_kind("event") if row.fields["type"] == "submitted"]
    assert numbers == list(range(1, len(numbers) + 1))
    assert set(verdicts) <= {"accepted", "merged"}, verdicts
    judged = Counter(province.verdicts())
    judged.subtract(place.before)
    assert sum(judged.values()) == len(numbers), f"{len(numbers)} ops of the desk, judged: {judged}"
    assert {case: submitted.count(case) for case in sealed} == dict.fromkeys(sealed, 1)
    held = province.digests()
    mine = desk.digests()
    for case_id in sealed:
        assert desk.state(case_id) is CaseState.SUBMITTED
        assert desk.do.intake.draft(case_id).storage is StorageState.RECEIVED
        assert mine[case_id] == held[case_id]
    assert {record: held.get(record) for record in mine} == mine
    assert desk.chain_is_whole()
    assert province.run("log-verify")["ok"]


def die_at(place: OnABadLine, call: str, moment: Moment) -> str:
    """A desk in a process of its own is killed at this moment of its exchange; the case that it had sealed."""
    arguments = [sys.executable, "-m", "tests.support.desk_at_work", str(place.desk.data_dir.root)]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:

        def power_goes() -> None:
            process.kill()
            process.wait()

        place.line.plan(Mishap(call, moment, power_goes))
        assert process.stdout is not None
        said = [json.loads(line) for line in process.stdout]
    assert process.returncode == -signal.SIGKILL
    assert [list(line) for line in said] == [["sealed"]], "the desk lived on"
    return str(said[0]["sealed"])


def test_what_is_typed_a_moment_before_the_window_is_closed(story: Story, sits_down: Sits) -> None:
    street = story.street()
    case_id = fill_in(street.desk).case_id
    clerk = sits_down(street)
    clerk.press("F3", "Return")
    clerk.fill("手机号", "19900007777")
    clerk.window.close()
    street.reopen()
    member = next(iter(street.do.intake.draft(case_id).draft.members.values()))
    assert member.phone == "19900007777"


def test_a_desk_that_is_killed_in_mid_sync(place: OnABadLine) -> None:
    place.desk.desk.close()
    moments = (
        ("push", Moment.HALF_SENT),
        ("push", Moment.HANDED_OVER),
        ("push", Moment.ANSWERED),
        ("pull", Moment.ANSWERED),
    )
    sealed = [die_at(place, call, moment) for call, moment in moments]
    assert [(one.call, one.moment) for one in place.line.happened] == list(moments)
    place.desk.reopen()
    assert {row.case_id for row in place.desk.do.worklist.cases()} >= set(sealed), "an acknowledged case is gone"
    exchange_until_all_is_there(place.desk)
    everything_once(place, sealed)


@pytest.mark.parametrize("moment", [Moment.HALF_SENT, Moment.HANDED_OVER, Moment.ANSWERED])
def test_a_province_that_is_killed_in_mid_push(place: OnABadLine, moment: Moment) -> None:
    sealed = [seal_another(place.desk), seal_another(place.desk)]
    place.line.plan(Mishap("push", moment, place.lose_power_in_the_province))
    exchange_until_all_is_there(place.desk)
    assert len(place.line.happened) == 1
    everything_once(place, sealed)


def test_answers_that_get_lost_and_requests_that_come_twice(place: OnABadLine) -> None:
    sealed = []
    for call in ("push", "pull"):
        for moment in Moment:
            place.line.plan(Mishap(call, moment))
            sealed.append(seal_another(place.desk))
            exchange_until_all_is_there(place.desk)
    assert [one.moment for one in place.line.happened] == [*Moment, *Moment]
    everything_once(place, sealed)
