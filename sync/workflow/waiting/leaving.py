"""What it does to the batch and to the home when a household leaves an allocation."""

from __future__ import annotations

from sync.model.allocation import Batch, BatchState
from sync.model.states import UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.workflow.allocation.events import PersonGaveUp, PersonLeft
from sync.workflow.allocation.limits import known_batch
from sync.workflow.allocation.lists import in_batch
from sync.workflow.allocation.selecting import on_batch, with_next
from sync.workflow.engine import Context, Effect, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing
from sync.workflow.stock.events import UnitFreed, UnitReleased

_BESIDE = frozenset({WaitingState.INVITED})
"""Invited, and not on the batch's list of people."""


def leave(
    entry: WaitingEntry, context: Context, *, gave_up: GiveUpReason | None = None
) -> tuple[Effect, ...] | Refusal:
    """Effects on the batch and on the home that was promised; none for who takes part in none.

    Other machines that take a household off the list, or hold it, use this too.

    Args:
        entry: as it stands.
        context: knows batch and home of the entry, at the province.
        gave_up: through the household's own doing; None = it only takes part no more.
    """
    if entry.batch_id is None or entry.state in _BESIDE:
        return ()
    batch = known_batch(entry.batch_id, entry.state, context)
    if isinstance(batch, Refusal):
        return batch
    home = _home_back(entry, batch, context)
    if isinstance(home, Refusal) or batch is None or not in_batch(batch, entry.id):
        return home
    at, by = context.now, context.actor.operator
    event: Event = PersonLeft(at=at, by=by, waiting_id=entry.id)
    if gave_up is not None:
        event = PersonGaveUp(at=at, by=by, waiting_id=entry.id, reason=gave_up)
    return (*on_batch(batch, with_next(batch, event, context)), *home)


def _home_back(entry: WaitingEntry, batch: Batch | None, context: Context) -> tuple[Effect, ...] | Refusal:
    """While others still choose, the home is theirs to choose; afterwards it is anybody's."""
    if entry.unit_id is None:
        return ()
    unit = context.known("unit", entry.unit_id, Unit)
    if unit is None:
        return fact_missing("unit", entry.state) if context.facts.authoritative else ()
    if unit.state is not UnitState.RESERVED or unit.waiting_id != entry.id:
        return ()  # its batch gave it back already, and others may have it
    choosing = batch is not None and batch.state is BatchState.SELECTING
    event = (UnitFreed if choosing else UnitReleased)(at=context.now, by=context.actor.operator)
    return (Effect(machine="unit", object_id=unit.id, event=event),)
