"""Change businesses: who takes which, who signs, what the records must allow, and what they bring about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.change import COUNTER_KINDS, ChangeCase, ChangeKind, ChangeState, ChangeWish, Signed, Signer
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import Role
from sync.policy.records import Act, May
from sync.workflow import machines
from sync.workflow.change import commands as c
from sync.workflow.change.wishes import signers
from sync.workflow.engine import Decision
from sync.workflow.numbering import NumberKind, make
from sync.workflow.offline import may_offline
from tests.support.households import ORG
from tests.support.machines.change import ACCEPTED, OWN_WORDS, WISH, a_change
from tests.support.road import EVIDENCE, NUMBER, POINTS, POLICY, Road, actor
from tests.support.tenancies import (
    a_tenancy,
    done,
    judged,
    lease,
    of,
    on_day,
    province_acts,
    refusal,
    road_with,
)

COUNTER, STREET, HOUSING, PROVINCE = (
    Role.PROPERTY_COUNTER,
    Role.STREET_WINDOW,
    Role.DISTRICT_REVIEWER,
    Role.PLATFORM,
)
FURTHER = sorted(set(ChangeKind) - COUNTER_KINDS)
X = RecordId("x")


def change(road: Road) -> ChangeCase:
    return of(road, "change", "x", ChangeCase)


def with_change(found: ChangeCase, **tenancy: Any) -> Road:
    road = road_with(a_tenancy(**tenancy))
    road.others["change", "x"] = found
    return road


def blank() -> Road:
    return with_change(ChangeCase(id=X, org=OrgCode(ORG)))


def opening(kind: ChangeKind = ChangeKind.MEMBER_CHANGE, **changes: Any) -> c.OpenChange:
    command = c.OpenChange(kind=kind, tenancy_id=RecordId("t"), wish=WISH)
    return msgspec.structs.replace(command, **changes)


def test_exactly_seven_kinds_at_the_property_counter() -> None:
    assert len(COUNTER_KINDS) == 7
    for kind in ChangeKind:
        other = RecordId("t2") if kind is ChangeKind.SWAP else None
        command = opening(kind, other_tenancy_id=other)
        for role in (COUNTER, Role.VILLAGE_POINT, Role.APPLICANT, Role.ENTRUSTED_AGENT):
            answer = judged(blank(), "change", "x", actor(role, point=POINTS.get(role, POINTS[COUNTER])), command)
            assert isinstance(answer, Decision) is (kind in COUNTER_KINDS), (kind, role)
            if not isinstance(answer, Decision):
                assert answer.code == "kind_not_here"
        for role in (STREET, HOUSING):
            done(blank(), "change", "x", role, command)


def test_a_policy_may_give_the_counter_fewer_but_never_more() -> None:
    rules = msgspec.structs.replace(POLICY.change, counter_kinds=(ChangeKind.EXIT, ChangeKind.SUCCESSION))
    road = blank()
    road.policy = msgspec.structs.replace(POLICY, change=rules)
    assert refusal(road, "change", "x", COUNTER, opening()) == "kind_not_here"
    assert refusal(road, "change", "x", COUNTER, opening(ChangeKind.SUCCESSION)) == "kind_not_here"
    done(road, "change", "x", COUNTER, opening(ChangeKind.EXIT))
    drafted = with_change(a_change())
    drafted.policy = road.policy
    assert refusal(drafted, "change", "x", COUNTER, c.AcceptChange(number=NUMBER)) == "kind_not_here"


def test_a_counter_accepts_without_a_link_and_decides_nothing() -> None:
    point = POINTS[COUNTER]
    assert may_offline(POLICY, point, Act.ACCEPT_CHANGE) is May.YES
    assert may_offline(POLICY, point, Act.ACCEPT) is May.NO
    assert may_offline(POLICY, POINTS[Role.VILLAGE_POINT], Act.ACCEPT_CHANGE) is May.NO
    assert may_offline(POLICY, point, Act.ACCEPT_CHANGE, 8) is May.ONLINE


def test_a_draft_is_about_a_tenancy_of_the_county() -> None:
    road = blank()
    done(road, "change", "x", COUNTER, opening(), "op-a")
    found = change(road)
    assert (found.state, found.kind, found.tenancy_id, found.case_id) == (
        ChangeState.DRAFT, ChangeKind.MEMBER_CHANGE, "t", "case-1",
    )  # fmt: skip
    assert (found.wish, found.opened_by, found.opened_at) == (WISH, "op-a", road.now)
    assert refusal(blank(), "change", "x", COUNTER, opening(), without=("tenancy",)) == "fact_missing"
    for kind, other in ((ChangeKind.SWAP, None), (ChangeKind.EXIT, RecordId("t2"))):
        command = opening(kind, other_tenancy_id=other)
        assert refusal(blank(), "change", "x", COUNTER, command) == "other_household_missing"
    elsewhere = with_change(ChangeCase(id=X, org=OrgCode(ORG)), org=OrgCode("990102001"))
    assert refusal(elsewhere, "change", "x", COUNTER, opening()) == "out_of_scope"
    answer = machines.decide(
        "change", change(blank()), opening(), blank().context(actor(COUNTER), authoritative=False, without=("tenancy",))
    )
    assert isinstance(answer, Decision)
    born = machines.create("change", answer.effects[0].creates or {})
    after = machines.apply("change", born, answer.effects[0].event)
    assert isinstance(after, ChangeCase)
    assert (after.state, after.case_id) == (ChangeState.DRAFT, None)


def test_another_wish_is_signed_anew() -> None:
    road = with_change(a_change())
    assert refusal(road, "change", "x", COUNTER, c.ReviseChange(wish=WISH)) == "nothing_changed"
    other = ChangeWish(reason="女儿搬走", leaves=("m3",))
    done(road, "change", "x", COUNTER, c.ReviseChange(wish=other))
    assert (change(road).wish, change(road).signed, change(road).state) == (other, (), ChangeState.DRAFT)


def test_who_signs() -> None:
    assert signers(ChangeKind.SWAP) == (Signer.HOUSEHOLD, Signer.OTHER_HOUSEHOLD, Signer.OWNER, Signer.OTHER_OWNER)
    assert signers(ChangeKind.ADJUST_UNIT) == signers(ChangeKind.TENANT_CHANGE) == (Signer.HOUSEHOLD, Signer.OWNER)
    assert signers(ChangeKind.EXIT) == (Signer.HOUSEHOLD,)
    road = with_change(a_change(kind=ChangeKind.ADJUST_UNIT, signed=()))
    sign = c.SignChange(who=Signer.OWNER, signature_sha256=EVIDENCE)
    for who in (Signer.OTHER_HOUSEHOLD, Signer.OTHER_OWNER):
        assert refusal(road, "change", "x", COUNTER, msgspec.structs.replace(sign, who=who)) == "signer_wrong"
    assert (
        refusal(road, "change", "x", COUNTER, msgspec.structs.replace(sign, signature_sha256="x"))
        == "signature_missing"
    )
    done(road, "change", "x", COUNTER, msgspec.structs.replace(sign, signature_sha256="ab" * 32))
    done(road, "change", "x", COUNTER, sign)
    done(road, "change", "x", COUNTER, msgspec.structs.replace(sign, who=Signer.HOUSEHOLD))
    assert change(road).signed == (
        Signed(who=Signer.OWNER, signature_sha256=EVIDENCE),
        Signed(who=Signer.HOUSEHOLD, signature_sha256=EVIDENCE),
    )


def accept(road: Road, **more: Any) -> str:
    return refusal(road, "change", "x", COUNTER, c.AcceptChange(number=NUMBER), **more)


def test_acceptance_needs_its_number_and_every_signature() -> None:
    road = with_change(a_change())
    assert accept(road, number_in_block=False) == "number_not_in_block"
    application = make(NumberKind.APPLICATION, "990101", "0003", 122)
    assert refusal(road, "change", "x", COUNTER, c.AcceptChange(number=application)) == "number_kind"
    assert accept(with_change(a_change(signed=()))) == "signatures_missing"
    assert accept(road, without=("tenancy",)) == "fact_missing"
    done(road, "change", "x", COUNTER, c.AcceptChange(number=NUMBER), "op-a")
    found = change(road)
    assert (found.state, found.number, found.accepted_by, found.accepted_at) == (
        ChangeState.ACCEPTED, NUMBER, "op-a", road.now,
    )  # fmt: skip
    assert (found.unit_id, found.waiting_id, found.other_unit_id, found.other_waiting_id) == ("unit-1", "w", None, None)
    context = road.context(actor(COUNTER), authoritative=False, without=("tenancy",))
    answer = machines.decide("change", a_change(), c.AcceptChange(number=NUMBER), context)
    assert isinstance(answer, Decision)  # a desk that does not see the tenancy may still take it


DAY = date(2026, 3, 20)


@pytest.mark.parametrize(
    ("kind", "wish", "code"),
    [
        (ChangeKind.EXIT, ChangeWish(on=DAY), "reason_missing"),
        (ChangeKind.EXIT, ChangeWish(reason="搬家"), "days_wrong"),
        (ChangeKind.EXIT, ChangeWish(reason="搬家", on=date(2026, 3, 1)), "days_wrong"),
        (ChangeKind.RENEW, ChangeWish(reason="续租"), "term_out_of_range"),
        (ChangeKind.RENEW, ChangeWish(reason="续租", years=6), "term_out_of_range"),
        (ChangeKind.ADJUST_UNIT, ChangeWish(reason="太小"), "unit_unknown"),
        (ChangeKind.ADJUST_UNIT, ChangeWish(reason="太小", unit_id=RecordId("unit-1")), "unit_unknown"),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="母亲来同住"), "members_missing"),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="来同住", joins=("m2",)), "member_unknown"),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="来同住", joins=("m1",)), "member_unknown"),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="搬走", leaves=("m1",)), "member_unknown"),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="搬走", leaves=("m9",)), "member_unknown"),
        (ChangeKind.TENANT_CHANGE, ChangeWish(reason="外出"), "member_unknown"),
        (ChangeKind.TENANT_CHANGE, ChangeWish(reason="外出", tenant="m1"), "member_unknown"),
        (ChangeKind.SUCCESSION, ChangeWish(reason="离婚", tenant="m9"), "member_unknown"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, monthly_fen=1), "months_wrong"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, months=13, monthly_fen=1), "months_wrong"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, months=3), "amount_wrong"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, months=3, monthly_fen=60_000), "amount_wrong"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, months=3, monthly_fen=-1), "amount_wrong"),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", months=3, monthly_fen=1), "days_wrong"),
        (
            ChangeKind.RENT_REDUCTION,
            ChangeWish(reason="失业", on=date(2025, 12, 31), months=3, monthly_fen=1),
            "days_wrong",
        ),
        (ChangeKind.EXIT, ChangeWish(reason="搬家", on=date(2026, 3, 2)), None),
        (ChangeKind.RENEW, ChangeWish(reason="续租", years=1), None),
        (ChangeKind.ADJUST_UNIT, ChangeWish(reason="太小", unit_id=RecordId("unit-9")), None),
        (ChangeKind.MEMBER_CHANGE, ChangeWish(reason="搬走", leaves=("m2", "m3")), None),
        (ChangeKind.TENANT_CHANGE, ChangeWish(reason="外出", tenant="m2"), None),
        (ChangeKind.SUCCESSION, ChangeWish(reason="离婚", tenant="m3"), None),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=DAY, months=12, monthly_fen=0), None),
        (ChangeKind.RENT_REDUCTION, ChangeWish(reason="失业", on=date(2026, 1, 1), months=1, monthly_fen=59_999), None),
        (ChangeKind.CONTACT_CHANGE, ChangeWish(reason="换号"), None),
    ],
)
def test_what_a_wish_must_say(kind: ChangeKind, wish: ChangeWish, code: str | None) -> None:
    every = tuple(Signed(who=who, signature_sha256=EVIDENCE) for who in Signer)
    road = with_change(a_change(kind=kind, wish=wish, signed=every))
    answer = judged(road, "change", "x", actor(STREET), c.AcceptChange(number=NUMBER))
    assert getattr(answer, "code", None) == code


def under_review(kind: ChangeKind = ChangeKind.MEMBER_CHANGE, **changes: Any) -> Road:
    """Accepted by op-a, opened by op-o; the province has looked things up."""
    tenancy = changes.pop("tenancy", {})
    found = a_change(
        kind=kind,
        **{
            **ACCEPTED,
            "state": ChangeState.ACCEPTED,
            "accepted_by": OperatorId("op-a"),
            "opened_by": OperatorId("op-o"),
            **changes,
        },
    )
    road = with_change(found, **tenancy)
    province_acts(road, "change", "x")
    return road


def test_the_province_looks_things_up_at_once() -> None:
    road = under_review()
    found = change(road)
    assert found.state is ChangeState.REVIEW
    assert [(check.code, check.clear) for check in found.checks] == [
        ("living", True), ("inhabited", True), ("no_arrears", True), ("no_breach", True), ("no_recheck", True),
        ("no_ground", True),
    ]  # fmt: skip
    assert [(clock.name, clock.limit, clock.unit) for clock in found.deadlines] == [("review", 10, "WD")]
    waiting = with_change(a_change(state=ChangeState.ACCEPTED, **ACCEPTED))
    done(waiting, "change", "x", PROVINCE, c.LaunchChangeChecks())
    assert [(clock.name, clock.limit) for clock in change(waiting).deadlines] == [("check", 5)]
    assert refusal(waiting, "change", "x", PROVINCE, c.ConcludeChangeChecks(), without=("tenancy",)) == "fact_missing"
    blind = waiting.context(actor(PROVINCE), authoritative=False, without=("tenancy",))
    assert machines.decide("change", change(waiting), c.ConcludeChangeChecks(), blind) == Decision(effects=())


def reviewing(*, agreed: bool = True, text: str = OWN_WORDS) -> c.ReviewChange:
    return c.ReviewChange(agreed=agreed, text=text)


def test_who_took_it_does_not_review_it() -> None:
    for who in ("op-a", "op-o"):
        assert refusal(under_review(), "change", "x", HOUSING, reviewing(), who) == "separation_of_duties"
    assert refusal(under_review(), "change", "x", HOUSING, reviewing(text="同意")) == "opinion_too_short"
    road = under_review()
    done(road, "change", "x", HOUSING, reviewing(), "op-r")
    found = change(road)
    assert (found.state, found.agreed, found.reviewed_by, found.review_text) == (
        ChangeState.PUBLICITY, True, "op-r", OWN_WORDS,
    )  # fmt: skip
    assert [(clock.name, clock.limit) for clock in found.deadlines] == [("publicity", 7)]
    assert found.publicity_to == found.deadlines[0].due


def test_what_alters_neither_qualification_nor_home_is_not_posted() -> None:
    road = under_review(ChangeKind.EXIT, wish=ChangeWish(reason="搬家", on=DAY))
    done(road, "change", "x", HOUSING, reviewing())
    assert (change(road).state, change(road).publicity_to, change(road).deadlines) == (ChangeState.APPROVED, None, ())
    no = under_review()
    done(no, "change", "x", HOUSING, reviewing(agreed=False))
    assert (change(no).state, change(no).agreed, change(no).publicity_to) == (ChangeState.REJECTED, False, None)


def posted() -> Road:
    road = under_review()
    done(road, "change", "x", HOUSING, reviewing(), "op-r")
    assert refusal(road, "change", "x", COUNTER, c.PostChange(evidence_sha256="x")) == "evidence_missing"
    assert refusal(road, "change", "x", HOUSING, c.ConcludeChangePublicity()) == "evidence_missing"
    done(road, "change", "x", COUNTER, c.PostChange(evidence_sha256=EVIDENCE))
    return road


def test_a_publicity_is_over_after_its_last_day() -> None:
    road = posted()
    last = change(road).publicity_to
    assert last is not None
    on_day(road, last)
    assert province_acts(road, "change", "x") == []
    assert refusal(road, "change", "x", HOUSING, c.ConcludeChangePublicity()) == "publicity_running"
    on_day(road, last + timedelta(days=1))
    assert province_acts(road, "change", "x") == ["conclude_change_publicity", "execute_change"]
    assert change(road).state is ChangeState.EXECUTED


def test_an_objection_that_is_upheld_ends_it_at_once() -> None:
    road = posted()
    upheld = c.ConcludeChangePublicity(objection="迁入人另有住房，查证属实。")
    for who in ("op-r", "op-a"):
        assert refusal(road, "change", "x", HOUSING, upheld, who) == "separation_of_duties"
    assert refusal(road, "change", "x", HOUSING, c.ConcludeChangePublicity(objection="不对")) == "opinion_too_short"
    done(road, "change", "x", HOUSING, upheld)
    assert (change(road).state, change(road).objection) == (ChangeState.REJECTED, "迁入人另有住房，查证属实。")


def test_it_can_be_taken_back_before_it_is_decided() -> None:
    road = under_review()
    assert refusal(road, "change", "x", COUNTER, c.WithdrawChange(reason=" ")) == "reason_missing"
    done(road, "change", "x", COUNTER, c.WithdrawChange(reason="不来了"))
    assert (change(road).state, change(road).deadlines) == (ChangeState.WITHDRAWN, ())


@pytest.mark.parametrize("kind", FURTHER)
def test_the_further_kinds_end_as_recorded(kind: ChangeKind) -> None:
    wish = ChangeWish(reason="家庭申请", tenant="m2")
    road = under_review(kind, wish=wish)
    done(road, "change", "x", HOUSING, reviewing())
    road.others["change", "x"] = msgspec.structs.replace(change(road), state=ChangeState.APPROVED)
    before = lease(road)
    assert province_acts(road, "change", "x") == ["execute_change"]
    assert (change(road).state, change(road).executed_at, change(road).executed_by) == (
        ChangeState.EXECUTED, road.now, "op-platform",
    )  # fmt: skip
    assert (lease(road) == before) is (kind is not ChangeKind.SUCCESSION)


def test_needs_name_what_is_read() -> None:
    found = a_change(
        kind=ChangeKind.ADJUST_UNIT,
        wish=ChangeWish(unit_id=RecordId("u9")),
        other_tenancy_id=RecordId("t2"),
        unit_id=RecordId("u1"),
        waiting_id=RecordId("w1"),
    )
    assert machines.needs("change", found, opening()) == (("tenancy", "t"),)
    assert machines.needs("change", found, c.AcceptChange(number=NUMBER)) == (("tenancy", "t"), ("tenancy", "t2"))
    assert machines.needs("change", found, c.ExecuteChange()) == (
        ("tenancy", "t"), ("tenancy", "t2"), ("unit", "u9"), ("unit", "u1"), ("waiting", "w1"), ("case", "case-1"),
    )  # fmt: skip
    other = msgspec.structs.replace(found, kind=ChangeKind.EXIT, other_tenancy_id=None)
    assert ("unit", "u9") not in machines.needs("change", other, c.ConcludeChangeChecks())
    assert machines.needs("change", found, reviewing()) == ()
