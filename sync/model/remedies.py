"""What may be said against a result, and what ends an application before its time: objections, reconsideration."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.ids import FormalNumber, OperatorId, RecordId


class Gap(StrEnum):
    """Whose turn it is when a reviewer asks for more."""

    APPLICANT = "applicant"
    """Something is missing that only the family can bring."""
    OFFICE = "office"
    """The office that handed the case up has to look again."""


class ObjectionOutcome(StrEnum):
    """Where an objection leads. In the order of their weight: of several the heaviest decides."""

    UNFOUNDED = "unfounded"
    """The publicity goes on with the days that are left."""
    REVIEW = "review"
    """Back to the review before the publicity."""
    REJECT = "reject"


class Objection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One objection to a posted list. Who raised it stays out of the case: only whether there is a name.

    Source: data dictionary §17.
    """

    id: RecordId
    stage: str
    """The publicity that it was raised in."""
    period: int
    """Which period of publicity of the case: 1, 2, 3 …"""
    sequence: int
    """1, 2, 3 … on the case."""
    grounds: str
    named: bool = False
    """False = anonymous."""
    evidence_sha256: tuple[str, ...] = ()
    number: FormalNumber | None = None
    received_at: datetime
    received_by: OperatorId
    concluded_at: datetime | None = None
    """Its conclusion is public from then on."""
    investigator: OperatorId | None = None
    outcome: ObjectionOutcome | None = None
    reason_codes: tuple[str, ...] = ()
    conclusion: str = ""
    """As published and as told to who raised it."""


class Reconsideration(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The applicant disagrees with a rejection; another person looks at it again."""

    asked_at: datetime
    grounds: str
    concluded_at: datetime | None = None
    by: OperatorId | None = None
    overturned: bool = False
    text: str = ""


class EndingReason(StrEnum):
    """Why an application ends before its time, and nobody decided about it."""

    DEATH = "death"
    """The applicant died, and nobody of age is left to go on."""
    DUPLICATE = "duplicate"
    """The same person has another application."""
    LEFT_AREA = "left_area"


class Ending(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an application ended before its time."""

    reason: EndingReason
    on: date
    evidence_sha256: str
    other_case: RecordId | None = None
    """The application that goes on instead."""
