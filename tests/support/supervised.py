"""A road whose every event is judged by the supervision as it happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from sync.model.case import Case
from sync.policy import Policy
from sync.workflow import machines
from sync.workflow.engine import Decision
from sync.workflow.event import Event
from sync.workflow.supervision.finding import Finding
from sync.workflow.supervision.watch import Raising, Watch
from tests.support.road import CALENDAR, POLICY, Road

Judge = Callable[[Case, Event], tuple[Finding, ...]]


class SupervisedRoad(Road):
    """Feeds the watch with every event of the case."""

    watch: Watch
    raised: list[Raising]

    @classmethod
    def under(cls, policy: Policy = POLICY) -> SupervisedRoad:
        road = cls(policy=policy)
        road.watch = Watch(CALENDAR, lambda _record: policy)
        road.raised = []
        return road

    def take(self, decision: Decision) -> None:
        before = self.case
        super().take(decision)
        for effect in decision.effects:
            if effect.machine != "case":
                continue
            after = machines.apply("case", before, effect.event)
            assert isinstance(after, Case)
            self.raised += self.watch.happened(before, effect.event, after, self.now)
            before = after

    def wait(self, days: int) -> list[Raising]:
        """Let days pass, waking up only when the watch asks for it; what was raised meanwhile."""
        until, raised = self.now + timedelta(days=days), []
        while (moment := self.watch.next_look) is not None and moment <= until:
            self.now = moment
            for machine, _ in list(self.watch.due(moment)):
                raised += self.watch.touched(machine, self.case, moment)
        self.now = until
        self.raised += raised
        return raised


def rules(raised: list[Raising]) -> list[tuple[str, str, str]]:
    """Rule, level and stage of each, for comparing."""
    return [(one.finding.rule, one.finding.level.value, one.finding.stage) for one in raised]


def with_process(case: Case, **changes: Any) -> Case:
    return msgspec.structs.replace(case, process=msgspec.structs.replace(case.process, **changes))


def at(day: str) -> datetime:
    """Ten in the morning in China."""
    return datetime.fromisoformat(f"{day}T10:00:00+08:00")
