"""What follows from the arrays of a batch: the ids of the draw, its record, the order, who and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sync.model.allocation import Batch, BatchState, HomeStanding, Method, Standing
from sync.model.draw_record import DrawRecord
from sync.model.ids import RecordId
from sync.policy.queue import sort_key
from sync.policy.sections.waiting import QueueKey
from sync.workflow import draw

_ENDED = frozenset({BatchState.RESULT_PUBLICITY, BatchState.CONTRACTING, BatchState.CLOSED})
_OPEN_STANDINGS = frozenset({Standing.PASSED, Standing.UNSERVED})
_FINAL = frozenset({Standing.LEFT, Standing.GAVE_UP, Standing.CONTRACTED, Standing.RETURNED, Standing.NUMBERED})


def ids_of(batch: Batch) -> tuple[str, ...]:
    """The numbers on the list; since it was frozen always the same."""
    return tuple(person.number for person in batch.people)


def run_of(batch: Batch) -> DrawRecord | None:
    """The record of the present draw, whole; None when there is none."""
    kept = batch.draw
    if kept is None:
        return None
    ids = ids_of(batch)
    order = draw.order_of(ids, bytes.fromhex(kept.seed)) if kept.seed else ()
    return msgspec.structs.replace(kept, ids=ids, order=order)


def bare(record: DrawRecord) -> DrawRecord:
    """The record of a draw without what the batch says already."""
    return msgspec.structs.replace(record, ids=(), order=())


def places_in_order(batch: Batch, drawn: Sequence[str]) -> tuple[int, ...]:
    """Places of people in the order in which they choose.

    Args:
        batch: its list is frozen.
        drawn: the numbers in the order of the draw; empty where none is needed.
    """
    people = batch.people
    if batch.method is Method.BY_RANK:
        keys = batch.terms.keys if batch.terms else ()
        key = sort_key([QueueKey(name) for name in keys])
        return tuple(sorted(range(len(people)), key=lambda at: key(people[at])))
    lot = {number: at for at, number in enumerate(drawn)}
    if batch.method is Method.SCORE_RANDOM:
        return tuple(
            sorted(range(len(people)), key=lambda at: (people[at].group, -people[at].score, lot[people[at].number]))
        )
    return tuple(sorted(range(len(people)), key=lambda at: lot[people[at].number]))


def unsettled_people(batch: Batch) -> Iterable[int]:
    """Places of households to which something must still be said: they got nothing, or have a number to get."""
    if batch.method is Method.WAITING_NUMBERS and batch.state is BatchState.DRAWN:
        return batch.order[batch.called :]
    if batch.state is BatchState.CANCELLED:
        return (at for at, person in enumerate(batch.people) if person.standing not in _FINAL)
    if batch.state in _ENDED:
        return (at for at, person in enumerate(batch.people) if person.standing in _OPEN_STANDINGS)
    return ()


def unsettled_homes(batch: Batch) -> Iterable[int]:
    """Places of homes that are to be free again."""
    if batch.state is BatchState.CANCELLED:
        free = frozenset({HomeStanding.FREE, HomeStanding.CHOSEN})
    elif batch.state in _ENDED:
        free = frozenset({HomeStanding.FREE})
    else:
        return ()
    return (at for at, home in enumerate(batch.homes) if home.standing in free)


def is_settled(batch: Batch) -> bool:
    """Whether nothing is left to be settled; contracts may still be open."""
    return next(iter(unsettled_people(batch)), None) is None and next(iter(unsettled_homes(batch)), None) is None


def open_people(batch: Batch) -> int:
    """How many households of the list have neither a contract nor left."""
    return sum(person.standing not in _FINAL for person in batch.people)


def in_batch(batch: Batch, waiting_id: RecordId) -> bool:
    """Whether a household takes part."""
    at = batch.place_of(waiting_id)
    return at is not None and batch.people[at].standing not in _FINAL
