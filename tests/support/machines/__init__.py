"""Per machine: what its table must allow, written down once more apart from the code's own, and records in every state.

A module ``tests/support/machines/<machine>.py`` holds ``ORACLE``. ``tests/unit/sync/workflow/test_tables.py`` walks all
of them: state × command × role × place × policy.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sync.policy import Policy
from sync.workflow.command import Command
from sync.workflow.machines import MACHINES, Record
from tests.support.road import Road


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One command of the table, in words: roles, places, states it is given in, states it may lead to ("" = stays)."""

    roles: str
    places: str
    states: str
    to: str


@dataclass(frozen=True, kw_only=True)
class Oracle:
    """What a machine's table must be.

    Attributes:
        rules: command tag -> rule.
        in_state: a little province in which a record stands in the state, and that record; None where no record of
            this policy can ever stand there.
        samples: at least one good command of each kind for that record.
        also: further records in that state, where one alone cannot take every command of it.
    """

    rules: dict[str, Rule]
    in_state: Callable[[str, Policy], tuple[Road, Record] | None]
    samples: Callable[[Road, Any], Sequence[Command]]
    also: Callable[[str, Policy], Sequence[tuple[Road, Record]]] = lambda _state, _policy: ()


def oracle_of(machine: str) -> Oracle:
    """The oracle of a machine."""
    oracle: Oracle = importlib.import_module(f"tests.support.machines.{machine}").ORACLE
    return oracle


ORACLES = {name: oracle_of(name) for name in MACHINES}
