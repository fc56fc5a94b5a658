"""The machine of a subsidy."""

from __future__ import annotations

from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy.calendar import civil_day
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.subsidy.events import GrantApproved
from sync.workflow.tables import Row

TRANSITIONS: tuple[Row[SubsidyGrant, GrantState], ...] = ()
"""State × command × role × point."""


def apply(grant: SubsidyGrant, event: AnyEvent) -> SubsidyGrant:
    """The subsidy after the event; an event that is not about subsidies changes nothing."""
    if isinstance(event, GrantApproved):
        after: SubsidyGrant = moved(
            grant,
            state=GrantState.APPROVED,
            persons=event.persons,
            own_area100=event.own_area100,
            category=event.category,
            monthly_income_fen=event.monthly_income_fen,
            policy_id=event.policy_id,
            policy_version=event.policy_version,
            approved_on=civil_day(event.at),
        )
        return after
    return grant


MACHINE = Machine(
    name="subsidy",
    record=SubsidyGrant,
    states=GrantState,
    rows=TRANSITIONS,
    state_of=lambda grant: grant.state,
    apply=apply,
)
"""The subsidies."""
