"""What a policy says about clocks that rest, and about the steps at which a running one changes its colour."""

from __future__ import annotations

from enum import StrEnum

from sync.model.remedies import Gap
from sync.model.states import CaseState
from sync.policy.figure import Confidence, Figure, PolicyStruct


class ClockKind(StrEnum):
    """Kinds of clocks of an application."""

    ACCEPT = "accept"
    """From the submission to the acceptance."""
    TOTAL = "total"
    """From the acceptance to the result."""
    VERIFY = "verify"
    """Of the departments."""
    STAGE = "stage"
    """Of a review, of the announcement, of a registration."""
    PUBLICITY = "publicity"
    """The days that a list hangs."""


class PauseRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """While an application stands in ``state``, the clocks of this kind rest. What no rule names runs on."""

    state: CaseState
    clock: ClockKind
    only_if: Gap | None = None
    """RETURNED: only when the gap lies there."""
    confidence: Confidence
    source: str


class PauseRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rests and colours."""

    reminder_permille: Figure
    """From this share of a limit on the desk reminds."""
    yellow_permille: Figure
    rules: tuple[PauseRule, ...]

    def rests(self, state: CaseState, clock: ClockKind, gap: Gap | None = None) -> bool:
        """Whether clocks of this kind rest in this state."""
        return any(
            rule.state is state and rule.clock is clock and (rule.only_if is None or rule.only_if is gap)
            for rule in self.rules
        )
