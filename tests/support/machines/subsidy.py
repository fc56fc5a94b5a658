"""The table of the subsidies."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.ids import OrgCode, RecordId
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy import Policy
from sync.workflow.command import Command
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import Road

RULES: dict[str, Rule] = {}


def in_state(state: str, _policy: Policy) -> tuple[Road, SubsidyGrant]:
    """A subsidy for a family of three."""
    road = Road()
    grant = SubsidyGrant(id=RecordId("g"), org=OrgCode(ORG), case_id=road.case.id, state=GrantState(state), persons=3)
    road.others["subsidy", "g"] = grant
    return road, grant


def samples(_road: Road, _grant: SubsidyGrant) -> Sequence[Command]:
    """A subsidy takes no commands yet."""
    return ()


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
