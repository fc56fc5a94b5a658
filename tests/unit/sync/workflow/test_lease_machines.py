"""What holds for all machines around a tenancy: foreign events change nothing, and what is read is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import RentReason
from sync.model.change import ChangeState
from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.recheck import RecheckState, SubjectKind
from sync.model.states import Role, TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ExitInspection, Leaving
from sync.model.waiting import WaitingEntry
from sync.workflow import machines
from sync.workflow.bill import commands as bill
from sync.workflow.change import commands as change
from sync.workflow.engine import Context
from sync.workflow.event import UnknownEvent
from sync.workflow.recheck import commands as recheck
from sync.workflow.stock.events import UnitReady
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy.agenda import agenda
from sync.workflow.tenancy.events import BillTakenBack, ContractRenewed, HomeChanged, RenewalDecided, TenantChanged
from tests.support.households import ORG
from tests.support.machines.bill import a_bill
from tests.support.machines.change import a_change
from tests.support.machines.recheck import a_recheck
from tests.support.machines.subsidy import a_grant
from tests.support.road import EVIDENCE, POLICY, Road, actor, signature
from tests.support.tenancies import METERS, STEP, a_tenancy, done, lease, living, refusal, road_with

NOW = Road().now
RECORDS: dict[str, Any] = {
    "tenancy": a_tenancy(),
    "bill": a_bill(),
    "subsidy": a_grant(),
    "change": a_change(),
    "recheck": a_recheck(),
}


@pytest.mark.parametrize("name", RECORDS)
def test_an_event_of_another_machine_or_a_newer_program_changes_nothing(name: str) -> None:
    record = RECORDS[name]
    for event in (UnitReady(at=NOW, by=OperatorId("x")), UnknownEvent(type="flown_to_the_moon", plain={})):
        assert machines.apply(name, record, event) == record


@pytest.mark.parametrize("name", RECORDS)
def test_a_record_of_the_wire_is_the_record(name: str) -> None:
    record = RECORDS[name]
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


@pytest.mark.parametrize(("name", "state"), [("change", ChangeState.NEW), ("recheck", RecheckState.NEW)])
def test_a_founding_command_is_given_on_a_blank_record(name: str, state: str) -> None:
    command = {
        "change": change.OpenChange(kind=a_change().kind, tenancy_id=RecordId("t")),
        "recheck": recheck.PlanRecheck(
            subject=SubjectKind.TENANCY, subject_id=RecordId("t"), kind=a_recheck().kind, begins=date(2026, 3, 2)
        ),
    }[name]
    found = machines.blank(name, RecordId("x"), OrgCode(ORG), command)
    assert found is not None
    assert (found.id, found.org, machines.state_of(name, found)) == ("x", ORG, state)


def test_what_a_decision_on_a_tenancy_reads() -> None:
    tenancy, unit, case, entry = a_tenancy(), ("unit", "unit-1"), ("case", "case-1"), ("waiting", "w")
    reads: dict[Any, tuple[Any, ...]] = {
        c.LapseContract(): (unit, entry),
        c.HandOver(list_sha256="", signature_sha256="", meters=(), keys=1): (unit, case, entry),
        c.DecideRenewal(agreed=True, text=""): (unit, case),
        c.EnterTransition(months=1, signature_sha256=""): (unit,),
        c.EndTransition(): (unit,),
        c.RaiseOverstay(): (unit,),
        c.CloseTenancy(access_withdrawn=True): (unit,),
        c.AgreeStay(income_fen=1, assets_fen=1, monthly_income_fen=1, got_home=False, text=""): (unit,),
        c.IssueBill(): (),
        c.FileContract(filing_number=""): (),
        signature(EVIDENCE): (),
    }
    for command, wanted in reads.items():
        assert machines.needs("tenancy", tenancy, command) == wanted, command


def test_what_a_decision_on_a_bill_reads() -> None:
    assert machines.needs("bill", a_bill(), bill.VoidBill(reason="x")) == (("tenancy", "t"),)
    assert machines.needs("bill", a_bill(), bill.MarkOverdue()) == ()


def test_the_agenda_of_a_tenancy() -> None:
    def planned(**changes: Any) -> list[tuple[date, str]]:
        return [(day, type(command).__name__) for day, command in agenda(a_tenancy(**changes), POLICY)]

    other = Deadline(name="other", started=date(2026, 1, 1), due=date(2026, 1, 5))
    sign = Deadline(name="sign", started=date(2026, 1, 1), due=date(2026, 1, 31))
    pending = {"state": TenancyState.CONTRACT_PENDING, "deadlines": (other, sign)}
    assert planned(**pending) == [(date(2026, 2, 1), "LapseContract")]
    assert planned() == [(date(2029, 1, 1), "RecordExpiry"), (date(2026, 1, 1), "IssueBill")]
    assert planned(expired_on=date(2029, 1, 1)) == [(date(2026, 1, 1), "IssueBill")]
    back = ExitInspection(on=date(2026, 3, 1), by=OperatorId("x"), left_on=date(2026, 3, 1))
    ordered = Leaving(
        code=TakeBack.NO_LONGER_QUALIFIED,
        agreed=False,
        leave_by=date(2026, 6, 1),
        on=date(2026, 5, 1),
        by=OperatorId("x"),
    )
    leaving = {"state": TenancyState.VACATING, "leaving": ordered}
    assert planned(**leaving) == [(date(2026, 6, 2), "RaiseOverstay"), (date(2026, 1, 1), "IssueBill")]
    assert planned(**leaving, inspection=back) == []
    assert planned(state=TenancyState.ACTIVE, leaving=ordered, term_to=None) == [(date(2026, 1, 1), "IssueBill")]
    assert planned(state=TenancyState.CLOSED) == planned(state=TenancyState.SIGNED) == []


def unnumbered(road: Road, role: Role) -> Context:
    """A province that gives no numbers."""
    context = road.context(actor(role))
    return Context(
        actor=context.actor,
        now=context.now,
        policy=context.policy,
        workdays=context.workdays,
        mint=context.mint,
        facts=context.facts,
    )


def test_no_contract_without_a_number() -> None:
    road = living(date(2028, 9, 1))
    done(road, "tenancy", "t", Role.PROPERTY_COUNTER, c.AskRenewal(years=1, signature_sha256=EVIDENCE))
    yes = c.DecideRenewal(agreed=True, text="年度复核符合条件，同意续租。")
    answer = machines.decide("tenancy", lease(road), yes, unnumbered(road, Role.DISTRICT_REVIEWER))
    assert (getattr(answer, "code", ""), getattr(answer, "details", {})) == ("fact_missing", {"fact": "issue_number"})


def test_events_that_come_out_of_turn_harm_nothing() -> None:
    """A newer province may send what this program does not expect there."""
    base: dict[str, Any] = {"at": NOW, "by": OperatorId("x")}
    renewed = ContractRenewed(
        **base, content_sha256=EVIDENCE, method=signature("").method, signature_sha256="", steps=()
    )
    assert machines.apply("tenancy", a_tenancy(), renewed) == a_tenancy()
    decided = RenewalDecided(**base, agreed=False, text="不同意")
    after: Any = machines.apply("tenancy", a_tenancy(), decided)
    assert (after.renewal.agreed, after.renewal.years, after.grounds) == (False, 0, (TakeBack.TERM_OVER,))
    tenant = TenantChanged(**base, tenant="m2")
    nobody: Any = machines.apply("tenancy", a_tenancy(tenant=None), tenant)
    assert (nobody.tenant, nobody.co_residents) == ("m2", ("m3",))
    unread = HomeChanged(**base, unit_id=RecordId("u9"), from_on=date(2026, 5, 1), step=STEP, carry_fen=3)
    moved: Any = machines.apply("tenancy", a_tenancy(), unread)
    assert (moved.meters, moved.unit_id, moved.account.carry_fen, moved.rent_reason) == (
        METERS,
        "u9",
        3,
        RentReason.TIER,
    )
    back = BillTakenBack(**base, bill_id=RecordId("b"), payable_fen=5, paid_fen=2, reason="x")
    took: Any = machines.apply("tenancy", a_tenancy(grounds=(TakeBack.SUBLET, TakeBack.ARREARS)), back)
    assert (took.account.carry_fen, took.account.credit_fen, took.grounds) == (5, 2, (TakeBack.SUBLET,))


def test_a_waiting_household_is_told_without_a_mark_on_its_entry() -> None:
    road = living(date(2026, 3, 2))
    road.others["waiting", "w"] = WaitingEntry(id=RecordId("w"), org=OrgCode(ORG), case_id=RecordId("case-1"))
    planned = a_recheck(subject=SubjectKind.WAITING, subject_id=RecordId("w"))
    road.others["recheck", "r"] = planned
    before = road.others["waiting", "w"]
    done(road, "recheck", "r", Role.DISTRICT_REVIEWER, recheck.NotifyRecheck())
    assert road.others["waiting", "w"] == before
    assert getattr(road.others["recheck", "r"], "adults", None) == ("m1", "m2")


def test_review_against_what_the_records_say_is_refused() -> None:
    road = road_with(a_tenancy(grounds=(TakeBack.NO_LONGER_QUALIFIED,)))
    unclear = a_change(kind=a_change().kind, state=ChangeState.REVIEW, checks=())
    road.others["change", "x"] = unclear
    yes = change.ReviewChange(agreed=True, text="子女转学，离现住处太远，同意调整。")
    assert refusal(road, "change", "x", Role.DISTRICT_REVIEWER, yes) == "checks_not_clear"
    no = msgspec.structs.replace(yes, agreed=False)
    done(road, "change", "x", Role.DISTRICT_REVIEWER, no)
