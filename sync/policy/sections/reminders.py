"""How long before (or after) a day somebody is reminded of it."""

from __future__ import annotations

from sync.model.states import Role
from sync.policy.figure import Confidence, PolicyStruct


class ReminderRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One kind of reminder. Source: FJ-18 for six of the kinds; the days are assumed where nothing else is said."""

    days: tuple[int, ...]
    """Calendar days before the day, the longest first; ``after``: since the day, the shortest first."""
    role: Role
    """Who is reminded."""
    confidence: Confidence
    source: str
    after: bool = False


class ReminderRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All kinds."""

    kinds: dict[str, ReminderRule]
