"""How fast an alert must be answered."""

from __future__ import annotations

from sync.policy.figure import Figure, PolicyStruct


class AlertRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Limits of the disposal of alerts. Source: FJ-27 for that there is a limit; the days are assumed."""

    answer_yellow_days: Figure
    """From the raising to the first answer."""
    answer_red_days: Figure
    answer_urged_days: Figure
    """From an urging to the next answer."""
    urges_count: Figure
    """How often the province urges by itself; after that only people do."""
    low_score_points: Figure
    """A rating of so many points or fewer, of five, is followed up. Source: BZ-22 for that it is."""
    follow_up_days: Figure
    """From the rating to its follow-up."""
