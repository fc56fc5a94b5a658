"""Commands on a waiting entry."""

from __future__ import annotations

from datetime import date

from sync.model.ids import RecordId
from sync.workflow.command import Command


class AllocateUnit(Command, frozen=True, kw_only=True, tag="allocate_unit"):
    """Direct allocation of one home to a waiting household."""

    unit_id: RecordId
    term_from: date
    term_years: int


AnyWaitingCommand = AllocateUnit
"""Every command of the machine ``waiting``."""
