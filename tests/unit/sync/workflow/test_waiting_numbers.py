"""The newcomers of a month draw their waiting numbers, by the same draw that anybody can verify."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sync.model.allocation import BatchState, Method, Standing
from sync.model.ids import RecordId
from sync.model.states import Role, WaitingState
from sync.model.waiting import RemovalReason
from sync.policy.queue import facts_of, make_queue
from sync.policy.sections.waiting import QueueKey
from sync.workflow import machines
from sync.workflow.allocation import commands as b
from sync.workflow.waiting import commands as w
from tests.support.town import BATCH, PROGRAM, Town

REVIEWER, PLATFORM = Role.DISTRICT_REVIEWER, Role.PLATFORM


def order_of(town: Town) -> list[str]:
    return [town.batch.people[at].waiting_id for at in town.batch.order]


def newcomers(month: str = "2026-02") -> Town:
    town = Town()
    for key in "abc":
        town.household(key)
    town.plan(Method.WAITING_NUMBERS, month=month)
    return town


def enlist(*keys: str) -> b.Enlist:
    return b.Enlist(waiting_ids=tuple(RecordId(key) for key in keys))


def test_newcomers_draw_their_numbers() -> None:
    town = newcomers()
    town.give(PLATFORM, "batch", BATCH, enlist("a", "b"))
    town.office(enlist("c"))
    assert [(person.waiting_id, person.standing) for person in town.batch.people] == [
        (key, Standing.PASSED) for key in "abc"
    ]
    assert town.entry_of("a").number_draw_id == BATCH
    town.freeze()
    town.draw_lots()
    assert town.platform() == ["settle_batch", "close_batch"]
    assert town.batch.state is BatchState.CLOSED
    order = order_of(town)
    assert [town.entry_of(key).random_no for key in order] == [1, 2, 3]
    assert {town.entry_of(key).random_month for key in "abc"} == {"2026-02"}
    assert {town.entry_of(key).number_draw_id for key in "abc"} == {BATCH}
    assert {person.standing for person in town.batch.people} == {Standing.NUMBERED}


def test_numbers_are_given_out_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workflow.allocation.closing.AT_ONCE", 2)
    town = newcomers()
    town.office(enlist(*"abc"))
    town.freeze()
    town.draw_lots()
    assert machines.timer_of("batch", town.batch, town.policy, town.today) == town.today
    assert town.office_refused(b.CloseBatch()) == "contracts_open"
    assert town.office_refused(b.CancelBatch(reason="x", notice="y")) == "result_known"
    town.office(b.SettleBatch())
    assert [town.entry_of(key).random_no for key in order_of(town)] == [1, 2, None]
    town.office(b.SettleBatch())
    assert [town.entry_of(key).random_no for key in order_of(town)] == [1, 2, 3]
    assert town.office_refused(b.SettleBatch()) == "nothing_open"
    town.office(b.CloseBatch())


@pytest.mark.parametrize(
    "changes",
    [
        {"random_no": 4},
        {"number_draw_id": RecordId("another")},
        {"state": WaitingState.FROZEN},
        {"number": None},
        {"entered_at": None},
        {"queued_from": date(2026, 3, 1)},
        {"org": "990102001"},
    ],
)
def test_only_newcomers_without_a_number_draw_one(changes: dict[str, Any]) -> None:
    town = newcomers()
    town.set("b", **changes)
    assert town.office_refused(enlist("a", "b")) == "cannot_enlist"


def test_who_waits_anew_draws_anew() -> None:
    town = newcomers("2026-03")
    town.set("a", queued_from=date(2026, 3, 1), state=WaitingState.REQUEUED)
    town.office(enlist("a"))
    assert town.office_refused(enlist("a")) == "cannot_enlist"
    assert town.office_refused(enlist("nobody")) == "fact_missing"
    assert town.office_refused(enlist()) == "how_many"
    month_end = b.FreezeList(program_sha256=PROGRAM, draw=town.terms())
    town.on(date(2026, 3, 30))
    assert town.office_refused(month_end) == "not_yet"
    town.on(date(2026, 3, 31))
    town.freeze()
    plain = Town()
    plain.household("a")
    plain.plan(Method.BY_RANK)
    assert plain.office_refused(enlist("a")) == "no_number_draw"
    assert plain.office_refused(b.FreezeList(program_sha256=PROGRAM)) == "draw_list_empty"


def test_a_draw_of_numbers_that_was_given_up_is_drawn_another_time() -> None:
    town = newcomers()
    town.office(enlist("a", "b"))
    town.freeze()
    town.commit()
    town.office(b.CancelDraw(reason="断电", notice="示例公告"))
    assert town.batch.state is BatchState.PLANNING
    town.freeze()
    town.office(b.CancelBatch(reason="名单有错", notice="示例公告"))
    town.give(REVIEWER, "waiting", "b", w.RemoveEntry(reason=RemovalReason.MOVED, note="迁出"))
    assert town.platform() == ["settle_batch"]
    assert (town.entry_of("a").number_draw_id, town.entry_of("a").random_no) == (None, None)
    assert town.entry_of("b").number_draw_id == BATCH
    town.plan(Method.WAITING_NUMBERS, month="2026-02", key="batch-2")
    town.office(enlist("a"), "batch-2")


def test_a_number_that_lost_its_household_is_nobodys() -> None:
    town = newcomers()
    town.office(enlist(*"abc"))
    town.freeze()
    town.draw_lots()
    town.set("a", state=WaitingState.REMOVED)
    town.set("b", number_draw_id=None)
    assert town.platform() == ["settle_batch", "close_batch"]
    assert (town.entry_of("a").random_no, town.entry_of("b").random_no) == (None, None)
    assert town.entry_of("c").random_no in {1, 2, 3}


def test_drawn_numbers_order_the_list() -> None:
    town = newcomers()
    town.office(enlist(*"abc"))
    town.freeze()
    town.draw_lots()
    town.platform()
    facts = [found for key in "abc" if (found := facts_of(town.entry_of(key)))]
    queue = make_queue(facts, (QueueKey.GROUP, QueueKey.MONTH, QueueKey.RANDOM_NO), as_of=town.today)
    assert [one.number for one in queue.facts] == [town.entry_of(key).number for key in order_of(town)]


def test_a_desk_that_does_not_know_the_households_shows_none() -> None:
    town = newcomers()
    answer = town.answer(Role.ALLOCATOR, "batch", BATCH, enlist("nobody"), authoritative=False)
    assert [effect.machine for effect in answer.effects] == ["batch"]  # type: ignore[union-attr]
    answer = town.answer(Role.ALLOCATOR, "batch", BATCH, enlist("nobody", "b"), authoritative=False)
    assert [effect.object_id for effect in answer.effects] == [BATCH, "b"]  # type: ignore[union-attr]
