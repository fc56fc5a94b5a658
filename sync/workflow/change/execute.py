"""What an approved change brings about on the tenancies and the homes. All or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import msgspec

from sync.model.billing import MeterReading, RentReason, RentStep
from sync.model.change import ChangeCase, ChangeKind
from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.model.take_back import TakeBack
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy.billing import step_on
from sync.policy.months import months_later
from sync.policy.records import Policy
from sync.policy.rent import Concession, conceded, rent
from sync.workflow.change import commands as c
from sync.workflow.change import events as e
from sync.workflow.change.wishes import against, looked_up, refused, sides
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing, today
from sync.workflow.machine import on
from sync.workflow.stock.events import UnitAllocated, UnitRented, UnitVacated
from sync.workflow.tenancy.events import HomeChanged, RentChanged, ResidentsChanged, TenantChanged
from sync.workflow.tenancy.leaving import agreed
from sync.workflow.tenancy.renewal import renewal_offer
from sync.workflow.tenancy.standing import carry_of, home_of

_DAY = timedelta(days=1)
BY_HAND = frozenset({ChangeKind.ADJUST_UNIT, ChangeKind.SWAP})
"""Keys are handed over: somebody is there. The province does the others by itself."""

_READY = "unit_ready"
"""Looked at where the home is taken."""

_Brought = tuple[Effect, ...] | Refusal


def decide_execute(change: ChangeCase, command: c.ExecuteChange, context: Context) -> Decision | Refusal:
    """What was approved happens, if the records still allow it."""
    own = sides(change, context).own
    if own is None:
        return fact_missing("tenancy", change.state) if context.facts.authoritative else Decision(effects=())
    if own.unit_id != change.unit_id:
        return refused(change, "changed_meanwhile")
    unclear = [code for code in against(change.kind, looked_up(change, context)) if code != _READY]
    if unclear:
        return refused(change, "checks_not_clear", codes=", ".join(unclear))
    bring = _BRINGS.get(change.kind)
    brought: _Brought = () if bring is None else bring(change, command, own, context)
    if isinstance(brought, Refusal):
        return brought
    done = on("change", change, e.ChangeExecuted(at=context.now, by=context.actor.operator))
    return Decision(effects=(*done.effects, *brought))


def _on_tenancy(tenancy: Tenancy, event: Event) -> Effect:
    return Effect(machine="tenancy", object_id=tenancy.id, event=event)


def _exit(change: ChangeCase, _command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    signature = next(entry.signature_sha256 for entry in change.signed)
    day = change.wish.on or today(context)
    return (_on_tenancy(own, agreed(TakeBack.OWN_WILL, day, signature, context)),)


def _renew(change: ChangeCase, _command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    renewal = own.renewal
    if renewal is None or renewal.agreed is not None:
        return refused(change, "changed_meanwhile")
    offer = renewal_offer(own, renewal, change.review_text, context)
    return Refusal(code=offer.code, state=change.state) if isinstance(offer, Refusal) else offer.effects


def _members(change: ChangeCase, _command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    wish = change.wish
    if set(wish.joins) & {*own.co_residents, own.tenant} or not set(wish.leaves) <= set(own.co_residents):
        return refused(change, "changed_meanwhile")
    changed = ResidentsChanged(at=context.now, by=context.actor.operator, joins=wish.joins, leaves=wish.leaves)
    return (_on_tenancy(own, changed),)


def _tenant(change: ChangeCase, _command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    tenant = change.wish.tenant
    if tenant is None or tenant not in own.co_residents:
        return refused(change, "changed_meanwhile")
    stays = change.kind is ChangeKind.TENANT_CHANGE
    changed = TenantChanged(at=context.now, by=context.actor.operator, tenant=tenant, former_stays=stays)
    return (_on_tenancy(own, changed),)


def _reduction(change: ChangeCase, _command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    """For some months another rent; after them what would hold then."""
    wish = change.wish
    starts = wish.on or today(context) + _DAY
    before = step_on(own.steps, starts)
    if before is None or wish.monthly_fen is None or wish.monthly_fen >= before.monthly_fen:
        return refused(change, "changed_meanwhile")
    steps = waived(own.steps, starts, wish.months, wish.monthly_fen, before)
    changed = RentChanged(
        at=context.now,
        by=context.actor.operator,
        steps=steps,
        carry_fen=carry_of(own, steps),
        cause="rent_reduction",
    )
    return (_on_tenancy(own, changed),)


def waived(
    steps: Sequence[RentStep], starts: date, months: int, monthly_fen: int, before: RentStep
) -> tuple[RentStep, ...]:
    """The steps from ``starts`` on with a reduction for so many months; after them what would hold then."""
    ends = months_later(starts, months)
    lower = msgspec.structs.replace(before, from_on=starts, monthly_fen=monthly_fen, reason=RentReason.WAIVER)
    following = step_on(steps, ends) or before
    later = (step for step in steps if step.from_on > ends)
    return (lower, msgspec.structs.replace(following, from_on=ends), *later)


def rent_in(tenancy: Tenancy, unit: Unit, monthly_income_fen: int | None, from_on: date, policy: Policy) -> RentStep:
    """What another home costs the household: its tier, its concession and its income as before."""
    home, before = home_of(unit), step_on(tenancy.steps, from_on)
    tier = before.tier_permille if before else tenancy.rent_tier_permille
    usual = rent(
        area100=home.area100,
        standard_fen_m2=home.standard_fen_m2,
        tier_permille=tier,
        monthly_income_fen=monthly_income_fen,
        rules=policy.rent,
    )
    reason = before.reason.value if before else ""
    granted = Concession(reason) if reason in set(Concession) else Concession.NONE
    found = conceded(usual, home.full, granted, policy.billing)
    return RentStep(
        from_on=from_on,
        monthly_fen=found.monthly_fen,
        standard_fen=found.standard_fen,
        tier_permille=tier,
        reason=found.reason,
    )


def _adjust(change: ChangeCase, command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    """Another home: the new one is let, the old one is back in stock."""
    unit = context.known("unit", change.wish.unit_id, Unit)
    if unit is None or unit.state is not UnitState.VACANT_READY:
        return refused(change, "checks_not_clear", codes=_READY)
    size = 1 + len(own.co_residents)
    if not unit.suits_from <= size <= unit.suits_to:
        suits: dict[str, str | int] = {"suits_from": unit.suits_from, "suits_to": unit.suits_to}
        return refused(change, "unit_does_not_suit", size=size, **suits)
    moved = _moved(change, own, unit, command.meters, command, context)
    if isinstance(moved, Refusal):
        return moved
    vacated = UnitVacated(at=context.now, by=context.actor.operator, tenancy_id=own.id)
    return (*moved, Effect(machine="unit", object_id=own.unit_id, event=vacated))


def _swap(change: ChangeCase, command: c.ExecuteChange, own: Tenancy, context: Context) -> _Brought:
    """Both households move at once: either has the other's home, or nothing has happened."""
    other = sides(change, context).other
    unit, other_unit = (context.known("unit", unit_id, Unit) for unit_id in (change.unit_id, change.other_unit_id))
    if other is None or unit is None or other_unit is None:
        return fact_missing("unit", change.state)
    if other.unit_id != change.other_unit_id:
        return refused(change, "changed_meanwhile")
    first = _moved(change, own, other_unit, command.meters, command, context)
    if isinstance(first, Refusal):
        return first
    second = _moved(change, other, unit, command.other_meters, command, context)
    return second if isinstance(second, Refusal) else (*first, *second)


