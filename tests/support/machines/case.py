"""The table of the applications."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from sync.model.case import Case
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy import Policy
from sync.workflow.application import commands
from sync.workflow.command import Command
from tests.support.households import answered
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, NUMBER, SNAPSHOT, Road, opinion

COLLECTING = "applicant entrusted_agent village_point street_window"
PLACES = "village_point kiosk street_window"
REVIEWERS = "street_reviewer district_reviewer city_approver"
RULES = {
    "submit": Rule(roles=COLLECTING, places=PLACES, states="draft", to="submitted"),
    "accept": Rule(roles="street_window", places="street_window", states="submitted", to="accepted"),
    "ask_correction": Rule(roles="street_window", places="street_window", states="submitted", to="correction"),
    "answer_correction": Rule(roles=COLLECTING, places=PLACES, states="correction", to="submitted"),
    "refuse_acceptance": Rule(roles="street_window", places="street_window", states="submitted", to="not_accepted"),
    "launch_checks": Rule(
        roles="street_window platform", places="street_window platform", states="accepted", to="review"
    ),
    "record_checks": Rule(
        roles=f"{REVIEWERS} dept_verifier platform",
        places="street_window county_office platform",
        states="review returned",
        to="review returned",
    ),
    "commit_opinion": Rule(
        roles=REVIEWERS,
        places="street_window county_office",
        states="review",
        to="review publicity deciding returned rejected",
    ),
    "answer_return": Rule(roles=COLLECTING, places=PLACES, states="returned", to="review"),
    "post_publicity": Rule(
        roles=f"{REVIEWERS} street_window", places="street_window county_office", states="publicity", to="publicity"
    ),
    "conclude_publicity": Rule(
        roles=f"{REVIEWERS} street_window platform",
        places="street_window county_office platform",
        states="publicity",
        to="review publicity deciding",
    ),
    "announce": Rule(
        roles="district_reviewer city_approver platform",
        places="county_office platform",
        states="deciding",
        to="qualified",
    ),
    "withdraw": Rule(
        roles=COLLECTING,
        places=PLACES,
        states="submitted correction accepted review returned publicity",
        to="withdrawn",
    ),
}


def reached() -> dict[CaseState, Case]:
    """A case in every state that this variant reaches, each by the road itself."""
    found: dict[CaseState, Case] = {}

    def note(road: Road) -> Road:
        found[road.case.process.state] = road.case
        return road

    road = note(Road())
    road.submit()
    note(road)
    side = Road(case=road.case)
    side.do(Role.STREET_WINDOW, commands.AskCorrection(items=("户口本缺页",)))
    note(side)
    side = Road(case=road.case)
    side.do(Role.STREET_WINDOW, commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"))
    note(side)
    side = Road(case=road.case)
    side.do(Role.APPLICANT, commands.Withdraw(reason="不申请了"))
    note(side)
    road.accept()
    note(road)
    road.check()
    note(road)
    side = Road(case=road.case)
    side.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.RETURN))
    note(side)
    side = Road(case=road.case)
    side.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    note(side)
    road.agree(Role.STREET_REVIEWER, "R1")
    note(road)
    road.publicise(Role.STREET_REVIEWER, "P1")
    road.agree(Role.DISTRICT_REVIEWER, "R2")
    road.publicise(Role.DISTRICT_REVIEWER, "P2")
    note(road)
    road.do(Role.DISTRICT_REVIEWER, commands.Announce())
    note(road)
    return found


REACHED = reached()


def in_state(state: str, _policy: Policy) -> tuple[Road, Case]:
    """A case in any state; those that this variant never reaches are set by hand."""
    case = REACHED.get(CaseState(state))
    if case is None:
        process = msgspec.structs.replace(REACHED[CaseState.REVIEW].process, state=CaseState(state))
        case = msgspec.structs.replace(REACHED[CaseState.REVIEW], process=process)
    road = Road(case=case)
    if case.process.state is CaseState.PUBLICITY:  # posted, and the last day is over
        road.do(Role.STREET_REVIEWER, commands.PostPublicity(stage=case.process.stage or "", evidence_sha256=EVIDENCE))
        road.now += timedelta(days=30)
    return road, road.case


def samples(road: Road, case: Case) -> Sequence[Command]:
    """A good command of each kind."""
    stage = case.process.stage or "P1"
    return (
        commands.Submit(snapshot_sha256=SNAPSHOT),
        commands.Accept(number=NUMBER),
        commands.AskCorrection(items=("户口本缺页",)),
        commands.AnswerCorrection(snapshot_sha256=SNAPSHOT),
        commands.RefuseAcceptance(reason_codes=("C01",), text="不在本地"),
        commands.LaunchChecks(),
        commands.RecordChecks(facts=answered(case.draft)),
        opinion("R1"),
        commands.AnswerReturn(note="补了工资条"),
        commands.PostPublicity(stage=stage, evidence_sha256=EVIDENCE),
        commands.ConcludePublicity(stage=stage),
        commands.Announce(),
        commands.Withdraw(reason="不申请了"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
