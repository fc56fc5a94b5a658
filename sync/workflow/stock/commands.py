"""Commands on a home."""

from __future__ import annotations

import msgspec

from sync.model.ids import RecordId
from sync.workflow.command import Command


class RegisterUnit(Command, frozen=True, kw_only=True, tag="register_unit"):
    """Put a home on the books."""

    code: str
    project: str
    building: str
    room: str
    layout: str
    """``DORM``, or rooms and living rooms, e.g. ``2-1``."""
    area100: int
    rent_standard_fen_m2: int
    suits_from: int = 1
    suits_to: int = 9
    floor: int | None = None
    inner_area100: int | None = None
    orientation: str | None = None
    barrier_free: bool = False
    facilities: tuple[str, ...] = ()
    house_code: str | None = None
    meters: dict[str, str] = msgspec.field(default_factory=dict)
    access_device_ids: tuple[str, ...] = ()
    planned: bool = False


class CompleteUnit(Command, frozen=True, kw_only=True, tag="complete_unit"):
    """A planned home is there."""


class PassCheck(Command, frozen=True, kw_only=True, tag="pass_check"):
    """Somebody looked the home over: it may be let."""

    note: str = ""


class StartRepair(Command, frozen=True, kw_only=True, tag="start_repair"):
    """Something must be repaired first."""

    reason: str


class FinishRepair(Command, frozen=True, kw_only=True, tag="finish_repair"):
    """The repair is done."""

    note: str = ""


class WithdrawUnit(Command, frozen=True, kw_only=True, tag="withdraw_unit"):
    """Take a home off the books."""

    reason: str


class ReserveUnit(Command, frozen=True, kw_only=True, tag="reserve_unit"):
    """Set a home aside for a batch that is being planned."""

    batch_id: RecordId


class ReleaseUnit(Command, frozen=True, kw_only=True, tag="release_unit"):
    """Take a home out of a batch that is being planned."""


AnyStockCommand = (
    RegisterUnit | CompleteUnit | PassCheck | StartRepair | FinishRepair | WithdrawUnit | ReserveUnit | ReleaseUnit
)
"""Every command of the machine ``unit``."""
