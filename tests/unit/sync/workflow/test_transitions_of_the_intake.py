"""T1 to T11: from the draft to the answers of the departments. The table of all is in ``test_transitions``."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.case import VerificationFact
from sync.model.states import CaseState, Role, ServicePoint
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.records import StageKind
from sync.workflow import machines
from sync.workflow.application import commands
from sync.workflow.application.road import road as stages_of
from sync.workflow.machines import commands_for
from sync.workflow.offline import may_command_offline
from tests.support.households import all_policies
from tests.support.road import NUMBER, SNAPSHOT, Road, actor
from tests.support.walks import answers, at_hand, road_under, step, walk

POLICIES = all_policies()
BY_ID = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
WINDOW, PLATFORM, APPLICANT = Role.STREET_WINDOW, Role.PLATFORM, Role.APPLICANT
WITHOUT_A_LINK: dict[str, Any] = {"authoritative": False, "fields_sha256": None, "number_in_block": None}


def state(road: Road) -> tuple[CaseState, str | None]:
    return road.case.process.state, road.case.process.stage


def happened(road: Road, machine: str = "case") -> list[str]:
    return [type(event).__name__ for of, _, event in road.history if of == machine]


def last_stage(policy: Policy, kind: StageKind) -> str:
    return [stage.code for stage in stages_of(policy) if stage.kind is kind][-1]


def against(road: Road) -> commands.RecordChecks:
    """A department finds nine million yuan."""
    rich = VerificationFact(
        data_class="V28", member="m2", outcome="found", source="d", as_of=civil_day(road.now), verified="900000000"
    )
    return commands.RecordChecks(facts=(rich,))


@BY_ID
def test_t01_a_draft_is_where_everything_begins(policy: Policy) -> None:
    road = road_under(policy)
    assert state(road) == (CaseState.DRAFT, None)
    assert commands_for("case", "draft", APPLICANT, ServicePoint.KIOSK) == ("submit",)


@BY_ID
def test_t02_it_is_submitted_without_a_link(policy: Policy) -> None:
    """*Pending upload* is a view of the desk: the case itself is submitted, as the desk's preview shows it."""
    for point in (ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK, ServicePoint.STREET_WINDOW):
        assert may_command_offline(policy, point, "submit")
    road = road_under(policy)
    road.do(Role.VILLAGE_POINT, commands.Submit(snapshot_sha256=SNAPSHOT), **WITHOUT_A_LINK)
    assert state(road) == (CaseState.SUBMITTED, None)
    bare = road_under(policy, undertaking=None)
    assert bare.refused(WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT), **WITHOUT_A_LINK) == "not_complete"


@BY_ID
def test_t03_it_is_submitted_with_a_link(policy: Policy) -> None:
    """A ban or a second application warns, and keeps nobody from applying: the answer is a refusal in writing."""
    road = road_under(policy)
    road.do(WINDOW, commands.Submit(snapshot_sha256=SNAPSHOT), banned=True, duplicate=True)
    assert state(road) == (CaseState.SUBMITTED, None)
    assert road.case.process.warnings == ("banned", "duplicate")
    assert road.refused(WINDOW, commands.Accept(number=NUMBER), banned=True) == "banned"
    road.do(WINDOW, commands.RefuseAcceptance(reason_codes=("C13",), text="五年内不得再申请"))
    clean = at_hand(policy, CaseState.SUBMITTED)
    assert clean.case.process.warnings == ()


@BY_ID
def test_t04_it_arrives_as_it_was_sealed(policy: Policy) -> None:
    """The same command at both ends brings about the same, if the province has the fields that were sealed."""
    here, there = road_under(policy), road_under(policy)
    command = commands.Submit(snapshot_sha256=SNAPSHOT)
    here.do(Role.VILLAGE_POINT, command, **WITHOUT_A_LINK)
    there.do(Role.VILLAGE_POINT, command)
    assert here.case == there.case
    assert road_under(policy).refused(WINDOW, command, fields_sha256="00" * 32) == "snapshot_differs"


@BY_ID
def test_t05_it_is_accepted(policy: Policy) -> None:
    road = at_hand(policy, CaseState.SUBMITTED)
    assert may_command_offline(policy, ServicePoint.STREET_WINDOW, "accept")
    assert not may_command_offline(policy, ServicePoint.VILLAGE_POINT, "accept")
    road.accept()
    assert state(road) == (CaseState.ACCEPTED, None)
    assert [clock.name for clock in road.case.process.deadlines] == ["TOTAL"]
    assert (road.case.process.number, road.case.process.accepted_by) == (NUMBER, "op-street_window")


