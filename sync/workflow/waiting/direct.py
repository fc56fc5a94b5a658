"""Direct allocation: one home for one household, without a batch."""

from __future__ import annotations

from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.model.waiting import WaitingEntry
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import fact_missing, out_of_reach
from sync.workflow.waiting.commands import AllocateUnit
from sync.workflow.waiting.contracts import bad_term, issue
from sync.workflow.waiting.events import Allocated


def decide_allocate(entry: WaitingEntry, command: AllocateUnit, context: Context) -> Decision | Refusal:
    """Direct allocation of one home: the home is taken, the household has it, the contract is issued. All or none."""
    unit = context.known("unit", command.unit_id, Unit)
    if unit is None:
        return fact_missing("unit", entry.state) if context.facts.authoritative else _preview(entry, command, context)
    refusal = _unsuitable(entry, command, unit, context)
    if refusal:
        return refusal
    effects = issue(entry, unit, command.term_from, command.term_years, context)
    return effects if isinstance(effects, Refusal) else Decision(effects=effects)


def _preview(entry: WaitingEntry, command: AllocateUnit, context: Context) -> Decision:
    """What a desk can show that does not know the home: nothing about rent is made up."""
    at, by = context.now, context.actor.operator
    allocated = Allocated(at=at, by=by, unit_id=command.unit_id, tenancy_id=context.mint("tenancy"))
    return Decision(effects=(Effect(machine="waiting", object_id=entry.id, event=allocated),))


def _unsuitable(entry: WaitingEntry, command: AllocateUnit, unit: Unit, context: Context) -> Refusal | None:
    state = entry.state
    refusal = out_of_reach(unit.org, state, context)
    if refusal:
        return refusal  # first: about a home of another county nothing is told
    if unit.state is not UnitState.VACANT_READY or unit.waiting_id is not None:
        return Refusal(code="unit_taken", state=state, details={"unit": unit.code, "unit_state": unit.state.value})
    if not unit.suits_from <= entry.household_size <= unit.suits_to:
        details: dict[str, str | int] = {
            "size": entry.household_size,
            "suits_from": unit.suits_from,
            "suits_to": unit.suits_to,
        }
        return Refusal(code="unit_does_not_suit", state=state, details=details)
    return bad_term(command.term_years, state, context)
