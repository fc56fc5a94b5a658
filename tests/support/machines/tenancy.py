"""The table of the tenancies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sync.model.billing import Account, AccountBill, DamageItem, PayMethod, Statement
from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState, UnitState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ExitInspection, Leaving, Renewal, Tenancy
from sync.policy import Policy
from sync.policy.settlement import statement
from sync.workflow.command import Command
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy.leaving import leaving_of
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road, actor, signature
from tests.support.tenancies import LATER_METERS, METERS, a_tenancy, let_home, road_with

COUNTERS = "property_counter street_window"
ANYONE = f"applicant entrusted_agent village_point {COUNTERS}"
ANYWHERE = f"kiosk village_point {COUNTERS}"
LIVING = "active arrears recheck renewal rectifying"
LEAVING = "vacating enforcement"
HELD = f"{LIVING} transition {LEAVING}"
HOUSING = {"roles": "district_reviewer", "places": "county_office"}
PROVINCE = {"roles": "platform", "places": "platform"}
PROPERTY = {"roles": "property_counter", "places": "property_counter"}
BOTH = {"roles": "property_counter district_reviewer", "places": "property_counter county_office"}
PAID = {"roles": "property_counter platform", "places": "property_counter platform"}
RULES = {
    "sign_contract": Rule(
        roles=COUNTERS,
        places=COUNTERS,
        states="contract_pending arrears recheck renewal rectifying",
        to="signed active arrears recheck rectifying",
    ),
    "lapse_contract": Rule(**PROVINCE, states="contract_pending", to="closed"),
    "file_contract": Rule(**BOTH, states=f"signed move_in_pending {HELD}", to=f"signed move_in_pending {HELD}"),
    "record_deposit": Rule(**PAID, states="signed move_in_pending", to="signed move_in_pending"),
    "notify_move_in": Rule(**PROPERTY, states="signed move_in_pending", to="move_in_pending"),
    "hand_over": Rule(**PROPERTY, states="move_in_pending", to="active"),
    "issue_bill": Rule(**PROVINCE, states=HELD, to=HELD),
    "book_payment": Rule(**PROVINCE, states=f"{HELD} settled closed", to=f"{HELD} settled closed"),
    "record_arrears": Rule(**PROVINCE, states=HELD, to="arrears rectifying transition vacating enforcement"),
    "ask_renewal": Rule(
        roles=ANYONE,
        places=ANYWHERE,
        states="active arrears recheck rectifying",
        to="renewal arrears recheck rectifying",
    ),
    "decide_renewal": Rule(
        **HOUSING, states="arrears recheck renewal rectifying", to="active arrears recheck renewal rectifying"
    ),
    "record_expiry": Rule(**PROVINCE, states=LIVING, to=LIVING),
    "enter_transition": Rule(**HOUSING, states=f"{LIVING} vacating", to="transition"),
    "agree_stay": Rule(**HOUSING, states="transition", to=LIVING),
    "end_transition": Rule(**PROVINCE, states="transition", to="vacating"),
    "raise_overstay": Rule(**PROVINCE, states=LEAVING, to=LEAVING),
    "agree_exit": Rule(roles=COUNTERS, places=COUNTERS, states=f"{LIVING} transition", to="vacating"),
    "order_exit": Rule(**HOUSING, states=f"{LIVING} transition", to="vacating"),
    "lift_exit": Rule(**HOUSING, states=LEAVING, to=LIVING),
    "enforce": Rule(**HOUSING, states="vacating", to="enforcement"),
    "inspect_exit": Rule(
        roles="property_counter inspector", places="property_counter street_window", states=LEAVING, to=LEAVING
    ),
    "settle": Rule(**PROPERTY, states=LEAVING, to="settled"),
    "record_refund": Rule(**PAID, states="settled closed", to="settled closed"),
    "close_tenancy": Rule(**BOTH, states="settled", to="closed"),
    "record_death": Rule(**BOTH, states=f"{LIVING} transition", to=f"{LIVING} transition vacating"),
}

OVERDUE = AccountBill(
    id=RecordId("b"),
    period_from=date(2026, 1, 1),
    period_to=date(2026, 1, 31),
    due_on=date(2026, 1, 12),
    payable_fen=60_000,
)
ORDERED = Leaving(
    code=TakeBack.NO_LONGER_QUALIFIED,
    agreed=False,
    leave_by=date(2026, 2, 20),
    on=date(2026, 1, 20),
    by=OperatorId("op-x"),
)
INSPECTED = ExitInspection(
    on=date(2026, 2, 25), by=OperatorId("op-x"), left_on=date(2026, 2, 25), meters=LATER_METERS, keys_returned=2
)
MOVING_IN: dict[str, Any] = {"steps": (), "handed_over_on": None, "meters": (), "tenant": None, "co_residents": ()}
ASKED = Renewal(asked_on=date(2026, 1, 5), asked_by=OperatorId("op-x"), years=2)
FACTS: dict[TenancyState, dict[str, Any]] = {
    TenancyState.CONTRACT_PENDING: {
        **MOVING_IN,
        "deposit_paid_fen": 0,
        "deadlines": (Deadline(name="sign", started=date(2026, 1, 1), due=date(2026, 1, 31)),),
    },
    TenancyState.SIGNED: {**MOVING_IN, "deposit_paid_fen": 0},
    TenancyState.MOVE_IN_PENDING: MOVING_IN,
    TenancyState.ARREARS: {"arrears_since": OVERDUE.due_on, "arrears_fen": 1, "account": Account(bills=(OVERDUE,))},
    TenancyState.RECHECK: {"recheck_id": RecordId("r")},
    TenancyState.RENEWAL: {"renewal": ASKED, "grounds": ()},
    TenancyState.RECTIFYING: {"violation_id": RecordId("v"), "term_to": date(2026, 2, 28)},
    TenancyState.TRANSITION: {"transition_from": date(2025, 9, 1), "transition_to": date(2026, 2, 28)},
    TenancyState.VACATING: {"leaving": ORDERED},
    TenancyState.ENFORCEMENT: {"leaving": ORDERED, "inspection": INSPECTED},
    TenancyState.SETTLED: {"statement": Statement(lines=(), refund_fen=50_000)},
    TenancyState.CLOSED: {"statement": Statement(lines=(), owed_fen=50_000)},
}


def in_state(state: str, _policy: Policy) -> tuple[Road, Tenancy]:
    """A tenancy, whatever may be done there with it, of a household that may be told to leave."""
    where = TenancyState(state)
    tenancy = a_tenancy(state=where, **{"grounds": (TakeBack.NO_LONGER_QUALIFIED,), **FACTS.get(where, {})})
    home = let_home()
    if where in {TenancyState.CONTRACT_PENDING, TenancyState.SIGNED, TenancyState.MOVE_IN_PENDING}:
        home = let_home(state=UnitState.ALLOCATED, tenancy_id=None)
    return road_with(tenancy, home), tenancy


def renewals() -> Sequence[Command]:
    """Asked for, agreed to, refused."""
    return (
        c.AskRenewal(years=2, signature_sha256=EVIDENCE),
        c.DecideRenewal(agreed=True, text="年度复核符合条件，同意续租两年。"),
        c.DecideRenewal(agreed=False, text="复核不符合续租条件，家中另有住房。"),
    )


def samples(road: Road, tenancy: Tenancy) -> Sequence[Command]:
    """A good command of each kind."""
    today = date(2026, 3, 2)
    context = road.context(actor(Role.PROPERTY_COUNTER))
    policy = context.policy
    shown = (
        statement(leaving_of(tenancy, tenancy.inspection, context), policy.tenancy, policy.billing)
        if tenancy.inspection
        else Statement(lines=())
    )
    return (
        signature(EVIDENCE),
        c.LapseContract(),
        c.FileContract(filing_number="备2026-1"),
        c.RecordDeposit(trade_number="D-1", amount_fen=100_000),
        c.NotifyMoveIn(starts=today, ends=today + timedelta(days=5)),
        c.HandOver(list_sha256=EVIDENCE, signature_sha256=EVIDENCE, meters=METERS, keys=2),
        c.IssueBill(),
        c.BookPayment(trade_number="P-1", amount_fen=50_000, method=PayMethod.QR, paid_on=today),
        c.RecordArrears(),
        *renewals(),
        c.RecordExpiry(),
        c.EnterTransition(months=6, monthly_income_fen=None, signature_sha256=EVIDENCE),
        c.AgreeStay(
            income_fen=200_000,
            assets_fen=0,
            monthly_income_fen=600_000,
            got_home=False,
            text="家中有重病人，确无其他住处，收入略高于标准。",
        ),
        c.EndTransition(),
        c.RaiseOverstay(),
        c.AgreeExit(code=TakeBack.OWN_WILL, leave_by=today, signature_sha256=EVIDENCE),
        c.OrderExit(
            code=TakeBack.NO_LONGER_QUALIFIED, text="年度复核不符合条件，已书面告知本人。", notice_sha256=EVIDENCE
        ),
        c.LiftExit(text="经复查仍符合条件，撤销腾退通知。"),
        c.Enforce(court_reference="示例法院2026-1"),
        c.InspectExit(
            left_on=date(2026, 2, 25),
            meters=LATER_METERS,
            damage=(DamageItem(code="door_key", count=1),),
            keys_returned=1,
            signature_sha256=EVIDENCE,
        ),
        c.Settle(statement=shown, signature_sha256=EVIDENCE),
        c.RecordRefund(trade_number="R-1", amount_fen=50_000),
        c.CloseTenancy(access_withdrawn=True),
        c.RecordDeath(died_on=today, evidence_sha256=EVIDENCE, successor="m2"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
