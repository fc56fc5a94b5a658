"""What the province does with an application by itself, and on which day it must look at it for that.

Departments are asked by the server: that takes more than the record.
"""

from __future__ import annotations

from datetime import date, timedelta

from sync.model.case import Case
from sync.model.states import CaseState
from sync.policy import Policy
from sync.workflow.application.commands import Announce, ConcludePublicity, Lapse, Register
from sync.workflow.application.elements import current_publicity
from sync.workflow.application.guards import CORRECTION
from sync.workflow.command import Command

_DAY = timedelta(days=1)


def timer(case: Case, _policy: Policy, today: date) -> date | None:
    """The first civil day on which the platform must look at the case, None = it need not."""
    process = case.process
    match process.state:
        case CaseState.CORRECTION:
            return _after_correction(case)
        case CaseState.PUBLICITY:
            period = current_publicity(case)
            return None if period is None else period.to + _DAY
        case CaseState.DECIDING | CaseState.REGISTERING:
            return today
        case _:
            return None


def due(case: Case, policy: Policy, today: date) -> Command | None:
    """What the platform commands on a day, None = nothing. A list that never hung is not over."""
    day = timer(case, policy, today)
    if day is None or today < day:
        return None
    stage = case.process.stage or ""
    match case.process.state:
        case CaseState.CORRECTION:
            return Lapse()
        case CaseState.PUBLICITY:
            period = current_publicity(case)
            return ConcludePublicity(stage=stage) if period is not None and period.posted else None
        case CaseState.DECIDING:
            return Announce()
        case _:
            return Register(stage=stage)


def _after_correction(case: Case) -> date | None:
    clock = next((clock for clock in case.process.deadlines if clock.name == CORRECTION), None)
    return None if clock is None else clock.due + _DAY
