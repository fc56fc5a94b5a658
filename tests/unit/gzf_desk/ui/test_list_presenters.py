"""Today, exchange, conflicts, unlocking, signing, homes: presenters without a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from gzf_desk.clock import FixedClock
from gzf_desk.errors import DeviceTrouble
from gzf_desk.services.views import PrintedView, SessionState, SyncOutcomeView, SyncView
from gzf_desk.ui.presenters.case import CasePresenter, HomesPresenter
from gzf_desk.ui.presenters.lists import SyncPresenter, TodayPresenter, UnlockPresenter
from gzf_desk.ui.presenters.rows import mark_of_outcome, mark_of_tone
from gzf_desk.ui.presenters.shell import ShellPresenter
from gzf_desk.ui.presenters.signing import PrintState, SigningPresenter
from gzf_desk.ui.widgets.symbols import Mark
from gzf_desk.ui.widgets.sync_pill import LineState, StoredCounts
from sync.model.states import Outcome, SignatureMethod
from tests.support.window import PASSPHRASE, MemoryDesk, StraightRunner, fixed_clock


def test_unknown_is_never_shown_as_met() -> None:
    assert mark_of_outcome(Outcome.UNKNOWN) is Mark.UNKNOWN
    assert mark_of_outcome(Outcome.UNKNOWN, near=True) is Mark.UNKNOWN
    assert mark_of_outcome(Outcome.FAIL, near=True) is Mark.BAD
    assert mark_of_outcome(Outcome.PASS, near=True) is Mark.NEAR
    assert mark_of_outcome(Outcome.PASS) is Mark.OK
    assert mark_of_tone("something new") is Mark.UNKNOWN


def test_today_looks_at_the_first_row_and_keeps_the_look(desk: MemoryDesk, runner: StraightRunner) -> None:
    today = TodayPresenter(desk.services(), runner)
    today.load()
    assert today.looked_at == "c1"
    today.look("c3")
    today.load()
    assert today.looked_at == "c3"


def test_the_exchange_runs_in_the_net_lane_and_tells_what_it_did(desk: MemoryDesk, runner: StraightRunner) -> None:
    sync = SyncPresenter(desk.services(), runner)
    sync.load()
    phases: list[str] = []
    sync.listen(lambda: phases.append(sync.phase))
    sync.start()
    assert "net" in runner.lanes
    assert "push 1/2" in phases
    assert sync.outcome is not None
    assert sync.outcome.accepted == 2
    assert not sync.running


@dataclass
class CutOff(MemoryDesk):
    """The line breaks."""

    def sync_once(self, progress: object = None) -> SyncOutcomeView:
        raise DeviceTrouble("net.down", "没有网", "过一会儿再试，事情都存着。")


def test_a_broken_line_frees_the_button(runner: StraightRunner) -> None:
    sync = SyncPresenter(CutOff().services(), runner)
    sync.start()
    assert not sync.running
    assert sync.trouble is not None


def test_a_conflict_is_settled_only_by_a_choice(desk: MemoryDesk, runner: StraightRunner) -> None:
    sync = SyncPresenter(desk.services(), runner)
    sync.load()
    assert sync.choices == {}
    sync.settle("k1")
    assert desk.calls == []
    sync.choose("k1", "theirs")
    sync.settle("k1")
    assert desk.calls == [("resolve", "k1", "theirs")]
    assert sync.conflicts == ()
    assert sync.choices == {}


def test_first_use_then_enrol_then_choose(runner: StraightRunner) -> None:
    desk = MemoryDesk(session_state=SessionState.NOT_SET_UP, site_view=None, who=None)
    entered: list[bool] = []
    unlock = UnlockPresenter(desk.services(), runner, lambda: entered.append(True))
    unlock.load()
    assert unlock.state is SessionState.NOT_SET_UP
    unlock.set_up(PASSPHRASE)
    assert (unlock.state, unlock.site) == (SessionState.NO_OPERATOR, None)
    unlock.enrol(" ABCD-1234 ", "https://province.example")
    assert unlock.site is not None
    assert entered == []
    unlock.choose("op-2")
    assert entered == [True]
    assert ("enrol", "ABCD-1234", "https://province.example") in desk.calls


def test_a_wrong_passphrase_is_a_conversation_and_can_be_tried_again(runner: StraightRunner) -> None:
    desk = MemoryDesk(session_state=SessionState.LOCKED, who=None)
    unlock = UnlockPresenter(desk.services(), runner, lambda: None)
    unlock.load()
    unlock.unlock("falsch")
    assert unlock.trouble is not None
    assert not unlock.busy
    unlock.unlock(PASSPHRASE)
    assert unlock.trouble is None
    assert unlock.state is SessionState.NO_OPERATOR


def test_signing_goes_person_by_person_consent_before_undertaking(desk: MemoryDesk, runner: StraightRunner) -> None:
    signing = SigningPresenter(desk.services(), runner, "c6")
    reloaded: list[bool] = []
    signing.on_signed = lambda: reloaded.append(True)
    signing.load()
    assert signing.missing() == 4
    while (turn := signing.current()) is not None:
        signing.sign(b"\x89PNG....", SignatureMethod.PAD, sensitive=turn.paper.value == "consent")
    assert [call[:3] for call in desk.calls] == [
        ("sign_consent", "m2", "m2"),
        ("sign_consent", "m3", "m1"),
        ("sign_undertaking", "m1", SignatureMethod.PAD),
        ("sign_undertaking", "m2", SignatureMethod.PAD),
    ]
    assert signing.missing() == 0
    assert len(reloaded) == 4


def test_somebody_out_of_turn_may_sign_first(desk: MemoryDesk, runner: StraightRunner) -> None:
    signing = SigningPresenter(desk.services(), runner, "c6")
    signing.load()
    signing.choose(4)
    signing.choose(0)
    turn = signing.current()
    assert turn is not None
    assert turn.signer.member_id == "m2"
    assert turn.paper.value == "undertaking"


def test_papers_say_what_became_of_them(desk: MemoryDesk, runner: StraightRunner, tmp_path: Path) -> None:
    signing = SigningPresenter(desk.services(), runner, "c6")
    signing.load()
    states = [signing.print_state(item) for item in signing.papers]
    assert states == [PrintState.READY, PrintState.NOT_YET, PrintState.NOT_YET, PrintState.NOT_YET]
    signing.send_all()
    assert signing.print_state(signing.papers[0]) is PrintState.PRINTED
    signing.send_all()
    assert [call for call in desk.calls if call[0] == "send"] == [("send", "D01")]
    signing.save("D01", tmp_path / "x.pdf")
    assert signing.print_state(signing.papers[0]) is PrintState.SAVED


@dataclass
class NoPaper(MemoryDesk):
    """The printer is out of paper."""

    def send(self, printed: PrintedView) -> None:
        raise DeviceTrouble("printer.empty", "没纸了", "放好纸再按一次。")


def test_a_stuck_printer_is_said_and_can_be_tried_again(runner: StraightRunner) -> None:
    signing = SigningPresenter(NoPaper().services(), runner, "c6")
    signing.load()
    signing.send_all()
    assert signing.print_state(signing.papers[0]) is PrintState.STUCK
    assert signing.trouble is not None


@pytest.mark.parametrize(("today", "first"), [((2026, 11, 20), (2026, 12, 1)), ((2026, 12, 31), (2027, 1, 1))])
def test_a_lease_begins_next_month_as_a_proposal(
    desk: MemoryDesk, runner: StraightRunner, today: tuple[int, int, int], first: tuple[int, int, int]
) -> None:
    homes = HomesPresenter(desk.services(), runner, FixedClock(datetime(*today, 4, tzinfo=UTC)))
    assert homes.first_day() == date(*first)


def test_allocation_and_contract_are_intents(desk: MemoryDesk, runner: StraightRunner) -> None:
    homes = HomesPresenter(desk.services(), runner, fixed_clock())
    homes.load()
    assert [len(homes.active()), len(homes.free_units()), len(homes.to_sign())] == [2, 1, 1]
    homes.allocate("w1", "u1", date(2026, 12, 1), 3)
    homes.sign("t1", b"\x89PNG", explained=True)
    assert desk.calls == [("allocate", "w1", "u1", date(2026, 12, 1), 3), ("sign_contract", "t1", True, b"\x89PNG")]


def test_a_paper_of_a_case_is_saved_where_a_person_said(
    desk: MemoryDesk, runner: StraightRunner, tmp_path: Path
) -> None:
    case = CasePresenter(desk.services(), runner, "c5")
    case.load()
    assert case.view is not None
    case.save("D01", tmp_path / "x.pdf")
    assert case.saved == "D01"


def test_the_pill_says_offline_until_the_province_was_reached(desk: MemoryDesk, runner: StraightRunner) -> None:
    shell = ShellPresenter(desk.services(), runner)
    assert shell.line() is LineState.OFFLINE
    assert shell.counts() == StoredCounts()
    shell.load()
    shell.refresh_sync()
    assert shell.counts() == StoredCounts(2, 4, 126)
    shell.sync = SyncView(online=None, line="", on_this_pc=0, in_two_places=0, received=0)
    assert shell.line() is LineState.OFFLINE
    shell.sync = SyncView(online=True, line="", on_this_pc=0, in_two_places=0, received=0)
    assert shell.line() is LineState.ONLINE


def test_the_finder_asks_once_a_moment_after_the_last_key_and_forgets(desk: MemoryDesk, runner: StraightRunner) -> None:
    shell = ShellPresenter(desk.services(), runner)
    for text in ("郑", "郑*", "郑*明"):
        shell.look_for(text)
    assert runner.lanes == []
    runner.pass_time(150)
    assert runner.lanes == ["store"]
    assert [row.case_id for row in shell.found] == ["c1"]
    shell.look_for("")
    assert shell.found == ()
