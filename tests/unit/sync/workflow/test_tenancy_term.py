"""A new term is asked for in time, decided by somebody else and signed; a term that runs out is never silent."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, RentReason, RentStep
from sync.model.ids import OperatorId, RecordId
from sync.model.states import Role, TenancyState
from sync.model.take_back import TakeBack
from sync.model.tenancy import ContractKind, Renewal, Tenancy
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy.contract import content_sha256, contract_content
from sync.workflow.tenancy.renewal import ask_by
from sync.workflow.tenancy.standing import living_state
from tests.support.road import EVIDENCE, Road, actor, signature
from tests.support.tenancies import (
    STEP,
    a_tenancy,
    done,
    lease,
    let_home,
    living,
    on_day,
    province_acts,
    refusal,
)

COUNTER, HOUSING, PROVINCE = Role.PROPERTY_COUNTER, Role.DISTRICT_REVIEWER, Role.PLATFORM
WORDS = "年度复核符合条件，同意续租。"
BILLED = Account(billed_from=date(2026, 1, 1), billed_to=date(2029, 12, 31))
"""Nothing is due for years: these tests are about the term alone."""


def asking(years: int = 2) -> c.AskRenewal:
    return c.AskRenewal(years=years, signature_sha256=EVIDENCE)


def ending(day: date, **changes: Any) -> Road:
    """A household whose term ends on the last day of 2028."""
    return living(day, account=BILLED, **changes)


def asked() -> Road:
    road = ending(date(2028, 9, 30))
    done(road, "tenancy", "t", COUNTER, asking(), "op-counter")
    return road


def offered() -> Road:
    road = asked()
    done(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=True, text=WORDS))
    return road


def test_three_months_before_the_end_is_the_last_day() -> None:
    assert ask_by(a_tenancy(), 3) == date(2028, 9, 30)
    assert ask_by(a_tenancy(term_to=date(2028, 5, 30)), 3) == date(2028, 2, 28)
    assert ask_by(a_tenancy(term_to=None), 3) is None
    road = ending(date(2028, 10, 1))
    assert refusal(road, "tenancy", "t", COUNTER, asking()) == "renewal_too_late"
    assert refusal(ending(date(2028, 9, 30)), "tenancy", "t", COUNTER, asking(0)) == "term_out_of_range"
    assert refusal(ending(date(2028, 9, 30)), "tenancy", "t", COUNTER, asking(6)) == "term_out_of_range"
    for years in (1, 5):
        done(ending(date(2028, 9, 30)), "tenancy", "t", COUNTER, asking(years))
    done(ending(date(2028, 10, 1), term_to=None), "tenancy", "t", COUNTER, asking())
    unsigned = c.AskRenewal(years=2, signature_sha256="x")
    assert refusal(ending(date(2028, 9, 30)), "tenancy", "t", COUNTER, unsigned) == "signature_missing"


def test_it_is_asked_for_once() -> None:
    road = asked()
    tenancy = lease(road)
    assert tenancy.state is TenancyState.RENEWAL
    assert tenancy.renewal == Renewal(asked_on=date(2028, 9, 30), asked_by=OperatorId("op-counter"), years=2)
    road.others["tenancy", "t"] = msgspec.structs.replace(
        tenancy, arrears_since=date(2028, 1, 1), state=TenancyState.ARREARS
    )
    assert refusal(road, "tenancy", "t", COUNTER, asking()) == "renewal_asked_already"


def test_the_new_contract_begins_where_the_old_one_ends() -> None:
    road = offered()
    renewal = lease(road).renewal
    assert renewal is not None
    assert (renewal.agreed, renewal.decided_by, renewal.text) == (True, "op-district_reviewer", WORDS)
    assert (renewal.term_from, renewal.term_to) == (date(2029, 1, 1), date(2030, 12, 31))
    assert (renewal.monthly_rent_fen, renewal.rent_tier_permille, renewal.rent_reason) == (60_000, 400, RentReason.TIER)
    assert renewal.sign_by == date(2028, 10, 30)
    assert renewal.contract_number is not None
    assert renewal.contract_number.startswith("HT")
    new = msgspec.structs.replace(
        lease(road),
        contract_number=renewal.contract_number,
        term_from=renewal.term_from,
        term_to=renewal.term_to,
    )
    assert renewal.content_sha256 == content_sha256(contract_content(new, let_home(), road.case.draft, road.policy))
    assert lease(road).state is TenancyState.RENEWAL
    assert lease(road).contract_number != renewal.contract_number  # until it is signed


def test_it_takes_effect_when_it_is_signed_in_time() -> None:
    road = offered()
    before = lease(road)
    assert before.renewal is not None
    wanted = before.renewal.content_sha256 or ""
    assert refusal(road, "tenancy", "t", COUNTER, signature(EVIDENCE)) == "contract_differs"
    assert refusal(road, "tenancy", "t", COUNTER, signature(wanted, explained=False)) == "not_explained"
    on_day(road, date(2028, 10, 31))
    assert refusal(road, "tenancy", "t", COUNTER, signature(wanted)) == "sign_too_late"
    on_day(road, date(2028, 10, 30))
    done(road, "tenancy", "t", COUNTER, signature(wanted))
    after = lease(road)
    assert (after.state, after.renewal, after.kind) == (TenancyState.ACTIVE, None, ContractKind.RENEW)
    assert (after.term_from, after.term_to) == (date(2029, 1, 1), date(2030, 12, 31))
    assert (after.contract_number, after.contract_content_sha256) == (before.renewal.contract_number, wanted)
    assert (after.signed_at, after.signed_by, after.signature_sha256) == (road.now, "op-property_counter", EVIDENCE)
    assert (after.filed_on, after.filing_number) == (None, "")
    assert [clock.name for clock in after.deadlines] == ["file"]
    assert after.steps == (STEP, msgspec.structs.replace(STEP, from_on=date(2029, 1, 1)))
    assert after.account.carry_fen == 0


def test_a_rent_that_holds_at_the_end_is_the_rent_of_the_new_term() -> None:
    later = RentStep(
        from_on=date(2028, 12, 1), monthly_fen=70_000, standard_fen=150_000, tier_permille=700, reason=RentReason.FLOOR
    )
    road = ending(date(2028, 9, 30), steps=(STEP, later))
    done(road, "tenancy", "t", COUNTER, asking(), "op-counter")
    done(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=True, text=WORDS))
    renewal = lease(road).renewal
    assert renewal is not None
    assert (renewal.monthly_rent_fen, renewal.rent_tier_permille, renewal.rent_reason) == (
        70_000,
        700,
        RentReason.FLOOR,
    )
    done(road, "tenancy", "t", COUNTER, signature(renewal.content_sha256 or ""))
    assert (lease(road).monthly_rent_fen, lease(road).rent_tier_permille) == (70_000, 700)
    assert lease(road).rent_reason is RentReason.FLOOR


def test_who_took_it_down_does_not_decide_and_words_are_needed() -> None:
    road = asked()
    yes = c.DecideRenewal(agreed=True, text=WORDS)
    assert refusal(road, "tenancy", "t", HOUSING, yes, "op-counter") == "separation_of_duties"
    assert refusal(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=True, text=" 同意 ")) == "opinion_too_short"
    for without, fact in ((("unit",), "fact_missing"), (("case",), "fact_missing")):
        assert refusal(road, "tenancy", "t", HOUSING, yes, without=without) == fact
    nowhere = ending(date(2028, 9, 30), state=TenancyState.ARREARS, arrears_since=date(2028, 1, 1))
    assert refusal(nowhere, "tenancy", "t", HOUSING, yes) == "renewal_not_asked"
    done(road, "tenancy", "t", HOUSING, yes)
    assert refusal(road, "tenancy", "t", HOUSING, yes) == "renewal_not_asked"


@pytest.mark.parametrize(
    "code", [TakeBack.OTHER_HOME, TakeBack.OTHER_PUBLIC_HOME, TakeBack.FRAUD, TakeBack.NO_LONGER_QUALIFIED]
)
def test_nobody_gets_a_new_term_against_what_is_on_record(code: TakeBack) -> None:
    road = asked()
    road.others["tenancy", "t"] = msgspec.structs.replace(lease(road), grounds=(code,))
    yes = c.DecideRenewal(agreed=True, text=WORDS)
    assert refusal(road, "tenancy", "t", HOUSING, yes) == "ground_on_record"
    road.others["tenancy", "t"] = msgspec.structs.replace(lease(road), grounds=(TakeBack.ARREARS,))
    done(road, "tenancy", "t", HOUSING, yes)


def test_first_the_re_check() -> None:
    road = asked()
    checked = msgspec.structs.replace(lease(road), recheck_id=RecordId("r"), state=TenancyState.RECHECK)
    road.others["tenancy", "t"] = checked
    assert refusal(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=True, text=WORDS)) == "recheck_open"
    done(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=False, text=WORDS))


def test_refused_is_a_ground_at_the_end_of_the_term_and_no_second_asking() -> None:
    road = asked()
    done(road, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=False, text=WORDS))
    tenancy = lease(road)
    assert (tenancy.state, tenancy.grounds) == (TenancyState.ACTIVE, (TakeBack.TERM_OVER,))
    assert tenancy.renewal is not None
    assert (tenancy.renewal.agreed, tenancy.renewal.years, tenancy.renewal.contract_number) == (False, 2, None)
    assert refusal(road, "tenancy", "t", COUNTER, asking()) == "renewal_asked_already"


def test_an_offer_that_is_not_there_cannot_be_signed() -> None:
    for renewal in (None, Renewal(asked_on=date(2028, 1, 1), asked_by=OperatorId("x"), years=2)):
        road = ending(date(2028, 9, 30), state=TenancyState.ARREARS, arrears_since=date(2028, 1, 1), renewal=renewal)
        assert refusal(road, "tenancy", "t", COUNTER, signature(EVIDENCE)) == "contract_not_issued"
    broken = Renewal(asked_on=date(2028, 1, 1), asked_by=OperatorId("x"), years=2, agreed=True, content_sha256=EVIDENCE)
    road = ending(date(2028, 9, 30), state=TenancyState.RENEWAL, renewal=broken)
    assert refusal(road, "tenancy", "t", COUNTER, signature(EVIDENCE)) == "contract_not_issued"
    no_rent = ending(
        date(2028, 9, 30), state=TenancyState.RENEWAL, steps=(), renewal=msgspec.structs.replace(broken, agreed=None)
    )
    assert refusal(no_rent, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=True, text=WORDS)) == "contract_not_issued"


def test_a_desk_previews_without_number_or_home() -> None:
    road = asked()
    yes = c.DecideRenewal(agreed=True, text=WORDS)
    blind = road.context(actor(HOUSING), authoritative=False, without=("unit",))
    assert machines.decide("tenancy", lease(road), yes, blind) == Decision(effects=())
    context = road.context(actor(HOUSING), authoritative=False, without=("case",))
    answer = machines.decide("tenancy", lease(road), yes, context)
    assert isinstance(answer, Decision)
    after = machines.apply("tenancy", lease(road), answer.effects[0].event)
    assert isinstance(after, Tenancy)
    assert after.renewal is not None
    assert after.renewal.content_sha256 is None


def test_a_term_that_ran_out_is_on_record_the_day_after() -> None:
    road = ending(date(2028, 12, 31))
    assert province_acts(road, "tenancy", "t") == []
    assert refusal(road, "tenancy", "t", PROVINCE, c.RecordExpiry()) == "not_due_yet"
    on_day(road, date(2029, 1, 1))
    assert province_acts(road, "tenancy", "t") == ["record_expiry"]
    tenancy = lease(road)
    assert (tenancy.expired_on, tenancy.grounds, tenancy.state) == (
        date(2029, 1, 1),
        (TakeBack.TERM_OVER,),
        TenancyState.ACTIVE,
    )
    assert refusal(road, "tenancy", "t", PROVINCE, c.RecordExpiry()) == "not_due_yet"
    assert refusal(ending(date(2029, 1, 1), term_to=None), "tenancy", "t", PROVINCE, c.RecordExpiry()) == "not_due_yet"


def test_a_renewal_on_its_way_is_no_ground_and_a_signed_one_ends_the_record() -> None:
    road = offered()
    on_day(road, date(2029, 1, 2))
    wanted = lease(road).renewal
    assert wanted is not None
    road.others["tenancy", "t"] = msgspec.structs.replace(
        lease(road), renewal=msgspec.structs.replace(wanted, sign_by=date(2029, 1, 9))
    )
    assert province_acts(road, "tenancy", "t") == ["record_expiry"]
    assert (lease(road).expired_on, lease(road).grounds) == (date(2029, 1, 1), ())
    done(road, "tenancy", "t", COUNTER, signature(wanted.content_sha256 or ""))
    assert (lease(road).expired_on, lease(road).grounds) == (None, ())
    refused = asked()
    done(refused, "tenancy", "t", HOUSING, c.DecideRenewal(agreed=False, text=WORDS))
    on_day(refused, date(2029, 1, 1))
    province_acts(refused, "tenancy", "t")
    assert lease(refused).grounds == (TakeBack.TERM_OVER,)


def test_an_offer_that_nobody_signed_in_time_is_no_renewal() -> None:
    road = offered()
    on_day(road, date(2029, 1, 1))
    province_acts(road, "tenancy", "t")
    assert (lease(road).expired_on, lease(road).grounds) == (date(2029, 1, 1), (TakeBack.TERM_OVER,))


def test_whoever_dies_leaves_the_home_to_who_lives_there() -> None:
    road = ending(date(2026, 5, 2))
    gone = c.RecordDeath(died_on=date(2026, 5, 2), evidence_sha256=EVIDENCE, successor="m2")
    assert refusal(road, "tenancy", "t", COUNTER, msgspec.structs.replace(gone, successor=None)) == "successor_missing"
    assert refusal(road, "tenancy", "t", COUNTER, msgspec.structs.replace(gone, successor="m9")) == "member_unknown"
    assert (
        refusal(road, "tenancy", "t", COUNTER, msgspec.structs.replace(gone, evidence_sha256="x")) == "evidence_missing"
    )
    tomorrow = msgspec.structs.replace(gone, died_on=date(2026, 5, 3))
    assert refusal(road, "tenancy", "t", COUNTER, tomorrow) == "days_wrong"
    done(road, "tenancy", "t", COUNTER, gone)
    tenancy = lease(road)
    assert (tenancy.tenant, tenancy.co_residents, tenancy.state) == ("m2", ("m3",), TenancyState.ACTIVE)
    assert (tenancy.tenant_died_on, tenancy.leaving) == (date(2026, 5, 2), None)


def test_a_home_in_which_nobody_is_left_comes_back() -> None:
    road = ending(date(2026, 5, 2), co_residents=())
    done(road, "tenancy", "t", HOUSING, c.RecordDeath(died_on=date(2026, 4, 30), evidence_sha256=EVIDENCE))
    tenancy = lease(road)
    assert tenancy.state is TenancyState.VACATING
    assert tenancy.leaving is not None
    assert (tenancy.leaving.code, tenancy.leaving.agreed) == (TakeBack.OTHER, False)
    assert (tenancy.leaving.leave_by, tenancy.leaving.on) == (date(2026, 6, 2), date(2026, 5, 2))


def test_all_states_of_who_lives_there_by_right_follow_from_the_record() -> None:
    facts: dict[TenancyState, dict[str, Any]] = {
        TenancyState.RECTIFYING: {"violation_id": RecordId("v")},
        TenancyState.ARREARS: {"arrears_since": date(2026, 1, 1)},
        TenancyState.RECHECK: {"recheck_id": RecordId("r")},
        TenancyState.RENEWAL: {"renewal": Renewal(asked_on=date(2026, 1, 1), asked_by=OperatorId("x"), years=1)},
    }
    held: dict[str, Any] = {}
    for state in reversed(list(facts)):
        held |= facts[state]
        tenancy = a_tenancy(**held)
        assert living_state(tenancy) is state  # what must be looked after first wins
    assert living_state(a_tenancy()) is TenancyState.ACTIVE
