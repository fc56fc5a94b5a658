"""Decisions on the books and the upkeep of homes."""

from __future__ import annotations

from sync.model.ids import OrgCode, RecordId
from sync.model.states import UnitState
from sync.model.stock import Unit, rooms_of
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.machine import founded, on
from sync.workflow.stock.commands import (
    CompleteUnit,
    FinishRepair,
    PassCheck,
    RegisterUnit,
    StartRepair,
    WithdrawUnit,
)
from sync.workflow.stock.events import (
    UnitCompleted,
    UnitReady,
    UnitRegistered,
    UnitRepaired,
    UnitRepairStarted,
    UnitWithdrawn,
)

_MOST_AREA100 = 100_000
_MOST_FEN_M2 = 100_000
_MOST_PERSONS = 99


def decide_register(unit: Unit, command: RegisterUnit, context: Context) -> Decision | Refusal:
    """On the books, when every figure can be one."""
    field = _bad_field(command)
    if field is not None:
        return Refusal(code="unit_field", state=unit.state, details={"field": field})
    facts = {name: getattr(command, name) for name in command.__struct_fields__}
    return founded("unit", unit, UnitRegistered(at=context.now, by=context.actor.operator, **facts))


def _bad_field(command: RegisterUnit) -> str | None:
    """The first field that cannot be right."""
    checks = {
        "code": bool(command.code.strip()),
        "project": bool(command.project.strip()),
        "layout": rooms_of(command.layout) is not None,
        "area100": 0 < command.area100 <= _MOST_AREA100,
        "inner_area100": command.inner_area100 is None or 0 < command.inner_area100 <= command.area100,
        "rent_standard_fen_m2": 0 < command.rent_standard_fen_m2 <= _MOST_FEN_M2,
        "suits_from": 1 <= command.suits_from <= command.suits_to,
        "suits_to": command.suits_to <= _MOST_PERSONS,
    }
    return next((name for name, good in checks.items() if not good), None)


def decide_complete(unit: Unit, _command: CompleteUnit, context: Context) -> Decision | Refusal:
    """A planned home is there, and nobody has looked it over yet."""
    return on("unit", unit, UnitCompleted(at=context.now, by=context.actor.operator))


def decide_pass_check(unit: Unit, command: PassCheck, context: Context) -> Decision | Refusal:
    """Fit to be let: from now on it can be allocated."""
    return on("unit", unit, UnitReady(at=context.now, by=context.actor.operator, note=command.note))


def decide_start_repair(unit: Unit, command: StartRepair, context: Context) -> Decision | Refusal:
    """Not to be let before a repair."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=unit.state)
    return on("unit", unit, UnitRepairStarted(at=context.now, by=context.actor.operator, reason=command.reason))


def decide_finish_repair(unit: Unit, command: FinishRepair, context: Context) -> Decision | Refusal:
    """Repaired: somebody looks it over once more."""
    return on("unit", unit, UnitRepaired(at=context.now, by=context.actor.operator, note=command.note))


def decide_withdraw(unit: Unit, command: WithdrawUnit, context: Context) -> Decision | Refusal:
    """Off the books, which only an empty home that nobody was promised can be."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=unit.state)
    return on("unit", unit, UnitWithdrawn(at=context.now, by=context.actor.operator, reason=command.reason))


def blank(record_id: RecordId, org: OrgCode) -> Unit:
    """A home before it is registered."""
    return Unit(id=record_id, org=org, state=UnitState.NEW)
