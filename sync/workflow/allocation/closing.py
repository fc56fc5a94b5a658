"""Decisions on the end of a batch: in small steps everybody and every home without a contract is free again."""

from __future__ import annotations

from itertools import islice

from sync.model.allocation import Batch, BatchState, Method
from sync.model.states import UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.waiting import WaitingEntry
from sync.workflow.allocation.commands import AT_ONCE, CancelBatch, CloseBatch, SettleBatch
from sync.workflow.allocation.events import BatchCancelled, BatchClosed, BatchSettled
from sync.workflow.allocation.lists import is_settled, open_people, unsettled_homes, unsettled_people
from sync.workflow.engine import Context, Decision, Effect, Key, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing
from sync.workflow.machine import on
from sync.workflow.stock.events import UnitReleased
from sync.workflow.waiting.events import BackInLine, NumberDrawn


def next_to_settle(batch: Batch) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Places of the people and homes that the next step settles."""
    return tuple(islice(unsettled_people(batch), AT_ONCE)), tuple(islice(unsettled_homes(batch), AT_ONCE))


def settling_reads(batch: Batch) -> tuple[Key, ...]:
    """The records that the next step touches."""
    people, homes = next_to_settle(batch)
    return (
        *(("waiting", batch.people[at].waiting_id) for at in people),
        *(("unit", batch.homes[at].unit_id) for at in homes),
    )


def decide_settle(batch: Batch, _command: SettleBatch, context: Context) -> Decision | Refusal:
    """The next step; nothing to do is a refusal."""
    people, homes = next_to_settle(batch)
    if not people and not homes:
        return Refusal(code="nothing_open", state=batch.state)
    settled = BatchSettled(at=context.now, by=context.actor.operator, people=people, homes=homes)
    effects = [Effect(machine="batch", object_id=batch.id, event=settled)]
    for at in people:
        entry = context.known("waiting", batch.people[at].waiting_id, WaitingEntry)
        if entry is None and context.facts.authoritative:
            return fact_missing("waiting", batch.state)
        event = None if entry is None else _for_entry(batch, at, entry, context)
        if entry is not None and event is not None:
            effects.append(Effect(machine="waiting", object_id=entry.id, event=event))
    for at in homes:
        unit = context.known("unit", batch.homes[at].unit_id, Unit)
        if unit is None and context.facts.authoritative:
            return fact_missing("unit", batch.state)
        if unit is not None and unit.state is UnitState.RESERVED and unit.batch_id == batch.id:
            released = UnitReleased(at=context.now, by=context.actor.operator)
            effects.append(Effect(machine="unit", object_id=unit.id, event=released))
    return Decision(effects=tuple(effects))


def _for_entry(batch: Batch, at: int, entry: WaitingEntry, context: Context) -> Event | None:
    """What the household is told; nothing when it has gone other ways meanwhile."""
    now, by = context.now, context.actor.operator
    if batch.method is Method.WAITING_NUMBERS:
        if entry.number_draw_id != batch.id or entry.state is WaitingState.REMOVED:
            return None
        if batch.state is BatchState.CANCELLED:
            return NumberDrawn(at=now, by=by)
        return NumberDrawn(at=now, by=by, random_no=batch.order.index(at) + 1, month=batch.month)
    return BackInLine(at=now, by=by) if entry.batch_id == batch.id else None


def decide_close(batch: Batch, _command: CloseBatch, context: Context) -> Decision | Refusal:
    """When nothing is open any more."""
    count = open_people(batch)
    if count or not is_settled(batch):
        return Refusal(code="contracts_open", state=batch.state, details={"count": count})
    return on("batch", batch, BatchClosed(at=context.now, by=context.actor.operator))


def decide_cancel(batch: Batch, command: CancelBatch, context: Context) -> Decision | Refusal:
    """Publicly given up, before contracts are issued and before numbers are given out."""
    if not command.reason.strip() or not command.notice.strip():
        return Refusal(code="draw_cancel_words", state=batch.state)
    if batch.method is Method.WAITING_NUMBERS and batch.state is BatchState.DRAWN:
        return Refusal(code="result_known", state=batch.state)
    cancelled = BatchCancelled(at=context.now, by=context.actor.operator, reason=command.reason, notice=command.notice)
    return on("batch", batch, cancelled)
