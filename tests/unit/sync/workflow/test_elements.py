"""A stage is not left while one of its elements is missing; each has a refusal of its own (FJ-21)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from sync.model.application import Material
from sync.model.case import Opinion
from sync.model.states import CaseState, OpinionDecision, Role
from sync.policy.draft_checks import missing_materials
from sync.policy.records import Element, Stage, StageKind
from sync.workflow.application import commands
from sync.workflow.application.elements import current_publicity, latest_opinion, missing_element
from sync.workflow.engine import Refusal
from tests.support.machines.case import objection
from tests.support.road import EVIDENCE, NUMBER, POLICY, Road, actor, opinion
from tests.support.walks import answers, at, at_hand, post_list, step, wait_out, with_process

WINDOW, PLATFORM = Role.STREET_WINDOW, Role.PLATFORM


def demanding(road: Road, kind: StageKind, *elements: Element) -> None:
    """The stages of this kind ask for exactly these elements."""
    stages = tuple(
        msgspec.structs.replace(stage, elements=elements) if stage.kind is kind else stage
        for stage in road.policy.stages
    )
    road.policy = msgspec.structs.replace(road.policy, stages=stages)


def without(road: Road, **changes: Any) -> None:
    road.case = msgspec.structs.replace(road.case, draft=msgspec.structs.replace(road.case.draft, **changes))


def no_consent(road: Road) -> None:
    without(road, consents={key: one for key, one in road.case.draft.consents.items() if key != "c2"})


def no_undertaking(road: Road) -> None:
    without(road, undertaking=None)


@pytest.mark.parametrize(
    ("element", "spoil", "code"),
    [
        (Element.CONSENT, no_consent, "consent_missing"),
        (Element.UNDERTAKING, no_undertaking, "undertaking_missing"),
        (Element.MATERIALS, lambda _road: None, "materials_missing"),
    ],
)
def test_elements_of_the_acceptance(element: Element, spoil: Callable[[Road], None], code: str) -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    spoil(road)
    demanding(road, StageKind.ACCEPT, element)
    assert road.refused(WINDOW, commands.Accept(number=NUMBER)) == code
    demanding(road, StageKind.ACCEPT)
    road.accept()


def test_papers_that_are_there_or_exempt() -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    demanding(road, StageKind.ACCEPT, Element.MATERIALS)
    answer = road.judge(WINDOW, commands.Accept(number=NUMBER))
    assert isinstance(answer, Refusal)
    missing = missing_materials(road.case.draft, road.policy, road.now.date())
    assert answer.details == {"count": len(missing)}
    papers = {
        f"p{count}": Material(kind=rule.kind, member=member, status="present", original_seen=True, pages=1)
        for count, (rule, member) in enumerate(
            (rule, member) for rule in POLICY.materials for member in (None, "m1", "m2", "m3")
        )
    }
    without(road, materials=papers)
    road.accept()


def test_the_first_missing_one_is_named() -> None:
    road = at_hand(POLICY, CaseState.SUBMITTED)
    no_consent(road)
    no_undertaking(road)
    demanding(road, StageKind.ACCEPT, Element.UNDERTAKING, Element.CONSENT)
    assert road.refused(WINDOW, commands.Accept(number=NUMBER)) == "undertaking_missing"


def test_checks_and_opinion_of_a_review() -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    lenient = tuple(msgspec.structs.replace(stage, checks_first=False) for stage in road.policy.stages)
    road.policy = msgspec.structs.replace(road.policy, stages=lenient)
    demanding(road, StageKind.REVIEW, Element.CHECKS, Element.OPINION)
    answer = road.judge(Role.STREET_REVIEWER, opinion("R1"))
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details["count"]) == ("checks_open", 12)
    stage = at(road)
    context = road.context(actor(stage.role))
    demanding(road, StageKind.REVIEW, Element.OPINION)
    told = missing_element(road.case, at(road), context)
    assert told is not None
    assert told.code == "opinion_missing"
    road.do(Role.STREET_REVIEWER, opinion("R1"))  # the opinion that is being given counts
    assert road.case.process.stage == "P1"


def test_checks_of_their_own_stage() -> None:
    """The consent of everybody still stands when the last answer comes."""
    verify = next(stage for stage in POLICY.stages if stage.kind is StageKind.VERIFY)
    own = msgspec.structs.replace(verify, parallel_with="", next="R1", elements=(Element.UNDERTAKING,))
    accept = msgspec.structs.replace(POLICY.stages[0], next=own.code)
    rest = (stage for stage in POLICY.stages[1:] if stage.kind is not StageKind.VERIFY)
    road = at_hand(msgspec.structs.replace(POLICY, stages=(accept, own, *rest)), CaseState.VERIFYING)
    facts = answers(road)
    no_undertaking(road)
    road.do(PLATFORM, commands.RecordChecks(facts=facts[1:]))
    assert road.refused(PLATFORM, commands.RecordChecks(facts=facts[:1])) == "undertaking_missing"


def test_evidence_and_answers_of_a_publicity() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    stage, context = at(road), road.context(actor(PLATFORM))
    demanding(road, StageKind.PUBLICITY, Element.PUBLICITY_EVIDENCE)
    told = missing_element(road.case, at(road), context)
    assert told is not None
    assert told.code == "evidence_missing"
    post_list(road)
    assert missing_element(road.case, at(road), context) is None
    assert missing_element(at_hand(POLICY, CaseState.REVIEW).case, at(road), context) is not None
    demanding(road, StageKind.PUBLICITY, Element.OBJECTIONS_ANSWERED)
    assert missing_element(road.case, at(road), context) is None
    road.do(WINDOW, objection(road))
    with_process(road, state=CaseState.PUBLICITY)
    wait_out(road)
    answer = road.judge(PLATFORM, commands.ConcludePublicity(stage=stage.code))
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("objections_open", {"count": 1})


def test_a_result_needs_the_agreement_of_every_review() -> None:
    road = at_hand(POLICY, CaseState.DECIDING)
    stage, context = at(road), road.context(actor(PLATFORM))
    assert missing_element(road.case, stage, context) is None
    first, second = road.case.process.opinions
    for opinions in (
        (first,),
        (second,),
        (),
        (first, msgspec.structs.replace(second, decision=OpinionDecision.RETURN)),
    ):
        with_process(road, opinions=opinions)
        assert road.refused(PLATFORM, commands.Announce()) == "result_missing"
    with_process(road, opinions=(msgspec.structs.replace(first, decision=OpinionDecision.RETURN), first, second))
    road.do(PLATFORM, commands.Announce())


def test_a_pending_rejection_is_a_result() -> None:
    road = at_hand(POLICY, CaseState.DECIDING)
    with_process(road, opinions=(), rejecting=True)
    assert missing_element(road.case, at(road), road.context(actor(PLATFORM))) is None


def test_every_element_is_known() -> None:
    """A policy cannot name an element that nobody looks for."""
    road = at_hand(POLICY, CaseState.DECIDING)
    context = road.context(actor(PLATFORM))
    for element in Element:
        stage: Stage = msgspec.structs.replace(at(road), elements=(element,))
        told = missing_element(road.case, stage, context)
        assert told is None or told.state == "deciding"


def test_the_latest_opinion_counts() -> None:
    road = at_hand(POLICY, CaseState.DECIDING)
    found = latest_opinion(road.case, "R1")
    assert found is not None
    newer: Opinion = msgspec.structs.replace(found, text="后来又看了一次，情况有变")
    with_process(road, opinions=(*road.case.process.opinions, newer))
    assert latest_opinion(road.case, "R1") is newer
    assert latest_opinion(road.case, "R9") is None


def test_a_publicity_that_is_over_is_not_the_current_one() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    hanging = current_publicity(road.case)
    assert hanging is not None
    assert hanging.stage == "P1"
    step(road)
    assert current_publicity(road.case) is None
    step(road)
    hanging = current_publicity(road.case)
    assert hanging is not None
    assert hanging.stage == "P2"
    road.do(Role.DISTRICT_REVIEWER, commands.PostPublicity(stage="P2", evidence_sha256=EVIDENCE))
    assert [period.posted for period in road.case.process.publicities] == [True, True]
