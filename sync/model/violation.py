"""Breaches by tenants and applicants: from a clue over the measures to the end (违规处理).

A clue is never a decision: what it says is established by a person, with proof. Source: FJ-33, FJ-34, FJ-37, GD-31,
GD-34; the states between are the workflow description's.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.credit import PersonKey
from sync.model.deadline import Deadline
from sync.model.derived import named_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.inspection import InspectionResult
from sync.model.take_back import TakeBack


class ViolationState(StrEnum):
    """States of a violation."""

    NEW = "new"
    CLUE = "clue"
    VERIFYING = "verifying"
    UNFOUNDED = "unfounded"
    ESTABLISHED = "established"
    RECTIFY_NOTICE = "rectify_notice"
    RECTIFIED = "rectified"
    PENALTY = "penalty"
    CLOSED = "closed"


class ClueSource(StrEnum):
    """Where a clue came from. Source: data dictionary §23."""

    ACCESS = "access"
    METER = "meter"
    REPORT = "report"
    INSPECTION = "inspection"
    DATA = "data"


class Rung(StrEnum):
    """The graded measures, from the mildest on. Source: FJ-37."""

    PERSUASION = "persuasion"
    ADMINISTRATIVE = "administrative"
    CREDIT = "credit"
    EXPOSURE = "exposure"
    COURT = "court"

    @property
    def height(self) -> int:
        """1 for the lowest."""
        return tuple(Rung).index(self) + 1


class HearingOutcome(StrEnum):
    """What became of the right to be heard."""

    HEARD = "heard"
    WAIVED = "waived"
    NO_ANSWER = "no_answer"


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What somebody told us, and our answer. Anonymous reports are taken like others."""

    text: str
    deadline: Deadline
    """Until when the reporter gets an answer."""
    contact: str | None = None
    """Phone or address; None = anonymous."""
    answered_at: datetime | None = None
    answered_by: OperatorId | None = None
    answer: str = ""


class Measure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One rung that was taken."""

    rung: Rung
    at: datetime
    by: OperatorId
    text: str
    document_sha256: str | None = None


class SkipLeave(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A second person's reason why rungs may be left out on the way up to ``rung``."""

    rung: Rung
    at: datetime
    by: OperatorId
    reason: str


class Hearing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The right to be heard before a penalty.

    Source: Administrative Penalty Law (2021), from memory, to be checked.
    """

    told_at: datetime
    told_by: OperatorId
    text: str
    """What was told: facts, grounds, the penalty that is meant."""
    deadline: Deadline
    outcome: HearingOutcome | None = None
    recorded_by: OperatorId | None = None
    statement: str = ""
    """What the person said."""


class Penalty(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was decided."""

    at: datetime
    by: OperatorId
    text: str
    fine_fen: int = 0
    gain_fen: int = 0
    """Illegal gain that the fine rests on."""
    return_home: bool = False
    market_rent_from: date | None = None
    """Market rent is owed from this day on."""
    ban_also: tuple[PersonKey, ...] = ()
    """Co-residents who are banned too, by name of their keys; never by itself."""
    ban_also_reason: str = ""


class InspectionNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a visit found about this clue."""

    inspection_id: RecordId
    result: InspectionResult
    text: str = ""


class Violation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One breach, or the clue of one."""

    id: RecordId
    org: OrgCode
    state: ViolationState = ViolationState.NEW
    policy_id: str | None = None
    policy_version: str | None = None
    source: ClueSource | None = None
    clue: str = ""
    """What the clue says."""
    clue_rule: str = ""
    """``A1`` … ``A4`` where figures of an estate gave it."""
    figures: dict[str, int] = {}
    suspected: TakeBack | None = None
    unit_id: RecordId | None = None
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    report: Report | None = None
    inspections: tuple[InspectionNote, ...] = ()
    verifier: OperatorId | None = None
    verify_deadline: Deadline | None = None
    concluded_by: OperatorId | None = None
    kind: TakeBack | None = None
    """What it is, once established."""
    facts: str = ""
    evidence_sha256: tuple[str, ...] = ()
    breach_from: date | None = None
    person: PersonKey | None = None
    """Of the tenant, or of the applicant."""
    rectify_deadline: Deadline | None = None
    rectified_on: date | None = None
    measures: tuple[Measure, ...] = ()
    skips: tuple[SkipLeave, ...] = ()
    hearing: Hearing | None = None
    penalty: Penalty | None = None
    returned_on: date | None = None
    ban_until: date | None = None
    closed_note: str = ""
    closed_at: datetime | None = None

    @property
    def highest(self) -> int:
        """Height of the highest rung that was taken, 0 for none."""
        return max((measure.rung.height for measure in self.measures), default=0)


def clue_id(rule: str, unit_id: RecordId, earlier: int) -> RecordId:
    """The identity of a clue that figures of an estate gave: who opens it twice opens it once.

    Args:
        rule: ``A1`` … ``A4``.
        unit_id: the home.
        earlier: closed clues of the same rule about the same home before this one.
    """
    return named_id("clue", rule, unit_id, str(earlier))
