"""From the plan of a batch to its candidates: announced in time, open to all alike, re-checked before it is drawn."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.model.allocation import Method, Standing
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, WaitingState
from sync.model.waiting import ChangeKind, FreezeCause, RemovalReason
from sync.workflow.allocation import commands as b
from sync.workflow.engine import Decision
from sync.workflow.waiting import commands as w
from tests.support.town import BATCH, SIGNED, Town, registration
from tests.support.turns import announcement, opened, planned

REVIEWER, PLATFORM, CLERK = Role.DISTRICT_REVIEWER, Role.PLATFORM, Role.ALLOCATOR
FROZEN_NOTE = w.FreezeEntry(cause=FreezeCause.OBJECTION, note="异议")


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


def test_a_desk_invites_whom_it_knows() -> None:
    town = opened()
    command = b.InviteHouseholds(waiting_ids=(RecordId("unknown"), RecordId("a")))
    answer = town.answer(CLERK, "batch", BATCH, command, authoritative=False)
    assert isinstance(answer, Decision)
    assert [effect.object_id for effect in answer.effects] == ["a"]
