"""The application without a window: edits reach the store in time, once, in order, and nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from gzf_desk.errors import BadInput, StoreTrouble
from gzf_desk.services.views import CardTrouble
from gzf_desk.ui.presenters.draft import SAVE_AFTER_MS
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from sync.model.states import SourceMark
from tests.support import window_facts
from tests.support.window import MemoryDesk, StraightRunner


@pytest.fixture
def intake(desk: MemoryDesk, runner: StraightRunner) -> IntakePresenter:
    presenter = IntakePresenter(desk.services(), runner)
    presenter.open("c6")
    return presenter


def sets(desk: MemoryDesk) -> list[tuple[object, ...]]:
    return [call[1:] for call in desk.calls if call[0] == "set"]


def test_an_edit_is_stored_within_300_ms_of_the_first_key(
    intake: IntakePresenter, desk: MemoryDesk, runner: StraightRunner
) -> None:
    assert SAVE_AFTER_MS <= 300
    for text in ("1", "19", "199"):
        intake.edit("members/m2.phone", text)
        assert intake.value("members/m2.phone") == text
    assert sets(desk) == []
    assert intake.unsaved
    runner.pass_time(SAVE_AFTER_MS)
    assert sets(desk) == [("members/m2.phone", "199")]
    assert not intake.unsaved
    assert intake.record.members["m2"].phone == "199"


def test_typing_without_a_pause_does_not_put_saving_off(
    intake: IntakePresenter, desk: MemoryDesk, runner: StraightRunner
) -> None:
    for number in range(6):
        intake.edit("members/m2.phone", "1" * (number + 1))
        runner.pass_time(100)
    assert len(sets(desk)) >= 2


def test_an_edit_that_the_store_refuses_is_kept_and_tried_again(
    intake: IntakePresenter, desk: MemoryDesk, runner: StraightRunner
) -> None:
    desk.refuse_next = StoreTrouble("store.full", "盘满了", "清出地方再试。")
    intake.edit("members/m2.phone", "19900000002")
    runner.pass_time(SAVE_AFTER_MS)
    assert intake.trouble is not None
    assert intake.trouble.code == "store.full"
    assert intake.value("members/m2.phone") == "19900000002"
    intake.edit("members/m2.employer", "示例厂")
    runner.pass_time(SAVE_AFTER_MS)
    assert intake.trouble is None
    assert intake.record.members["m2"].phone == "19900000002"
    assert intake.record.members["m2"].employer == "示例厂"


def test_undo_stores_what_is_typed_first_and_takes_it_back(intake: IntakePresenter, desk: MemoryDesk) -> None:
    before = intake.record
    intake.edit("members/m2.phone", "19900000002")
    intake.undo()
    assert sets(desk) == [("members/m2.phone", "19900000002")]
    assert intake.record == before
    intake.redo()
    assert intake.record.members["m2"].phone == "19900000002"
    assert intake.restored == 2


def test_where_values_come_from(intake: IntakePresenter) -> None:
    assert intake.source("members/m1.name") is SourceMark.CARD
    assert intake.source("members/m1.marital") is SourceMark.SHARED
    assert intake.source("members/m1.phone") is SourceMark.DECLARED
    assert intake.source("members/m2.phone") is None
    assert intake.source("category") is None


def test_the_card_starts_nothing_before_the_person_is_confirmed(desk: MemoryDesk, runner: StraightRunner) -> None:
    presenter = IntakePresenter(desk.services(), runner)
    presenter.read_card()
    assert runner.lanes == ["device"]
    assert presenter.card is desk.card
    assert presenter.draft is None
    presenter.edit("category", "hukou_lowinc")
    assert not presenter.unsaved
    presenter.put_card_away()
    assert presenter.card is None


def test_a_card_that_cannot_be_read_is_a_state(desk: MemoryDesk, runner: StraightRunner) -> None:
    desk.card = CardTrouble(code="no_card", what="没有卡", advice="放好卡再按 F2。")
    presenter = IntakePresenter(desk.services(), runner)
    presenter.read_card()
    assert isinstance(presenter.card, CardTrouble)
    assert not presenter.reading
    assert presenter.trouble is None


@dataclass
class NoReader(MemoryDesk):
    """Nobody set up a reader."""

    def read(self, *, driver: str | None = None, port: str | None = None, timeout_s: float = 10.0) -> CardTrouble:
        raise BadInput("reader.no_driver", "没有读卡器", "在设置里选一个，或者手工填。")


def test_without_a_reader_one_may_try_again_or_type(runner: StraightRunner) -> None:
    presenter = IntakePresenter(NoReader().services(), runner)
    presenter.read_card()
    assert presenter.trouble is not None
    assert not presenter.reading
    presenter.begin(None)
    assert presenter.trouble is None
    assert presenter.draft is not None


def test_a_card_that_is_laid_down_is_seen_without_a_key_until_the_person_is_known(
    desk: MemoryDesk, runner: StraightRunner
) -> None:
    presenter = IntakePresenter(desk.services(), runner)
    presenter.watch()
    presenter.watch()
    (told,) = desk.watchers
    told(CardTrouble(code="no_card", what="没有卡", advice=""))
    assert presenter.card is None
    told(window_facts.LADY)
    assert presenter.card is window_facts.LADY
    presenter.begin(window_facts.LADY)
    assert desk.watchers == []
    told(replace(window_facts.LADY, name="测试甲"))
    assert presenter.card is window_facts.LADY
    presenter.watch()
    assert desk.watchers == []


def test_the_next_member_comes_from_a_card(intake: IntakePresenter) -> None:
    intake.add_person_from_card()
    assert intake.focus_entry == "n1"
    assert intake.record.members["n1"].name == "林秀例"


def test_a_new_row_is_stored_after_what_was_typed_and_can_come_back(intake: IntakePresenter, desk: MemoryDesk) -> None:
    intake.edit("income/i1.amount_fen", 100)
    intake.add("income")
    assert sets(desk) == [("income/i1.amount_fen", 100)]
    assert intake.focus_entry in intake.record.income
    intake.remove("income/i1")
    assert "i1" not in intake.record.income
    intake.undo()
    assert intake.record.income["i1"].amount_fen == 100


def test_papers_that_the_policy_asks_for_and_papers_that_are_here(intake: IntakePresenter) -> None:
    intake.evaluate()
    asked = intake.material_rows()
    assert [(row.kind, row.status, row.entry) for row in asked] == [("34", "missing", "")]
    intake.mark_material(asked[0], "exempt", "by_promise")
    noted = intake.material_rows()
    assert [(row.kind, row.status, row.exempt_reason) for row in noted] == [("34", "exempt", "by_promise")]
    intake.mark_material(noted[0], "present")
    assert [(row.status, row.exempt_reason) for row in intake.material_rows()] == [("present", None)]


def test_sealing_leads_to_the_last_page(intake: IntakePresenter, desk: MemoryDesk) -> None:
    intake.edit("members/m2.phone", "19900000002")
    intake.submit()
    assert [call[0] for call in desk.calls] == ["set", "submit"]
    assert intake.step is IntakeStep.DONE


def test_a_read_only_case_is_not_edited(intake: IntakePresenter, desk: MemoryDesk) -> None:
    assert intake.draft is not None
    intake.draft = replace(intake.draft, editable=False)
    intake.edit("members/m2.phone", "1")
    intake.flush()
    assert sets(desk) == []
