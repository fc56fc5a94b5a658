"""The table of the homes."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.states import UnitState
from sync.model.stock import Unit
from sync.policy import Policy
from sync.workflow.command import Command
from tests.support.machines import Oracle, Rule
from tests.support.road import Road, unit

RULES: dict[str, Rule] = {}


def in_state(state: str, _policy: Policy) -> tuple[Road, Unit]:
    """A home."""
    home = unit(state=UnitState(state))
    return Road(others={("unit", home.id): home}), home


def samples(_road: Road, _unit: Unit) -> Sequence[Command]:
    """A home takes no commands yet."""
    return ()


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
