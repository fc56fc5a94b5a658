"""Commands on a credit file. Bans come from closed violations only, never by a command of their own."""

from __future__ import annotations

from datetime import date

from sync.model.credit import CreditEvent, PersonKey
from sync.model.ids import RecordId
from sync.workflow.command import Command


class RecordCreditEvent(Command, frozen=True, kw_only=True, tag="record_credit_event"):
    """Something that costs points has happened. Founding where the person has no file yet.

    It is given on the record :func:`sync.model.credit.credit_id` of the person. What it costs is the policy's.
    """

    person: PersonKey
    event: CreditEvent
    on: date
    source_machine: str
    """Machine of the record that it comes from."""
    source_id: RecordId
    evidence_sha256: str


class ShowCredit(Command, frozen=True, kw_only=True, tag="show_credit"):
    """The person was told of every entry, and that they may appeal."""

    evidence_sha256: str
    """Of the proof that they were told."""


class AppealCredit(Command, frozen=True, kw_only=True, tag="appeal_credit"):
    """The person says that an entry is wrong."""

    entry: int
    """Number of the entry."""
    text: str


class DecideAppeal(Command, frozen=True, kw_only=True, tag="decide_credit_appeal"):
    """Another person than the one who recorded it decides."""

    entry: int
    upheld: bool
    """True: the entry was wrong."""
    text: str


class AskRepair(Command, frozen=True, kw_only=True, tag="ask_credit_repair"):
    """The person asks that old entries count no more."""

    text: str = ""


class DecideRepair(Command, frozen=True, kw_only=True, tag="decide_credit_repair"):
    """Granted, or not, with words."""

    granted: bool
    text: str


class LiftBan(Command, frozen=True, kw_only=True, tag="lift_ban"):
    """What the ban rested on fell: a reconsideration or a court said so."""

    ban: int
    """Number of the ban."""
    text: str
    document_sha256: str


AnyCreditCommand = RecordCreditEvent | ShowCredit | AppealCredit | DecideAppeal | AskRepair | DecideRepair | LiftBan
"""Every command of the machine ``credit``."""
