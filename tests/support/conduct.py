"""Steps on one record of any machine in a little province: founding ones, too, and those that touch other records."""

from __future__ import annotations

from typing import Any

from gzf_desk.i18n import LANGUAGES, Translator
from sync.model.ids import RecordId
from sync.model.states import Role, ServicePoint
from sync.workflow import machines
from sync.workflow.command import Command
from sync.workflow.engine import Actor, Decision, Refusal
from sync.workflow.tables import NEW
from tests.support.road import POINTS, Road, actor

WORDS = [Translator(language) for language in LANGUAGES]
COUNTY = frozenset({Role.SUPERVISOR, Role.SYSADMIN, Role.CIVIL_AFFAIRS})


def person(role: Role, operator: str | None = None, point: ServicePoint | None = None) -> Actor:
    """Who acts, at the usual place of the post."""
    usual = ServicePoint.COUNTY_OFFICE if role in COUNTY else POINTS.get(role, ServicePoint.STREET_WINDOW)
    return actor(role, operator, point or usual)


def judge(road: Road, machine: str, record_id: str, who: Actor, command: Command, **facts: Any) -> Decision | Refusal:
    """The answer to a command; nothing is changed."""
    record = road.others[machine, record_id]
    before = dict(road.others)
    answer = machines.decide(machine, record, command, road.context(who, **facts))
    assert road.others == before
    if isinstance(answer, Refusal):
        assert answer.state == machines.state_of(machine, record)
        for translate in WORDS:
            sentence = translate(f"refusal.{answer.code}", **answer.details)
            assert not set(sentence) & set("⟦{"), answer
    return answer


def give(road: Road, machine: str, record_id: str, who: Actor, command: Command, **facts: Any) -> None:
    """The command is given and its effects happen."""
    answer = judge(road, machine, record_id, who, command, **facts)
    assert isinstance(answer, Decision), answer
    happen(road, answer)


def happen(road: Road, decision: Decision) -> None:
    """The effects of a decision; a record that waits to be founded gives its place to the one that is."""
    for effect in decision.effects:
        key = (effect.machine, effect.object_id)
        if effect.creates is not None and key in road.others:
            assert machines.state_of(effect.machine, road.others[key]) == NEW
            del road.others[key]
    road.take(decision)


def refusal(road: Road, machine: str, record_id: str, who: Actor, command: Command, **facts: Any) -> str:
    """Code of the refusal of a command."""
    answer = judge(road, machine, record_id, who, command, **facts)
    assert isinstance(answer, Refusal), answer
    return answer.code


def due_now(road: Road, machine: str, record_id: str) -> Command | None:
    """What the province gives by itself on the record today."""
    today = road.now.date()
    return machines.due(machine, road.others[machine, record_id], road.policy, today)


def timer(road: Road, machine: str, record_id: RecordId) -> Any:
    """The day on which the province looks at the record by itself."""
    return machines.timer_of(machine, road.others[machine, record_id], road.policy, road.now.date())