@BY_ID
def test_t06_a_correction_is_asked_for(policy: Policy) -> None:
    road = at_hand(policy, CaseState.SUBMITTED)
    road.do(WINDOW, commands.AskCorrection(items=("户口本缺页", "工资条不清楚")))
    assert state(road) == (CaseState.CORRECTION, None)
    clocks = {clock.name: clock for clock in road.case.process.deadlines}
    accept = stages_of(policy)[0].code
    assert set(clocks) == {accept, "CORRECTION"}
    assert (clocks[accept].paused, clocks[accept].reason) == (True, "correction")
    assert clocks["CORRECTION"].limit == policy.clocks.correction.value
    assert may_command_offline(policy, ServicePoint.STREET_WINDOW, "ask_correction")


@BY_ID
def test_t07_a_correction_is_answered(policy: Policy) -> None:
    road = at_hand(policy, CaseState.SUBMITTED)
    road.do(WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    accept = stages_of(policy)[0]
    road.now += timedelta(days=14)  # a Monday again
    road.do(Role.VILLAGE_POINT, commands.AnswerCorrection(snapshot_sha256=SNAPSHOT))
    assert state(road) == (CaseState.SUBMITTED, None)
    (clock,) = road.case.process.deadlines
    assert (clock.name, clock.paused, clock.used) == (accept.code, False, 0)
    assert clock.due == road.calendar.workdays(date(2026, 3, 16), accept.limit.value)[0]
    assert may_command_offline(policy, ServicePoint.VILLAGE_POINT, "answer_correction")


@BY_ID
def test_t08_a_correction_that_never_comes_lapses(policy: Policy) -> None:
    road = at_hand(policy, CaseState.SUBMITTED)
    road.do(WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    (due,) = (clock.due for clock in road.case.process.deadlines if clock.name == "CORRECTION")
    road.now += timedelta(days=(due - civil_day(road.now)).days)
    assert road.refused(PLATFORM, commands.Lapse()) == "correction_running"
    assert machines.due("case", road.case, policy, due) is None
    assert machines.timer_of("case", road.case, policy, due) == due + timedelta(days=1)
    road.now += timedelta(days=1)
    command = machines.due("case", road.case, policy, civil_day(road.now))
    assert command == commands.Lapse()
    road.do(PLATFORM, command)
    assert (*state(road), road.case.process.deadlines) == (CaseState.LAPSED, None, ())
    assert road.history[-1][2].due == due


@BY_ID
def test_t09_acceptance_is_refused(policy: Policy) -> None:
    road = at_hand(policy, CaseState.SUBMITTED)
    road.do(WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"))
    assert (*state(road), road.case.process.result_reasons) == (CaseState.NOT_ACCEPTED, None, ("C01",))
    assert not any(may_command_offline(policy, point, "refuse_acceptance") for point in ServicePoint)


@BY_ID
def test_t10_the_departments_are_asked(policy: Policy) -> None:
    """Beside a review, or on the road as a stage of their own: as the policy has it."""
    verify = next(stage for stage in policy.stages if stage.kind is StageKind.VERIFY)
    for road in walk(policy):
        if road.case.process.verification_started:
            break
    names = {clock.name for clock in road.case.process.deadlines}
    if verify.parallel_with:
        assert state(road) == (CaseState.REVIEW, verify.parallel_with)
        assert names == {"TOTAL", "VERIFY", verify.parallel_with}
    else:
        assert state(road) == (CaseState.VERIFYING, verify.code)
        assert names == {"TOTAL", verify.code}
    assert not any(may_command_offline(policy, point, "launch_checks") for point in ServicePoint)


@BY_ID
def test_t11_the_last_answer_opens_the_review(policy: Policy) -> None:
    """Where the departments have a stage of their own the last answer opens the next; elsewhere their clock stops."""
    road = road_under(policy)
    while not road.case.process.verification_started:
        step(road)
    before = state(road)
    facts = answers(road)
    road.do(PLATFORM, commands.RecordChecks(facts=facts[:-1]))
    assert state(road) == before
    by_hand = msgspec.structs.replace(facts[-1], manual_by="op-hand", manual_note="到户看过")
    silent = msgspec.structs.replace(facts[-1], outcome="unavailable")
    road.do(PLATFORM, commands.RecordChecks(facts=(silent,)))
    assert state(road) == before, "silence is no answer"
    by_hand = msgspec.structs.replace(by_hand, outcome="unavailable")
    road.do(
        Role.DISTRICT_REVIEWER, commands.RecordChecks(facts=(by_hand,)), who=actor(Role.DISTRICT_REVIEWER, "op-hand")
    )
    if before[0] is CaseState.VERIFYING:
        codes = [stage.code for stage in stages_of(policy)]
        assert state(road) == (CaseState.REVIEW, codes[codes.index(before[1] or "") + 1])
    else:
        assert state(road) == before
    names = {clock.name for clock in road.case.process.deadlines}
    assert names == {"TOTAL", road.case.process.stage}
