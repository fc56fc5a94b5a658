"""Events of a subsidy. Re-checks cause :class:`GrantAdjusted` and :class:`GrantTransitionBegun` on it too."""

from __future__ import annotations

from datetime import date

from sync.model.ids import RecordId
from sync.model.subsidy import EndReason, PayoutResult, SubsidyAmount
from sync.workflow.event import Event


class GrantApproved(Event, frozen=True, kw_only=True, tag="grant_approved"):
    """The household may have a subsidy; what a month brings is computed when paying begins.

    Creates the grant: ``Effect(machine="subsidy", creates={"id": …, "org": …, "case_id": …})``.
    """

    persons: int
    """Persons who are counted for the subsidy (保障人口)."""
    own_area100: int
    """Own home area per person, 1/100 m²."""
    category: str | None = None
    monthly_income_fen: int | None = None
    """Of the household, as verified; None = unknown."""
    policy_id: str | None = None
    policy_version: str | None = None


class PayingStarted(Event, frozen=True, kw_only=True, tag="paying_started"):
    """Paying begins."""

    amount: SubsidyAmount
    last_month: date


class MonthSettled(Event, frozen=True, kw_only=True, tag="month_settled"):
    """What a month brings."""

    month: date
    amount_fen: int
    formula: dict[str, int]


class PayoutBooked(Event, frozen=True, kw_only=True, tag="payout_booked"):
    """What became of a month's payment."""

    month: date
    result: PayoutResult
    batch: str
    trade_number: str = ""
    paid_on: date | None = None
    fail_reason: str = ""


class GrantSuspended(Event, frozen=True, kw_only=True, tag="grant_suspended"):
    """Nothing is paid for the time being."""

    text: str


class GrantResumed(Event, frozen=True, kw_only=True, tag="grant_resumed"):
    """Paying goes on with a month."""

    next_month: date
    text: str


class GrantAdjusted(Event, frozen=True, kw_only=True, tag="grant_adjusted"):
    """Other figures from a month on."""

    amount: SubsidyAmount
    category: str
    persons: int
    own_area100: int
    monthly_income_fen: int | None = None
    text: str = ""


class GrantTransitionBegun(Event, frozen=True, kw_only=True, tag="grant_transition_begun"):
    """Part of the amount for some months more."""

    amount: SubsidyAmount
    last_month: date
    text: str = ""


class GrantEnded(Event, frozen=True, kw_only=True, tag="grant_ended"):
    """The subsidy ended."""

    reason: EndReason
    last_month: date
    overpaid_fen: int = 0
    text: str = ""


class PublicHomeNoted(Event, frozen=True, kw_only=True, tag="public_home_noted"):
    """Whether it still has to give a public home back."""

    holds: bool


class ReexaminationAsked(Event, frozen=True, kw_only=True, tag="reexamination_asked"):
    """The household asked to be examined for another term."""

    signature_sha256: str


class GrantExtended(Event, frozen=True, kw_only=True, tag="grant_extended"):
    """Another term."""

    next_month: date
    last_month: date
    text: str


class GrantRecheckOpened(Event, frozen=True, kw_only=True, tag="grant_recheck_opened"):
    """A re-check of the household runs (on the subsidy)."""

    recheck_id: RecordId


class GrantRecheckClosed(Event, frozen=True, kw_only=True, tag="grant_recheck_closed"):
    """The re-check is over (on the subsidy)."""

    recheck_id: RecordId
    outcome: str


AnySubsidyEvent = (
    GrantApproved
    | PayingStarted
    | MonthSettled
    | PayoutBooked
    | GrantSuspended
    | GrantResumed
    | GrantAdjusted
    | GrantTransitionBegun
    | GrantEnded
    | PublicHomeNoted
    | ReexaminationAsked
    | GrantExtended
    | GrantRecheckOpened
    | GrantRecheckClosed
)
"""Every event of the machine ``subsidy``."""
