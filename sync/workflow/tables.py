"""Transition tables: state × command × role × service point -> who decides the rest.

The table is data; the same rows refuse at the desk, decide at the province, fill the window's buttons and the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sync.model.states import Role, ServicePoint
from sync.policy.records import Act
from sync.workflow.command import Command
from sync.workflow.engine import Actor, Context, Decision, Refusal

NEW = "new"
"""State of a record that is not there yet: machines with founding commands have it as their first."""

R = TypeVar("R")
S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, kw_only=True)
class Row(Generic[R, S]):
    """One line of a table.

    Attributes:
        states: where the record may stand.
        command: type of the command.
        roles: posts that may give it.
        points: kinds of places that it may be given from.
        to: where the record may stand afterwards; the diagrams and the proofs are made from it. Empty = where it stood.
        act: what the table of offline powers calls it.
        decide: the guards and what follows; gets record, command, context.
    """

    states: frozenset[S]
    command: type[Command]
    roles: frozenset[Role]
    points: frozenset[ServicePoint]
    to: frozenset[S]
    act: Act
    decide: Callable[[R, Any, Context], Decision | Refusal]

    @property
    def tag(self) -> str:
        """Name of the command on the wire."""
        return str(self.command.__struct_config__.tag)

    @property
    def founds(self) -> bool:
        """Whether the command brings its own record into being: it is given where nothing is yet."""
        return {state.value for state in self.states} == {NEW}


def judge(rows: Iterable[Row[R, S]], state: S, command: Command, actor: Actor) -> Row[R, S] | Refusal:
    """The row that applies, or the first reason why none does: machine, state, role, point, in this order."""
    of_command = [row for row in rows if row.command is type(command)]
    tag = str(type(command).__struct_config__.tag)
    if not of_command:
        return Refusal(code="wrong_machine", state=state, details={"command": tag})
    of_state = [row for row in of_command if state in row.states]
    if not of_state:
        return Refusal(code="wrong_state", state=state, details={"command": tag})
    of_role = [row for row in of_state if actor.role in row.roles]
    if not of_role:
        return Refusal(code="wrong_role", state=state, details={"command": tag, "role": actor.role.value})
    for row in of_role:
        if actor.point in row.points:
            return row
    return Refusal(code="wrong_point", state=state, details={"command": tag, "point": actor.point.value})


def tags_allowed(rows: Iterable[Row[R, S]], state: S, role: Role, point: ServicePoint) -> tuple[str, ...]:
    """Names of the commands that the table lets this post give here and now; guards may still refuse."""
    return tuple(row.tag for row in rows if state in row.states and role in row.roles and point in row.points)
