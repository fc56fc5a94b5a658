from __future__ import annotations

from sync.model.states import Role
from tests.support.desks import DeskUnderTest, fill_in, submitted


def test_the_next_act_is_offered_only_to_who_has_the_turn(at_work: DeskUnderTest) -> None:
    worklist = at_work.desk.services.worklist
    case = submitted(at_work.desk)
    assert worklist.timeline(case).next_act == ""
    assert "province" in worklist.timeline(case).turn
    at_work.desk.services.sync.sync_once()
    assert worklist.timeline(case).next_act == "accept"
    at_work.work_as(Role.STREET_REVIEWER)
    view = worklist.timeline(case)
    assert view.next_act == ""
    assert at_work.desk.workspace.words("services.role.street_window") in view.turn


def test_a_draft_has_no_next_act_on_its_course(at_work: DeskUnderTest) -> None:
    view = at_work.desk.services.worklist.timeline(fill_in(at_work.desk).case_id)
    assert (view.next_act, bool(view.turn)) == ("", True)
