"""Events of a subsidy."""

from __future__ import annotations

from sync.workflow.event import Event


class GrantApproved(Event, frozen=True, kw_only=True, tag="grant_approved"):
    """The household may have a subsidy; what a month brings is computed when paying begins.

    Creates the grant: ``Effect(machine="subsidy", creates={"id": …, "org": …, "case_id": …})``.
    """

    persons: int
    """Persons who are counted for the subsidy (保障人口)."""
    own_area100: int
    """Own home area per person, 1/100 m²."""
    category: str | None = None
    monthly_income_fen: int | None = None
    """Of the household, as verified; None = unknown."""
    policy_id: str | None = None
    policy_version: str | None = None


AnySubsidyEvent = GrantApproved
"""Every event of the machine ``subsidy``."""
