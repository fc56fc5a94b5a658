"""The plan of a batch and its announcement: limits that bind, dates that leave everybody time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import msgspec
import pytest

from sync.model.allocation import BatchState, BatchTerms, LayoutTerm, Method, Span
from sync.workflow import machines
from sync.workflow.allocation import commands as b
from sync.workflow.allocation.limits import kept_terms, layouts_of, terms_of
from sync.workflow.engine import Decision
from tests.support.households import example_policy
from tests.support.town import BATCH, COUNTY, Town, clerk
from tests.support.turns import announcement, planned

# ------------------------------------------------------------------------------------------------- plan


def test_a_plan_keeps_the_limits_of_its_day() -> None:
    batch = planned(groups=(2, 1, 2), by_invitation=True).batch
    assert (batch.state, batch.method, batch.groups, batch.by_invitation) == ("planning", "random_triple", (1, 2), True)
    assert (batch.policy_id, batch.policy_version, batch.month) == ("yichun2", "2026-01", None)
    assert (batch.title, batch.plan_text) == ("2026 年第 1 批", "面向第二梯队家庭")
    assert batch.terms == BatchTerms(
        keys=("group", "score", "random_no", "entered_at"),
        layouts=(
            LayoutTerm(code="one", persons_from=1, persons_to=1, rooms_from=0, rooms_to=1),
            LayoutTerm(code="two", persons_from=2, persons_to=2, rooms_from=1, rooms_to=2),
            LayoutTerm(code="three", persons_from=3, persons_to=3, rooms_from=2, rooms_to=2),
            LayoutTerm(code="more", persons_from=4, persons_to=99, rooms_from=2, rooms_to=3),
        ),
        intent=Span(days=5),
        grace=Span(days=3, working=False),
        recheck=Span(days=15),
        order_publicity=Span(days=3),
        choose=Span(days=3),
        result_publicity=Span(days=5),
        contract=Span(days=30, working=False),
        offers=3,
        group_after=3,
        cooling_off_months=12,
        from_next_month=True,
    )


@pytest.mark.parametrize(
    ("method", "offers", "days"),
    [
        (Method.BY_RANK, 0, 1),
        (Method.SCORE_RANDOM, 0, 1),
        (Method.RANDOM_ORDER, 0, 1),
        (Method.RANDOM_UNIT, 1, 3),
        (Method.RANDOM_TRIPLE, 3, 3),
        (Method.WAITING_NUMBERS, 0, 0),
    ],
)
def test_each_method_has_its_own_choice(method: Method, offers: int, days: int) -> None:
    terms = terms_of(example_policy(), method)
    assert (terms.offers, terms.choose) == (offers, Span(days=days))


def test_a_batch_that_was_never_planned_has_no_terms() -> None:
    blank = machines.blank("batch", BATCH, COUNTY, b.PlanBatch(title="x", plan_text="y", method=Method.BY_RANK))
    with pytest.raises(ValueError, match="never planned"):
        kept_terms(blank)  # type: ignore[arg-type]  # a batch


def test_a_plan_that_is_none() -> None:
    town = Town()
    good = b.PlanBatch(title="第 1 批", plan_text="方案", method=Method.WAITING_NUMBERS, month="2026-02")
    for changes, code in (
        ({"title": " "}, "plan_missing"),
        ({"plan_text": ""}, "plan_missing"),
        ({"month": None}, "month_missing"),
        ({"month": "2026-13"}, "month_missing"),
        ({"month": "2026-2"}, "month_missing"),
    ):
        assert town.office_refused(msgspec.structs.replace(good, **changes)) == code
    rules = msgspec.structs.replace(town.policy.allocation, methods=(Method.BY_RANK,))
    town.policy = msgspec.structs.replace(town.policy, allocation=rules)
    assert town.office_refused(good) == "method_not_in_policy"
    town.policy = example_policy()
    waiting = msgspec.structs.replace(town.policy.waiting, random_numbers=False)
    town.policy = msgspec.structs.replace(town.policy, waiting=waiting)
    assert town.office_refused(good) == "month_missing"
    town.office(msgspec.structs.replace(good, method=Method.BY_RANK))
    assert town.batch.month is None


# --------------------------------------------------------------------------------------------- announcing


def test_an_announcement_says_where_and_when() -> None:
    town = planned()
    town.on(date(2026, 3, 2))
    assert town.office_refused(announcement(town, notice=" ")) == "notice_missing"
    assert town.office_refused(announcement(town, start=-1)) == "intent_dates"
    # five working days with their first: Monday 2 to Friday 6 March
    assert town.office_refused(announcement(town, start=0, length=3)) == "intent_short"
    town.office(announcement(town, start=0, length=4))
    batch = town.batch
    assert (batch.intent_from, batch.intent_to, batch.closes) == (
        date(2026, 3, 2),
        date(2026, 3, 6),
        date(2026, 3, 9),
    )
    assert (batch.notice, batch.announced_at) == ("示例公告〔2026〕2 号", town.now)
    assert batch.number is not None
    assert batch.number.startswith("PZ")


def test_no_homes_no_announcement() -> None:
    town = Town()
    town.plan(Method.BY_RANK)
    assert town.office_refused(announcement(town)) == "no_homes"
    numbers = Town()
    numbers.plan(Method.WAITING_NUMBERS, month="2026-02")
    assert numbers.office_refused(announcement(numbers)) == "no_homes"


def test_only_the_province_gives_the_number() -> None:
    town = planned()
    command = announcement(town)
    context = town.context_for("batch", town.batch, command, clerk())
    blind = replace(context, issue_number=None)
    refused = machines.decide("batch", town.batch, command, blind)
    assert (refused.code, refused.details) == ("fact_missing", {"fact": "issue_number"})  # type: ignore[union-attr]
    desk = replace(blind, facts=replace(blind.facts, authoritative=False))
    preview = machines.decide("batch", town.batch, command, desk)
    assert isinstance(preview, Decision)
    assert getattr(preview.effects[0].event, "number", "?") is None


def test_registration_opens_and_closes_by_the_calendar() -> None:
    town = planned()
    town.office(announcement(town, start=2))
    assert town.office_refused(b.OpenIntent()) == "not_yet"
    first, closes = town.batch.intent_from, town.batch.closes
    assert first is not None
    assert closes is not None
    timer = machines.timer_of("batch", town.batch, town.policy, town.today)
    assert timer == first
    assert machines.due("batch", town.batch, town.policy, first - timedelta(days=1)) is None
    town.on(first)
    assert town.platform() == ["open_intent"]
    assert town.batch.state is BatchState.INTENT_OPEN
    assert machines.timer_of("batch", town.batch, town.policy, town.today) == closes + timedelta(days=1)
    town.on(closes)
    assert town.platform() == []
    assert town.office_refused(b.CloseIntent()) == "not_yet"
    town.after(closes)
    assert town.platform() == ["close_intent"]
    assert town.batch.state is BatchState.RECHECKING
    assert town.batch.recheck_due == date(2026, 4, 20)  # fifteen working days later, a holiday between


def test_the_layouts_that_were_announced_are_those_of_the_policy() -> None:
    policy = example_policy()
    kept = layouts_of(terms_of(policy, Method.BY_RANK))
    for rule, announced in zip(policy.allocation.layouts, kept, strict=True):
        assert rule.code == announced.code
        for name in ("persons_from", "persons_to", "rooms_from", "rooms_to"):
            one, two = getattr(rule, name), getattr(announced, name)
            assert (one.value, one.unit, one.confidence) == (two.value, two.unit, two.confidence)
            assert two.source == "terms of the batch"


def test_a_batch_that_waits_for_nothing_has_no_timer() -> None:
    batch = planned().batch
    for state in BatchState:
        idle = msgspec.structs.replace(batch, state=state, homes=())
        if state is BatchState.CONTRACTING:
            assert machines.due("batch", idle, example_policy(), date(2026, 3, 2)) == b.CloseBatch()
            continue
        assert machines.timer_of("batch", idle, example_policy(), date(2026, 3, 2)) is None
        assert machines.due("batch", idle, example_policy(), date(2026, 3, 2)) is None
