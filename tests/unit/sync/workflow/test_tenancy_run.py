"""Years of a tenancy with people who do anything: no illegal step, no fen lost, no home given back twice."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from sync.model.billing import BillState, DamageItem, MeterReading, PayMethod, RentBill, RentReason, RentStep
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import Tenancy
from sync.policy.billing import exact_rent
from sync.policy.settlement import added_up, statement
from sync.workflow import machines
from sync.workflow.bill import commands as bill_commands
from sync.workflow.engine import Decision
from sync.workflow.stock.events import UnitVacated
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy import events as e
from sync.workflow.tenancy.leaving import leaving_of
from sync.workflow.tenancy.machine import TRANSITIONS
from sync.workflow.tenancy.standing import HELD, LIVING, carry_of
from tests.support.road import EVIDENCE, POINTS, POLICY, Road, actor, signature
from tests.support.tenancies import a_tenancy, judged, lease, let_home, on_day, road_with

WORDS = "已核实情况，见附件材料说明。"
CHARGING = msgspec.structs.replace(
    POLICY,
    billing=msgspec.structs.replace(
        POLICY.billing, late_fee=msgspec.structs.replace(POLICY.billing.late_fee, charged=True)
    ),
)
ROLES = sorted({role for row in TRANSITIONS for role in row.roles})
ALLOWED = {(row.tag, before, after) for row in TRANSITIONS for before in row.states for after in row.to}
SOME_DAYS = st.sampled_from([0, 1, 12, 31])


class Years(RuleBasedStateMachine):
    """One household, its home, its bills."""

    def __init__(self) -> None:
        super().__init__()
        self.road = Road()
        self.paid = self.charged = self.vacated = 0
        self.serial = 0
        self.first = a_tenancy()

    @initialize(term=st.integers(1, 3), held=st.booleans())
    def begin(self, term: int, held: bool) -> None:
        self.first = a_tenancy(
            term_to=date(2025 + term, 12, 31), grounds=(TakeBack.NO_LONGER_QUALIFIED,) if held else ()
        )
        self.road = road_with(self.first, let_home())
        self.road.policy = CHARGING
        on_day(self.road, date(2026, 1, 1))
        self.live(20)

    def give(self, machine: str, object_id: str, who: Any, command: Any) -> bool:
        """Decide twice, apply once; whatever is refused changes nothing."""
        before = dict(self.road.others)
        stood = lease(self.road).state
        answer = judged(self.road, machine, object_id, who, command)
        again = judged(self.road, machine, object_id, who, command)
        assert (type(answer), getattr(answer, "code", "")) == (type(again), getattr(again, "code", ""))
        assert self.road.others == before
        if not isinstance(answer, Decision):
            return False
        self.road.take(answer)
        self.vacated += sum(isinstance(effect.event, UnitVacated) for effect in answer.effects)
        if machine == "tenancy":
            tag = str(type(command).__struct_config__.tag)
            assert (tag, stood, lease(self.road).state) in ALLOWED
        return True

    @rule(days=st.sampled_from([5, 30, 62, 200]))
    def time_goes_by(self, days: int) -> None:
        self.live(days)

    def live(self, days: int) -> None:
        """The province does what is due, day after day."""
        for _ in range(days):
            self.road.now += timedelta(days=1)
            today = self.road.now.date()
            for key in list(self.road.others):
                while (command := machines.due(key[0], self.road.others[key], CHARGING, today)) is not None:
                    assert self.give(*key, actor(Role.PLATFORM), command), (key, command)

    @rule(amount=st.integers(1, 250_000), again=st.booleans(), days=SOME_DAYS)
    def a_payment_comes_in(self, amount: int, again: bool, days: int) -> None:
        self.live(days)
        self.serial += 1
        number = f"P-{self.serial - again}"
        known = number in lease(self.road).account.trades
        today = self.road.now.date()
        command = c.BookPayment(trade_number=number, amount_fen=amount, method=PayMethod.QR, paid_on=today)
        taken = self.give("tenancy", "t", actor(Role.PLATFORM), command)
        assert not (taken and known)
        if taken and lease(self.road).state in HELD:
            self.paid += amount

    @rule(data=st.data())
    def a_bill_is_void(self, data: st.DataObject) -> None:
        bills = [bill.id for bill in self.bills()]
        if bills:
            void = bill_commands.VoidBill(reason="面积录错")
            self.give("bill", data.draw(st.sampled_from(bills)), actor(Role.DISTRICT_REVIEWER), void)

    @rule(offset=st.integers(-200, 200), monthly=st.integers(0, 200_000))
    def the_rent_changes(self, offset: int, monthly: int) -> None:
        """As a re-check or a reduction does it: any day, even one that is billed."""
        tenancy = lease(self.road)
        if tenancy.state not in LIVING:
            return
        day = max(date(2026, 1, 1), self.road.now.date() + timedelta(days=offset))
        step = RentStep(from_on=day, monthly_fen=monthly, standard_fen=150_000, reason=RentReason.WAIVER)
        event = e.RentChanged(
            at=self.road.now, by=OperatorId("x"), steps=(step,), carry_fen=carry_of(tenancy, (step,)), cause="recheck"
        )
        self.fold(event)

    @rule(which=st.sampled_from([0, 1, 1, 2, 3, 3]))
    def others_act_on_it(self, which: int) -> None:
        at, by = self.road.now, OperatorId("x")
        self.fold(
            (
                e.RecheckOpened(at=at, by=by, recheck_id=RecordId("r")),
                e.RecheckClosed(at=at, by=by, recheck_id=RecordId("r"), outcome="pass"),
                e.RectificationOrdered(at=at, by=by, violation_id=RecordId("v"), by_day=at.date()),
                e.RectificationEnded(at=at, by=by, violation_id=RecordId("v")),
            )[which]
        )

    def fold(self, event: Any) -> None:
        self.road.history.append(("tenancy", "t", event))
        self.road.others["tenancy", "t"] = machines.apply("tenancy", lease(self.road), event)

    @rule(role=st.sampled_from(ROLES), which=st.integers(0, 15))
    def anybody_does_anything(self, role: Role, which: int) -> None:
        self.give("tenancy", "t", actor(role, point=POINTS.get(role)), self.commands()[which])

    @rule(data=st.data(), days=SOME_DAYS)
    def the_right_person_goes_on(self, data: st.DataObject, days: int) -> None:
        """Something that fits the state, by whom and where it may be done."""
        self.live(days)
        state = lease(self.road).state
        fitting = [
            (row, command)
            for row in TRANSITIONS
            if state in row.states
            for command in self.commands()
            if type(command) is row.command
        ]
        if fitting:
            row, command = data.draw(st.sampled_from(fitting))
            who = actor(sorted(row.roles)[0], point=sorted(row.points)[0])
            self.give("tenancy", "t", who, command)

    @rule(data=st.data(), days=SOME_DAYS)
    def the_exit_goes_on(self, data: st.DataObject, days: int) -> None:
        """Towards the end of the road, step by step."""
        self.live(days)
        steps = {"vacating": (10, 11), "enforcement": (10, 11), "settled": (12, 13), "closed": (12,)}
        chosen = data.draw(st.sampled_from(steps.get(lease(self.road).state.value, (6, 7))))
        role = Role.DISTRICT_REVIEWER if chosen == 7 else Role.PROPERTY_COUNTER
        self.give("tenancy", "t", actor(role), self.commands()[chosen])

    def commands(self) -> tuple[Any, ...]:
        tenancy, today = lease(self.road), self.road.now.date()
        renewal = tenancy.renewal.content_sha256 if tenancy.renewal else None
        used = 3 * self.serial
        meters = tuple(msgspec.structs.replace(meter, reading=meter.reading + used) for meter in tenancy.meters)
        refund = (tenancy.statement.refund_fen if tenancy.statement else 0) - tenancy.refunded_fen
        return (
            c.AskRenewal(years=2, signature_sha256=EVIDENCE),
            c.DecideRenewal(agreed=True, text=WORDS),
            c.DecideRenewal(agreed=False, text=WORDS),
            signature(renewal or EVIDENCE),
            c.EnterTransition(months=3, signature_sha256=EVIDENCE),
            c.AgreeStay(income_fen=200_000, assets_fen=0, monthly_income_fen=600_000, got_home=False, text=WORDS),
            c.AgreeExit(code=TakeBack.OWN_WILL, leave_by=today + timedelta(days=20), signature_sha256=EVIDENCE),
            c.OrderExit(code=TakeBack.NO_LONGER_QUALIFIED, text=WORDS, notice_sha256=EVIDENCE),
            c.LiftExit(text=WORDS),
            c.Enforce(court_reference="示例法院-1"),
            self.inspection(today, meters),
            c.Settle(statement=self.shown()),
            c.RecordRefund(trade_number=f"R-{self.serial}", amount_fen=refund),
            c.CloseTenancy(access_withdrawn=True),
            c.RecordDeath(died_on=today, evidence_sha256=EVIDENCE, successor="m2"),
            c.FileContract(filing_number="备-1"),
        )

    def inspection(self, today: date, meters: tuple[MeterReading, ...]) -> c.InspectExit:
        return c.InspectExit(
            left_on=today - timedelta(days=self.serial % 9),
            meters=meters,
            damage=(DamageItem(code="tap", count=1),) if self.serial % 2 else (),
            keys_returned=2,
            signature_sha256=EVIDENCE,
        )

    def shown(self) -> Any:
        found = lease(self.road).inspection
        if found is None:
            return added_up(())
        context = self.road.context(actor(Role.PROPERTY_COUNTER))
        return statement(leaving_of(lease(self.road), found, context), CHARGING.tenancy, CHARGING.billing)

    def bills(self) -> list[RentBill]:
        return [record for record in self.road.others.values() if isinstance(record, RentBill)]

    @invariant()
    def every_fen_is_somewhere(self) -> None:
        tenancy = lease(self.road)
        if tenancy.state not in HELD:
            return
        alive = [bill for bill in self.bills() if bill.state is not BillState.VOID]
        in_bills = sum(bill.paid_fen for bill in alive)
        assert in_bills + tenancy.account.credit_fen == self.paid
        still = {bill.id: bill.payable_fen - bill.paid_fen for bill in alive if bill.paid_fen < bill.payable_fen}
        assert {row.id: row.open_fen for row in tenancy.account.bills} == still  # the account and its bills agree

    @invariant()
    def what_is_charged_is_the_rent_of_every_day(self) -> None:
        tenancy = lease(self.road)
        account = tenancy.account
        if tenancy.state not in HELD or account.billed_from is None or account.billed_to is None:
            return
        alive = [bill for bill in self.bills() if bill.state is not BillState.VOID]
        fees = sum(bill.late_fee_fen for bill in self.bills())
        charged = sum(bill.payable_fen for bill in alive) + account.carry_fen - fees
        exact = exact_rent(tenancy.steps, account.billed_from, account.billed_to)[0]
        changes = sum(1 for _, _, event in self.road.history if hasattr(event, "carry_fen"))
        assert abs(charged - exact) <= Fraction(len(self.bills()), 2) + changes

    @invariant()
    def the_statement_adds_up_and_settles_what_was_paid(self) -> None:
        tenancy = lease(self.road)
        if tenancy.statement is not None:
            assert tenancy.statement == added_up(tenancy.statement.lines)
            assert tenancy.refunded_fen <= tenancy.statement.refund_fen
            assert tenancy.debt_paid_fen <= tenancy.statement.owed_fen
            assert all(bill.state in {BillState.PAID, BillState.SETTLED, BillState.VOID} for bill in self.bills())

    @invariant()
    def no_payment_twice(self) -> None:
        trades = lease(self.road).account.trades
        assert len(set(trades)) == len(trades)
        per_bill = Counter((bill.id, payment.trade_number) for bill in self.bills() for payment in bill.payments)
        assert max(per_bill.values(), default=1) == 1

    @invariant()
    def the_home_comes_back_once(self) -> None:
        home = self.road.others["unit", "unit-1"]
        assert isinstance(home, Unit)
        closed = lease(self.road).state is TenancyState.CLOSED
        assert self.vacated == closed == (home.state is UnitState.VACANT_CHECK)

    @invariant()
    def the_fold_of_the_events_is_the_record(self) -> None:
        events = [event for machine, object_id, event in self.road.history if (machine, object_id) == ("tenancy", "t")]
        folded = machines.fold("tenancy", self.first, events)
        assert isinstance(folded, Tenancy)
        assert folded == lease(self.road)

    @invariant()
    def a_term_that_ran_out_is_on_record(self) -> None:
        tenancy = lease(self.road)
        if tenancy.state in LIVING and tenancy.term_to is not None and self.road.now.date() > tenancy.term_to:
            caught_up = machines.due("tenancy", tenancy, CHARGING, self.road.now.date()) is None
            assert tenancy.expired_on is not None or not caught_up


TestYears = Years.TestCase
TestYears.settings = settings(max_examples=30, stateful_step_count=40, deadline=None)
