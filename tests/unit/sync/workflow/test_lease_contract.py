"""The content of a lease, word for word; what each command counts as without a link; what refusals tell."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, AccountBill, PayMethod, RentReason, Statement
from sync.model.household import MemberRole
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState, UnitState
from sync.model.take_back import TakeBack
from sync.model.tenancy import Renewal
from sync.policy.records import Act
from sync.workflow import machines
from sync.workflow.engine import Refusal
from sync.workflow.offline import ACT_OF_COMMAND
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy import events as e
from sync.workflow.tenancy.contract import contract_content
from sync.workflow.tenancy.standing import yuan
from tests.support.households import family, with_member
from tests.support.road import EVIDENCE, POLICY, actor
from tests.support.tenancies import METERS, a_tenancy, done, judged, lease, let_home, living, road_with

COUNTER, HOUSING, PROVINCE = Role.PROPERTY_COUNTER, Role.DISTRICT_REVIEWER, Role.PLATFORM
DRAFT = family()


def person(member: str, kinship: str) -> dict[str, Any]:
    found = DRAFT.members[member]
    return {
        "name": found.name,
        "document_type": "resident",
        "document_number": found.document_number,
        "kinship": kinship,
    }


def test_everything_that_the_parties_agree_on() -> None:
    assert contract_content(a_tenancy(), let_home(), DRAFT, POLICY) == {
        "content_version": 1,
        "policy": {"id": "yichun2", "version": "2026-01"},
        "number": "HT990101000000001",
        "lessor": POLICY.lessor,
        "tenant": person("m1", "01"),
        "co_residents": [person("m2", "11"), person("m3", "22")],
        "unit": {
            "code": "U-1",
            "project": "示例家园",
            "building": "1",
            "room": "101",
            "layout": "2-1",
            "area100": 5_000,
        },
        "term": {"from": "2026-01-01", "to": "2028-12-31"},
        "rent": {"standard_fen_m2": 3_000, "tier_permille": 400, "monthly_fen": 60_000},
        "deposit_fen": 100_000,
    }


def test_before_the_keys_the_application_says_who_lives_there_and_then_the_tenancy() -> None:
    apart = with_member(DRAFT, "m2", role=MemberRole.COUNTED_ONLY)
    before = contract_content(a_tenancy(tenant=None, co_residents=()), let_home(), apart, POLICY)
    assert before["tenant"] == person("m1", "01")
    assert [one["kinship"] for one in before["co_residents"]] == ["22"]
    after = contract_content(a_tenancy(tenant="m2", co_residents=("m1",)), let_home(), apart, POLICY)
    assert after["tenant"] == person("m2", "11")
    assert [one["kinship"] for one in after["co_residents"]] == ["01"]
    joined = contract_content(a_tenancy(tenant="m9", co_residents=("m1", "m8")), let_home(), DRAFT, POLICY)
    assert joined["tenant"] is None
    open_end = contract_content(a_tenancy(term_from=None, term_to=None), let_home(), DRAFT, POLICY)
    assert open_end["term"] == {"from": None, "to": None}


ACTS = {
    Act.SIGN_CONTRACT: "sign_contract",
    Act.PRINT_AND_SIGN: "notify_move_in sign_change",
    Act.INSPECT: "hand_over inspect_exit serve_demand",
    Act.NOTE_RECEIPT: "record_deposit note_receipt",
    Act.ACCEPT_CHANGE: "agree_exit accept_change",
    Act.SUBMIT: "ask_renewal ask_reexamination declare_recheck complete_declaration",
    Act.DRAFT: "open_change revise_change",
    Act.WITHDRAW: "withdraw_change",
    Act.CHECK: "launch_change_checks conclude_change_checks record_findings",
    Act.OPINION: "review_change decide_recheck",
    Act.OBJECTION_INTAKE: "object_recheck",
}


def test_what_each_command_counts_as_without_a_link() -> None:
    ours = {
        row.tag for name in ("tenancy", "bill", "subsidy", "change", "recheck") for row in machines.MACHINES[name].rows
    }
    expected = {tag: act for act, tags in ACTS.items() for tag in tags.split()}
    assert {tag: ACT_OF_COMMAND[tag] for tag in ours} == {tag: expected.get(tag, Act.DECIDE) for tag in ours}
    for name in ("tenancy", "bill", "subsidy", "change", "recheck"):
        by_tag: dict[str, set[Act]] = {}
        for row in machines.MACHINES[name].rows:
            by_tag.setdefault(row.tag, set()).add(row.act)
        assert all(len(acts) == 1 for acts in by_tag.values())


def test_money_in_a_sentence() -> None:
    assert [yuan(fen) for fen in (0, 5, 60_000, 123_456)] == ["0.00", "0.05", "600.00", "1234.56"]


def late(**changes: Any) -> AccountBill:
    bill = AccountBill(
        id=RecordId("b"),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 1, 31),
        due_on=date(2026, 1, 12),
        payable_fen=60_000,
    )
    return msgspec.structs.replace(bill, **changes)


ASKED = Renewal(asked_on=date(2026, 1, 1), asked_by=OperatorId("x"), years=2)
YES = c.DecideRenewal(agreed=True, text="年度复核符合条件，同意续租。")
PENDING = {"state": TenancyState.SIGNED, "deposit_paid_fen": 0}


@pytest.mark.parametrize(
    ("tenancy", "role", "command", "code", "details"),
    [
        (PENDING, COUNTER, c.RecordDeposit(trade_number="D", amount_fen=1), "amount_differs", {"expected": "1000.00"}),
        (
            {"state": TenancyState.MOVE_IN_PENDING, "deposit_paid_fen": 1},
            COUNTER,
            c.HandOver(list_sha256=EVIDENCE, signature_sha256=EVIDENCE, meters=METERS, keys=1),
            "deposit_missing",
            {"expected": "1000.00"},
        ),
        (
            {"state": TenancyState.MOVE_IN_PENDING},
            COUNTER,
            c.HandOver(list_sha256=EVIDENCE, signature_sha256=EVIDENCE, meters=(), keys=1),
            "meter_wrong",
            {"meter": "gas, power, water"},
        ),
        (
            {"state": TenancyState.MOVE_IN_PENDING},
            COUNTER,
            c.HandOver(list_sha256=EVIDENCE, signature_sha256=EVIDENCE, meters=METERS, keys=1),
            "unit_taken",
            {"unit": "U-1", "unit_state": "rented"},
        ),
        ({}, COUNTER, c.AskRenewal(years=9, signature_sha256=EVIDENCE), "term_out_of_range", {"most": 5}),
        (
            {"term_to": date(2026, 5, 31)},
            COUNTER,
            c.AskRenewal(years=1, signature_sha256=EVIDENCE),
            "renewal_too_late",
            {"until": "2026-02-28"},
        ),
        (
            {
                "renewal": ASKED,
                "state": TenancyState.RENEWAL,
                "grounds": (TakeBack.OTHER_HOME, TakeBack.FRAUD, TakeBack.NO_LONGER_QUALIFIED),
            },
            HOUSING,
            YES,
            "ground_on_record",
            {"code": "T09, T11, T12"},
        ),
        (
            {"renewal": ASKED, "state": TenancyState.RENEWAL},
            HOUSING,
            c.DecideRenewal(agreed=True, text=""),
            "opinion_too_short",
            {"least": 10},
        ),
        (
            {"grounds": (TakeBack.NO_LONGER_QUALIFIED,)},
            HOUSING,
            c.EnterTransition(months=9, signature_sha256=EVIDENCE),
            "transition_too_long",
            {"most": 6},
        ),
        (
            {"state": TenancyState.CLOSED, "statement": Statement(lines=(), owed_fen=100)},
            PROVINCE,
            c.BookPayment(trade_number="P", amount_fen=101, method=PayMethod.QR, paid_on=date(2026, 3, 2)),
            "amount_too_large",
            {"most": "1.00"},
        ),
        (
            {"account": Account(trades=("P",))},
            PROVINCE,
            c.BookPayment(trade_number="P", amount_fen=1, method=PayMethod.QR, paid_on=date(2026, 3, 2)),
            "payment_booked_already",
            {"number": "P"},
        ),
        (
            {},
            HOUSING,
            c.RecordDeath(died_on=date(2026, 3, 1), evidence_sha256=EVIDENCE),
            "successor_missing",
            {"count": 2},
        ),
        (
            {"state": TenancyState.SETTLED, "statement": Statement(lines=(), refund_fen=1)},
            COUNTER,
            c.RecordRefund(trade_number="R", amount_fen=2),
            "amount_differs",
            {"expected": "0.01"},
        ),
    ],
)  # fmt: skip
def test_what_a_refusal_tells(
    tenancy: dict[str, Any], role: Role, command: Any, code: str, details: dict[str, Any]
) -> None:
    answer = judged(living(date(2026, 3, 2), **tenancy), "tenancy", "t", actor(role), command)
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == (code, details)
    assert answer.state == tenancy.get("state", TenancyState.ACTIVE)


@pytest.mark.parametrize("fact", ["unit", "case"])
def test_a_refusal_names_the_fact_that_is_missing(fact: str) -> None:
    road = living(date(2026, 3, 2), renewal=ASKED, state=TenancyState.RENEWAL)
    answer = judged(road, "tenancy", "t", actor(HOUSING), YES, without=(fact,))
    assert isinstance(answer, Refusal)
    assert (answer.code, dict(answer.details)) == ("fact_missing", {"fact": fact})


def test_a_refund_of_one_fen_is_a_refund_and_the_numbers_before_it_are_kept() -> None:
    road = living(
        date(2026, 3, 2),
        state=TenancyState.SETTLED,
        statement=Statement(lines=(), refund_fen=1),
        account=Account(trades=("P-1",)),
    )
    done(road, "tenancy", "t", COUNTER, c.RecordRefund(trade_number="R-1", amount_fen=1))
    assert lease(road).account.trades == ("P-1", "R-1")


def test_why_the_rent_is_what_it_is_comes_with_the_keys() -> None:
    facts = {"state": TenancyState.MOVE_IN_PENDING, "steps": (), "rent_reason": RentReason.PREFERENTIAL}
    road = road_with(a_tenancy(**facts), let_home(state=UnitState.ALLOCATED, tenancy_id=None))
    keys = c.HandOver(list_sha256=EVIDENCE, signature_sha256=EVIDENCE, meters=METERS, keys=1)
    done(road, "tenancy", "t", COUNTER, keys)
    assert lease(road).steps[0].reason is RentReason.PREFERENTIAL


def test_what_an_event_does_not_say_is_nothing() -> None:
    base: dict[str, Any] = {"at": living(date(2026, 3, 2)).now, "by": OperatorId("x")}
    before = a_tenancy(account=Account(bills=(late(),), late_fee_fen=9, carry_fen=8, credit_fen=7), debt_paid_fen=6)
    added: Any = machines.apply("tenancy", before, e.BillAdded(**base, bill=late(id=RecordId("b2"))))
    assert (added.account.late_fee_fen, added.account.carry_fen, added.account.credit_fen) == (9, 8, 7)
    paid = e.PaymentBooked(**base, trade_number="P", amount_fen=1, method=PayMethod.QR, paid_on=date(2026, 3, 2))
    after: Any = machines.apply("tenancy", before, paid)
    assert (after.account.late_fee_fen, after.account.credit_fen, after.debt_paid_fen, after.arrears_fen) == (
        9,
        0,
        6,
        0,
    )
    decided: Any = machines.apply("tenancy", a_tenancy(renewal=ASKED), e.RenewalDecided(**base, agreed=True, text="x"))
    assert (decided.renewal.monthly_rent_fen, decided.renewal.rent_tier_permille) == (0, 1_000)
