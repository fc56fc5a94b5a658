"""The machine of a change of the rules."""

from __future__ import annotations

from sync.model.regulation import PolicyProposal, ProposalState
from sync.model.states import Role, ServicePoint
from sync.policy.records import Act
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.regulation import commands, decide, events
from sync.workflow.tables import Row

_PROPOSERS = frozenset({Role.SYSADMIN})
_CONFIRMERS = frozenset({Role.SYSADMIN, Role.CITY_APPROVER})
_OFFICES = frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PLATFORM})
_PROPOSED = frozenset({ProposalState.PROPOSED})

TRANSITIONS: tuple[Row[PolicyProposal, ProposalState], ...] = (
    Row(
        states=frozenset({ProposalState.NEW}),
        command=commands.ProposePolicy,
        roles=_PROPOSERS,
        points=_OFFICES,
        to=_PROPOSED,
        act=Act.DECIDE,
        decide=decide.decide_propose,
    ),
    Row(
        states=_PROPOSED,
        command=commands.ConfirmPolicy,
        roles=_CONFIRMERS,
        points=_OFFICES,
        to=frozenset({ProposalState.CONFIRMED}),
        act=Act.DECIDE,
        decide=decide.decide_confirm,
    ),
    Row(
        states=_PROPOSED,
        command=commands.RefusePolicy,
        roles=_CONFIRMERS,
        points=_OFFICES,
        to=frozenset({ProposalState.REFUSED}),
        act=Act.DECIDE,
        decide=decide.decide_refuse,
    ),
    Row(
        states=_PROPOSED,
        command=commands.WithdrawProposal,
        roles=_PROPOSERS,
        points=_OFFICES,
        to=frozenset({ProposalState.WITHDRAWN}),
        act=Act.DECIDE,
        decide=decide.decide_withdraw,
    ),
)
"""State × command × role × point."""


def apply(proposal: PolicyProposal, event: AnyEvent) -> PolicyProposal:
    """The proposal after the event; an event that is not about proposals changes nothing."""
    match event:
        case events.PolicyProposed():
            facts = {name: getattr(event, name) for name in event.__struct_fields__ if name not in {"at", "by"}}
            proposed: PolicyProposal = moved(
                proposal, state=ProposalState.PROPOSED, proposed_by=event.by, proposed_at=event.at, **facts
            )
            return proposed
        case events.PolicyConfirmed():
            return _decided(proposal, ProposalState.CONFIRMED, event)
        case events.PolicyRefused():
            return _decided(proposal, ProposalState.REFUSED, event, event.reason)
        case events.ProposalWithdrawn():
            return _decided(proposal, ProposalState.WITHDRAWN, event, event.reason)
        case _:
            return proposal


def _decided(
    proposal: PolicyProposal, state: ProposalState, event: events.AnyRegulationEvent, note: str = ""
) -> PolicyProposal:
    after: PolicyProposal = moved(proposal, state=state, decided_by=event.by, decided_at=event.at, note=note)
    return after


MACHINE = Machine(
    name=decide.MACHINE_NAME,
    record=PolicyProposal,
    states=ProposalState,
    rows=TRANSITIONS,
    state_of=lambda proposal: proposal.state,
    apply=apply,
    blank=lambda record_id, org: PolicyProposal(id=record_id, org=org),
)
"""The changes of the rules."""
