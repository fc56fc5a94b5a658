"""The table of the subsidies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from sync.model.application import Category
from sync.model.ids import OrgCode, RecordId
from sync.model.subsidy import EndReason, GrantState, SubsidyAmount, SubsidyGrant, SubsidyMonth
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.subsidy import commands as c
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road

PROVINCE = {"roles": "platform", "places": "platform"}
HOUSING = {"roles": "district_reviewer", "places": "county_office"}
EITHER = {"roles": "platform district_reviewer", "places": "platform county_office"}
RUNNING = "paying adjusted transition"
RULES: dict[str, Rule] = {
    "start_paying": Rule(**PROVINCE, states="approved", to="paying"),
    "settle_month": Rule(**PROVINCE, states=RUNNING, to=""),
    "book_payout": Rule(**PROVINCE, states=f"{RUNNING} suspended ended", to=""),
    "suspend_grant": Rule(**HOUSING, states=RUNNING, to="suspended"),
    "resume_grant": Rule(**HOUSING, states="suspended", to=RUNNING),
    "adjust_grant": Rule(**HOUSING, states="paying adjusted", to="adjusted"),
    "begin_grant_transition": Rule(**HOUSING, states="paying adjusted", to="transition"),
    "end_grant": Rule(**EITHER, states=f"approved {RUNNING} suspended", to="ended"),
    "note_public_home": Rule(**EITHER, states=f"approved {RUNNING} suspended", to=""),
    "ask_reexamination": Rule(
        roles="applicant entrusted_agent village_point street_window",
        places="village_point kiosk street_window",
        states="paying adjusted ended",
        to="",
    ),
    "extend_grant": Rule(**HOUSING, states="paying adjusted ended", to="paying adjusted"),
}
OWN_WORDS = "家庭情况已经核实，见本次复核材料。"


def a_grant(**changes: Any) -> SubsidyGrant:
    """A family of three, paid 1,332 yuan a month since May 2021; its term ends in April 2026."""
    first = date(2021, 5, 1)
    grant = SubsidyGrant(
        id=RecordId("g"),
        org=OrgCode(ORG),
        case_id=RecordId("case-1"),
        state=GrantState.PAYING,
        category="hukou_lowinc",
        persons=3,
        approved_on=date(2021, 4, 12),
        amounts=(SubsidyAmount(from_month=first, monthly_fen=133_200),),
        first_month=first,
        last_month=date(2026, 4, 1),
        next_month=date(2026, 3, 1),
        months=(SubsidyMonth(month=date(2026, 2, 1), amount_fen=133_200),),
    )
    return msgspec.structs.replace(grant, **changes)


def in_state(state: str, _policy: Policy) -> tuple[Road, SubsidyGrant]:
    """A subsidy near the end of its term."""
    road = Road()
    facts: dict[GrantState, dict[str, Any]] = {
        GrantState.APPROVED: {"amounts": (), "first_month": None, "last_month": None, "next_month": None, "months": ()},
        GrantState.TRANSITION: {"transition_to": date(2026, 8, 1)},
        GrantState.ADJUSTED: {"reexamination_asked_on": date(2026, 2, 20)},
        GrantState.SUSPENDED: {"suspended_from": GrantState.ADJUSTED},
        GrantState.ENDED: {"last_month": date(2026, 2, 1), "end_reason": EndReason.TERM},
    }
    where = GrantState(state)
    grant = a_grant(state=where, **facts.get(where, {}))
    road.others["subsidy", "g"] = grant
    return road, grant


def samples(_road: Road, _grant: SubsidyGrant) -> Sequence[Command]:
    """A good command of each kind."""
    march = date(2026, 3, 1)
    return (
        c.StartPaying(),
        c.SettleMonth(),
        c.BookPayout(month=date(2026, 2, 1), batch="2026-02", trade_number="T-1", paid_on=date(2026, 3, 1)),
        c.SuspendGrant(text=OWN_WORDS),
        c.ResumeGrant(pay_back=True, text=OWN_WORDS),
        c.AdjustGrant(from_month=march, category=Category.HUKOU_MIDLOW, persons=2, own_area100=0, text=OWN_WORDS),
        c.BeginGrantTransition(text=OWN_WORDS),
        c.EndGrant(reason=EndReason.OWN_REQUEST, last_month=march, text=OWN_WORDS),
        c.NotePublicHome(holds=True),
        c.AskReexamination(signature_sha256=EVIDENCE),
        c.ExtendGrant(text=OWN_WORDS),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
