"""From the choice to the contracts and the end: public first, everybody and every home free again at last."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.allocation import BatchState, HomeStanding, Method, Standing
from sync.model.draw_record import DrawCommit, DrawEntropy, DrawReveal
from sync.model.ids import RecordId
from sync.model.states import Role, UnitState, WaitingState
from sync.model.waiting import FreezeCause, GiveUpReason, RemovalReason
from sync.workflow import machines
from sync.workflow.allocation import commands as b
from sync.workflow.allocation import events as e
from sync.workflow.engine import Decision, Refusal
from sync.workflow.waiting import commands as w
from tests.support.road import actor, allocation
from tests.support.town import BATCH, POSTED, Town
from tests.support.turns import choosing, chosen, homes, standings, town_of

REVIEWER, PLATFORM, CLERK = Role.DISTRICT_REVIEWER, Role.PLATFORM, Role.ALLOCATOR


# ------------------------------------------------------------------------------------ result and contracts


def test_the_result_is_public_before_it_counts() -> None:
    town = choosing()
    end = b.EndSelecting(evidence_sha256=POSTED)
    answer = town.answer(CLERK, "batch", BATCH, end)
    assert (answer.code, answer.details) == ("turns_open", {"count": 3})  # type: ignore[union-attr]
    town = chosen(people="abcd")
    assert standings(town)["d"] is Standing.UNSERVED
    assert town.office_refused(b.EndSelecting(evidence_sha256="")) == "evidence_missing"
    town.office(end)
    assert town.batch.state is BatchState.RESULT_PUBLICITY
    to = town.batch.publicity_to
    assert to is not None
    issue = w.IssueContract(term_from=date(2026, 7, 1), term_years=3)
    assert town.refuse(CLERK, "waiting", "a", issue) == "result_not_final"
    town.on(to)
    assert town.office_refused(b.ConcludeResult()) == "publicity_running"
    assert town.platform() == ["settle_batch"]  # d got nothing, through no fault of its own
    assert (town.entry_of("d").state, standings(town)["d"]) == (WaitingState.ACTIVE, Standing.RETURNED)
    assert (town.entry_of("d").abandon_count, town.entry_of("d").group) == (0, 2)
    assert machines.timer_of("batch", town.batch, town.policy, town.today) == to + timedelta(days=1)
    town.after(to)
    assert town.platform() == ["conclude_result"]
    assert town.batch.state is BatchState.CONTRACTING
    assert town.batch.contract_due is not None
    assert 30 <= (town.batch.contract_due - town.today).days <= 33


def test_a_contract_as_in_a_direct_allocation() -> None:
    town = chosen()
    town.to_contracting()
    issue = w.IssueContract(term_from=date(2026, 7, 1), term_years=3)
    for years in (0, 6):
        bad = msgspec.structs.replace(issue, term_years=years)
        assert town.refuse(CLERK, "waiting", "a", bad) == "term_out_of_range"
    town.set("h1", waiting_id=RecordId("b"))
    assert town.refuse(CLERK, "waiting", "a", issue) == "unit_taken"
    town.set("h1", waiting_id=RecordId("a"), state=UnitState.REPAIR)
    taken = town.answer(CLERK, "waiting", "a", issue)
    assert isinstance(taken, Refusal)
    assert (taken.code, taken.details) == ("unit_taken", {"unit": "H-h1", "unit_state": "repair"})
    town.set("h1", state=UnitState.RESERVED)
    town.set("b", category="unheard of")
    assert town.refuse(CLERK, "waiting", "b", issue) == "category_unknown"
    town.give(CLERK, "waiting", "a", issue)
    entry, home = town.entry_of("a"), town.unit_of("h1")
    assert (entry.state, entry.unit_id, entry.batch_id) == (WaitingState.ALLOCATED, "h1", None)
    assert (home.state, home.waiting_id, home.batch_id) == (UnitState.ALLOCATED, "a", None)
    lease: Any = town.others["tenancy", RecordId(entry.tenancy_id or "")]
    assert (lease.unit_id, lease.waiting_id, lease.term_from, lease.term_to) == (
        "h1",
        "a",
        date(2026, 7, 1),
        date(2029, 6, 30),
    )
    assert lease.contract_content_sha256
    assert (standings(town)["a"], homes(town)["h1"]) == (Standing.CONTRACTED, HomeStanding.GIVEN)


def test_what_a_contract_needs() -> None:
    town = chosen(people="abcd")
    issue = w.IssueContract(term_from=date(2026, 7, 1), term_years=3)
    assert town.refuse(CLERK, "waiting", "d", issue) == "no_home_chosen"
    town.to_contracting()
    town.set("b", unit_id=RecordId("nowhere"))
    assert town.refuse(CLERK, "waiting", "b", issue) == "fact_missing"
    town.set("c", batch_id=RecordId("nowhere"))
    assert town.refuse(CLERK, "waiting", "c", issue) == "fact_missing"
    assert town.answer(CLERK, "waiting", "c", issue, authoritative=False).code == "fact_missing"  # type: ignore[union-attr]


def test_who_does_not_come_to_sign_gives_up_after_the_time() -> None:
    town = chosen()
    give_up = w.RecordGiveUp(reason=GiveUpReason.NOT_SIGNED, note="三次通知未到")
    assert town.refuse(CLERK, "waiting", "a", give_up) == "result_not_final"
    town.to_contracting()
    for changes in ({"reason": GiveUpReason.DECLINED}, {"note": ""}):
        assert town.refuse(CLERK, "waiting", "a", msgspec.structs.replace(give_up, **changes)) == "reason_missing"
    due = town.batch.contract_due
    assert due is not None
    town.on(due)
    assert town.refuse(CLERK, "waiting", "a", give_up) == "turn_running"
    town.after(due)
    town.give(CLERK, "waiting", "a", give_up)
    assert (town.entry_of("a").state, standings(town)["a"]) == (WaitingState.REQUEUED, Standing.GAVE_UP)
    home = town.unit_of("h1")
    assert (home.state, home.batch_id, home.waiting_id) == (UnitState.VACANT_READY, None, None)
    assert homes(town)["h1"] is HomeStanding.RELEASED
    town.says("b", w.DeclineHome(note="不要了"))
    assert town.unit_of("h2").state is UnitState.VACANT_READY
    town.set("c", unit_id=None)
    assert town.refuse(CLERK, "waiting", "c", give_up) == "reason_missing"


def test_giving_up_needs_batch_and_home_at_the_province() -> None:
    town = chosen()
    town.to_contracting()
    town.after(town.batch.contract_due)
    give_up = w.RecordGiveUp(reason=GiveUpReason.PAPERS_MISSING, note="材料未补齐")
    town.set("a", unit_id=RecordId("nowhere"))
    assert town.refuse(CLERK, "waiting", "a", give_up) == "fact_missing"
    blind = town.answer(CLERK, "waiting", "a", give_up, authoritative=False)
    assert isinstance(blind, Decision)
    assert [effect.machine for effect in blind.effects] == ["waiting", "batch"]
    town.set("b", batch_id=RecordId("nowhere"))
    assert town.refuse(CLERK, "waiting", "b", give_up) == "fact_missing"
    blind = town.answer(CLERK, "waiting", "b", give_up, authoritative=False)
    assert isinstance(blind, Decision)
    assert [effect.machine for effect in blind.effects] == ["waiting", "unit"]
    assert blind.effects[0].event.group == 3  # type: ignore[attr-defined]  # without terms, as the policy says


# ---------------------------------------------------------------------------------------- the end of a batch


def test_a_batch_closes_when_nothing_is_open() -> None:
    town = chosen(people="ab", count=3)
    town.office(b.EndSelecting(evidence_sha256=POSTED))
    town.after(town.batch.publicity_to)
    town.office(b.ConcludeResult())
    assert town.unit_of("h3").state is UnitState.RESERVED
    answer = town.answer(CLERK, "batch", BATCH, b.CloseBatch())
    assert (answer.code, answer.details) == ("contracts_open", {"count": 2})  # type: ignore[union-attr]
    town.contract("a")
    town.contract("b")
    assert town.office_refused(b.CloseBatch()) == "contracts_open"  # a home is still held
    assert machines.timer_of("batch", town.batch, town.policy, town.today) == town.today
    assert town.platform() == ["settle_batch", "close_batch"]
    assert town.batch.state is BatchState.CLOSED
    assert (town.unit_of("h3").state, town.unit_of("h3").batch_id) == (UnitState.VACANT_READY, None)
    assert machines.timer_of("batch", town.batch, town.policy, town.today) is None
    assert town.platform() == []


def test_a_batch_is_settled_in_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.workflow.allocation.closing.AT_ONCE", 1)
    town = town_of("abc", homes=3)
    town.plan(Method.BY_RANK, ("h1", "h2", "h3"))
    town.open()
    town.register(*"abc")
    town.recheck("a")
    town.office(b.CancelBatch(reason="房源有变", notice="示例公告"))
    assert town.batch.state is BatchState.CANCELLED
    assert (town.batch.cancelled_reason, town.batch.cancelled_notice) == ("房源有变", "示例公告")
    town.give(PLATFORM, "batch", BATCH, b.SettleBatch())
    assert [town.entry_of(key).state.value for key in "abc"] == ["active", "intent_registered", "intent_registered"]
    assert [town.unit_of(key).state.value for key in ("h1", "h2", "h3")] == ["vacant_ready", "reserved", "reserved"]
    assert town.platform() == ["settle_batch", "settle_batch"]
    assert {town.entry_of(key).state for key in "abc"} == {WaitingState.ACTIVE}
    assert {town.unit_of(key).state for key in ("h1", "h2", "h3")} == {UnitState.VACANT_READY}
    assert town.office_refused(b.SettleBatch()) == "nothing_open"


def test_a_cancelled_batch_gives_everybody_back_even_who_chose() -> None:
    town = choosing()
    town.choose("a", "h1")
    town.says("b", w.DeclineHome(note="太远"))
    town.give(REVIEWER, "waiting", "a", w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议"))
    for changes in ({"reason": " "}, {"notice": ""}):
        bad = msgspec.structs.replace(b.CancelBatch(reason="房源有变", notice="示例公告"), **changes)
        assert town.office_refused(bad) == "draw_cancel_words"
    town.office(b.CancelBatch(reason="房源有变", notice="示例公告"))
    assert town.batch.turns == ()
    assert town.platform() == ["settle_batch"]
    held = town.entry_of("a")
    assert (held.state, held.unit_id, held.batch_id) == (WaitingState.FROZEN, None, None)
    assert town.entry_of("b").state is WaitingState.REQUEUED
    assert town.entry_of("c").state is WaitingState.ACTIVE
    assert {town.unit_of(key).state for key in ("h1", "h2", "h3")} == {UnitState.VACANT_READY}
    assert town.unit_of("h1").waiting_id is None
    town.give(REVIEWER, "waiting", "a", w.UnfreezeEntry(note="查清"))
    assert town.entry_of("a").state is WaitingState.ACTIVE


def test_settling_leaves_alone_what_went_other_ways() -> None:
    town = chosen(people="abcde")
    town.office(b.EndSelecting(evidence_sha256=POSTED))
    town.set("d", batch_id=RecordId("another"))
    town.give(PLATFORM, "batch", BATCH, b.SettleBatch())
    assert town.entry_of("d").batch_id == "another"
    assert town.entry_of("e").batch_id is None
    cancelled = chosen(people="a", count=3)
    cancelled.set("h2", batch_id=RecordId("another"))
    cancelled.set("h3", state=UnitState.REPAIR)
    cancelled.office(b.EndSelecting(evidence_sha256=POSTED))
    cancelled.give(PLATFORM, "batch", BATCH, b.SettleBatch())
    assert cancelled.unit_of("h2").batch_id == "another"
    assert cancelled.unit_of("h3").state is UnitState.REPAIR
    assert homes(cancelled) == {
        "h1": HomeStanding.CHOSEN,
        "h2": HomeStanding.RELEASED,
        "h3": HomeStanding.RELEASED,
    }


def test_settling_needs_its_records_at_the_province() -> None:
    for missing in ("waiting", "unit"):
        town = chosen(people="abcd", count=4)
        town.says("d", w.DeclineHome(note="太远"))
        town.office(b.CancelBatch(reason="x", notice="y"))
        key = RecordId("a" if missing == "waiting" else "h1")
        del town.others[missing, key]
        assert town.office_refused(b.SettleBatch()) == "fact_missing"
        answer = town.answer(CLERK, "batch", BATCH, b.SettleBatch(), authoritative=False)
        assert isinstance(answer, Decision)
        assert key not in [effect.object_id for effect in answer.effects]


def test_who_leaves_a_cancelled_batch_takes_no_home_from_others() -> None:
    town = chosen()
    town.office(b.CancelBatch(reason="x", notice="y"))
    town.set("h1", state=UnitState.ALLOCATED, waiting_id=RecordId("somebody"), batch_id=None)
    town.says("a", w.LeaveList(reason="已买房"))
    assert (town.unit_of("h1").state, town.unit_of("h1").waiting_id) == (UnitState.ALLOCATED, "somebody")
    town.says("b", w.LeaveList(reason="已买房"))
    assert town.unit_of("h2").state is UnitState.VACANT_READY
    assert homes(town)["h2"] is HomeStanding.RELEASED
    assert standings(town)["b"] is Standing.LEFT


def test_a_strange_event_changes_no_batch() -> None:
    town = choosing()
    strange: Any = object()
    assert machines.apply("batch", town.batch, strange) is town.batch
    blank = msgspec.structs.replace(town.batch, draw=None)
    moment: Any = {"at": town.now, "by": "op"}
    for event in (
        e.DrawCommitted(**moment, commit=DrawCommit(party="x", commit="", at=town.now)),
        e.DrawRevealed(**moment, reveal=DrawReveal(party="x", secret="", at=town.now)),
        e.DrawMade(**moment, entropy=DrawEntropy(text="x", at=town.now), seed="", order_public_to=town.today),
        e.PersonLeft(**moment, waiting_id=RecordId("nobody")),
        e.PersonContracted(**moment, waiting_id=RecordId("nobody"), tenancy_id=RecordId("t")),
    ):
        assert machines.apply("batch", blank, event) == blank


def test_a_desk_shows_a_contract_without_a_number() -> None:
    town = chosen()
    town.to_contracting()
    issue = w.IssueContract(term_from=date(2026, 7, 1), term_years=3)
    entry = town.entry_of("a")
    context = replace(town.context_for("waiting", entry, issue, actor(CLERK)), issue_number=None)
    refused = machines.decide("waiting", entry, issue, context)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.details) == ("fact_missing", {"fact": "issue_number"})
    known = {key: record for key, record in context.facts.records.items() if key[0] != "case"}
    without_case = replace(context, facts=replace(context.facts, records=known))
    assert machines.decide("waiting", entry, issue, without_case).details == {"fact": "case"}  # type: ignore[union-attr]
    desk = replace(without_case, facts=replace(without_case.facts, authoritative=False))
    preview = machines.decide("waiting", entry, issue, desk)
    assert isinstance(preview, Decision)
    issued = preview.effects[2].event
    assert (issued.number, issued.content_sha256) == (None, None)  # type: ignore[attr-defined]


def test_the_number_and_the_application_are_asked_for_by_direct_allocation_too() -> None:
    town = Town()
    town.household("a")
    town.home("h1")
    assert town.refuse(CLERK, "waiting", "a", allocation(unit_id=RecordId("nowhere"))) == "fact_missing"
    town.give(CLERK, "waiting", "a", allocation(unit_id=RecordId("h1")))
    assert town.unit_of("h1").state is UnitState.ALLOCATED
    assert town.entry_of("a").state is WaitingState.ALLOCATED


def test_who_left_or_gave_up_keeps_no_batch_open() -> None:
    town = chosen(people="abc")
    town.give(REVIEWER, "waiting", "b", w.RemoveEntry(reason=RemovalReason.DECEASED, note="去世"))
    town.to_contracting()
    town.says("c", w.DeclineHome(note="不要了"))
    assert set(standings(town).values()) == {Standing.CHOSE, Standing.LEFT, Standing.GAVE_UP}
    town.contract("a")
    assert town.platform() == ["close_batch"]
    assert town.batch.state is BatchState.CLOSED
