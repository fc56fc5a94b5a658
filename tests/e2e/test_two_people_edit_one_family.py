"""Two clerks of one street change one answer while the line is dead: both values are kept until a person chooses."""

from __future__ import annotations

from gzf_desk.services.views import ConflictView
from sync.model.application import Category
from tests.e2e.conftest import Sits
from tests.support.desks import fill_in
from tests.support.stories import Story, StoryDesk


def only_conflict(desk: StoryDesk) -> ConflictView:
    (conflict,) = desk.do.sync.conflicts()
    return conflict


def test_both_values_are_kept_until_a_person_chooses(story: Story, sits_down: Sits) -> None:
    left, right = story.street("left"), story.street("right")
    case_id = fill_in(left.desk).case_id
    left.sync()
    right.sync()
    applicant = next(iter(right.do.intake.draft(case_id).draft.members))

    story.province.stop()
    left.do.intake.set(case_id, "category", Category.HUKOU_MIDLOW.value)
    right.do.intake.set(case_id, "category", Category.HUKOU_LOWSEC.value)
    right.do.intake.set(case_id, f"members/{applicant}.employer", "示例小学")
    for desk in (left, right):
        assert desk.do.sync.sync_once().trouble == "unreachable"
        assert not desk.do.sync.conflicts(), "nobody can know yet"
    story.province.start()

    left.sync()
    assert right.sync().conflicts == 1
    left.sync()
    for desk in (left, right):
        conflict = only_conflict(desk)
        assert (conflict.case_id, conflict.path) == (case_id, "category")
        assert desk.do.sync.view().conflicts == 1
        assert desk.do.intake.draft(case_id).draft.members[applicant].employer == "示例小学", "no clash, no question"
    first, second = "本地户籍中低收入", "本地户籍低保"
    assert (only_conflict(left).mine, only_conflict(left).theirs) == (first, second)
    assert (only_conflict(right).mine, only_conflict(right).theirs) == (second, first)

    clerk = sits_down(right)
    clerk.press("Ctrl+6")
    assert clerk.sees("两处都改过，要选一个：1 处")
    assert clerk.sees(first)
    assert clerk.sees(second)
    assert clerk.sees("先选一个"), "nothing is chosen beforehand"
    clerk.tick("用那边的")
    clerk.tick("就用选的这个")
    assert not clerk.sees("两处都改过，要选一个")
    clerk.to("现在对账")
    clerk.press("Return")
    assert "只在本机 0 件" in clerk.pill()
    left.sync()
    for desk in (left, right):
        assert not desk.do.sync.conflicts()
        assert desk.do.intake.draft(case_id).draft.category is Category.HUKOU_MIDLOW
    theirs = story.province.digests()
    assert left.digests()[case_id] == right.digests()[case_id] == theirs[case_id]
    assert story.province.run("log-verify")["ok"]
    (kept,) = story.province.run("inspect", "--kind", "conflict")["records"]
    assert kept["state"] == "resolved", "what was not chosen stays on record"


def test_who_came_first_may_choose_too(story: Story) -> None:
    left, right = story.street("left"), story.street("right")
    case_id = fill_in(left.desk).case_id
    left.sync()
    right.sync()
    left.do.intake.set(case_id, "category", Category.HUKOU_MIDLOW.value)
    right.do.intake.set(case_id, "category", Category.HUKOU_LOWSEC.value)
    for desk in (left, right, left):
        desk.sync()
    assert left.do.sync.resolve(only_conflict(left).id, "mine").done
    for desk in (left, right, left):
        desk.sync()
    for desk in (left, right):
        assert not desk.do.sync.conflicts()
        assert desk.do.intake.draft(case_id).draft.category is Category.HUKOU_MIDLOW, "what stood here was not kept"
