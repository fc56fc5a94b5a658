"""The watch: everything is looked at once, then only what an event or a passing deadline touches.

The watch keeps no record and no history: per object the moment of its next look, and per rule, object and stage the
alert that is open. What it gives are *raisings*: alerts to be raised, each at most once for one breach. Who keeps the
watch (the province) hands over the records that it asks for.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sync.model.alert import AlertLevel
from sync.model.case import Case
from sync.model.ids import RecordId
from sync.policy import Policy
from sync.policy.calendar import Calendar, civil_day
from sync.workflow.clock_moments import Laid
from sync.workflow.event import Event
from sync.workflow.supervision.case_rules import Happened, judge, words_of
from sync.workflow.supervision.clock_rules import look
from sync.workflow.supervision.finding import Finding

Key = tuple[str, str, RecordId, str]
"""Rule, machine, object, stage."""
PolicyOf = Callable[[Any], Policy | None]
"""The policy that a record keeps, None when it is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is known of the alerts of one key.

    Attributes:
        open_level: of the open alert, None when none is open.
        earlier: alerts of the key that were closed.
        breaches: fingerprints that were raised before; none of them is raised anew after closing.
    """

    open_level: AlertLevel | None = None
    earlier: int = 0
    breaches: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Raising:
    """An alert to raise, or a level to raise."""

    finding: Finding
    earlier: int
    rises: bool = False
    """The alert is open and its level rises."""


@dataclass(slots=True)
class Watch:
    """The state of the supervision.

    Args:
        calendar: working days.
        policy_of: policy of a record.
    """

    calendar: Calendar
    policy_of: PolicyOf
    _next: dict[tuple[str, RecordId], datetime] = field(default_factory=dict)
    _heap: list[tuple[datetime, str, RecordId]] = field(default_factory=list)
    _standing: dict[Key, Standing] = field(default_factory=dict)
    _words: Counter[str] = field(default_factory=Counter)
    _words_of: date | None = None
    _laid: Laid = field(init=False)

    def __post_init__(self) -> None:
        self._laid = Laid(self.calendar.workdays)

    def sweep(self, records: Iterable[tuple[str, Any]], now: datetime) -> Iterator[Raising]:
        """Look at every record (machine, record) once; afterwards only :meth:`happened` and :meth:`due` are needed."""
        for machine, record in records:
            yield from self.touched(machine, record, now)

    def touched(self, machine: str, record: Any, now: datetime) -> tuple[Raising, ...]:
        """Look at the clocks of a record that is new, changed or due."""
        policy = self.policy_of(record)
        key = (machine, record.id)
        if policy is None:
            self._next.pop(key, None)
            return ()
        seen = look(machine, record, policy, now, self._laid)
        if seen.next_at is None:
            self._next.pop(key, None)
        elif self._next.get(key) != seen.next_at:
            self._next[key] = seen.next_at
            heapq.heappush(self._heap, (seen.next_at, machine, record.id))
        return self._raisings(seen.findings)

    def happened(self, before: Case, event: Event, after: Case, now: datetime) -> tuple[Raising, ...]:
        """Judge an event of a case, and look at the clocks that it moved."""
        policy = self.policy_of(after)
        if policy is None:
            return ()
        happening = Happened(
            case=before, event=event, policy=policy, workdays=self._laid.workdays, same_words=self._count(event)
        )
        return (*self._raisings(judge(happening)), *self.touched("case", after, now))

    def due(self, now: datetime) -> Iterator[tuple[str, RecordId]]:
        """(machine, id) of the objects whose next look has come; hand each over to :meth:`touched`."""
        while self._heap and self._heap[0][0] <= now:
            moment, machine, record_id = heapq.heappop(self._heap)
            if self._next.get((machine, record_id)) == moment:
                del self._next[machine, record_id]
                yield machine, record_id

    @property
    def next_look(self) -> datetime | None:
        """When somebody must be looked at next, None when no clock runs."""
        while self._heap and self._next.get((self._heap[0][1], self._heap[0][2])) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    @property
    def waiting(self) -> int:
        """How many objects have a next look."""
        return len(self._next)

    def raise_these(self, findings: Iterable[Finding]) -> tuple[Raising, ...]:
        """What is to be raised of findings from elsewhere (parameters, ranks, draws)."""
        return self._raisings(findings)

    def opened(self, key: Key, level: AlertLevel, fingerprint: str) -> None:
        """An alert of the key is open; told when the state is built up from the alerts that there are."""
        known = self._standing.get(key, Standing())
        self._standing[key] = Standing(open_level=level, earlier=known.earlier, breaches=known.breaches | {fingerprint})

    def closed(self, key: Key) -> None:
        """The open alert of the key was closed."""
        known = self._standing.get(key, Standing())
        self._standing[key] = Standing(earlier=known.earlier + 1, breaches=known.breaches)

    def _raisings(self, findings: Iterable[Finding]) -> tuple[Raising, ...]:
        raised: list[Raising] = []
        for finding in findings:
            known = self._standing.get(finding.key, Standing())
            if known.open_level is not None:
                if known.open_level is AlertLevel.YELLOW and finding.level is AlertLevel.RED:
                    raised.append(Raising(finding=finding, earlier=known.earlier, rises=True))
                    self.opened(finding.key, finding.level, finding.fingerprint)
            elif finding.fingerprint not in known.breaches:
                raised.append(Raising(finding=finding, earlier=known.earlier))
                self.opened(finding.key, finding.level, finding.fingerprint)
        return tuple(raised)

    def _count(self, event: Event) -> int:
        """How many opinions of the day have had these words; only the present day is remembered."""
        words = words_of(event)
        if words is None:
            return 1
        day = civil_day(event.at)
        if day != self._words_of:
            self._words_of = day
            self._words.clear()
        self._words[words] += 1
        return self._words[words]
