"""The machine of a rent bill."""

from __future__ import annotations

from sync.model.billing import BillState, Demand, Payment, ReceiptNote, RentBill
from sync.model.ids import RecordId
from sync.model.states import Role, ServicePoint
from sync.policy.calendar import civil_day
from sync.policy.records import Act
from sync.workflow.bill import decide
from sync.workflow.bill.commands import AnyBillCommand, MarkOverdue, NoteReceipt, ServeDemand, VoidBill
from sync.workflow.bill.events import (
    BillIssued,
    BillOverdue,
    BillPaid,
    BillSettled,
    BillVoided,
    DemandServed,
    ReceiptNoted,
)
from sync.workflow.engine import Key
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.tables import Row

_COUNTERS = frozenset({Role.PROPERTY_COUNTER, Role.STREET_WINDOW})
_COUNTER_POINTS = frozenset({ServicePoint.PROPERTY_COUNTER, ServicePoint.STREET_WINDOW})

TRANSITIONS: tuple[Row[RentBill, BillState], ...] = (
    Row(
        states=decide.OPEN,
        command=NoteReceipt,
        roles=_COUNTERS,
        points=_COUNTER_POINTS,
        to=frozenset(),
        act=Act.NOTE_RECEIPT,
        decide=decide.decide_receipt,
    ),
    Row(
        states=frozenset({BillState.ISSUED, BillState.PART_PAID}),
        command=MarkOverdue,
        roles=frozenset({Role.PLATFORM}),
        points=frozenset({ServicePoint.PLATFORM}),
        to=frozenset({BillState.OVERDUE}),
        act=Act.DECIDE,
        decide=decide.decide_overdue,
    ),
    Row(
        states=frozenset({BillState.OVERDUE}),
        command=ServeDemand,
        roles=_COUNTERS,
        points=_COUNTER_POINTS,
        to=frozenset(),
        act=Act.INSPECT,
        decide=decide.decide_demand,
    ),
    Row(
        states=decide.OPEN | {BillState.PAID},
        command=VoidBill,
        roles=frozenset({Role.DISTRICT_REVIEWER}),
        points=frozenset({ServicePoint.COUNTY_OFFICE}),
        to=frozenset({BillState.VOID}),
        act=Act.DECIDE,
        decide=decide.decide_void,
    ),
)
"""State × command × role × point."""


def apply(bill: RentBill, event: AnyEvent) -> RentBill:
    """The bill after the event; an event that is not about bills changes nothing."""
    after: RentBill = bill
    match event:
        case BillIssued():
            after = _issued(bill, event)
        case BillPaid():
            after = _paid(bill, event)
        case BillOverdue():
            after = moved(bill, state=BillState.OVERDUE)
        case BillSettled():
            after = moved(bill, state=BillState.SETTLED)
        case BillVoided():
            after = moved(bill, state=BillState.VOID, closed_reason=event.reason)
        case ReceiptNoted():
            note = ReceiptNote(
                receipt_number=event.receipt_number,
                amount_fen=event.amount_fen,
                method=event.method,
                noted_on=civil_day(event.at),
                noted_by=event.by,
            )
            after = moved(bill, receipts=(*bill.receipts, note))
        case DemandServed():
            demand = Demand(step=event.step, served_on=civil_day(event.at), proof_sha256=event.proof_sha256)
            after = moved(bill, demands=(*bill.demands, demand))
    return after


def _issued(bill: RentBill, event: BillIssued) -> RentBill:
    fields = {name: getattr(event, name) for name in BillIssued.__struct_fields__ if name not in {"at", "by"}}
    after: RentBill = moved(bill, **fields, issued_on=civil_day(event.at), paid_fen=event.from_credit_fen)
    return _standing(after)


def _paid(bill: RentBill, event: BillPaid) -> RentBill:
    payment = Payment(
        trade_number=event.trade_number,
        amount_fen=event.amount_fen,
        method=event.method,
        paid_on=event.paid_on,
        receipt_number=event.receipt_number,
    )
    after: RentBill = moved(bill, paid_fen=bill.paid_fen + event.amount_fen, payments=(*bill.payments, payment))
    return _standing(after)


def _standing(bill: RentBill) -> RentBill:
    """Paid in full, in part, or not at all; overdue stays overdue until it is paid in full."""
    if bill.paid_fen >= bill.payable_fen:
        state = BillState.PAID
    elif bill.state is BillState.OVERDUE or not bill.paid_fen:
        state = bill.state
    else:
        state = BillState.PART_PAID
    after: RentBill = moved(bill, state=state)
    return after


def needs(bill: RentBill, command: AnyBillCommand) -> tuple[Key, ...]:
    """The tenancy, when the bill is taken back from its account."""
    tenancy: tuple[str, RecordId] = ("tenancy", bill.tenancy_id)
    return (tenancy,) if isinstance(command, VoidBill) else ()


MACHINE = Machine(
    name="bill",
    record=RentBill,
    states=BillState,
    rows=TRANSITIONS,
    state_of=lambda bill: bill.state,
    apply=apply,
    needs=needs,
    county_wide=True,
    timer=decide.timer,
    due=decide.due,
)
"""The rent bills: an estate's counter serves households of the whole county."""
