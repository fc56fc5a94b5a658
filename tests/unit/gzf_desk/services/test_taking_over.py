from __future__ import annotations

from typing import Any

import pytest

from gzf_desk.errors import BadInput
from sync.model.fields import to_fields
from tests.support.desks import DeskUnderTest, card
from tests.support.households import family


def test_many_lines_become_drafts_in_one_go(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    made = intake.take_over_all([to_fields(family()), {}])
    assert [row.case_id for row in intake.drafts()] == sorted(made, reverse=True)
    assert intake.draft(made[1]).draft.policy_id == "yichun2"


@pytest.mark.parametrize(
    "bad",
    [
        {"policy_id": "nowhere"},
        {"policy_version": "1999-01"},
        {"local_number": "SQ990101000300001X"},
        {"process": {"state": "qualified"}},
        {"category": "royal"},
        {"members/m1.phone": "19900000001"},
        {"income/i1": {"member": "m1", "amount_fen": 10**30}},
        {"housing/h1": {"member": "m1", "area100": 10**18}},
    ],
)
def test_one_bad_line_and_nothing_is_written(at_work: DeskUnderTest, bad: dict[str, Any]) -> None:
    intake = at_work.desk.services.intake
    with pytest.raises(BadInput) as told:
        intake.take_over_all([to_fields(family()), {**to_fields(family()), **bad}])
    assert told.value.code == "case.line"
    assert "2" in told.value.what
    with pytest.raises(BadInput):
        intake.take_over(bad)
    assert intake.drafts() == ()
    with at_work.desk.workspace.store.reading() as unit:
        assert unit.outbox.counts() == (0, 0)


@pytest.mark.parametrize("path", ["policy_id", "policy_version", "local_number"])
def test_rules_and_numbers_are_not_filled_in_by_people(at_work: DeskUnderTest, path: str) -> None:
    intake = at_work.desk.services.intake
    before = intake.begin(card())
    for value in ("else", None):
        with pytest.raises(BadInput):
            intake.set(before.case_id, path, value)
    assert intake.draft(before.case_id) == before
