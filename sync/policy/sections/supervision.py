"""What is watched, how grave it is, who answers for it, and what may follow for whom."""

from __future__ import annotations

from typing import ClassVar, Literal

from sync.model.alert import AlertKind
from sync.model.states import Role
from sync.policy.figure import Confidence, Figure, PolicyStruct


class RiskPoint(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place of the road where things go wrong. Source: FJ-19 for their number, eleven."""

    confidence: Confidence
    source: str


class SupervisionRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the sixteen rules. Source: FJ-20 for their number and for six of them."""

    point: str
    """Code of its risk point."""
    level: Literal["clock", "yellow", "red"]
    """``clock``: yellow near the limit, red past it."""
    kind: AlertKind
    """Of a breach; a clock near its limit is always *near*."""
    disposer: Role
    """The post that answers where no stage says who."""
    confidence: Confidence
    source: str
    on: bool = True


class Accountability(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fault and what it may mean for who made it. Source: BZ-21 for that there is such a list."""

    rules: tuple[str, ...]
    """Rules whose alerts may point to it."""
    consequence: Literal["talk", "written_warning", "discipline", "transfer"]
    confidence: Confidence
    source: str


class SupervisionRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules of the supervision and their thresholds."""

    UNITS: ClassVar = {"same_opinion_at_most": "count"}

    reminder_permille: Figure
    """From this share of a limit on there is a reminder."""
    yellow_permille: Figure
    """From this share on a clock is near its limit."""
    same_opinion_at_most: Figure
    """Cases a day with the same words; more is a breach of R06."""
    result_publish_days: Figure
    """From the end of the publicity of an allocation to its conclusion."""
    subsidy_publish_days: Figure
    """From the grant of a subsidy to its first payment list."""
    points: dict[str, RiskPoint]
    rules: dict[str, SupervisionRule]
    accountability: dict[str, Accountability]
