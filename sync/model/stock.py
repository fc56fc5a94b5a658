"""Homes in stock (房源)."""

from __future__ import annotations

import msgspec

from sync.model.ids import OrgCode, RecordId
from sync.model.states import UnitState


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A home in stock."""

    id: RecordId
    org: OrgCode
    code: str
    project: str
    building: str
    room: str
    layout: str
    area100: int
    rent_standard_fen_m2: int
    """Project rent standard, fen per m² and month."""
    suits_from: int = 1
    suits_to: int = 9
    """Household sizes that the layout suits."""
    state: UnitState = UnitState.VACANT_READY
    waiting_id: RecordId | None = None
