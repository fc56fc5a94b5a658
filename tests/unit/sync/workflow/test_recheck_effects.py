"""What comes out of a re-check reaches the tenancy, the waiting entry or the subsidy, once, when it is closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.billing import Account, RentReason, RentStep
from sync.model.ids import OrgCode, RecordId
from sync.model.recheck import Declaration, Recheck, RecheckFacts, RecheckOutcome, RecheckState, SubjectKind
from sync.model.states import Role, TenancyState, WaitingState
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.model.take_back import TakeBack
from sync.model.waiting import WaitingEntry
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.recheck import commands as c
from tests.support.households import ORG
from tests.support.machines.recheck import OWN_WORDS, POOR, a_recheck
from tests.support.machines.subsidy import a_grant
from tests.support.road import Road, actor
from tests.support.tenancies import STEP, a_tenancy, done, lease, of, on_day, refusal, road_with

HOUSING = Role.DISTRICT_REVIEWER
BILLED = Account(billed_from=date(2026, 1, 1), billed_to=date(2026, 4, 30))
OUT: dict[RecheckOutcome, dict[str, Any]] = {
    RecheckOutcome.PASS: {"state": RecheckState.PASS},
    RecheckOutcome.ADJUST: {
        "state": RecheckState.ADJUST,
        "new_category": "hukou_midlow",
        "from_month": date(2026, 4, 1),
        "reasons": ("income",),
    },
    RecheckOutcome.FAIL: {"state": RecheckState.FAIL, "reasons": ("vehicles", "area")},
}


def decided(outcome: RecheckOutcome, facts: RecheckFacts = POOR, **changes: Any) -> Recheck:
    """A re-check with that outcome, which nobody can object to any more."""
    base: dict[str, Any] = {
        "outcome": outcome,
        "declaration": Declaration(facts=facts),
        "found": facts,
        "review_text": OWN_WORDS,
        **OUT[outcome],
    }
    return a_recheck(**{**base, **changes})


def closing(recheck: Recheck, **tenancy: Any) -> Road:
    road = road_with(
        a_tenancy(**{"account": BILLED, "recheck_id": RecordId("r"), "state": TenancyState.RECHECK, **tenancy})
    )
    road.others["recheck", "r"] = recheck
    on_day(road, date(2026, 3, 16))
    return road


def close(road: Road) -> None:
    done(road, "recheck", "r", HOUSING, c.CloseRecheck())
    assert of(road, "recheck", "r", Recheck).state is RecheckState.CLOSED


def test_who_passes_goes_on_as_before() -> None:
    road = closing(decided(RecheckOutcome.PASS))
    close(road)
    tenancy = lease(road)
    assert (tenancy.state, tenancy.recheck_id, tenancy.rechecked_on) == (TenancyState.ACTIVE, None, date(2026, 3, 16))
    assert (tenancy.steps, tenancy.category, tenancy.grounds) == ((STEP,), "hukou_lowinc", ())


def test_another_tier_from_its_month_on() -> None:
    road = closing(decided(RecheckOutcome.ADJUST, msgspec.structs.replace(POOR, monthly_income_fen=900_000)))
    close(road)
    tenancy = lease(road)
    assert tenancy.category == "hukou_midlow"
    assert tenancy.steps == (
        STEP,
        RentStep(from_on=date(2026, 4, 1), monthly_fen=105_000, standard_fen=150_000, tier_permille=700),
    )
    assert tenancy.account.carry_fen == 45_000  # April is billed already
    capped = closing(decided(RecheckOutcome.ADJUST, msgspec.structs.replace(POOR, monthly_income_fen=600_000)))
    close(capped)
    assert lease(capped).steps[-1].monthly_fen == 90_000
    assert lease(capped).steps[-1].reason is RentReason.INCOME_SHARE


def test_what_was_conceded_stays_conceded() -> None:
    low = msgspec.structs.replace(STEP, monthly_fen=15_000, reason=RentReason.PREFERENTIAL)
    road = closing(decided(RecheckOutcome.ADJUST), steps=(low,))
    close(road)
    assert (lease(road).steps[-1].monthly_fen, lease(road).steps[-1].reason) == (15_000, RentReason.PREFERENTIAL)
    bare = closing(decided(RecheckOutcome.ADJUST), steps=())
    close(bare)
    assert [step.from_on for step in lease(bare).steps] == [date(2026, 4, 1)]


def test_a_rent_cannot_be_computed_without_the_home_or_the_category() -> None:
    road = closing(decided(RecheckOutcome.ADJUST))
    assert refusal(road, "recheck", "r", HOUSING, c.CloseRecheck(), without=("unit",)) == "fact_missing"
    moved = closing(decided(RecheckOutcome.ADJUST), unit_id=RecordId("u5"))
    assert refusal(moved, "recheck", "r", HOUSING, c.CloseRecheck()) == "fact_missing"
    for changes, code in (
        ({"from_month": None}, "fact_missing"),
        ({"new_category": None}, "category_unknown"),
        ({"new_category": "nonsense"}, "category_unknown"),
        ({"new_category": "talent"}, "category_unknown"),
    ):
        wrong = closing(decided(RecheckOutcome.ADJUST, **changes))
        assert refusal(wrong, "recheck", "r", HOUSING, c.CloseRecheck()) == code


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        (("vehicles", "area"), TakeBack.NO_LONGER_QUALIFIED),
        (("got_home",), TakeBack.OTHER_HOME),
        ((), TakeBack.NO_LONGER_QUALIFIED),
    ],
)
def test_a_failure_opens_the_exit_with_a_day(reasons: tuple[str, ...], code: TakeBack) -> None:
    road = closing(decided(RecheckOutcome.FAIL, reasons=reasons))
    close(road)
    tenancy = lease(road)
    assert (tenancy.state, tenancy.grounds, tenancy.recheck_id) == (TenancyState.VACATING, (code,), None)
    assert tenancy.leaving is not None
    assert (tenancy.leaving.code, tenancy.leaving.leave_by, tenancy.leaving.agreed) == (code, date(2026, 4, 16), False)
    assert tenancy.leaving.text == ", ".join(reasons)
    assert tenancy.category == "hukou_lowinc"


@pytest.mark.parametrize("state", [TenancyState.TRANSITION, TenancyState.VACATING, TenancyState.CLOSED])
def test_who_is_leaving_already_is_not_told_to_leave_again(state: TenancyState) -> None:
    road = closing(decided(RecheckOutcome.FAIL), state=state)
    close(road)
    assert (lease(road).state, lease(road).leaving, lease(road).grounds) == (
        state,
        None,
        (TakeBack.NO_LONGER_QUALIFIED,),
    )
    other = closing(decided(RecheckOutcome.ADJUST), state=state)
    close(other)
    assert (lease(other).steps, lease(other).category) == ((STEP,), "hukou_midlow")


def test_a_desk_that_does_not_see_the_subject_shows_only_the_end() -> None:
    for subject in SubjectKind:
        recheck = decided(RecheckOutcome.FAIL, subject=subject, subject_id=RecordId("nobody"))
        road = closing(recheck)
        assert refusal(road, "recheck", "r", HOUSING, c.CloseRecheck()) == "fact_missing"
        context = road.context(actor(HOUSING), authoritative=False)
        answer = machines.decide("recheck", recheck, c.CloseRecheck(), context)
        assert isinstance(answer, Decision)
        assert [effect.machine for effect in answer.effects] == ["recheck"]


# --- the waiting list


def waiting(outcome: RecheckOutcome, facts: RecheckFacts = POOR, batch: str | None = None, **changes: Any) -> Road:
    road = closing(decided(outcome, facts, subject=SubjectKind.WAITING, subject_id=RecordId("w"), **changes))
    road.others["waiting", "w"] = WaitingEntry(
        id=RecordId("w"),
        org=OrgCode(ORG),
        case_id=RecordId("case-1"),
        group=2,
        score=47,
        score_detail={"area": 20},
        household_size=4,
        category="hukou_lowinc",
        monthly_income_fen=1,
        batch_id=RecordId(batch) if batch else None,
    )
    return road


def entry(road: Road) -> WaitingEntry:
    return of(road, "waiting", "w", WaitingEntry)


def test_an_entry_goes_on_is_assessed_anew_or_leaves_the_list() -> None:
    road = waiting(RecheckOutcome.PASS)
    before = entry(road)
    close(road)
    assert entry(road) == before
    other = waiting(RecheckOutcome.ADJUST)
    close(other)
    after = entry(other)
    assert (after.group, after.category, after.household_size, after.monthly_income_fen) == (
        3,
        "hukou_midlow",
        3,
        500_000,
    )
    assert (after.score, after.score_detail, after.state) == (47, {"area": 20}, WaitingState.ACTIVE)
    unsaid = waiting(RecheckOutcome.ADJUST, msgspec.structs.replace(POOR, persons=None), new_category=None)
    close(unsaid)
    assert (entry(unsaid).household_size, entry(unsaid).category, entry(unsaid).group) == (4, "hukou_lowinc", 2)
    gone = waiting(RecheckOutcome.FAIL)
    close(gone)
    assert (entry(gone).state, entry(gone).removed_reason) == (WaitingState.REMOVED, "not_eligible")


def test_an_entry_that_takes_part_in_a_batch_is_held_for_the_batch_to_let_go() -> None:
    road = waiting(RecheckOutcome.FAIL, batch="b1")
    close(road)
    assert (entry(road).state, entry(road).frozen_by) == (WaitingState.FROZEN, "r")


# --- the subsidies


def drawing(outcome: RecheckOutcome, facts: RecheckFacts = POOR, **changes: Any) -> Road:
    grant = changes.pop("grant", {})
    road = closing(decided(outcome, facts, subject=SubjectKind.SUBSIDY, subject_id=RecordId("g"), **changes))
    road.others["subsidy", "g"] = a_grant(recheck_id=RecordId("r"), **grant)
    return road


def grant(road: Road) -> SubsidyGrant:
    return of(road, "subsidy", "g", SubsidyGrant)


def test_a_subsidy_goes_on_changes_or_runs_out() -> None:
    road = drawing(RecheckOutcome.PASS)
    close(road)
    assert (grant(road).state, grant(road).recheck_id) == (GrantState.PAYING, None)
    other = drawing(RecheckOutcome.ADJUST, msgspec.structs.replace(POOR, own_area100=601))
    close(other)
    after = grant(other)
    assert (after.state, after.category, after.persons, after.own_area100) == (
        GrantState.ADJUSTED, "hukou_midlow", 3, 200,
    )  # fmt: skip
    assert (after.amounts[-1].from_month, after.amounts[-1].monthly_fen) == (date(2026, 4, 1), 72_150)
    assert (after.monthly_income_fen, after.recheck_id) == (500_000, None)
    gone = drawing(RecheckOutcome.FAIL)
    close(gone)
    assert (grant(gone).state, grant(gone).transition_to, grant(gone).recheck_id) == (
        GrantState.TRANSITION, date(2026, 8, 1), None,
    )  # fmt: skip


def test_what_is_not_said_stays_and_no_settled_month_changes() -> None:
    nothing = msgspec.structs.replace(POOR, persons=None, own_area100=None)
    road = drawing(RecheckOutcome.ADJUST, nothing, grant={"next_month": date(2026, 6, 1), "own_area100": 300})
    close(road)
    after = grant(road)
    assert (after.persons, after.own_area100, after.amounts[-1].from_month) == (3, 300, date(2026, 6, 1))


def test_a_subsidy_that_is_over_or_not_begun_is_left_as_it_is() -> None:
    for changes in (
        {"state": GrantState.ENDED},
        {"state": GrantState.APPROVED, "next_month": None},
        {"next_month": None},
    ):
        for outcome in (RecheckOutcome.ADJUST, RecheckOutcome.FAIL):
            road = drawing(outcome, grant=changes)
            before = grant(road)
            close(road)
            assert grant(road) == msgspec.structs.replace(before, recheck_id=None)
    resting = drawing(RecheckOutcome.FAIL, grant={"state": GrantState.SUSPENDED, "suspended_from": GrantState.PAYING})
    close(resting)
    assert (grant(resting).state, grant(resting).suspended_from) == (GrantState.SUSPENDED, GrantState.TRANSITION)
    once = drawing(RecheckOutcome.FAIL, grant={"transition_to": date(2026, 1, 1)})
    close(once)
    assert grant(once).transition_to == date(2026, 1, 1)


def test_an_adjustment_that_brings_nothing_is_refused_by_name() -> None:
    rich = msgspec.structs.replace(POOR, own_area100=4_500)
    road = drawing(RecheckOutcome.ADJUST, rich)
    assert refusal(road, "recheck", "r", HOUSING, c.CloseRecheck()) == "subsidy_nothing"
    for changes in ({"new_category": None}, {"from_month": None}):
        bare = drawing(RecheckOutcome.ADJUST, POOR, **changes)
        close(bare)
        assert grant(bare).state is GrantState.PAYING
