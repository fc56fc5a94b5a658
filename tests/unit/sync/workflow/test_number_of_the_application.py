"""The number of an application is genuine before it is sealed."""

from __future__ import annotations

import msgspec
import pytest

from sync.model.ids import FormalNumber
from sync.model.states import CaseState, Role
from sync.workflow.application.commands import Submit
from sync.workflow.numbering import NumberKind, make
from tests.support.road import SNAPSHOT, Road

GENUINE = make(NumberKind.APPLICATION, "990101", "0003", 122)
WRONG_DIGIT = GENUINE[:-1] + str((int(GENUINE[-1]) + 1) % 10)


def road_with(number: str) -> Road:
    road = Road()
    draft = msgspec.structs.replace(road.case.draft, local_number=FormalNumber(number))
    road.case = msgspec.structs.replace(road.case, draft=draft)
    return road


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("SQ-1", "number_invalid"),
        (WRONG_DIGIT, "number_invalid"),
        (make(NumberKind.ACCEPTANCE, "990101", "0003", 122), "number_kind"),
        (make(NumberKind.APPLICATION, "990102", "0003", 122), "number_region"),
    ],
)
@pytest.mark.parametrize("authoritative", [True, False])
def test_a_made_up_number_is_not_sealed(number: str, code: str, *, authoritative: bool) -> None:
    facts = {"authoritative": authoritative, "local_number_lent": True}
    assert road_with(number).refused(Role.STREET_WINDOW, Submit(snapshot_sha256=SNAPSHOT), **facts) == code


def test_the_province_knows_whom_it_lent_the_number() -> None:
    submit = Submit(snapshot_sha256=SNAPSHOT)
    road = road_with(GENUINE)
    assert road.refused(Role.STREET_WINDOW, submit, local_number_lent=False) == "number_not_in_block"
    assert road.refused(Role.STREET_WINDOW, submit) == "fact_missing"
    road.do(Role.STREET_WINDOW, submit, local_number_lent=True)
    assert road.case.process.state is CaseState.SUBMITTED


def test_a_desk_without_that_knowledge_does_not_stand_in_the_way() -> None:
    road = road_with(GENUINE)
    road.do(Role.STREET_WINDOW, Submit(snapshot_sha256=SNAPSHOT), authoritative=False)
