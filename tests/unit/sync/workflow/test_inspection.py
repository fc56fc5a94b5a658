"""Home visits: two people, different hours, a whole sheet, a signature; what was found is a clue at most."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.ids import OrgCode, RecordId
from sync.model.inspection import (
    InspectionKind,
    InspectionResult,
    InspectionState,
)
from sync.model.states import Role, ServicePoint
from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource, InspectionNote, Violation, ViolationState
from sync.policy.records import Act
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Decision, Refusal
from sync.workflow.inspection import commands
from sync.workflow.offline import may_command_offline
from tests.support.conduct import due_now, give, judge, person, refusal, timer
from tests.support.households import ORG
from tests.support.road import Road, actor, unit
from tests.support.visits import (
    FINDINGS,
    NOTE,
    TWO,
    at,
    at_work,
    blank_inspection,
    do,
    handed_on,
    in_vain,
    inspection_of,
    plan,
    reached,
    result,
    sent,
    visit,
)

INSPECTOR, STREET, COUNTY, PLATFORM = (
    Role.INSPECTOR,
    Role.STREET_REVIEWER,
    Role.DISTRICT_REVIEWER,
    Role.PLATFORM,
)
STATES, RESULTS = InspectionState, InspectionResult


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "inspection", "visit-1", person(role, operator), command, **facts)


def clue(state: ViolationState = ViolationState.CLUE) -> Violation:
    return Violation(id=RecordId("clue-1"), org=OrgCode(ORG), state=state)


def about_a_clue(**changes: Any) -> commands.PlanInspection:
    return plan(kind=InspectionKind.CLUE, clue_id="clue-1", **changes)


def test_a_plan_keeps_what_it_says_and_the_rules_of_its_day() -> None:
    road = at_work()
    do(road, PLATFORM, plan(case_id="case-1"))
    found = inspection_of(road)
    assert (found.kind, found.plan, found.planned_by) == (InspectionKind.PERIODIC, "2026", "op-platform")
    assert (found.unit_id, found.tenancy_id, found.case_id, found.clue_id) == ("unit-1", "t", "case-1", None)
    assert (found.due_from, found.due_to) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (found.policy_id, found.policy_version) == (road.policy.id, road.policy.version)


@pytest.mark.parametrize(
    ("command", "facts", "code"),
    [
        (plan(due_to=date(2026, 2, 28)), {}, "days_reversed"),
        (plan(kind=InspectionKind.CLUE), {}, "clue_unnamed"),
        (plan(clue_id="clue-1"), {}, "clue_unnamed"),
        (plan(unit_id="unit-9"), {}, "fact_missing"),
        (plan(), {"unit": unit(org="990201001")}, "out_of_scope"),
        (about_a_clue(), {}, "fact_missing"),
    ],
)
def test_a_plan_that_cannot_be(command: commands.PlanInspection, facts: dict[str, Any], code: str) -> None:
    assert refused(at_work(), COUNTY, command, **facts) == code


def test_a_plan_may_be_for_one_day() -> None:
    road = at_work()
    do(road, STREET, plan(due_to=date(2026, 3, 1)))
    assert inspection_of(road).state is STATES.PLANNED


@pytest.mark.parametrize("state", [state for state in ViolationState if state is not ViolationState.NEW])
def test_only_a_clue_that_is_not_concluded_sends_somebody(state: ViolationState) -> None:
    road = at_work()
    road.others["violation", "clue-1"] = clue(state)
    answer = judge(road, "inspection", "visit-1", person(STREET), about_a_clue())
    if state in {ViolationState.CLUE, ViolationState.VERIFYING}:
        assert isinstance(answer, Decision)
    else:
        assert isinstance(answer, Refusal)
        assert answer.code == "clue_concluded"


def test_a_tablet_without_a_link_does_the_whole_visit() -> None:
    road = at_work()
    facts: dict[str, Any] = {"authoritative": False, "without": ("unit", "violation")}
    steps: tuple[tuple[Role, Command], ...] = (
        (INSPECTOR, about_a_clue()),
        (INSPECTOR, sent()),
        (INSPECTOR, in_vain(at(2, 9))),
        (INSPECTOR, visit(stated_at=at(2, 9, 50))),
        (INSPECTOR, result()),
        (STREET, commands.CloseInspection()),
    )
    for role, command in steps:
        give(road, "inspection", "visit-1", person(role, point=ServicePoint.PROPERTY_COUNTER), command, **facts)
    assert inspection_of(road).state is STATES.CLOSED
    for row in machines.MACHINES["inspection"].rows:
        assert row.act is Act.INSPECT
        for point in (ServicePoint.VILLAGE_POINT, ServicePoint.STREET_WINDOW, ServicePoint.PROPERTY_COUNTER):
            assert may_command_offline(road.policy, point, row.tag)


def test_two_different_people_go_and_not_before_the_plan() -> None:
    road = reached(STATES.PLANNED)
    assert refused(road, STREET, sent(inspectors=(TWO[0], TWO[0]))) == "two_inspectors_needed"
    assert refused(road, STREET, sent(visit_on=date(2026, 2, 28))) == "before_the_plan"
    do(road, STREET, sent(visit_on=date(2026, 3, 1)))
    assert (inspection_of(road).inspectors, inspection_of(road).visit_on) == (TWO, date(2026, 3, 1))
    do(road, STREET, sent(visit_on=date(2026, 4, 9)))  # late is better than never
    undated = msgspec.structs.replace(inspection_of(road), due_from=None)
    road.others["inspection", "visit-1"] = undated
    do(road, STREET, sent(visit_on=date(2020, 1, 1)))


def test_others_may_be_sent_after_a_visit_in_vain() -> None:
    road = reached(STATES.NOT_HOME)
    do(road, STREET, sent(inspectors=("op-inspector", "op-third")))
    found = inspection_of(road)
    assert (found.state, found.inspectors, len(found.attempts)) == (STATES.NOT_HOME, ("op-inspector", "op-third"), 1)


def test_a_normal_visit_is_closed_by_the_province_and_nothing_else_is() -> None:
    road = reached(STATES.ASSIGNED)
    do(road, INSPECTOR, visit())
    assert (due_now(road, "inspection", "visit-1"), timer(road, "inspection", RecordId("visit-1"))) == (None, None)
    do(road, INSPECTOR, result())
    assert timer(road, "inspection", RecordId("visit-1")) == road.now.date()
    found = due_now(road, "inspection", "visit-1")
    assert found == commands.CloseInspection()
    do(road, PLATFORM, found)
    closed = inspection_of(road)
    assert (closed.state, closed.closed_note, closed.closed_at) == (STATES.CLOSED, "", road.now)
    assert refused(reached(STATES.RESULT), PLATFORM, commands.CloseInspection()) == "opinion_too_short"
    assert due_now(reached(STATES.RESULT), "inspection", "visit-1") is None


def test_what_was_found_is_laid_aside_by_somebody_else_in_words() -> None:
    road = reached(STATES.RESULT)
    close = commands.CloseInspection(note=NOTE)
    for inspector in TWO:
        assert refused(road, INSPECTOR, close, inspector) == "second_person_needed"
        assert refused(road, STREET, close, inspector) == "second_person_needed"
    assert refused(road, STREET, commands.CloseInspection(note="没事")) == "opinion_too_short"
    do(road, STREET, close)
    assert inspection_of(road).closed_note == NOTE


def test_a_finding_becomes_a_clue_and_no_more() -> None:
    road = reached(STATES.RESULT)
    road.others["inspection", "visit-1"] = msgspec.structs.replace(inspection_of(road), case_id=RecordId("case-1"))
    do(road, INSPECTOR, handed_on())
    handed = inspection_of(road)
    assert handed.violation_id == road.context(person(INSPECTOR)).mint("violation")
    assert (handed.state, handed.closed_at) == (STATES.VIOLATION, road.now)
    violation = road.others["violation", handed.violation_id or ""]
    assert isinstance(violation, Violation)
    assert (violation.state, violation.source, violation.suspected) == (
        ViolationState.CLUE,
        ClueSource.INSPECTION,
        TakeBack.SUBLET,
    )
    assert (violation.id, violation.clue, violation.kind, violation.org) == (
        handed.violation_id,
        FINDINGS,
        None,
        ORG,
    )
    assert (violation.unit_id, violation.tenancy_id, violation.case_id) == ("unit-1", "t", "case-1")
    assert (violation.policy_id, violation.policy_version) == (road.policy.id, road.policy.version)
    assert violation.inspections == (InspectionNote(inspection_id=handed.id, result=RESULTS.OCCUPANT_MISMATCH),)
    assert violation.report is None


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (handed_on(suspected=TakeBack.OWN_WILL), "not_a_breach"),
        (handed_on(text="转租"), "opinion_too_short"),
    ],
)
def test_what_is_no_clue(command: commands.HandOnInspection, code: str) -> None:
    assert refused(reached(STATES.RESULT), INSPECTOR, command) == code


def test_nothing_found_is_no_clue() -> None:
    road = reached(STATES.ASSIGNED)
    do(road, INSPECTOR, visit())
    do(road, INSPECTOR, result())
    assert refused(road, INSPECTOR, handed_on()) == "nothing_found"


def visited_about_a_clue(*, match: bool) -> Road:
    road = at_work()
    road.others["violation", "clue-1"] = clue(ViolationState.VERIFYING)
    found = result() if match else result(RESULTS.OCCUPANT_MISMATCH)
    for command in (about_a_clue(), sent(), visit(occupants_match=match), found):
        do(road, INSPECTOR, command)
    return road


@pytest.mark.parametrize("match", [True, False])
def test_the_clue_that_sent_them_learns_what_was_found(match: bool) -> None:
    road = visited_about_a_clue(match=match)
    last = commands.CloseInspection() if match else handed_on()
    assert refused(road, STREET, last, without=("violation",)) == "fact_missing"
    do(road, STREET, last)
    violation = road.others["violation", "clue-1"]
    assert isinstance(violation, Violation)
    seen = RESULTS.NORMAL if match else RESULTS.OCCUPANT_MISMATCH
    text = "" if match else FINDINGS
    assert violation.inspections == (InspectionNote(inspection_id="visit-1", result=seen, text=text),)
    assert violation.state is ViolationState.VERIFYING
    assert inspection_of(road).violation_id == (None if match else "clue-1")
    assert [key for key in road.others if key[0] == "violation"] == [("violation", "clue-1")]


def test_what_a_decision_reads_is_named() -> None:
    planned, blank = inspection_of(reached(STATES.PLANNED)), blank_inspection()
    assert machines.needs("inspection", blank, plan()) == (("unit", "unit-1"),)
    assert machines.needs("inspection", blank, about_a_clue()) == (("unit", "unit-1"), ("violation", "clue-1"))
    assert machines.needs("inspection", planned, commands.CloseInspection()) == ()
    about = msgspec.structs.replace(planned, clue_id=RecordId("clue-1"))
    assert machines.needs("inspection", about, commands.CloseInspection()) == (("violation", "clue-1"),)


def test_inspectors_go_where_they_are_sent_within_their_county() -> None:
    road = reached(STATES.ASSIGNED)
    here, there = (actor(INSPECTOR, org=org) for org in ("990101009", "990102001"))
    assert isinstance(judge(road, "inspection", "visit-1", here, visit()), Decision)
    assert refusal(road, "inspection", "visit-1", there, visit()) == "out_of_scope"


def test_another_machines_event_changes_nothing() -> None:
    road = visited_about_a_clue(match=True)
    do(road, STREET, commands.CloseInspection())
    foreign = next(event for machine, _, event in road.history if machine == "violation")
    assert machines.apply("inspection", inspection_of(road), foreign) == inspection_of(road)
