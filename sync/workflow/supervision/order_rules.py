"""Rules about parameters, ranks and draws: R13, R14, R15."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sync.model.allocation import Batch, BatchState, Standing
from sync.model.draw_record import DrawRecord
from sync.model.ids import OrgCode, RecordId
from sync.policy import Policy
from sync.policy.moves import QueueEvent, unexplained
from sync.policy.queue import Queue
from sync.workflow import draw, draw_run
from sync.workflow.allocation.lists import ids_of, run_of
from sync.workflow.supervision.finding import Finding, Subject, found

_SINCE_FROZEN = frozenset(
    {
        BatchState.LIST_FROZEN,
        BatchState.DRAWN,
        BatchState.SELECTING,
        BatchState.RESULT_PUBLICITY,
        BatchState.CONTRACTING,
        BatchState.CLOSED,
    }
)
_HOLDS_A_HOME = frozenset({Standing.CHOSE, Standing.CONTRACTED})


def judge_policy(policy: Policy, confirmed: bool | None = None) -> tuple[Finding, ...]:
    """R13: a version of the conditions that one person made alone, or that reaches back behind its confirmation.

    Args:
        confirmed: whether the province knows a confirmed proposal of this version; None = it is not asked for.
    """
    approval = policy.approval
    faults: dict[str, int | str] = {}
    if approval.proposed_by.strip() == approval.confirmed_by.strip() or not approval.confirmed_by.strip():
        faults["alone"] = 1
    if approval.confirmed_on < approval.proposed_on:
        faults["reversed_days"] = (approval.proposed_on - approval.confirmed_on).days
    if policy.effective_from < approval.confirmed_on:
        faults["back_dated_days"] = (approval.confirmed_on - policy.effective_from).days
    if confirmed is False:
        faults["unconfirmed"] = 1
    if not faults:
        return ()
    subject = Subject(
        machine="regulation", object_id=RecordId(f"{policy.id}@{policy.version}"), org=OrgCode(policy.region)
    )
    figures = {**faults, "policy": policy.id, "version": policy.version}
    return found(policy, "R13", subject, policy.id, policy.version, *sorted(faults), figures=figures)


def judge_queue(
    before: Queue, after: Queue, events: Iterable[QueueEvent], entries: dict[str, Subject], policy: Policy, day: date
) -> tuple[Finding, ...]:
    """R14: what moved ranks between two days and no listed event explains.

    Args:
        before: the order of the first day.
        after: the order of ``day``.
        events: what happened on entries in between.
        entries: waiting number -> the entry, for the alert.
        day: of the second order.
    """
    findings: list[Finding] = []
    for one in unexplained(before, after, events):
        subject = entries.get(one.number)
        if subject is None:
            continue
        figures = {"changes": ", ".join(one.changes)}
        breach = (day.isoformat(), *one.changes)
        findings += found(policy, "R14", subject, *breach, stage="QUEUE", figures=figures)
    return tuple(findings)


def judge_draw(batch: Batch, policy: Policy) -> tuple[Finding, ...]:
    """R15: a list that is not the published one, an act out of turn, a repeated draw, somebody or a home from outside.

    Everything is computed anew from the batch; nothing in it is believed.
    """
    if batch.state not in _SINCE_FROZEN:
        return ()
    subject = Subject(machine="batch", object_id=batch.id, org=batch.org)
    findings: list[Finding] = []
    for code, figures in _faults(batch):
        attempt = len(batch.past_draws) + 1
        findings += found(policy, "R15", subject, code, attempt, stage="DRAW", figures={**figures, "fault": code})
        break  # one alert for a draw: the first fault says enough, and the rest follows from it
    return tuple(findings)


def _faults(batch: Batch) -> Iterator[tuple[str, dict[str, int | str]]]:
    ids = ids_of(batch)
    if draw.first_twice(ids) is not None:
        yield "entry_twice", {"position": draw.first_twice(ids) or 0}
    elif batch.list_hash != draw.list_hash(ids).hex():
        yield "list_changed", {"count": len(ids)}
    run = run_of(batch)
    yield from _of_draws(batch, run)
    places = set(range(len(batch.people)))
    if set(batch.order) - places or len(set(batch.order)) != len(batch.order):
        yield "order_outside_list", {"count": len(batch.order)}
    yield from _of_homes(batch)


def _of_draws(batch: Batch, run: DrawRecord | None) -> Iterator[tuple[str, dict[str, int | str]]]:
    previous: DrawRecord | None = None
    for record in (*batch.past_draws, *([run] if run is not None else [])):
        for problem in draw_run.problems(record, previous):
            yield problem.code.value, {"attempt": record.attempt, "position": problem.position or 0}
        previous = record


def _of_homes(batch: Batch) -> Iterator[tuple[str, dict[str, int | str]]]:
    """Homes chosen: of the batch, and each once."""
    taken: set[int] = set()
    for place, person in enumerate(batch.people, 1):
        if person.standing not in _HOLDS_A_HOME or person.home is None:
            continue
        if person.home not in range(len(batch.homes)):
            yield "home_outside_batch", {"position": place}
        elif person.home in taken:
            yield "home_twice", {"position": place}
        taken.add(person.home)
