"""Rent subsidies: a household that rents on the market and is paid part of its rent (租赁补贴).

Money is integer fen, areas integer 1/100 m², a month is its first civil day.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec

from sync.model.ids import OrgCode, RecordId


class GrantState(StrEnum):
    """States of a subsidy."""

    APPROVED = "approved"
    PAYING = "paying"
    SUSPENDED = "suspended"
    ADJUSTED = "adjusted"
    """Paid, by another amount than at first."""
    TRANSITION = "transition"
    """No longer eligible: part of the amount for some months more."""
    ENDED = "ended"


class EndReason(StrEnum):
    """Why a subsidy ended."""

    TERM = "term"
    """Its years are over and nobody asked in time."""
    HOUSED = "housed"
    """The household moved into a public home."""
    KEPT_PUBLIC_HOME = "kept_public_home"
    """It still holds a public home some months after the first payment."""
    RENTS_PUBLIC_HOME = "rents_public_home"
    NOT_ELIGIBLE = "not_eligible"
    TRANSITION_OVER = "transition_over"
    OWN_REQUEST = "own_request"
    DEATH = "death"
    NOT_DECLARED = "not_declared"
    """It did not take part in a re-check."""


class PayoutResult(StrEnum):
    """What became of a month's payment."""

    SETTLED = "settled"
    """Computed, not yet paid."""
    PAID = "paid"
    FAILED = "failed"
    """The bank gave it back; it may be paid again."""


class SubsidyMonth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One month of a subsidy, as settled and paid. Source: data dictionary §22."""

    month: date
    amount_fen: int
    formula: dict[str, int] = {}
    """What the amount was computed from."""
    result: PayoutResult = PayoutResult.SETTLED
    batch: str = ""
    """Number of the payment run."""
    trade_number: str = ""
    paid_on: date | None = None
    fail_reason: str = ""


class SubsidyAmount(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a month brings from a month on, until the next of these."""

    from_month: date
    monthly_fen: int
    formula: dict[str, int] = {}
    """What it was computed from."""


class SubsidyGrant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subsidy for a household, from its approval to its end."""

    id: RecordId
    org: OrgCode
    case_id: RecordId
    state: GrantState = GrantState.APPROVED
    policy_id: str | None = None
    policy_version: str | None = None
    category: str | None = None
    persons: int = 0
    """Persons who are counted for the subsidy (保障人口)."""
    own_area100: int = 0
    """Own home area per person."""
    monthly_income_fen: int | None = None
    """Of the household, as verified; None = unknown."""
    approved_on: date | None = None
    """Day of the announcement; paying begins with the month after it."""
    amounts: tuple[SubsidyAmount, ...] = ()
    first_month: date | None = None
    last_month: date | None = None
    """Of the term."""
    next_month: date | None = None
    """The month that is settled next."""
    transition_to: date | None = None
    """Last month of the transition."""
    months: tuple[SubsidyMonth, ...] = ()
    """Settled months, in order."""
    holds_public_home: bool = False
    """It still has to give a public home back."""
    suspended_reason: str = ""
    suspended_from: GrantState | None = None
    """Where it stood before."""
    recheck_id: RecordId | None = None
    """The re-check that runs."""
    reexamination_asked_on: date | None = None
    end_reason: EndReason | None = None
    ended_month: date | None = None
    """The last month that is paid."""
    overpaid_fen: int = 0
    """Paid for months after it: to be given back."""
