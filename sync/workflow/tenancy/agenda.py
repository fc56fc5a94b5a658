"""What the province does by itself on a tenancy, and when: bills, arrears, the end of a term or a transition."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sync.model.states import TenancyState
from sync.model.tenancy import Tenancy
from sync.policy.records import Policy
from sync.workflow.command import Command
from sync.workflow.tenancy.commands import (
    EndTransition,
    IssueBill,
    LapseContract,
    RaiseOverstay,
    RecordArrears,
    RecordExpiry,
)
from sync.workflow.tenancy.money import arrears_day, bill_day
from sync.workflow.tenancy.standing import HELD, LEAVING, LIVING
from sync.workflow.tenancy.staying import overstay_day, transition_over

_DAY = timedelta(days=1)


def agenda(tenancy: Tenancy, policy: Policy) -> Iterator[tuple[date, Command]]:
    """Day and command of everything that is to come if nobody does anything."""
    if tenancy.state is TenancyState.CONTRACT_PENDING:
        for clock in tenancy.deadlines:
            if clock.name == "sign":
                yield clock.due + _DAY, LapseContract()
    if tenancy.state in HELD:
        yield from _held(tenancy, policy)


def _held(tenancy: Tenancy, policy: Policy) -> Iterator[tuple[date, Command]]:
    over = transition_over(tenancy)
    if over is not None:
        yield over, EndTransition()
    late = overstay_day(tenancy) if tenancy.state in LEAVING else None
    if late is not None:
        yield late, RaiseOverstay()
    if tenancy.state in LIVING and tenancy.term_to is not None and tenancy.expired_on is None:
        yield tenancy.term_to + _DAY, RecordExpiry()
    overdue = arrears_day(tenancy)
    if overdue is not None:
        yield overdue, RecordArrears()
    bill = bill_day(tenancy, policy)
    if bill is not None:
        yield bill, IssueBill()


def timer(tenancy: Tenancy, policy: Policy, _today: date) -> date | None:
    """The first day on which something is to be done."""
    return min((day for day, _ in agenda(tenancy, policy)), default=None)


def due(tenancy: Tenancy, policy: Policy, today: date) -> Command | None:
    """What is to be done first on that day; what changes the rent comes before the bill."""
    now = [(day, command) for day, command in agenda(tenancy, policy) if day <= today]
    return min(now, key=lambda entry: entry[0])[1] if now else None
