"""Decisions from the plan to the end of registration."""

from __future__ import annotations

import re
from datetime import timedelta

from sync.model.allocation import MOST_PEOPLE, Batch, Method, Person, Standing
from sync.model.ids import FormalNumber, OrgCode, RecordId, covers
from sync.model.states import WaitingState
from sync.model.waiting import WaitingEntry
from sync.policy.calendar import civil_day
from sync.policy.queue import IN_QUEUE, waits_since
from sync.workflow.allocation.commands import (
    AT_ONCE,
    AnnounceBatch,
    CloseIntent,
    Enlist,
    InviteHouseholds,
    OpenIntent,
    PlanBatch,
)
from sync.workflow.allocation.events import BatchAnnounced, BatchPlanned, IntentClosed, IntentOpened, PeopleEnlisted
from sync.workflow.allocation.limits import ends, kept_terms, terms_of
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import fact_missing, today
from sync.workflow.machine import founded, on
from sync.workflow.numbering import NumberKind
from sync.workflow.waiting.events import Invited, NumberDrawJoined

_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def blank(record_id: RecordId, org: OrgCode) -> Batch:
    """A batch before it is planned."""
    return Batch(id=record_id, org=org)


def decide_plan(batch: Batch, command: PlanBatch, context: Context) -> Decision | Refusal:
    """A plan of a method that the policy allows; its limits are kept from now on."""
    policy = context.policy
    if command.method not in policy.allocation.methods:
        return Refusal(code="method_not_in_policy", state=batch.state, details={"method": command.method.value})
    if not command.title.strip() or not command.plan_text.strip():
        return Refusal(code="plan_missing", state=batch.state)
    numbers = command.method is Method.WAITING_NUMBERS
    if numbers and not (policy.waiting.random_numbers and _MONTH.fullmatch(command.month or "")):
        return Refusal(code="month_missing", state=batch.state)
    planned = BatchPlanned(
        at=context.now,
        by=context.actor.operator,
        title=command.title,
        plan_text=command.plan_text,
        method=command.method,
        terms=terms_of(policy, command.method),
        policy_id=policy.id,
        policy_version=policy.version,
        groups=tuple(sorted(set(command.groups))),
        by_invitation=command.by_invitation,
        month=command.month if numbers else None,
    )
    return founded("batch", batch, planned)


def decide_announce(batch: Batch, command: AnnounceBatch, context: Context) -> Decision | Refusal:
    """Homes, plan and dates, long enough that a place without a link is no disadvantage."""
    state, terms = batch.state, kept_terms(batch)
    if batch.method is Method.WAITING_NUMBERS or not batch.homes:
        return Refusal(code="no_homes", state=state)
    if not command.notice.strip():
        return Refusal(code="notice_missing", state=state)
    if command.intent_from < today(context):
        return Refusal(code="intent_dates", state=state, details={"earliest": today(context).isoformat()})
    earliest, _ = ends(terms.intent, context, command.intent_from - timedelta(days=1))
    if command.intent_to < earliest:
        return Refusal(code="intent_short", state=state, details={"earliest": earliest.isoformat()})
    if context.facts.authoritative and context.issue_number is None:
        return fact_missing("issue_number", state)
    number = context.issue_number(NumberKind.ALLOCATION.value) if context.issue_number else None
    announced = BatchAnnounced(
        at=context.now,
        by=context.actor.operator,
        notice=command.notice,
        intent_from=command.intent_from,
        intent_to=command.intent_to,
        closes=ends(terms.grace, context, command.intent_to)[0],
        number=FormalNumber(number) if number else None,
    )
    return on("batch", batch, announced)


def decide_invite(batch: Batch, command: InviteHouseholds, context: Context) -> Decision | Refusal:
    """Tell households of the groups that the batch is for."""
    refusal = _too_many(batch, command.waiting_ids)
    if refusal:
        return refusal
    effects: list[Effect] = []
    for waiting_id in command.waiting_ids:
        entry = context.known("waiting", waiting_id, WaitingEntry)
        if entry is None:
            if context.facts.authoritative:
                return fact_missing("waiting", batch.state)
            continue
        if entry.state is not WaitingState.ACTIVE or not is_for(batch, entry):
            return _not_this_one("cannot_invite", batch, entry)
        invited = Invited(
            at=context.now, by=context.actor.operator, batch_id=batch.id, until=batch.closes or today(context)
        )
        effects.append(Effect(machine="waiting", object_id=entry.id, event=invited))
    return Decision(effects=tuple(effects))