def _moved(
    change: ChangeCase,
    tenancy: Tenancy,
    unit: Unit,
    meters: tuple[MeterReading, ...],
    command: c.ExecuteChange,
    context: Context,
) -> _Brought:
    """One household in another home, from the next day on."""
    if not command.fees_cleared:
        return refused(change, "fees_first")
    wanted = context.policy.tenancy.utilities
    if {meter.meter for meter in meters} != set(wanted) or any(meter.reading < 0 for meter in meters):
        return refused(change, "meter_wrong", meter=", ".join(sorted(wanted)))
    entry = context.known("waiting", tenancy.waiting_id, WaitingEntry)
    at, by = context.now, context.actor.operator
    from_on = today(context) + _DAY
    step = rent_in(tenancy, unit, entry.monthly_income_fen if entry else None, from_on, context.policy)
    changed = HomeChanged(
        at=at,
        by=by,
        unit_id=unit.id,
        from_on=from_on,
        step=step,
        carry_fen=carry_of(tenancy, (step,)),
        meters=meters,
    )
    taken = UnitAllocated(at=at, by=by, waiting_id=tenancy.waiting_id)
    let = UnitRented(at=at, by=by, tenancy_id=tenancy.id)
    return (
        _on_tenancy(tenancy, changed),
        Effect(machine="unit", object_id=unit.id, event=taken),
        Effect(machine="unit", object_id=unit.id, event=let),
    )


_BRINGS: Mapping[ChangeKind, Callable[[ChangeCase, c.ExecuteChange, Tenancy, Context], _Brought]] = {
    ChangeKind.EXIT: _exit,
    ChangeKind.RENEW: _renew,
    ChangeKind.ADJUST_UNIT: _adjust,
    ChangeKind.SWAP: _swap,
    ChangeKind.MEMBER_CHANGE: _members,
    ChangeKind.TENANT_CHANGE: _tenant,
    ChangeKind.SUCCESSION: _tenant,
    ChangeKind.RENT_REDUCTION: _reduction,
}
"""Kinds without a line here change only what is written on the application: they are done when they are recorded."""
