"""One record that cannot be shown never hides the others."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from gzf_desk.errors import StoreTrouble
from sync.model.fields import PROCESS, to_fields
from sync.model.ids import RecordId
from sync.model.states import Role
from sync.protocol.messages import Row
from tests.support.desks import ORG, DeskUnderTest, card
from tests.support.households import family

BAD = RecordId("01920000-0000-7000-8000-0000000000cc")
GOOD = RecordId("01920000-0000-7000-8000-0000000000dd")


def arrives(desk: DeskUnderTest, record: RecordId, **changes: Any) -> None:
    process = {"state": "submitted", "policy_id": "yichun2", "policy_version": "2026-01"}
    fields = {**to_fields(family()), PROCESS: process, **changes}
    desk.province.seq += 1
    desk.province.rows.append(Row(seq=desk.province.seq, kind="case", record_id=record, org=ORG, fields=fields))
    assert desk.desk.services.sync.sync_once().trouble == ""


def lists_stand(desk: DeskUnderTest, step: str) -> None:
    services = desk.desk.services
    mine = services.intake.begin(card()).case_id
    rows = {row.case_id: row for row in services.worklist.cases()}
    assert rows.keys() == {mine, BAD, GOOD}
    assert step in rows[BAD].step
    assert rows[BAD].tone == "bad"
    assert mine in {row.case_id for row in services.intake.drafts()}
    assert {row.case_id for row in services.worklist.search("林秀例")} >= {mine, GOOD}
    desk.work_as(Role.STREET_WINDOW)
    assert BAD not in {row.case_id for row in services.worklist.today().rows}


@pytest.mark.parametrize("policy", [("nowhere", "1"), ("yichun2", "1999-01")])
def test_rules_that_this_pc_does_not_have(at_work: DeskUnderTest, policy: tuple[str, str]) -> None:
    arrives(at_work, GOOD)
    arrives(at_work, BAD, **{PROCESS: {"state": "submitted", "policy_id": policy[0], "policy_version": policy[1]}})
    lists_stand(at_work, "rules")
    with pytest.raises(StoreTrouble) as told:
        at_work.desk.services.preview.evaluate(BAD)
    assert told.value.code == "policy.missing"


@pytest.mark.parametrize("what", [{"category": "royal"}, {PROCESS: {"state": "flying"}}, {"members/m1": 7}])
def test_content_that_this_program_does_not_understand(at_work: DeskUnderTest, what: dict[str, Any]) -> None:
    arrives(at_work, GOOD)
    arrives(at_work, BAD, **what)
    lists_stand(at_work, "cannot be read")
    with pytest.raises(StoreTrouble) as told:
        at_work.desk.services.intake.draft(BAD)
    assert told.value.code == "case.unreadable"


def test_a_damaged_body(at_work: DeskUnderTest) -> None:
    arrives(at_work, GOOD)
    arrives(at_work, BAD)
    at_work.desk.close()
    file = at_work.desk.workspace.data_dir.store
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE mirror SET body = zeroblob(length(body)) WHERE record_id = ?", (BAD,))
    raw.close()
    at_work.desk = at_work.open()
    at_work.desk.services.session.unlock("a fictional passphrase")
    lists_stand(at_work, "cannot be read")
    with pytest.raises(StoreTrouble):
        at_work.desk.services.worklist.timeline(BAD)
