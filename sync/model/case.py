"""Where a case stands, and the records that follow it. Written by the platform only; the desk previews."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.application import ApplicationDraft
from sync.model.deadline import Deadline
from sync.model.ids import FormalNumber, OperatorId, OrgCode, RecordId
from sync.model.remedies import Ending, Objection, Reconsideration
from sync.model.states import (
    CaseState,
    FlagColour,
    OpinionDecision,
    Outcome,
    Role,
)


class VerificationFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a department answered about one member and one data class."""

    data_class: str
    member: str
    outcome: str
    """``match``, ``mismatch``, ``found``, ``not_found``, ``unavailable``."""
    source: str
    as_of: date
    declared: str | None = None
    verified: str | None = None
    manual_by: OperatorId | None = None
    manual_note: str | None = None
    about: str | None = None
    """Digest of the document number that the member had then; None in facts from before this was kept."""


class Opinion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reviewer's opinion on one stage."""

    stage: str
    reviewer: OperatorId
    decision: OpinionDecision
    text: str
    reason_codes: tuple[str, ...] = ()
    at: datetime


class PublicityEnd(StrEnum):
    """Why a period of publicity came to its end."""

    OVER = "over"
    """Its last day has passed and nobody's objection was open."""
    OBJECTION = "objection"
    """An objection led back to the review, or to a rejection."""
    CONTRADICTED = "contradicted"
    """A department's answer led back to the review."""
    ENDED = "ended"
    """The application itself came to its end."""


class Publicity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One period of publicity. ``to`` is the last day of the period; while it rests, the one that held before."""

    stage: str
    starts: date
    to: date
    provisional: bool = False
    """The calendar of the year is not published yet."""
    posted: bool = False
    concluded_at: datetime | None = None
    ended: PublicityEnd | None = None
    """None while it runs, and in records of an older program."""
    clock: Deadline | None = None
    """It may rest while an objection is looked at; None in records of an older program."""


class CaseProcess(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The state of a case: the fold of its events."""

    state: CaseState = CaseState.DRAFT
    stage: str | None = None
    """Stage code of the variant, e.g. ``R1``; None before the first and after the last."""
    variant: str | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    number: FormalNumber | None = None
    """Acceptance number."""
    submitted_at: datetime | None = None
    submitted_by: OperatorId | None = None
    snapshot_sha256: str | None = None
    """Of the facts as submitted; later patches never alter them."""
    accepted_at: datetime | None = None
    accepted_by: OperatorId | None = None
    correction_items: tuple[str, ...] = ()
    corrections: int = 0
    verification: tuple[VerificationFact, ...] = ()
    verification_started: bool = False
    opinions: tuple[Opinion, ...] = ()
    publicities: tuple[Publicity, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    decided_at: datetime | None = None
    decided_stage: str | None = None
    """The review at which it was decided against the family: a reconsideration that succeeds leads back there."""
    rejecting: bool = False
    """DECIDING: the result that waits to be announced is a rejection."""
    result_reasons: tuple[str, ...] = ()
    result_text: str = ""
    """The words of a rejection."""
    announced_at: datetime | None = None
    objections: tuple[Objection, ...] = ()
    reconsideration: Reconsideration | None = None
    ending: Ending | None = None
    warnings: tuple[str, ...] = ()
    """What the window was warned of when the application came in, e.g. ``banned``."""
    waiting_id: RecordId | None = None
    subsidy_id: RecordId | None = None
    events: int = 0
    """How many events were folded in."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An application and where it stands."""

    id: RecordId
    org: OrgCode
    draft: ApplicationDraft
    process: CaseProcess


class TimelineEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One immutable event as people read it: the fold of these is the state."""

    id: RecordId
    org: OrgCode
    machine: str
    """``case``, ``waiting``, ``tenancy`` or ``unit``."""
    object_id: RecordId
    sequence: int
    """1, 2, 3 … per object."""
    type: str
    """Tag of the event."""
    from_state: str
    to_state: str
    actor: OperatorId
    role: Role
    at: datetime
    """Platform time."""
    body: dict[str, object] = {}
    """The event itself, plain."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that does not fit or is not there yet, at one field."""

    path: str
    """Field path as in ``sync.model.fields``; ``income/@<member>`` = an entry for that member is missing."""
    code: str
    """Stable; the sentence is ``rules.problem.<code>``."""
    details: dict[str, str | int] = {}


class ConditionResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One condition of the policy, with all that explains it."""

    code: str
    outcome: Outcome
    near: bool = False
    """Within a tenth of the limit, or declared and found differ by more than 5 %."""
    reason_key: str = ""
    """Key of the sentence in the catalogue ``rules``."""
    figures: dict[str, str | int] = {}
    """Fields of the sentence: plain numbers in fen / 1/100 m² / counts."""
    value: int | None = None
    limit: int | None = None
    unit: str = ""
    """``fen``, ``area100``, ``count``, ``months``, ``years``."""
    source: str = ""
    """Legal basis, or "assumed"."""
    assumed: bool = False
    missing: tuple[str, ...] = ()
    """Field paths that would decide an UNKNOWN."""
    passes_on: date | None = None
    """FAIL: the first day on which it would pass when nothing else changes, None when no day brings that."""
    remedy_key: str = ""
    """FAIL: key of the sentence that says what would change it; its fields are ``figures``."""


class Flag(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The colour of one watched figure."""

    indicator: str
    """``area``, ``income``, ``assets``, ``vehicles``, ``status``, ``disability``."""
    colour: FlagColour
    reason_key: str
    """Key of the sentence in the catalogue ``rules``."""
    figures: dict[str, str | int] = {}
    member: str = ""
    """Member id, "" for the household."""
    code: str = ""
    """Condition, or status."""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A household against a policy. Offline it is a reading, not a decision."""

    policy_id: str
    policy_version: str
    outcome: Outcome
    conditions: tuple[ConditionResult, ...]
    per_capita_income_fen: int | None = None
    """Per person and month."""
    per_capita_area100: int | None = None
    counted_persons: int = 0
    waiting_group: int | None = None
    score: int | None = None
    score_detail: dict[str, int] = {}
    monthly_rent_fen: int | None = None
    """For the policy's reference home; the rent of a real home is computed when it is allocated."""
    problems: tuple[Problem, ...] = ()
    """Fields that cannot be right; what rests on them is UNKNOWN."""
    flags: tuple[Flag, ...] = ()
    oddities: tuple[str, ...] = ()
    """Codes of what asks for a closer look; the sentence is ``rules.oddity.<code>``."""
    monthly_subsidy_fen: int | None = None
    """Where the policy pays a subsidy and the figures are known."""
    notes: tuple[str, ...] = ()
    """Remarks in the household's favour, ``<code>:<member>``: ``status_found`` = a status that was not declared."""
