"""Whose turn it is, and what follows when a turn ends. Everything here is a pure function of the batch and the day.

Households have their turns in the order of the batch. Who chooses freely does so alone, one after the other. Where
homes are drawn for a household, those homes are held for it alone, and the next one need not wait as long as enough
others are free for it; when fewer are left because others hold some, it waits for what comes back.

Source: three homes, one to be chosen within three working days, fewer than three left: take or decline: Guangzhou,
notice of allocation 2025, batch 1. Holding them for one household at a time is assumed.
"""

from __future__ import annotations

from collections.abc import Iterable

from sync.model.allocation import Batch, BatchHome, BatchState, HomeStanding, Person, Standing, Turn
from sync.model.ids import RecordId
from sync.model.states import WaitingState
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.policy.matching import judge
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
MOST_TURNS = 100
"""Open at one time; the next ones open as these end."""


class Vacancies:
    """The homes of a batch that nobody has taken, and who may have which.

    Households and homes that are alike in all that matching asks for are judged once.

    Args:
        batch: as it stands.
    """

    def __init__(self, batch: Batch) -> None:
        self._layouts = layouts_of(kept_terms(batch))
        self._free = [(at, home) for at, home in enumerate(batch.homes) if home.standing is HomeStanding.FREE]
        self._known: dict[tuple[object, ...], bool] = {}

    def of(self, person: Person) -> list[int]:
        """Places of the homes that a household may have."""
        return [at for at, home in self._free if self._may_have(person, home)]

    def _may_have(self, person: Person, home: BatchHome) -> bool:
        seeker = (person.household_size, person.barrier_free, person.smaller)
        alike = (*seeker, home.layout, home.suits_from, home.suits_to, home.barrier_free)
        known = self._known.get(alike)
        if known is None:
            known = self._known[alike] = judge(person, home, self._layouts).may_have
        return known


def turn_of(batch: Batch, waiting_id: RecordId) -> Turn | None:
    """The open turn of a household, None when it has none."""
    at = batch.place_of(waiting_id)
    return next((turn for turn in batch.turns if turn.person == at), None)


def advance(batch: Batch, context: Context) -> TurnsOpened | None:
    """Who has a turn next; None when nobody has, as things are."""
    if batch.state is not BatchState.SELECTING:
        return None
    vacancies = Vacancies(batch)
    due, provisional = ends(kept_terms(batch).choose, context)
    turns, unserved, called = list(batch.turns), [], batch.called
    while called < len(batch.order) and len(turns) < MOST_TURNS:
        place = batch.order[called]
        person = batch.people[place]
        if person.standing is Standing.PASSED:
            fitting = vacancies.of(person)
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


def _offer(batch: Batch, person: Person, fitting: list[int], turns: list[Turn]) -> tuple[int, ...] | None:
    """Homes to hold for a household, empty = it chooses freely; None = it must wait."""
    count = kept_terms(batch).offers
    if not count:
        return None if turns else ()
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
