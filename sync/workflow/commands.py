"""Every command of this version, by machine, and their way in and out of plain data.

Scarce things (formal numbers, ranks, units, money) are taken only by commands. The structs live in the rooms of their
machines; a new room adds its union to ``AnyCommand`` and a row to ``_OF_MACHINE``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from sync.workflow.alert.commands import AnyAlertCommand
from sync.workflow.allocation.commands import AnyAllocationCommand
from sync.workflow.application.commands import AnyApplicationCommand
from sync.workflow.bill.commands import AnyBillCommand
from sync.workflow.change.commands import AnyChangeCommand
from sync.workflow.command import Command
from sync.workflow.credit.commands import AnyCreditCommand
from sync.workflow.inspection.commands import AnyInspectionCommand
from sync.workflow.recheck.commands import AnyRecheckCommand
from sync.workflow.regulation.commands import AnyRegulationCommand
from sync.workflow.stock.commands import AnyStockCommand
from sync.workflow.subsidy.commands import AnySubsidyCommand
from sync.workflow.tenancy.commands import AnyTenancyCommand
from sync.workflow.violation.commands import AnyViolationCommand
from sync.workflow.waiting.commands import AnyWaitingCommand

AnyCommand = (
    AnyApplicationCommand
    | AnyWaitingCommand
    | AnyAllocationCommand
    | AnyStockCommand
    | AnyTenancyCommand
    | AnyBillCommand
    | AnySubsidyCommand
    | AnyChangeCommand
    | AnyRecheckCommand
    | AnyAlertCommand
    | AnyViolationCommand
    | AnyInspectionCommand
    | AnyCreditCommand
    | AnyRegulationCommand
)
"""Every command of this version."""

_OF_MACHINE: Mapping[str, object] = {
    "case": AnyApplicationCommand,
    "alert": AnyAlertCommand,
    "violation": AnyViolationCommand,
    "inspection": AnyInspectionCommand,
    "credit": AnyCreditCommand,
    "waiting": AnyWaitingCommand,
    "batch": AnyAllocationCommand,
    "unit": AnyStockCommand,
    "tenancy": AnyTenancyCommand,
    "bill": AnyBillCommand,
    "subsidy": AnySubsidyCommand,
    "change": AnyChangeCommand,
    "recheck": AnyRecheckCommand,
    "regulation": AnyRegulationCommand,
}


def kinds_of(union: object) -> tuple[type[Command], ...]:
    """The command structs of a union; a union of one is that one."""
    return get_args(union) or (union,)


MACHINE_OF: Mapping[str, str] = {
    str(kind.__struct_config__.tag): machine for machine, union in _OF_MACHINE.items() for kind in kinds_of(union)
}
"""Command tag -> machine."""


def parse_command(plain: Any) -> AnyCommand | None:
    """A command from plain data; ``None`` when this version does not know it or it does not fit."""
    try:
        return msgspec.convert(plain, AnyCommand)  # type: ignore[no-any-return]  # a union, not a class
    except msgspec.ValidationError:
        return None


def command_tag(command: Command) -> str:
    """The command's name on the wire."""
    return str(command.__struct_config__.tag)


def plain_command(command: Command) -> dict[str, Any]:
    """The command as plain data, tag included."""
    plain: dict[str, Any] = msgspec.to_builtins(command)
    return plain
