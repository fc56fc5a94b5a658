"""The machine of a waiting entry, and what an allocation does to the home."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from sync.model.application import Category
from sync.model.case import Case
from sync.model.ids import FormalNumber
from sync.model.states import Role, ServicePoint, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import years_after
from sync.policy.records import Act
from sync.policy.rent import rent
from sync.workflow.engine import Context, Decision, Effect, Key, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.guards import fact_missing, out_of_reach
from sync.workflow.machine import Machine
from sync.workflow.numbering import NumberKind
from sync.workflow.stock.events import UnitAllocated
from sync.workflow.tables import Row
from sync.workflow.tenancy.contract import content_sha256, contract_content
from sync.workflow.tenancy.events import ContractIssued
from sync.workflow.waiting.commands import AllocateUnit, AnyWaitingCommand
from sync.workflow.waiting.events import Allocated, WaitingEntered


def decide_allocate(entry: WaitingEntry, command: AllocateUnit, context: Context) -> Decision | Refusal:
    """Direct allocation of one home: the home is taken, the household has it, the contract is issued. All or none."""
    state, facts = entry.state, context.facts
    unit = context.known("unit", command.unit_id, Unit)
    if unit is None:
        return fact_missing("unit", state) if facts.authoritative else _preview(entry, command, context)
    refusal = _unsuitable(entry, command, unit, context)
    if refusal:
        return refusal
    if facts.authoritative and context.known("case", entry.case_id, Case) is None:
        return fact_missing("case", state)
    if facts.authoritative and context.issue_number is None:
        return fact_missing("issue_number", state)
    tenancy = _tenancy(entry, command, unit, context)
    if tenancy is None:
        return Refusal(code="category_unknown", state=state)
    return _allocated(entry, unit, tenancy, context)


def _preview(entry: WaitingEntry, command: AllocateUnit, context: Context) -> Decision:
    """What a desk can show that does not know the home: nothing about rent is made up."""
    at, by = context.now, context.actor.operator
    allocated = Allocated(at=at, by=by, unit_id=command.unit_id, tenancy_id=context.mint("tenancy"))
    return Decision(effects=(Effect(machine="waiting", object_id=entry.id, event=allocated),))


def _unsuitable(entry: WaitingEntry, command: AllocateUnit, unit: Unit, context: Context) -> Refusal | None:
    state, longest = entry.state, context.policy.rent.max_term_years.value
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
    if not 1 <= command.term_years <= longest:
        return Refusal(code="term_out_of_range", state=state, details={"most": longest})
    return None


def _tenancy(entry: WaitingEntry, command: AllocateUnit, unit: Unit, context: Context) -> Tenancy | None:
    policy = context.policy
    rules = policy.categories.get(Category(entry.category)) if entry.category in set(Category) else None
    if rules is None:
        return None
    month = rent(
        area100=unit.area100,
        standard_fen_m2=unit.rent_standard_fen_m2,
        tier_permille=rules.rent_tier.value,
        monthly_income_fen=entry.monthly_income_fen,
        rules=policy.rent,
    )
    number = context.issue_number(NumberKind.CONTRACT.value) if context.issue_number else None
    return Tenancy(
        id=context.mint("tenancy"),
        org=entry.org,
        case_id=entry.case_id,
        waiting_id=entry.id,
        unit_id=unit.id,
        contract_number=FormalNumber(number) if number else None,
        monthly_rent_fen=month.monthly_fen,
        rent_tier_permille=rules.rent_tier.value,
        deposit_fen=policy.rent.deposit_fen.value,
        term_from=command.term_from,
        term_to=_last_day(command.term_from, command.term_years),
    )


def _allocated(entry: WaitingEntry, unit: Unit, tenancy: Tenancy, context: Context) -> Decision:
    at, by = context.now, context.actor.operator
    case = context.known("case", entry.case_id, Case)
    issued = ContractIssued(
        at=at,
        by=by,
        number=tenancy.contract_number,
        monthly_rent_fen=tenancy.monthly_rent_fen,
        rent_tier_permille=tenancy.rent_tier_permille,
        deposit_fen=tenancy.deposit_fen,
        term_from=tenancy.term_from or date.min,
        term_to=tenancy.term_to or date.min,
        content_sha256=_content_hash(tenancy, unit, case, context),
    )
    creates: dict[str, Any] = {
        "id": tenancy.id,
        "org": tenancy.org,
        "case_id": tenancy.case_id,
        "waiting_id": tenancy.waiting_id,
        "unit_id": tenancy.unit_id,
    }
    return Decision(
        effects=(
            Effect(machine="unit", object_id=unit.id, event=UnitAllocated(at=at, by=by, waiting_id=entry.id)),
            Effect(
                machine="waiting",
                object_id=entry.id,
                event=Allocated(at=at, by=by, unit_id=unit.id, tenancy_id=tenancy.id),
            ),
            Effect(machine="tenancy", object_id=tenancy.id, event=issued, creates=creates),
        )
    )


def _content_hash(tenancy: Tenancy, unit: Unit, case: Case | None, context: Context) -> str | None:
    if case is None or tenancy.contract_number is None:
        return None
    return content_sha256(contract_content(tenancy, unit, case.draft, context.policy))


def _last_day(first: date, years: int) -> date:
    return years_after(first, years) - timedelta(days=1)


TRANSITIONS: tuple[Row[WaitingEntry, WaitingState], ...] = (
    Row(
        states=frozenset({WaitingState.ACTIVE}),
        command=AllocateUnit,
        roles=frozenset({Role.ALLOCATOR}),
        points=frozenset({ServicePoint.COUNTY_OFFICE}),
        to=frozenset({WaitingState.ALLOCATED}),
        act=Act.DECIDE,
        decide=decide_allocate,
    ),
)
"""State × command × role × point."""


def apply(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry:
    """The entry after the event; an event that is not about entries changes nothing."""
    match event:
        case WaitingEntered():
            return msgspec.structs.replace(
                entry,
                state=WaitingState.ACTIVE,
                number=event.number,
                group=event.group,
                score=event.score,
                score_detail=event.score_detail,
                household_size=event.household_size,
                category=event.category,
                monthly_income_fen=event.monthly_income_fen,
                policy_id=event.policy_id,
                policy_version=event.policy_version,
                entered_at=event.at,
            )
        case Allocated():
            return msgspec.structs.replace(
                entry, state=WaitingState.ALLOCATED, unit_id=event.unit_id, tenancy_id=event.tenancy_id
            )
        case _:
            return entry


def needs(entry: WaitingEntry, command: AnyWaitingCommand) -> tuple[Key, ...]:
    """The home that is meant, and the application of the household."""
    return (("unit", command.unit_id), ("case", entry.case_id))


MACHINE = Machine(
    name="waiting",
    record=WaitingEntry,
    states=WaitingState,
    rows=TRANSITIONS,
    state_of=lambda entry: entry.state,
    apply=apply,
    needs=needs,
)
"""The waiting list."""
