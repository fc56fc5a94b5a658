"""Commands on a subsidy."""

from __future__ import annotations

from datetime import date

from sync.model.application import Category
from sync.model.subsidy import EndReason
from sync.workflow.command import Command


class StartPaying(Command, frozen=True, kw_only=True, tag="start_paying"):
    """The month after the announcement has come."""


class SettleMonth(Command, frozen=True, kw_only=True, tag="settle_month"):
    """What the next month brings."""


class BookPayout(Command, frozen=True, kw_only=True, tag="book_payout"):
    """What became of a month's payment at the bank."""

    month: date
    batch: str
    trade_number: str = ""
    paid_on: date | None = None
    fail_reason: str = ""
    """The bank gave it back; it may be paid again."""


class SuspendGrant(Command, frozen=True, kw_only=True, tag="suspend_grant"):
    """Nothing is paid for the time being."""

    text: str


class ResumeGrant(Command, frozen=True, kw_only=True, tag="resume_grant"):
    """Paying goes on."""

    pay_back: bool
    """The months between are paid too."""
    text: str


class AdjustGrant(Command, frozen=True, kw_only=True, tag="adjust_grant"):
    """Other figures from a month on, as verified."""

    from_month: date
    category: Category
    persons: int
    own_area100: int
    monthly_income_fen: int | None = None
    text: str


class BeginGrantTransition(Command, frozen=True, kw_only=True, tag="begin_grant_transition"):
    """No longer eligible: part of the amount for some months more."""

    text: str


class EndGrant(Command, frozen=True, kw_only=True, tag="end_grant"):
    """The subsidy ends."""

    reason: EndReason
    last_month: date
    """The last month that is paid."""
    text: str = ""


class NotePublicHome(Command, frozen=True, kw_only=True, tag="note_public_home"):
    """Whether the household still holds a public home that it has to give back."""

    holds: bool


class AskReexamination(Command, frozen=True, kw_only=True, tag="ask_reexamination"):
    """The household asks to be examined for another term."""

    signature_sha256: str


class ExtendGrant(Command, frozen=True, kw_only=True, tag="extend_grant"):
    """Another term, after the examination."""

    text: str


AnySubsidyCommand = (
    StartPaying
    | SettleMonth
    | BookPayout
    | SuspendGrant
    | ResumeGrant
    | AdjustGrant
    | BeginGrantTransition
    | EndGrant
    | NotePublicHome
    | AskReexamination
    | ExtendGrant
)
"""Every command of the machine ``subsidy``."""
