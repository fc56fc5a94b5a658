"""What a policy says about objections, reconsideration and the announcement of a rejection."""

from __future__ import annotations

from sync.policy.figure import Figure, PolicyStruct


class RemedyRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Time for everybody who has something to say against a result."""

    objection_days: Figure
    """From an objection to its published conclusion."""
    reconsider_within_days: Figure
    """From a rejection to the request to look at it again."""
    reconsider_days: Figure
    """From that request to the written result."""
    holders_correction_days: Figure
    """A correction of a household that enjoys a housing benefit already."""
    announce_rejection: bool
    """Whether a rejection is published like a qualification before it counts."""
