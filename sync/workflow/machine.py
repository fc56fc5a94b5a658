"""A machine: a record, its states, its table, and the fold of its events. All machines are values of one type.

Adding a machine: a room ``sync/workflow/<name>/`` with ``commands.py``, ``events.py`` and ``machine.py``
(``TRANSITIONS``, ``apply``, ``MACHINE``), its record and states in ``sync.model``, a line each in ``commands.py``,
``events.py`` and ``machines.py``, and its oracle and samples in ``tests/support/machines``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from sync.model.ids import OrgCode, RecordId, covers
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Effect, Key, Refusal
from sync.workflow.event import Event
from sync.workflow.events import AnyEvent
from sync.workflow.guards import other_policy, out_of_reach
from sync.workflow.tables import Row, judge, tags_allowed

_COUNTY = 6


class Moved(Protocol):
    """What every record of a machine has."""

    @property
    def id(self) -> RecordId:
        """Its identity."""
        ...

    @property
    def org(self) -> OrgCode:
        """The organisation unit that it belongs to."""
        ...


R = TypeVar("R", bound=Moved)
S = TypeVar("S", bound=StrEnum)


def nothing_needed(_record: Any, _command: Any) -> tuple[Key, ...]:
    """A decision that reads its own record only."""
    return ()


def nothing_due(_record: Any, _policy: Policy, _today: date) -> Command | None:
    """A machine whose records wait for people only."""
    return None


def no_timer(_record: Any, _policy: Policy, _today: date) -> date | None:
    """A machine at whose records no timer looks."""
    return None


def own_policy(record: Any) -> tuple[str | None, str | None]:
    """Id and version of the policy that a record keeps."""
    return getattr(record, "policy_id", None), getattr(record, "policy_version", None)


@dataclass(frozen=True, kw_only=True)
class Machine(Generic[R, S]):
    """One machine.

    Attributes:
        name: on the wire and in the timeline.
        record: what it moves.
        states: its states.
        rows: its table.
        state_of: where a record stands.
        apply: the record after an event; an event that is not the machine's own changes nothing.
        blank: a record before its first event, for machines whose records are brought into being by a command
            (a *founding* command: a row whose only state is the first one, ``new``). None where only other machines
            create them.
        needs: (machine, id) of the records that a decision on this command reads beside its own.
        policy_of: policy id and version that the record keeps.
        county_wide: the actor's county counts, not the actor's own unit: an estate's counter serves the whole county.
        timer: the first civil day on which the platform must look at the record by itself, None = it need not.
        due: what the platform commands by itself on a day, None = nothing.
    """

    name: str
    record: type[R]
    states: type[S]
    rows: tuple[Row[R, S], ...]
    state_of: Callable[[R], S]
    apply: Callable[[R, AnyEvent], R]
    blank: Callable[[RecordId, OrgCode], R] | None = None
    needs: Callable[[R, Any], tuple[Key, ...]] = nothing_needed
    policy_of: Callable[[R], tuple[str | None, str | None]] = own_policy
    county_wide: bool = False
    timer: Callable[[R, Policy, date], date | None] = no_timer
    due: Callable[[R, Policy, date], Command | None] = nothing_due

    def decide(self, record: R, command: Command, context: Context) -> Decision | Refusal:
        """Whether the command may happen on the record, and what it brings about. Changes nothing."""
        state = self.state_of(record)
        row = judge(self.rows, state, command, context.actor)
        if isinstance(row, Refusal):
            return row
        refusal = self._out_of_reach(record, state, context) or other_policy(*self.policy_of(record), state, context)
        return refusal or row.decide(record, command, context)

    def commands_for(self, state: str, role: Role, point: ServicePoint) -> tuple[str, ...]:
        """Names of the commands that a post may give here in this state; guards may still refuse. For buttons.

        Raises:
            ValueError: the machine has no such state.
        """
        return tags_allowed(self.rows, self.states(state), role, point)

    def is_founding(self, command: Command) -> bool:
        """Whether the command brings its own record into being."""
        return self.blank is not None and any(row.command is type(command) and row.founds for row in self.rows)

    def _out_of_reach(self, record: R, state: S, context: Context) -> Refusal | None:
        if not self.county_wide:
            return out_of_reach(record.org, state, context)
        county = OrgCode(context.actor.org[:_COUNTY])
        if context.actor.role is Role.PLATFORM or covers(county, record.org):
            return None
        return Refusal(code="out_of_scope", state=state, details={"org": context.actor.org})


def on(machine: str, record: Moved, *events: Event) -> Decision:
    """Yes: these events on the record."""
    return Decision(effects=tuple(Effect(machine=machine, object_id=record.id, event=event) for event in events))


def founded(machine: str, record: Moved, *events: Event) -> Decision:
    """Yes: the record comes into being by the first of these events."""
    first, *rest = on(machine, record, *events).effects
    birth = Effect(
        machine=machine,
        object_id=record.id,
        event=first.event,
        creates={"id": record.id, "org": record.org},
    )
    return Decision(effects=(birth, *rest))


def moved(record: Any, **changes: Any) -> Any:
    """The record with other fields."""
    return msgspec.structs.replace(record, **changes)
