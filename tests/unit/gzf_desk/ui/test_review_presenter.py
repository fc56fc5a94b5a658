"""Review without a window: what is missing is named, nothing is chosen beforehand, acts are intents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from gzf_desk.clock import FixedClock
from gzf_desk.errors import Refused
from gzf_desk.i18n import Translator
from gzf_desk.services.views import ActView
from gzf_desk.ui.presenters.review import BLOCKS, ReviewPresenter
from sync.model.case import VerificationFact
from sync.model.states import OpinionDecision
from tests.support.window import MemoryDesk, StraightRunner, fixed_clock

TR = Translator()


@pytest.fixture
def clock() -> FixedClock:
    return fixed_clock()


@pytest.fixture
def review(desk: MemoryDesk, runner: StraightRunner, clock: FixedClock) -> ReviewPresenter:
    presenter = ReviewPresenter(desk.services(), runner, clock, "c9")
    presenter.load()
    return presenter


def see_all(review: ReviewPresenter) -> None:
    for block in BLOCKS:
        review.mark_seen(block)


def test_nothing_is_chosen_or_written_beforehand(review: ReviewPresenter) -> None:
    assert (review.decision, review.text, review.seen) == ("", "", set())


def test_every_missing_step_is_named_in_turn(review: ReviewPresenter) -> None:
    assert "家庭和住房" in review.missing(TR)
    see_all(review)
    assert review.missing(TR) == TR("ui_review.missing.decision")
    review.decide("agree")
    assert review.missing(TR) == TR("ui_review.missing.unknown", n=1)
    review.record_manual_check(0, "match", "银行柜台", "打电话问过")
    assert review.missing(TR) == TR("ui_review.missing.words", n=10)
    review.start_from_facts()
    assert review.missing(TR) == TR("ui_review.missing.own_words")
    review.write(review.text + "邻县老宅已拆，同意。")
    assert review.missing(TR) == ""


def test_disagreeing_needs_the_condition_that_is_not_met_and_failing_ones_come_first(review: ReviewPresenter) -> None:
    see_all(review)
    review.decide("disagree")
    review.write("存款超过了规定的数，没有说明来处。")
    assert review.missing(TR) == TR("ui_review.missing.reason")
    assert review.reasons() == ["C06", "C05"]
    review.give_reason("C06")
    assert review.missing(TR) == ""


def test_the_opinion_goes_out_with_what_was_seen(review: ReviewPresenter, desk: MemoryDesk) -> None:
    see_all(review)
    review.decide("return")
    review.write("请补一份拆迁协议的原件来。")
    review.give_reason("C06")
    review.commit()
    assert desk.calls == [("commit_opinion", "c9", OpinionDecision.RETURN, "请补一份拆迁协议的原件来。", (), BLOCKS)]
    assert review.last_act == ActView(done=True, sentence="已存在本机，等省里确认")


def test_what_is_not_allowed_cannot_be_chosen(review: ReviewPresenter, desk: MemoryDesk) -> None:
    desk.review_view = replace(desk.review_view, allowed=(), why_not="这一件是你受理的，要由周样平来审。")
    review.open("c9")
    review.decide("agree")
    assert review.decision == ""
    assert not review.decides_here()
    assert review.missing(TR) == "这一件是你受理的，要由周样平来审。"


def test_a_manual_check_says_who_was_asked_and_when(review: ReviewPresenter, desk: MemoryDesk) -> None:
    review.record_manual_check(0, "match", " 银行柜台 ", "打电话问过")
    (name, fact) = desk.calls[0]
    assert name == "record_manual_check"
    assert isinstance(fact, VerificationFact)
    assert (fact.data_class, fact.member, fact.source) == ("V28", "p4", "银行柜台")
    assert fact.as_of.isoformat() == "2026-11-20"


def test_the_next_case_starts_clean_and_the_queue_has_ends(review: ReviewPresenter, clock: FixedClock) -> None:
    see_all(review)
    review.write("写了一半")
    clock.advance(timedelta(seconds=74))
    assert review.spent_s() == 74
    assert review.step(1)
    assert (review.case_id, review.text, review.seen, review.spent_s()) == ("c1", "", set(), 0)
    assert not review.step(-1)
    for _ in range(4):
        assert review.step(1)
    assert not review.step(1)


def test_without_a_case_the_first_of_the_queue_is_opened(desk: MemoryDesk, runner: StraightRunner) -> None:
    presenter = ReviewPresenter(desk.services(), runner, fixed_clock())
    presenter.load()
    assert presenter.case_id == "c1"


@pytest.mark.parametrize("act", ["accept", "launch_checks", "conclude_publicity", "announce"])
def test_acts_without_words(review: ReviewPresenter, desk: MemoryDesk, act: str) -> None:
    review.act(act)
    assert desk.calls == [(act, "c9")]
    assert not review.busy


def test_acts_with_words(review: ReviewPresenter, desk: MemoryDesk, tmp_path: Path) -> None:
    review.ask_correction("劳动合同\n\n 租房合同 ")
    review.give_reason("C01")
    review.refuse_acceptance("户口不在本镇")
    review.withdraw("本人不办了")
    photo = tmp_path / "board.jpg"
    photo.write_bytes(b"picture")
    review.post_publicity(photo)
    assert desk.calls == [
        ("ask_correction", ("劳动合同", "租房合同")),
        ("refuse_acceptance", ("C01",), "户口不在本镇"),
        ("withdraw", "本人不办了"),
        ("post_publicity", b"picture"),
    ]


@dataclass
class StrictDesk(MemoryDesk):
    """Refuses to accept anything."""

    def accept(self, case_id: str) -> ActView:
        raise Refused("lease.over", "离线太久了", "先联网。")


def test_a_refusal_frees_the_buttons(runner: StraightRunner) -> None:
    presenter = ReviewPresenter(StrictDesk().services(), runner, fixed_clock(), "c9")
    presenter.load()
    presenter.act("accept")
    assert presenter.trouble is not None
    assert not presenter.busy
