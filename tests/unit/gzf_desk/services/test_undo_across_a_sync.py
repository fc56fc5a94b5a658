from __future__ import annotations

import msgspec
import pytest

from gzf_desk.errors import Refused
from sync.model.fields import to_fields
from sync.model.ids import RecordId
from sync.model.states import SourceMark
from sync.protocol.messages import Row
from tests.support.desks import ORG, DeskUnderTest
from tests.support.households import family

CASE = RecordId("01920000-0000-7000-8000-0000000000bb")
MEMBER = "members/m1"


def arrives(desk: DeskUnderTest, seq: int, **member: object) -> None:
    """The province's row, with fields of the applicant as a colleague left them."""
    fields = to_fields(family())
    fields[MEMBER] = {**fields[MEMBER], **member}
    desk.province.rows.append(Row(seq=seq, kind="case", record_id=CASE, org=ORG, fields=fields))
    desk.desk.services.sync.sync_once()


def test_what_a_colleague_saved_since_stays(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    arrives(at_work, 5)
    intake.set(CASE, f"{MEMBER}.phone", "19900000777")
    at_work.desk.services.sync.sync_once()
    arrives(at_work, 900, phone="19900000777", sources={"phone": SourceMark.DECLARED.value}, employer="例镇例厂")
    view = intake.undo(CASE)
    assert view.draft.members["m1"].employer == "例镇例厂"
    assert view.draft.members["m1"].phone == family().members["m1"].phone
    assert view.draft.members["m1"].sources == {}
    again = intake.redo(CASE)
    assert (again.draft.members["m1"].phone, again.draft.members["m1"].employer) == ("19900000777", "例镇例厂")
    assert msgspec.to_builtins(again.draft.members["m1"])["sources"] == {"phone": SourceMark.DECLARED.value}


def test_a_value_that_somebody_changed_since_is_told_and_passed_over(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    arrives(at_work, 5)
    intake.set(CASE, "category", "migrant")
    intake.set(CASE, f"{MEMBER}.phone", "19900000777")
    at_work.desk.services.sync.sync_once()
    fields = {**to_fields(family()), "category": "migrant"}
    fields[MEMBER] = {**fields[MEMBER], "phone": "19900000888"}
    at_work.province.rows.append(Row(seq=900, kind="case", record_id=CASE, org=ORG, fields=fields))
    at_work.desk.services.sync.sync_once()
    with pytest.raises(Refused) as told:
        intake.undo(CASE)
    assert told.value.code == "draft.changed_since"
    assert intake.draft(CASE).draft.members["m1"].phone == "19900000888"
    assert intake.undo(CASE).draft.category == family().category
    assert intake.draft(CASE).draft.members["m1"].phone == "19900000888"


def test_an_entry_that_is_gone_is_not_made_again_by_undo(at_work: DeskUnderTest) -> None:
    intake = at_work.desk.services.intake
    arrives(at_work, 5)
    intake.set(CASE, "income/i1.amount_fen", 1)
    at_work.desk.services.sync.sync_once()
    fields = to_fields(family())
    del fields["income/i1"]
    at_work.province.rows.append(Row(seq=900, kind="case", record_id=CASE, org=ORG, fields=fields))
    at_work.desk.services.sync.sync_once()
    with pytest.raises(Refused):
        intake.undo(CASE)
    assert "i1" not in intake.draft(CASE).draft.income
