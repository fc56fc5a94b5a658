"""Decisions that hold an entry, let it rest, or take it off the list."""

from __future__ import annotations

from datetime import timedelta

from sync.model.states import WaitingState
from sync.model.waiting import RemovalReason, WaitingEntry
from sync.policy.months import months_later
from sync.workflow.allocation.limits import known_batch
from sync.workflow.allocation.lists import in_batch
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import today
from sync.workflow.machine import on
from sync.workflow.waiting.commands import (
    BeginRest,
    EndCoolingOff,
    EndRest,
    FreezeEntry,
    LeaveList,
    RemoveEntry,
    UnfreezeEntry,
)
from sync.workflow.waiting.events import (
    CoolingOffEnded,
    EntryFrozen,
    EntryRemoved,
    EntryUnfrozen,
    RestBegun,
    RestEnded,
)
from sync.workflow.waiting.registering import and_leave


def decide_freeze(entry: WaitingEntry, command: FreezeEntry, context: Context) -> Decision | Refusal:
    """Held: out of its batch, except that a home that was chosen stays promised until it is clear."""
    if not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    frozen = EntryFrozen(
        at=context.now,
        by=context.actor.operator,
        cause=command.cause,
        note=command.note,
        by_object=command.by_object,
        left=entry.unit_id is None,
    )
    if entry.unit_id is not None:
        return on("waiting", entry, frozen)
    ended = _rest_ended(entry, context)
    return and_leave(entry, context, *ended, frozen)


def decide_unfreeze(entry: WaitingEntry, command: UnfreezeEntry, context: Context) -> Decision | Refusal:
    """Held no more; a batch that still has it goes on with it."""
    if not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    batch = None if entry.batch_id is None else known_batch(entry.batch_id, entry.state, context)
    if isinstance(batch, Refusal):
        return batch
    back_in = batch is not None and in_batch(batch, entry.id)
    unfrozen = EntryUnfrozen(at=context.now, by=context.actor.operator, note=command.note, back_in=back_in)
    return on("waiting", entry, unfrozen)


def decide_begin_rest(entry: WaitingEntry, command: BeginRest, context: Context) -> Decision | Refusal:
    """At own request, for as long as the policy allows."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=entry.state)
    longest = context.policy.waiting.rest_longest_months.value
    until = months_later(today(context), longest) - timedelta(days=1)
    begun = RestBegun(at=context.now, by=context.actor.operator, reason=command.reason, until=until)
    return on("waiting", entry, begun)


def decide_end_rest(entry: WaitingEntry, _command: EndRest, context: Context) -> Decision | Refusal:
    """Back on the list; whether the rest counts as waited is the policy's."""
    return on("waiting", entry, *_rest_ended(entry, context))


def _rest_ended(entry: WaitingEntry, context: Context) -> tuple[Event, ...]:
    if entry.state is not WaitingState.SUSPENDED:
        return ()
    since = today(context) if entry.resting_since is None else entry.resting_since
    days = 0 if context.policy.waiting.rest_counts else (today(context) - since).days
    return (RestEnded(at=context.now, by=context.actor.operator, days=days),)


def decide_end_cooling_off(entry: WaitingEntry, _command: EndCoolingOff, context: Context) -> Decision | Refusal:
    """After its last day."""
    if entry.cooling_off_until is not None and today(context) <= entry.cooling_off_until:
        return Refusal(code="not_yet", state=entry.state, details={"day": entry.cooling_off_until.isoformat()})
    return on("waiting", entry, CoolingOffEnded(at=context.now, by=context.actor.operator))


def decide_leave_list(entry: WaitingEntry, command: LeaveList, context: Context) -> Decision | Refusal:
    """For good, at its own wish."""
    if not command.reason.strip():
        return Refusal(code="reason_missing", state=entry.state)
    removed = EntryRemoved(
        at=context.now, by=context.actor.operator, reason=RemovalReason.CANCELLED, note=command.reason
    )
    return and_leave(entry, context, removed)


def decide_remove(entry: WaitingEntry, command: RemoveEntry, context: Context) -> Decision | Refusal:
    """With a reason and its note; who is merged is merged with another entry."""
    merged = command.reason is RemovalReason.MERGED
    if not command.note.strip():
        return Refusal(code="reason_missing", state=entry.state)
    if command.reason is RemovalReason.HOUSED:  # only a home of ours does that, by itself
        return Refusal(code="reason_missing", state=entry.state)
    if merged is (command.merged_into is None) or command.merged_into == entry.id:
        return Refusal(code="merged_into", state=entry.state)
    removed = EntryRemoved(
        at=context.now,
        by=context.actor.operator,
        reason=command.reason,
        note=command.note,
        merged_into=command.merged_into,
    )
    return and_leave(entry, context, removed)
