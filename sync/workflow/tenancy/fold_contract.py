"""The tenancy after the events of its contract, up to the keys."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.model.deadline import Deadline
from sync.model.states import TenancyState
from sync.model.tenancy import Tenancy
from sync.policy.calendar import civil_day
from sync.workflow.events import AnyEvent
from sync.workflow.tenancy import events as e


def with_contract(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    """The tenancy after such an event; None for others."""
    match event:
        case e.ContractIssued():
            return changed(
                tenancy,
                state=TenancyState.CONTRACT_PENDING,
                contract_number=event.number,
                monthly_rent_fen=event.monthly_rent_fen,
                rent_tier_permille=event.rent_tier_permille,
                rent_reason=event.rent_reason,
                deposit_fen=event.deposit_fen,
                term_from=event.term_from,
                term_to=event.term_to,
                contract_content_sha256=event.content_sha256,
                deadlines=(event.deadline,) if event.deadline else (),
            )
        case e.ContractSigned():
            return changed(
                tenancy,
                state=TenancyState.SIGNED,
                explained=True,
                signed_at=event.at,
                signed_by=event.by,
                signature_sha256=event.signature_sha256,
                deadlines=event.deadlines,
            )
        case e.ContractLapsed():
            return changed(
                tenancy,
                state=TenancyState.CLOSED,
                closed_on=civil_day(event.at),
                closed_reason="not_signed",
                deadlines=(),
            )
        case _:
            return _to_the_keys(tenancy, event)


def _to_the_keys(tenancy: Tenancy, event: AnyEvent) -> Tenancy | None:
    match event:
        case e.ContractFiled():
            return changed(
                tenancy,
                filed_on=civil_day(event.at),
                filing_number=event.filing_number,
                deadlines=without(tenancy, "file"),
            )
        case e.MoveInNotified():
            return changed(
                tenancy, state=TenancyState.MOVE_IN_PENDING, move_in_from=event.starts, move_in_to=event.ends
            )
        case e.HandedOver():
            return changed(
                tenancy,
                state=TenancyState.ACTIVE,
                handed_over_on=event.on,
                handover_sha256=event.list_sha256,
                meters=event.meters,
                keys=event.keys,
                tenant=event.tenant,
                co_residents=event.co_residents,
                category=event.category,
                steps=(event.step,),
                deadlines=without(tenancy, "hand_over"),
            )
        case _:
            return None


def changed(tenancy: Tenancy, **changes: Any) -> Tenancy:
    """The tenancy with other fields."""
    return msgspec.structs.replace(tenancy, **changes)


def without(tenancy: Tenancy, name: str) -> tuple[Deadline, ...]:
    """Its running limits but the one of that name."""
    return tuple(clock for clock in tenancy.deadlines if clock.name != name)
