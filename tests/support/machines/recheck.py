"""The table of the re-checks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.recheck import (
    AdultSignature,
    Declaration,
    Recheck,
    RecheckFacts,
    RecheckKind,
    RecheckOutcome,
    RecheckState,
    SubjectKind,
)
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.recheck import commands as c
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road
from tests.support.tenancies import a_tenancy, road_with

PROVINCE = {"roles": "platform", "places": "platform"}
HOUSING = {"roles": "district_reviewer", "places": "county_office"}
EITHER = {"roles": "platform district_reviewer", "places": "platform county_office"}
WINDOWS = "street_window property_counter village_point"
ANYONE = {"roles": f"applicant entrusted_agent {WINDOWS}", "places": f"kiosk {WINDOWS}"}
RULES = {
    "plan_recheck": Rule(**EITHER, states="new", to="planned"),
    "notify_recheck": Rule(**EITHER, states="planned", to="notified"),
    "declare_recheck": Rule(**ANYONE, states="notified collecting", to="collecting"),
    "complete_declaration": Rule(roles=WINDOWS, places=WINDOWS, states="collecting", to="verifying"),
    "close_collecting": Rule(**PROVINCE, states="notified collecting", to="review"),
    "record_findings": Rule(
        roles="platform district_reviewer dept_verifier street_reviewer",
        places="platform county_office street_window",
        states="verifying review",
        to="review",
    ),
    "decide_recheck": Rule(**HOUSING, states="review", to="publicity pass adjust fail"),
    "post_recheck": Rule(
        roles="district_reviewer street_window property_counter",
        places="county_office street_window property_counter",
        states="publicity",
        to="",
    ),
    "conclude_recheck_publicity": Rule(**EITHER, states="publicity", to="pass adjust fail"),
    "object_recheck": Rule(**ANYONE, states="adjust fail", to="objection"),
    "answer_objection": Rule(
        roles="district_reviewer city_approver", places="county_office", states="objection", to="verifying closed"
    ),
    "close_recheck": Rule(**EITHER, states="pass adjust fail", to="closed"),
    "cancel_recheck": Rule(**EITHER, states="planned notified collecting verifying review publicity", to="closed"),
}
OWN_WORDS = "收入资产已经核实，见核查结果。"
POOR = RecheckFacts(
    persons=3,
    monthly_income_fen=500_000,
    assets_fen=1_000_000,
    own_area100=0,
    vehicles=0,
    youngest_age=9,
    got_home=False,
)
"""Within the limits of a low-income household."""
SIGNED = (
    AdultSignature(member="m1", signature_sha256=EVIDENCE),
    AdultSignature(member="m2", signature_sha256=EVIDENCE),
)


def a_recheck(**changes: Any) -> Recheck:
    """A yearly re-check of a tenant household of three."""
    recheck = Recheck(
        id=RecordId("r"),
        org=OrgCode(ORG),
        state=RecheckState.PLANNED,
        subject=SubjectKind.TENANCY,
        subject_id=RecordId("t"),
        case_id=RecordId("case-1"),
        unit_id=RecordId("unit-1"),
        kind=RecheckKind.ANNUAL,
        year=2026,
        begins=date(2026, 2, 1),
        category="hukou_lowinc",
    )
    return msgspec.structs.replace(recheck, **changes)


def clock(name: str, due: date) -> Deadline:
    """A clock that ends on that day."""
    return Deadline(name=name, started=date(2026, 2, 1), due=due)


DECLARED = {
    "adults": ("m1", "m2"),
    "declaration": Declaration(facts=POOR, signed=SIGNED, by=OperatorId("op-x")),
}
FACTS: dict[RecheckState, dict[str, Any]] = {
    RecheckState.NOTIFIED: {"adults": ("m1", "m2"), "deadlines": (clock("declare", date(2026, 3, 1)),)},
    RecheckState.COLLECTING: {**DECLARED, "deadlines": (clock("declare", date(2026, 3, 1)),)},
    RecheckState.VERIFYING: DECLARED,
    RecheckState.REVIEW: {**DECLARED, "found": POOR},
    RecheckState.PUBLICITY: {
        "outcome": RecheckOutcome.FAIL,
        "publicity_to": date(2026, 3, 1),
        "evidence_sha256": EVIDENCE,
    },
    RecheckState.PASS: {"outcome": RecheckOutcome.PASS},
    RecheckState.ADJUST: {
        "outcome": RecheckOutcome.ADJUST,
        "new_category": "hukou_midlow",
        "from_month": date(2026, 4, 1),
        "deadlines": (clock("objection", date(2026, 3, 1)),),
    },
    RecheckState.FAIL: {"outcome": RecheckOutcome.FAIL, "deadlines": (clock("objection", date(2026, 3, 2)),)},
    RecheckState.OBJECTION: {"outcome": RecheckOutcome.FAIL, "reviewed_by": OperatorId("op-x")},
}


def in_state(state: str, _policy: Policy) -> tuple[Road, Recheck]:
    """A re-check of a household that lives in its home by right."""
    where = RecheckState(state)
    recheck = a_recheck(state=where, **FACTS.get(where, {}))
    if where is RecheckState.NEW:
        recheck = Recheck(id=RecordId("r"), org=OrgCode(ORG))
    road = road_with(a_tenancy(category="hukou_lowinc"))
    road.others["recheck", "r"] = recheck
    return road, recheck


def samples(_road: Road, _recheck: Recheck) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        c.PlanRecheck(
            subject=SubjectKind.TENANCY,
            subject_id=RecordId("t"),
            kind=RecheckKind.ANNUAL,
            begins=date(2026, 3, 1),
        ),
        c.NotifyRecheck(),
        c.DeclareRecheck(facts=POOR, unchanged=False, signed=SIGNED),
        c.CompleteDeclaration(),
        c.CloseCollecting(),
        c.RecordFindings(facts=POOR, note="电话核实单位，查看工资条"),
        c.DecideRecheck(outcome=RecheckOutcome.PASS, text=OWN_WORDS),
        c.PostRecheck(evidence_sha256=EVIDENCE),
        c.ConcludeRecheckPublicity(),
        c.ObjectRecheck(text="这笔存款是借来的"),
        c.AnswerObjection(upheld=False, text="存款在本人名下，没有借据。"),
        c.AnswerObjection(upheld=True, text="借据已补，重新核查。"),
        c.CloseRecheck(),
        c.CancelRecheck(text="家庭已经搬走，不再复核。"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
