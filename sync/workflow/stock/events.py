"""Events of a home.

A home's own commands cause some; the others are caused on it by the machines that use homes, as effects of their
decisions on machine ``unit``:

- allocation: :class:`UnitReserved`, :class:`UnitPromised`, :class:`UnitFreed`, :class:`UnitReleased`;
- waiting list: :class:`UnitAllocated`;
- tenancy: :class:`UnitRented` when the keys are handed over, :class:`UnitVacated` when the tenant has left, and
  :class:`UnitReleased` when a contract that was issued is never signed.
"""

from __future__ import annotations

import msgspec

from sync.model.ids import RecordId
from sync.workflow.event import Event


class UnitRegistered(Event, frozen=True, kw_only=True, tag="unit_registered"):
    """The home is on the books."""

    code: str
    project: str
    building: str
    room: str
    layout: str
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
    """It is not there yet."""


class UnitCompleted(Event, frozen=True, kw_only=True, tag="unit_completed"):
    """A planned home is there; it is to be looked over."""


class UnitReady(Event, frozen=True, kw_only=True, tag="unit_ready"):
    """Looked over and found fit to be let."""

    note: str = ""


class UnitReserved(Event, frozen=True, kw_only=True, tag="unit_reserved"):
    """Set aside for one allocation batch."""

    batch_id: RecordId


class UnitPromised(Event, frozen=True, kw_only=True, tag="unit_promised"):
    """A household of the batch chose it; it stays reserved until the contract is issued."""

    waiting_id: RecordId


class UnitFreed(Event, frozen=True, kw_only=True, tag="unit_freed"):
    """The household that had chosen it does not take it; others of the batch may."""


class UnitReleased(Event, frozen=True, kw_only=True, tag="unit_released"):
    """Free again for anybody: out of its batch, or an allocation that came to nothing."""


class UnitAllocated(Event, frozen=True, kw_only=True, tag="unit_allocated"):
    """The home is taken (on the unit)."""

    waiting_id: RecordId


class UnitRented(Event, frozen=True, kw_only=True, tag="unit_rented"):
    """Let: the keys are handed over."""

    tenancy_id: RecordId


class UnitVacated(Event, frozen=True, kw_only=True, tag="unit_vacated"):
    """The tenant has left. Source: FJ-38, a home that came back is at once there for the waiting list."""

    tenancy_id: RecordId
    ready: bool = False
    """The joint inspection found nothing to do: the home needs no further check."""


class UnitRepairStarted(Event, frozen=True, kw_only=True, tag="unit_repair_started"):
    """Cannot be let before a repair."""

    reason: str


class UnitRepaired(Event, frozen=True, kw_only=True, tag="unit_repaired"):
    """The repair is done; it is to be looked over."""

    note: str = ""


class UnitWithdrawn(Event, frozen=True, kw_only=True, tag="unit_withdrawn"):
    """Off the books: sold, torn down, given to another use."""

    reason: str


AnyStockEvent = (
    UnitRegistered
    | UnitCompleted
    | UnitReady
    | UnitReserved
    | UnitPromised
    | UnitFreed
    | UnitReleased
    | UnitAllocated
    | UnitRented
    | UnitVacated
    | UnitRepairStarted
    | UnitRepaired
    | UnitWithdrawn
)
"""Every event of the machine ``unit``."""
