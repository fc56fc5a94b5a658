"""The table of the tenancies."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.ids import OrgCode, RecordId
from sync.model.states import TenancyState
from sync.model.tenancy import Tenancy
from sync.policy import Policy
from sync.workflow.command import Command
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road, signature

COUNTERS = "property_counter street_window"
RULES = {"sign_contract": Rule(roles=COUNTERS, places=COUNTERS, states="contract_pending", to="signed")}


def in_state(state: str, _policy: Policy) -> tuple[Road, Tenancy]:
    """A tenancy whose contract was issued."""
    road = Road()
    tenancy = Tenancy(
        id=RecordId("t"),
        org=OrgCode(ORG),
        case_id=road.case.id,
        waiting_id=RecordId("w"),
        unit_id=RecordId("unit-1"),
        state=TenancyState(state),
        contract_content_sha256=EVIDENCE,
    )
    road.others["tenancy", "t"] = tenancy
    return road, tenancy


def samples(_road: Road, _tenancy: Tenancy) -> Sequence[Command]:
    """A good command of each kind."""
    return (signature(EVIDENCE),)


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
