"""Days that come near, and days that lie too long behind: who is to be reminded of what.

A reminder is no alert: nothing is late yet, or what is late is the family's. Each kind has its steps (90, 60, 30 days
…); at most one step of a kind stands on an object at a time, the nearest.

Source: FJ-18 (six kinds); the further kinds and the days are ours, in the policy section ``reminders``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sync.model.billing import BillState, RentBill
from sync.model.case import Case
from sync.model.ids import RecordId
from sync.model.inspection import Inspection, InspectionState
from sync.model.recheck import Recheck, RecheckState
from sync.model.states import CaseState, Role, TenancyState, UnitState, WaitingState
from sync.model.stock import Unit
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.model.tenancy import Tenancy
from sync.model.violation import Violation, ViolationState
from sync.model.waiting import WaitingEntry
from sync.policy import Policy
from sync.policy.calendar import civil_day, years_after
from sync.policy.months import last_of
from sync.policy.people import live_consents
from sync.workflow.application.elements import current_publicity

_LET = frozenset({TenancyState.ACTIVE, TenancyState.ARREARS, TenancyState.RECHECK, TenancyState.RENEWAL})
_OPEN_RECHECK = frozenset({RecheckState.PLANNED, RecheckState.NOTIFIED, RecheckState.COLLECTING})
_TO_VISIT = frozenset({InspectionState.PLANNED, InspectionState.ASSIGNED, InspectionState.NOT_HOME})
_PAID_OUT = frozenset({GrantState.PAYING, GrantState.ADJUSTED, GrantState.TRANSITION})
_EMPTY = frozenset({UnitState.VACANT_CHECK, UnitState.VACANT_READY})
_OFF_THE_LIST = frozenset({WaitingState.HOUSED, WaitingState.REMOVED, WaitingState.ALLOCATED})
_UNDECIDED = frozenset(CaseState) - {
    CaseState.QUALIFIED,
    CaseState.REJECTED,
    CaseState.NOT_ACCEPTED,
    CaseState.WITHDRAWN,
    CaseState.LAPSED,
    CaseState.TERMINATED,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminder:
    """One reminder.

    Attributes:
        kind: key of ``reminders.kinds``; the sentence is ``supervision.reminder.<kind>``.
        machine: of the object.
        object_id: the object.
        part: what of the object, e.g. a member's id; "" for the object itself.
        role: who is reminded.
        day: the day that it is about.
        days: until then; of a day that is past, since then.
        step: the step that is reached.
    """

    kind: str
    machine: str
    object_id: RecordId
    part: str
    role: Role
    day: date
    days: int
    step: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    kind: str
    day: date
    part: str = ""


def reminders_of(machine: str, record: Any, policy: Policy, today: date) -> tuple[Reminder, ...]:
    """What somebody is to be reminded of about the record on ``today``."""
    found: list[Reminder] = []
    for one in _days_of(machine, record, policy):
        rule = policy.reminders.kinds.get(one.kind)
        if rule is None:
            continue
        days = (today - one.day).days if rule.after else (one.day - today).days
        reached = [step for step in rule.days if (days >= step if rule.after else 0 <= days <= step)]
        if reached:
            found.append(
                Reminder(
                    kind=one.kind,
                    machine=machine,
                    object_id=record.id,
                    part=one.part,
                    role=rule.role,
                    day=one.day,
                    days=days,
                    step=max(reached) if rule.after else min(reached),
                )
            )
    return tuple(found)


def next_reminder_on(machine: str, record: Any, policy: Policy, today: date) -> date | None:
    """The next day after ``today`` on which a step of the record is reached, None when there is none."""
    coming: list[date] = []
    for one in _days_of(machine, record, policy):
        rule = policy.reminders.kinds.get(one.kind)
        for step in rule.days if rule else ():
            coming.append(one.day + timedelta(days=step if rule and rule.after else -step))
    return min((day for day in coming if day > today), default=None)


def _days_of(machine: str, record: Any, policy: Policy) -> Iterator[_Day]:
    source = _SOURCES.get(machine)
    return iter(()) if source is None else source(record, policy)


# ------------------------------------------------------------------------------------------- the days of a record


def _case(case: Case, _policy: Policy) -> Iterator[_Day]:
    process = case.process
    if process.state not in _UNDECIDED:
        return
    period = current_publicity(case)
    if period is not None:
        yield _Day(kind="publicity_end", day=period.to)
    for member_id, member in case.draft.members.items():
        if member.document_valid_to is not None:
            yield _Day(kind="document_end", day=member.document_valid_to, part=member_id)
    for member_id, consent in live_consents(case.draft).items():
        if consent.valid_to is not None:
            yield _Day(kind="consent_end", day=consent.valid_to, part=member_id)


def _entry(entry: WaitingEntry, policy: Policy) -> Iterator[_Day]:
    if entry.entered_at is not None and entry.state not in _OFF_THE_LIST:
        entered = civil_day(entry.entered_at)
        yield _Day(kind="waiting_limit", day=years_after(entered, policy.waiting.limit_years.value))


def _tenancy(tenancy: Tenancy, _policy: Policy) -> Iterator[_Day]:
    if tenancy.state in _LET and tenancy.term_to is not None:
        yield _Day(kind="contract_end", day=tenancy.term_to)
    if tenancy.state is TenancyState.CONTRACT_PENDING:
        for clock in tenancy.deadlines:
            yield _Day(kind="contract_unsigned", day=clock.due)
    if tenancy.state is TenancyState.TRANSITION and tenancy.transition_to is not None:
        yield _Day(kind="transition_end", day=tenancy.transition_to)


def _bill(bill: RentBill, _policy: Policy) -> Iterator[_Day]:
    if bill.state in {BillState.ISSUED, BillState.PART_PAID, BillState.OVERDUE} and bill.due_on is not None:
        yield _Day(kind="arrears", day=bill.due_on)


def _unit(unit: Unit, _policy: Policy) -> Iterator[_Day]:
    if unit.state in _EMPTY and unit.vacant_since is not None:
        yield _Day(kind="unit_empty", day=unit.vacant_since)


def _grant(grant: SubsidyGrant, _policy: Policy) -> Iterator[_Day]:
    if grant.state in _PAID_OUT and grant.last_month is not None:
        yield _Day(kind="subsidy_end", day=last_of(grant.last_month))


def _recheck(recheck: Recheck, _policy: Policy) -> Iterator[_Day]:
    if recheck.state in _OPEN_RECHECK:
        for clock in recheck.deadlines:
            yield _Day(kind="recheck", day=clock.due)


def _inspection(inspection: Inspection, _policy: Policy) -> Iterator[_Day]:
    if inspection.state in _TO_VISIT and inspection.due_to is not None:
        yield _Day(kind="visit", day=inspection.due_to)


def _violation(violation: Violation, _policy: Policy) -> Iterator[_Day]:
    if violation.state is ViolationState.RECTIFY_NOTICE and violation.rectify_deadline is not None:
        yield _Day(kind="rectification", day=violation.rectify_deadline.due)


_SOURCES: Mapping[str, Callable[[Any, Policy], Iterator[_Day]]] = {
    "case": _case,
    "waiting": _entry,
    "tenancy": _tenancy,
    "bill": _bill,
    "unit": _unit,
    "subsidy": _grant,
    "recheck": _recheck,
    "inspection": _inspection,
    "violation": _violation,
}
"""Machine -> the days of its records that somebody may be reminded of."""
