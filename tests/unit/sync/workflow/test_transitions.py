"""The transitions of an application as the workflow description numbers them, and the test that proves each."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest

from sync.model.application import GuaranteeForm
from sync.model.case import PublicityEnd, VerificationFact
from sync.model.remedies import EndingReason, Gap, ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role, ServicePoint
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.records import StageKind
from sync.workflow import machines
from sync.workflow.application import commands, events
from sync.workflow.application.road import road as stages_of
from sync.workflow.engine import Decision
from sync.workflow.offline import may_command_offline
from tests.support.households import all_policies
from tests.support.machines.case import disagreed, ended, objection
from tests.support.road import EVIDENCE, OWN_WORDS, Road, actor, opinion
from tests.support.walks import answers, at, at_hand, post_list, wait_out, walk

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
def test_t12_a_reviewer_agrees(policy: Policy) -> None:
    """Onward as the policy lays the road; nobody who accepted, and nobody who reviewed before."""
    codes = [stage.code for stage in stages_of(policy)]
    for stage in policy.stages:
        if stage.kind is not StageKind.REVIEW:
            continue
        road = at_hand(policy, CaseState.REVIEW, stage.code)
        if stage.checks_first:
            road.do(PLATFORM, commands.RecordChecks(facts=answers(road)))
        for busy in {"op-street_window", *(given.reviewer for given in road.case.process.opinions)}:
            who = actor(stage.role, busy)
            assert road.refused(stage.role, opinion(stage.code), who=who) == "separation_of_duties"
        road.do(stage.role, opinion(stage.code))
        assert road.case.process.stage == codes[codes.index(stage.code) + 1]
    assert not any(may_command_offline(policy, point, "commit_opinion") for point in ServicePoint)


@BY_ID
def test_t13_a_reviewer_asks_for_more(policy: Policy) -> None:
    road = at_hand(policy, CaseState.REVIEW)
    stage = at(road)
    road.do(stage.role, opinion(stage.code, OpinionDecision.RETURN, gap=Gap.APPLICANT))
    assert state(road) == (CaseState.RETURNED, stage.code)
    resting = {clock.name for clock in road.case.process.deadlines if clock.paused}
    assert resting == {"TOTAL", stage.code}


@BY_ID
def test_t14_what_was_asked_for_comes(policy: Policy) -> None:
    road = at_hand(policy, CaseState.REVIEW)
    stage = at(road)
    road.do(stage.role, opinion(stage.code, OpinionDecision.RETURN))
    road.do(Role.VILLAGE_POINT, commands.AnswerReturn(note="补了工资条"))
    assert state(road) == (CaseState.REVIEW, stage.code)
    assert not any(clock.paused for clock in road.case.process.deadlines)


@BY_ID
def test_t15_a_reviewer_decides_against(policy: Policy) -> None:
    road = disagreed(policy)
    process = road.case.process
    assert state(road) == (CaseState.REJECTED, None)
    assert (process.decided_stage, process.result_reasons) == (process.opinions[-1].stage, ("C05",))
    assert [clock.name for clock in process.deadlines] == ["WINDOW"]


@BY_ID
def test_t16_a_publicity_is_over(policy: Policy) -> None:
    codes = [stage.code for stage in stages_of(policy)]
    for stage in policy.stages:
        if stage.kind is not StageKind.PUBLICITY:
            continue
        road = at_hand(policy, CaseState.PUBLICITY, stage.code)
        to = road.case.process.publicities[-1].to
        assert machines.timer_of("case", road.case, policy, to) == to + timedelta(days=1)
        wait_out(road)
        assert machines.due("case", road.case, policy, civil_day(road.now)) is None, "it never hung"
        post_list(road)
        assert machines.due("case", road.case, policy, to) is None
        command = machines.due("case", road.case, policy, to + timedelta(days=1))
        assert command == commands.ConcludePublicity(stage=stage.code)
        road.do(PLATFORM, command)
        assert road.case.process.stage == codes[codes.index(stage.code) + 1]
        assert road.case.process.publicities[-1].ended is PublicityEnd.OVER


@BY_ID
def test_t17_somebody_objects(policy: Policy) -> None:
    road = at_hand(policy, CaseState.PUBLICITY)
    stage = at(road).code
    road.do(APPLICANT, objection(road))
    assert state(road) == (CaseState.OBJECTION, stage)
    (entry,) = road.case.process.objections
    assert (entry.stage, entry.sequence, entry.grounds, entry.concluded_at) == (stage, 1, "他家另有一套住房", None)
    clocks = {clock.name: clock.paused for clock in road.case.process.deadlines}
    assert clocks["OBJECTION.1"] is clocks["TOTAL"] is False
    period = road.case.process.publicities[-1].clock
    assert period is not None
    assert period.paused
    for point in ServicePoint:
        if point is not ServicePoint.PLATFORM:
            assert may_command_offline(policy, point, "raise_objection")


@BY_ID
@pytest.mark.parametrize("outcome", ObjectionOutcome)
def test_t18_an_objection_is_concluded(policy: Policy, outcome: ObjectionOutcome) -> None:
    stage = last_stage(policy, StageKind.PUBLICITY)
    road = at_hand(policy, CaseState.PUBLICITY, stage)
    road.do(WINDOW, objection(road))
    (entry,) = road.case.process.objections
    who = actor(Role.DISTRICT_REVIEWER, "op-investigator")
    road.do(
        Role.DISTRICT_REVIEWER,
        commands.ConcludeObjection(objection=entry.id, outcome=outcome, text=OWN_WORDS, reason_codes=("C04",)),
        who=who,
    )
    review = last_stage(policy, StageKind.REVIEW)
    assert (
        state(road)
        == {
            ObjectionOutcome.UNFOUNDED: (CaseState.PUBLICITY, stage),
            ObjectionOutcome.REVIEW: (CaseState.REVIEW, review),
            ObjectionOutcome.REJECT: (CaseState.REJECTED, None),
        }[outcome]
    )
    (done,) = road.case.process.objections
    assert (done.outcome, done.conclusion, done.investigator) == (outcome, OWN_WORDS, "op-investigator")
    assert done.concluded_at == road.now


@BY_ID
def test_t19_the_result_is_announced(policy: Policy) -> None:
    """With the end of the road the household is qualified, and what it asked for comes into being in the same step."""
    road = at_hand(policy, CaseState.DECIDING)
    today = civil_day(road.now)
    assert machines.timer_of("case", road.case, policy, today) == today
    assert machines.due("case", road.case, policy, today) == commands.Announce()
    road.do(PLATFORM, commands.Announce())
    while road.case.process.state is CaseState.REGISTERING:
        stage = at(road).code
        command = machines.due("case", road.case, policy, today)
        assert command == commands.Register(stage=stage)
        road.do(PLATFORM, command)
        assert "Registered" in happened(road)
    assert state(road) == (CaseState.QUALIFIED, None)
    assert road.case.process.announced_at == road.now
    wanted = "waiting" if road.case.draft.form is GuaranteeForm.UNIT else "subsidy"
    ((machine, born),) = road.others
    assert (machine, getattr(road.others[machine, born], "case_id", None)) == (wanted, road.case.id)
    assert born in {road.case.process.waiting_id, road.case.process.subsidy_id}


@pytest.mark.parametrize(
    "policy", [one for one in POLICIES if GuaranteeForm.SUBSIDY in one.forms], ids=lambda policy: policy.id
)
def test_t19_a_subsidy_is_granted(policy: Policy) -> None:
    road = at_hand(policy, CaseState.QUALIFIED, form=GuaranteeForm.SUBSIDY)
    grant = road.record("subsidy")
    assert isinstance(grant, SubsidyGrant)
    assert (grant.state, grant.case_id, grant.persons) == (GrantState.APPROVED, road.case.id, 3)
    income = sum(item.amount_fen or 0 for item in road.case.draft.income.values()) // 12 // 3 * 3
    assert (grant.own_area100, grant.category, grant.monthly_income_fen) == (0, "hukou_lowinc", income)
    assert (grant.policy_id, grant.policy_version) == (policy.id, policy.version)
    assert grant.approved_on == civil_day(road.now)
    assert (road.case.process.subsidy_id, road.case.process.waiting_id) == (grant.id, None)
    assert happened(road, "waiting") == []


@BY_ID
def test_t20_the_applicant_disagrees(policy: Policy) -> None:
    road = disagreed(policy)
    road.do(APPLICANT, commands.AskReconsideration(grounds="收入算错了"))
    assert state(road) == (CaseState.RECONSIDERING, None)
    (clock,) = road.case.process.deadlines
    assert (clock.name, clock.limit) == ("RECONSIDER", policy.remedies.reconsider_days.value)
    assert may_command_offline(policy, ServicePoint.KIOSK, "ask_reconsideration")


@BY_ID
@pytest.mark.parametrize("overturn", [True, False])
def test_t21_another_person_has_looked_again(policy: Policy, overturn: bool) -> None:
    road = disagreed(policy)
    decided = road.case.process.decided_stage
    road.do(APPLICANT, commands.AskReconsideration(grounds="收入算错了"))
    command = commands.ConcludeReconsideration(overturn=overturn, text=OWN_WORDS, reason_codes=("C05",))
    road.do(Role.CITY_APPROVER, command, who=actor(Role.CITY_APPROVER, "op-other"))
    process = road.case.process
    if overturn:
        assert state(road) == (CaseState.REVIEW, decided)
        assert (process.result_reasons, process.decided_at) == ((), None)
        assert [clock.name for clock in process.deadlines] == [decided]
    else:
        assert state(road) == (CaseState.REJECTED, None)
        assert process.deadlines == ()
        assert road.refused(APPLICANT, commands.AskReconsideration(grounds="还是不服")) == "reconsidered_already"
    assert process.reconsideration is not None
    assert (process.reconsideration.overturned, process.reconsideration.by) == (overturn, "op-other")


@BY_ID
def test_t22_the_applicant_withdraws(policy: Policy) -> None:
    """Everywhere before the decision, and nowhere after it."""
    left: set[CaseState] = set()
    for road in walk(policy):
        answer = road.judge(APPLICANT, commands.Withdraw(reason="不申请了"))
        if isinstance(answer, Decision):
            left.add(road.case.process.state)
            gone = machines.apply("case", road.case, answer.effects[0].event)
            assert machines.state_of("case", gone) == "withdrawn"
    passed = {road.case.process.state for road in walk(policy)}
    after = {CaseState.DRAFT, CaseState.DECIDING, CaseState.REGISTERING, CaseState.QUALIFIED}
    assert left == passed - after
    assert may_command_offline(policy, ServicePoint.VILLAGE_POINT, "withdraw")


@BY_ID
def test_t23_an_application_ends(policy: Policy) -> None:
    """Everywhere on the way, by the window or by the province, and with evidence."""
    for role in (WINDOW, PLATFORM):
        for road in walk(policy):
            on_the_way = road.case.process.state not in {CaseState.DRAFT, CaseState.QUALIFIED}
            answer = road.judge(role, ended())
            assert isinstance(answer, Decision) is on_the_way
            if isinstance(answer, Decision):
                road = Road(case=road.case, policy=policy, now=road.now)
                road.take(answer)
                assert state(road) == (CaseState.TERMINATED, None)
                ending = road.case.process.ending
                assert ending is not None
                assert (ending.reason, ending.evidence_sha256) == (EndingReason.LEFT_AREA, EVIDENCE)


@BY_ID
@pytest.mark.parametrize("kind", [StageKind.PUBLICITY, StageKind.DECIDE])
def test_t24_a_department_contradicts(policy: Policy, kind: StageKind) -> None:
    stage = last_stage(policy, kind)
    standing = CaseState.PUBLICITY if kind is StageKind.PUBLICITY else CaseState.DECIDING
    road = at_hand(policy, standing, stage)
    road.do(PLATFORM, commands.RecordChecks(facts=answers(road)))
    assert state(road) == (standing, stage), "the same answer again changes nothing"
    road.do(PLATFORM, against(road))
    assert state(road) == (CaseState.REVIEW, last_stage(policy, StageKind.REVIEW))
    assert happened(road)[-3:] == ["ChecksRecorded", "BrokenOff", "StageEntered"]
    assert all(period.concluded_at for period in road.case.process.publicities)
    broken = events.BrokenOff(at=road.now, by=actor(PLATFORM).operator, stage=stage, why=PublicityEnd.CONTRADICTED)
    assert road.history[-2][2] == broken
    assert road.refused(at(road).role, opinion(at(road).code)) == "contradicts_facts"


PROOF = {
    "T1": "test_transitions_of_the_intake.test_t01_a_draft_is_where_everything_begins",
    "T2": "test_transitions_of_the_intake.test_t02_it_is_submitted_without_a_link",
    "T3": "test_transitions_of_the_intake.test_t03_it_is_submitted_with_a_link",
    "T4": "test_transitions_of_the_intake.test_t04_it_arrives_as_it_was_sealed",
    "T5": "test_transitions_of_the_intake.test_t05_it_is_accepted",
    "T6": "test_transitions_of_the_intake.test_t06_a_correction_is_asked_for",
    "T7": "test_transitions_of_the_intake.test_t07_a_correction_is_answered",
    "T8": "test_transitions_of_the_intake.test_t08_a_correction_that_never_comes_lapses",
    "T9": "test_transitions_of_the_intake.test_t09_acceptance_is_refused",
    "T10": "test_transitions_of_the_intake.test_t10_the_departments_are_asked",
    "T11": "test_transitions_of_the_intake.test_t11_the_last_answer_opens_the_review",
    "T12": "test_transitions.test_t12_a_reviewer_agrees",
    "T13": "test_transitions.test_t13_a_reviewer_asks_for_more",
    "T14": "test_transitions.test_t14_what_was_asked_for_comes",
    "T15": "test_transitions.test_t15_a_reviewer_decides_against",
    "T16": "test_transitions.test_t16_a_publicity_is_over",
    "T17": "test_transitions.test_t17_somebody_objects",
    "T18": "test_transitions.test_t18_an_objection_is_concluded",
    "T19": "test_transitions.test_t19_the_result_is_announced",
    "T20": "test_transitions.test_t20_the_applicant_disagrees",
    "T21": "test_transitions.test_t21_another_person_has_looked_again",
    "T22": "test_transitions.test_t22_the_applicant_withdraws",
    "T23": "test_transitions.test_t23_an_application_ends",
    "T24": "test_transitions.test_t24_a_department_contradicts",
}
"""Number of the workflow description -> the test that proves it."""


def test_every_transition_has_its_proof() -> None:
    assert list(PROOF) == [f"T{number}" for number in range(1, 25)]
    assert len(set(PROOF.values())) == len(PROOF)
    for number, place in PROOF.items():
        module, name = place.split(".")
        assert name.startswith(f"test_t{int(number[1:]):02}_")
        assert callable(getattr(importlib.import_module(f"tests.unit.sync.workflow.{module}"), name))
