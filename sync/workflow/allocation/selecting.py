"""Whose turn it is, and what follows when a turn ends. Everything here is a pure function of the batch and the day.

Households have their turns in the order of the batch. Who chooses freely does so alone, one after the other. Where
homes are drawn for a household, those homes are held for it alone, and the next one need not wait as long as enough
others are free for it; when fewer are left because others hold some, it waits for what comes back.

Source: three homes, one to be chosen within three working days, fewer than three left: take or decline: Guangzhou,
notice of allocation 2025, batch 1. Holding them for one household at a time is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.model.allocation import Batch, BatchState, HomeStanding, Person, Standing, Turn
from sync.model.ids import RecordId
from sync.model.states import WaitingState
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.policy.matching import judge
from sync.policy.sections.allocation import LayoutRule
from sync.workflow import draw
from sync.workflow.allocation.commands import ConcludeResult, EndSelecting, PassOver, StartSelecting
from sync.workflow.allocation.events import PersonGaveUp, ResultConcluded, ResultPosted, SelectingBegun, TurnsOpened
from sync.workflow.allocation.fold import apply
from sync.workflow.allocation.limits import ends, kept_terms, layouts_of
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.waiting.giving_up import gives_up

_ONE_TURN = 1
"""Every household has one turn in a batch."""


def free_for(batch: Batch, person: Person, layouts: Sequence[LayoutRule]) -> list[int]:
    """Places of the homes that nobody has taken and that the household may have."""
    return [
        at
        for at, home in enumerate(batch.homes)
        if home.standing is HomeStanding.FREE and judge(person, home, layouts).may_have
    ]


def turn_of(batch: Batch, waiting_id: RecordId) -> Turn | None:
    """The open turn of a household, None when it has none."""
    at = batch.place_of(waiting_id)
    return next((turn for turn in batch.turns if turn.person == at), None)


def advance(batch: Batch, context: Context) -> TurnsOpened | None:
    """Who has a turn next; None when nobody has, as things are."""
    if batch.state is not BatchState.SELECTING:
        return None
    terms = kept_terms(batch)
    layouts = layouts_of(terms)
    due, provisional = ends(terms.choose, context)
    turns, unserved, called = list(batch.turns), [], batch.called
    while called < len(batch.order):
        place = batch.order[called]
        person = batch.people[place]
        if person.standing is Standing.PASSED:
            fitting = free_for(batch, person, layouts)
            offered = _offer(batch, person, fitting, turns)
            if not fitting:
                unserved.append(place)
            elif offered is None:
                break
            else:
                turns.append(
                    Turn(person=place, offered=offered, opened=today(context), due=due, provisional=provisional)
                )
        called += 1
    if called == batch.called:
        return None
    return TurnsOpened(
        at=context.now,
        by=context.actor.operator,
        turns=tuple(turns[len(batch.turns) :]),
        called=called,
        unserved=tuple(unserved),
    )


def _offer(batch: Batch, person: Person, fitting: list[int], turns: Iterable[Turn]) -> tuple[int, ...] | None:
    """Homes to hold for a household, empty = it chooses freely; None = it must wait."""
    count = kept_terms(batch).offers
    if not count:
        return None if any(True for _ in turns) else ()
    held = {at for turn in turns for at in turn.offered}
    at_hand = {batch.homes[at].code: at for at in fitting if at not in held}
    if len(at_hand) < min(count, len(fitting)):
        return None
    seed = bytes.fromhex(batch.draw.seed if batch.draw else "")
    return tuple(at_hand[code] for code in draw.choice_of(at_hand, seed, person.number, _ONE_TURN, count))


def with_next(batch: Batch, event: Event, context: Context) -> tuple[Event, ...]:
    """The event, and whose turn it is after it."""
    following = advance(apply(batch, event), context)
    return (event,) if following is None else (event, following)


def on_batch(batch: Batch, events: Iterable[Event]) -> tuple[Effect, ...]:
    """Events on the batch as effects of another machine's decision."""
    return tuple(Effect(machine="batch", object_id=batch.id, event=event) for event in events)


def decide_start(batch: Batch, command: StartSelecting, context: Context) -> Decision | Refusal:
    """Only when the order was public. Source: O11 art. 14 (from memory)."""
    if not batch.order or not batch.homes or batch.order_public_to is None:
        return Refusal(code="order_missing", state=batch.state)
    if today(context) <= batch.order_public_to:
        return Refusal(code="publicity_running", state=batch.state, details={"to": batch.order_public_to.isoformat()})
    if not is_sha256(command.evidence_sha256):
        return Refusal(code="evidence_missing", state=batch.state)
    begun = SelectingBegun(at=context.now, by=context.actor.operator, evidence_sha256=command.evidence_sha256)
    return on("batch", batch, *with_next(batch, begun, context))


def decide_pass_over(batch: Batch, command: PassOver, context: Context) -> Decision | Refusal:
    """Who did not choose in time gives up; who chooses freely and was not there when called, on the day itself."""
    turn = turn_of(batch, command.waiting_id)
    if turn is None:
        return Refusal(code="not_your_turn", state=batch.state)
    over = today(context) > turn.due
    absent = is_sha256(command.absence_sha256 or "") and not turn.offered
    if not (over or absent):
        return Refusal(code="turn_running", state=batch.state, details={"to": turn.due.isoformat()})
    reason = GiveUpReason.NO_CHOICE if over else GiveUpReason.ABSENT
    entry = context.known("waiting", command.waiting_id, WaitingEntry)
    if entry is None and context.facts.authoritative:
        return fact_missing("waiting", batch.state)
    passed = PersonGaveUp(at=context.now, by=context.actor.operator, waiting_id=command.waiting_id, reason=reason)
    effects = on_batch(batch, with_next(batch, passed, context))
    if entry is not None and entry.state is WaitingState.CANDIDATE and entry.batch_id == batch.id:
        anew = gives_up(entry, reason, context, note="", terms=batch.terms)
        effects = (*effects, Effect(machine="waiting", object_id=entry.id, event=anew))
    return Decision(effects=effects)


def decide_end(batch: Batch, command: EndSelecting, context: Context) -> Decision | Refusal:
    """Everybody has had a turn: the result is posted, for as long as the terms say."""
    open_turns = len(batch.turns) + len(batch.order) - batch.called
    if open_turns:
        return Refusal(code="turns_open", state=batch.state, details={"count": open_turns})
    if not is_sha256(command.evidence_sha256):
        return Refusal(code="evidence_missing", state=batch.state)
    to, _ = ends(kept_terms(batch).result_publicity, context)
    posted = ResultPosted(
        at=context.now, by=context.actor.operator, evidence_sha256=command.evidence_sha256, publicity_to=to
    )
    return on("batch", batch, posted)


def decide_conclude(batch: Batch, _command: ConcludeResult, context: Context) -> Decision | Refusal:
    """After the last day of the publicity."""
    if batch.publicity_to is not None and today(context) <= batch.publicity_to:
        return Refusal(code="publicity_running", state=batch.state, details={"to": batch.publicity_to.isoformat()})
    due, _ = ends(kept_terms(batch).contract, context)
    return on("batch", batch, ResultConcluded(at=context.now, by=context.actor.operator, contract_due=due))
