"""Commands on a violation."""

from __future__ import annotations

from datetime import date

from sync.model.credit import CreditEvent, PersonKey
from sync.model.ids import RecordId
from sync.model.take_back import TakeBack
from sync.model.violation import ClueSource, HearingOutcome, Rung
from sync.workflow.command import Command


class ReportViolation(Command, frozen=True, kw_only=True, tag="report_violation"):
    """Somebody tells us of a breach (举报). Founding; a name is not asked for."""

    text: str
    contact: str | None = None
    """Phone or address for the answer; None = anonymous."""
    suspected: TakeBack | None = None
    unit_id: RecordId | None = None
    tenancy_id: RecordId | None = None


class OpenClue(Command, frozen=True, kw_only=True, tag="open_clue"):
    """Doors, meters or compared data show something; an inspection hands its own on. Founding."""

    source: ClueSource
    text: str
    suspected: TakeBack | None = None
    unit_id: RecordId | None = None
    tenancy_id: RecordId | None = None
    case_id: RecordId | None = None
    rule: str = ""
    """``A1`` … ``A4``. Then the record is :func:`sync.model.violation.clue_id` of rule, home and ``earlier``."""
    earlier: int = 0
    seen_from: date | None = None
    """First day of the figures."""
    figures: dict[str, int] | None = None


class TakeClue(Command, frozen=True, kw_only=True, tag="take_clue"):
    """Somebody begins to check it."""


class ConcludeClue(Command, frozen=True, kw_only=True, tag="conclude_clue"):
    """The facts as a person found them, with proof; or nothing in it."""

    established: bool
    facts: str
    kind: TakeBack | None = None
    breach_from: date | None = None
    evidence_sha256: tuple[str, ...] = ()
    person: PersonKey | None = None
    """Of the tenant, or of the applicant."""


class AnswerReport(Command, frozen=True, kw_only=True, tag="answer_report"):
    """What the reporter is told."""

    text: str


class GiveViolationNotice(Command, frozen=True, kw_only=True, tag="give_violation_notice"):
    """To be put right within the time of the rules."""

    text: str
    document_sha256: str | None = None


class RecordRectified(Command, frozen=True, kw_only=True, tag="record_violation_rectified"):
    """Somebody has seen that it was put right."""

    evidence_sha256: tuple[str, ...]
    text: str


class AllowSkip(Command, frozen=True, kw_only=True, tag="allow_skip"):
    """A second person says why milder rungs may be left out."""

    rung: Rung
    reason: str


class TakeMeasure(Command, frozen=True, kw_only=True, tag="take_measure"):
    """One rung of the graded measures; penalties and notices are commands of their own."""

    rung: Rung
    text: str
    document_sha256: str | None = None
    credit_event: CreditEvent | None = None
    """With the rung ``credit``: what goes into the credit file."""


class OfferHearing(Command, frozen=True, kw_only=True, tag="offer_hearing"):
    """The person is told facts, grounds and the penalty that is meant, and that they may be heard."""

    text: str


class RecordHearing(Command, frozen=True, kw_only=True, tag="record_hearing"):
    """What became of it."""

    outcome: HearingOutcome
    statement: str = ""


class DecidePenalty(Command, frozen=True, kw_only=True, tag="decide_penalty"):
    """The decision."""

    text: str
    fine_fen: int = 0
    gain_fen: int = 0
    return_home: bool = False
    market_rent_from: date | None = None
    ban_also: tuple[PersonKey, ...] = ()
    ban_also_reason: str = ""


class RecordReturn(Command, frozen=True, kw_only=True, tag="record_violation_return"):
    """The home was given back."""

    returned_on: date
    evidence_sha256: str


class CloseViolation(Command, frozen=True, kw_only=True, tag="close_violation"):
    """The end; after a penalty that brings one, with the ban."""

    note: str = ""


AnyViolationCommand = (
    ReportViolation
    | OpenClue
    | TakeClue
    | ConcludeClue
    | AnswerReport
    | GiveViolationNotice
    | RecordRectified
    | AllowSkip
    | TakeMeasure
    | OfferHearing
    | RecordHearing
    | DecidePenalty
    | RecordReturn
    | CloseViolation
)
"""Every command of the machine ``violation``."""
