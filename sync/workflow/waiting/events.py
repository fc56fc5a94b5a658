"""Events of a waiting entry.

An entry's own commands cause most; others are caused on it as effects of other machines: :class:`WaitingEntered` by the
application, :class:`Invited`, :class:`BackInLine`, :class:`NumberDrawJoined` and :class:`NumberDrawn` by an allocation
batch, :class:`Housed` and :class:`Requeued` by a tenancy, :class:`EntryFrozen`, :class:`EntryUnfrozen` and
:class:`EntryReassessed` by changes, re-checks, violations and objections.
"""

from __future__ import annotations

from datetime import date

from sync.model.ids import FormalNumber, OrgCode, RecordId
from sync.model.waiting import ChangeKind, FreezeCause, GiveUpReason, RemovalReason
from sync.workflow.event import Event


class WaitingEntered(Event, frozen=True, kw_only=True, tag="waiting_entered"):
    """On the waiting list (轮候)."""

    group: int
    score: int
    score_detail: dict[str, int]
    household_size: int
    category: str | None = None
    monthly_income_fen: int | None = None
    policy_id: str | None = None
    policy_version: str | None = None
    number: FormalNumber | None = None
    """None in a preview: only the platform gives numbers of kind LH."""


class Allocated(Event, frozen=True, kw_only=True, tag="allocated"):
    """The household has a home (on the waiting entry)."""

    unit_id: RecordId
    tenancy_id: RecordId


class Housed(Event, frozen=True, kw_only=True, tag="housed"):
    """It has moved in, and the list with it behind."""


class Invited(Event, frozen=True, kw_only=True, tag="invited"):
    """Told that it may register for a batch."""

    batch_id: RecordId
    until: date
    """Last day on which a registration may arrive."""


class InvitationEnded(Event, frozen=True, kw_only=True, tag="invitation_ended"):
    """It did not register."""


class IntentRegistered(Event, frozen=True, kw_only=True, tag="intent_registered"):
    """It takes part in a batch."""

    batch_id: RecordId
    until: date
    no_change_sha256: str
    areas: tuple[OrgCode, ...] = ()
    barrier_free: bool = False
    smaller_layout_sha256: str | None = None


class IntentWithdrawn(Event, frozen=True, kw_only=True, tag="intent_withdrawn"):
    """It takes part no more, and keeps its place."""

    reason: str


class RecheckBegun(Event, frozen=True, kw_only=True, tag="recheck_begun"):
    """The office looks at the qualification again."""


class RecheckPassed(Event, frozen=True, kw_only=True, tag="recheck_passed"):
    """Still qualified: a candidate."""

    note: str


class HomeChosen(Event, frozen=True, kw_only=True, tag="home_chosen"):
    """It chose its home (on the waiting entry)."""

    unit_id: RecordId
    choice_sha256: str
    smaller: bool = False
    """A smaller layout than it is entitled to: no exchange for size in the first term."""


class Requeued(Event, frozen=True, kw_only=True, tag="requeued"):
    """It gave a home up, and waits anew."""

    reason: GiveUpReason
    note: str
    group: int
    score: int
    score_detail: dict[str, int]
    queued_from: date
    cooling_off_until: date
    """Last day without allocation."""


class CoolingOffEnded(Event, frozen=True, kw_only=True, tag="cooling_off_ended"):
    """It may take part in allocation again."""


class BackInLine(Event, frozen=True, kw_only=True, tag="back_in_line"):
    """The batch brought no home; it keeps its place."""


class EntryFrozen(Event, frozen=True, kw_only=True, tag="entry_frozen"):
    """Held while something is being looked at.

    Another machine that causes it leaves ``left`` alone: the household then stays in its batch, and whoever looks at it
    lets it go on or takes it out.
    """

    cause: FreezeCause
    note: str
    by_object: RecordId | None = None
    left: bool = False
    """Its batch has let it go, and knows so."""


class EntryUnfrozen(Event, frozen=True, kw_only=True, tag="entry_unfrozen"):
    """Held no more."""

    note: str
    back_in: bool = False
    """Its batch goes on with it where it stood."""


class RestBegun(Event, frozen=True, kw_only=True, tag="rest_begun"):
    """It rests at own request."""

    reason: str
    until: date
    """Last day."""


class RestEnded(Event, frozen=True, kw_only=True, tag="rest_ended"):
    """It is back."""

    days: int
    """Of rest, that do not count as waited; 0 where they do."""


class EntryRemoved(Event, frozen=True, kw_only=True, tag="entry_removed"):
    """Off the list."""

    reason: RemovalReason
    note: str
    merged_into: RecordId | None = None
    reason_codes: tuple[str, ...] = ()


class ChangeReported(Event, frozen=True, kw_only=True, tag="change_reported"):
    """Something changed in the household."""

    kinds: tuple[ChangeKind, ...]
    happened_on: date
    note: str
    late: bool = False
    """Later than the policy asks for."""


class ChangeSettled(Event, frozen=True, kw_only=True, tag="change_settled"):
    """What was reported has been looked at."""

    kinds: tuple[ChangeKind, ...]
    note: str


class Rescored(Event, frozen=True, kw_only=True, tag="rescored"):
    """Half-years waited and homes given up, counted anew."""

    score: int
    score_detail: dict[str, int]


class EntryReassessed(Event, frozen=True, kw_only=True, tag="entry_reassessed"):
    """New facts about the household, after a change or a re-check."""

    group: int
    score: int
    score_detail: dict[str, int]
    household_size: int
    category: str | None = None
    monthly_income_fen: int | None = None
    by_object: RecordId | None = None
    """The change or re-check behind it."""


class NumberDrawJoined(Event, frozen=True, kw_only=True, tag="number_draw_joined"):
    """It is on the list of a month's newcomers who draw numbers."""

    batch_id: RecordId


class NumberDrawn(Event, frozen=True, kw_only=True, tag="number_drawn"):
    """Its random number; None when the draw was given up."""

    random_no: int | None = None
    month: str | None = None


class RankNoted(Event, frozen=True, kw_only=True, tag="rank_noted"):
    """The rank that was computed for a day."""

    rank: int
    of: int
    as_of: date
    order_sha256: str


AnyWaitingEvent = (
    WaitingEntered
    | Allocated
    | Housed
    | Invited
    | InvitationEnded
    | IntentRegistered
    | IntentWithdrawn
    | RecheckBegun
    | RecheckPassed
    | HomeChosen
    | Requeued
    | CoolingOffEnded
    | BackInLine
    | EntryFrozen
    | EntryUnfrozen
    | RestBegun
    | RestEnded
    | EntryRemoved
    | ChangeReported
    | ChangeSettled
    | Rescored
    | EntryReassessed
    | NumberDrawJoined
    | NumberDrawn
    | RankNoted
)
"""Every event of the machine ``waiting``."""
