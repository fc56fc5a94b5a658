"""The table of the waiting list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sync.model.allocation import Method
from sync.model.ids import RecordId
from sync.model.states import Role, WaitingState
from sync.model.waiting import ChangeKind, FreezeCause, GiveUpReason, RemovalReason, WaitingEntry
from sync.policy import Policy
from sync.workflow.allocation.commands import EndSelecting, InviteHouseholds
from sync.workflow.command import Command
from sync.workflow.waiting import commands
from tests.support.machines import Oracle, Rule
from tests.support.road import allocation
from tests.support.town import BATCH, POSTED, SIGNED, Town, choice, registration

HOUSEHOLD = "applicant entrusted_agent village_point street_window"
WINDOWS = "village_point kiosk street_window"
REVIEWERS, HERE = "district_reviewer city_approver", "county_office"
ANYWHERE = "county_office platform"
LIVE = "active invited intent_registered recheck candidate frozen suspended requeued"
RULES = {
    "allocate_unit": Rule(roles="allocator", places=HERE, states="active", to="allocated"),
    "register_intent": Rule(roles=HOUSEHOLD, places=WINDOWS, states="active invited", to="intent_registered"),
    "withdraw_intent": Rule(roles=HOUSEHOLD, places=WINDOWS, states="intent_registered recheck candidate", to="active"),
    "end_invitation": Rule(roles="platform", places="platform", states="invited", to="active"),
    "begin_recheck": Rule(roles=f"{REVIEWERS} platform", places=ANYWHERE, states="intent_registered", to="recheck"),
    "conclude_recheck": Rule(roles=REVIEWERS, places=HERE, states="recheck", to="candidate removed"),
    "choose_home": Rule(roles=HOUSEHOLD, places=WINDOWS, states="candidate", to=""),
    "decline_home": Rule(roles=HOUSEHOLD, places=WINDOWS, states="candidate", to="requeued"),
    "issue_contract": Rule(roles="allocator", places=HERE, states="candidate", to="allocated"),
    "record_give_up": Rule(roles="allocator", places=HERE, states="candidate", to="requeued"),
    "end_cooling_off": Rule(roles="platform", places="platform", states="requeued", to="active"),
    "freeze_entry": Rule(
        roles=f"{REVIEWERS} allocator platform",
        places=ANYWHERE,
        states=LIVE.replace("frozen ", ""),
        to="frozen",
    ),
    "unfreeze_entry": Rule(
        roles=f"{REVIEWERS} allocator platform",
        places=ANYWHERE,
        states="frozen",
        to="active suspended requeued intent_registered recheck candidate",
    ),
    "begin_rest": Rule(roles=HOUSEHOLD, places=WINDOWS, states="active invited", to="suspended"),
    "end_rest": Rule(roles=f"{HOUSEHOLD} platform", places=f"{WINDOWS} platform", states="suspended", to="active"),
    "leave_list": Rule(roles=HOUSEHOLD, places=WINDOWS, states=LIVE.replace("frozen ", ""), to="removed"),
    "remove_entry": Rule(roles=f"{REVIEWERS} platform", places=ANYWHERE, states=LIVE, to="removed"),
    "report_change": Rule(roles=HOUSEHOLD, places=WINDOWS, states=LIVE, to=""),
    "settle_change": Rule(roles=REVIEWERS, places=HERE, states=LIVE, to=""),
    "rescore": Rule(
        roles="allocator platform",
        places=ANYWHERE,
        states="active invited intent_registered recheck frozen requeued",
        to="",
    ),
    "note_rank": Rule(
        roles="platform",
        places="platform",
        states="active invited intent_registered recheck candidate requeued",
        to="",
    ),
}
PEOPLE, HOMES = ("w", "x"), ("unit-1", "unit-2")


def town_of(policy: Policy) -> Town:
    """Two families of three, two homes, and an open batch."""
    town = Town(policy=policy, needed_only=False)
    for key in PEOPLE:
        town.household(key)
    for key in (*HOMES, "unit-3"):
        town.home(key)
    town.plan(Method.BY_RANK, HOMES)
    town.open()
    return town


def in_state(state: str, policy: Policy) -> tuple[Town, WaitingEntry]:
    """An entry of a family of three, that came there step by step as far as there are steps."""
    town = town_of(policy)
    _step(town, WaitingState(state))
    return town, town.entry_of("w")


def _step(town: Town, state: WaitingState) -> None:
    reviewer = Role.DISTRICT_REVIEWER
    match state:
        case WaitingState.ACTIVE:
            town.set("w", entered_at=town.now - timedelta(days=400))
        case WaitingState.INVITED:
            town.office(InviteHouseholds(waiting_ids=(RecordId("w"),)))
            town.after(town.batch.closes)
        case WaitingState.INTENT_REGISTERED:
            town.register("w")
            town.recheck()
        case WaitingState.RECHECK:
            town.register("w")
            town.recheck()
            town.give(reviewer, "waiting", "w", commands.BeginRecheck())
        case WaitingState.CANDIDATE:
            town.register("w")
            town.recheck("w")
        case WaitingState.FROZEN:
            freeze = commands.FreezeEntry(cause=FreezeCause.OBJECTION, note="有人提出异议")
            town.give(reviewer, "waiting", "w", freeze)
        case WaitingState.SUSPENDED:
            town.says("w", commands.BeginRest(reason="外出务工"))
        case WaitingState.REQUEUED:
            to_choosing(town)
            town.says("w", commands.DeclineHome(note="太远"))
            town.after(town.entry_of("w").cooling_off_until)
        case _:
            town.set("w", state=state)


def to_choosing(town: Town) -> None:
    """It is the household's turn."""
    town.register("w")
    town.recheck("w")
    town.freeze_by_rank()
    town.start()


