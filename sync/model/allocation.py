"""One allocation of homes to waiting households, from its plan to the contracts (配租批次).

A batch may hold thousands of homes and people. Both are kept as arrays and name each other by place (0, 1, 2 …), which
never changes once the list is frozen; the draw is kept without its ids and its order, which follow from them
(:func:`sync.workflow.allocation.lists.run_of`). Nothing in it is personal: people are waiting numbers.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import msgspec

from sync.model.draw_record import DrawRecord
from sync.model.ids import FormalNumber, OrgCode, RecordId

MOST_PEOPLE = 20_000
"""In one batch."""
MOST_HOMES = 20_000
"""In one batch."""


class Method(StrEnum):
    """How homes find households. Source: workflow description §5.2."""

    BY_RANK = "by_rank"
    """In the order of the waiting list, free choice."""
    SCORE_RANDOM = "score_random"
    """By group and score, equals by lot, free choice."""
    RANDOM_ORDER = "random_order"
    """In the order of the draw, free choice."""
    RANDOM_UNIT = "random_unit"
    """In the order of the draw, one home by lot among the free ones: take it or decline."""
    RANDOM_TRIPLE = "random_triple"
    """In the order of the draw, three homes by lot among the free ones, one to be chosen."""
    WAITING_NUMBERS = "waiting_numbers"
    """No homes: the newcomers of a month draw their waiting numbers."""


DRAWN_METHODS = frozenset(Method) - {Method.BY_RANK}
"""Methods that need a draw."""


class BatchState(StrEnum):
    """States of a batch. NEW: nothing is planned yet."""

    NEW = "new"
    PLANNING = "planning"
    ANNOUNCED = "announced"
    INTENT_OPEN = "intent_open"
    RECHECKING = "rechecking"
    LIST_FROZEN = "list_frozen"
    DRAWN = "drawn"
    SELECTING = "selecting"
    RESULT_PUBLICITY = "result_publicity"
    CONTRACTING = "contracting"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """How a household stands in a batch."""

    REGISTERED = "registered"
    """Its wishes are in."""
    PASSED = "passed"
    """Re-checked: a candidate."""
    LEFT = "left"
    """No longer takes part, and has been told so."""
    GAVE_UP = "gave_up"
    """Declined, did not choose in time, or did not come to sign."""
    UNSERVED = "unserved"
    """Nothing that fits was left when its turn came; keeps its place on the list."""
    CHOSE = "chose"
    CONTRACTED = "contracted"
    RETURNED = "returned"
    """Back on the waiting list without a home."""
    NUMBERED = "numbered"
    """Has its waiting number."""


class HomeStanding(StrEnum):
    """How a home stands in a batch."""

    FREE = "free"
    CHOSEN = "chosen"
    GIVEN = "given"
    """Under contract."""
    RELEASED = "released"
    """Out of the batch, free for anybody."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A limit as announced: a number of days, working days or calendar days."""

    days: int
    working: bool = True


class LayoutTerm(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Which layouts households of some sizes are entitled to; the last number belongs to the range."""

    code: str
    persons_from: int
    persons_to: int
    rooms_from: int
    rooms_to: int


class BatchTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What the policy said when the batch was planned; it binds to its end."""

    keys: tuple[str, ...]
    """Of the waiting order."""
    layouts: tuple[LayoutTerm, ...]
    intent: Span
    grace: Span
    recheck: Span
    order_publicity: Span
    choose: Span
    result_publicity: Span
    contract: Span
    offers: int
    """Homes that are drawn for a household to choose from; 0 = it chooses freely."""
    group_after: int
    """Group of a household that gave a home up."""
    cooling_off_months: int
    from_next_month: bool


class BatchHome(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One home of the batch, with what matching asks for."""

    unit_id: RecordId
    code: str
    org: OrgCode
    layout: str
    area100: int
    suits_from: int
    suits_to: int
    barrier_free: bool
    standing: HomeStanding = HomeStanding.FREE


class Person(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One household of the batch, by its waiting number, with what order and matching ask for."""

    waiting_id: RecordId
    number: str
    group: int
    score: int
    household_size: int
    random_no: int | None = None
    month: str | None = None
    entered_at: datetime | None = None
    barrier_free: bool = False
    smaller: bool = False
    """Signed that a smaller layout will do."""
    areas: tuple[OrgCode, ...] = ()
    standing: Standing = Standing.REGISTERED
    home: int | None = None
    """Place of its home."""


class Turn(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """A household whose turn it is."""

    person: int
    offered: tuple[int, ...]
    """Places of the homes drawn for it; empty = every free one that fits."""
    opened: date
    due: date
    """Last day."""
    provisional: bool = False


class Batch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One allocation."""

    id: RecordId
    org: OrgCode
    state: BatchState = BatchState.NEW
    policy_id: str | None = None
    policy_version: str | None = None
    number: FormalNumber | None = None
    title: str = ""
    plan_text: str = ""
    method: Method | None = None
    terms: BatchTerms | None = None
    groups: tuple[int, ...] = ()
    """Groups that it is for; empty = all."""
    by_invitation: bool = False
    month: str | None = None
    """``YYYY-MM`` whose newcomers draw numbers."""
    notice: str = ""
    """Where it was announced."""
    announced_at: datetime | None = None
    intent_from: date | None = None
    intent_to: date | None = None
    closes: date | None = None
    """Last day on which a registration may arrive."""
    recheck_due: date | None = None
    homes: tuple[BatchHome, ...] = ()
    people: tuple[Person, ...] = ()
    list_hash: str | None = None
    program_sha256: str | None = None
    """Of the published program that made the order and that anybody can run again."""
    draw: DrawRecord | None = None
    """The present draw, without ids and order."""
    past_draws: tuple[DrawRecord, ...] = ()
    """Publicly cancelled draws, whole."""
    order: tuple[int, ...] = ()
    """Places of people, in the order in which they choose."""
    order_public_to: date | None = None
    """Last day of the publicity of the order."""
    called: int = 0
    """So many of the order have had their turn, or have one."""
    turns: tuple[Turn, ...] = ()
    """Open now."""
    publicity_to: date | None = None
    """Last day of the publicity of the result."""
    contract_due: date | None = None
    cancelled_reason: str | None = None
    cancelled_notice: str | None = None

    def place_of(self, waiting_id: RecordId) -> int | None:
        """Place of a household in ``people``."""
        return next((at for at, person in enumerate(self.people) if person.waiting_id == waiting_id), None)

    def home_of(self, unit_id: RecordId) -> int | None:
        """Place of a home in ``homes``."""
        return next((at for at, home in enumerate(self.homes) if home.unit_id == unit_id), None)
