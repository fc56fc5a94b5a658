"""While a household waits: what it reports, how it rests, what holds it, how it leaves, and what time does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, WaitingState
from sync.model.waiting import ChangeKind, FreezeCause, RemovalReason, WaitingEntry
from sync.policy.queue import facts_of
from sync.workflow import machines
from sync.workflow.allocation.commands import FreezeList
from sync.workflow.waiting import commands as w
from sync.workflow.waiting import events as e
from tests.support.households import example_policy
from tests.support.town import BATCH, SIGNED, Town, registration
from tests.support.turns import opened

REVIEWER, PLATFORM = Role.DISTRICT_REVIEWER, Role.PLATFORM


def town_with(**changes: Any) -> Town:
    town = Town()
    town.household("a", **changes)
    return town


def resting_policy(**changes: Any) -> Any:
    policy = example_policy()
    return msgspec.structs.replace(policy, waiting=msgspec.structs.replace(policy.waiting, **changes))


# ------------------------------------------------------------------------------------------------- rest


def test_a_rest_lasts_a_year_at_most_and_costs_the_time() -> None:
    town = town_with()
    town.on(date(2026, 3, 2))
    assert town.says_refused("a", w.BeginRest(reason=" ")) == "reason_missing"
    town.says("a", w.BeginRest(reason="外出务工"))
    entry = town.entry_of("a")
    assert (entry.state, entry.resting_since, entry.resting_until) == ("suspended", date(2026, 3, 2), date(2027, 3, 1))
    assert facts_of(entry) is None
    town.on(date(2027, 3, 1))
    assert town.platform() == []
    town.on(date(2027, 3, 2))
    assert town.platform() == ["end_rest"]  # the two months before the rest are no half-year
    entry = town.entry_of("a")
    assert (entry.state, entry.rested_days, entry.resting_since, entry.resting_until) == ("active", 365, None, None)


def test_rests_add_up_and_end_when_the_household_is_back() -> None:
    town = town_with(rested_days=10)
    town.says("a", w.BeginRest(reason="外出务工"))
    town.now += timedelta(days=5)
    town.says("a", w.EndRest())
    assert town.entry_of("a").rested_days == 15
    counts = Town(policy=resting_policy(rest_counts=True))
    counts.household("a")
    counts.says("a", w.BeginRest(reason="外出务工"))
    counts.now += timedelta(days=5)
    counts.says("a", w.EndRest())
    assert counts.entry_of("a").rested_days == 0


def test_a_rest_without_its_first_day_has_lasted_no_day() -> None:
    town = town_with(state=WaitingState.SUSPENDED)
    town.says("a", w.EndRest())
    assert town.entry_of("a").rested_days == 0


# ---------------------------------------------------------------------------------------------- freezing


def test_a_held_entry_has_no_rank_and_says_what_holds_it() -> None:
    town = town_with()
    freeze = w.FreezeEntry(cause=FreezeCause.CHANGE, note="正在核查收入变化", by_object=RecordId("change-1"))
    blank_note = msgspec.structs.replace(freeze, note="")
    assert town.refuse(REVIEWER, "waiting", "a", blank_note) == "reason_missing"
    town.give(REVIEWER, "waiting", "a", freeze)
    entry = town.entry_of("a")
    assert (entry.state, entry.held_from, entry.frozen_reason, entry.frozen_by) == (
        "frozen",
        "active",
        FreezeCause.CHANGE,
        "change-1",
    )
    assert facts_of(entry) is None
    assert town.refuse(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="")) == "reason_missing"
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="没有超出限额"))
    entry = town.entry_of("a")
    assert (entry.state, entry.held_from, entry.frozen_reason, entry.frozen_by) == ("active", None, None, None)


def test_who_is_held_while_resting_rests_no_more() -> None:
    town = town_with()
    town.says("a", w.BeginRest(reason="外出务工"))
    town.now += timedelta(days=3)
    town.give(REVIEWER, "waiting", "a", w.FreezeEntry(cause=FreezeCause.VIOLATION, note="有人举报"))
    entry = town.entry_of("a")
    assert (entry.state, entry.held_from, entry.rested_days, entry.resting_until) == ("frozen", "active", 3, None)
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查无此事"))
    assert town.entry_of("a").state is WaitingState.ACTIVE


def test_a_time_without_allocation_goes_on_after_a_hold() -> None:
    town = town_with(state=WaitingState.REQUEUED, cooling_off_until=date(2026, 12, 31))
    town.give(REVIEWER, "waiting", "a", w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议"))
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="异议不成立"))
    assert (town.entry_of("a").state, town.entry_of("a").cooling_off_until) == ("requeued", date(2026, 12, 31))


@pytest.mark.parametrize("state", ["active", "invited", "suspended", "requeued"])
def test_what_another_machine_holds_goes_on_where_it_can(state: str) -> None:
    rest = {"resting_since": date(2026, 2, 1)} if state == "suspended" else {}
    anew = {"cooling_off_until": date(2026, 12, 31)} if state == "requeued" else {}
    town = town_with(state=WaitingState(state), **rest, **anew)
    held(town, "a")
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查清"))
    assert town.entry_of("a").state == ("active" if state == "invited" else state)
    assert town.entry_of("a").held_from is None


def held(town: Town, key: str) -> None:
    """A re-check found something, and knows nothing of batches."""
    event = e.EntryFrozen(at=town.now, by="op", cause=FreezeCause.CHANGE, note="复核未通过")  # type: ignore[arg-type]
    town.others["waiting", key] = machines.apply("waiting", town.entry_of(key), event)


def test_who_is_held_by_another_machine_stays_in_its_batch_until_somebody_decides() -> None:
    town = opened()
    town.register("a", "b")
    town.recheck("a")
    for key, state in (("a", "candidate"), ("b", "intent_registered")):
        held(town, key)
        entry = town.entry_of(key)
        assert (entry.state, entry.held_from, entry.batch_id) == ("frozen", state, BATCH)
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查清"))
    assert (town.entry_of("a").state, town.entry_of("a").batch_id) == ("candidate", BATCH)
    assert town.office_refused(FreezeList(program_sha256=SIGNED, draw=town.terms())) == "rechecks_open"
    town.give(REVIEWER, "waiting", "b", w.RemoveEntry(reason=RemovalReason.NOT_ELIGIBLE, note="不再符合"))
    assert [person.waiting_id for person in town.batch.people] == ["a"]
    held(town, "a")
    town.set("a", batch_id=RecordId("nowhere"))
    assert town.refuse(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查清")) == "fact_missing"
    town.set("a", batch_id=BATCH)
    town.set(BATCH, people=())
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查清"))
    assert (town.entry_of("a").state, town.entry_of("a").batch_id) == ("active", None)


# ------------------------------------------------------------------------------------------ off the list


def test_leaving_at_own_wish_is_for_good() -> None:
    town = town_with()
    assert town.says_refused("a", w.LeaveList(reason=" ")) == "reason_missing"
    town.says("a", w.LeaveList(reason="已在外地安家"))
    assert (town.entry_of("a").state, town.entry_of("a").removed_reason) == ("removed", "cancelled")
    assert town.says_refused("a", registration()) == "wrong_state"


@pytest.mark.parametrize("reason", [r for r in RemovalReason if r not in {RemovalReason.MERGED, RemovalReason.HOUSED}])
def test_the_office_takes_off_the_list_with_a_reason_and_its_note(reason: RemovalReason) -> None:
    town = town_with(state=WaitingState.FROZEN, frozen_reason=FreezeCause.CHANGE, held_from=WaitingState.ACTIVE)
    assert town.refuse(REVIEWER, "waiting", "a", w.RemoveEntry(reason=reason, note=" ")) == "reason_missing"
    stray = w.RemoveEntry(reason=reason, note="经核实", merged_into=RecordId("b"))
    assert town.refuse(REVIEWER, "waiting", "a", stray) == "merged_into"
    town.give(REVIEWER, "waiting", "a", w.RemoveEntry(reason=reason, note="经核实"))
    entry = town.entry_of("a")
    assert (entry.state, entry.removed_reason) == ("removed", reason.value)
    assert (entry.held_from, entry.frozen_reason, entry.frozen_by, entry.batch_id) == (None, None, None, None)


def test_who_joins_another_household_names_it() -> None:
    town = town_with()
    for other in (None, RecordId("a")):
        merge = w.RemoveEntry(reason=RemovalReason.MERGED, note="结婚", merged_into=other)
        assert town.refuse(REVIEWER, "waiting", "a", merge) == "merged_into"
    merge = w.RemoveEntry(reason=RemovalReason.MERGED, note="结婚", merged_into=RecordId("b"))
    town.give(REVIEWER, "waiting", "a", merge)
    assert town.entry_of("a").merged_into == "b"


def test_only_a_home_houses() -> None:
    town = town_with()
    assert (
        town.refuse(REVIEWER, "waiting", "a", w.RemoveEntry(reason=RemovalReason.HOUSED, note="x")) == "reason_missing"
    )
    moved_in = machines.apply("waiting", town.entry_of("a"), e.Housed(at=town.now, by="op"))  # type: ignore[arg-type]
    assert isinstance(moved_in, WaitingEntry)
    assert (moved_in.state, moved_in.removed_reason) == ("housed", "housed")


# ------------------------------------------------------------------------------------------- what changed


def test_changes_are_reported_and_settled() -> None:
    town = town_with()
    town.on(date(2026, 5, 20))
    report = w.ReportChange(kinds=(ChangeKind.INCOME, ChangeKind.MEMBERS), happened_on=date(2026, 4, 20), note="换工作")
    assert town.says_refused("a", msgspec.structs.replace(report, kinds=())) == "reason_missing"
    assert town.says_refused("a", msgspec.structs.replace(report, note="")) == "reason_missing"
    tomorrow = msgspec.structs.replace(report, happened_on=date(2026, 5, 21))
    assert town.says_refused("a", tomorrow) == "not_yet"
    town.says("a", report)
    town.says("a", msgspec.structs.replace(report, kinds=(ChangeKind.INCOME,), happened_on=date(2026, 5, 20)))
    assert town.entry_of("a").changes_open == (ChangeKind.INCOME, ChangeKind.MEMBERS)
    settle = w.SettleChange(kinds=(ChangeKind.INCOME,), note="仍在限额以内")
    assert town.refuse(REVIEWER, "waiting", "a", msgspec.structs.replace(settle, kinds=())) == "nothing_open"
    other = msgspec.structs.replace(settle, kinds=(ChangeKind.INCOME, ChangeKind.ASSETS))
    assert town.refuse(REVIEWER, "waiting", "a", other) == "nothing_open"
    assert town.refuse(REVIEWER, "waiting", "a", msgspec.structs.replace(settle, note="")) == "reason_missing"
    town.give(REVIEWER, "waiting", "a", settle)
    assert town.entry_of("a").changes_open == (ChangeKind.MEMBERS,)


@pytest.mark.parametrize(("happened", "late"), [(date(2026, 4, 20), False), (date(2026, 4, 19), True)])
def test_a_report_within_a_month_is_in_time(happened: date, late: bool) -> None:
    town = town_with()
    town.on(date(2026, 5, 20))
    town.says("a", w.ReportChange(kinds=(ChangeKind.ASSETS,), happened_on=happened, note="买车"))
    assert town.events[-1].late is late


def test_new_facts_about_a_household_come_as_their_own_event() -> None:
    town = town_with(score_detail={"area": 20})
    event = e.EntryReassessed(
        at=town.now,
        by="op",  # type: ignore[arg-type]
        group=1,
        score=33,
        score_detail={"area": 33},
        household_size=4,
        category="hukou_lowsec",
        monthly_income_fen=5,
    )
    after = machines.apply("waiting", town.entry_of("a"), event)
    assert isinstance(after, WaitingEntry)
    assert (after.group, after.score, after.score_detail, after.household_size) == (1, 33, {"area": 33}, 4)
    assert (after.category, after.monthly_income_fen, after.state) == ("hukou_lowsec", 5, "active")


# ------------------------------------------------------------------------------------------ points, ranks


def test_half_years_add_points_by_themselves() -> None:
    town = town_with(score=20, score_detail={"area": 20}, entered_at=datetime(2026, 1, 5, 2, tzinfo=UTC))
    assert town.refuse(PLATFORM, "waiting", "a", w.Rescore()) == "nothing_open"
    timer = machines.timer_of("waiting", town.entry_of("a"), town.policy, town.today)
    assert timer == date(2026, 7, 5)
    town.on(date(2026, 7, 4))
    assert town.platform() == []
    town.on(date(2026, 7, 5))
    assert town.platform() == ["rescore"]
    entry = town.entry_of("a")
    assert (entry.score, entry.score_detail) == (21, {"area": 20, "waiting": 1})
    assert machines.timer_of("waiting", entry, town.policy, town.today) == date(2027, 1, 5)


def test_a_rank_is_noted_and_orders_nothing() -> None:
    town = town_with()
    note = w.NoteRank(rank=7, of=20, as_of=town.today, order_sha256=SIGNED)
    town.give(PLATFORM, "waiting", "a", note)
    entry = town.entry_of("a")
    assert (entry.initial_rank, entry.current_rank, entry.rank_as_of) == (7, 7, town.today)
    town.now += timedelta(days=1)
    town.give(PLATFORM, "waiting", "a", msgspec.structs.replace(note, rank=3, as_of=town.today))
    entry = town.entry_of("a")
    assert (entry.initial_rank, entry.current_rank, entry.rank_as_of) == (7, 3, town.today)


@pytest.mark.parametrize(
    "changes",
    [
        {"rank": 0},
        {"rank": 21},
        {"order_sha256": "x"},
        {"as_of": date(2026, 3, 3)},
        {"as_of": date(2026, 2, 28)},
    ],
)
def test_a_rank_that_cannot_be_is_not_noted(changes: dict[str, Any]) -> None:
    town = town_with(rank_as_of=date(2026, 3, 1))
    note = w.NoteRank(rank=20, of=20, as_of=date(2026, 3, 1), order_sha256=SIGNED)
    town.give(PLATFORM, "waiting", "a", note)
    town.give(PLATFORM, "waiting", "a", msgspec.structs.replace(note, rank=1, as_of=date(2026, 3, 2)))
    town.set("a", rank_as_of=date(2026, 3, 1))
    assert town.refuse(PLATFORM, "waiting", "a", msgspec.structs.replace(note, **changes)) == "rank_unsound"


# ------------------------------------------------------------------------------------------------- timers


@pytest.mark.parametrize(
    ("state", "field", "act"),
    [
        (WaitingState.INVITED, "batch_until", "end_invitation"),
        (WaitingState.INTENT_REGISTERED, "batch_until", "begin_recheck"),
        (WaitingState.SUSPENDED, "resting_until", "end_rest"),
        (WaitingState.REQUEUED, "cooling_off_until", "end_cooling_off"),
    ],
)
def test_what_time_does(state: WaitingState, field: str, act: str) -> None:
    last = date(2026, 4, 1)
    town = town_with(state=state, batch_id=RecordId("batch-1"), **{field: last})
    entry = town.entry_of("a")
    assert machines.timer_of("waiting", entry, town.policy, date(2026, 3, 2)) == date(2026, 4, 2)
    assert machines.due("waiting", entry, town.policy, last) is None
    command = machines.due("waiting", entry, town.policy, date(2026, 4, 2))
    assert command is not None
    assert command.__struct_config__.tag == act
    town.on(last)
    if act not in {"end_rest", "begin_recheck"}:
        assert town.refuse(PLATFORM, "waiting", "a", command) == "not_yet"
    undated = msgspec.structs.replace(entry, **{field: None})
    assert machines.due("waiting", undated, town.policy, date(2099, 1, 1)) in (None, w.Rescore())
    idle = msgspec.structs.replace(undated, entered_at=None)
    assert machines.timer_of("waiting", idle, town.policy, town.today) is None


IDLE = {"recheck", "candidate", "allocated", "housed", "frozen", "removed"}


@pytest.mark.parametrize("state", [state for state in WaitingState if state.value in IDLE])
def test_nothing_else_waits_for_time(state: WaitingState) -> None:
    town = town_with(state=state, batch_until=date(2020, 1, 1), entered_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert machines.timer_of("waiting", town.entry_of("a"), town.policy, town.today) is None
    assert machines.due("waiting", town.entry_of("a"), town.policy, town.today) is None


def test_who_waits_anew_gets_points_for_time_too() -> None:
    town = town_with(
        state=WaitingState.REQUEUED,
        cooling_off_until=date(2027, 3, 31),
        entered_at=datetime(2025, 10, 1, 2, tzinfo=UTC),
    )
    entry = town.entry_of("a")
    assert machines.timer_of("waiting", entry, town.policy, town.today) == date(2026, 4, 1)
    town.on(date(2026, 4, 1))
    assert town.platform() == ["rescore"]
    assert town.entry_of("a").state is WaitingState.REQUEUED


def test_an_event_of_another_machine_changes_nothing() -> None:
    town = town_with()
    entry = town.entry_of("a")
    strange: Any = object()
    assert machines.apply("waiting", entry, strange) is entry


def test_an_entry_of_another_place_is_out_of_reach() -> None:
    town = town_with(org=OrgCode("990102001"))
    assert town.says_refused("a", w.LeaveList(reason="x")) == "out_of_scope"
