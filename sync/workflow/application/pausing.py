"""Which clocks of an application rest in which state. The policy says it; here it is only done."""

from __future__ import annotations

from sync.model.case import CaseProcess
from sync.model.deadline import Deadline
from sync.model.remedies import Gap
from sync.model.states import CaseState
from sync.policy import Policy
from sync.policy.records import StageKind
from sync.policy.sections.pauses import ClockKind
from sync.workflow import clocks
from sync.workflow.application.guards import TOTAL, VERIFY
from sync.workflow.engine import Context
from sync.workflow.guards import today

_OF_STAGE = {
    StageKind.ACCEPT: ClockKind.ACCEPT,
    StageKind.VERIFY: ClockKind.VERIFY,
    StageKind.REVIEW: ClockKind.STAGE,
    StageKind.PUBLICITY: ClockKind.PUBLICITY,
    StageKind.DECIDE: ClockKind.STAGE,
    StageKind.REGISTER: ClockKind.STAGE,
}


def kind_of(clock: Deadline, policy: Policy) -> ClockKind | None:
    """The kind of a clock; None for those that belong to the family or to a remedy: they never rest."""
    if clock.name == TOTAL:
        return ClockKind.TOTAL
    if clock.name == VERIFY:
        return ClockKind.VERIFY
    stage = policy.stage(clock.name)
    return _OF_STAGE[stage.kind] if stage else None


def rest(clock: Deadline, state: CaseState, context: Context, gap: Gap | None = None) -> Deadline:
    """The clock as it is in that state from today on: resting where the policy says so, else as it was."""
    kind = kind_of(clock, context.policy)
    if kind is None or not context.policy.pauses.rests(state, kind, gap):
        return clock
    return clocks.pause(clock, today(context), state.value, context.workdays)


def resting(process: CaseProcess, state: CaseState, context: Context, gap: Gap | None = None) -> tuple[Deadline, ...]:
    """Those clocks that begin to rest when the case comes into that state."""
    after = ((clock, rest(clock, state, context, gap)) for clock in process.deadlines)
    return tuple(rested for clock, rested in after if rested != clock)


def go_on(clock: Deadline, state: CaseState, context: Context) -> Deadline:
    """The clock as it is when the case leaves that state today: going on where it rested because of it."""
    if not clock.paused or clock.reason not in {"", state.value}:
        return clock
    return clocks.resume(clock, today(context), context.workdays)


def going_on(process: CaseProcess, context: Context) -> tuple[Deadline, ...]:
    """Those clocks that go on when the case leaves the state in which it stands."""
    after = ((clock, go_on(clock, process.state, context)) for clock in process.deadlines)
    return tuple(running for clock, running in after if running != clock)
