"""The street's reviewer looks at a case and agrees, hands on the keyboard; who accepted it cannot."""

from __future__ import annotations

from gzf_desk.ui.desk.navigation import PlaceName
from sync.model.states import CaseState, OpinionDecision, Role
from tests.e2e.conftest import Sits
from tests.support.clerk import Clerk
from tests.support.stories import OWN_WORDS, Story

MOST_PRESSES = 45
"""Key presses of a review besides its words, exchange with the province included: a figure of the desk's design."""


def looks_at_everything(clerk: Clerk) -> None:
    """Each block by its digit; Space says that it was seen."""
    for digit in "1234":
        clerk.press(f"Alt+{digit}", "Space")


def test_a_review_by_keyboard(story: Story, sits_down: Sits) -> None:
    street = story.street()
    case_id = story.to_review(street)
    street.as_role(Role.STREET_REVIEWER)
    assert case_id in [row.case_id for row in street.do.review.queue()]
    reviewer = sits_down(street)

    reviewer.press("Ctrl+4")
    while reviewer.case_before() != case_id:
        reviewer.press("Ctrl+Down")
    assert reviewer.sees("林*例 · 3 人")
    assert not reviewer.sees("林秀例"), "the page of a case shows nobody's whole name"
    reviewer.press("Ctrl+Return")
    assert street.do.sync.view().on_this_pc == 0, "an opinion without a look and without words"
    looks_at_everything(reviewer)
    reviewer.press("Alt+5")
    reviewer.type(OWN_WORDS["R1"])
    reviewer.press("Ctrl+Return")
    assert street.do.sync.view().on_this_pc == 0, "words alone decide nothing: agree, return or disagree"
    reviewer.press("Alt+A", "Ctrl+Return")
    assert street.do.sync.view().on_this_pc == 1
    assert reviewer.sees("等省里答复"), "the desk never says decided before the province did"
    reviewer.press("Ctrl+6", "Ctrl+Return")
    assert "只在本机 0 件" in reviewer.pill()
    assert reviewer.presses <= MOST_PRESSES

    process = street.process(case_id)
    (opinion,) = process.opinions
    assert (process.state, process.stage) == (CaseState.PUBLICITY, "P1")
    assert (opinion.stage, opinion.decision, opinion.text) == ("R1", OpinionDecision.AGREE, OWN_WORDS["R1"])
    assert process.accepted_by != opinion.reviewer
    assert street.digests()[case_id] == story.province.digests()[case_id]


def test_who_accepted_a_case_cannot_review_it(story: Story, sits_down: Sits) -> None:
    street = story.street()
    case_id = story.to_review(street)
    before = story.province.digests()[case_id]
    street.as_role(Role.STREET_WINDOW)
    acceptor = sits_down(street)

    acceptor.press("Ctrl+K")
    acceptor.type("林秀例")
    acceptor.wait_for("林*例")
    acceptor.press("Return", "Alt+O")
    assert acceptor.sees("现在轮到街道审核人")
    assert acceptor.at(PlaceName.CASE), "a way to the review for who may not review"
    acceptor.press("Ctrl+4")
    assert not acceptor.sees("林*例"), "the case waits in the queue of who accepted it"
    acceptor.press("Alt+A", "Ctrl+Return")
    assert street.do.sync.view().on_this_pc == 0

    assert street.do.review.page(case_id).why_not
    refused = street.do.review.commit_opinion(case_id, OpinionDecision.AGREE, OWN_WORDS["R1"])
    assert not refused.done
    assert refused.sentence
    street.sync()
    assert story.province.digests()[case_id] == before
    assert not street.process(case_id).opinions
