"""Commands on an inspection. All of them may be given at the place where somebody stands, with or without a link."""

from __future__ import annotations

from datetime import date

from sync.model.ids import FormalNumber, OperatorId, RecordId
from sync.model.inspection import (
    InspectionKind,
    InspectionResult,
    MeterReading,
    PresentPerson,
    SafetyItem,
    SheetSignature,
    StatedTime,
)
from sync.model.take_back import TakeBack
from sync.workflow.command import Command


class PlanInspection(Command, frozen=True, kw_only=True, tag="plan_inspection"):
    """A home is to be visited between two days, both included. Founding."""

    kind: InspectionKind
    unit_id: RecordId
    due_from: date
    due_to: date
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    clue_id: RecordId | None = None
    """The violation, still a clue, that is to be looked into."""
    plan: str = ""


class AssignInspectors(Command, frozen=True, kw_only=True, tag="assign_inspectors"):
    """Two people go, on a day of the plan."""

    inspectors: tuple[OperatorId, OperatorId]
    visit_on: date


class RecordNotHome(Command, frozen=True, kw_only=True, tag="record_not_home"):
    """Nobody opened."""

    stated_at: StatedTime
    """As both inspectors state it on the sheet."""
    inspectors: tuple[OperatorId, OperatorId]
    evidence_sha256: tuple[str, ...]
    note: str = ""


class RecordVisit(Command, frozen=True, kw_only=True, tag="record_visit"):
    """The inspectors were in the home."""

    stated_at: StatedTime
    inspectors: tuple[OperatorId, OperatorId]
    present: tuple[PresentPerson, ...]
    occupants_match: bool
    safety: dict[SafetyItem, bool]
    evidence_sha256: tuple[str, ...]
    meters: tuple[MeterReading, ...] = ()
    said: str = ""


class RecordResult(Command, frozen=True, kw_only=True, tag="record_result"):
    """The sheet is complete: result, findings, signatures, number."""

    result: InspectionResult
    number: FormalNumber
    """Kind XC, from a block of the acting device."""
    findings: str = ""
    next_step: str = ""
    evidence_sha256: tuple[str, ...] = ()
    signature: SheetSignature | None = None
    """Of whoever was met; None where nobody was."""


class CloseInspection(Command, frozen=True, kw_only=True, tag="close_inspection"):
    """Nothing more follows. Where something was found, somebody else than the inspectors says why."""

    note: str = ""


class HandOnInspection(Command, frozen=True, kw_only=True, tag="hand_on_inspection"):
    """What was found is a clue of a breach."""

    suspected: TakeBack
    text: str


AnyInspectionCommand = (
    PlanInspection | AssignInspectors | RecordNotHome | RecordVisit | RecordResult | CloseInspection | HandOnInspection
)
"""Every command of the machine ``inspection``."""
