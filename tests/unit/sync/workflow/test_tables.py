"""All tables, whole: state × command × role × place × policy. Allowed where the oracle says, else refused by name.

The oracles (``tests/support/machines``) are written apart from the code's own tables; what the tables let pass is
decided for real, and where it leads must be where both say.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import Any

import pytest

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.commands import MACHINE_OF, command_tag
from sync.workflow.engine import Decision, Refusal
from tests.support.households import all_policies
from tests.support.machines import ORACLES, Oracle
from tests.support.road import Road, actor

WORDS = [Translator(language) for language in LANGUAGES]
POLICIES = all_policies()
BY_ID = pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.id)
BY_MACHINE = pytest.mark.parametrize("name", ORACLES)


def expected(oracle: Oracle, tag: str, state: str, role: Role, point: ServicePoint) -> str | None:
    """Code of the table's refusal, None when the table lets it pass."""
    rule = oracle.rules[tag]
    if state not in rule.states.split():
        return "wrong_state"
    if role.value not in rule.roles.split():
        return "wrong_role"
    return None if point.value in rule.places.split() else "wrong_point"


@BY_MACHINE
def test_every_command_has_its_rule_and_its_row(name: str) -> None:
    tags = {tag for tag, machine in MACHINE_OF.items() if machine == name}
    assert set(ORACLES[name].rules) == tags == {row.tag for row in machines.MACHINES[name].rows}


@BY_MACHINE
@BY_ID
def test_state_by_command_by_role_by_place(name: str, policy: Policy) -> None:
    machine, oracle = machines.MACHINES[name], ORACLES[name]
    decided: dict[str, int] = defaultdict(int)
    stood: set[str] = set()
    for state in machine.states:
        found = oracle.in_state(state.value, policy)
        if found is None:
            continue
        stood.add(state.value)
        for road, record in (found, *oracle.also(state.value, policy)):
            assert machine.state_of(record) is state
            for command in oracle.samples(road, record):
                decided[command_tag(command)] += _walk(name, oracle, road, record, command)
    possible = {tag for tag, rule in oracle.rules.items() if stood & set(rule.states.split())}
    assert {tag for tag in possible if not decided[tag]} == set()  # every command can be given somewhere


@BY_MACHINE
def test_every_command_can_be_given_under_some_policy(name: str) -> None:
    oracle = ORACLES[name]
    stood = {
        state.value
        for state in machines.MACHINES[name].states
        if any(oracle.in_state(state.value, policy) for policy in POLICIES)
    }
    assert {tag for tag, rule in oracle.rules.items() if not stood & set(rule.states.split())} == set()


def _walk(name: str, oracle: Oracle, road: Road, record: Any, command: Command) -> int:
    """Every role at every place; how many were decided."""
    tag, state = command_tag(command), machines.state_of(name, record)
    yes = 0
    for role, point in product(Role, ServicePoint):
        wanted = expected(oracle, tag, state, role, point)
        assert (tag in machines.commands_for(name, state, role, point)) is (wanted is None), (tag, state, role, point)
        answer = machines.decide(name, record, command, road.context(actor(role, point=point)))
        if wanted is not None:
            assert isinstance(answer, Refusal)
            assert (answer.code, answer.state) == (wanted, state), (tag, role, point)
        if isinstance(answer, Refusal):
            _in_words(answer)
            continue
        yes += 1
        _leads_where_it_should(name, oracle, road, record, command, answer)
    return yes


def _in_words(refusal: Refusal) -> None:
    for translate in WORDS:
        sentence = translate(f"refusal.{refusal.code}", **refusal.details)
        assert "⟦" not in sentence, refusal
        assert "{" not in sentence, refusal


def _leads_where_it_should(
    name: str, oracle: Oracle, road: Road, record: Any, command: Command, decision: Decision
) -> None:
    tag = command_tag(command)
    before = machines.state_of(name, record)
    assert decision.effects
    after = record
    for effect in decision.effects:
        if (effect.machine, effect.object_id) == (name, record.id):
            after = machines.apply(name, after, effect.event)
    reached = machines.state_of(name, after)
    assert reached in (oracle.rules[tag].to.split() or [before]), (tag, before, reached)
    rows = [row for row in machines.MACHINES[name].rows if row.tag == tag and before in row.states]
    assert any(reached in (row.to or {before}) for row in rows), (tag, before, reached)


@BY_MACHINE
def test_the_oracle_and_the_table_lead_to_the_same_places(name: str) -> None:
    led: dict[str, set[str]] = defaultdict(set)
    for row in machines.MACHINES[name].rows:
        led[row.tag] |= {state.value for state in row.to}
    assert led == {tag: set(rule.to.split()) for tag, rule in ORACLES[name].rules.items()}


@BY_MACHINE
def test_a_command_of_another_machine_is_refused_by_name(name: str) -> None:
    road, record = next(
        found for state in machines.MACHINES[name].states if (found := ORACLES[name].in_state(state.value, POLICIES[0]))
    )
    for other in set(ORACLES) - {name}:
        for command in _samples_of(other):
            answer = machines.decide(name, record, command, road.context(actor(Role.PLATFORM)))
            assert isinstance(answer, Refusal)
            assert answer.code == "wrong_machine"


def _samples_of(name: str) -> list[Command]:
    machine = machines.MACHINES[name]
    road, record = next(
        found for state in machine.states if (found := ORACLES[name].in_state(state.value, POLICIES[0]))
    )
    return list(ORACLES[name].samples(road, record))


@pytest.mark.parametrize(("machine", "other"), [("case", "unit"), ("boat", "unit"), ("unit", "case")])
def test_a_record_of_another_machine_is_a_bug(machine: str, other: str) -> None:
    road = Road()
    records: Any = road.context(actor(Role.PLATFORM)).facts.records
    record = road.case if other == "case" else records["unit", "unit-1"]
    with pytest.raises(ValueError, match="does not move"):
        machines.decide(machine, record, _samples_of("case")[0], road.context(actor(Role.PLATFORM)))
    with pytest.raises(ValueError, match="does not move"):
        machines.apply(machine, record, road.case)  # type: ignore[arg-type]  # the event does not come into play
