"""What visits, breaches, credit and alerts are called on the wire, for ever; and that all of it survives the way."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.model.ids import OrgCode, RecordId
from sync.policy.records import Act
from sync.workflow import machines
from sync.workflow.alert.events import AnyAlertEvent
from sync.workflow.command import Command
from sync.workflow.commands import MACHINE_OF, command_tag, parse_command, plain_command
from sync.workflow.credit.events import AnyCreditEvent
from sync.workflow.events import KnownEvent, parse_event, plain_event
from sync.workflow.inspection.events import AnyInspectionEvent
from sync.workflow.violation.events import AnyViolationEvent
from tests.support import alerts, breaches, credit_files, visits
from tests.support.machines import ORACLES
from tests.support.road import POLICY

EVENTS: dict[Any, str] = {
    AnyAlertEvent: "alert_raised alert_level_raised alert_notified alert_taken alert_answered alert_escalated "
    "alert_noted alert_reviewed clue_transferred alert_closed",
    AnyInspectionEvent: "inspection_planned inspectors_assigned nobody_home home_visited inspection_result "
    "inspection_closed inspection_handed_on",
    AnyViolationEvent: "clue_opened clue_inspected clue_taken clue_established clue_unfounded report_answered "
    "violation_notice_given violation_rectified skip_allowed measure_taken hearing_offered hearing_recorded "
    "penalty_decided violation_home_returned violation_closed",
    AnyCreditEvent: "credit_entered person_banned credit_shown credit_appealed credit_appeal_decided "
    "credit_repair_asked credit_repair_decided ban_lifted",
}
FOUNDING: dict[str, tuple[Command, ...]] = {
    "alert": (alerts.raising(),),
    "inspection": (visits.plan(),),
    "violation": (breaches.told(), breaches.opened()),
    "credit": (credit_files.entering(),),
}


@pytest.mark.parametrize("union", EVENTS)
def test_the_names_of_the_events_stay(union: Any) -> None:
    assert [kind.__struct_config__.tag for kind in union.__args__] == EVENTS[union].split()
    assert set(union.__args__) <= set(KnownEvent.__args__)


@pytest.mark.parametrize("machine", FOUNDING)
def test_every_command_survives_the_wire(machine: str) -> None:
    seen = set()
    for state in machines.MACHINES[machine].states:
        found = ORACLES[machine].in_state(state.value, POLICY)
        assert found is not None
        for command in ORACLES[machine].samples(*found):
            wire = msgspec.json.decode(msgspec.json.encode(plain_command(command)))
            assert parse_command(wire) == command
            seen.add(command_tag(command))
    assert seen == {tag for tag, owner in MACHINE_OF.items() if owner == machine}


def test_every_event_of_the_straight_roads_survives_the_wire() -> None:
    roads = [breaches.walk(breaches.at_work(), 10)]
    roads += [alerts.reached(state) for state in machines.MACHINES["alert"].states]
    roads += [visits.reached(state) for state in machines.MACHINES["inspection"].states]
    roads += [credit_files.reached(state) for state in machines.MACHINES["credit"].states]
    seen = set()
    for road in roads:
        for _, _, event in road.history:
            assert parse_event(msgspec.json.decode(msgspec.json.encode(plain_event(event)))) == event
            seen.add(type(event))
    assert len(seen) > 25


@pytest.mark.parametrize("machine", FOUNDING)
def test_a_record_comes_into_being_by_its_founding_commands_only(machine: str) -> None:
    place, org = RecordId("somewhere"), OrgCode("990101003")
    for command in FOUNDING[machine]:
        record = machines.blank(machine, place, org, command)
        assert record == machines.RECORD_TYPES[machine](id=place, org=org)
        assert machines.state_of(machine, record) == "new"
    for other in FOUNDING:
        if other != machine:
            assert machines.blank(machine, place, org, FOUNDING[other][0]) is None


@pytest.mark.parametrize("machine", FOUNDING)
def test_a_number_in_a_command_is_a_formal_one(machine: str) -> None:
    """The province books whatever a command calls its number as used."""
    for row in machines.MACHINES[machine].rows:
        if "number" in row.command.__struct_fields__:
            assert row.command.__annotations__["number"] == "FormalNumber"


INTAKE = {"report_violation", "appeal_credit", "ask_credit_repair"}
SEEN = {"open_clue", "record_violation_rectified", "record_violation_return"}


@pytest.mark.parametrize("machine", FOUNDING)
def test_without_a_link_people_are_heard_and_homes_are_looked_at_and_nothing_is_decided(machine: str) -> None:
    for row in machines.MACHINES[machine].rows:
        wanted = Act.OBJECTION_INTAKE if row.tag in INTAKE else Act.DECIDE
        assert row.act is (Act.INSPECT if machine == "inspection" or row.tag in SEEN else wanted), row.tag
