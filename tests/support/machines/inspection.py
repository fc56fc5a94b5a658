"""The table of the inspections."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.inspection import (
    Inspection,
    InspectionResult,
    InspectionState,
)
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.inspection import commands
from tests.support.machines import Oracle, Rule
from tests.support.road import Road
from tests.support.visits import (
    MISMATCH,
    NOTE,
    at,
    handed_on,
    in_vain,
    inspection_of,
    plan,
    reached,
    result,
    sent,
    visit,
)

OFFICERS = "inspector street_reviewer district_reviewer"
PLACES = "village_point street_window county_office property_counter"
RULES = {
    "plan_inspection": Rule(roles=f"{OFFICERS} platform", places=f"{PLACES} platform", states="new", to="planned"),
    "assign_inspectors": Rule(
        roles=OFFICERS, places=PLACES, states="planned assigned not_home", to="assigned not_home"
    ),
    "record_not_home": Rule(roles="inspector", places=PLACES, states="assigned not_home", to="not_home"),
    "record_visit": Rule(roles="inspector", places=PLACES, states="assigned not_home", to="visited"),
    "record_result": Rule(roles="inspector", places=PLACES, states="not_home visited", to="result"),
    "close_inspection": Rule(roles=f"{OFFICERS} platform", places=f"{PLACES} platform", states="result", to="closed"),
    "hand_on_inspection": Rule(roles=OFFICERS, places=PLACES, states="result", to="violation"),
}


def in_state(state: str, _policy: Policy) -> tuple[Road, Inspection]:
    """An inspection."""
    road = reached(InspectionState(state))
    return road, inspection_of(road)


def samples(_road: Road, inspection: Inspection) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        plan(),
        sent(),
        in_vain(at(2, 9, 45)),
        visit(),
        result(MISMATCH) if inspection.visit else result(InspectionResult.VACANT, signature=None),
        commands.CloseInspection(note=NOTE),
        handed_on(),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
