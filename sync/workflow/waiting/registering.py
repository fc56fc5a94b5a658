"""Decisions from the invitation to the candidate."""

from __future__ import annotations

from sync.model.allocation import MOST_PEOPLE, Batch, BatchState, Method, Standing
from sync.model.ids import is_org_code
from sync.model.states import WaitingState
from sync.model.waiting import RemovalReason, WaitingEntry
from sync.policy.matching import judge
from sync.workflow.allocation.events import PersonJoined, PersonPassed
from sync.workflow.allocation.limits import kept_terms, known_batch, layouts_of
from sync.workflow.allocation.planning import batch_full, is_for, person_of
from sync.workflow.allocation.selecting import on_batch, turn_of
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.waiting.commands import (
    BeginRecheck,
    ConcludeRecheck,
    EndInvitation,
    RegisterIntent,
    WithdrawIntent,
)
from sync.workflow.waiting.events import (
    EntryRemoved,
    IntentRegistered,
    IntentWithdrawn,
    InvitationEnded,
    RecheckBegun,
    RecheckPassed,
)
from sync.workflow.waiting.fold import apply
from sync.workflow.waiting.leaving import leave


def decide_register(entry: WaitingEntry, command: RegisterIntent, context: Context) -> Decision | Refusal:
    """Takes part, with a signed statement that nothing has changed. Who comes first does not matter."""
    state = entry.state
    refusal = _papers_missing(entry, command)
    if refusal:
        return refusal
    batch = known_batch(command.batch_id, state, context)
    if isinstance(batch, Refusal):
        return batch
    registered = IntentRegistered(
        at=context.now,
        by=context.actor.operator,
        batch_id=command.batch_id,
        until=(batch.closes if batch else None) or today(context),
        no_change_sha256=command.no_change_sha256,
        areas=command.areas,
        barrier_free=command.barrier_free,
        smaller_layout_sha256=command.smaller_layout_sha256,
    )
    own = on("waiting", entry, registered)
    if batch is None:
        return own
    refusal = _not_open(entry, batch, context) or _nothing_suits(apply(entry, registered), batch)
    if refusal:
        return refusal
    person = person_of(apply(entry, registered), standing=Standing.REGISTERED)
    joined = PersonJoined(at=context.now, by=context.actor.operator, person=person)
    return Decision(effects=(*own.effects, *on_batch(batch, (joined,))))


def _papers_missing(entry: WaitingEntry, command: RegisterIntent) -> Refusal | None:
    if not is_sha256(command.no_change_sha256):
        return Refusal(code="no_change_missing", state=entry.state)
    if command.smaller_layout_sha256 is not None and not is_sha256(command.smaller_layout_sha256):
        return Refusal(code="signature_missing", state=entry.state)
    if not all(is_org_code(area) for area in command.areas):
        return Refusal(code="area_unknown", state=entry.state)
    if entry.changes_open:
        return Refusal(code="change_open", state=entry.state)
    return None


def _not_open(entry: WaitingEntry, batch: Batch, context: Context) -> Refusal | None:
    state = entry.state
    if batch.state is not BatchState.INTENT_OPEN or (batch.closes is not None and today(context) > batch.closes):
        return Refusal(code="intent_closed", state=state)
    if state is WaitingState.INVITED and entry.batch_id != batch.id:
        return Refusal(code="not_invited", state=state)
    if batch.by_invitation and state is not WaitingState.INVITED:
        return Refusal(code="not_invited", state=state)
    if not is_for(batch, entry):
        return Refusal(code="batch_for_others", state=state)
    if context.facts.authoritative and entry.number is None:
        return fact_missing("number", state)
    return batch_full(batch) if len(batch.people) >= MOST_PEOPLE else None


def _nothing_suits(entry: WaitingEntry, batch: Batch) -> Refusal | None:
    """Matching filters before the draw: nobody draws for homes that it may not have."""
    person, layouts = person_of(entry, standing=Standing.REGISTERED), layouts_of(kept_terms(batch))
    if batch.method is Method.WAITING_NUMBERS or any(judge(person, home, layouts).may_have for home in batch.homes):
        return None
    return Refusal(code="no_home_suits", state=entry.state, details={"size": entry.household_size})


def decide_withdraw(entry: WaitingEntry, command: WithdrawIntent, context: Context) -> Decision | Refusal:
    """Takes part no more. When its turn has come, that is giving up."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=entry.state)
    batch = known_batch(entry.batch_id, entry.state, context)
    if isinstance(batch, Refusal):
        return batch
    if entry.unit_id is not None or (batch is not None and turn_of(batch, entry.id) is not None):
        return Refusal(code="turn_has_come", state=entry.state)
    withdrawn = IntentWithdrawn(at=context.now, by=context.actor.operator, reason=command.reason)
    return and_leave(entry, context, withdrawn)


def and_leave(entry: WaitingEntry, context: Context, *events: Event) -> Decision | Refusal:
    """These events on the entry, and what leaving does to batch and home."""
    rest = leave(entry, context)
    if isinstance(rest, Refusal):
        return rest
    return Decision(effects=(*on("waiting", entry, *events).effects, *rest))


def decide_end_invitation(entry: WaitingEntry, _command: EndInvitation, context: Context) -> Decision | Refusal:
    """After the last day of registration."""
    if entry.batch_until is not None and today(context) <= entry.batch_until:
        return Refusal(code="not_yet", state=entry.state, details={"day": entry.batch_until.isoformat()})
    return on("waiting", entry, InvitationEnded(at=context.now, by=context.actor.operator))


def decide_begin_recheck(entry: WaitingEntry, _command: BeginRecheck, context: Context) -> Decision | Refusal:
    """When registration is over."""
    batch = known_batch(entry.batch_id, entry.state, context)
    if isinstance(batch, Refusal):
        return batch
    if batch is not None and batch.state is not BatchState.RECHECKING:
        return Refusal(code="not_rechecking", state=entry.state)
    return on("waiting", entry, RecheckBegun(at=context.now, by=context.actor.operator))


def decide_conclude_recheck(entry: WaitingEntry, command: ConcludeRecheck, context: Context) -> Decision | Refusal:
    """A candidate, whose facts hold still until the batch is over; or off the list, with reasons."""
    at, by, state = context.now, context.actor.operator, entry.state
    if not command.note.strip() or not (command.passed or command.reason_codes):
        return Refusal(code="reason_missing", state=state)
    if entry.changes_open:
        return Refusal(code="change_open", state=state)
    batch = known_batch(entry.batch_id, state, context)
    if isinstance(batch, Refusal):
        return batch
    if not command.passed:
        removed = EntryRemoved(
            at=at, by=by, reason=RemovalReason.NOT_ELIGIBLE, note=command.note, reason_codes=command.reason_codes
        )
        return and_leave(entry, context, removed)
    if batch is not None and batch.state is not BatchState.RECHECKING:
        return Refusal(code="not_rechecking", state=state)
    own = on("waiting", entry, RecheckPassed(at=at, by=by, note=command.note))
    if batch is None:
        return own
    passed = PersonPassed(at=at, by=by, person=person_of(entry, standing=Standing.PASSED))
    return Decision(effects=(*own.effects, *on_batch(batch, (passed,))))
