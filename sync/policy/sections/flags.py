"""When a figure of a household is coloured, and which oddities ask for a closer look."""

from __future__ import annotations

from sync.policy.figure import Figure, PolicyStruct


class FlagRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Thresholds of the colours. Source: GD-22 for what is watched; every threshold is assumed."""

    near_permille: Figure
    """Above this share of a limit a figure is near it."""
    differs_permille: Figure
    """Declared and found differ by more than this share of what was declared."""
    understated_permille: Figure
    """Declared below this share of what was found."""
    stale_days: Figure
    """An answer of a department that is older is none for the colours."""
    heavy_grade_count: Figure
    """Mental disability up to this grade: look at capacity and at who signs."""
    lowsec_line_fen: Figure
    """Per person and month: who says less and holds no status is asked for the details of the income."""
    same_phone_count: Figure
    """One phone number on more cases."""
    agent_cases_count: Figure
    """One agent on more cases a day."""