def is_for(batch: Batch, entry: WaitingEntry) -> bool:
    """Whether a batch is for households of this group and place."""
    return covers(batch.org, entry.org) and (not batch.groups or entry.group in batch.groups)


def decide_open_intent(batch: Batch, _command: OpenIntent, context: Context) -> Decision | Refusal:
    """On its first day, not before."""
    if batch.intent_from is not None and today(context) < batch.intent_from:
        return Refusal(code="not_yet", state=batch.state, details={"day": batch.intent_from.isoformat()})
    return on("batch", batch, IntentOpened(at=context.now, by=context.actor.operator))


def decide_close_intent(batch: Batch, _command: CloseIntent, context: Context) -> Decision | Refusal:
    """After the last day on which a registration may arrive."""
    if batch.closes is not None and today(context) <= batch.closes:
        later = batch.closes + timedelta(days=1)
        return Refusal(code="not_yet", state=batch.state, details={"day": later.isoformat()})
    due, _ = ends(kept_terms(batch).recheck, context)
    return on("batch", batch, IntentClosed(at=context.now, by=context.actor.operator, recheck_due=due))


def decide_enlist(batch: Batch, command: Enlist, context: Context) -> Decision | Refusal:
    """Newcomers up to the month, each in one draw only."""
    refusal = _too_many(batch, command.waiting_ids)
    if refusal:
        return refusal
    if batch.method is not Method.WAITING_NUMBERS:
        return Refusal(code="no_number_draw", state=batch.state)
    people: list[Person] = []
    for waiting_id in command.waiting_ids:
        entry = context.known("waiting", waiting_id, WaitingEntry)
        if entry is None:
            if context.facts.authoritative:
                return fact_missing("waiting", batch.state)
            continue
        if not _is_newcomer(batch, entry):
            return _not_this_one("cannot_enlist", batch, entry)
        people.append(person_of(entry, standing=Standing.PASSED))
    at, by = context.now, context.actor.operator
    joined = NumberDrawJoined(at=at, by=by, batch_id=batch.id)
    first = Effect(machine="batch", object_id=batch.id, event=PeopleEnlisted(at=at, by=by, people=tuple(people)))
    rest = (Effect(machine="waiting", object_id=person.waiting_id, event=joined) for person in people)
    return Decision(effects=(first, *rest))


def _is_newcomer(batch: Batch, entry: WaitingEntry) -> bool:
    since = waits_since(entry)
    return (
        entry.state in IN_QUEUE
        and entry.random_no is None
        and entry.number_draw_id is None
        and entry.number is not None
        and covers(batch.org, entry.org)
        and since is not None
        and civil_day(since).isoformat()[:7] <= (batch.month or "")
    )


def person_of(entry: WaitingEntry, *, standing: Standing) -> Person:
    """A household as a batch keeps it."""
    return Person(
        waiting_id=entry.id,
        number=entry.number or entry.id,
        group=entry.group,
        score=entry.score,
        household_size=entry.household_size,
        random_no=entry.random_no,
        month=entry.random_month,
        entered_at=waits_since(entry),
        barrier_free=entry.barrier_free,
        smaller=entry.smaller_layout_sha256 is not None,
        areas=entry.areas,
        standing=standing,
    )


def _too_many(batch: Batch, waiting_ids: tuple[RecordId, ...]) -> Refusal | None:
    if not waiting_ids or len(set(waiting_ids)) < len(waiting_ids) or len(waiting_ids) > AT_ONCE:
        return Refusal(code="how_many", state=batch.state, details={"most": AT_ONCE})
    if len(batch.people) + len(waiting_ids) > MOST_PEOPLE:
        return batch_full(batch)
    return None


def batch_full(batch: Batch) -> Refusal:
    """No more people or homes in one batch."""
    return Refusal(code="batch_full", state=batch.state, details={"most": MOST_PEOPLE})


def _not_this_one(code: str, batch: Batch, entry: WaitingEntry) -> Refusal:
    return Refusal(code=code, state=batch.state, details={"number": entry.number or entry.id})
