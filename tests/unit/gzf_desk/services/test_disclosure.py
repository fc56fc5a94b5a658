from __future__ import annotations

import pytest

from gzf_desk.errors import Refused
from gzf_desk.services.disclosure import AT_MOST, WITHIN
from tests.support.desks import DeskUnderTest, fill_in


def test_a_full_number_needs_a_reason_and_is_written_into_the_log(at_work: DeskUnderTest) -> None:
    view = fill_in(at_work.desk)
    member, person = next(iter(view.draft.members.items()))
    disclosure = at_work.desk.services.disclosure
    with pytest.raises(Refused) as refused:
        disclosure.reveal(view.case_id, member, "curious")
    assert refused.value.code == "reveal.reason"
    reason = disclosure.reasons()[0][0]
    assert disclosure.reveal(view.case_id, member, reason) == person.document_number
    with at_work.desk.workspace.store.reading() as unit:
        last = list(unit.log_rows.lines())[-1].decode()
    for part in ("number.revealed.own_case", view.case_id, "op-street_window"):
        assert part in last
    assert str(person.document_number) not in last


def test_nobody_walks_through_all_numbers(at_work: DeskUnderTest) -> None:
    view = fill_in(at_work.desk)
    member = next(iter(view.draft.members))
    disclosure = at_work.desk.services.disclosure
    for _ in range(AT_MOST):
        disclosure.reveal(view.case_id, member, "own_case")
    with pytest.raises(Refused) as refused:
        disclosure.reveal(view.case_id, member, "own_case")
    assert refused.value.code == "reveal.too_many"
    at_work.clock.advance(WITHIN)
    assert disclosure.reveal(view.case_id, member, "own_case")


def test_who_has_no_number_yet_has_nothing_to_show(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    case = intake.begin(None).case_id
    member = next(iter(intake.draft(case).draft.members), "m-none")
    with pytest.raises(Refused) as refused:
        at_work.desk.services.disclosure.reveal(case, member, "own_case")
    assert refused.value.code == "reveal.nothing"
