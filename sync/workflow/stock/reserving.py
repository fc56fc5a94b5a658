"""Decisions that put a home into a batch and take it out again: never into two, and never one that somebody has."""

from __future__ import annotations

from sync.model.allocation import MOST_HOMES, Batch, BatchHome, BatchState, Method
from sync.model.ids import covers
from sync.model.stock import Unit
from sync.workflow import draw
from sync.workflow.allocation.events import HomeAdded, HomeDropped
from sync.workflow.allocation.limits import known_batch
from sync.workflow.allocation.selecting import on_batch
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.machine import on
from sync.workflow.stock.commands import ReleaseUnit, ReserveUnit
from sync.workflow.stock.events import UnitReleased, UnitReserved


def decide_reserve(unit: Unit, command: ReserveUnit, context: Context) -> Decision | Refusal:
    """Only an empty home that is ready, for a batch of its part of the tree that is being planned."""
    batch = known_batch(command.batch_id, unit.state, context)
    if isinstance(batch, Refusal):
        return batch
    own = on("unit", unit, UnitReserved(at=context.now, by=context.actor.operator, batch_id=command.batch_id))
    if batch is None:
        return own
    refusal = _not_for(unit, batch)
    if refusal:
        return refusal
    home = BatchHome(
        unit_id=unit.id,
        code=unit.code,
        org=unit.org,
        layout=unit.layout,
        area100=unit.area100,
        suits_from=unit.suits_from,
        suits_to=unit.suits_to,
        barrier_free=unit.barrier_free,
    )
    added = HomeAdded(at=context.now, by=context.actor.operator, home=home)
    return Decision(effects=(*own.effects, *on_batch(batch, (added,))))


def _not_for(unit: Unit, batch: Batch) -> Refusal | None:
    state = unit.state
    if batch.state is not BatchState.PLANNING:
        return Refusal(code="batch_not_planning", state=state)
    if batch.method is Method.WAITING_NUMBERS:
        return Refusal(code="no_homes", state=state)
    if not covers(batch.org, unit.org):
        return Refusal(code="batch_for_others", state=state)
    if draw.id_is_bad(unit.code) or any(home.code == unit.code for home in batch.homes):
        return Refusal(code="unit_code", state=state, details={"unit": unit.code})
    if len(batch.homes) >= MOST_HOMES:
        return Refusal(code="batch_full", state=state, details={"most": MOST_HOMES})
    return None


def decide_release(unit: Unit, _command: ReleaseUnit, context: Context) -> Decision | Refusal:
    """While the batch is planned; afterwards a batch gives its homes back by itself."""
    batch = known_batch(unit.batch_id, unit.state, context)
    if isinstance(batch, Refusal):
        return batch
    own = on("unit", unit, UnitReleased(at=context.now, by=context.actor.operator))
    if batch is None:
        return own
    if batch.state is not BatchState.PLANNING:
        return Refusal(code="batch_not_planning", state=unit.state)
    dropped = HomeDropped(at=context.now, by=context.actor.operator, unit_id=unit.id)
    return Decision(effects=(*own.effects, *on_batch(batch, (dropped,))))
