"""The machine of a tenancy: from the issued contract to the signed one."""

from __future__ import annotations

import msgspec

from sync.model.states import Role, ServicePoint, TenancyState
from sync.model.tenancy import Tenancy
from sync.policy.records import Act
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.guards import is_sha256
from sync.workflow.machine import Machine, on
from sync.workflow.tables import Row
from sync.workflow.tenancy.commands import SignContract
from sync.workflow.tenancy.events import ContractIssued, ContractSigned


def decide_sign(tenancy: Tenancy, command: SignContract, context: Context) -> Decision | Refusal:
    """Signed unchanged, after the liability and return clauses were explained."""
    state = tenancy.state
    if tenancy.contract_content_sha256 is None:
        return Refusal(code="contract_not_issued", state=state)
    if command.content_sha256 != tenancy.contract_content_sha256:
        return Refusal(code="contract_differs", state=state)
    if not command.explained:
        return Refusal(code="not_explained", state=state)
    if not is_sha256(command.signature_sha256):
        return Refusal(code="signature_missing", state=state)
    signed = ContractSigned(
        at=context.now,
        by=context.actor.operator,
        content_sha256=command.content_sha256,
        method=command.method,
        signature_sha256=command.signature_sha256,
    )
    return on("tenancy", tenancy, signed)


TRANSITIONS: tuple[Row[Tenancy, TenancyState], ...] = (
    Row(
        states=frozenset({TenancyState.CONTRACT_PENDING}),
        command=SignContract,
        roles=frozenset({Role.PROPERTY_COUNTER, Role.STREET_WINDOW}),
        points=frozenset({ServicePoint.PROPERTY_COUNTER, ServicePoint.STREET_WINDOW}),
        to=frozenset({TenancyState.SIGNED}),
        act=Act.SIGN_CONTRACT,
        decide=decide_sign,
    ),
)
"""State × command × role × point."""


def apply(tenancy: Tenancy, event: AnyEvent) -> Tenancy:
    """The tenancy after the event; an event that is not about tenancies changes nothing."""
    match event:
        case ContractIssued():
            return msgspec.structs.replace(
                tenancy,
                state=TenancyState.CONTRACT_PENDING,
                contract_number=event.number,
                monthly_rent_fen=event.monthly_rent_fen,
                rent_tier_permille=event.rent_tier_permille,
                deposit_fen=event.deposit_fen,
                term_from=event.term_from,
                term_to=event.term_to,
                contract_content_sha256=event.content_sha256,
            )
        case ContractSigned():
            return msgspec.structs.replace(
                tenancy,
                state=TenancyState.SIGNED,
                explained=True,
                signed_at=event.at,
                signed_by=event.by,
                signature_sha256=event.signature_sha256,
            )
        case _:
            return tenancy


MACHINE = Machine(
    name="tenancy",
    record=Tenancy,
    states=TenancyState,
    rows=TRANSITIONS,
    state_of=lambda tenancy: tenancy.state,
    apply=apply,
    county_wide=True,
)
"""The tenancies: an estate's counter serves households of the whole county."""
