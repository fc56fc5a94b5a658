"""Rules that a passing deadline breaks: R01, R04, R05, R08, R09, R11, R16, and a list that never hung (R07).

A clock that belongs to the family (correction, the time to ask for a reconsideration) is nobody's fault and is not
watched here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sync.model.allocation import Batch, BatchState
from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.model.states import CaseState, Role
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy import Policy
from sync.policy.periods import Workdays
from sync.policy.records import StageKind
from sync.workflow.application.elements import current_publicity
from sync.workflow.application.guards import OBJECTION, RECONSIDER, TOTAL, VERIFY
from sync.workflow.clock_moments import Laid, midnight
from sync.workflow.clocks import Steps, start
from sync.workflow.supervision.finding import Finding, Look, Subject, found

_DAY = timedelta(days=1)
_RULE_OF: Mapping[StageKind, str] = {
    StageKind.ACCEPT: "R01",
    StageKind.VERIFY: "R04",
    StageKind.DECIDE: "R11",
    StageKind.REGISTER: "R11",
}
"""Of a review the place decides; a publicity that ends too late is the clock of the whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Watched:
    """A clock and the rule that it may break.

    Attributes:
        stage: code of the stage or name of the clock, for the alert.
        disposer: post of the stage, None = as the rule says.
    """

    rule: str
    stage: str
    clock: Deadline
    disposer: Role | None = None


def look(machine: str, record: Any, policy: Policy, now: datetime, laid: Laid) -> Look:
    """What the clocks of a record say now, and when to look again."""
    watch = _WATCHES.get(machine)
    if watch is None:
        return Look(findings=())
    subject = Subject(machine=machine, object_id=record.id, org=record.org)
    rules = policy.supervision
    steps = Steps(reminder=rules.reminder_permille.value, yellow=rules.yellow_permille.value)
    findings: list[Finding] = []
    wake: list[datetime] = []
    for watched in watch(record, policy, laid.workdays):
        moments = laid.moments(watched.clock, steps)
        if moments is None:
            continue
        if now >= moments.yellow:
            findings += _over(watched, subject, policy, past=now >= moments.red)
        coming = moments.yellow if now < moments.yellow else moments.red
        if now < coming:
            wake.append(coming)
    for moment, seen in _sudden(record, policy):
        if now >= moment:
            findings += found(policy, seen.rule, subject, *seen.breach, stage=seen.stage)
        else:
            wake.append(moment)
    return Look(findings=tuple(findings), next_at=min(wake, default=None))


def _over(watched: Watched, subject: Subject, policy: Policy, *, past: bool) -> tuple[Finding, ...]:
    clock = watched.clock
    return found(
        policy,
        watched.rule,
        subject,
        watched.stage,
        clock.started.isoformat(),
        stage=watched.stage,
        near=not past,
        disposer=watched.disposer,
        figures={
            "due": clock.due.isoformat(),
            "limit": clock.limit or 0,
            "unit": clock.unit,
            "provisional": int(clock.provisional),
        },
    )


# --------------------------------------------------------------------------------------------- clocks by machine


def _of_case(case: Case, policy: Policy, _workdays: Workdays) -> Iterator[Watched]:
    for clock in case.process.deadlines:
        name = clock.name
        if name in {TOTAL, RECONSIDER}:
            yield Watched(rule="R09", stage=name, clock=clock)
        elif name == VERIFY:
            yield Watched(rule="R04", stage=name, clock=clock)
        elif name.startswith(f"{OBJECTION}."):
            yield Watched(rule="R08", stage=name, clock=clock)
        else:
            yield from _of_stage(name, clock, policy)


def _of_stage(name: str, clock: Deadline, policy: Policy) -> Iterator[Watched]:
    stage = policy.stage(name)
    if stage is None:
        return
    rule = _RULE_OF.get(stage.kind)
    if stage.kind is StageKind.REVIEW:
        first = policy.first(StageKind.REVIEW)
        rule = "R05" if first is not None and first.code == name else "R09"
    if rule is None:
        return
    yield Watched(rule=rule, stage=name, clock=clock, disposer=None if stage.role is Role.PLATFORM else stage.role)


def _of_batch(batch: Batch, policy: Policy, workdays: Workdays) -> Iterator[Watched]:
    """The result of an allocation is public when its publicity is concluded."""
    if batch.state is BatchState.RESULT_PUBLICITY and batch.publicity_to is not None:
        limit = policy.supervision.result_publish_days
        yield Watched(rule="R16", stage="RESULT", clock=start("RESULT", batch.publicity_to, limit, workdays))


def _of_grant(grant: SubsidyGrant, policy: Policy, workdays: Workdays) -> Iterator[Watched]:
    """The result of a subsidy is public with the first list of payments."""
    if grant.state is GrantState.APPROVED and grant.approved_on is not None and not grant.months:
        limit = policy.supervision.subsidy_publish_days
        yield Watched(rule="R16", stage="PAYMENT", clock=start("PAYMENT", grant.approved_on, limit, workdays))


_WATCHES: Mapping[str, Callable[[Any, Policy, Workdays], Iterator[Watched]]] = {
    "case": _of_case,
    "batch": _of_batch,
    "subsidy": _of_grant,
}


# ------------------------------------------------------------------------------------- moments without a yellow


@dataclass(frozen=True, kw_only=True, slots=True)
class _Seen:
    rule: str
    stage: str
    breach: tuple[str | int, ...]


def _sudden(record: Any, _policy: Policy) -> Iterator[tuple[datetime, _Seen]]:
    """A period of publicity that ends without proof that the list ever hung."""
    if not isinstance(record, Case) or record.process.state is not CaseState.PUBLICITY:
        return
    period = current_publicity(record)
    if period is not None and not period.posted:
        breach = ("unposted", period.stage, period.starts.isoformat())
        yield midnight(period.to + _DAY), _Seen(rule="R07", stage=period.stage, breach=breach)