def also(state: str, policy: Policy) -> list[tuple[Town, WaitingEntry]]:
    """A registration that is open; a turn; a home that was chosen, with the time for a contract running, and over."""
    found: list[Town] = []
    if state == WaitingState.INVITED:
        town = town_of(policy)
        town.office(InviteHouseholds(waiting_ids=(RecordId("w"),)))
        found.append(town)
    if state == WaitingState.CANDIDATE:
        for depth in range(3):
            town = town_of(policy)
            to_choosing(town)
            if depth:
                town.choose("w", "unit-1")
                town.office(EndSelecting(evidence_sha256=POSTED))
                town.after(town.batch.publicity_to)
                town.platform()
            if depth > 1:
                town.after(town.batch.contract_due)
            found.append(town)
    if state == WaitingState.RECHECK:
        town = town_of(policy)
        _step(town, WaitingState.RECHECK)
        town.set("w", changes_open=(ChangeKind.ASSETS,))
        found.append(town)
    return [(town, town.entry_of("w")) for town in found]


def samples(road: Town, entry: WaitingEntry) -> Sequence[Command]:
    """A good command of each kind."""
    gone: dict[str, Any] = {"note": "两户结婚", "merged_into": RecordId("x")}
    return (
        allocation(unit_id=RecordId("unit-3")),
        registration(BATCH),
        commands.WithdrawIntent(reason="暂时不想要"),
        commands.EndInvitation(),
        commands.BeginRecheck(),
        commands.ConcludeRecheck(passed=True, note="情况没有变化"),
        commands.ConcludeRecheck(passed=False, note="名下有住房", reason_codes=("C04",)),
        choice("unit-1"),
        commands.DeclineHome(note="太远"),
        commands.IssueContract(term_from=road.today, term_years=3),
        commands.RecordGiveUp(reason=GiveUpReason.NOT_SIGNED, note="多次通知未到"),
        commands.EndCoolingOff(),
        commands.FreezeEntry(cause=FreezeCause.VIOLATION, note="正在核查"),
        commands.UnfreezeEntry(note="查无此事"),
        commands.BeginRest(reason="外出务工"),
        commands.EndRest(),
        commands.LeaveList(reason="已在外地买房"),
        commands.RemoveEntry(reason=RemovalReason.MERGED, **gone),
        commands.ReportChange(kinds=(ChangeKind.INCOME,), happened_on=road.today, note="换了工作"),
        commands.SettleChange(kinds=(ChangeKind.ASSETS,), note="仍在限额以内"),
        commands.Rescore(),
        commands.NoteRank(rank=3, of=20, as_of=road.today, order_sha256=SIGNED),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples, also=also)
