"""The credit file of a person in housing, and the list of bans (住房保障信用、黑名单).

A person stands here under a keyed hash only. The level is never stored: it follows from the live entries and the day
(``sync.policy.credit``). Source: YC-07, YC-17, FJ-34; kinds of events: data dictionary §2, CREDIT_EVENT.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NewType

import msgspec

from sync.model.deadline import Deadline
from sync.model.derived import named_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.take_back import TakeBack

PersonKey = NewType("PersonKey", str)
"""Keyed hash of a person's document, lower-case hex, 64 digits. The province makes it; a desk gets the keys of the
people of its own records with them, and can compute none."""

_DIGITS = frozenset("0123456789abcdef")


class CreditState(StrEnum):
    """States of a credit file."""

    NEW = "new"
    KEPT = "kept"
    APPEALED = "appealed"
    REPAIR_ASKED = "repair_asked"


class CreditLevel(StrEnum):
    """Levels, the best first."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class CreditEvent(StrEnum):
    """What costs points. Source: data dictionary §2, CREDIT_EVENT."""

    FALSE_DECLARATION = "false_declaration"
    BREACH_USE = "breach_use"
    ARREARS = "arrears"
    REFUSE_VACATE = "refuse_vacate"
    GIVE_UP_ALLOC = "give_up_alloc"
    MISSED_RECHECK = "missed_recheck"
    AGENT_FRAUD = "agent_fraud"


class CreditAppeal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person says that an entry is wrong."""

    at: datetime
    taken_by: OperatorId
    """Who took it down."""
    text: str
    deadline: Deadline
    late: bool = False
    """Came after the last day; whoever decides weighs why."""
    decided_at: datetime | None = None
    decided_by: OperatorId | None = None
    upheld: bool | None = None
    """True: the entry was wrong and counts no more."""
    answer: str = ""


class CreditEntry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event that costs points."""

    number: int
    """1, 2, 3 … in the file."""
    event: CreditEvent
    points: int
    """What it costs, positive."""
    on: date
    expires_on: date
    """Last day that it counts."""
    recorded_by: OperatorId
    source_machine: str
    source_id: RecordId
    evidence_sha256: str | None = None
    shown_on: date | None = None
    """When the person was told."""
    appeal_by: date | None = None
    """Last day for an appeal; None while the person has not been told: then it may be made at any time."""
    appeal: CreditAppeal | None = None
    repaired_on: date | None = None

    @property
    def cancelled(self) -> bool:
        """Whether an appeal found it wrong."""
        return self.appeal is not None and self.appeal.upheld is True


class Ban(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """No new application in these days, both included."""

    number: int
    reason: TakeBack
    starts: date
    ends: date
    scope: OrgCode
    """Where it holds: the province."""
    source_machine: str
    source_id: RecordId
    decided_by: OperatorId
    co_resident: bool = False
    """Not the tenant: banned by the decision's own words."""
    lifted_on: date | None = None


class CreditRepair(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The person asked that old entries count no more."""

    asked_on: date
    taken_by: OperatorId
    text: str = ""
    decided_on: date | None = None
    decided_by: OperatorId | None = None
    granted: bool | None = None
    answer: str = ""


class CreditRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The credit file of one person. Its id is :func:`credit_id` of the person's key."""

    id: RecordId
    org: OrgCode
    """The county where the file began."""
    state: CreditState = CreditState.NEW
    person: PersonKey | None = None
    entries: tuple[CreditEntry, ...] = ()
    bans: tuple[Ban, ...] = ()
    repairs: tuple[CreditRepair, ...] = ()

    def entry(self, number: int) -> CreditEntry | None:
        """The entry of that number, or None."""
        return next((entry for entry in self.entries if entry.number == number), None)


def is_person_key(text: str) -> bool:
    """Whether ``text`` has the form of a person's key."""
    return len(text) == 64 and _DIGITS.issuperset(text)


def credit_id(person: PersonKey) -> RecordId:
    """The identity of a person's file: there is never a second one."""
    return named_id("credit", person)
