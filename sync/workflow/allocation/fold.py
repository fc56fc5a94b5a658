"""The batch after an event."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.model.allocation import Batch, BatchState, HomeStanding, Method, Person, Standing
from sync.model.draw_record import DrawCancellation, DrawRecord
from sync.model.ids import RecordId
from sync.workflow import draw, draw_run
from sync.workflow.allocation import events as e
from sync.workflow.allocation.lists import bare, ids_of, places_in_order, run_of
from sync.workflow.events import AnyEvent
from sync.workflow.machine import moved

FROZEN_STATES = frozenset(
    {
        BatchState.LIST_FROZEN,
        BatchState.DRAWN,
        BatchState.SELECTING,
        BatchState.RESULT_PUBLICITY,
        BatchState.CONTRACTING,
        BatchState.CLOSED,
        BatchState.CANCELLED,
    }
)
"""States in which the places of people never change."""
_HOME_COMES_BACK = frozenset({BatchState.SELECTING})


def apply(batch: Batch, event: AnyEvent) -> Batch:
    """The batch after the event; an event that is not about batches changes nothing."""
    for part in (_planning, _people, _drawing, _choosing, _ending):
        after = part(batch, event)
        if after is not None:
            return after
    return batch


def _planning(batch: Batch, event: AnyEvent) -> Batch | None:
    match event:
        case e.BatchPlanned():
            names = (name for name in event.__struct_fields__ if name in Batch.__struct_fields__)
            return _to(batch, BatchState.PLANNING, **{name: getattr(event, name) for name in names})
        case e.HomeAdded():
            return _with(batch, homes=(*batch.homes, event.home))
        case e.HomeDropped():
            return _with(batch, homes=tuple(home for home in batch.homes if home.unit_id != event.unit_id))
        case e.BatchAnnounced():
            return _to(
                batch,
                BatchState.ANNOUNCED,
                number=event.number,
                notice=event.notice,
                announced_at=event.at,
                intent_from=event.intent_from,
                intent_to=event.intent_to,
                closes=event.closes,
            )
        case e.IntentOpened():
            return _to(batch, BatchState.INTENT_OPEN)
        case e.IntentClosed():
            return _to(batch, BatchState.RECHECKING, recheck_due=event.recheck_due)
        case _:
            return None


def _people(batch: Batch, event: AnyEvent) -> Batch | None:
    match event:
        case e.PersonJoined():
            return _with(batch, people=(*batch.people, event.person))
        case e.PersonPassed():
            return _replaced(batch, event.person.waiting_id, event.person)
        case e.PeopleEnlisted():
            return _with(batch, people=(*batch.people, *event.people))
        case e.PersonLeft():
            return _gone(batch, event.waiting_id, Standing.LEFT)
        case e.PersonGaveUp():
            return _gone(batch, event.waiting_id, Standing.GAVE_UP)
        case _:
            return None


def _drawing(batch: Batch, event: AnyEvent) -> Batch | None:
    match event:
        case e.ListFrozen():
            return _frozen(batch, event)
        case e.DrawCommitted() if batch.draw:
            return _with(batch, draw=draw_run.with_commit(batch.draw, event.commit))
        case e.DrawRevealed() if batch.draw:
            return _with(batch, draw=draw_run.with_reveal(batch.draw, event.reveal))
        case e.DrawMade() if batch.draw:
            return _drawn(batch, event, draw_run.with_entropy(batch.draw, event.entropy))
        case e.DrawCancelled():
            return _draw_cancelled(batch, event.cancellation)
        case _:
            return None


def _frozen(batch: Batch, event: e.ListFrozen) -> Batch:
    """Everybody passed; places stay what they are now."""
    listed = _to(
        batch,
        BatchState.LIST_FROZEN,
        list_hash=event.list_hash,
        program_sha256=event.program_sha256,
        order_public_to=event.order_public_to,
    )
    if event.draw is None:
        return _with(listed, order=places_in_order(listed, ()))
    previous = batch.past_draws[-1] if batch.past_draws else None
    return _with(listed, draw=bare(draw_run.freeze(batch.id, ids_of(listed), event.draw, event.at, previous)))


def _drawn(batch: Batch, event: e.DrawMade, record: DrawRecord) -> Batch:
    drawn = draw.order_of(ids_of(batch), bytes.fromhex(event.seed))
    return _to(
        batch,
        BatchState.DRAWN,
        draw=msgspec.structs.replace(record, seed=event.seed),
        order=places_in_order(batch, drawn),
        order_public_to=event.order_public_to,
    )


def _draw_cancelled(batch: Batch, cancellation: DrawCancellation) -> Batch:
    numbers = batch.method is Method.WAITING_NUMBERS
    people = tuple(person for person in batch.people if person.standing is Standing.PASSED)
    whole = run_of(batch)
    past = () if whole is None else (draw_run.with_cancellation(whole, cancellation),)
    return _to(
        batch,
        BatchState.PLANNING if numbers else BatchState.RECHECKING,
        people=people,
        draw=None,
        past_draws=(*batch.past_draws, *past),
        list_hash=None,
        program_sha256=None,
    )


def _choosing(batch: Batch, event: AnyEvent) -> Batch | None:
    match event:
        case e.SelectingBegun():
            return _to(batch, BatchState.SELECTING)
        case e.TurnsOpened():
            people = list(batch.people)
            for at in event.unserved:
                people[at] = msgspec.structs.replace(people[at], standing=Standing.UNSERVED)
            return _with(batch, people=tuple(people), called=event.called, turns=(*batch.turns, *event.turns))
        case e.HomeTaken():
            home = batch.home_of(event.unit_id)
            chosen = _restanding(batch, event.waiting_id, Standing.CHOSE, home=home)
            return _home(_without_turn(chosen, event.waiting_id), home, HomeStanding.CHOSEN)
        case e.PersonContracted():
            person = _person(batch, event.waiting_id)
            given = _restanding(batch, event.waiting_id, Standing.CONTRACTED)
            return _home(given, person.home if person else None, HomeStanding.GIVEN)
        case _:
            return None


def _ending(batch: Batch, event: AnyEvent) -> Batch | None:
    match event:
        case e.ResultPosted():
            return _to(batch, BatchState.RESULT_PUBLICITY, publicity_to=event.publicity_to)
        case e.ResultConcluded():
            return _to(batch, BatchState.CONTRACTING, contract_due=event.contract_due)
        case e.BatchSettled():
            return _settled(batch, event)
        case e.BatchClosed():
            return _to(batch, BatchState.CLOSED)
        case e.BatchCancelled():
            return _cancelled(batch, event)
        case _:
            return None


def _settled(batch: Batch, event: e.BatchSettled) -> Batch:
    numbers = batch.state is BatchState.DRAWN
    people, homes = list(batch.people), list(batch.homes)
    for at in event.people:
        people[at] = msgspec.structs.replace(
            people[at], standing=Standing.NUMBERED if numbers else Standing.RETURNED, home=None
        )
    for at in event.homes:
        homes[at] = msgspec.structs.replace(homes[at], standing=HomeStanding.RELEASED)
    called = batch.called + len(event.people) if numbers else batch.called
    return _with(batch, people=tuple(people), homes=tuple(homes), called=called)


def _cancelled(batch: Batch, event: e.BatchCancelled) -> Batch:
    running = batch.draw
    if running is not None:
        given_up = DrawCancellation(reason=event.reason, notice=event.notice, at=event.at)
        running = draw_run.with_cancellation(running, given_up)
    return _to(
        batch,
        BatchState.CANCELLED,
        turns=(),
        draw=running,
        cancelled_reason=event.reason,
        cancelled_notice=event.notice,
    )


def _gone(batch: Batch, waiting_id: RecordId, standing: Standing) -> Batch:
    """Before the list is frozen who leaves is off it; afterwards the place stays, and the home is free again."""
    if batch.state not in FROZEN_STATES:
        return _with(batch, people=tuple(person for person in batch.people if person.waiting_id != waiting_id))
    person = _person(batch, waiting_id)
    left = _restanding(_without_turn(batch, waiting_id), waiting_id, standing, home=None)
    back = HomeStanding.FREE if batch.state in _HOME_COMES_BACK else HomeStanding.RELEASED
    return _home(left, person.home if person else None, back)


def _person(batch: Batch, waiting_id: RecordId) -> Person | None:
    at = batch.place_of(waiting_id)
    return None if at is None else batch.people[at]


def _replaced(batch: Batch, waiting_id: RecordId, person: Person) -> Batch:
    return _with(batch, people=tuple(person if one.waiting_id == waiting_id else one for one in batch.people))


def _restanding(batch: Batch, waiting_id: RecordId, standing: Standing, **changes: Any) -> Batch:
    person = _person(batch, waiting_id)
    if person is None:
        return batch
    return _replaced(batch, waiting_id, msgspec.structs.replace(person, standing=standing, **changes))


def _without_turn(batch: Batch, waiting_id: RecordId) -> Batch:
    at = batch.place_of(waiting_id)
    return _with(batch, turns=tuple(turn for turn in batch.turns if turn.person != at))


def _home(batch: Batch, at: int | None, standing: HomeStanding) -> Batch:
    if at is None:
        return batch
    homes = list(batch.homes)
    homes[at] = msgspec.structs.replace(homes[at], standing=standing)
    return _with(batch, homes=tuple(homes))


def _to(batch: Batch, state: BatchState, **changes: Any) -> Batch:
    return _with(batch, state=state, **changes)


def _with(batch: Batch, **changes: Any) -> Batch:
    after: Batch = moved(batch, **changes)
    return after
