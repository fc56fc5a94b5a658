"""Events of a proposal."""

from __future__ import annotations

from datetime import date

from sync.workflow.event import Event


class PolicyProposed(Event, frozen=True, kw_only=True, tag="policy_proposed"):
    """A new version waits for a second person."""

    layer: str
    layer_version: str
    text_sha256: str
    changes: tuple[str, ...]
    reason: str
    document: str
    effective_from: date


class PolicyConfirmed(Event, frozen=True, kw_only=True, tag="policy_confirmed"):
    """It comes into force on its day."""


class PolicyRefused(Event, frozen=True, kw_only=True, tag="policy_refused"):
    """It does not come into force."""

    reason: str


class ProposalWithdrawn(Event, frozen=True, kw_only=True, tag="proposal_withdrawn"):
    """Taken back by who proposed it."""

    reason: str


AnyRegulationEvent = PolicyProposed | PolicyConfirmed | PolicyRefused | ProposalWithdrawn
"""Every event of the machine ``regulation``."""
