"""Events of an allocation batch. People and homes are named by their ids, in arrays by their place."""

from __future__ import annotations

from datetime import date

from sync.model.allocation import BatchHome, BatchTerms, Method, Person, Turn
from sync.model.draw_record import DrawCancellation, DrawCommit, DrawEntropy, DrawReveal, DrawTerms
from sync.model.ids import FormalNumber, RecordId
from sync.model.waiting import GiveUpReason
from sync.workflow.event import Event


class BatchPlanned(Event, frozen=True, kw_only=True, tag="batch_planned"):
    """A plan, with the limits that bind it to its end."""

    title: str
    plan_text: str
    method: Method
    terms: BatchTerms
    policy_id: str
    policy_version: str
    groups: tuple[int, ...] = ()
    by_invitation: bool = False
    month: str | None = None


class HomeAdded(Event, frozen=True, kw_only=True, tag="home_added"):
    """A home belongs to the batch (on the batch)."""

    home: BatchHome


class HomeDropped(Event, frozen=True, kw_only=True, tag="home_dropped"):
    """A home belongs to it no more, while it is planned."""

    unit_id: RecordId


class BatchAnnounced(Event, frozen=True, kw_only=True, tag="batch_announced"):
    """Homes, plan and dates are public."""

    notice: str
    intent_from: date
    intent_to: date
    closes: date
    number: FormalNumber | None = None
    """None in a preview: only the platform gives numbers of kind PZ."""


class IntentOpened(Event, frozen=True, kw_only=True, tag="intent_opened"):
    """Households register."""


class IntentClosed(Event, frozen=True, kw_only=True, tag="intent_closed"):
    """Registration is over; who registered is re-checked."""

    recheck_due: date


class PersonJoined(Event, frozen=True, kw_only=True, tag="person_joined"):
    """A household registered (on the batch)."""

    person: Person


class PersonPassed(Event, frozen=True, kw_only=True, tag="person_passed"):
    """A household was re-checked; its facts hold still from here on."""

    person: Person


class PersonLeft(Event, frozen=True, kw_only=True, tag="person_left"):
    """A household takes part no more, without fault of its own or before anything was decided."""

    waiting_id: RecordId


class PeopleEnlisted(Event, frozen=True, kw_only=True, tag="people_enlisted"):
    """Newcomers of the month draw numbers here."""

    people: tuple[Person, ...]


class ListFrozen(Event, frozen=True, kw_only=True, tag="list_frozen"):
    """The list is what it is, and published with its hash and the program that will order it."""

    list_hash: str
    program_sha256: str
    draw: DrawTerms | None = None
    """None where no draw is needed."""
    order_public_to: date | None = None
    """Where no draw is needed the order is public from here on."""


class DrawCommitted(Event, frozen=True, kw_only=True, tag="draw_committed"):
    """A party fixed its secret."""

    commit: DrawCommit


class DrawRevealed(Event, frozen=True, kw_only=True, tag="draw_revealed"):
    """A secret is public."""

    reveal: DrawReveal


class DrawMade(Event, frozen=True, kw_only=True, tag="draw_made"):
    """The public entropy is there, and the order follows."""

    entropy: DrawEntropy
    seed: str
    order_public_to: date


class DrawCancelled(Event, frozen=True, kw_only=True, tag="draw_cancelled"):
    """The draw was publicly given up before it had a result; the list may be frozen anew."""

    cancellation: DrawCancellation


class SelectingBegun(Event, frozen=True, kw_only=True, tag="selecting_begun"):
    """The order was public, and households choose."""

    evidence_sha256: str


class TurnsOpened(Event, frozen=True, kw_only=True, tag="turns_opened"):
    """Households have their turn now; for others nothing that fits was left."""

    turns: tuple[Turn, ...]
    called: int
    """So many of the order have had their turn, or have one."""
    unserved: tuple[int, ...] = ()


class HomeTaken(Event, frozen=True, kw_only=True, tag="home_taken"):
    """A household chose its home (on the batch)."""

    waiting_id: RecordId
    unit_id: RecordId


class PersonGaveUp(Event, frozen=True, kw_only=True, tag="person_gave_up"):
    """A household gave its turn or its home up (on the batch)."""

    waiting_id: RecordId
    reason: GiveUpReason


class ResultPosted(Event, frozen=True, kw_only=True, tag="result_posted"):
    """Nobody chooses any more; the result is public."""

    evidence_sha256: str
    publicity_to: date


class ResultConcluded(Event, frozen=True, kw_only=True, tag="result_concluded"):
    """The publicity is over; contracts are issued."""

    contract_due: date


class PersonContracted(Event, frozen=True, kw_only=True, tag="person_contracted"):
    """A contract was issued (on the batch)."""

    waiting_id: RecordId
    tenancy_id: RecordId


class BatchSettled(Event, frozen=True, kw_only=True, tag="batch_settled"):
    """Some of those who got nothing, and some homes that nobody got, are free again; or have their numbers."""

    people: tuple[int, ...]
    homes: tuple[int, ...]


class BatchClosed(Event, frozen=True, kw_only=True, tag="batch_closed"):
    """Nothing is open any more."""


class BatchCancelled(Event, frozen=True, kw_only=True, tag="batch_cancelled"):
    """Publicly given up."""

    reason: str
    notice: str


AnyAllocationEvent = (
    BatchPlanned
    | HomeAdded
    | HomeDropped
    | BatchAnnounced
    | IntentOpened
    | IntentClosed
    | PersonJoined
    | PersonPassed
    | PersonLeft
    | PeopleEnlisted
    | ListFrozen
    | DrawCommitted
    | DrawRevealed
    | DrawMade
    | DrawCancelled
    | SelectingBegun
    | TurnsOpened
    | HomeTaken
    | PersonGaveUp
    | ResultPosted
    | ResultConcluded
    | PersonContracted
    | BatchSettled
    | BatchClosed
    | BatchCancelled
)
"""Every event of the machine ``batch``."""
