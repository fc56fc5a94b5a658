"""What a draft may not claim: rules that nobody has, and numbers that nobody lent."""

from __future__ import annotations

from typing import Any

import pytest

from sync.model.fields import to_fields
from sync.model.ids import RecordId
from sync.model.states import Role, Verdict
from sync.workflow.application.commands import Submit
from sync.workflow.numbering import NumberKind, make
from tests.support.households import family
from tests.support.province import MemoryDesk, Province


@pytest.mark.parametrize("policy", [{"policy_id": "nowhere"}, {"policy_version": "1999-01"}])
def test_a_draft_under_unknown_rules_is_refused_and_the_next_op_goes_on(here: Province, policy: dict[str, str]) -> None:
    desk = here.desk()
    strange = desk.put(to_fields(family()) | policy)
    good = desk.put()
    outcome = desk.sync()
    (told,) = outcome.verdicts
    assert (told.verdict, told.code) == (Verdict.REFUSED, "unknown_policy")
    assert good in desk.store.mirror
    assert strange not in desk.store.mirror


def test_a_patch_may_not_name_unknown_rules_either(here: Province) -> None:
    desk = here.desk()
    case = desk.put()
    desk.sync()
    for fields in ({"policy_version": "1999-01"}, {"policy_id": "nowhere", "policy_version": None}):
        op = desk.patch(case, {**fields, "wishes": {"note": "低楼层"}})
        desk.sync()
        assert (desk.verdict(op).verdict, desk.verdict(op).code) == (Verdict.REFUSED, "unknown_policy")
    assert "wishes" not in desk.store.mirror[case].fields
    fine = desk.patch(case, {"policy_version": "2026-01"})
    desk.sync()
    assert desk.verdict(fine).verdict is Verdict.ACCEPTED


def _submitted(desk: MemoryDesk, number: str) -> tuple[Any, RecordId]:
    case = desk.put(to_fields(family()) | {"local_number": number})
    desk.sync()
    op = desk.command(case, Role.STREET_WINDOW, Submit(snapshot_sha256=desk.digest(case)))
    desk.sync()
    return desk.verdict(op), case


def test_an_application_has_a_number_that_was_lent_and_has_it_alone(here: Province) -> None:
    desk, colleague = here.desk(), here.desk()
    (block,) = [b for b in desk.store.identity.blocks if b.kind == "SQ"]
    beyond = make(NumberKind.APPLICATION, block.region, block.station, block.last + 1)
    nowhere = make(NumberKind.APPLICATION, block.region, "7777", 1)
    for number in (beyond, nowhere):
        told, _ = _submitted(desk, number)
        assert (told.verdict, told.code) == (Verdict.REFUSED, "number_not_in_block")
    lent = make(NumberKind.APPLICATION, block.region, block.station, block.first)
    told, _ = _submitted(desk, lent)
    assert told.verdict is Verdict.ACCEPTED
    again, _ = _submitted(colleague, lent)
    assert (again.verdict, again.code) == (Verdict.REFUSED, "number_not_in_block")
