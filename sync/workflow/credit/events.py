"""Events of a credit file."""

from __future__ import annotations

from datetime import date

from sync.model.credit import CreditEvent, PersonKey
from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.take_back import TakeBack
from sync.workflow.event import Event


class CreditEntered(Event, frozen=True, kw_only=True, tag="credit_entered"):
    """An entry was made."""

    person: PersonKey
    event: CreditEvent
    points: int
    """What it costs, positive."""
    on: date
    expires_on: date
    source_machine: str
    source_id: RecordId
    evidence_sha256: str | None = None


class PersonBanned(Event, frozen=True, kw_only=True, tag="person_banned"):
    """No new application in these days."""

    person: PersonKey
    reason: TakeBack
    starts: date
    ends: date
    scope: OrgCode
    source_machine: str
    source_id: RecordId
    decided_by: OperatorId
    co_resident: bool = False


class CreditShown(Event, frozen=True, kw_only=True, tag="credit_shown"):
    """The person was told."""

    numbers: tuple[int, ...]
    """Entries that they had not been told of before."""
    on: date
    appeal_by: date
    evidence_sha256: str


class CreditAppealed(Event, frozen=True, kw_only=True, tag="credit_appealed"):
    """An entry is said to be wrong."""

    number: int
    text: str
    deadline: Deadline
    late: bool
    """After the last day; the words may have waited on a desk without a link, so a person weighs that."""


class AppealDecided(Event, frozen=True, kw_only=True, tag="credit_appeal_decided"):
    """Decided by another person."""

    number: int
    upheld: bool
    text: str
    on: date


class RepairAsked(Event, frozen=True, kw_only=True, tag="credit_repair_asked"):
    """Asked that old entries count no more."""

    on: date
    text: str = ""


class RepairDecided(Event, frozen=True, kw_only=True, tag="credit_repair_decided"):
    """Granted, or not."""

    on: date
    granted: bool
    text: str


class BanLifted(Event, frozen=True, kw_only=True, tag="ban_lifted"):
    """The ban holds no more."""

    number: int
    on: date
    text: str
    document_sha256: str


AnyCreditEvent = (
    CreditEntered
    | PersonBanned
    | CreditShown
    | CreditAppealed
    | AppealDecided
    | RepairAsked
    | RepairDecided
    | BanLifted
)
"""Every event of the machine ``credit``."""
