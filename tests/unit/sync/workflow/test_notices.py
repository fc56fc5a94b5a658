"""What an event calls for to be told, and to whom."""

from __future__ import annotations

import pytest

from sync.model.application import GuaranteeForm
from sync.model.remedies import ObjectionOutcome
from sync.model.states import CaseState, OpinionDecision, Role
from sync.workflow.application import commands
from sync.workflow.application.events import AnyApplicationEvent
from sync.workflow.application.notices import NOTICES, Message, Receiver, notices_of
from tests.support.households import all_policies
from tests.support.machines.case import beside, disagreed, objection
from tests.support.road import OWN_WORDS, POLICY, Road, actor, opinion
from tests.support.walks import at_hand, walk


def told(road: Road) -> list[tuple[str, str, str | None, str | None]]:
    """Event, receiver, message, paper: everything that the road called for."""
    return [
        (type(event).__name__, notice.to.value, notice.message and notice.message.value, notice.document)
        for machine, _, event in road.history
        if machine == "case"
        for notice in notices_of(event)
    ]


def test_the_whole_road() -> None:
    *_, road = walk(POLICY)
    publicity = [
        ("PublicityStarted", "applicant", "publicity_started", None),
        ("PublicityStarted", "board", None, "D10"),
    ]
    assert told(road) == [
        ("Submitted", "applicant", "received", "D05"),
        ("Accepted", "applicant", "accepted", "D06"),
        *publicity,
        *publicity,
        ("Qualified", "applicant", "qualified", "D14"),
    ]


def test_a_subsidy_has_a_paper_of_its_own() -> None:
    policy = next(one for one in all_policies() if GuaranteeForm.SUBSIDY in one.forms)
    *_, road = walk(policy, form=GuaranteeForm.SUBSIDY)
    assert told(road)[-1] == ("Qualified", "applicant", "qualified", "D15")


@pytest.mark.parametrize(
    ("state", "last"),
    [
        (CaseState.CORRECTION, ("CorrectionAsked", "applicant", "correction_needed", "D07")),
        (CaseState.NOT_ACCEPTED, ("AcceptanceRefused", "applicant", "acceptance_refused", "D08")),
        (CaseState.LAPSED, ("Lapsed", "applicant", "lapsed", None)),
        (CaseState.RETURNED, ("Returned", "applicant", "returned", None)),
        (CaseState.REJECTED, ("Rejected", "applicant", "rejected", "D12")),
        (CaseState.OBJECTION, ("ObjectionRaised", "objector", None, "D11")),
        (CaseState.TERMINATED, ("Terminated", "applicant", "ended", None)),
        (CaseState.RECONSIDERING, ("Rejected", "applicant", "rejected", "D12")),
    ],
)
def test_the_side_ways(state: CaseState, last: tuple[str, str, str | None, str | None]) -> None:
    road = beside(POLICY, state)
    assert road is not None
    assert told(road)[-1] == last


def test_an_objection_is_answered_to_everybody() -> None:
    road = at_hand(POLICY, CaseState.PUBLICITY)
    road.do(Role.STREET_WINDOW, objection(road))
    command = commands.ConcludeObjection(
        objection=road.case.process.objections[0].id, outcome=ObjectionOutcome.REVIEW, text=OWN_WORDS
    )
    road.do(Role.DISTRICT_REVIEWER, command, who=actor(Role.DISTRICT_REVIEWER, "op-investigator"))
    assert told(road)[-4:] == [
        ("ObjectionConcluded", "applicant", "objection_result", None),
        ("ObjectionConcluded", "objector", "objection_result", "D11"),
        ("ObjectionConcluded", "board", None, "D11"),
        ("BrokenOff", "reviewer", "alert", None),
    ]


def test_the_result_of_looking_again() -> None:
    road = disagreed(POLICY)
    road.do(Role.APPLICANT, commands.AskReconsideration(grounds="收入算错了"))
    road.do(
        Role.DISTRICT_REVIEWER,
        commands.ConcludeReconsideration(overturn=True, text=OWN_WORDS),
        who=actor(Role.DISTRICT_REVIEWER, "op-other"),
    )
    assert told(road)[-1] == ("ReconsiderationConcluded", "applicant", "reconsideration_result", "D13")


def test_an_opinion_alone_is_told_to_nobody() -> None:
    road = at_hand(POLICY, CaseState.REVIEW)
    road.do(Role.STREET_REVIEWER, opinion("R1", OpinionDecision.DISAGREE, reason_codes=("C05",)))
    (given,) = (event for _, _, event in road.history if type(event).__name__ == "OpinionCommitted")
    assert notices_of(given) == ()


def test_the_table_is_about_applications_and_uses_every_kind() -> None:
    assert set(NOTICES) <= set(AnyApplicationEvent.__args__)
    told_of = [notice for notices in NOTICES.values() for notice in notices]
    assert {notice.message for notice in told_of} == {*Message, None}
    assert {notice.to for notice in told_of} == set(Receiver)
    assert all(notice.message or notice.document for notice in told_of)
