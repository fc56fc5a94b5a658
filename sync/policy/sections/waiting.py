"""What a policy says about the waiting list: its order, what must be reported, resting, and waiting anew."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from sync.policy.figure import Figure, PolicyStruct


class QueueKey(StrEnum):
    """What the order of the waiting list goes by; who lacks a key comes after those who have it."""

    GROUP = "group"
    """Ascending."""
    SCORE = "score"
    """Descending."""
    MONTH = "month"
    """Month of the draw that gave the random number, ascending: who drew earlier comes first."""
    RANDOM_NO = "random_no"
    """Place in that draw, ascending."""
    ENTERED_AT = "entered_at"
    """Ascending."""


class RequeueRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What follows when a home is given up."""

    UNITS: ClassVar[Mapping[str, str]] = {"group": "count"}

    group: Figure
    """The household waits anew in this group, or in its own where that comes later."""
    cooling_off_months: Figure
    """It takes part in no allocation for so long."""
    from_next_month: bool
    """Both begin on the first day of the next month; else on the day itself."""


class WaitingRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The waiting list."""

    keys: tuple[QueueKey, ...]
    """In this order; what is still equal goes by the waiting number."""
    limit_years: Figure
    """Nobody should wait longer."""
    report_change_months: Figure
    """Changes of income, property, household and housing are to be reported so soon."""
    rest_longest_months: Figure
    """A rest at own request ends by itself after so long."""
    rest_counts: bool
    """Whether the time of rest counts as waited."""
    random_numbers: bool
    """Whether newcomers of a month draw numbers."""
    requeue: RequeueRules
