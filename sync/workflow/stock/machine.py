"""The machine of a home in stock."""

from __future__ import annotations

import msgspec

from sync.model.states import Role, ServicePoint, UnitState
from sync.model.stock import Unit
from sync.policy.calendar import civil_day
from sync.policy.records import Act
from sync.workflow.engine import Key
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.stock import reserving, upkeep
from sync.workflow.stock.commands import (
    AnyStockCommand,
    CompleteUnit,
    FinishRepair,
    PassCheck,
    RegisterUnit,
    ReleaseUnit,
    ReserveUnit,
    StartRepair,
    WithdrawUnit,
)
from sync.workflow.stock.events import (
    UnitAllocated,
    UnitCompleted,
    UnitFreed,
    UnitPromised,
    UnitReady,
    UnitRegistered,
    UnitReleased,
    UnitRented,
    UnitRepaired,
    UnitRepairStarted,
    UnitReserved,
    UnitVacated,
    UnitWithdrawn,
)
from sync.workflow.tables import Row

_OFFICE = (frozenset({Role.ALLOCATOR}), frozenset({ServicePoint.COUNTY_OFFICE}))
_COUNTERS = (
    frozenset({Role.ALLOCATOR, Role.PROPERTY_COUNTER, Role.INSPECTOR}),
    frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PROPERTY_COUNTER}),
)


TRANSITIONS: tuple[Row[Unit, UnitState], ...] = (
    Row(
        states=frozenset({UnitState.NEW}),
        command=RegisterUnit,
        roles=_OFFICE[0],
        points=_OFFICE[1],
        to=frozenset({UnitState.PLANNED, UnitState.VACANT_CHECK}),
        act=Act.DECIDE,
        decide=upkeep.decide_register,
    ),
    Row(
        states=frozenset({UnitState.PLANNED}),
        command=CompleteUnit,
        roles=_OFFICE[0],
        points=_OFFICE[1],
        to=frozenset({UnitState.VACANT_CHECK}),
        act=Act.DECIDE,
        decide=upkeep.decide_complete,
    ),
    Row(
        states=frozenset({UnitState.VACANT_CHECK}),
        command=PassCheck,
        roles=_COUNTERS[0],
        points=_COUNTERS[1],
        to=frozenset({UnitState.VACANT_READY}),
        act=Act.INSPECT,
        decide=upkeep.decide_pass_check,
    ),
    Row(
        states=frozenset({UnitState.VACANT_CHECK, UnitState.VACANT_READY}),
        command=StartRepair,
        roles=_COUNTERS[0],
        points=_COUNTERS[1],
        to=frozenset({UnitState.REPAIR}),
        act=Act.INSPECT,
        decide=upkeep.decide_start_repair,
    ),
    Row(
        states=frozenset({UnitState.REPAIR}),
        command=FinishRepair,
        roles=_COUNTERS[0],
        points=_COUNTERS[1],
        to=frozenset({UnitState.VACANT_CHECK}),
        act=Act.INSPECT,
        decide=upkeep.decide_finish_repair,
    ),
    Row(
        states=frozenset({UnitState.PLANNED, UnitState.VACANT_CHECK, UnitState.VACANT_READY, UnitState.REPAIR}),
        command=WithdrawUnit,
        roles=_OFFICE[0],
        points=_OFFICE[1],
        to=frozenset({UnitState.WITHDRAWN}),
        act=Act.DECIDE,
        decide=upkeep.decide_withdraw,
    ),
    Row(
        states=frozenset({UnitState.VACANT_READY}),
        command=ReserveUnit,
        roles=_OFFICE[0],
        points=_OFFICE[1],
        to=frozenset({UnitState.RESERVED}),
        act=Act.DECIDE,
        decide=reserving.decide_reserve,
    ),
    Row(
        states=frozenset({UnitState.RESERVED}),
        command=ReleaseUnit,
        roles=_OFFICE[0],
        points=_OFFICE[1],
        to=frozenset({UnitState.VACANT_READY}),
        act=Act.DECIDE,
        decide=reserving.decide_release,
    ),
)
"""State × command × role × point."""


def apply(unit: Unit, event: AnyEvent) -> Unit:
    """The home after the event; an event that is not about homes changes nothing."""
    match event:
        case UnitReserved():
            return _at(unit, UnitState.RESERVED, batch_id=event.batch_id)
        case UnitPromised():
            return _at(unit, UnitState.RESERVED, waiting_id=event.waiting_id)
        case UnitFreed():
            return _at(unit, UnitState.RESERVED, waiting_id=None)
        case UnitReleased():
            return _at(unit, UnitState.VACANT_READY, batch_id=None, waiting_id=None)
        case UnitAllocated():
            return _at(unit, UnitState.ALLOCATED, batch_id=None, waiting_id=event.waiting_id)
        case UnitRented():
            return _at(unit, UnitState.RENTED, tenancy_id=event.tenancy_id, vacant_since=None)
        case UnitVacated():
            after = UnitState.VACANT_READY if event.ready else UnitState.VACANT_CHECK
            return _at(unit, after, tenancy_id=None, waiting_id=None, vacant_since=civil_day(event.at))
        case _:
            return _kept_up(unit, event)


def _kept_up(unit: Unit, event: AnyEvent) -> Unit:
    match event:
        case UnitRegistered():
            facts = {name: getattr(event, name) for name in event.__struct_fields__}
            fields = {name: value for name, value in facts.items() if name in Unit.__struct_fields__}
            home: Unit = moved(unit, **fields)
            return _at(home, UnitState.PLANNED) if event.planned else _there(home, event)
        case UnitCompleted():
            return _there(unit, event)
        case UnitReady():
            return _at(unit, UnitState.VACANT_READY)
        case UnitRepairStarted():
            return _at(unit, UnitState.REPAIR, state_reason=event.reason)
        case UnitRepaired():
            return _at(unit, UnitState.VACANT_CHECK, state_reason=None)
        case UnitWithdrawn():
            return _at(unit, UnitState.WITHDRAWN, state_reason=event.reason)
        case _:
            return unit


def _at(unit: Unit, state: UnitState, **changes: object) -> Unit:
    return msgspec.structs.replace(unit, state=state, **changes)


def _there(unit: Unit, event: UnitRegistered | UnitCompleted) -> Unit:
    return _at(unit, UnitState.VACANT_CHECK, vacant_since=civil_day(event.at))


def needs(unit: Unit, command: AnyStockCommand) -> tuple[Key, ...]:
    """The batch that the home is to belong to, or belongs to."""
    match command:
        case ReserveUnit():
            return (("batch", command.batch_id),)
        case ReleaseUnit() if unit.batch_id is not None:
            return (("batch", unit.batch_id),)
        case _:
            return ()


MACHINE = Machine(
    name="unit",
    record=Unit,
    states=UnitState,
    rows=TRANSITIONS,
    state_of=lambda unit: unit.state,
    apply=apply,
    blank=upkeep.blank,
    needs=needs,
    county_wide=True,
)
"""The homes: an estate's counter looks after homes of the whole county."""
