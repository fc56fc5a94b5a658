"""One door to all machines, by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.workflow.alert.machine import MACHINE as ALERT
from sync.workflow.allocation.machine import MACHINE as ALLOCATION
from sync.workflow.application.machine import MACHINE as APPLICATION
from sync.workflow.bill.machine import MACHINE as BILL
from sync.workflow.change.machine import MACHINE as CHANGE
from sync.workflow.command import Command
from sync.workflow.credit.machine import MACHINE as CREDIT
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.inspection.machine import MACHINE as INSPECTION
from sync.workflow.machine import Machine, Moved
from sync.workflow.recheck.machine import MACHINE as RECHECK
from sync.workflow.regulation.machine import MACHINE as REGULATION
from sync.workflow.stock.machine import MACHINE as STOCK
from sync.workflow.subsidy.machine import MACHINE as SUBSIDY
from sync.workflow.tenancy.machine import MACHINE as TENANCY
from sync.workflow.violation.machine import MACHINE as VIOLATION
from sync.workflow.waiting.machine import MACHINE as WAITING

MACHINES: Mapping[str, Machine[Any, Any]] = {
    machine.name: machine
    for machine in (
        APPLICATION,
        WAITING,
        ALLOCATION,
        STOCK,
        TENANCY,
        BILL,
        SUBSIDY,
        CHANGE,
        RECHECK,
        ALERT,
        INSPECTION,
        VIOLATION,
        CREDIT,
        REGULATION,
    )
}
"""Every machine of this version by its name."""

Record = Moved
"""What a machine moves."""

RECORD_TYPES: Mapping[str, type[Any]] = {name: machine.record for name, machine in MACHINES.items()}
"""Machine -> its record."""


def machine_of(name: str, record: object) -> Machine[Any, Any]:
    """The machine of that name.

    Raises:
        ValueError: there is no such machine, or the record is not one of its records.
    """
    machine = MACHINES.get(name)
    if machine is None or not isinstance(record, machine.record):
        raise ValueError(f"machine {name!r} does not move a {type(record).__name__}")
    return machine


def decide(machine: str, record: Record, command: Command, context: Context) -> Decision | Refusal:
    """Whether the command may happen on the record, and what it brings about. Changes nothing.

    Raises:
        ValueError: there is no such machine, or the record is not one of its records.
    """
    return machine_of(machine, record).decide(record, command, context)


def apply(machine: str, record: Record, event: AnyEvent) -> Record:
    """The record after the event.

    Raises:
        ValueError: there is no such machine, or the record is not one of its records.
    """
    after: Record = machine_of(machine, record).apply(record, event)
    return after


def fold(machine: str, record: Record, events: Iterable[AnyEvent]) -> Record:
    """The record after all events, in order."""
    for event in events:
        record = apply(machine, record, event)
    return record


def create(machine: str, creates: Mapping[str, Any]) -> Record:
    """The record that an effect brings into being, before its event is applied.

    Args:
        creates: as in :class:`sync.workflow.engine.Effect`.

    Raises:
        ValueError: there is no such machine.
        InvalidRecord: a field is missing or does not fit.
    """
    if machine not in RECORD_TYPES:
        raise ValueError(f"there is no machine {machine!r}")
    try:
        record: Record = msgspec.convert(creates, RECORD_TYPES[machine])
    except msgspec.ValidationError as error:
        raise InvalidRecord(machine, str(error)) from error
    return record


def blank(machine: str, record_id: RecordId, org: OrgCode, command: Command) -> Record | None:
    """The record that a founding command is given on, None when the command founds nothing."""
    found = MACHINES.get(machine)
    if found is None or found.blank is None or not found.is_founding(command):
        return None
    record: Record = found.blank(record_id, org)
    return record


def state_of(machine: str, record: Record) -> str:
    """Where the record stands."""
    return str(machine_of(machine, record).state_of(record).value)


def needs(machine: str, record: Record, command: Command) -> tuple[Key, ...]:
    """(machine, id) of the records that a decision on the command reads beside the record itself."""
    return machine_of(machine, record).needs(record, command)


def policy_of(machine: str, record: Record) -> tuple[str | None, str | None]:
    """Id and version of the policy that the record keeps; None where it keeps none (then its region's counts)."""
    return machine_of(machine, record).policy_of(record)


def timer_of(machine: str, record: Record, policy: Policy, today: date) -> date | None:
    """The first civil day on which the platform must look at the record by itself, None = it need not."""
    return machine_of(machine, record).timer(record, policy, today)


def due(machine: str, record: Record, policy: Policy, today: date) -> Command | None:
    """What the platform commands by itself on a day, None = nothing."""
    return machine_of(machine, record).due(record, policy, today)


def commands_for(machine: str, state: str, role: Role, point: ServicePoint) -> tuple[str, ...]:
    """Names of the commands that a post may give here in this state; guards may still refuse. For buttons.

    Raises:
        ValueError: the machine has no such state.
    """
    found = MACHINES.get(machine)
    return () if found is None else found.commands_for(state, role, point)
