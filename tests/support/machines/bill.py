"""The table of the rent bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from sync.model.billing import BillState, PayMethod, RentBill
from sync.model.ids import OrgCode, RecordId
from sync.model.states import TenancyState
from sync.model.tenancy import Tenancy
from sync.policy import Policy
from sync.workflow.bill import commands
from sync.workflow.command import Command
from tests.support.households import ORG
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road

COUNTERS = "property_counter street_window"
RULES = {
    "note_receipt": Rule(roles=COUNTERS, places=COUNTERS, states="issued part_paid overdue", to=""),
    "mark_overdue": Rule(roles="platform", places="platform", states="issued part_paid", to="overdue"),
    "serve_demand": Rule(roles=COUNTERS, places=COUNTERS, states="overdue", to=""),
    "void_bill": Rule(
        roles="district_reviewer", places="county_office", states="issued part_paid overdue paid", to="void"
    ),
}


def a_bill(**changes: Any) -> RentBill:
    """A bill for February 2026, three weeks overdue on the road's day."""
    bill = RentBill(
        id=RecordId("b"),
        org=OrgCode(ORG),
        case_id=RecordId("case-1"),
        tenancy_id=RecordId("t"),
        period_from=date(2026, 2, 1),
        period_to=date(2026, 2, 28),
        issued_on=date(2026, 1, 25),
        due_on=date(2026, 2, 9),
        standard_fen=150_000,
        reduction_fen=90_000,
        payable_fen=60_000,
    )
    return msgspec.structs.replace(bill, **changes)


def in_state(state: str, _policy: Policy) -> tuple[Road, RentBill]:
    """A bill of a tenancy that goes on."""
    road = Road()
    bill = a_bill(state=BillState(state))
    road.others["bill", "b"] = bill
    road.others["tenancy", "t"] = Tenancy(
        id=RecordId("t"),
        org=OrgCode(ORG),
        case_id=road.case.id,
        waiting_id=RecordId("w"),
        unit_id=RecordId("unit-1"),
        state=TenancyState.ACTIVE,
    )
    return road, bill


def samples(_road: Road, _bill: RentBill) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        commands.NoteReceipt(receipt_number="R-1", amount_fen=60_000, method=PayMethod.QR),
        commands.MarkOverdue(),
        commands.ServeDemand(proof_sha256=EVIDENCE),
        commands.VoidBill(reason="面积录错"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
