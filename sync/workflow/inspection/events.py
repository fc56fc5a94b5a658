"""Events of an inspection."""

from __future__ import annotations

from datetime import date

from sync.model.ids import FormalNumber, OperatorId, RecordId
from sync.model.inspection import Attempt, InspectionKind, InspectionResult, SheetSignature, Visit
from sync.workflow.event import Event


class InspectionPlanned(Event, frozen=True, kw_only=True, tag="inspection_planned"):
    """A home is to be visited."""

    kind: InspectionKind
    unit_id: RecordId
    due_from: date
    due_to: date
    plan: str
    policy_id: str
    policy_version: str
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    clue_id: RecordId | None = None


class InspectorsAssigned(Event, frozen=True, kw_only=True, tag="inspectors_assigned"):
    """Two people go."""

    inspectors: tuple[OperatorId, OperatorId]
    visit_on: date


class NobodyHome(Event, frozen=True, kw_only=True, tag="nobody_home"):
    """Nobody opened."""

    attempt: Attempt


class HomeVisited(Event, frozen=True, kw_only=True, tag="home_visited"):
    """The inspectors were in the home."""

    visit: Visit


class ResultRecorded(Event, frozen=True, kw_only=True, tag="inspection_result"):
    """The sheet is complete."""

    result: InspectionResult
    number: FormalNumber
    findings: str
    next_step: str
    evidence_sha256: tuple[str, ...]
    signature: SheetSignature | None = None


class InspectionClosed(Event, frozen=True, kw_only=True, tag="inspection_closed"):
    """Nothing more follows."""

    note: str = ""


class InspectionHandedOn(Event, frozen=True, kw_only=True, tag="inspection_handed_on"):
    """What was found is a clue."""

    violation_id: RecordId


AnyInspectionEvent = (
    InspectionPlanned
    | InspectorsAssigned
    | NobodyHome
    | HomeVisited
    | ResultRecorded
    | InspectionClosed
    | InspectionHandedOn
)
"""Every event of the machine ``inspection``."""
