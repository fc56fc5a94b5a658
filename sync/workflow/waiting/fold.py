"""The waiting entry after an event."""

from __future__ import annotations

from typing import Any

from sync.model.states import WaitingState
from sync.model.waiting import RemovalReason, WaitingEntry
from sync.policy.calendar import civil_day
from sync.workflow.events import AnyEvent
from sync.workflow.machine import moved
from sync.workflow.waiting import events as e

_OUT_OF_BATCH: dict[str, Any] = {"batch_id": None, "batch_until": None, "unit_id": None, "smaller_layout": False}


def apply(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry:
    """The entry after the event; an event that is not about entries changes nothing."""
    for part in (_entered, _in_batch, _anew, _held, _facts):
        after = part(entry, event)
        if after is not None:
            return after
    return entry


def _entered(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry | None:
    match event:
        case e.WaitingEntered():
            names = set(event.__struct_fields__) & set(WaitingEntry.__struct_fields__)
            facts = {name: getattr(event, name) for name in names}
            return _to(entry, WaitingState.ACTIVE, entered_at=event.at, **facts)
        case e.Allocated():
            return _to(
                entry,
                WaitingState.ALLOCATED,
                unit_id=event.unit_id,
                tenancy_id=event.tenancy_id,
                batch_id=None,
                batch_until=None,
            )
        case e.Housed():
            return _to(entry, WaitingState.HOUSED, removed_reason=RemovalReason.HOUSED.value)
        case e.EntryRemoved():
            return _to(
                entry,
                WaitingState.REMOVED,
                removed_reason=event.reason.value,
                merged_into=event.merged_into,
                held_from=None,
                frozen_reason=None,
                frozen_by=None,
                resting_since=None,
                resting_until=None,
                **_OUT_OF_BATCH,
            )
        case _:
            return None


def _in_batch(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry | None:
    match event:
        case e.Invited():
            return _to(
                entry,
                WaitingState.INVITED,
                batch_id=event.batch_id,
                batch_until=event.until,
                invite_count=entry.invite_count + 1,
            )
        case e.IntentRegistered():
            return _to(
                entry,
                WaitingState.INTENT_REGISTERED,
                batch_id=event.batch_id,
                batch_until=event.until,
                areas=event.areas,
                barrier_free=event.barrier_free,
                smaller_layout_sha256=event.smaller_layout_sha256,
            )
        case e.InvitationEnded() | e.IntentWithdrawn():
            return _to(entry, WaitingState.ACTIVE, **_OUT_OF_BATCH)
        case e.RecheckBegun():
            return _to(entry, WaitingState.RECHECK)
        case e.RecheckPassed():
            return _to(entry, WaitingState.CANDIDATE)
        case e.HomeChosen():
            return _to(entry, entry.state, unit_id=event.unit_id, smaller_layout=event.smaller)
        case e.BackInLine():
            held = entry.state is WaitingState.FROZEN
            return _to(entry, entry.state if held else WaitingState.ACTIVE, **_OUT_OF_BATCH)
        case _:
            return None


def _anew(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry | None:
    match event:
        case e.Requeued():
            return _to(
                entry,
                WaitingState.REQUEUED,
                group=event.group,
                score=event.score,
                score_detail=event.score_detail,
                abandon_count=entry.abandon_count + 1,
                queued_from=event.queued_from,
                cooling_off_until=event.cooling_off_until,
                random_no=None,
                random_month=None,
                number_draw_id=None,
                tenancy_id=None,
                **_OUT_OF_BATCH,
            )
        case e.CoolingOffEnded():
            return _to(entry, WaitingState.ACTIVE, cooling_off_until=None)
        case e.NumberDrawJoined():
            return _to(entry, entry.state, number_draw_id=event.batch_id)
        case e.NumberDrawn():
            kept = None if event.random_no is None else entry.number_draw_id
            return _to(entry, entry.state, random_no=event.random_no, random_month=event.month, number_draw_id=kept)
        case e.RankNoted():
            first = event.rank if entry.initial_rank is None else entry.initial_rank
            return _to(entry, entry.state, initial_rank=first, current_rank=event.rank, rank_as_of=event.as_of)
        case _:
            return None


def _held(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry | None:
    match event:
        case e.EntryFrozen():
            out = _OUT_OF_BATCH if event.left else {}
            return _to(
                entry,
                WaitingState.FROZEN,
                held_from=entry.state,
                frozen_reason=event.cause,
                frozen_by=event.by_object,
                **out,
            )
        case e.EntryUnfrozen():
            out = {} if event.back_in else _OUT_OF_BATCH
            return _to(entry, _back_to(entry, event), held_from=None, frozen_reason=None, frozen_by=None, **out)
        case e.RestBegun():
            return _to(
                entry,
                WaitingState.SUSPENDED,
                resting_since=civil_day(event.at),
                resting_until=event.until,
                **_OUT_OF_BATCH,
            )
        case e.RestEnded():
            return _to(
                entry,
                WaitingState.ACTIVE,
                resting_since=None,
                resting_until=None,
                rested_days=entry.rested_days + event.days,
            )
        case _:
            return None


def _back_to(entry: WaitingEntry, event: e.EntryUnfrozen) -> WaitingState:
    """Where it stood in a batch that goes on with it; else a rest or a time without allocation goes on."""
    if event.back_in and entry.held_from is not None:
        return entry.held_from
    if entry.resting_since is not None:
        return WaitingState.SUSPENDED
    return WaitingState.ACTIVE if entry.cooling_off_until is None else WaitingState.REQUEUED


def _facts(entry: WaitingEntry, event: AnyEvent) -> WaitingEntry | None:
    match event:
        case e.ChangeReported():
            kinds = dict.fromkeys((*entry.changes_open, *event.kinds))
            return _to(entry, entry.state, changes_open=tuple(kinds))
        case e.ChangeSettled():
            rest = tuple(kind for kind in entry.changes_open if kind not in event.kinds)
            return _to(entry, entry.state, changes_open=rest)
        case e.Rescored():
            return _to(entry, entry.state, score=event.score, score_detail=event.score_detail)
        case e.EntryReassessed():
            return _to(
                entry,
                entry.state,
                group=event.group,
                score=event.score,
                score_detail=event.score_detail,
                household_size=event.household_size,
                category=event.category,
                monthly_income_fen=event.monthly_income_fen,
            )
        case _:
            return None


def _to(entry: WaitingEntry, state: WaitingState, **changes: Any) -> WaitingEntry:
    after: WaitingEntry = moved(entry, state=state, **changes)
    return after
