"""The machine of an allocation batch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sync.model.allocation import Batch, BatchState, Method
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.policy.records import Act
from sync.workflow.allocation import closing, commands, drawing, planning, selecting
from sync.workflow.allocation.commands import AnyAllocationCommand
from sync.workflow.allocation.fold import apply
from sync.workflow.allocation.lists import is_settled, open_people
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.machine import Machine
from sync.workflow.tables import Row

_S = BatchState
_OFFICE = (frozenset({Role.ALLOCATOR}), frozenset({ServicePoint.COUNTY_OFFICE}))
_WITNESSED = (frozenset({Role.ALLOCATOR, Role.SUPERVISOR}), frozenset({ServicePoint.COUNTY_OFFICE}))
_OR_ITSELF = (
    frozenset({Role.ALLOCATOR, Role.PLATFORM}),
    frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PLATFORM}),
)
_BEFORE_CONTRACTS = frozenset(
    {
        _S.PLANNING,
        _S.ANNOUNCED,
        _S.INTENT_OPEN,
        _S.RECHECKING,
        _S.LIST_FROZEN,
        _S.DRAWN,
        _S.SELECTING,
        _S.RESULT_PUBLICITY,
    }
)


def _row(
    command: type[Command],
    states: frozenset[BatchState],
    to: frozenset[BatchState],
    who: tuple[frozenset[Role], frozenset[ServicePoint]],
    decide: Callable[[Batch, Any, Context], Decision | Refusal],
) -> Row[Batch, BatchState]:
    return Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=Act.DECIDE, decide=decide)


def _in(*states: BatchState) -> frozenset[BatchState]:
    return frozenset(states)


TRANSITIONS: tuple[Row[Batch, BatchState], ...] = (
    _row(commands.PlanBatch, _in(_S.NEW), _in(_S.PLANNING), _OR_ITSELF, planning.decide_plan),
    _row(commands.AnnounceBatch, _in(_S.PLANNING), _in(_S.ANNOUNCED), _OFFICE, planning.decide_announce),
    _row(commands.InviteHouseholds, _in(_S.ANNOUNCED, _S.INTENT_OPEN), _in(), _OR_ITSELF, planning.decide_invite),
    _row(commands.OpenIntent, _in(_S.ANNOUNCED), _in(_S.INTENT_OPEN), _OR_ITSELF, planning.decide_open_intent),
    _row(commands.CloseIntent, _in(_S.INTENT_OPEN), _in(_S.RECHECKING), _OR_ITSELF, planning.decide_close_intent),
    _row(commands.Enlist, _in(_S.PLANNING), _in(), _OR_ITSELF, planning.decide_enlist),
    _row(commands.FreezeList, _in(_S.PLANNING, _S.RECHECKING), _in(_S.LIST_FROZEN), _OFFICE, drawing.decide_freeze),
    _row(commands.CommitDraw, _in(_S.LIST_FROZEN), _in(), _WITNESSED, drawing.decide_commit),
    _row(commands.RevealDraw, _in(_S.LIST_FROZEN), _in(), _WITNESSED, drawing.decide_reveal),
    _row(commands.RecordEntropy, _in(_S.LIST_FROZEN), _in(_S.DRAWN), _WITNESSED, drawing.decide_entropy),
    _row(
        commands.CancelDraw,
        _in(_S.LIST_FROZEN),
        _in(_S.PLANNING, _S.RECHECKING),
        _OFFICE,
        drawing.decide_cancel_draw,
    ),
    _row(
        commands.StartSelecting,
        _in(_S.LIST_FROZEN, _S.DRAWN),
        _in(_S.SELECTING),
        _OFFICE,
        selecting.decide_start,
    ),
    _row(commands.PassOver, _in(_S.SELECTING), _in(), _OR_ITSELF, selecting.decide_pass_over),
    _row(commands.EndSelecting, _in(_S.SELECTING), _in(_S.RESULT_PUBLICITY), _OFFICE, selecting.decide_end),
    _row(
        commands.ConcludeResult,
        _in(_S.RESULT_PUBLICITY),
        _in(_S.CONTRACTING),
        _OR_ITSELF,
        selecting.decide_conclude,
    ),
    _row(
        commands.SettleBatch,
        _in(_S.DRAWN, _S.RESULT_PUBLICITY, _S.CONTRACTING, _S.CANCELLED),
        _in(),
        _OR_ITSELF,
        closing.decide_settle,
    ),
    _row(commands.CloseBatch, _in(_S.DRAWN, _S.CONTRACTING), _in(_S.CLOSED), _OR_ITSELF, closing.decide_close),
    _row(commands.CancelBatch, _BEFORE_CONTRACTS, _in(_S.CANCELLED), _OFFICE, closing.decide_cancel),
)
"""State × command × role × point."""


def needs(batch: Batch, command: AnyAllocationCommand) -> tuple[Key, ...]:
    """The households and homes that the command touches."""
    match command:
        case commands.InviteHouseholds() | commands.Enlist():
            return tuple(("waiting", waiting_id) for waiting_id in command.waiting_ids)
        case commands.PassOver():
            return (("waiting", command.waiting_id),)
        case commands.SettleBatch():
            return closing.settling_reads(batch)
        case _:
            return ()


_DAY = timedelta(days=1)


def timer(batch: Batch, _policy: Policy, today: date) -> date | None:
    """The days of registration, the end of a turn, the end of a publicity; at once while something is to be settled."""
    if not is_settled(batch) or _may_close(batch):
        return today
    match batch.state:
        case BatchState.ANNOUNCED:
            return batch.intent_from
        case BatchState.INTENT_OPEN:
            return None if batch.closes is None else batch.closes + _DAY
        case BatchState.SELECTING:
            return min((turn.due + _DAY for turn in batch.turns), default=None)
        case BatchState.RESULT_PUBLICITY:
            return None if batch.publicity_to is None else batch.publicity_to + _DAY
        case _:
            return None


def due(batch: Batch, policy: Policy, today: date) -> Command | None:
    """What the province does on a batch by itself."""
    if not is_settled(batch):
        return commands.SettleBatch()
    if _may_close(batch):
        return commands.CloseBatch()
    day = timer(batch, policy, today)
    if day is None or day > today:
        return None
    match batch.state:
        case BatchState.ANNOUNCED:
            return commands.OpenIntent()
        case BatchState.INTENT_OPEN:
            return commands.CloseIntent()
        case BatchState.SELECTING:
            first = next(turn for turn in batch.turns if turn.due < today)
            return commands.PassOver(waiting_id=batch.people[first.person].waiting_id)
        case _:
            return commands.ConcludeResult()


def _may_close(batch: Batch) -> bool:
    """Whether nothing is open in a batch that gives contracts, or numbers, out."""
    numbered = batch.state is BatchState.DRAWN and batch.method is Method.WAITING_NUMBERS
    return (numbered or batch.state is BatchState.CONTRACTING) and not open_people(batch)


MACHINE = Machine(
    name="batch",
    record=Batch,
    states=BatchState,
    rows=TRANSITIONS,
    state_of=lambda batch: batch.state,
    apply=apply,
    blank=planning.blank,
    needs=needs,
    timer=timer,
    due=due,
)
"""The allocation batches."""
