"""The table of the violations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sync.model.states import Role
from sync.model.violation import Rung, Violation, ViolationState
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.violation import commands
from tests.support.breaches import (
    FACTS,
    HEARD,
    REASON,
    RECTIFIED,
    RETURNED,
    at_work,
    concluded,
    do,
    measure,
    notice,
    opened,
    penalty,
    reached,
    told,
    violation_of,
    walk,
)
from tests.support.machines import Oracle, Rule
from tests.support.road import Road

OFFICERS = "street_reviewer district_reviewer"
OFFICES = "street_window county_office"
COUNTY = "district_reviewer city_approver"
MEASURED = "established rectify_notice penalty"
BEFORE = "established rectify_notice"
ANSWERED = f"clue verifying unfounded rectified {MEASURED}"
RULES = {
    "report_violation": Rule(
        roles="applicant entrusted_agent village_point street_window property_counter district_reviewer",
        places="village_point kiosk street_window county_office property_counter video_end",
        states="new",
        to="clue",
    ),
    "open_clue": Rule(
        roles=f"inspector property_counter platform {OFFICERS}",
        places=f"property_counter platform {OFFICES}",
        states="new",
        to="clue",
    ),
    "take_clue": Rule(roles=OFFICERS, places=OFFICES, states="clue", to="verifying"),
    "conclude_clue": Rule(roles=OFFICERS, places=OFFICES, states="verifying", to="established unfounded"),
    "answer_report": Rule(roles=f"street_window {OFFICERS}", places=OFFICES, states=ANSWERED, to=ANSWERED),
    "give_violation_notice": Rule(roles=COUNTY, places="county_office", states="established", to="rectify_notice"),
    "record_violation_rectified": Rule(
        roles=f"inspector {OFFICERS}", places=OFFICES, states="rectify_notice", to="rectified"
    ),
    "allow_skip": Rule(roles=COUNTY, places="county_office", states=MEASURED, to=MEASURED),
    "take_measure": Rule(roles=f"street_reviewer {COUNTY}", places=OFFICES, states=MEASURED, to=MEASURED),
    "offer_hearing": Rule(roles=COUNTY, places="county_office", states=BEFORE, to=BEFORE),
    "record_hearing": Rule(roles=COUNTY, places="county_office", states=BEFORE, to=BEFORE),
    "decide_penalty": Rule(roles=COUNTY, places="county_office", states=BEFORE, to="penalty"),
    "record_violation_return": Rule(
        roles="property_counter inspector district_reviewer",
        places=f"property_counter {OFFICES}",
        states="penalty",
        to="penalty",
    ),
    "close_violation": Rule(
        roles=f"{COUNTY} platform",
        places="county_office platform",
        states="unfounded rectified penalty",
        to="closed",
    ),
}


def in_state(state: str, _policy: Policy) -> tuple[Road, Violation]:
    """A violation; a notice is over and nobody spoke, a reporter knows what came to nothing, a home is back."""
    road = walk(at_work(), 6) if state == "rectify_notice" else reached(ViolationState(state))
    if state == "unfounded":
        do(road, Role.STREET_WINDOW, commands.AnswerReport(text=FACTS))
    if state == "penalty":
        road.now += timedelta(days=3)
    return road, violation_of(road)


def samples(_road: Road, _violation: Violation) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        told(),
        opened(),
        commands.TakeClue(),
        concluded(),
        concluded(established=False),
        commands.AnswerReport(text=FACTS),
        notice(),
        RECTIFIED,
        commands.AllowSkip(rung=Rung.COURT, reason=REASON),
        measure(),
        commands.OfferHearing(text=FACTS),
        HEARD,
        penalty(),
        RETURNED,
        commands.CloseViolation(note=FACTS),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
