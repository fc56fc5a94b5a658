"""What the rules of the supervision see while the province decides, and the alerts that come of it.

Everything happens in the transaction of the decision: who rolls it back takes the alerts along. Ids of alerts follow
from rule, object and stage, so that what is seen again is raised once, whichever worker sees it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import cast

from sync.model.alert import Alert, AlertLevel
from sync.model.allocation import Batch
from sync.model.case import Case
from sync.model.ids import RecordId
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.server.stored import StoredRecord
from sync.server.typed import departments_on, to_typed
from sync.server.workspace import POISON, Workspace
from sync.workflow import machines
from sync.workflow.alert.commands import RaiseAlert
from sync.workflow.allocation import events as of_batch
from sync.workflow.clock_moments import Laid
from sync.workflow.engine import Refusal
from sync.workflow.event import Event
from sync.workflow.events import AnyEvent
from sync.workflow.supervision.case_rules import Happened, judge, words_of
from sync.workflow.supervision.clock_rules import look
from sync.workflow.supervision.finding import Finding, Look, raising
from sync.workflow.supervision.order_rules import judge_draw

log = logging.getLogger(__name__)
ALERT = "alert"
WATCHED = frozenset({"case", "batch", "subsidy"})
"""Machines whose clocks are looked at."""
_OF_THE_DRAW = (
    of_batch.ListFrozen,
    of_batch.DrawMade,
    of_batch.DrawCancelled,
    of_batch.ResultPosted,
    of_batch.BatchClosed,
)
"""Events of a batch after which everything drawn is computed anew."""
_SAME_WORDS = "opinion"

Find = Callable[[RecordId], StoredRecord | None]
Give = Callable[[StoredRecord, RaiseAlert], Refusal | None]
"""Gives the command that raises an alert, as the province; None when it was accepted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One event that was written.

    Attributes:
        before: the object before it.
        after: the object after it.
        policy: of the object, None when it is not known.
        seen: what the clocks of the object say after it.
    """

    machine: str
    before: machines.Record
    event: AnyEvent
    after: machines.Record
    policy: Policy | None
    seen: Look


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """An alert that was raised, or whose level rose."""

    alert: RecordId
    rule: str
    level: AlertLevel
    object_id: RecordId


def see(machine: str, typed: machines.Record, policy: Policy | None, now: datetime, laid: Laid) -> Look:
    """What the clocks of an object say now; nothing without a policy."""
    return Look(findings=()) if policy is None else look(machine, typed, policy, now, laid)


def timer_on(machine: str, typed: machines.Record, policy: Policy | None, today: date, seen: Look) -> date | None:
    """The first civil day on which somebody looks at the object: its machine, the departments or the watch."""
    own = None if policy is None else machines.timer_of(machine, typed, policy, today)
    watch = None if seen.next_at is None else civil_day(seen.next_at)
    return min((day for day in (own, departments_on(typed, today), watch) if day is not None), default=None)


def to_raise(finding: Finding, policy: Policy, find: Find) -> tuple[StoredRecord, RaiseAlert] | None:
    """The record and the command that raise the alert of a finding; None when there is nothing new to be said.

    Raises:
        InvalidRecord: an alert that there is does not fit its type.
    """
    earlier = 0
    while True:
        alert_id, command = raising(finding, policy, earlier)
        found = find(alert_id)
        if found is None:
            return StoredRecord(id=alert_id, kind=ALERT, org=finding.subject.org), command
        alert = cast(Alert, to_typed(found))
        if alert.is_open:
            rises = (alert.level, finding.level) == (AlertLevel.YELLOW, AlertLevel.RED)
            return (found, command) if rises else None
        if finding.fingerprint in alert.breaches:
            return None
        earlier += 1


class Lookout:
    """Keeps the watch within one workspace.

    Args:
        workspace: of the transaction.
        laid: clocks on the province's calendar.
        give: how an alert is raised.
    """

    def __init__(self, workspace: Workspace, laid: Laid, give: Give) -> None:
        self._workspace = workspace
        self._laid = laid
        self._give = give

    def happened(self, happenings: Sequence[Happening]) -> None:
        """Judge what one decision brought about, and the clocks that it left."""
        last = {(one.machine, one.after.id): one for one in happenings}
        for one in happenings:
            self._safely(partial(self._judge, one))
        for one in last.values():
            self._safely(partial(self.raise_these, one.seen.findings, one.policy))

    def _safely(self, act: Callable[[], object]) -> None:
        """A rule that cannot be applied is told in the log; it keeps nobody from deciding."""
        mark = self._workspace.mark()
        try:
            act()
        except POISON as error:
            self._workspace.revert(mark)
            log.warning("the supervision could not judge what happened: %s", type(error).__name__)

    def raise_these(self, findings: Iterable[Finding], policy: Policy | None) -> list[Raised]:
        """Raise what is not raised yet."""
        return [] if policy is None else [one for finding in findings for one in self._raise(finding, policy)]

    def _judge(self, one: Happening) -> None:
        if one.policy is None:
            return
        if isinstance(one.before, Case) and isinstance(one.event, Event):
            happened = Happened(
                case=one.before,
                event=one.event,
                policy=one.policy,
                workdays=self._laid.workdays,
                same_words=self._same_words(one.before, one.event),
            )
            self.raise_these(judge(happened), one.policy)
        elif isinstance(one.after, Batch) and isinstance(one.event, _OF_THE_DRAW):
            self.raise_these(judge_draw(one.after, one.policy), one.policy)

    def _same_words(self, case: Case, event: Event) -> int:
        """How many cases had an opinion of these words on this day; kept as keyed hashes beside those of persons."""
        words = words_of(event)
        if words is None:
            return 1
        key = self._workspace.keys.index(_SAME_WORDS, f"{civil_day(event.at).isoformat()}|{words}")
        others = self._workspace.same_identity(case.id, key)
        self._workspace.keep_identity(case.id, key)
        return 1 + len(others)

    def _raise(self, finding: Finding, policy: Policy) -> list[Raised]:
        subject = finding.subject
        self._workspace.lock(subject.org)  # two workers must not both find that there is no such alert
        found = to_raise(finding, policy, self._workspace.record)
        if found is None:
            return []
        record, command = found
        refusal = self._give(record, command)
        if refusal is not None:
            log.warning("an alert of rule %s was refused: %s", finding.rule, refusal.code)
            return []
        return [Raised(alert=record.id, rule=finding.rule, level=finding.level, object_id=subject.object_id)]
