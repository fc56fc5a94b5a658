"""A rent bill: overdue the day after, demanded in steps, void without loss; a receipt is only a note."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from sync.model.billing import BillState, PayMethod
from sync.model.states import Role, TenancyState
from sync.workflow import machines
from sync.workflow.bill import commands as bill_commands
from sync.workflow.engine import Refusal
from tests.support.road import EVIDENCE, Road, actor
from tests.support.tenancies import bills, done, judged, lease, living, on_day, pay, province_acts, refusal

PROVINCE = Role.PLATFORM


def overdue_bill() -> tuple[Road, str]:
    road = living(date(2026, 1, 1))
    province_acts(road, "tenancy", "t")
    return road, bills(road)[0].id


def test_a_bill_is_overdue_the_day_after_and_stays_so_until_it_is_paid() -> None:
    road, name = overdue_bill()
    on_day(road, date(2026, 1, 12))
    assert province_acts(road, "bill", name) == []
    assert refusal(road, "bill", name, PROVINCE, bill_commands.MarkOverdue()) == "not_due_yet"
    on_day(road, date(2026, 1, 13))
    assert province_acts(road, "bill", name) == ["mark_overdue"]
    assert bills(road)[0].state is BillState.OVERDUE
    pay(road, "P-1", 100)
    assert bills(road)[0].state is BillState.OVERDUE
    pay(road, "P-2", 59_900)
    assert bills(road)[0].state is BillState.PAID
    assert province_acts(road, "bill", name) == []


def test_a_bill_that_is_paid_in_part_falls_overdue_too() -> None:
    road, name = overdue_bill()
    pay(road, "P-1", 100)
    assert bills(road)[0].state is BillState.PART_PAID
    on_day(road, date(2026, 1, 13))
    assert province_acts(road, "bill", name) == ["mark_overdue"]


def test_a_receipt_is_only_a_note() -> None:
    road, name = overdue_bill()
    note = bill_commands.NoteReceipt(receipt_number="R-1", amount_fen=60_000, method=PayMethod.COUNTER)
    done(road, "bill", name, Role.PROPERTY_COUNTER, note)
    (bill,) = bills(road)
    assert (bill.state, bill.paid_fen, lease(road).account.credit_fen) == (BillState.ISSUED, 0, 0)
    (kept,) = bill.receipts
    assert (kept.receipt_number, kept.amount_fen, kept.method) == ("R-1", 60_000, PayMethod.COUNTER)
    assert (kept.noted_on, kept.noted_by) == (date(2026, 1, 1), "op-property_counter")
    counter = Role.STREET_WINDOW
    assert refusal(road, "bill", name, counter, note) == "receipt_noted_already"
    for changes, code in (
        ({"receipt_number": " "}, "receipt_number_missing"),
        ({"receipt_number": "R-2", "amount_fen": 0}, "amount_wrong"),
    ):
        assert refusal(road, "bill", name, counter, msgspec.structs.replace(note, **changes)) == code
    done(road, "bill", name, counter, msgspec.structs.replace(note, receipt_number="R-2", amount_fen=1))
    assert len(bills(road)[0].receipts) == 2


def test_three_demands_each_after_its_days_and_with_its_proof() -> None:
    road, name = overdue_bill()
    on_day(road, date(2026, 1, 13))
    province_acts(road, "bill", name)
    demand = bill_commands.ServeDemand(proof_sha256=EVIDENCE)
    counter = Role.PROPERTY_COUNTER
    assert refusal(road, "bill", name, counter, bill_commands.ServeDemand(proof_sha256="x")) == "evidence_missing"
    for step, days in ((1, 10), (2, 30), (3, 60)):
        on_day(road, date(2026, 1, 12) + timedelta(days=days - 1))
        assert refusal(road, "bill", name, counter, demand) == "demand_too_early"
        on_day(road, date(2026, 1, 12) + timedelta(days=days))
        done(road, "bill", name, counter, demand)
        last = bills(road)[0].demands[-1]
        assert (last.step, last.served_on, last.proof_sha256) == (step, road.now.date(), EVIDENCE)
    assert refusal(road, "bill", name, counter, demand) == "demands_done"


def test_a_void_bill_is_made_good_by_the_next_one() -> None:
    road, name = overdue_bill()
    pay(road, "P-1", 20_000)
    housing = Role.DISTRICT_REVIEWER
    assert refusal(road, "bill", name, housing, bill_commands.VoidBill(reason=" ")) == "reason_missing"
    void = bill_commands.VoidBill(reason="面积录错")
    assert refusal(road, "bill", name, housing, void, without=("tenancy",)) == "fact_missing"
    on_day(road, date(2026, 1, 13))
    province_acts(road, "tenancy", "t")
    assert lease(road).state is TenancyState.ARREARS
    done(road, "bill", name, housing, void)
    assert (bills(road)[0].state, bills(road)[0].closed_reason) == (BillState.VOID, "面积录错")
    tenancy = lease(road)
    assert (tenancy.account.carry_fen, tenancy.account.credit_fen, tenancy.account.bills) == (60_000, 20_000, ())
    assert (tenancy.state, tenancy.arrears_since, tenancy.arrears_fen) == (TenancyState.ACTIVE, None, 0)
    on_day(road, date(2026, 1, 22))
    province_acts(road, "tenancy", "t")
    second = bills(road)[1]
    assert (second.payable_fen, second.carried_fen, second.paid_fen) == (120_000, 60_000, 20_000)


def test_no_bill_is_void_after_the_settlement() -> None:
    road, name = overdue_bill()
    for state in (TenancyState.SETTLED, TenancyState.CLOSED):
        road.others["tenancy", "t"] = msgspec.structs.replace(lease(road), state=state)
        void = bill_commands.VoidBill(reason="面积录错")
        assert refusal(road, "bill", name, Role.DISTRICT_REVIEWER, void) == "settled_already"
    answer = machines.decide(
        "bill",
        bills(road)[0],
        bill_commands.VoidBill(reason="面积录错"),
        road.context(actor(Role.DISTRICT_REVIEWER), authoritative=False, without=("tenancy",)),
    )
    assert getattr(answer, "effects", None) == ()
    elsewhere = judged(road, "bill", name, actor(Role.DISTRICT_REVIEWER, org="990102"), void)
    assert isinstance(elsewhere, Refusal)
    assert elsewhere.code == "out_of_scope"
