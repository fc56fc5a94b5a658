"""What a policy says about change businesses: who may take which, what is posted, how long it takes."""

from __future__ import annotations

from sync.model.change import ChangeKind
from sync.policy.figure import Figure, PolicyStruct


class ChangeRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change businesses."""

    counter_kinds: tuple[ChangeKind, ...]
    """What the property counter takes; never more than the seven."""
    posted_kinds: tuple[ChangeKind, ...]
    """What is posted before it is approved, because it alters a qualification or a home."""
    check_days: Figure
    review_days: Figure
    publicity_days: Figure
    swap_reasons_count: Figure
    """A swap needs reasons of at least so many characters."""
