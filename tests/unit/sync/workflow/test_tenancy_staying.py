"""Who is no longer eligible: some months at another rent, perhaps longer, else the home is taken back."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, RentReason, RentStep
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ContractKind, ExitInspection, Leaving, Tenancy
from sync.policy.sections.tenancy import TransitionMethod
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy import events as e
from sync.workflow.tenancy.staying import overstay_day, transition_over
from tests.support.road import EVIDENCE, POLICY, Road, actor
from tests.support.tenancies import STEP, a_tenancy, done, lease, living, on_day, province_acts, refusal

HOUSING, PROVINCE = Role.DISTRICT_REVIEWER, Role.PLATFORM
WORDS = "家中有重病人，确无其他住处。"
BILLED = Account(billed_from=date(2026, 1, 1), billed_to=date(2026, 6, 30))
LONG = Account(billed_from=date(2026, 1, 1), billed_to=date(2030, 12, 31))


def entering(**changes: Any) -> c.EnterTransition:
    return msgspec.structs.replace(c.EnterTransition(months=6, signature_sha256=EVIDENCE), **changes)


def ineligible(day: date = date(2026, 6, 15), **changes: Any) -> Road:
    facts: dict[str, Any] = {"account": BILLED, "grounds": (TakeBack.NO_LONGER_QUALIFIED,), **changes}
    return living(day, **facts)


def in_transition(**changes: Any) -> Road:
    road = ineligible(account=LONG, **changes)
    done(road, "tenancy", "t", HOUSING, entering())
    return road


def test_half_of_the_reduction_from_the_next_day_on() -> None:
    road = ineligible()
    done(road, "tenancy", "t", HOUSING, entering())
    tenancy = lease(road)
    assert (tenancy.state, tenancy.kind) == (TenancyState.TRANSITION, ContractKind.SHORT_TRANSITION)
    assert (tenancy.transition_from, tenancy.transition_to) == (date(2026, 6, 16), date(2026, 12, 15))
    assert tenancy.steps == (
        STEP,
        RentStep(
            from_on=date(2026, 6, 16),
            monthly_fen=105_000,  # 600 and half of the 900 that were reduced
            standard_fen=150_000,
            tier_permille=400,
            reason=RentReason.TRANSITION,
        ),
    )
    assert tenancy.account.carry_fen == 22_500  # half of June is billed already: 450 yuan more for 15 of 30 days


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"months": 0}, "transition_too_long"),
        ({"months": 7}, "transition_too_long"),
        ({"signature_sha256": "x"}, "signature_missing"),
    ],
)
def test_what_a_transition_needs(changes: dict[str, Any], code: str) -> None:
    assert refusal(ineligible(), "tenancy", "t", HOUSING, entering(**changes)) == code
    done(ineligible(), "tenancy", "t", HOUSING, entering(months=1))


@pytest.mark.parametrize("code", list(TakeBack))
def test_it_follows_only_a_lost_right(code: TakeBack) -> None:
    road = ineligible(grounds=(code,))
    if code in {TakeBack.TERM_OVER, TakeBack.OTHER_HOME, TakeBack.OTHER_PUBLIC_HOME, TakeBack.NO_LONGER_QUALIFIED}:
        done(road, "tenancy", "t", HOUSING, entering())
    else:
        assert refusal(road, "tenancy", "t", HOUSING, entering()) == "ground_missing"
    assert refusal(ineligible(grounds=()), "tenancy", "t", HOUSING, entering()) == "ground_missing"


def test_capped_by_the_income_where_it_is_known() -> None:
    road = ineligible(account=Account())
    done(road, "tenancy", "t", HOUSING, entering(monthly_income_fen=500_000))
    assert lease(road).steps[-1].monthly_fen == 75_000


def test_a_policy_that_goes_by_the_market_needs_the_market_rent() -> None:
    rules = msgspec.structs.replace(POLICY.tenancy.transition, method=TransitionMethod.MARKET_SHARE)
    road = ineligible(account=Account())
    road.policy = msgspec.structs.replace(POLICY, tenancy=msgspec.structs.replace(POLICY.tenancy, transition=rules))
    assert refusal(road, "tenancy", "t", HOUSING, entering()) == "market_rent_missing"
    done(road, "tenancy", "t", HOUSING, entering(market_fen_m2=4_000))
    step = lease(road).steps[-1]
    assert (step.monthly_fen, step.reason) == (160_000, RentReason.MARKET_SHARE)


def test_the_former_rent_is_what_holds_on_that_day() -> None:
    cheaper = RentStep(from_on=date(2026, 6, 16), monthly_fen=15_000, standard_fen=150_000)
    road = ineligible(account=Account(), steps=(STEP, cheaper))
    done(road, "tenancy", "t", HOUSING, entering())
    assert lease(road).steps[-1].monthly_fen == 82_500
    bare = ineligible(account=Account(), steps=())
    done(bare, "tenancy", "t", HOUSING, entering())
    assert lease(bare).steps[-1].monthly_fen == 105_000


def test_without_the_home_the_province_cannot_say_and_a_desk_says_less() -> None:
    road = in_transition()
    on_day(road, date(2027, 1, 1))
    late = ineligible(state=TenancyState.VACATING, leaving=ORDERED)
    for where, command in (
        (ineligible(), entering()),
        (road, staying()),
        (road, c.EndTransition()),
        (late, c.RaiseOverstay()),
    ):
        role = PROVINCE if isinstance(command, c.EndTransition | c.RaiseOverstay) else HOUSING
        assert refusal(where, "tenancy", "t", role, command, without=("unit",)) == "fact_missing"
        context = where.context(actor(role), authoritative=False, without=("unit",))
        assert machines.decide("tenancy", lease(where), command, context) == Decision(effects=())


def staying(**changes: Any) -> c.AgreeStay:
    command = c.AgreeStay(income_fen=200_000, assets_fen=0, monthly_income_fen=600_000, got_home=False, text=WORDS)
    return msgspec.structs.replace(command, **changes)


def test_a_household_in_difficulty_stays_for_two_years() -> None:
    road = in_transition()
    done(road, "tenancy", "t", HOUSING, staying())  # 2,000 yuan each: above the limit of 1,963, within 1.5 times of it
    tenancy = lease(road)
    assert (tenancy.state, tenancy.kind, tenancy.grounds) == (TenancyState.ACTIVE, ContractKind.MARKET, ())
    assert (tenancy.term_from, tenancy.term_to) == (date(2026, 12, 16), date(2028, 12, 15))
    assert (tenancy.transition_from, tenancy.transition_to, tenancy.expired_on) == (None, None, None)
    step = tenancy.steps[-1]
    assert (step.from_on, step.monthly_fen, step.reason) == (date(2026, 12, 16), 120_000, RentReason.INCOME_SHARE)
    assert tenancy.steps[-2].monthly_fen == 105_000


def test_further_above_the_limits_it_pays_more_and_far_above_it_leaves() -> None:
    road = in_transition()
    done(road, "tenancy", "t", HOUSING, staying(income_fen=400_000))
    assert (lease(road).steps[-1].monthly_fen, lease(road).steps[-1].reason) == (225_000, RentReason.RAISED)
    road = in_transition()
    assert refusal(road, "tenancy", "t", HOUSING, staying(income_fen=600_000)) == "must_leave"
    assert refusal(road, "tenancy", "t", HOUSING, staying(got_home=True)) == "must_leave"
    assert refusal(road, "tenancy", "t", HOUSING, staying(assets_fen=16_000_000)) == "must_leave"
    assert refusal(road, "tenancy", "t", HOUSING, staying(text="同意")) == "opinion_too_short"
    for category in (None, "talent", "nonsense"):
        other = in_transition(category=category)
        assert refusal(other, "tenancy", "t", HOUSING, staying()) == "means_unknown"


def test_who_stays_keeps_what_else_is_on_record() -> None:
    road = in_transition(
        grounds=(TakeBack.ARREARS, TakeBack.TERM_OVER, TakeBack.NO_LONGER_QUALIFIED), arrears_since=date(2026, 1, 1)
    )
    done(road, "tenancy", "t", HOUSING, staying())
    assert (lease(road).grounds, lease(road).state) == ((TakeBack.ARREARS,), TenancyState.ARREARS)


def test_a_transition_that_is_over_takes_the_home_back_and_costs_twice() -> None:
    road = in_transition()
    on_day(road, date(2026, 12, 15))
    assert province_acts(road, "tenancy", "t") == []
    assert refusal(road, "tenancy", "t", PROVINCE, c.EndTransition()) == "not_due_yet"
    on_day(road, date(2026, 12, 16))
    assert province_acts(road, "tenancy", "t") == ["end_transition"]
    tenancy = lease(road)
    assert tenancy.state is TenancyState.VACATING
    assert tenancy.leaving == Leaving(
        code=TakeBack.NO_LONGER_QUALIFIED,
        agreed=False,
        leave_by=date(2026, 12, 15),
        on=date(2026, 12, 16),
        by=OperatorId("op-platform"),
    )
    step = tenancy.steps[-1]
    assert (step.from_on, step.monthly_fen, step.reason) == (date(2026, 12, 16), 300_000, RentReason.OVERSTAY)
    assert tenancy.account.carry_fen > 0


@pytest.mark.parametrize(
    ("grounds", "code"),
    [
        ((TakeBack.TERM_OVER, TakeBack.OTHER_HOME), TakeBack.OTHER_HOME),
        ((TakeBack.OTHER_PUBLIC_HOME, TakeBack.TERM_OVER), TakeBack.OTHER_PUBLIC_HOME),
        ((TakeBack.TERM_OVER,), TakeBack.TERM_OVER),
        ((TakeBack.OTHER_HOME, TakeBack.NO_LONGER_QUALIFIED), TakeBack.NO_LONGER_QUALIFIED),
    ],
)
def test_the_exit_after_it_has_the_case_on_record(grounds: tuple[TakeBack, ...], code: TakeBack) -> None:
    road = in_transition(grounds=grounds)
    on_day(road, date(2027, 1, 1))
    province_acts(road, "tenancy", "t")
    leaving = lease(road).leaving
    assert leaving is not None
    assert leaving.code is code
    lost = in_transition()
    lost.others["tenancy", "t"] = msgspec.structs.replace(lease(lost), grounds=())
    on_day(lost, date(2027, 1, 1))
    province_acts(lost, "tenancy", "t")
    assert getattr(lease(lost).leaving, "code", None) is TakeBack.NO_LONGER_QUALIFIED


ORDERED = Leaving(
    code=TakeBack.NO_LONGER_QUALIFIED, agreed=False, leave_by=date(2026, 6, 1), on=date(2026, 5, 1), by=OperatorId("x")
)


def test_who_does_not_leave_in_time_pays_twice_the_full_rent_once_raised() -> None:
    road = ineligible(date(2026, 6, 1), state=TenancyState.VACATING, leaving=ORDERED, account=LONG)
    assert province_acts(road, "tenancy", "t") == []
    assert refusal(road, "tenancy", "t", PROVINCE, c.RaiseOverstay()) == "not_due_yet"
    on_day(road, date(2026, 6, 2))
    assert province_acts(road, "tenancy", "t") == ["raise_overstay"]
    step = lease(road).steps[-1]
    assert (step.from_on, step.monthly_fen, step.standard_fen) == (date(2026, 6, 2), 300_000, 150_000)
    assert lease(road).state is TenancyState.VACATING
    assert refusal(road, "tenancy", "t", PROVINCE, c.RaiseOverstay()) == "not_due_yet"


def test_who_agreed_to_leave_or_has_left_pays_no_more_than_before() -> None:
    there = a_tenancy(state=TenancyState.VACATING, leaving=ORDERED)
    assert overstay_day(there) == date(2026, 6, 2)
    agreed = msgspec.structs.replace(ORDERED, agreed=True)
    gone = ExitInspection(on=date(2026, 6, 1), by=OperatorId("x"), left_on=date(2026, 6, 1))
    for changes in ({"leaving": None}, {"leaving": agreed}, {"inspection": gone}):
        assert overstay_day(msgspec.structs.replace(there, **changes)) is None
    bare = msgspec.structs.replace(there, steps=())
    assert overstay_day(bare) == date(2026, 6, 2)


def test_when_a_transition_is_looked_at() -> None:
    assert transition_over(a_tenancy(transition_to=date(2026, 6, 1))) is None
    assert transition_over(a_tenancy(state=TenancyState.TRANSITION)) is None
    running = a_tenancy(state=TenancyState.TRANSITION, transition_to=date(2026, 6, 1))
    assert transition_over(running) == date(2026, 6, 2)


def test_what_changes_the_rent_comes_before_the_bill_of_the_same_day() -> None:
    road = in_transition()
    tenancy = msgspec.structs.replace(
        lease(road), account=Account(billed_from=date(2026, 1, 1), billed_to=date(2026, 12, 25))
    )
    road.others["tenancy", "t"] = tenancy
    on_day(road, date(2026, 12, 16))  # the bill from 26 December is due on this very day too
    assert province_acts(road, "tenancy", "t") == ["end_transition"]  # and then nothing is billed ahead of an exit
    on_day(road, date(2026, 12, 26))
    assert province_acts(road, "tenancy", "t") == ["issue_bill"]


def test_an_event_of_a_breach_or_a_re_check_shows_in_the_state() -> None:
    road = living(date(2026, 6, 15))
    base: dict[str, Any] = {"at": road.now, "by": OperatorId("x")}
    steps: list[tuple[Any, TenancyState]] = [
        (e.RecheckOpened(**base, recheck_id=RecordId("r")), TenancyState.RECHECK),
        (e.RectificationOrdered(**base, violation_id=RecordId("v"), by_day=date(2026, 7, 1)), TenancyState.RECTIFYING),
        (e.RectificationEnded(**base, violation_id=RecordId("v")), TenancyState.RECHECK),
        (e.RecheckClosed(**base, recheck_id=RecordId("r"), outcome="pass"), TenancyState.ACTIVE),
        (e.GroundRecorded(**base, code=TakeBack.SUBLET), TenancyState.ACTIVE),
    ]
    tenancy: Any = lease(road)
    for event, state in steps:
        tenancy = machines.apply("tenancy", tenancy, event)
        assert isinstance(tenancy, Tenancy)
        assert tenancy.state is state
        assert tenancy.rectify_by == (date(2026, 7, 1) if state is TenancyState.RECTIFYING else None)
    assert (tenancy.grounds, tenancy.rechecked_on, tenancy.category) == (
        (TakeBack.SUBLET,),
        date(2026, 6, 15),
        "hukou_lowinc",
    )
    cancelled = machines.apply("tenancy", a_tenancy(), e.RecheckClosed(**base, recheck_id=RecordId("r"), outcome=""))
    assert isinstance(cancelled, Tenancy)
    assert cancelled.rechecked_on is None
