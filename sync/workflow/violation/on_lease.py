"""What a violation does to the tenancy of the household: to be put right, put right, a ground on record."""

from __future__ import annotations

from datetime import date

from sync.model.tenancy import Tenancy
from sync.model.violation import Violation
from sync.workflow.engine import Context, Decision, Effect, Key
from sync.workflow.event import Event
from sync.workflow.tenancy.events import GroundRecorded, RectificationEnded, RectificationOrdered
from sync.workflow.tenancy.standing import HELD, LIVING

_MACHINE = "tenancy"


def needs_of(violation: Violation) -> tuple[Key, ...]:
    """The tenancy, where the violation knows one."""
    return () if violation.tenancy_id is None else ((_MACHINE, violation.tenancy_id),)


def with_order(decision: Decision, violation: Violation, by_day: date, context: Context) -> Decision:
    """The household has to put something right; who no longer lives there by right has nothing to put right."""
    tenancy = _tenancy(violation, context)
    if tenancy is None or tenancy.state not in LIVING or tenancy.violation_id not in {None, violation.id}:
        return decision
    at, by = context.now, context.actor.operator
    return _and(decision, tenancy, RectificationOrdered(at=at, by=by, violation_id=violation.id, by_day=by_day))


def with_end(decision: Decision, violation: Violation, context: Context) -> Decision:
    """It was put right, or is followed up otherwise."""
    tenancy = _tenancy(violation, context)
    if tenancy is None or tenancy.violation_id != violation.id:
        return decision
    at, by = context.now, context.actor.operator
    return _and(decision, tenancy, RectificationEnded(at=at, by=by, violation_id=violation.id))


def with_ground(decision: Decision, violation: Violation, context: Context) -> Decision:
    """The home is to be given back: the case is on record at the tenancy, and the order to leave may follow from it."""
    tenancy = _tenancy(violation, context)
    if tenancy is None or violation.kind is None or tenancy.state not in HELD or violation.kind in tenancy.grounds:
        return decision
    ground = GroundRecorded(at=context.now, by=context.actor.operator, code=violation.kind)
    return _and(decision, tenancy, ground)


def _tenancy(violation: Violation, context: Context) -> Tenancy | None:
    return context.known(_MACHINE, violation.tenancy_id, Tenancy)


def _and(decision: Decision, tenancy: Tenancy, event: Event) -> Decision:
    return Decision(effects=(*decision.effects, Effect(machine=_MACHINE, object_id=tenancy.id, event=event)))
