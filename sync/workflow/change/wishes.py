"""What each kind of change must say, who must sign it, and what the records say about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sync.model.change import COUNTER_KINDS, ChangeCase, ChangeCheck, ChangeKind, Signer
from sync.model.states import Role, TenancyState, UnitState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.policy.billing import arrears_of, step_on
from sync.workflow.engine import Context, Refusal
from sync.workflow.guards import today
from sync.workflow.tenancy.leaving import agree_fault
from sync.workflow.tenancy.renewal import ask_fault
from sync.workflow.tenancy.standing import LIVING

_OFFICES = frozenset({Role.STREET_WINDOW, Role.DISTRICT_REVIEWER, Role.PLATFORM})
"""Who takes the further kinds."""

_BOTH = (Signer.HOUSEHOLD, Signer.OTHER_HOUSEHOLD, Signer.OWNER, Signer.OTHER_OWNER)
_WITH_OWNER = (Signer.HOUSEHOLD, Signer.OWNER)
SIGNERS: Mapping[ChangeKind, tuple[Signer, ...]] = {
    ChangeKind.SWAP: _BOTH,
    ChangeKind.ADJUST_UNIT: _WITH_OWNER,
    ChangeKind.TENANT_CHANGE: _WITH_OWNER,
}
"""Who signs beside the household. Source: O11 art. 22 (from memory) for the consent to a swap; the rest assumed."""

_MUSTS: Mapping[ChangeKind, frozenset[str]] = {
    ChangeKind.EXIT: frozenset({"inhabited"}),
    ChangeKind.RENEW: frozenset({"living", "no_ground"}),
    ChangeKind.ADJUST_UNIT: frozenset({"living", "no_arrears", "no_breach", "no_ground", "no_recheck", "unit_ready"}),
    ChangeKind.SWAP: frozenset({"living", "no_arrears", "no_breach", "no_ground", "no_recheck"}),
    ChangeKind.MEMBER_CHANGE: frozenset({"living"}),
    ChangeKind.TENANT_CHANGE: frozenset({"living", "no_breach"}),
    ChangeKind.RENT_REDUCTION: frozenset({"living"}),
    ChangeKind.SUCCESSION: frozenset({"inhabited"}),
}


@dataclass(frozen=True, kw_only=True)
class Sides:
    """The tenancies of a change, as far as they are known.

    Attributes:
        own: the household's.
        other: SWAP: the other household's.
    """

    own: Tenancy | None
    other: Tenancy | None


def sides(change: ChangeCase, context: Context) -> Sides:
    """The tenancies that a change is about."""
    return Sides(
        own=context.known("tenancy", change.tenancy_id, Tenancy),
        other=context.known("tenancy", change.other_tenancy_id, Tenancy),
    )


def refused(change: ChangeCase, code: str, /, **details: str | int) -> Refusal:
    """No, because of ``code``."""
    return Refusal(code=code, state=change.state, details=details)


def not_taken_here(change: ChangeCase, kind: ChangeKind, context: Context) -> Refusal | None:
    """Whether this post does not take this kind: a counter takes what its policy names, never more than the seven."""
    if context.actor.role in _OFFICES:
        return None
    if kind in COUNTER_KINDS and kind in context.policy.change.counter_kinds:
        return None
    return refused(change, "kind_not_here")


def signers(kind: ChangeKind) -> tuple[Signer, ...]:
    """Who must sign a change of this kind."""
    return SIGNERS.get(kind, (Signer.HOUSEHOLD,))


def wish_fault(change: ChangeCase, own: Tenancy, context: Context) -> Refusal | None:
    """What is missing or wrong in what the household asks for."""
    if not change.wish.reason.strip():
        return refused(change, "reason_missing")
    check = _CHECKS.get(change.kind)
    return None if check is None else check(change, own, context)


def _exit(change: ChangeCase, own: Tenancy, context: Context) -> Refusal | None:
    if change.wish.on is None:
        return refused(change, "days_wrong")
    found = agree_fault(own, change.wish.on, context)
    return found and refused(change, found.code)


def _renew(change: ChangeCase, own: Tenancy, context: Context) -> Refusal | None:
    found = ask_fault(own, change.wish.years, context)
    return found and refused(change, found.code, **found.details)


def _adjust(change: ChangeCase, own: Tenancy, _context: Context) -> Refusal | None:
    if change.wish.unit_id is None or change.wish.unit_id == own.unit_id:
        return refused(change, "unit_unknown")
    return None


def _swap(change: ChangeCase, own: Tenancy, context: Context) -> Refusal | None:
    other = sides(change, context).other
    if change.other_tenancy_id is None or change.other_tenancy_id == own.id:
        return refused(change, "other_household_missing")
    if other is not None and other.org[:6] != change.org[:6]:
        return refused(change, "out_of_scope", org=other.org)
    least = context.policy.change.swap_reasons_count.value
    if len(change.wish.reason.strip()) < least:
        return refused(change, "opinion_too_short", least=least)
    return None


def _members(change: ChangeCase, own: Tenancy, _context: Context) -> Refusal | None:
    wish, there = change.wish, {*own.co_residents, own.tenant}
    if not (wish.joins or wish.leaves):
        return refused(change, "members_missing")
    if set(wish.joins) & there or not set(wish.leaves) <= set(own.co_residents):
        return refused(change, "member_unknown")
    return None


def _tenant(change: ChangeCase, own: Tenancy, _context: Context) -> Refusal | None:
    return None if change.wish.tenant in own.co_residents else refused(change, "member_unknown")


def _reduction(change: ChangeCase, own: Tenancy, context: Context) -> Refusal | None:
    wish, longest = change.wish, context.policy.billing.waiver_longest_months.value
    now = step_on(own.steps, today(context))
    if not 1 <= wish.months <= longest:
        return refused(change, "months_wrong", most=longest)
    if wish.monthly_fen is None or now is None or not 0 <= wish.monthly_fen < now.monthly_fen:
        return refused(change, "amount_wrong")
    if wish.on is None or wish.on < own.steps[0].from_on:
        return refused(change, "days_wrong")
    return None


_CHECKS: Mapping[ChangeKind, Callable[[ChangeCase, Tenancy, Context], Refusal | None]] = {
    ChangeKind.EXIT: _exit,
    ChangeKind.RENEW: _renew,
    ChangeKind.ADJUST_UNIT: _adjust,
    ChangeKind.SWAP: _swap,
    ChangeKind.MEMBER_CHANGE: _members,
    ChangeKind.TENANT_CHANGE: _tenant,
    ChangeKind.SUCCESSION: _tenant,
    ChangeKind.RENT_REDUCTION: _reduction,
}


def looked_up(change: ChangeCase, context: Context) -> tuple[ChangeCheck, ...]:
    """What the records say about the tenancies and the home that is wanted."""
    both = sides(change, context)
    found = [*_about(both.own, "", context)]
    if change.kind is ChangeKind.SWAP:
        found += _about(both.other, "other_", context)
    if change.kind is ChangeKind.ADJUST_UNIT:
        unit = context.known("unit", change.wish.unit_id, Unit)
        found.append(ChangeCheck(code="unit_ready", clear=unit is not None and unit.state is UnitState.VACANT_READY))
    return tuple(found)


def _about(tenancy: Tenancy | None, prefix: str, context: Context) -> Iterator[ChangeCheck]:
    if tenancy is None:
        yield ChangeCheck(code=f"{prefix}living", clear=False)
        return
    state = tenancy.state
    _, overdue = arrears_of(tenancy.account, today(context))
    yield ChangeCheck(code=f"{prefix}living", clear=state in LIVING)
    yield ChangeCheck(code=f"{prefix}inhabited", clear=state in LIVING | {TenancyState.TRANSITION})
    yield ChangeCheck(code=f"{prefix}no_arrears", clear=not overdue, figure=overdue)
    yield ChangeCheck(code=f"{prefix}no_breach", clear=tenancy.violation_id is None)
    yield ChangeCheck(code=f"{prefix}no_recheck", clear=tenancy.recheck_id is None)
    yield ChangeCheck(code=f"{prefix}no_ground", clear=not tenancy.grounds, figure=len(tenancy.grounds))


def against(kind: ChangeKind, checks: tuple[ChangeCheck, ...]) -> tuple[str, ...]:
    """Codes of what must be clear and is not; a thing that nobody looked up is not clear."""
    musts = _MUSTS.get(kind, frozenset())
    wanted = musts | {f"other_{code}" for code in musts} if kind is ChangeKind.SWAP else musts
    clear = {check.code for check in checks if check.clear}
    return tuple(sorted(wanted - clear))
