"""The table of the change businesses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from sync.model.change import ChangeCase, ChangeCheck, ChangeKind, ChangeState, ChangeWish, Signed, Signer
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.policy import Policy
from sync.workflow.change import commands as c
from sync.workflow.command import Command
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, NUMBER, Road
from tests.support.tenancies import a_tenancy, road_with

COUNTERS = "property_counter street_window"
ANYONE = f"applicant entrusted_agent village_point district_reviewer {COUNTERS}"
ANYWHERE = f"kiosk village_point county_office {COUNTERS}"
HOUSING = {"roles": "district_reviewer", "places": "county_office"}
CHECKERS = {"roles": "platform district_reviewer", "places": "platform county_office"}
RULES = {
    "open_change": Rule(roles=ANYONE, places=ANYWHERE, states="new", to="draft"),
    "revise_change": Rule(roles=ANYONE, places=ANYWHERE, states="draft", to=""),
    "sign_change": Rule(roles=COUNTERS, places=COUNTERS, states="draft", to=""),
    "accept_change": Rule(roles=COUNTERS, places=COUNTERS, states="draft", to="accepted"),
    "launch_change_checks": Rule(**CHECKERS, states="accepted", to="checking"),
    "conclude_change_checks": Rule(**CHECKERS, states="checking", to="review"),
    "review_change": Rule(**HOUSING, states="review", to="publicity approved rejected"),
    "post_change": Rule(
        roles=f"district_reviewer {COUNTERS}", places=f"county_office {COUNTERS}", states="publicity", to=""
    ),
    "conclude_change_publicity": Rule(**CHECKERS, states="publicity", to="approved rejected"),
    "execute_change": Rule(
        roles="platform district_reviewer property_counter",
        places="platform county_office property_counter",
        states="approved",
        to="executed",
    ),
    "withdraw_change": Rule(roles=ANYONE, places=ANYWHERE, states="draft accepted checking review", to="withdrawn"),
}
OWN_WORDS = "子女转学，离现住处太远，同意调整。"
WISH = ChangeWish(reason="母亲来同住", joins=("m9",))


def a_change(**changes: Any) -> ChangeCase:
    """A household wants somebody to live with it."""
    change = ChangeCase(
        id=RecordId("x"),
        org=OrgCode(ORG),
        state=ChangeState.DRAFT,
        kind=ChangeKind.MEMBER_CHANGE,
        tenancy_id=RecordId("t"),
        case_id=RecordId("case-1"),
        wish=WISH,
        signed=(Signed(who=Signer.HOUSEHOLD, signature_sha256=EVIDENCE),),
    )
    return msgspec.structs.replace(change, **changes)


ACCEPTED = {
    "unit_id": RecordId("unit-1"),
    "waiting_id": RecordId("w"),
    "accepted_by": OperatorId("op-x"),
    "accepted_at": datetime(2026, 2, 20, tzinfo=UTC),
    "checks": (ChangeCheck(code="living", clear=True),),
}


def in_state(state: str, _policy: Policy) -> tuple[Road, ChangeCase]:
    """A change of a household that lives in its home by right."""
    where = ChangeState(state)
    if where is ChangeState.NEW:
        change = ChangeCase(id=RecordId("x"), org=OrgCode(ORG))
    elif where is ChangeState.DRAFT:
        change = a_change()
    else:
        change = a_change(state=where, publicity_to=date(2026, 3, 1), evidence_sha256=EVIDENCE, **ACCEPTED)
    road = road_with(a_tenancy())
    road.others["change", "x"] = change
    return road, change


def samples(_road: Road, _change: ChangeCase) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        c.OpenChange(kind=ChangeKind.MEMBER_CHANGE, tenancy_id=RecordId("t"), wish=WISH),
        c.ReviseChange(wish=ChangeWish(reason="女儿搬走", leaves=("m3",))),
        c.SignChange(who=Signer.HOUSEHOLD, signature_sha256=EVIDENCE),
        c.AcceptChange(number=NUMBER),
        c.LaunchChangeChecks(),
        c.ConcludeChangeChecks(),
        c.ReviewChange(agreed=True, text=OWN_WORDS),
        c.PostChange(evidence_sha256=EVIDENCE),
        c.ConcludeChangePublicity(),
        c.ExecuteChange(),
        c.WithdrawChange(reason="不办了"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
