"""Each kind of day is reminded of at its steps, the nearest one only, and not after its time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.billing import BillState, RentBill
from sync.model.deadline import Deadline
from sync.model.ids import OrgCode, RecordId
from sync.model.inspection import Inspection, InspectionState
from sync.model.recheck import Recheck, RecheckState
from sync.model.states import CaseState, Role, TenancyState, UnitState, WaitingState
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.model.tenancy import Tenancy
from sync.model.violation import Violation, ViolationState
from sync.model.waiting import WaitingEntry
from sync.workflow.supervision.reminders import next_reminder_on, reminders_of
from tests.support.households import ORG, with_member
from tests.support.road import POLICY, Road, unit
from tests.support.supervised import at, with_process

DAY = date(2026, 9, 30)
KEYS: dict[str, Any] = {"id": RecordId("x"), "org": OrgCode(ORG)}
TENANCY = Tenancy(**KEYS, case_id=RecordId("c"), waiting_id=RecordId("w"), unit_id=RecordId("u"))


def clock(name: str) -> Deadline:
    return Deadline(name=name, started=date(2026, 1, 1), due=DAY)


def changed(record: Any, **fields: Any) -> Any:
    return msgspec.structs.replace(record, **fields)


def entry(state: WaitingState = WaitingState.ACTIVE) -> WaitingEntry:
    return WaitingEntry(**KEYS, case_id=RecordId("c"), state=state, entered_at=at("2021-09-30"))


GRANT = SubsidyGrant(**KEYS, case_id=RecordId("c"), state=GrantState.PAYING, last_month=date(2026, 9, 1))
BILL = RentBill(**KEYS, case_id=RecordId("c"), tenancy_id=RecordId("t"), due_on=DAY)
DATED: dict[str, tuple[str, Any, Any]] = {
    # kind: machine, a record that has the day, the same past it
    "contract_end": (
        "tenancy",
        changed(TENANCY, state=TenancyState.ACTIVE, term_to=DAY),
        changed(TENANCY, state=TenancyState.CLOSED, term_to=DAY),
    ),
    "contract_unsigned": (
        "tenancy",
        changed(TENANCY, deadlines=(clock("sign"),)),
        changed(TENANCY, state=TenancyState.SIGNED, deadlines=(clock("sign"),)),
    ),
    "transition_end": (
        "tenancy",
        changed(TENANCY, state=TenancyState.TRANSITION, transition_to=DAY),
        changed(TENANCY, state=TenancyState.VACATING, transition_to=DAY),
    ),
    "waiting_limit": ("waiting", entry(), entry(WaitingState.HOUSED)),
    "recheck": (
        "recheck",
        Recheck(**KEYS, state=RecheckState.COLLECTING, deadlines=(clock("declare"),)),
        Recheck(**KEYS, state=RecheckState.CLOSED, deadlines=(clock("declare"),)),
    ),
    "visit": (
        "inspection",
        Inspection(**KEYS, state=InspectionState.ASSIGNED, due_to=DAY),
        Inspection(**KEYS, state=InspectionState.CLOSED, due_to=DAY),
    ),
    "rectification": (
        "violation",
        Violation(**KEYS, state=ViolationState.RECTIFY_NOTICE, rectify_deadline=clock("rectify")),
        Violation(**KEYS, state=ViolationState.RECTIFIED, rectify_deadline=clock("rectify")),
    ),
    "subsidy_end": ("subsidy", GRANT, changed(GRANT, state=GrantState.ENDED)),
    "arrears": ("bill", BILL, changed(BILL, state=BillState.PAID)),
    "unit_empty": (
        "unit",
        unit(state=UnitState.VACANT_READY, vacant_since=DAY),
        unit(state=UnitState.RENTED, vacant_since=DAY),
    ),
}


@pytest.mark.parametrize("kind", DATED)
def test_every_kind_at_its_steps(kind: str) -> None:
    machine, record, past = DATED[kind]
    rule = POLICY.reminders.kinds[kind]
    sign = 1 if rule.after else -1
    for step in rule.days:
        today = DAY + timedelta(days=sign * step)
        (reminder,) = reminders_of(machine, record, POLICY, today)
        assert (reminder.kind, reminder.step, reminder.days, reminder.day) == (kind, step, step, DAY)
        assert (reminder.machine, reminder.object_id, reminder.role) == (machine, record.id, rule.role)
        assert reminders_of(machine, past, POLICY, today) == ()
    first = DAY + timedelta(days=sign * rule.days[0])
    assert reminders_of(machine, record, POLICY, first - timedelta(days=1)) == ()
    assert next_reminder_on(machine, record, POLICY, first - timedelta(days=1)) == first
    assert next_reminder_on(machine, past, POLICY, date(2020, 1, 1)) is None
    last = DAY + timedelta(days=sign * rule.days[-1])
    assert next_reminder_on(machine, record, POLICY, last) is None
    over = reminders_of(machine, record, POLICY, DAY + timedelta(days=400))
    assert [one.step for one in over] == ([rule.days[-1]] if rule.after else [])


def test_between_two_steps_the_reached_one_stands() -> None:
    machine, record, _ = DATED["contract_end"]
    (reminder,) = reminders_of(machine, record, POLICY, DAY - timedelta(days=45))
    assert (reminder.step, reminder.days) == (60, 45)
    (last,) = reminders_of(machine, record, POLICY, DAY)
    assert (last.step, last.days) == (7, 0)
    assert next_reminder_on(machine, record, POLICY, DAY - timedelta(days=45)) == DAY - timedelta(days=30)


def test_papers_and_consents_of_an_application_that_is_not_decided() -> None:
    road = Road()
    road.submit()
    draft = with_member(road.case.draft, "m2", document_valid_to=DAY)
    consents = {**draft.consents, "c1": changed(draft.consents["c1"], valid_to=DAY)}
    case = changed(road.case, draft=changed(draft, consents=consents))
    found = {one.kind: one.part for one in reminders_of("case", case, POLICY, DAY - timedelta(days=20))}
    assert found == {"document_end": "m2", "consent_end": "m1"}
    decided = {"qualified", "rejected", "not_accepted", "withdrawn", "lapsed", "terminated"}
    for state in CaseState:
        reminded = reminders_of("case", with_process(case, state=state), POLICY, DAY)
        assert (reminded == ()) is (state.value in decided), state


def test_the_last_day_of_a_publicity_is_announced_the_day_before() -> None:
    road = Road()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    last = road.case.process.publicities[-1].to
    (reminder,) = reminders_of("case", road.case, POLICY, last - timedelta(days=1))
    assert (reminder.kind, reminder.step) == ("publicity_end", 1)
    assert reminders_of("case", road.case, POLICY, last - timedelta(days=2)) == ()


REMINDED: dict[str, set[str]] = {
    "contract_end": {"active", "arrears", "recheck", "renewal"},
    "contract_unsigned": {"contract_pending"},
    "transition_end": {"transition"},
    "waiting_limit": {state.value for state in WaitingState} - {"housed", "removed", "allocated"},
    "recheck": {"planned", "notified", "collecting"},
    "visit": {"planned", "assigned", "not_home"},
    "rectification": {"rectify_notice"},
    "subsidy_end": {"paying", "adjusted", "transition"},
    "arrears": {"issued", "part_paid", "overdue"},
    "unit_empty": {"vacant_check", "vacant_ready"},
}


@pytest.mark.parametrize("kind", DATED)
def test_only_who_is_still_at_it_is_reminded(kind: str) -> None:
    machine, record, _ = DATED[kind]
    rule = POLICY.reminders.kinds[kind]
    today = DAY + timedelta(days=rule.days[0] if rule.after else -rule.days[0])
    for state in type(record.state):
        found = [one.kind for one in reminders_of(machine, changed(record, state=state), POLICY, today)]
        assert (kind in found) is (state.value in REMINDED[kind]), state


@pytest.mark.parametrize("kind", DATED)
def test_a_record_without_its_day_is_passed_over(kind: str) -> None:
    machine, record, _ = DATED[kind]
    empty = {
        name: () if name == "deadlines" else None
        for name in ("term_to", "transition_to", "entered_at", "due_to", "rectify_deadline", "last_month", "due_on",
                     "vacant_since", "deadlines")
        if name in record.__struct_fields__
    }  # fmt: skip
    assert reminders_of(machine, changed(record, **empty), POLICY, DAY) == ()


def test_unknown_machines_and_kinds_give_nothing() -> None:
    assert reminders_of("credit", TENANCY, POLICY, DAY) == ()
    nothing = changed(POLICY, reminders=changed(POLICY.reminders, kinds={}))
    machine, record, _ = DATED["visit"]
    assert reminders_of(machine, record, nothing, DAY) == ()
    assert next_reminder_on(machine, record, nothing, DAY) is None


def test_every_kind_of_the_policy_is_tried_here() -> None:
    assert set(POLICY.reminders.kinds) == set(DATED) | {"publicity_end", "document_end", "consent_end"}
