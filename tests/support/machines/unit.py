"""The table of the homes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from sync.model.allocation import Method
from sync.model.ids import OrgCode
from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.stock import commands
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import Road
from tests.support.town import BATCH, Town

UPKEEP = "allocator property_counter inspector"
COUNTERS = "county_office property_counter"
RULES: dict[str, Rule] = {
    "register_unit": Rule(roles="allocator", places="county_office", states="new", to="planned vacant_check"),
    "complete_unit": Rule(roles="allocator", places="county_office", states="planned", to="vacant_check"),
    "pass_check": Rule(roles=UPKEEP, places=COUNTERS, states="vacant_check", to="vacant_ready"),
    "start_repair": Rule(roles=UPKEEP, places=COUNTERS, states="vacant_check vacant_ready", to="repair"),
    "finish_repair": Rule(roles=UPKEEP, places=COUNTERS, states="repair", to="vacant_check"),
    "withdraw_unit": Rule(
        roles="allocator", places="county_office", states="planned vacant_check vacant_ready repair", to="withdrawn"
    ),
    "reserve_unit": Rule(roles="allocator", places="county_office", states="vacant_ready", to="reserved"),
    "release_unit": Rule(roles="allocator", places="county_office", states="reserved", to="vacant_ready"),
}


def registration(**changes: Any) -> commands.RegisterUnit:
    """A good registration."""
    command = commands.RegisterUnit(
        code="U-9",
        project="示例家园",
        building="1",
        room="901",
        layout="2-1",
        area100=5_500,
        rent_standard_fen_m2=2_800,
        suits_from=2,
        suits_to=4,
        floor=9,
        inner_area100=4_600,
        orientation="S",
        barrier_free=True,
        facilities=("热水器",),
        house_code="H-9",
        meters={"water": "W-9"},
        access_device_ids=("door-1",),
    )
    return msgspec.structs.replace(command, **changes)


def in_state(state: str, policy: Policy) -> tuple[Road, Unit]:
    """A home beside a batch that is being planned."""
    town = Town(policy=policy, needed_only=False)
    home = town.home("unit-9", state=UnitState(state))
    if home.state is UnitState.NEW:
        home = Unit(id=home.id, org=OrgCode(ORG), state=UnitState.NEW)
        town.others["unit", home.id] = home
    town.plan(Method.RANDOM_TRIPLE)
    if home.state is UnitState.RESERVED:
        town.set("unit-9", batch_id=BATCH)
    return town, town.unit_of("unit-9")


def samples(_road: Road, _unit: Unit) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        registration(),
        commands.CompleteUnit(),
        commands.PassCheck(note="门窗水电完好"),
        commands.StartRepair(reason="厨房漏水"),
        commands.FinishRepair(note="已修好"),
        commands.WithdrawUnit(reason="项目拆除"),
        commands.ReserveUnit(batch_id=BATCH),
        commands.ReleaseUnit(),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
