"""Any road that a policy lays is driven by the same code: the shipped ones in time and in order, and stranger ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.records import Element, Stage, StageKind
from sync.workflow.application import commands, events
from sync.workflow.application.road import review_before, reviews_before
from sync.workflow.application.road import road as stages_of
from tests.support.households import all_policies
from tests.support.road import POLICY, Road, actor, opinion
from tests.support.walks import answers, at, at_hand, morning, road_under, step, walk, with_process

POLICIES = all_policies()
BY_ID = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
STARTS = [
    date(2024, 2, 8),
    date(2024, 9, 13),
    date(2025, 1, 26),
    date(2025, 4, 29),
    date(2025, 9, 27),
    date(2026, 1, 1),
    date(2026, 2, 13),
    date(2026, 3, 2),
    date(2026, 5, 8),
    date(2026, 8, 1),
]
"""Days before holidays, make-up days, weekends, and a quiet Monday."""
ENTERING = (
    events.VerifyingEntered,
    events.StageEntered,
    events.PublicityStarted,
    events.DecidingEntered,
    events.RegisteringEntered,
)


def entered(road: Road) -> list[str]:
    """The stages in the order in which the case came into them."""
    return [event.stage for _, _, event in road.history if isinstance(event, ENTERING)]


def state(road: Road) -> CaseState:
    return road.case.process.state


def clock_of_stage(case: Case) -> Deadline:
    return next(clock for clock in case.process.deadlines if clock.name == case.process.stage)


def at_the_last_moment(road: Road) -> None:
    """Everybody waits for the last day of the stage, then does what there is to do."""
    if road.case.process.state not in {CaseState.DRAFT, CaseState.SUBMITTED, CaseState.ACCEPTED, CaseState.PUBLICITY}:
        road.now = max(road.now, morning(clock_of_stage(road.case).due))
    step(road)


@BY_ID
@pytest.mark.parametrize("start", STARTS, ids=str)
def test_a_slow_road_ends_within_its_total(policy: Policy, start: date) -> None:
    road = road_under(policy, morning(start))
    while state(road) is not CaseState.ACCEPTED:
        at_the_last_moment(road)
    (total,) = road.case.process.deadlines
    assert (total.name, total.started) == ("TOTAL", start)
    while state(road) is not CaseState.QUALIFIED:
        at_the_last_moment(road)
    assert civil_day(road.now) <= total.due, f"{(civil_day(road.now) - total.due).days} days late"


@BY_ID
def test_every_stage_in_order_none_skipped_and_none_twice(policy: Policy) -> None:
    """Rule R12."""
    *_, road = walk(policy)
    assert road.case.process.state is CaseState.QUALIFIED
    assert entered(road) == [stage.code for stage in stages_of(policy)][1:]
    reviews = [stage.code for stage in stages_of(policy) if stage.kind is StageKind.REVIEW]
    assert [given.stage for given in road.case.process.opinions] == reviews
    assert len({given.reviewer for given in road.case.process.opinions}) == len(reviews)


@BY_ID
def test_nobody_reaches_a_later_stage_from_an_earlier_one(policy: Policy) -> None:
    """Whatever stage a command names, it is the one where the case is."""
    codes = [stage.code for stage in policy.stages]
    for road in walk(policy):
        process = road.case.process
        stage = policy.stage(process.stage)
        for other in codes:
            if other == process.stage:
                continue
            for role in (Role.PLATFORM, stage.role if stage else Role.STREET_REVIEWER):
                assert road.refused(role, commands.PostPublicity(stage=other, evidence_sha256="ab" * 32)) in REFUSED
                assert road.refused(role, commands.ConcludePublicity(stage=other)) in REFUSED
                assert road.refused(role, opinion(other)) in REFUSED
                assert road.refused(role, commands.Register(stage=other)) in REFUSED


REFUSED = {"wrong_state", "wrong_stage", "wrong_role"}


# roads that nobody ships


def stage(code: str, kind: StageKind, role: Role, following: str, **more: Any) -> Stage:
    like = next((one for one in POLICY.stages if one.kind is kind), POLICY.stages[-1])
    fields = {"code": code, "kind": kind, "role": role, "next": following, "parallel_with": "", "final": False, **more}
    return msgspec.structs.replace(like, **fields)


def laid(*stages: Stage) -> Policy:
    return msgspec.structs.replace(POLICY, stages=stages)


WINDOW, VILLAGE, STREET = Role.STREET_WINDOW, Role.VILLAGE_POINT, Role.STREET_REVIEWER
COUNTY, CITY, CIVIL = Role.DISTRICT_REVIEWER, Role.CITY_APPROVER, Role.CIVIL_AFFAIRS
LONG = laid(
    stage("A", StageKind.ACCEPT, WINDOW, "B"),
    stage("B", StageKind.PUBLICITY, VILLAGE, "C", org="community"),
    stage("C", StageKind.REVIEW, STREET, "D", checks_first=False, elements=(Element.OPINION,)),
    stage("D", StageKind.VERIFY, CIVIL, "E"),
    stage("E", StageKind.REVIEW, COUNTY, "F", org="county"),
    stage("F", StageKind.PUBLICITY, COUNTY, "G", org="county"),
    stage("G", StageKind.PUBLICITY, CITY, "H", org="city"),
    stage("H", StageKind.REVIEW, CITY, "I", org="city"),
    stage("I", StageKind.DECIDE, CITY, "J", org="city"),
    stage("J", StageKind.REGISTER, COUNTY, "K", org="county", elements=(Element.RESULT,)),
    stage("K", StageKind.REGISTER, CITY, "", org="city", elements=(Element.RESULT,)),
)
"""A list before any review, a review before the checks, two lists in a row, three reviews, two registrations."""
CHECKED_FIRST = laid(
    stage("A", StageKind.ACCEPT, WINDOW, "V"),
    stage("V", StageKind.VERIFY, Role.PLATFORM, "R"),
    stage("R", StageKind.REVIEW, COUNTY, "N", org="county"),
    stage("N", StageKind.DECIDE, COUNTY, "", org="county"),
)
"""Checks first, no list at all."""
BESIDE_THE_SECOND = laid(
    stage("A", StageKind.ACCEPT, WINDOW, "R1"),
    stage("V", StageKind.VERIFY, Role.PLATFORM, "", parallel_with="R2"),
    stage("R1", StageKind.REVIEW, STREET, "R2", checks_first=False, elements=(Element.OPINION,)),
    stage("R2", StageKind.REVIEW, COUNTY, "N", org="county"),
    stage("N", StageKind.DECIDE, COUNTY, "", org="county"),
)
BESIDE_THE_ACCEPTANCE = laid(
    stage("A", StageKind.ACCEPT, WINDOW, "P"),
    stage("V", StageKind.VERIFY, Role.PLATFORM, "", parallel_with="A"),
    stage("P", StageKind.PUBLICITY, STREET, "R"),
    stage("R", StageKind.REVIEW, COUNTY, "N", org="county"),
    stage("N", StageKind.DECIDE, COUNTY, "", org="county"),
)
ROADS = pytest.mark.parametrize(
    "policy",
    [LONG, CHECKED_FIRST, BESIDE_THE_SECOND, BESIDE_THE_ACCEPTANCE],
    ids=["long", "checked first", "beside the second", "beside the acceptance"],
)


@ROADS
def test_stranger_roads_are_walked_too(policy: Policy) -> None:
    *_, road = walk(policy)
    assert road.case.process.state is CaseState.QUALIFIED
    assert entered(road) == [one.code for one in stages_of(policy)][1:]
    assert road.case.process.deadlines == ()


def test_the_states_of_a_long_road() -> None:
    seen = [(road.case.process.state.value, road.case.process.stage) for road in walk(LONG)]
    assert seen == [
        ("draft", None),
        ("submitted", None),
        ("accepted", None),
        ("publicity", "B"),
        ("review", "C"),
        ("verifying", "D"),
        ("review", "E"),
        ("publicity", "F"),
        ("publicity", "G"),
        ("review", "H"),
        ("deciding", "I"),
        ("registering", "J"),
        ("registering", "K"),
        ("qualified", None),
    ]


@pytest.mark.parametrize(
    ("policy", "stage_code"), [(BESIDE_THE_SECOND, "R2"), (BESIDE_THE_ACCEPTANCE, "P"), (POLICY, "R1")]
)
def test_the_departments_begin_beside_their_stage(policy: Policy, stage_code: str) -> None:
    started = [
        road.case.process.stage for road in walk(policy) if any(c.name == "VERIFY" for c in road.case.process.deadlines)
    ]
    assert started[0] == stage_code
    begun = next(road for road in walk(policy) if road.case.process.verification_started)
    assert begun.case.process.stage == stage_code
    assert [type(event).__name__ for _, _, event in begun.history].count("ChecksLaunched") == 1


def test_departments_that_have_answered_hold_nobody_up() -> None:
    """A case that comes back from a list goes through the checks again without waiting."""
    road = at_hand(LONG, CaseState.PUBLICITY, "F")
    rich = msgspec.structs.replace(
        next(fact for fact in answers(road) if fact.data_class == "V28"), outcome="found", verified="900000000"
    )
    road.do(Role.PLATFORM, commands.RecordChecks(facts=(rich,)))
    assert (road.case.process.state, road.case.process.stage) == (CaseState.REVIEW, "E")
    early = at_hand(LONG, CaseState.REVIEW, "C")
    early.do(Role.PLATFORM, commands.RecordChecks(facts=answers(early)))
    early.do(STREET, opinion("C"))
    assert entered(early)[-2:] == ["D", "E"]
    assert (early.case.process.state, early.case.process.stage) == (CaseState.REVIEW, "E")
    assert {clock.name for clock in early.case.process.deadlines} == {"TOTAL", "E"}


def test_no_stage_of_checks_begins_without_consent() -> None:
    road = at_hand(LONG, CaseState.REVIEW, "C")
    kept = {key: one for key, one in road.case.draft.consents.items() if key != "c2"}
    road.case = msgspec.structs.replace(road.case, draft=msgspec.structs.replace(road.case.draft, consents=kept))
    assert road.refused(STREET, opinion("C")) == "consent_missing"


def test_civil_affairs_answers_at_its_own_stage() -> None:
    road = at_hand(LONG, CaseState.VERIFYING)
    assert at(road).role is CIVIL
    road.do(CIVIL, commands.RecordChecks(facts=answers(road)))
    assert road.case.process.stage == "E"


def test_a_road_that_goes_nowhere_is_refused_by_name() -> None:
    """A policy that no linter has seen: nothing crashes, and nobody is qualified."""
    torn = laid(*(msgspec.structs.replace(one, next="Z") if one.code == "R" else one for one in CHECKED_FIRST.stages))
    road = at_hand(torn, CaseState.REVIEW, "R")
    answer = road.judge(COUNTY, opinion("R"))
    assert getattr(answer, "code", "") == "stage_unknown"
    nowhere = laid(stage("A", StageKind.ACCEPT, WINDOW, "Z"))
    assert at_hand(nowhere, CaseState.ACCEPTED).refused(WINDOW, commands.LaunchChecks()) == "stage_unknown"
    circle = laid(*(msgspec.structs.replace(one, next="V") if one.code == "R" else one for one in CHECKED_FIRST.stages))
    assert [one.code for one in stages_of(circle)] == ["A", "V", "R"]
    bare = at_hand(CHECKED_FIRST, CaseState.REVIEW, "R")
    step(bare)
    with_process(bare, state=CaseState.PUBLICITY)
    assert bare.refused(Role.PLATFORM, commands.ConcludePublicity(stage="N")) == "stage_unknown", "nothing hangs"
    lost = at_hand(POLICY, CaseState.DECIDING)
    lost.policy = laid(*POLICY.stages[:-1])
    assert lost.refused(Role.PLATFORM, commands.Announce()) == "stage_unknown"


def test_reviews_before_a_stage() -> None:
    assert [one.code for one in reviews_before("I", LONG)] == ["C", "E", "H"]
    assert [one.code for one in reviews_before("E", LONG)] == ["C"]
    assert reviews_before("C", LONG) == ()
    before = review_before("G", LONG)
    assert before is not None
    assert before.code == "E"
    assert review_before("B", LONG) is None


def test_what_was_asked_for_must_be_known_at_the_end() -> None:
    """A form that got lost on the way is no reason to guess."""
    road = at_hand(POLICY, CaseState.DECIDING)
    road.case = msgspec.structs.replace(road.case, draft=msgspec.structs.replace(road.case.draft, form=None))
    assert road.refused(Role.PLATFORM, commands.Announce()) == "form_not_in_policy"


def test_a_rejection_passes_by_the_registrations() -> None:
    remedies = msgspec.structs.replace(LONG.remedies, announce_rejection=True)
    road = at_hand(msgspec.structs.replace(LONG, remedies=remedies), CaseState.REVIEW, "E")
    road.do(COUNTY, opinion("E", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    assert (road.case.process.state, road.case.process.stage) == (CaseState.DECIDING, "I")
    road.now += timedelta(days=1)
    road.do(CITY, commands.Announce())
    assert road.case.process.state is CaseState.REJECTED


def test_registering_is_the_stages_own_post_and_not_who_accepted() -> None:
    road = at_hand(LONG, CaseState.REGISTERING)
    assert road.refused(CITY, commands.Register(stage="J")) == "wrong_role"
    assert road.refused(COUNTY, commands.Register(stage="K")) == "wrong_stage"
    who = actor(COUNTY, "op-street_window")
    assert road.refused(COUNTY, commands.Register(stage="J"), who=who) == "separation_of_duties"
    deciding = at_hand(LONG, CaseState.DECIDING)
    assert deciding.refused(CITY, commands.Announce(), who=actor(CITY, "op-street_window")) == "separation_of_duties"
