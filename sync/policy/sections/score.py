"""The sheet that orders the waiting list. Source: none; its numbers are the policy's."""

from __future__ import annotations

from sync.model.household import SpecialGroup
from sync.policy.figure import Confidence, PolicyStruct


class ScoreBand(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points for a value below or at ``upto``."""

    upto: int
    points: int


class ScoreSheet(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The sheet that orders the waiting list within a group."""

    version: str
    confidence: Confidence
    source: str
    area: tuple[ScoreBand, ...]
    """By per-capita area in 1/100 m²; the last number belongs to the band."""
    income_status: dict[SpecialGroup, int]
    income_permille: tuple[ScoreBand, ...]
    """By per-capita income in per mille of the limit, when no status scores."""
    members: tuple[ScoreBand, ...]
    """By number of persons."""
    per_minor_or_elder: int
    elder_age: int
    special: dict[SpecialGroup, int]
    disability_grade: dict[int, int]
    special_cap: int
    per_half_year: int
    waiting_cap: int
    hukou_years: int
    hukou_points: int
    per_abandonment: int
    """Subtracted per home that was given up."""
