"""Turns and choices: in order, in time, among the homes on offer; giving up has its price, bad luck has none."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.allocation import HomeStanding, Method, Standing
from sync.model.ids import RecordId
from sync.model.states import Role, UnitState, WaitingState
from sync.model.waiting import FreezeCause, GiveUpReason, RemovalReason
from sync.workflow import draw, machines
from sync.workflow.allocation import commands as b
from sync.workflow.engine import Decision, Refusal
from sync.workflow.waiting import commands as w
from tests.support.town import BATCH, POSTED, SIGNED, Town, choice
from tests.support.turns import choosing, homes, pass_over, standings, town_of

REVIEWER, PLATFORM, CLERK = Role.DISTRICT_REVIEWER, Role.PLATFORM, Role.ALLOCATOR


# -------------------------------------------------------------------------------------------------- beginning


def test_nobody_chooses_before_the_order_was_public() -> None:
    town = town_of()
    town.plan(Method.BY_RANK, ("h1",))
    town.open()
    town.register(*"abc")
    town.recheck(*"abc")
    town.freeze_by_rank()
    begin = b.StartSelecting(evidence_sha256=POSTED)
    town.on(town.batch.order_public_to or town.today)
    assert town.office_refused(begin) == "publicity_running"
    town.after(town.batch.order_public_to)
    assert town.office_refused(msgspec.structs.replace(begin, evidence_sha256="x")) == "evidence_missing"
    town.office(begin)
    assert town.whose_turn() == ["a"]


def test_a_draw_without_result_or_homes_orders_nobody() -> None:
    town = town_of()
    town.plan(Method.RANDOM_ORDER, ("h1",))
    town.open()
    town.register(*"abc")
    town.recheck(*"abc")
    town.freeze()
    assert town.office_refused(b.StartSelecting(evidence_sha256=POSTED)) == "order_missing"
    numbers = town_of()
    numbers.plan(Method.WAITING_NUMBERS, month="2026-02")
    numbers.office(b.Enlist(waiting_ids=(RecordId("a"),)))
    numbers.freeze()
    numbers.draw_lots()
    numbers.after(numbers.batch.order_public_to)
    assert numbers.office_refused(b.StartSelecting(evidence_sha256=POSTED)) == "order_missing"


def test_nobody_has_a_turn_because_another_left_before_the_choice() -> None:
    town = town_of()
    town.plan(Method.BY_RANK, ("h1", "h2"))
    town.open()
    town.register(*"abc")
    town.recheck(*"abc")
    town.freeze_by_rank()
    town.says("a", w.WithdrawIntent(reason="不要了"))
    assert (town.batch.turns, town.batch.called) == ((), 0)
    town.start()
    assert town.whose_turn() == ["b"]


# ----------------------------------------------------------------------------------------------- free choice


def test_one_after_the_other_chooses_freely() -> None:
    town = choosing()
    assert town.whose_turn() == ["a"]
    turn = town.batch.turns[0]
    assert (turn.offered, turn.opened, turn.provisional) == ((), town.today, False)
    assert (turn.due - town.today).days >= 1
    assert town.says_refused("b", choice("h1")) == "not_your_turn"
    town.choose("a", "h2")
    entry, home = town.entry_of("a"), town.unit_of("h2")
    assert (entry.state, entry.unit_id, entry.smaller_layout) == (WaitingState.CANDIDATE, "h2", False)
    assert (home.state, home.waiting_id, home.batch_id) == (UnitState.RESERVED, "a", BATCH)
    assert town.whose_turn() == ["b"]
    assert town.says_refused("b", choice("h2")) == "unit_taken"
    assert town.says_refused("a", choice("h1")) == "not_your_turn"
    town.choose("b", "h1")
    town.choose("c", "h3")
    assert town.whose_turn() == []
    assert standings(town) == dict.fromkeys("abc", Standing.CHOSE)
    assert [person.home for person in town.batch.people] == [1, 0, 2]
    assert set(homes(town).values()) == {HomeStanding.CHOSEN}


def test_what_may_not_be_chosen() -> None:
    town = choosing()
    town.home("outside")
    assert town.says_refused("a", choice("outside")) == "unit_outside_batch"
    assert town.says_refused("a", choice("nowhere")) == "fact_missing"
    assert town.says_refused("a", w.ChooseHome(unit_id=RecordId("h1"), choice_sha256="")) == "signature_missing"
    for changes in (
        {"state": UnitState.REPAIR},
        {"batch_id": RecordId("another")},
        {"waiting_id": RecordId("somebody")},
    ):
        town.set("h1", **changes)
        assert town.says_refused("a", choice("h1")) == "unit_taken"
        taken = town.answer(Role.STREET_WINDOW, "waiting", "a", choice("h1"))
        assert isinstance(taken, Refusal)
        assert taken.details == {"unit": "H-h1", "unit_state": town.unit_of("h1").state.value}
        town.set("h1", state=UnitState.RESERVED, batch_id=BATCH, waiting_id=None)
    town.set("a", batch_id=RecordId("nowhere"))
    assert town.says_refused("a", choice("h1")) == "fact_missing"
    town.set("a", batch_id=BATCH)
    town.on(town.batch.turns[0].due)
    answer = town.answer(Role.STREET_WINDOW, "waiting", "a", choice("h1"))
    assert isinstance(answer, Decision)
    town.after(town.batch.turns[0].due)
    assert town.says_refused("a", choice("h1")) == "turn_over"


def test_a_choice_fits_the_family() -> None:
    town = town_of()
    town.home("small", layout="1-1", suits_from=1)
    town.to_selecting(Method.BY_RANK, ("h1", "small"), ("a", "b"))
    assert town.says_refused("a", choice("small")) == "unit_does_not_suit"
    town.choose("a", "h1")
    # for b nothing is left that it may have: no turn, no blame
    assert (town.whose_turn(), standings(town)["b"]) == ([], Standing.UNSERVED)


def test_a_smaller_layout_by_signed_choice_bars_an_exchange_for_size() -> None:
    town = town_of()
    town.home("small", layout="1-1", suits_from=1)
    town.plan(Method.BY_RANK, ("h1", "small"))
    town.open()
    town.register("a", "b", smaller_layout_sha256=SIGNED)
    town.recheck("a", "b")
    town.freeze_by_rank()
    town.start()
    town.choose("a", "small")
    assert town.entry_of("a").smaller_layout
    town.choose("b", "h1")
    assert not town.entry_of("b").smaller_layout


def test_a_desk_that_does_not_know_the_batch_shows_the_choice() -> None:
    town = choosing()
    for command in (choice("h1"), w.DeclineHome(note="太远")):
        town.set("a", batch_id=RecordId("unknown"))
        answer = town.answer(Role.STREET_WINDOW, "waiting", "a", command, authoritative=False)
        assert isinstance(answer, Decision)
        assert [effect.machine for effect in answer.effects] == ["waiting"]
    assert town.says_refused("a", w.DeclineHome(note="太远")) == "fact_missing"


# ----------------------------------------------------------------------------------------------- giving up


def test_who_declines_waits_anew_and_the_next_one_chooses() -> None:
    town = choosing()
    town.on(date(2026, 4, 20))
    town.set("a", group=2, score=50, score_detail={"area": 50}, random_no=3, random_month="2026-01")
    assert town.says_refused("a", w.DeclineHome(note=" ")) == "reason_missing"
    assert town.says_refused("b", w.DeclineHome(note="太远")) == "not_your_turn"
    town.says("a", w.DeclineHome(note="太远"))
    entry = town.entry_of("a")
    assert (entry.state, entry.group, entry.score, entry.abandon_count) == (WaitingState.REQUEUED, 3, 40, 1)
    assert entry.score_detail == {"area": 50, "abandoned": -10}
    assert (entry.queued_from, entry.cooling_off_until) == (date(2026, 5, 1), date(2027, 4, 30))
    assert (entry.random_no, entry.random_month, entry.number_draw_id) == (None, None, None)
    assert (entry.batch_id, entry.batch_until, entry.unit_id) == (None, None, None)
    assert standings(town)["a"] is Standing.GAVE_UP
    assert town.whose_turn() == ["b"]
    town.on(date(2027, 4, 30))
    assert "end_cooling_off" not in town.platform()
    town.on(date(2027, 5, 1))
    assert "end_cooling_off" in town.platform()
    assert (town.entry_of("a").state, town.entry_of("a").cooling_off_until) == (WaitingState.ACTIVE, None)


def test_a_later_group_stays_later() -> None:
    town = choosing()
    town.set("a", group=5)
    town.says("a", w.DeclineHome(note="太远"))
    assert town.entry_of("a").group == 5


def test_the_price_of_giving_up_is_the_one_that_was_announced() -> None:
    town = town_of()
    town.plan(Method.BY_RANK, ("h1",))
    requeue = msgspec.structs.replace(town.policy.waiting.requeue, from_next_month=False)
    town.policy = msgspec.structs.replace(
        town.policy, waiting=msgspec.structs.replace(town.policy.waiting, requeue=requeue)
    )
    town.open()
    town.register("a")
    town.recheck("a")
    town.freeze_by_rank()
    town.start()
    town.says("a", w.DeclineHome(note="太远"))
    queued = town.entry_of("a").queued_from
    assert queued is not None
    assert queued.day == 1


def test_who_does_not_choose_in_time_is_passed_over_by_the_province() -> None:
    town = choosing()
    due = town.batch.turns[0].due
    assert machines.timer_of("batch", town.batch, town.policy, town.today) == due + timedelta(days=1)
    town.on(due)
    assert town.platform() == []
    assert town.office_refused(pass_over("a")) == "turn_running"
    assert town.office_refused(pass_over("b")) == "not_your_turn"
    town.after(due)
    assert town.platform() == ["pass_over"]
    assert (town.entry_of("a").state, town.whose_turn()) == (WaitingState.REQUEUED, ["b"])
    assert town.batch.turns[0].due > town.today
    reasons = [event.reason for event in town.events if hasattr(event, "reason")]
    assert reasons == [GiveUpReason.NO_CHOICE, GiveUpReason.NO_CHOICE]


def test_who_is_called_on_the_day_and_is_not_there_is_passed_over() -> None:
    town = choosing()
    assert town.office_refused(pass_over("a", "no hash")) == "turn_running"
    town.office(pass_over("a", SIGNED))
    assert town.events[-1].reason is GiveUpReason.ABSENT
    assert town.whose_turn() == ["b"]
    drawn = choosing(Method.RANDOM_TRIPLE, homes=4)
    first = drawn.whose_turn()[0]
    assert drawn.office_refused(pass_over(first, SIGNED)) == "turn_running"  # whose homes are drawn has days


def test_passing_over_leaves_alone_who_went_other_ways() -> None:
    town = choosing()
    town.after(town.batch.turns[0].due)
    town.set("a", state=WaitingState.REMOVED)
    town.office(pass_over("a"))
    assert town.entry_of("a").state is WaitingState.REMOVED
    town.after(town.batch.turns[0].due)
    town.set("b", batch_id=RecordId("another"))
    town.office(pass_over("b"))
    assert town.entry_of("b").state is WaitingState.CANDIDATE
    town.after(town.batch.turns[0].due)
    del town.others["waiting", RecordId("c")]
    assert town.office_refused(pass_over("c")) == "fact_missing"
    answer = town.answer(CLERK, "batch", BATCH, pass_over("c"), authoritative=False)
    assert [effect.machine for effect in answer.effects] == ["batch"]  # type: ignore[union-attr]


def test_a_chosen_home_that_is_given_back_is_the_next_ones() -> None:
    town = choosing(homes=1, people="ab")
    town.choose("a", "h1")
    assert standings(town)["b"] is Standing.UNSERVED
    later = choosing(homes=2, people="abc")
    later.choose("a", "h1")
    later.says("a", w.DeclineHome(note="太远"))
    assert (later.unit_of("h1").state, later.unit_of("h1").waiting_id) == (UnitState.RESERVED, None)
    assert homes(later)["h1"] is HomeStanding.FREE
    later.choose("b", "h1")
    later.choose("c", "h2")


def test_before_the_turn_leaving_costs_nothing_and_after_it_that_is_giving_up() -> None:
    town = choosing()
    assert town.says_refused("a", w.WithdrawIntent(reason="不要了")) == "turn_has_come"
    town.says("b", w.WithdrawIntent(reason="不要了"))
    assert (town.entry_of("b").state, standings(town)["b"]) == (WaitingState.ACTIVE, Standing.LEFT)
    town.choose("a", "h1")
    assert town.whose_turn() == ["c"]
    assert town.says_refused("a", w.WithdrawIntent(reason="不要了")) == "turn_has_come"


@pytest.mark.parametrize(
    ("role", "command", "state"),
    [
        (Role.STREET_WINDOW, w.LeaveList(reason="已买房"), "removed"),
        (REVIEWER, w.RemoveEntry(reason=RemovalReason.DECEASED, note="去世"), "removed"),
        (REVIEWER, w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议"), "frozen"),
    ],
)
def test_who_goes_while_it_has_the_turn_makes_room(role: Role, command: Any, state: str) -> None:
    town = choosing()
    town.give(role, "waiting", "a", command)
    assert (town.entry_of("a").state, town.entry_of("a").batch_id) == (state, None)
    assert (standings(town)["a"], town.whose_turn()) == (Standing.LEFT, ["b"])


def test_an_objection_holds_the_household_and_its_home() -> None:
    town = choosing()
    town.choose("a", "h1")
    town.give(REVIEWER, "waiting", "a", w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议"))
    entry = town.entry_of("a")
    assert (entry.state, entry.unit_id, entry.batch_id) == (WaitingState.FROZEN, "h1", BATCH)
    assert (standings(town)["a"], town.unit_of("h1").waiting_id) == (Standing.CHOSE, "a")
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="异议不成立"))
    assert town.entry_of("a").state is WaitingState.CANDIDATE
    town.give(REVIEWER, "waiting", "a", w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议"))
    town.give(REVIEWER, "waiting", "a", w.RemoveEntry(reason=RemovalReason.VIOLATION, note="异议成立"))
    assert (town.unit_of("h1").waiting_id, homes(town)["h1"]) == (None, HomeStanding.FREE)
    assert standings(town)["a"] is Standing.LEFT


# ------------------------------------------------------------------------------------------ homes by lot


def expected_offer(town: Town, key: str, free: list[str], count: int) -> list[str]:
    """Straight from the formula."""
    assert town.batch.draw is not None
    codes = {town.unit_of(home).code: home for home in free}
    number = str(town.entry_of(key).number)
    return [codes[code] for code in draw.choice_of(codes, bytes.fromhex(town.batch.draw.seed), number, 1, count)]


def test_three_homes_by_lot_and_one_to_choose() -> None:
    town = choosing(Method.RANDOM_TRIPLE, people="abc", homes=7)
    first, second = town.whose_turn()  # the third must wait: one home is left beside the six on offer
    everything = [f"h{at}" for at in range(1, 8)]
    assert town.offered(first) == expected_offer(town, first, everything, 3)
    rest = [home for home in everything if home not in town.offered(first)]
    assert town.offered(second) == expected_offer(town, second, rest, 3)
    theirs = town.offered(second)
    assert town.says_refused(first, choice(theirs[0])) == "unit_not_offered"
    kept = town.offered(first)
    town.choose(first, kept[2])
    third = town.whose_turn()[1]
    left = [home for home in everything if home != kept[2] and home not in theirs]
    assert len(left) == 3
    assert sorted(town.offered(third)) == sorted(left)
    assert town.offered(third) == expected_offer(town, third, left, 3)


def test_fewer_than_three_left_is_take_or_decline() -> None:
    town = choosing(Method.RANDOM_TRIPLE, people="abcd", homes=3)
    first = town.whose_turn()
    assert len(first) == 1  # all three are on offer, and the next waits for what comes back
    town.choose(first[0], town.offered(first[0])[0])
    second = town.whose_turn()
    assert len(town.offered(second[0])) == 2
    town.says(second[0], w.DeclineHome(note="都太远"))
    third = town.whose_turn()
    assert len(town.offered(third[0])) == 2
    town.choose(third[0], town.offered(third[0])[1])
    fourth = town.whose_turn()
    assert len(town.offered(fourth[0])) == 1
    town.choose(fourth[0], town.offered(fourth[0])[0])
    assert town.batch.turns == ()


def test_one_home_by_lot_for_each_at_once() -> None:
    town = choosing(Method.RANDOM_UNIT, people="abc", homes=2)
    first, second = town.whose_turn()
    assert town.offered(first) == expected_offer(town, first, ["h1", "h2"], 1)
    assert {*town.offered(first), *town.offered(second)} == {"h1", "h2"}
    third = next(key for key in "abc" if key not in (first, second))
    town.choose(first, town.offered(first)[0])
    assert town.whose_turn() == [second]  # the third waits whether the second takes its home
    town.after(town.batch.turns[0].due)
    home = town.offered(second)[0]
    assert town.platform() == ["pass_over"]
    assert town.offered(third) == [home]
    town.choose(third, home)


def test_so_many_turns_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workflow.allocation.selecting.MOST_TURNS", 2)
    town = choosing(Method.RANDOM_UNIT, people="abc", homes=3)
    first, second = town.whose_turn()
    third = next(key for key in "abc" if key not in (first, second))
    town.choose(second, town.offered(second)[0])
    assert town.whose_turn() == [first, third]


def test_lots_are_drawn_among_homes_that_the_household_may_have() -> None:
    town = town_of("ab", homes=2)
    town.household("single", size=1)
    town.home("bed", layout="DORM", suits_from=1, suits_to=1)
    town.to_selecting(Method.RANDOM_UNIT, ("h1", "h2", "bed"), ("a", "b", "single"))
    assert town.offered("single") == ["bed"]
    assert {*town.offered("a"), *town.offered("b")} == {"h1", "h2"}
