"""What costs how many points, what a level means, how long an entry counts."""

from __future__ import annotations

from sync.model.credit import CreditEvent
from sync.policy.figure import Figure, PolicyStruct


class LevelRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows from a level. Source: YC-07 for that the level drives the checks; the figures are assumed."""

    from_points: Figure
    """The level begins at so many points."""
    visit_months: Figure
    """A home visit every so many months."""
    recheck_months: Figure
    """A re-check every so many months."""
    light: bool
    """The re-check asks only what has changed."""
    may_swap: bool
    """Whether a voluntary exchange of homes may be asked for."""


class CreditRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the credit file."""

    start_points: Figure
    costs_points: dict[CreditEvent, Figure]
    """Points that an event costs; an event that is not named here cannot be recorded."""
    a: LevelRule
    b: LevelRule
    c: LevelRule
    d: LevelRule
    expires_years: Figure
    """An entry counts no longer than this."""
    repair_months: Figure
    """Without a new entry before old ones may be repaired on application."""
    appeal_days: Figure
    """From the day that the person was told."""
    appeal_answer_days: Figure
    """From the appeal to its decision, by another person."""
