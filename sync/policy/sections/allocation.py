"""What a policy says about allocation: methods, layouts by size of household, and the limits of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sync.model.allocation import Method
from sync.policy.figure import Figure, PolicyStruct


class LayoutRule(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which layouts a household of some sizes is entitled to; the last number belongs to the range."""

    UNITS: ClassVar[Mapping[str, str]] = {
        "persons_from": "count",
        "persons_to": "count",
        "rooms_from": "count",
        "rooms_to": "count",
    }

    code: str
    persons_from: Figure
    persons_to: Figure
    rooms_from: Figure
    """Bedrooms; a bed in a shared room counts 0. Fewer is a smaller layout, which a household may choose in writing."""
    rooms_to: Figure


class AllocationRules(PolicyStruct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Allocation in batches. A batch keeps the limits that it was announced with."""

    methods: tuple[Method, ...]
    layouts: tuple[LayoutRule, ...]
    intent_days: Figure
    """Wishes are collected for at least so long: who comes first does not count."""
    grace_days: Figure
    """What was registered in time at a place without a link may arrive so much later."""
    recheck_days: Figure
    """The office re-checks who registered within so long."""
    order_publicity_days: Figure
    """The order is public for so long before anybody chooses."""
    choose_days: dict[Method, Figure]
    """Limit of a household whose turn it is; 0 = the same day."""
    offer_count: dict[Method, Figure]
    """So many homes are drawn for a household to choose from; a method that is not named lets it choose freely."""
    result_publicity_days: Figure
    contract_days: Figure
    """The contract is issued within so long."""
    commit_lead_hours: Figure
    """Least time between the last commit and the public entropy."""
