"""Home visits and patrols: who went when, who was there, what the home looked like, who signed (入户走访、巡查).

Readings of meters in 1/100 of their unit (m³, kWh). Source: data dictionary §23, record sheet D30.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.states import SignatureMethod

StatedTime = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time that people state on a sheet, with its zone. A statement like a meter reading; no device's clock."""


class InspectionState(StrEnum):
    """States of an inspection."""

    NEW = "new"
    PLANNED = "planned"
    ASSIGNED = "assigned"
    NOT_HOME = "not_home"
    VISITED = "visited"
    RESULT = "result"
    VIOLATION = "violation"
    """Handed on as a clue."""
    CLOSED = "closed"


class InspectionKind(StrEnum):
    """Why somebody goes."""

    PERIODIC = "periodic"
    """The yearly round over all tenants. Source: FJ-36."""
    CLUE = "clue"
    RECHECK = "recheck"
    SAFETY = "safety"


class InspectionResult(StrEnum):
    """What was found. Source: workflow description §8."""

    NORMAL = "normal"
    OCCUPANT_MISMATCH = "occupant_mismatch"
    """Others live there than those of the lease."""
    VACANT = "vacant"
    ALTERED = "altered"
    UNSAFE = "unsafe"
    OTHER = "other"


class SafetyItem(StrEnum):
    """What is looked at in every home; the list is ours."""

    WIRING = "wiring"
    GAS = "gas"
    EXITS = "exits"
    E_BIKE = "e_bike"
    """An electric bicycle or its battery indoors."""
    STRUCTURE = "structure"
    DANGEROUS_GOODS = "dangerous_goods"


class MeterKind(StrEnum):
    """Meters of a home."""

    WATER = "water"
    POWER = "power"
    GAS = "gas"


class MeterReading(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one meter shows."""

    meter: MeterKind
    reading100: int
    """1/100 m³ or 1/100 kWh."""
    photo_sha256: str | None = None


class PresentPerson(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody who was there. No name: who belongs to the lease is named by its member id."""

    member: str | None = None
    """Member id in the application; None = not one of the lease."""
    relation: str = ""
    """To the tenant: a code of the list of kinship, or words."""
    id_seen: bool = False


class Attempt(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nobody opened."""

    stated_at: StatedTime
    by: OperatorId
    evidence_sha256: tuple[str, ...]
    note: str = ""


class Visit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The inspectors were in the home."""

    stated_at: StatedTime
    by: OperatorId
    present: tuple[PresentPerson, ...]
    occupants_match: bool
    """Whether those who live there are those of the lease."""
    safety: dict[SafetyItem, bool]
    """Every item: in order or not."""
    meters: tuple[MeterReading, ...] = ()
    evidence_sha256: tuple[str, ...] = ()
    said: str = ""
    """The tenant's own words."""


class SheetSignature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whoever was met signs the sheet, or refuses before a witness."""

    method: SignatureMethod | None = None
    signature_sha256: str | None = None
    refused_reason: str | None = None
    witness: str | None = None
    """Name or post of who saw the refusal; not one of the inspectors."""


class Inspection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One inspection of one home."""

    id: RecordId
    org: OrgCode
    state: InspectionState = InspectionState.NEW
    policy_id: str | None = None
    policy_version: str | None = None
    kind: InspectionKind = InspectionKind.PERIODIC
    plan: str = ""
    """Name of the round, e.g. ``2026``; "" outside of rounds."""
    unit_id: RecordId | None = None
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    clue_id: RecordId | None = None
    """The violation, still a clue, that sent them."""
    planned_by: OperatorId | None = None
    due_from: date | None = None
    due_to: date | None = None
    inspectors: tuple[OperatorId, ...] = ()
    """Two, never fewer."""
    visit_on: date | None = None
    attempts: tuple[Attempt, ...] = ()
    visit: Visit | None = None
    result: InspectionResult | None = None
    number: FormalNumber | None = None
    """Kind XC, on the sheet."""
    findings: str = ""
    next_step: str = ""
    result_evidence_sha256: tuple[str, ...] = ()
    signature: SheetSignature | None = None
    result_by: OperatorId | None = None
    result_at: datetime | None = None
    violation_id: RecordId | None = None
    """The violation that it was handed on as, or that it answered."""
    closed_note: str = ""
    closed_at: datetime | None = None
