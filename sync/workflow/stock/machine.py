"""The machine of a home in stock."""

from __future__ import annotations

import msgspec

from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine
from sync.workflow.stock.events import UnitAllocated
from sync.workflow.tables import Row

TRANSITIONS: tuple[Row[Unit, UnitState], ...] = ()
"""State × command × role × point."""


def apply(unit: Unit, event: AnyEvent) -> Unit:
    """The home after the event; an event that is not about homes changes nothing."""
    if isinstance(event, UnitAllocated):
        return msgspec.structs.replace(unit, state=UnitState.ALLOCATED, waiting_id=event.waiting_id)
    return unit


MACHINE = Machine(
    name="unit",
    record=Unit,
    states=UnitState,
    rows=TRANSITIONS,
    state_of=lambda unit: unit.state,
    apply=apply,
)
"""The homes."""
