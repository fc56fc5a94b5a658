"""Homes in stock (房源)."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from sync.model.ids import OrgCode, RecordId
from sync.model.states import UnitState

DORMITORY = "DORM"
"""Layout of a bed in a shared room."""
_LAYOUT = re.compile(r"([0-9])-([0-9])")


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A home in stock."""

    id: RecordId
    org: OrgCode
    code: str = ""
    project: str = ""
    building: str = ""
    room: str = ""
    layout: str = ""
    """``DORM``, or rooms and living rooms, e.g. ``2-1``."""
    area100: int = 0
    """Built area, 1/100 m²."""
    rent_standard_fen_m2: int = 0
    """Project rent standard, fen per m² and month."""
    suits_from: int = 1
    suits_to: int = 9
    """Household sizes that the home suits."""
    state: UnitState = UnitState.VACANT_READY
    waiting_id: RecordId | None = None
    """Household that it is promised, allocated or let to."""
    batch_id: RecordId | None = None
    """Allocation batch that it is reserved for."""
    tenancy_id: RecordId | None = None
    """Tenancy that it is let under."""
    floor: int | None = None
    inner_area100: int | None = None
    orientation: str | None = None
    barrier_free: bool = False
    facilities: tuple[str, ...] = ()
    house_code: str | None = None
    """Code of the house in the city's register."""
    meters: dict[str, str] = {}
    """Kind of meter -> its number."""
    access_device_ids: tuple[str, ...] = ()
    vacant_since: date | None = None
    """First civil day without a tenant; None while it is let or not there yet."""
    state_reason: str | None = None
    """Why it is in repair or withdrawn."""


def rooms_of(layout: str) -> int | None:
    """Bedrooms of a layout; a bed in a shared room counts 0. None = the layout cannot be read."""
    if layout == DORMITORY:
        return 0
    found = _LAYOUT.fullmatch(layout)
    return int(found.group(1)) if found else None
