"""What a home visit must show."""

from __future__ import annotations

from sync.policy.figure import Figure, PolicyStruct


class InspectionRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the inspections."""

    retries_count: Figure
    """Visits after the first in vain before a result may say that nobody was met."""
    apart_hours: Figure
    """Visits count as at different hours when their times of day lie so far apart, also across midnight."""
    evidence_count: Figure
    """Photos at least, of a visit and of a result that is not normal."""
