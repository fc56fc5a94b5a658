"""The table of the waiting list."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.ids import OrgCode, RecordId
from sync.model.states import WaitingState
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.workflow.command import Command
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import Road, allocation

RULES = {"allocate_unit": Rule(roles="allocator", places="county_office", states="active", to="allocated")}


def in_state(state: str, _policy: Policy) -> tuple[Road, WaitingEntry]:
    """An entry of a family of three."""
    road = Road()
    entry = WaitingEntry(
        id=RecordId("w"),
        org=OrgCode(ORG),
        case_id=road.case.id,
        state=WaitingState(state),
        household_size=3,
        category="hukou_lowinc",
    )
    road.others["waiting", "w"] = entry
    return road, entry


def samples(_road: Road, _entry: WaitingEntry) -> Sequence[Command]:
    """A good command of each kind."""
    return (allocation(),)


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
