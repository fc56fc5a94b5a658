"""Decisions of a candidate: the choice, giving it up, and the contract."""

from __future__ import annotations

from sync.model.allocation import Batch, BatchState, HomeStanding, Turn
from sync.model.ids import RecordId
from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.model.waiting import GiveUpReason, WaitingEntry
from sync.policy.matching import Fit, judge
from sync.workflow.allocation.events import HomeTaken, PersonContracted
from sync.workflow.allocation.limits import kept_terms, known_batch, layouts_of
from sync.workflow.allocation.selecting import on_batch, turn_of, with_next
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.stock.events import UnitPromised
from sync.workflow.waiting.commands import ChooseHome, DeclineHome, IssueContract, RecordGiveUp
from sync.workflow.waiting.contracts import bad_term, issue
from sync.workflow.waiting.events import HomeChosen
from sync.workflow.waiting.giving_up import gives_up
from sync.workflow.waiting.leaving import leave

_BY_OFFICE = frozenset({GiveUpReason.NOT_SIGNED, GiveUpReason.PAPERS_MISSING})


def decide_choose(entry: WaitingEntry, command: ChooseHome, context: Context) -> Decision | Refusal:
    """A home of the batch, free, offered, suitable, and while it is the household's turn (rule R15)."""
    state = entry.state
    if not is_sha256(command.choice_sha256):
        return Refusal(code="signature_missing", state=state)
    batch = known_batch(entry.batch_id, state, context)
    if isinstance(batch, Refusal):
        return batch
    unit = context.known("unit", command.unit_id, Unit)
    if batch is None or unit is None:
        return fact_missing("unit", state) if context.facts.authoritative else _chosen(entry, command, context)
    refusal = _may_not_choose(entry, command.unit_id, batch, unit, context)
    if refusal:
        return refusal
    at = batch.home_of(unit.id)
    fit = judge(batch.people[batch.place_of(entry.id) or 0], batch.homes[at or 0], layouts_of(kept_terms(batch))).fit
    own = _chosen(entry, command, context, smaller=fit is Fit.SMALLER)
    now, by = context.now, context.actor.operator
    taken = HomeTaken(at=now, by=by, waiting_id=entry.id, unit_id=unit.id)
    promised = Effect(machine="unit", object_id=unit.id, event=UnitPromised(at=now, by=by, waiting_id=entry.id))
    return Decision(effects=(*own.effects, promised, *on_batch(batch, with_next(batch, taken, context))))


def _chosen(entry: WaitingEntry, command: ChooseHome, context: Context, *, smaller: bool = False) -> Decision:
    chosen = HomeChosen(
        at=context.now,
        by=context.actor.operator,
        unit_id=command.unit_id,
        choice_sha256=command.choice_sha256,
        smaller=smaller,
    )
    return on("waiting", entry, chosen)


def _may_not_choose(
    entry: WaitingEntry, unit_id: RecordId, batch: Batch, unit: Unit, context: Context
) -> Refusal | None:
    state, turn, at = entry.state, turn_of(batch, entry.id), batch.home_of(unit_id)
    if turn is None:
        return Refusal(code="not_your_turn", state=state)
    if today(context) > turn.due:
        return Refusal(code="turn_over", state=state, details={"to": turn.due.isoformat()})
    if at is None:
        return Refusal(code="unit_outside_batch", state=state)
    free = unit.state is UnitState.RESERVED and unit.batch_id == batch.id and unit.waiting_id is None
    if batch.homes[at].standing is not HomeStanding.FREE or not free:
        return Refusal(code="unit_taken", state=state, details={"unit": unit.code, "unit_state": unit.state.value})
    return _not_offered(entry, batch, turn, at)


def _not_offered(entry: WaitingEntry, batch: Batch, turn: Turn, at: int) -> Refusal | None:
    if turn.offered:
        return None if at in turn.offered else Refusal(code="unit_not_offered", state=entry.state)
    home, person = batch.homes[at], batch.people[turn.person]
    if judge(person, home, layouts_of(kept_terms(batch))).may_have:
        return None
    details: dict[str, str | int] = {
        "size": person.household_size,
        "suits_from": home.suits_from,
        "suits_to": home.suits_to,
    }
    return Refusal(code="unit_does_not_suit", state=entry.state, details=details)


def decide_decline(entry: WaitingEntry, command: DeclineHome, context: Context) -> Decision | Refusal:
    """Who declines when the turn has come, or gives back what it chose, waits anew."""
    if not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    batch = known_batch(entry.batch_id, entry.state, context)
    if isinstance(batch, Refusal):
        return batch
    if batch is not None and entry.unit_id is None and turn_of(batch, entry.id) is None:
        return Refusal(code="not_your_turn", state=entry.state)
    return _give_up(entry, GiveUpReason.DECLINED, command.note, batch, context)


def decide_record_give_up(entry: WaitingEntry, command: RecordGiveUp, context: Context) -> Decision | Refusal:
    """Papers or signature did not come in time."""
    state = entry.state
    if command.reason not in _BY_OFFICE or not command.note.strip() or entry.unit_id is None:
        return Refusal(code="reason_missing", state=state)
    batch = known_batch(entry.batch_id, state, context)
    if isinstance(batch, Refusal):
        return batch
    if batch is not None:
        refusal = _not_contracting(entry, batch)
        if refusal:
            return refusal
        if batch.contract_due is not None and today(context) <= batch.contract_due:
            return Refusal(code="turn_running", state=state, details={"to": batch.contract_due.isoformat()})
    return _give_up(entry, command.reason, command.note, batch, context)


def _give_up(
    entry: WaitingEntry, reason: GiveUpReason, note: str, batch: Batch | None, context: Context
) -> Decision | Refusal:
    rest = leave(entry, context, gave_up=reason)
    if isinstance(rest, Refusal):
        return rest
    anew = gives_up(entry, reason, context, note=note, terms=batch.terms if batch else None)
    return Decision(effects=(*on("waiting", entry, anew).effects, *rest))


def decide_issue(entry: WaitingEntry, command: IssueContract, context: Context) -> Decision | Refusal:
    """The result stands: as in a direct allocation, for the home that was chosen."""
    state = entry.state
    if entry.unit_id is None:
        return Refusal(code="no_home_chosen", state=state)
    batch = known_batch(entry.batch_id, state, context)
    if isinstance(batch, Refusal):
        return batch
    unit = context.known("unit", entry.unit_id, Unit)
    if batch is None or unit is None:
        return fact_missing("unit", state)
    if unit.state is not UnitState.RESERVED or unit.waiting_id != entry.id:
        return Refusal(code="unit_taken", state=state, details={"unit": unit.code, "unit_state": unit.state.value})
    refusal = _not_contracting(entry, batch) or bad_term(command.term_years, state, context)
    if refusal:
        return refusal
    effects = issue(entry, unit, command.term_from, command.term_years, context)
    if isinstance(effects, Refusal):
        return effects
    contracted = PersonContracted(
        at=context.now, by=context.actor.operator, waiting_id=entry.id, tenancy_id=context.mint("tenancy")
    )
    return Decision(effects=(*effects, *on_batch(batch, (contracted,))))


def _not_contracting(entry: WaitingEntry, batch: Batch) -> Refusal | None:
    return None if batch.state is BatchState.CONTRACTING else Refusal(code="result_not_final", state=entry.state)
