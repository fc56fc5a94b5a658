"""The table of the applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from sync.model.case import Case
from sync.model.remedies import EndingReason, ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy import Policy
from sync.workflow.application import commands
from sync.workflow.clocks import put
from sync.workflow.command import Command
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, NUMBER, OWN_WORDS, SNAPSHOT, Road, opinion
from tests.support.walks import answers, at, at_hand, post_list, walked_to, with_process

COLLECTING = "applicant entrusted_agent village_point street_window"
PLACES = "village_point kiosk street_window"
REVIEWERS = "street_reviewer district_reviewer city_approver"
OFFICES = "street_window county_office"
ANYWHERE = "village_point kiosk street_window county_office property_counter video_end platform"
ONWARD = "verifying review publicity deciding"
UNDECIDED = "submitted correction accepted verifying review returned publicity objection"
UNDER_WAY = f"{UNDECIDED} deciding registering reconsidering"
RULES = {
    "submit": Rule(roles=COLLECTING, places=PLACES, states="draft", to="submitted"),
    "accept": Rule(roles="street_window", places="street_window", states="submitted", to="accepted"),
    "ask_correction": Rule(roles="street_window", places="street_window", states="submitted", to="correction"),
    "answer_correction": Rule(roles=COLLECTING, places=PLACES, states="correction", to="submitted"),
    "lapse_case": Rule(roles="platform", places="platform", states="correction", to="lapsed"),
    "refuse_acceptance": Rule(roles="street_window", places="street_window", states="submitted", to="not_accepted"),
    "launch_checks": Rule(
        roles="street_window platform",
        places="street_window platform",
        states="accepted",
        to="verifying review publicity",
    ),
    "record_checks": Rule(
        roles=f"{REVIEWERS} dept_verifier civil_affairs platform",
        places=f"{OFFICES} platform",
        states=f"{ONWARD} returned",
        to=f"{ONWARD} returned",
    ),
    "commit_opinion": Rule(
        roles=REVIEWERS,
        places=OFFICES,
        states="review",
        to=f"{ONWARD} returned rejected",
    ),
    "answer_return": Rule(roles=COLLECTING, places=PLACES, states="returned", to="review"),
    "post_publicity": Rule(
        roles=f"{REVIEWERS} street_window village_point",
        places=f"{OFFICES} village_point",
        states="publicity",
        to="publicity",
    ),
    "conclude_publicity": Rule(
        roles=f"{REVIEWERS} street_window village_point platform",
        places=f"{OFFICES} village_point platform",
        states="publicity",
        to=ONWARD,
    ),
    "raise_objection": Rule(
        roles=f"{COLLECTING} {REVIEWERS} property_counter platform",
        places=ANYWHERE,
        states="publicity objection",
        to="objection",
    ),
    "conclude_objection": Rule(
        roles=REVIEWERS,
        places=OFFICES,
        states="objection",
        to="objection publicity review rejected deciding",
    ),
    "announce": Rule(
        roles="district_reviewer city_approver platform",
        places="county_office platform",
        states="deciding",
        to="qualified registering rejected",
    ),
    "register_case": Rule(
        roles="district_reviewer city_approver platform",
        places="county_office platform",
        states="registering",
        to="qualified registering",
    ),
    "ask_reconsideration": Rule(roles=COLLECTING, places=PLACES, states="rejected", to="reconsidering"),
    "conclude_reconsideration": Rule(roles=REVIEWERS, places=OFFICES, states="reconsidering", to="review rejected"),
    "terminate_case": Rule(
        roles="street_window platform", places="street_window platform", states=UNDER_WAY, to="terminated"
    ),
    "recompute_clocks": Rule(roles="platform", places="platform", states=UNDER_WAY, to=UNDER_WAY),
    "withdraw": Rule(roles=COLLECTING, places=PLACES, states=UNDECIDED, to="withdrawn"),
}


def disagreed(policy: Policy) -> Road:
    """The first review that may decides against."""
    stage = next(stage for stage in policy.stages if stage.may_reject)
    road = at_hand(policy, CaseState.REVIEW, stage.code)
    road.do(stage.role, opinion(stage.code, OpinionDecision.DISAGREE, reason_codes=("C05",)))
    return road


def beside(policy: Policy, state: CaseState) -> Road | None:
    """A case in a state that does not lie on the road; None where this one does."""
    match state:
        case CaseState.CORRECTION | CaseState.LAPSED:
            road = at_hand(policy, CaseState.SUBMITTED)
            road.do(Role.STREET_WINDOW, commands.AskCorrection(items=("户口本缺页",)))
            road.now += timedelta(days=40)
            if state is CaseState.LAPSED:
                road.do(Role.PLATFORM, commands.Lapse())
        case CaseState.NOT_ACCEPTED:
            road = at_hand(policy, CaseState.SUBMITTED)
            road.do(Role.STREET_WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"))
        case CaseState.WITHDRAWN:
            road = at_hand(policy, CaseState.SUBMITTED)
            road.do(Role.APPLICANT, commands.Withdraw(reason="不申请了"))
        case CaseState.TERMINATED:
            road = at_hand(policy, CaseState.ACCEPTED)
            road.do(Role.STREET_WINDOW, ended())
        case CaseState.RETURNED:
            road = at_hand(policy, CaseState.REVIEW)
            road.do(at(road).role, opinion(at(road).code, OpinionDecision.RETURN))
        case CaseState.OBJECTION:
            road = at_hand(policy, CaseState.PUBLICITY)
            road.do(Role.STREET_WINDOW, objection(road))
        case CaseState.REJECTED:
            road = disagreed(policy)
        case CaseState.RECONSIDERING:
            road = disagreed(policy)
            road.do(Role.APPLICANT, commands.AskReconsideration(grounds="收入算错了"))
        case _:
            return None
    return road


def objection(road: Road) -> commands.RaiseObjection:
    """Somebody says that the family owns a home."""
    return commands.RaiseObjection(stage=road.case.process.stage or "", grounds="他家另有一套住房")


def ended() -> commands.Terminate:
    """The family moved away."""
    return commands.Terminate(reason=EndingReason.LEFT_AREA, evidence_sha256=EVIDENCE)


def in_state(state: str, policy: Policy) -> tuple[Road, Case] | None:
    """A case in any state that this policy knows, each by the road itself."""
    wanted = CaseState(state)
    road = beside(policy, wanted) or walked_to(policy, wanted)
    if road is None:
        return None
    if wanted is CaseState.PUBLICITY:  # posted, and the last day is over
        post_list(road)
        road.now += timedelta(days=60)
    if wanted is CaseState.ACCEPTED:  # the calendar of the year was not known then
        (total,) = road.case.process.deadlines
        with_process(road, deadlines=put((), msgspec.structs.replace(total, provisional=True)))
    return road, road.case


def samples(road: Road, case: Case) -> Sequence[Command]:
    """A good command of each kind."""
    stage = case.process.stage or "P1"
    objections = [entry.id for entry in case.process.objections]
    return (
        commands.Submit(snapshot_sha256=SNAPSHOT),
        commands.Accept(number=NUMBER),
        commands.AskCorrection(items=("户口本缺页",)),
        commands.AnswerCorrection(snapshot_sha256=SNAPSHOT),
        commands.Lapse(),
        commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"),
        commands.LaunchChecks(),
        commands.RecordChecks(facts=answers(road)),
        opinion(stage),
        opinion(stage, OpinionDecision.RETURN),
        commands.AnswerReturn(note="补了工资条"),
        commands.PostPublicity(stage=stage, evidence_sha256=EVIDENCE),
        commands.ConcludePublicity(stage=stage),
        objection(road),
        *(
            commands.ConcludeObjection(objection=entry, outcome=outcome, text=OWN_WORDS, reason_codes=("C04",))
            for entry in objections or [case.id]
            for outcome in ObjectionOutcome
        ),
        commands.Announce(),
        commands.Register(stage=stage),
        commands.AskReconsideration(grounds="收入算错了"),
        commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS),
        commands.ConcludeReconsideration(overturn=False, text=OWN_WORDS, reason_codes=("C05",)),
        ended(),
        commands.RecomputeClocks(),
        commands.Withdraw(reason="不申请了"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
