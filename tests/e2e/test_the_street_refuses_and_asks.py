"""The street window asks for everything at once, and only once; it may refuse to accept, and a family may withdraw."""

from __future__ import annotations

from gzf_desk.ui.desk.navigation import PlaceName
from gzf_desk.ui.widgets.forms import ChoiceBox
from sync.model.states import CaseState, Role
from tests.e2e.conftest import Sits
from tests.support.clerk import Clerk
from tests.support.desks import submitted
from tests.support.stories import Story, StoryDesk

GAPS = ("请补户口簿全部页的复印件", "请写明丈夫的单位和电话")
NO_REASON = "要选原因，并写清楚"


def sent_by_a_village(story: Story) -> tuple[StoryDesk, str]:
    """An application of a family of the first street's village, received by the province."""
    village = story.desk("village", "village-01", Role.VILLAGE_POINT)
    case_id = submitted(village.desk)
    village.sync()
    return village, case_id


def opens(clerk: Clerk, case_id: str) -> None:
    """Ctrl 4, then ↓ through the queue to this case."""
    clerk.press("Ctrl+4")
    while clerk.case_before() != case_id:
        clerk.press("Ctrl+Down")


def exchange(clerk: Clerk) -> None:
    """The window's own exchange with the province."""
    clerk.press("Ctrl+6", "Ctrl+Return")
    assert "只在本机 0 件" in clerk.pill()


def test_everything_is_asked_at_once_and_only_once(story: Story, sits_down: Sits) -> None:
    village, case_id = sent_by_a_village(story)
    street = story.street()
    street.sync()
    clerk = sits_down(street)

    opens(clerk, case_id)
    clerk.press("Alt+C")
    assert street.do.sync.view().on_this_pc == 0, "a notice without a word"
    clerk.type(GAPS[0])
    clerk.press("Return")
    clerk.type(GAPS[1])
    clerk.press("Alt+C")
    assert clerk.sees("“发补正通知”已存在本机，等省里答复")
    exchange(clerk)
    assert street.state(case_id) is CaseState.CORRECTION
    assert street.process(case_id).correction_items == GAPS

    answers(village, sits_down(village), case_id)

    street.sync()
    assert street.state(case_id) is CaseState.SUBMITTED
    assert street.do.intake.draft(case_id).draft.members[applicant_of(street, case_id)].employer == "示例小学"
    opens(clerk, case_id)
    clerk.press("Alt+5")
    clerk.type("还要再补一样")
    clerk.press("Alt+C")
    assert clerk.sees("补正只能通知一次，已经通知过了")
    street.sync()
    assert street.process(case_id).corrections == 1
    assert street.digests()[case_id] == story.province.digests()[case_id]


def applicant_of(desk: StoryDesk, case_id: str) -> str:
    return next(iter(desk.do.intake.draft(case_id).draft.members))


def answers(village: StoryDesk, agent: Clerk, case_id: str) -> None:
    """The village sees every gap in one place, fills the form again and seals it again."""
    exchange(agent)
    agent.press("F6")
    agent.to("今天要办")
    agent.press("Return")
    assert agent.at(PlaceName.CASE)
    for gap in GAPS:
        assert agent.sees(gap)
    assert agent.sees("提交补正")
    agent.press("Alt+O")
    assert agent.at(PlaceName.NEW)
    agent.press("Ctrl+Right")
    agent.fill("单位", "示例小学")
    agent.press(*["Ctrl+Right"] * 5, "Ctrl+Return")
    assert agent.sees("内容改过，要重新签"), "a promise about what was changed afterwards"
    agent.lets_everybody_sign()
    agent.press("Ctrl+Return")
    assert agent.sees("已封存在本机，有网就报送")
    exchange(agent)
    assert village.state(case_id) is CaseState.SUBMITTED


def test_acceptance_is_refused_with_a_reason(story: Story, sits_down: Sits) -> None:
    village, case_id = sent_by_a_village(story)
    street = story.street()
    street.sync()
    clerk = sits_down(street)

    opens(clerk, case_id)
    clerk.press("Alt+5")
    clerk.type("申请人户籍不在本市，不能在这里申请。")
    clerk.press("Alt+N")
    assert clerk.sees(NO_REASON)
    assert street.do.sync.view().on_this_pc == 0, "a refusal without a reason"

    reasons = clerk.to("不符合哪一条")
    assert isinstance(reasons, ChoiceBox)
    offered = [reasons.itemText(number) for number in range(reasons.count())]
    assert not [words for words in offered if words.isascii()], "a code where a person needs words"
    clerk.choose("不符合哪一条", "户籍")
    clerk.press("Alt+N")
    assert not clerk.sees(NO_REASON)
    exchange(clerk)
    assert street.state(case_id) is CaseState.NOT_ACCEPTED

    village.sync()
    line = village.do.worklist.timeline(case_id)
    assert village.state(case_id) is CaseState.NOT_ACCEPTED
    assert "申请人户籍不在本市，不能在这里申请。" in line.lines[-1][1]
    assert not village.do.review.withdraw(case_id, "不办了").done, "a case that has ended cannot be withdrawn"
    assert village.digests()[case_id] == story.province.digests()[case_id]


def test_a_family_withdraws(story: Story, sits_down: Sits) -> None:
    village, case_id = sent_by_a_village(story)
    street = story.street()
    street.sync()
    clerk = sits_down(street)

    opens(clerk, case_id)
    clerk.press("Alt+5")
    clerk.type("本人到窗口说找到房子了，不申请了。")
    clerk.press("Alt+X")
    exchange(clerk)
    assert street.state(case_id) is CaseState.WITHDRAWN
    village.sync()
    assert village.state(case_id) is CaseState.WITHDRAWN
    assert case_id not in [row.case_id for row in street.do.review.queue()]
    refused = street.do.review.accept(case_id)
    assert not refused.done
    assert refused.sentence
