"""Events of a home."""

from __future__ import annotations

from sync.model.ids import RecordId
from sync.workflow.event import Event


class UnitAllocated(Event, frozen=True, kw_only=True, tag="unit_allocated"):
    """The home is taken (on the unit)."""

    waiting_id: RecordId


AnyStockEvent = UnitAllocated
"""Every event of the machine ``unit``."""
