"""Thresholds of the patterns that an estate's doors and meters may show."""

from __future__ import annotations

from sync.policy.figure import Figure, PolicyStruct


class AnomalyRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds of A1 to A5. Source: YC-16, FJ-31, GD-31, GD-32 for the patterns; every figure is assumed."""

    vacant_days: Figure
    """A1: a quiet stretch of so many days is one step."""
    vacant_water_litres: Figure
    """Less water than this in a stretch is no use."""
    vacant_power_wh: Figure
    """Less power than this in a stretch is no use."""
    vacant_inspect_count: Figure
    """So many quiet stretches in a row: a visit is advised."""
    vacant_ground_count: Figure
    """So many: as long as the rules let a home stand empty."""
    pattern_days: Figure
    """A2 to A4: how far back is looked."""
    sublet_faces_count: Figure
    """A2: unknown people at least …"""
    sublet_nights_count: Figure
    """… with so many nights each …"""
    sublet_own_nights_count: Figure
    """… while the people of the lease were there on no more nights than this."""
    crowd_nights_count: Figure
    """A3: who has so many nights lives there …"""
    crowd_extra_count: Figure
    """… and so many more live there than the lease names …"""
    crowd_area100: Figure
    """… or less than this is left for each."""
    card_faces_count: Figure
    """A4: so many different people with one card on one day …"""
    card_days_count: Figure
    """… on so many days."""
    care_age_years: Figure
    """A5: who lives alone and is so old …"""
    care_silent_hours: Figure
    """… and was not heard of for so long."""
