"""The contract of a home, issued to a waiting household: home, household and tenancy change together or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sync.model.application import Category
from sync.model.case import Case
from sync.model.ids import FormalNumber
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import years_after
from sync.policy.concessions import with_concession
from sync.policy.rent import rent
from sync.workflow.engine import Context, Effect, Refusal
from sync.workflow.guards import deadline, fact_missing
from sync.workflow.numbering import NumberKind
from sync.workflow.stock.events import UnitAllocated
from sync.workflow.tenancy.contract import content_sha256, contract_content
from sync.workflow.tenancy.events import ContractIssued
from sync.workflow.waiting.events import Allocated


def bad_term(years: int, state: str, context: Context) -> Refusal | None:
    """Whether a term is too short or too long."""
    longest = context.policy.rent.max_term_years.value
    if 1 <= years <= longest:
        return None
    return Refusal(code="term_out_of_range", state=state, details={"most": longest})


def issue(
    entry: WaitingEntry, unit: Unit, term_from: date, term_years: int, context: Context
) -> tuple[Effect, ...] | Refusal:
    """The home is taken, the household has it, the contract is issued.

    Args:
        entry: of the household.
        unit: the home, which may be taken.
        term_from: first day.
        term_years: that the policy allows.
        context: knows the application of the household and gives the number, at the province.
    """
    state, facts = entry.state, context.facts
    if facts.authoritative and context.known("case", entry.case_id, Case) is None:
        return fact_missing("case", state)
    if facts.authoritative and context.issue_number is None:
        return fact_missing("issue_number", state)
    tenancy = _tenancy(entry, unit, term_from, term_years, context)
    if tenancy is None:
        return Refusal(code="category_unknown", state=state)
    return _effects(entry, unit, tenancy, context)


def _tenancy(entry: WaitingEntry, unit: Unit, term_from: date, term_years: int, context: Context) -> Tenancy | None:
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
    case = context.known("case", entry.case_id, Case)
    if case is not None:
        full = unit.area100 * unit.rent_standard_fen_m2
        month = with_concession(month, full, case.draft, case.process.verification, policy.billing)
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
        rent_reason=month.reason,
        deposit_fen=policy.rent.deposit_fen.value,
        term_from=term_from,
        term_to=years_after(term_from, term_years) - timedelta(days=1),
    )


def _effects(entry: WaitingEntry, unit: Unit, tenancy: Tenancy, context: Context) -> tuple[Effect, ...]:
    at, by = context.now, context.actor.operator
    case = context.known("case", entry.case_id, Case)
    issued = ContractIssued(
        at=at,
        by=by,
        number=tenancy.contract_number,
        monthly_rent_fen=tenancy.monthly_rent_fen,
        rent_tier_permille=tenancy.rent_tier_permille,
        rent_reason=tenancy.rent_reason,
        deadline=deadline(context, "sign", context.policy.tenancy.sign_within_days),
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
    allocated = Allocated(at=at, by=by, unit_id=unit.id, tenancy_id=tenancy.id)
    return (
        Effect(machine="unit", object_id=unit.id, event=UnitAllocated(at=at, by=by, waiting_id=entry.id)),
        Effect(machine="waiting", object_id=entry.id, event=allocated),
        Effect(machine="tenancy", object_id=tenancy.id, event=issued, creates=creates),
    )


def _content_hash(tenancy: Tenancy, unit: Unit, case: Case | None, context: Context) -> str | None:
    if case is None or tenancy.contract_number is None:
        return None
    return content_sha256(contract_content(tenancy, unit, case.draft, context.policy))
