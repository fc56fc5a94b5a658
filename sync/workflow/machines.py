"""One door to all machines, by name: ``case``, ``waiting``, ``unit``, ``tenancy``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sync.errors import InvalidRecord
from sync.model.case import Case, Tenancy, Unit, WaitingEntry
from sync.model.states import CaseState, Role, ServicePoint, TenancyState, WaitingState
from sync.workflow import case_machine, tenancy_machine, waiting_machine
from sync.workflow.commands import AnyCommand
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.tables import tags_allowed

Record = Case | WaitingEntry | Unit | Tenancy
"""What a machine moves."""

RECORD_TYPES: Mapping[str, type[Record]] = {"case": Case, "waiting": WaitingEntry, "unit": Unit, "tenancy": Tenancy}
"""Machine -> its record."""


def decide(machine: str, record: Record, command: AnyCommand, context: Context) -> Decision | Refusal:
    """Whether the command may happen on the record, and what it brings about. Changes nothing.

    Raises:
        ValueError: there is no such machine, or the record is not one of its records.
    """
    match machine, record:
        case "case", Case():
            return case_machine.decide(record, command, context)
        case "waiting", WaitingEntry():
            return waiting_machine.decide(record, command, context)
        case "tenancy", Tenancy():
            return tenancy_machine.decide(record, command, context)
        case "unit", Unit():
            return Refusal(code="wrong_machine", state=record.state.value)
    raise _not_one_of(machine, record)


def apply(machine: str, record: Record, event: AnyEvent) -> Record:
    """The record after the event.

    Raises:
        ValueError: there is no such machine, or the record is not one of its records.
    """
    match machine, record:
        case "case", Case():
            return case_machine.apply(record, event)
        case "waiting", WaitingEntry():
            return waiting_machine.apply(record, event)
        case "tenancy", Tenancy():
            return tenancy_machine.apply(record, event)
        case "unit", Unit():
            return waiting_machine.apply_to_unit(record, event)
    raise _not_one_of(machine, record)


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


def commands_for(machine: str, state: str, role: Role, point: ServicePoint) -> tuple[str, ...]:
    """Names of the commands that a post may give here in this state; guards may still refuse. For buttons.

    Raises:
        ValueError: the machine has no such state.
    """
    match machine:
        case "case":
            return tags_allowed(case_machine.TRANSITIONS, CaseState(state), role, point)
        case "waiting":
            return tags_allowed(waiting_machine.TRANSITIONS, WaitingState(state), role, point)
        case "tenancy":
            return tags_allowed(tenancy_machine.TRANSITIONS, TenancyState(state), role, point)
    return ()


def _not_one_of(machine: str, record: object) -> ValueError:
    return ValueError(f"machine {machine!r} does not move a {type(record).__name__}")
