"""The table of the allocation batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from sync.model.allocation import Batch, Method
from sync.model.ids import RecordId
from sync.policy import Policy
from sync.workflow import draw
from sync.workflow.allocation import commands
from sync.workflow.command import Command
from tests.support.machines import Oracle, Rule
from tests.support.town import BATCH, COUNTY, ENTROPY, PARTIES, POSTED, PROGRAM, SECRETS, Town

OFFICE, ITSELF = "allocator", "allocator platform"
HERE, ANYWHERE = "county_office", "county_office platform"
RULES = {
    "plan_batch": Rule(roles=ITSELF, places=ANYWHERE, states="new", to="planning"),
    "announce_batch": Rule(roles=OFFICE, places=HERE, states="planning", to="announced"),
    "invite_households": Rule(roles=ITSELF, places=ANYWHERE, states="announced intent_open", to=""),
    "open_intent": Rule(roles=ITSELF, places=ANYWHERE, states="announced", to="intent_open"),
    "close_intent": Rule(roles=ITSELF, places=ANYWHERE, states="intent_open", to="rechecking"),
    "enlist": Rule(roles=ITSELF, places=ANYWHERE, states="planning", to=""),
    "freeze_list": Rule(roles=OFFICE, places=HERE, states="planning rechecking", to="list_frozen"),
    "commit_draw": Rule(roles="allocator supervisor", places=HERE, states="list_frozen", to=""),
    "reveal_draw": Rule(roles="allocator supervisor", places=HERE, states="list_frozen", to=""),
    "record_entropy": Rule(roles="allocator supervisor", places=HERE, states="list_frozen", to="drawn"),
    "cancel_draw": Rule(roles=OFFICE, places=HERE, states="list_frozen", to="planning rechecking"),
    "start_selecting": Rule(roles=OFFICE, places=HERE, states="list_frozen drawn", to="selecting"),
    "pass_over": Rule(roles=ITSELF, places=ANYWHERE, states="selecting", to=""),
    "end_selecting": Rule(roles=OFFICE, places=HERE, states="selecting", to="result_publicity"),
    "conclude_result": Rule(roles=ITSELF, places=ANYWHERE, states="result_publicity", to="contracting"),
    "settle_batch": Rule(roles=ITSELF, places=ANYWHERE, states="drawn result_publicity contracting cancelled", to=""),
    "close_batch": Rule(roles=ITSELF, places=ANYWHERE, states="drawn contracting", to="closed"),
    "cancel_batch": Rule(
        roles=OFFICE,
        places=HERE,
        states="planning announced intent_open rechecking list_frozen drawn selecting result_publicity",
        to="cancelled",
    ),
}
PEOPLE, HOMES = ("a", "b", "c"), ("h1", "h2")
MONTH = "2026-02"


def town_of(policy: Policy) -> Town:
    """Three households and two homes."""
    town = Town(policy=policy, needed_only=False)
    for key in PEOPLE:
        town.household(key)
    for key in HOMES:
        town.home(key)
    return town


def announced(town: Town) -> None:
    """The first day of registration has come."""
    first = town.today + timedelta(days=1)
    last = first + timedelta(days=20)
    town.office(commands.AnnounceBatch(notice="示例公告", intent_from=first, intent_to=last))
    town.on(first)


def open_over(town: Town) -> None:
    """Two registered, and the last day is over."""
    town.office(commands.OpenIntent())
    town.register("a", "b")
    town.after(town.batch.closes)


def all_done(town: Town) -> None:
    """One was passed over, one chose."""
    town.office(commands.PassOver(waiting_id=RecordId(town.whose_turn()[0])))
    town.choose(town.whose_turn()[0], "h1")


def published(town: Town) -> None:
    """The result hung for as long as it must."""
    all_done(town)
    town.office(commands.EndSelecting(evidence_sha256=POSTED))
    town.after(town.batch.publicity_to)


def contracting(town: Town) -> None:
    """Everything is settled, and the contract issued."""
    town.platform()
    town.contract(next(key for key in PEOPLE if town.entry_of(key).unit_id))


STEPS: dict[str, Callable[[Town], object]] = {
    "planning": lambda town: town.plan(Method.RANDOM_ORDER, HOMES),
    "announced": announced,
    "intent_open": open_over,
    "rechecking": lambda town: town.recheck("a", "b"),
    "list_frozen": lambda town: town.freeze(),
    "drawn": lambda town: (town.draw_lots(), town.after(town.batch.order_public_to)),
    "selecting": lambda town: (town.start(), town.after(town.batch.turns[0].due)),
    "result_publicity": published,
    "contracting": contracting,
    "closed": lambda town: town.platform(),
}
"""State -> what leads there from the state before, and on to the day on which something can be done."""


def walked(state: str, policy: Policy) -> Town:
    """The town when its batch is there."""
    town = town_of(policy)
    if state == "cancelled":
        town.plan(Method.RANDOM_ORDER, HOMES)
        town.office(commands.CancelBatch(reason="房源不能交付", notice="示例公告"))
        return town
    for reached, step in STEPS.items():
        step(town)
        if reached == state:
            break
    return town


def in_state(state: str, policy: Policy) -> tuple[Town, Batch]:
    """A batch that came there step by step."""
    if state == "new":
        return town_of(policy), Batch(id=BATCH, org=COUNTY)
    town = walked(state, policy)
    return town, town.batch


def also(state: str, policy: Policy) -> list[tuple[Town, Batch]]:
    """Numbers of newcomers; draws that are further; a choice that is over."""
    found: list[Town] = []
    if state == "planning":
        town = town_of(policy)
        town.plan(Method.WAITING_NUMBERS, month=MONTH)
        found.append(town)
    if state == "list_frozen":
        for reveals in (0, len(PARTIES)):
            town = walked(state, policy)
            town.commit()
            for name in PARTIES[:reveals]:
                town.office(commands.RevealDraw(party=name, secret=SECRETS[name].hex()))
            if reveals and town.batch.draw:
                town.now = town.batch.draw.terms.entropy_at
            found.append(town)
    if state == "selecting":
        town = walked(state, policy)
        all_done(town)
        found.append(town)
    return [(town, town.batch) for town in found]


def samples(road: Town, batch: Batch) -> Sequence[Command]:
    """A good command of each kind."""
    first = road.today + timedelta(days=1)
    turn = batch.people[batch.turns[0].person].waiting_id if batch.turns else RecordId("a")
    party = PARTIES[len(batch.draw.reveals) % len(PARTIES)] if batch.draw else PARTIES[0]
    return (
        commands.PlanBatch(title="第 1 批", plan_text="方案", method=Method.RANDOM_TRIPLE),
        commands.AnnounceBatch(notice="示例公告", intent_from=first, intent_to=first + timedelta(days=20)),
        commands.InviteHouseholds(waiting_ids=(RecordId("c"),)),
        commands.OpenIntent(),
        commands.CloseIntent(),
        commands.Enlist(waiting_ids=(RecordId("a"), RecordId("b"))),
        commands.FreezeList(program_sha256=PROGRAM, draw=road.terms()),
        commands.CommitDraw(party=party, commit=draw.commit_of(SECRETS[party]).hex(), escrow="信封"),
        commands.RevealDraw(party=party, secret=SECRETS[party].hex()),
        commands.RecordEntropy(text=ENTROPY),
        commands.CancelDraw(reason="断电", notice="示例公告"),
        commands.StartSelecting(evidence_sha256=POSTED),
        commands.PassOver(waiting_id=turn),
        commands.EndSelecting(evidence_sha256=POSTED),
        commands.ConcludeResult(),
        commands.SettleBatch(),
        commands.CloseBatch(),
        commands.CancelBatch(reason="房源不能交付", notice="示例公告"),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples, also=also)
