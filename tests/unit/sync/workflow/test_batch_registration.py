"""From the plan of a batch to its candidates: announced in time, open to all alike, re-checked before it is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.allocation import BatchState, BatchTerms, LayoutTerm, Method, Span, Standing
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, WaitingState
from sync.model.waiting import ChangeKind, FreezeCause, RemovalReason
from sync.workflow import machines
from sync.workflow.allocation import commands as b
from sync.workflow.allocation.limits import kept_terms, terms_of
from sync.workflow.engine import Decision
from sync.workflow.waiting import commands as w
from tests.support.households import example_policy
from tests.support.town import BATCH, COUNTY, SIGNED, Town, clerk, registration

REVIEWER, PLATFORM, CLERK = Role.DISTRICT_REVIEWER, Role.PLATFORM, Role.ALLOCATOR
FROZEN_NOTE = w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议")


def planned(method: Method = Method.RANDOM_TRIPLE, **more: Any) -> Town:
    """Three families and two homes in a plan."""
    town = Town()
    for key in "abc":
        town.household(key)
    for key in ("h1", "h2"):
        town.home(key)
    town.plan(method, ("h1", "h2"), **more)
    return town


def opened(**more: Any) -> Town:
    town = planned(**more)
    town.open()
    return town


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


def announcement(town: Town, start: int = 1, length: int = 20, **changes: Any) -> b.AnnounceBatch:
    first = town.today + timedelta(days=start)
    command = b.AnnounceBatch(
        notice="示例公告〔2026〕2 号", intent_from=first, intent_to=first + timedelta(days=length)
    )
    return msgspec.structs.replace(command, **changes)


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
    assert refused.code == "fact_missing"  # type: ignore[union-attr]
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


# --------------------------------------------------------------------------------------------- invitations


def test_households_are_invited_some_at_a_time() -> None:
    town = opened()
    town.office(b.InviteHouseholds(waiting_ids=(RecordId("a"), RecordId("b"))))
    entry = town.entry_of("a")
    assert (entry.state, entry.batch_id, entry.batch_until, entry.invite_count) == (
        "invited",
        BATCH,
        town.batch.closes,
        1,
    )
    assert town.entry_of("c").state is WaitingState.ACTIVE
    assert town.office_refused(b.InviteHouseholds(waiting_ids=(RecordId("a"),))) == "cannot_invite"
    assert town.office_refused(b.InviteHouseholds(waiting_ids=())) == "how_many"
    assert town.office_refused(b.InviteHouseholds(waiting_ids=(RecordId("c"), RecordId("c")))) == "how_many"
    many = tuple(RecordId(f"x{at}") for at in range(b.AT_ONCE + 1))
    assert town.office_refused(b.InviteHouseholds(waiting_ids=many)) == "how_many"
    assert town.office_refused(b.InviteHouseholds(waiting_ids=many[1:])) == "fact_missing"


def test_only_whom_the_batch_is_for() -> None:
    town = opened(groups=(1, 2))
    town.household("three", group=3)
    town.household("far", org=OrgCode("990102001"))
    town.household("held", state=WaitingState.FROZEN)
    for key in ("three", "far", "held"):
        assert town.office_refused(b.InviteHouseholds(waiting_ids=(RecordId(key),))) == "cannot_invite"
    assert town.says_refused("three", registration()) == "batch_for_others"


def test_an_invitation_lapses_after_the_last_day() -> None:
    town = opened()
    town.office(b.InviteHouseholds(waiting_ids=(RecordId("a"),)))
    town.after(town.batch.closes)
    assert "end_invitation" in town.platform()
    entry = town.entry_of("a")
    assert (entry.state, entry.batch_id, entry.batch_until, entry.invite_count) == ("active", None, None, 1)


def test_a_batch_by_invitation_takes_the_invited() -> None:
    town = opened(by_invitation=True)
    assert town.says_refused("a", registration()) == "not_invited"
    town.office(b.InviteHouseholds(waiting_ids=(RecordId("a"),)))
    town.register("a")
    assert town.entry_of("a").state is WaitingState.INTENT_REGISTERED
    town.set("b", state=WaitingState.INVITED, batch_id=RecordId("another"))
    assert town.says_refused("b", registration()) == "not_invited"


# -------------------------------------------------------------------------------------------- registering


def test_a_household_registers_with_its_wishes() -> None:
    town = opened()
    town.set("a", random_no=4, random_month="2026-01", score=33)
    town.says(
        "a",
        registration(areas=(OrgCode("990101003"),), barrier_free=False, smaller_layout_sha256=SIGNED),
    )
    entry = town.entry_of("a")
    assert (entry.state, entry.batch_id, entry.batch_until) == ("intent_registered", BATCH, town.batch.closes)
    assert (entry.areas, entry.barrier_free, entry.smaller_layout_sha256) == (("990101003",), False, SIGNED)
    person = town.batch.people[0]
    assert (person.waiting_id, person.number, person.group, person.score) == ("a", entry.number, 2, 33)
    assert (person.random_no, person.month, person.entered_at) == (4, "2026-01", entry.entered_at)
    assert (person.household_size, person.smaller, person.areas, person.standing) == (
        3,
        True,
        ("990101003",),
        Standing.REGISTERED,
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"no_change_sha256": ""}, "no_change_missing"),
        ({"smaller_layout_sha256": "x"}, "signature_missing"),
        ({"areas": (OrgCode("99010"),)}, "area_unknown"),
        ({"batch_id": RecordId("nowhere")}, "fact_missing"),
    ],
)
def test_a_registration_that_is_not_whole(changes: dict[str, Any], code: str) -> None:
    assert opened().says_refused("a", registration(**changes)) == code


def test_an_open_change_is_settled_first() -> None:
    town = opened()
    town.says("a", w.ReportChange(kinds=(ChangeKind.INCOME,), happened_on=town.today, note="换工作"))
    assert town.says_refused("a", registration()) == "change_open"
    town.give(REVIEWER, "waiting", "a", w.SettleChange(kinds=(ChangeKind.INCOME,), note="仍在限额以内"))
    town.register("a")


def test_registration_has_its_time_and_nobody_is_first() -> None:
    town = planned()
    town.office(announcement(town))
    assert town.says_refused("a", registration()) == "intent_closed"
    town.on(town.batch.intent_from or town.today)
    town.office(b.OpenIntent())
    town.register("c")
    town.on(town.batch.closes or town.today)
    town.register("a")  # on the last day of grace it counts like everybody's
    town.after(town.batch.closes)
    assert town.says_refused("b", registration()) == "intent_closed"
    town.office(b.CloseIntent())
    assert town.says_refused("b", registration()) == "intent_closed"
    town.recheck("a", "c")
    town.freeze()
    town.draw_lots()
    order = [town.batch.people[at].waiting_id for at in town.batch.order]
    other = opened()
    other.register("a", "c")
    other.recheck("a", "c")
    other.freeze()
    other.draw_lots()
    assert order == [other.batch.people[at].waiting_id for at in other.batch.order]


def test_nobody_draws_for_homes_that_it_may_not_have() -> None:
    town = opened()
    town.household("single", size=1)
    town.household("wheels")
    assert town.says_refused("single", registration()) == "no_home_suits"
    assert town.says_refused("wheels", registration(barrier_free=True)) == "no_home_suits"
    small = Town()
    small.household("five", size=5)
    small.home("tiny", layout="1-1", suits_from=1, suits_to=2)
    small.plan(Method.BY_RANK, ("tiny",))
    small.open()
    assert small.says_refused("five", registration()) == "no_home_suits"
    small.says("five", registration(smaller_layout_sha256=SIGNED))


def test_a_batch_of_people_is_full_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workflow.waiting.registering.MOST_PEOPLE", 1)
    monkeypatch.setattr("sync.workflow.allocation.planning.MOST_PEOPLE", 1)
    town = opened()
    town.register("a")
    assert town.says_refused("b", registration()) == "batch_full"
    assert town.office_refused(b.InviteHouseholds(waiting_ids=(RecordId("b"),))) == "batch_full"


def test_who_has_no_number_yet_cannot_be_listed() -> None:
    town = opened()
    town.household("new", number=None)
    assert town.says_refused("new", registration()) == "fact_missing"
    answer = town.answer(Role.STREET_WINDOW, "waiting", "new", registration(), authoritative=False)
    assert isinstance(answer, Decision)
    assert answer.effects[1].event.person.number == "new"  # type: ignore[attr-defined]


def test_a_desk_that_does_not_know_the_batch_registers_all_the_same() -> None:
    town = opened()
    answer = town.answer(Role.STREET_WINDOW, "waiting", "a", registration("elsewhere"), authoritative=False)
    assert isinstance(answer, Decision)
    assert [effect.machine for effect in answer.effects] == ["waiting"]
    assert answer.effects[0].event.until == town.today  # type: ignore[attr-defined]


# ---------------------------------------------------------------------------------------------- re-checks


def test_the_re_check_begins_when_registration_is_over() -> None:
    town = opened()
    town.register("a")
    assert town.refuse(REVIEWER, "waiting", "a", w.BeginRecheck()) == "not_rechecking"
    town.after(town.batch.closes)
    assert town.platform() == ["close_intent", "begin_recheck"]
    assert town.entry_of("a").state is WaitingState.RECHECK


def test_who_passes_is_a_candidate_with_the_facts_of_that_day() -> None:
    town = opened()
    town.register("a", "b")
    town.set("a", score=44)
    town.recheck("a")
    assert town.entry_of("a").state is WaitingState.CANDIDATE
    assert [(person.waiting_id, person.score, person.standing) for person in town.batch.people] == [
        ("a", 44, Standing.PASSED),
        ("b", 0, Standing.REGISTERED),
    ]
    assert town.refuse(CLERK, "waiting", "a", w.Rescore()) == "wrong_state"


def test_who_fails_is_off_the_list_and_out_of_the_batch() -> None:
    town = opened()
    town.register("a", "b")
    town.recheck()
    town.platform()
    fail = w.ConcludeRecheck(passed=False, note="名下有住房", reason_codes=("C04",))
    assert town.refuse(REVIEWER, "waiting", "a", msgspec.structs.replace(fail, reason_codes=())) == "reason_missing"
    assert town.refuse(REVIEWER, "waiting", "a", msgspec.structs.replace(fail, note=" ")) == "reason_missing"
    town.give(REVIEWER, "waiting", "a", fail)
    entry = town.entry_of("a")
    assert (entry.state, entry.removed_reason, entry.batch_id) == ("removed", RemovalReason.NOT_ELIGIBLE.value, None)
    assert [person.waiting_id for person in town.batch.people] == ["b"]
    town.set("b", changes_open=(ChangeKind.ASSETS,))
    passing = w.ConcludeRecheck(passed=True, note="没有变化")
    assert town.refuse(REVIEWER, "waiting", "b", passing) == "change_open"
    town.set("b", changes_open=(), batch_id=RecordId("gone"))
    assert town.refuse(REVIEWER, "waiting", "b", passing) == "fact_missing"
    assert town.refuse(REVIEWER, "waiting", "b", fail) == "fact_missing"


def test_a_re_check_that_comes_after_the_list_is_too_late() -> None:
    town = opened()
    town.register("a", "b")
    town.recheck("a")
    town.office(b.CancelBatch(reason="房源有变", notice="示例公告"))
    town.set("b", state=WaitingState.RECHECK)
    passing = w.ConcludeRecheck(passed=True, note="没有变化")
    assert town.refuse(REVIEWER, "waiting", "b", passing) == "not_rechecking"


# ------------------------------------------------------------------------------------------------ leaving


@pytest.mark.parametrize("reached", ["registered", "recheck", "candidate"])
@pytest.mark.parametrize(
    ("role", "command", "state"),
    [
        (Role.STREET_WINDOW, w.WithdrawIntent(reason="暂时不要"), "active"),
        (Role.STREET_WINDOW, w.LeaveList(reason="已买房"), "removed"),
        (REVIEWER, FROZEN_NOTE, "frozen"),
        (REVIEWER, w.RemoveEntry(reason=RemovalReason.DECEASED, note="户主去世"), "removed"),
    ],
)
def test_who_leaves_before_the_list_is_frozen_is_off_it(reached: str, role: Role, command: Any, state: str) -> None:
    town = opened()
    town.register("a", "b")
    if reached != "registered":
        town.recheck()
        town.give(REVIEWER, "waiting", "a", w.BeginRecheck())
    if reached == "candidate":
        town.give(REVIEWER, "waiting", "a", w.ConcludeRecheck(passed=True, note="没有变化"))
    town.give(role, "waiting", "a", command)
    entry = town.entry_of("a")
    assert (entry.state, entry.batch_id, entry.batch_until) == (state, None, None)
    assert [person.waiting_id for person in town.batch.people] == ["b"]


def test_leaving_needs_words_and_at_the_province_the_batch() -> None:
    town = opened()
    town.register("a")
    assert town.says_refused("a", w.WithdrawIntent(reason=" ")) == "reason_missing"
    town.set("a", batch_id=RecordId("gone"))
    for command in (w.WithdrawIntent(reason="x"), w.LeaveList(reason="x")):
        assert town.says_refused("a", command) == "fact_missing"
        answer = town.answer(Role.STREET_WINDOW, "waiting", "a", command, authoritative=False)
        assert isinstance(answer, Decision)
        assert [effect.machine for effect in answer.effects] == ["waiting"]
    town.set("a", state=WaitingState.INTENT_REGISTERED)
    for command in (w.BeginRecheck(), FROZEN_NOTE):
        assert town.refuse(REVIEWER, "waiting", "a", command) == "fact_missing"
    begun = town.answer(REVIEWER, "waiting", "a", w.BeginRecheck(), authoritative=False)
    assert isinstance(begun, Decision)
    town.set("a", state=WaitingState.RECHECK)
    passed = town.answer(REVIEWER, "waiting", "a", w.ConcludeRecheck(passed=True, note="没有变化"), authoritative=False)
    assert isinstance(passed, Decision)
    assert [effect.machine for effect in passed.effects] == ["waiting"]


def test_an_invited_household_rests_or_is_held_and_the_batch_hears_nothing() -> None:
    town = opened()
    town.office(b.InviteHouseholds(waiting_ids=(RecordId("a"), RecordId("b"))))
    town.says("a", w.BeginRest(reason="外出务工"))
    town.give(REVIEWER, "waiting", "b", FROZEN_NOTE)
    for key, state in (("a", "suspended"), ("b", "frozen")):
        assert (town.entry_of(key).state, town.entry_of(key).batch_id) == (state, None)
    assert town.batch.people == ()


def test_a_batch_that_lost_a_household_lets_it_go() -> None:
    town = opened()
    town.set("a", state=WaitingState.INTENT_REGISTERED, batch_id=BATCH)
    town.says("a", w.WithdrawIntent(reason="x"))
    assert town.entry_of("a").state is WaitingState.ACTIVE
