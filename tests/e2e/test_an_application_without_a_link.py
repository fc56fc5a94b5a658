"""A village agent takes an application while the line is dead; when it is back, the province gets it, once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gzf_desk import assets
from sync.model.states import CaseState, Role, StorageState
from sync.workflow.numbering import display
from tests.e2e.conftest import Sits
from tests.support.clerk import Clerk
from tests.support.platform_process import platform_command
from tests.support.sam_simulator import SamSimulator, load_card_file
from tests.support.stories import Story, StoryDesk


@pytest.fixture
def reader() -> Iterator[SamSimulator]:
    """A second-generation card reader at a serial line."""
    with SamSimulator() as module:
        yield module


def lay(reader: SamSimulator, card: str) -> None:
    reader.lift()
    reader.lay(load_card_file(assets.path(f"devices/simulated/{card}.json")))


def test_an_application_without_a_link(story: Story, reader: SamSimulator, sits_down: Sits) -> None:
    village = story.desk("village", "village-01", Role.VILLAGE_POINT, reader_port=reader.path)
    village.sync()
    story.province.stop()
    agent = sits_down(village)

    reads_the_card_and_asks(agent, reader)
    writes_the_family_in(agent, reader)
    asks_about_the_home(agent)
    asks_about_the_money(agent)
    looks_at_papers_and_reading(agent)
    agent.lets_everybody_sign()
    agent.press("F8")
    assert len(village.papers) == 3, "form, letter of authorization and undertaking came out of the printer"
    case_id = seals(agent, village)

    story.province.start()
    the_line_is_back(agent, village, case_id)
    inspected = platform_command("inspect", "--data-dir", str(story.province.folder))
    held = {record["id"]: record for record in inspected["records"]}
    assert held[case_id]["state"] == CaseState.SUBMITTED.value
    assert village.digests()[case_id] == held[case_id]["digest"], "the two ends hold different applications"
    assert village.chain_is_whole()
    assert story.province.run("log-verify")["ok"]


def seals(agent: Clerk, village: StoryDesk) -> str:
    """Ctrl Enter: sealed, on this PC, and not a word more."""
    (row,) = village.do.intake.drafts()
    agent.press("Ctrl+Return")
    draft = village.do.intake.draft(row.case_id)
    assert draft.process.state is CaseState.SUBMITTED, "the desk's own preview"
    assert draft.storage is StorageState.ON_THIS_PC
    assert draft.draft.local_number
    assert agent.sees(display(draft.draft.local_number))
    assert agent.sees("只在本机")
    assert not agent.sees("省平台已收"), "nobody has received anything yet"
    assert "省平台已收 0 件" in agent.pill()
    assert "只在本机 0 件" not in agent.pill()
    kept = draft.draft
    assert [member.name for member in kept.members.values()] == ["林秀例", "陈大样", "陈小样"]
    assert kept.members[next(iter(kept.members))].phone == "19900001234"
    assert [home.area100 for home in kept.housing.values()] == [2160]
    assert sorted(income.amount_fen or 0 for income in kept.income.values()) == [1_860_000, 2_655_050]
    assert len(kept.consents) == 3
    return row.case_id


def the_line_is_back(agent: Clerk, village: StoryDesk, case_id: str) -> None:
    """The window's own key exchanges with the province; the receipt has a number."""
    agent.press("Ctrl+6", "Ctrl+Return")
    assert village.do.sync.view().on_this_pc == 0
    assert "只在本机 0 件" in agent.pill()
    assert agent.pill().startswith("联网")
    draft = village.do.intake.draft(case_id)
    assert draft.storage is StorageState.RECEIVED
    agent.press("Ctrl+K")
    agent.type(str(draft.draft.local_number)[-8:])
    agent.wait_for("林*")
    agent.press("Return")
    assert village.do.worklist.timeline(case_id).receipt
    assert agent.sees(f"省平台已收，回执 {village.do.worklist.timeline(case_id).receipt}")
    assert all("林" not in title and "陈" not in title for title in agent.titles)


def reads_the_card_and_asks(agent: Clerk, reader: SamSimulator) -> None:
    lay(reader, "lin-xiuli")
    agent.press("F2")
    assert agent.sees("坐在面前的，是卡上这个人吗")
    agent.press("Return")
    agent.fill("手机号", "19900001234")
    agent.choose("婚姻", "已婚")
    agent.choose("本地户口", "是")
    agent.fill("落户时间", "1998-05-01")
    agent.press("Alt+2", "Alt+6")


def writes_the_family_in(agent: Clerk, reader: SamSimulator) -> None:
    agent.press("Ctrl+Right")
    agent.choose("能自己做主", "是")
    agent.tick("低收入")
    lay(reader, "chen-dayang")
    agent.press("F2")
    agent.choose("是本人的", "夫")
    agent.choose("婚姻", "已婚")
    agent.fill("手机号", "19900001235")
    agent.choose("本地户口", "是")
    agent.choose("一起住", "是")
    agent.choose("能自己做主", "是")
    lay(reader, "chen-xiaoyang")
    agent.press("F2")
    agent.choose("是本人的", "子")
    agent.choose("婚姻", "未婚")
    agent.choose("本地户口", "是")
    agent.choose("一起住", "是")
    agent.choose("监护人", "林秀例")


def asks_about_the_home(agent: Clerk) -> None:
    agent.press("Ctrl+Right")
    agent.choose("已经享受别的住房保障", "不是")
    agent.choose("五年内没有转让过房", "是")
    agent.press("Ins")
    agent.choose("谁的", "陈大样")
    agent.choose("怎么住的", "自有")
    agent.fill("建筑面积", "21.6")
    agent.fill("地址", "示例省示例市示例区例街道一路1号101室")
    agent.choose("在本市", "是")
    agent.choose("现在住这里", "是")


def asks_about_the_money(agent: Clerk) -> None:
    agent.press("Ctrl+Right")
    for who, fen in (("林秀例", "18600"), ("陈大样", "26550.50")):
        agent.press("Alt+1")
        agent.choose("谁的", who)
        agent.choose("哪一种", "工资")
        agent.fill("十二个月合计（元）", fen)
    agent.press("Alt+2")
    agent.choose("谁的", "林秀例")
    agent.choose("哪一种", "存款")
    agent.fill("值多少（元）", "12000")
    agent.choose("家里没有车", "是")


def looks_at_papers_and_reading(agent: Clerk) -> None:
    agent.press("Ctrl+Right")
    agent.to("材料")
    agent.press("Space")
    assert agent.sees("这是参考，不是决定") is False
    agent.press("Ctrl+Right")
    assert agent.sees("这是参考，不是决定")
    assert agent.sees("人均 7.20 ㎡，比标准 15.00 ㎡ 小")
    assert agent.sees("联网后")
    agent.press("Ctrl+Right")
