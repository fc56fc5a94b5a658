"""Clocks, fines and bans of breaches."""

from __future__ import annotations

from sync.model.take_back import TakeBack
from sync.policy.figure import Figure, PolicyStruct


class FineRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Bounds of a fine for some kinds of breaches."""

    code: str
    kinds: tuple[TakeBack, ...]
    most_fen: Figure
    """Where there was no illegal gain."""
    gain_times_count: Figure | None = None
    """With an illegal gain: at most so many times the gain …"""
    gain_most_fen: Figure | None = None
    """… and never more than this."""


class ViolationRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Figures of the machine of violations."""

    report_answer_days: Figure
    """From a report to the answer that its reporter gets. Source: GD-34 for that there is one."""
    verify_days: Figure
    """From the begin of checking a clue to its conclusion."""
    rectify_days: Figure
    hearing_days: Figure
    """Within which somebody who was told of a penalty may ask to be heard."""
    ban_years: Figure
    """No new application for so long."""
    banned: tuple[TakeBack, ...]
    """Kinds whose penalty brings a ban."""
    nothing_to_rectify: tuple[TakeBack, ...]
    """Kinds that a notice could not put right: the penalty may follow at once."""
    fines: tuple[FineRule, ...]

    def fine_rule(self, kind: TakeBack) -> FineRule | None:
        """The bounds for a kind; None = no fine is foreseen."""
        return next((rule for rule in self.fines if kind in rule.kinds), None)
