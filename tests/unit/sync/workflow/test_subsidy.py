"""A subsidy month by month: from the month after the announcement, each month once, until it ends."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from sync.model.application import Category
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.states import Role
from sync.model.subsidy import EndReason, GrantState, PayoutResult, SubsidyAmount, SubsidyGrant, SubsidyMonth
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.subsidy import commands as c
from sync.workflow.subsidy.events import (
    GrantAdjusted,
    GrantApproved,
    GrantRecheckClosed,
    GrantRecheckOpened,
    GrantTransitionBegun,
)
from tests.support.households import ORG
from tests.support.machines.subsidy import OWN_WORDS, a_grant
from tests.support.road import EVIDENCE, Road, actor
from tests.support.tenancies import done, judged, of, on_day, province_acts, refusal

HOUSING, PROVINCE, WINDOW = Role.DISTRICT_REVIEWER, Role.PLATFORM, Role.STREET_WINDOW


def on_the_road(grant: SubsidyGrant, day: date) -> Road:
    road = Road()
    road.others["subsidy", "g"] = grant
    on_day(road, day)
    return road


def at(day: date, **changes: Any) -> Road:
    """A family of three, paid 1,332 yuan since May 2021, settled up to February 2026; the term ends in April."""
    return on_the_road(a_grant(**changes), day)


def grant(road: Road) -> SubsidyGrant:
    return of(road, "subsidy", "g", SubsidyGrant)


def approved(category: str | None = "hukou_lowinc", **changes: Any) -> SubsidyGrant:
    """Announced on 15 March 2026."""
    road = Road()
    on_day(road, date(2026, 3, 15))
    born = SubsidyGrant(id=RecordId("g"), org=OrgCode(ORG), case_id=RecordId("case-1"))
    event = GrantApproved(
        at=road.now,
        by=OperatorId("x"),
        persons=3,
        own_area100=0,
        category=category,
        monthly_income_fen=500_000,
        policy_id="yichun2",
        policy_version="2026-01",
    )
    after = machines.apply("subsidy", born, event)
    assert isinstance(after, SubsidyGrant)
    return msgspec.structs.replace(after, **changes)


def test_paying_begins_with_the_month_after_the_announcement() -> None:
    found = approved()
    assert (found.state, found.approved_on, found.persons, found.own_area100) == (
        GrantState.APPROVED, date(2026, 3, 15), 3, 0,
    )  # fmt: skip
    assert (found.category, found.monthly_income_fen) == ("hukou_lowinc", 500_000)
    assert (found.policy_id, found.policy_version) == ("yichun2", "2026-01")
    road = on_the_road(found, date(2026, 3, 31))
    assert province_acts(road, "subsidy", "g") == []
    assert refusal(road, "subsidy", "g", PROVINCE, c.StartPaying()) == "not_due_yet"
    on_day(road, date(2026, 4, 1))
    assert province_acts(road, "subsidy", "g") == ["start_paying", "settle_month"]
    after = grant(road)
    assert (after.state, after.first_month, after.last_month) == (GrantState.PAYING, date(2026, 4, 1), date(2031, 3, 1))
    (amount,) = after.amounts
    assert (amount.from_month, amount.monthly_fen, amount.formula["persons"]) == (date(2026, 4, 1), 133_200, 3)
    (april,) = after.months
    assert (april.month, april.amount_fen, april.result) == (date(2026, 4, 1), 133_200, PayoutResult.SETTLED)
    assert april.formula == amount.formula
    assert after.next_month == date(2026, 5, 1)


def test_months_that_were_missed_are_caught_up_each_once() -> None:
    road = on_the_road(approved(), date(2026, 6, 30))
    assert province_acts(road, "subsidy", "g") == ["start_paying", "settle_month", "settle_month", "settle_month"]
    assert [line.month.month for line in grant(road).months] == [4, 5, 6]
    assert refusal(road, "subsidy", "g", PROVINCE, c.SettleMonth()) == "not_due_yet"


def test_an_unknown_category_is_paid_nothing() -> None:
    for category in (None, "talent", "nonsense"):
        road = on_the_road(approved(category), date(2026, 4, 1))
        assert refusal(road, "subsidy", "g", PROVINCE, c.StartPaying()) == "category_unknown"
    never = on_the_road(approved(approved_on=None), date(2026, 4, 1))
    assert province_acts(never, "subsidy", "g") == []
    assert refusal(never, "subsidy", "g", PROVINCE, c.StartPaying()) == "not_due_yet"


def booking(**changes: Any) -> c.BookPayout:
    command = c.BookPayout(month=date(2026, 2, 1), batch="2026-02", trade_number="T-1", paid_on=date(2026, 3, 1))
    return msgspec.structs.replace(command, **changes)


def test_a_month_is_paid_once() -> None:
    road = at(date(2026, 3, 2))
    done(road, "subsidy", "g", PROVINCE, booking(trade_number="", paid_on=None, fail_reason="账户已注销"))
    (line,) = grant(road).months
    assert (line.result, line.fail_reason, line.batch, line.trade_number) == (
        PayoutResult.FAILED, "账户已注销", "2026-02", "",
    )  # fmt: skip
    done(road, "subsidy", "g", PROVINCE, booking())
    (line,) = grant(road).months
    assert (line.result, line.trade_number, line.paid_on, line.fail_reason) == (
        PayoutResult.PAID, "T-1", date(2026, 3, 1), "",
    )  # fmt: skip
    assert line.amount_fen == 133_200
    assert refusal(road, "subsidy", "g", PROVINCE, booking(trade_number="T-2")) == "month_paid_already"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"month": date(2026, 3, 1)}, "month_unknown"),
        ({"trade_number": " "}, "trade_number_missing"),
        ({"paid_on": None}, "trade_number_missing"),
        ({"paid_on": date(2026, 3, 3)}, "days_wrong"),
    ],
)
def test_what_a_payout_must_say(changes: dict[str, Any], code: str) -> None:
    assert refusal(at(date(2026, 3, 2)), "subsidy", "g", PROVINCE, booking(**changes)) == code


def test_no_payment_counts_for_two_months() -> None:
    months = (
        SubsidyMonth(month=date(2026, 1, 1), amount_fen=1, result=PayoutResult.PAID, trade_number="T-1"),
        SubsidyMonth(month=date(2026, 2, 1), amount_fen=1),
    )
    road = at(date(2026, 3, 2), months=months)
    assert refusal(road, "subsidy", "g", PROVINCE, booking()) == "payment_booked_already"
    done(road, "subsidy", "g", PROVINCE, booking(trade_number="T-2"))
    assert [line.trade_number for line in grant(road).months] == ["T-1", "T-2"]


def test_it_rests_and_goes_on_with_or_without_the_months_between() -> None:
    for pay_back, following in ((True, date(2026, 3, 1)), (False, date(2026, 4, 1))):
        road = at(date(2026, 3, 2), state=GrantState.ADJUSTED)
        assert refusal(road, "subsidy", "g", HOUSING, c.SuspendGrant(text="暂停")) == "opinion_too_short"
        done(road, "subsidy", "g", HOUSING, c.SuspendGrant(text=OWN_WORDS))
        assert (grant(road).state, grant(road).suspended_reason) == (GrantState.SUSPENDED, OWN_WORDS)
        on_day(road, date(2026, 4, 9))
        assert province_acts(road, "subsidy", "g") == []
        resume = c.ResumeGrant(pay_back=pay_back, text=OWN_WORDS)
        assert (
            refusal(road, "subsidy", "g", HOUSING, msgspec.structs.replace(resume, text="恢复")) == "opinion_too_short"
        )
        done(road, "subsidy", "g", HOUSING, resume)
        after = grant(road)
        assert (after.state, after.next_month) == (GrantState.ADJUSTED, following)
        assert (after.suspended_reason, after.suspended_from) == ("", None)
    early = at(date(2026, 2, 5), state=GrantState.SUSPENDED, suspended_from=None)
    done(early, "subsidy", "g", HOUSING, c.ResumeGrant(pay_back=False, text=OWN_WORDS))
    assert (grant(early).state, grant(early).next_month) == (GrantState.PAYING, date(2026, 3, 1))


def adjusting(**changes: Any) -> c.AdjustGrant:
    command = c.AdjustGrant(
        from_month=date(2026, 4, 1),
        category=Category.HUKOU_MIDLOW,
        persons=4,
        own_area100=300,
        monthly_income_fen=7,
        text=OWN_WORDS,
    )
    return msgspec.structs.replace(command, **changes)


def test_other_figures_bring_another_amount_from_their_month_on() -> None:
    road = at(date(2026, 3, 2))
    done(road, "subsidy", "g", HOUSING, adjusting())
    after = grant(road)
    assert after.state is GrantState.ADJUSTED
    assert [(amount.from_month, amount.monthly_fen) for amount in after.amounts] == [
        (date(2021, 5, 1), 133_200),
        (date(2026, 4, 1), 88_800),  # 12 m² × 4 × 37 yuan × 0.5
    ]
    assert (after.category, after.persons, after.own_area100, after.monthly_income_fen) == ("hukou_midlow", 4, 300, 7)
    on_day(road, date(2026, 4, 1))
    province_acts(road, "subsidy", "g")
    assert [line.amount_fen for line in after.months + grant(road).months[1:]] == [133_200, 133_200, 88_800]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_month": date(2026, 2, 1)}, "month_settled_already"),
        ({"from_month": date(2026, 4, 2)}, "month_settled_already"),
        ({"category": Category.TALENT}, "category_unknown"),
        ({"own_area100": 1_500}, "subsidy_nothing"),
        ({"persons": 0}, "subsidy_nothing"),
        ({"text": "调整"}, "opinion_too_short"),
    ],
)
def test_what_cannot_be_adjusted(changes: dict[str, Any], code: str) -> None:
    assert refusal(at(date(2026, 3, 2)), "subsidy", "g", HOUSING, adjusting(**changes)) == code


def test_the_next_unsettled_month_can_still_be_adjusted() -> None:
    road = at(date(2026, 3, 2))
    done(road, "subsidy", "g", HOUSING, adjusting(from_month=date(2026, 3, 1)))
    done(road, "subsidy", "g", HOUSING, adjusting(from_month=date(2026, 3, 1), persons=2))
    assert [amount.from_month for amount in grant(road).amounts] == [date(2021, 5, 1), date(2026, 3, 1)]


def test_half_for_six_months_then_it_ends() -> None:
    road = at(date(2026, 3, 2))
    begin = c.BeginGrantTransition(text=OWN_WORDS)
    assert refusal(road, "subsidy", "g", HOUSING, c.BeginGrantTransition(text="转")) == "opinion_too_short"
    done(road, "subsidy", "g", HOUSING, begin)
    after = grant(road)
    assert (after.state, after.transition_to) == (GrantState.TRANSITION, date(2026, 8, 1))
    assert (after.amounts[-1].from_month, after.amounts[-1].monthly_fen) == (date(2026, 3, 1), 66_600)
    on_day(road, date(2026, 8, 31))
    assert province_acts(road, "subsidy", "g") == ["settle_month"] * 6  # beyond the term: the transition counts
    on_day(road, date(2026, 9, 1))
    assert province_acts(road, "subsidy", "g") == ["end_grant"]
    ended = grant(road)
    assert (ended.state, ended.end_reason, ended.ended_month) == (
        GrantState.ENDED, EndReason.TRANSITION_OVER, date(2026, 8, 1),
    )  # fmt: skip
    assert [line.amount_fen for line in ended.months] == [133_200] + [66_600] * 6
    again = at(date(2026, 3, 2), transition_to=date(2026, 1, 1))
    assert refusal(again, "subsidy", "g", HOUSING, begin) == "not_due_yet"
    for nothing in ({"next_month": None}, {"amounts": ()}):
        assert refusal(at(date(2026, 3, 2), **nothing), "subsidy", "g", HOUSING, begin) == "not_due_yet"


def test_the_term_ends_by_itself_unless_somebody_asked_in_time() -> None:
    road = at(date(2026, 4, 30))
    assert province_acts(road, "subsidy", "g") == ["settle_month", "settle_month"]
    on_day(road, date(2026, 5, 1))
    assert province_acts(road, "subsidy", "g") == ["end_grant"]
    assert (grant(road).end_reason, grant(road).ended_month) == (EndReason.TERM, date(2026, 4, 1))
    asked = at(date(2026, 4, 30), reexamination_asked_on=date(2026, 3, 1))
    province_acts(asked, "subsidy", "g")
    on_day(asked, date(2026, 6, 1))
    assert province_acts(asked, "subsidy", "g") == []
    assert grant(asked).state is GrantState.PAYING


def ending(reason: EndReason, month: date, text: str = OWN_WORDS) -> c.EndGrant:
    return c.EndGrant(reason=reason, last_month=month, text=text)


def test_what_was_paid_for_later_months_is_to_be_given_back() -> None:
    months = (
        SubsidyMonth(month=date(2025, 12, 1), amount_fen=5, result=PayoutResult.PAID),
        SubsidyMonth(month=date(2026, 1, 1), amount_fen=7, result=PayoutResult.PAID),
        SubsidyMonth(month=date(2026, 2, 1), amount_fen=11, result=PayoutResult.FAILED),
        SubsidyMonth(month=date(2026, 3, 1), amount_fen=13),
    )
    road = at(date(2026, 3, 2), months=months, state=GrantState.SUSPENDED, suspended_reason="x")
    done(road, "subsidy", "g", HOUSING, ending(EndReason.HOUSED, date(2025, 12, 1)))
    after = grant(road)
    assert (after.state, after.end_reason, after.ended_month) == (GrantState.ENDED, EndReason.HOUSED, date(2025, 12, 1))
    assert (after.overpaid_fen, after.months) == (7, months[:2])
    assert after.suspended_reason == ""
    kept = at(date(2026, 3, 2), months=months)
    done(kept, "subsidy", "g", HOUSING, ending(EndReason.DEATH, date(2026, 2, 1)))
    assert (grant(kept).overpaid_fen, grant(kept).months) == (0, months[:3])


def test_nobody_ends_it_by_hand_for_a_reason_that_only_time_gives() -> None:
    road = at(date(2026, 3, 2))
    for reason in (EndReason.TERM, EndReason.TRANSITION_OVER, EndReason.KEPT_PUBLIC_HOME):
        resting = at(date(2026, 6, 2), state=GrantState.SUSPENDED)
        assert refusal(resting, "subsidy", "g", HOUSING, ending(reason, date(2026, 2, 1), "")) == "not_due_yet"
        assert refusal(road, "subsidy", "g", HOUSING, ending(reason, date(2026, 2, 1), "")) == "not_due_yet"
    assert refusal(road, "subsidy", "g", HOUSING, ending(EndReason.DEATH, date(2026, 2, 2))) == "days_wrong"
    assert (
        refusal(road, "subsidy", "g", HOUSING, ending(EndReason.DEATH, date(2026, 2, 1), "死亡")) == "opinion_too_short"
    )


def test_a_public_home_is_given_back_within_three_months_of_the_first_payment() -> None:
    road = on_the_road(approved(), date(2026, 4, 2))
    province_acts(road, "subsidy", "g")
    done(road, "subsidy", "g", HOUSING, c.NotePublicHome(holds=True))
    on_day(road, date(2026, 6, 30))
    assert province_acts(road, "subsidy", "g") == ["settle_month"] * 2
    on_day(road, date(2026, 7, 1))
    assert province_acts(road, "subsidy", "g") == ["end_grant"]  # before July is settled
    assert (grant(road).end_reason, grant(road).ended_month) == (EndReason.KEPT_PUBLIC_HOME, date(2026, 6, 1))
    back = on_the_road(approved(), date(2026, 6, 2))
    province_acts(back, "subsidy", "g")
    done(back, "subsidy", "g", PROVINCE, c.NotePublicHome(holds=True))
    assert grant(back).holds_public_home
    done(back, "subsidy", "g", PROVINCE, c.NotePublicHome(holds=False))
    on_day(back, date(2026, 7, 1))
    assert province_acts(back, "subsidy", "g") == ["settle_month"]


def asking(signature: str = EVIDENCE) -> c.AskReexamination:
    return c.AskReexamination(signature_sha256=signature)


def test_the_next_examination_is_asked_for_in_time_or_soon_after() -> None:
    early = at(date(2026, 1, 31))
    assert refusal(early, "subsidy", "g", WINDOW, asking()) == "not_due_yet"
    road = at(date(2026, 2, 1))
    assert refusal(road, "subsidy", "g", WINDOW, asking("x")) == "signature_missing"
    done(road, "subsidy", "g", WINDOW, asking())
    assert grant(road).reexamination_asked_on == date(2026, 2, 1)
    assert refusal(road, "subsidy", "g", WINDOW, asking()) == "asked_already"
    over = {"state": GrantState.ENDED, "end_reason": EndReason.TERM, "next_month": date(2026, 5, 1)}
    done(at(date(2026, 7, 31), **over), "subsidy", "g", WINDOW, asking())
    assert refusal(at(date(2026, 8, 1), **over), "subsidy", "g", WINDOW, asking()) == "reexamination_too_late"
    for reason in (EndReason.HOUSED, None):
        gone = at(date(2026, 5, 2), state=GrantState.ENDED, end_reason=reason)
        assert refusal(gone, "subsidy", "g", WINDOW, asking()) == "not_due_yet"
    assert refusal(at(date(2026, 3, 2), last_month=None), "subsidy", "g", WINDOW, asking()) == "not_due_yet"
    answer = machines.decide("subsidy", grant(early), asking(), early.context(actor(WINDOW), authoritative=False))
    assert isinstance(answer, Decision)  # a desk's clock decides nothing


def test_another_term_loses_no_month_when_it_was_asked_for_in_time() -> None:
    road = at(date(2026, 4, 30), reexamination_asked_on=date(2026, 4, 30))
    province_acts(road, "subsidy", "g")
    on_day(road, date(2026, 6, 3))
    assert refusal(road, "subsidy", "g", HOUSING, c.ExtendGrant(text="续")) == "opinion_too_short"
    done(road, "subsidy", "g", HOUSING, c.ExtendGrant(text=OWN_WORDS))
    after = grant(road)
    assert (after.state, after.next_month, after.last_month) == (GrantState.PAYING, date(2026, 5, 1), date(2031, 4, 1))
    assert after.reexamination_asked_on is None
    assert province_acts(road, "subsidy", "g") == ["settle_month", "settle_month"]


def test_who_asked_late_gets_nothing_for_the_time_between() -> None:
    late = at(
        date(2026, 7, 1),
        state=GrantState.ENDED,
        end_reason=EndReason.TERM,
        ended_month=date(2026, 4, 1),
        next_month=date(2026, 5, 1),
        reexamination_asked_on=date(2026, 6, 3),
        amounts=(*a_grant().amounts, SubsidyAmount(from_month=date(2022, 1, 1), monthly_fen=7)),
    )
    done(late, "subsidy", "g", HOUSING, c.ExtendGrant(text=OWN_WORDS))
    after = grant(late)
    assert (after.state, after.next_month, after.last_month) == (
        GrantState.ADJUSTED,
        date(2026, 7, 1),
        date(2031, 6, 1),
    )
    assert (after.end_reason, after.ended_month) == (None, None)


def test_another_term_needs_its_request_and_an_end_of_the_re_check() -> None:
    road = at(date(2026, 4, 2))
    extend = c.ExtendGrant(text=OWN_WORDS)
    assert refusal(road, "subsidy", "g", HOUSING, extend) == "reexamination_not_asked"
    assert refusal(at(date(2026, 4, 2), last_month=None), "subsidy", "g", HOUSING, extend) == "reexamination_not_asked"
    asked = at(date(2026, 4, 2), reexamination_asked_on=date(2026, 4, 1))
    event = GrantRecheckOpened(at=asked.now, by=OperatorId("x"), recheck_id=RecordId("r"))
    asked.others["subsidy", "g"] = machines.apply("subsidy", grant(asked), event)
    assert grant(asked).recheck_id == "r"
    assert refusal(asked, "subsidy", "g", HOUSING, extend) == "recheck_open"
    closed = GrantRecheckClosed(at=asked.now, by=OperatorId("x"), recheck_id=RecordId("r"), outcome="pass")
    asked.others["subsidy", "g"] = machines.apply("subsidy", grant(asked), closed)
    done(asked, "subsidy", "g", HOUSING, extend)
    assert grant(asked).next_month == date(2026, 3, 1)  # before the end of the term nothing is skipped
    late = at(date(2026, 9, 1), reexamination_asked_on=date(2026, 9, 1))
    assert refusal(late, "subsidy", "g", HOUSING, extend) == "reexamination_too_late"


def test_a_subsidy_that_rests_keeps_what_is_decided_meanwhile() -> None:
    road = at(date(2026, 3, 2), state=GrantState.SUSPENDED, suspended_from=GrantState.PAYING)
    amount = SubsidyAmount(from_month=date(2026, 4, 1), monthly_fen=7)
    adjusted = GrantAdjusted(
        at=road.now, by=OperatorId("x"), amount=amount, category="hukou_midlow", persons=3, own_area100=0
    )
    after: Any = machines.apply("subsidy", grant(road), adjusted)
    assert (after.state, after.suspended_from) == (GrantState.SUSPENDED, GrantState.ADJUSTED)
    begun = GrantTransitionBegun(at=road.now, by=OperatorId("x"), amount=amount, last_month=date(2026, 9, 1))
    after = machines.apply("subsidy", after, begun)
    assert (after.state, after.suspended_from, after.transition_to) == (
        GrantState.SUSPENDED, GrantState.TRANSITION, date(2026, 9, 1),
    )  # fmt: skip


def test_only_the_households_county_reaches_it() -> None:
    answer = judged(at(date(2026, 3, 2)), "subsidy", "g", actor(HOUSING, org="990102"), c.NotePublicHome(holds=True))
    assert getattr(answer, "code", None) == "out_of_scope"
