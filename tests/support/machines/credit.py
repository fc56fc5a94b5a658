"""The table of the credit files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sync.model.credit import CreditEvent, CreditRecord, CreditState
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.credit import commands
from tests.support.credit_files import WORDS, entering, file_of, reached
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road

FILES = "kept appealed repair_asked"
OFFICES = "street_window county_office property_counter"
COUNTY = "district_reviewer city_approver"
ASKING = "applicant entrusted_agent village_point street_window property_counter"
RULES = {
    "record_credit_event": Rule(
        roles=f"{COUNTY} platform", places="county_office platform", states=f"new {FILES}", to=FILES
    ),
    "show_credit": Rule(
        roles="street_window street_reviewer district_reviewer property_counter",
        places=OFFICES,
        states=FILES,
        to=FILES,
    ),
    "appeal_credit": Rule(roles=ASKING, places=f"{OFFICES} village_point kiosk", states=FILES, to="appealed"),
    "decide_credit_appeal": Rule(roles=COUNTY, places="county_office", states="appealed", to=FILES),
    "ask_credit_repair": Rule(roles=ASKING, places=f"{OFFICES} village_point kiosk", states="kept", to="repair_asked"),
    "decide_credit_repair": Rule(roles=COUNTY, places="county_office", states="repair_asked", to="kept"),
    "lift_ban": Rule(roles=COUNTY, places="county_office", states=FILES, to=FILES),
}


def in_state(state: str, _policy: Policy) -> tuple[Road, CreditRecord]:
    """A file."""
    road = reached(CreditState(state))
    road.now += timedelta(days=1)
    return road, file_of(road)


def samples(_road: Road, record: CreditRecord) -> Sequence[Command]:
    """A good command of each kind."""
    unheard = next((entry.number for entry in record.entries if entry.appeal is None), 1)
    return (
        entering(event=CreditEvent.MISSED_RECHECK),
        commands.ShowCredit(evidence_sha256=EVIDENCE),
        commands.AppealCredit(entry=unheard, text="我交了"),
        commands.DecideAppeal(entry=1, upheld=True, text=WORDS),
        commands.AskRepair(),
        commands.DecideRepair(granted=True, text=WORDS),
        commands.LiftBan(ban=1, text=WORDS, document_sha256=EVIDENCE),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
