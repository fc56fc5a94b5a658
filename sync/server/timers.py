"""What the province does by itself when its time has come: what each machine says is due, and asking the departments.

Each act is a command by the platform, decided by the same machines as everybody's, and written to the same journal.
Who runs it twice changes nothing: the ids follow from the record and its number of events.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, and_, or_, select

from sync.model.case import Case, VerificationFact
from sync.model.ids import OpId, RecordId
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.figures import declares
from sync.policy.people import live_consents
from sync.protocol.identity import derived_id
from sync.server.decisions import PLATFORM, Decided, Decider, platform_actor, policy_of
from sync.server.departments.base import DepartmentAdapter, Question
from sync.server.departments.simulated import SimulatedRegistry
from sync.server.journal import Line
from sync.server.lookout import WATCHED
from sync.server.platform import Platform
from sync.server.store import tables as t
from sync.server.stored import StoredRecord, load_records
from sync.server.typed import MACHINES, departments_on, to_typed
from sync.server.watching import Watching
from sync.server.workspace import POISON, Workspace
from sync.workflow import machines
from sync.workflow.alert.commands import RaiseAlert
from sync.workflow.application.checks import open_checks
from sync.workflow.application.commands import RecomputeClocks, RecordChecks
from sync.workflow.application.endings import NOTHING_TO_RECOMPUTE, provisional
from sync.workflow.application.machine import UNDER_WAY
from sync.workflow.command import Command
from sync.workflow.commands import command_tag, plain_command

log = logging.getLogger(__name__)
_MOST_ACTS = 8
"""Acts on one record in one round; more would be a loop."""
_PAGE = 500
_RAISE = str(RaiseAlert.__struct_config__.tag)
CHANGED = "changed"
"""Somebody changed the record while the departments were asked: nothing is done, the next round asks anew."""


class _Due(NamedTuple):
    timer_on: date
    record_id: RecordId
    kind: str


@dataclass(frozen=True)
class TimerAct:
    """Something that the province did by itself.

    Attributes:
        record_id: on which record.
        command: tag of the command.
        verdict: ``accepted``, or the code of the refusal.
    """

    record_id: RecordId
    command: str
    verdict: str


class Timers:
    """The province's own acts.

    Args:
        platform: the province.
        departments: adapters to departments; the simulated registry when None.
        page: records that are looked up at once.
    """

    def __init__(
        self, platform: Platform, departments: Sequence[DepartmentAdapter] | None = None, *, page: int = _PAGE
    ) -> None:
        self._platform = platform
        self._page = page
        self._watching = Watching(platform, page=page)
        own = [SimulatedRegistry(platform.database, platform.keys)]
        self._departments: Sequence[DepartmentAdapter] = own if departments is None else departments

    def run(self) -> list[TimerAct]:
        """One round over everything that is due; then the watch looks at the same records.

        Alerts that it raises are told to their posts in the next round.
        """
        today = civil_day(self._platform.clock.now())
        acts: list[TimerAct] = []
        watched: list[RecordId] = []
        page = self._due(today, None)
        while page:
            watched += [due.record_id for due in page if due.kind in WATCHED]
            for due in page:
                try:
                    acts.extend(self._act(due.record_id, today))
                except POISON as error:
                    log.warning("the timers left out record %s: %s", due.record_id, type(error).__name__)
            page = self._due(today, page[-1])
        for record_id in watched:
            acts += [TimerAct(raised.alert, _RAISE, "accepted") for raised in self._watching.look_safely(record_id)]
        return acts

    def recompute(self) -> list[TimerAct]:
        """Lay what is provisional on the calendar that is there now: once, when the notice of a year has come.

        Looks at every application that is under way.
        """
        acts: list[TimerAct] = []
        page = self._under_way(None)
        while page:
            for record_id in page:
                try:
                    acts.extend(self._recomputed(record_id))
                except POISON as error:
                    log.warning("the deadlines of record %s were left out: %s", record_id, type(error).__name__)
            page = self._under_way(page[-1])
        return acts

    def _recomputed(self, record_id: RecordId) -> list[TimerAct]:
        with self._platform.database.read() as connection:
            found = load_records(connection, self._platform.keys, [record_id])
        typed = to_typed(found[0]) if found else None
        if not isinstance(typed, Case) or not provisional(typed):
            return []
        act = self._give(record_id, RecomputeClocks(), found[0].seq)
        return [] if act.verdict == NOTHING_TO_RECOMPUTE else [act]

    def _under_way(self, after: RecordId | None) -> list[RecordId]:
        c = t.records.c
        query = select(c.id).where(c.kind == "case", c.state.in_(sorted(UNDER_WAY))).order_by(c.id).limit(self._page)
        if after is not None:
            query = query.where(c.id > after)
        with self._platform.database.read() as connection:
            return [RecordId(row.id) for row in connection.execute(query)]

    def _due(self, today: date, after: _Due | None) -> list[_Due]:
        """The next records that are due: those that stay due must not keep the others waiting."""
        c = t.records.c
        query = select(c.timer_on, c.id, c.kind).where(c.timer_on <= today).order_by(c.timer_on, c.id).limit(self._page)
        if after is not None:
            later = and_(c.timer_on == after.timer_on, c.id > after.record_id)
            query = query.where(or_(c.timer_on > after.timer_on, later))
        with self._platform.database.read() as connection:
            return [_Due(row.timer_on, RecordId(row.id), row.kind) for row in connection.execute(query)]

    def _act(self, record_id: RecordId, today: date) -> list[TimerAct]:
        acts: list[TimerAct] = []
        while len(acts) < _MOST_ACTS:
            found = self._next_command(record_id, today)
            if found is None:
                return acts
            act = self._give(record_id, *found)
            acts.append(act)
            if act.verdict != "accepted":
                return acts
        log.error("a record asked for more than %d acts at once", _MOST_ACTS)
        return acts

    def _next_command(self, record_id: RecordId, today: date) -> tuple[Command, int] | None:
        """What is to be done now, and on which version of the record.

        Departments are asked here, outside of any transaction that writes.
        """
        with self._platform.database.read() as connection:
            found = load_records(connection, self._platform.keys, [record_id])
            if not found or found[0].kind not in MACHINES or found[0].timer_on is None or found[0].timer_on > today:
                return None
            typed = to_typed(found[0])
            policy = self._policy_of(connection, found[0].kind, typed)
        command = None if policy is None else machines.due(found[0].kind, typed, policy, today)
        if command is None and policy is not None and isinstance(typed, Case):
            command = self._checks_for(typed, policy, today)
        return None if command is None else (command, found[0].seq)

    def _policy_of(self, connection: Connection, kind: str, typed: machines.Record) -> Policy | None:
        platform = self._platform

        def find(record_id: RecordId) -> StoredRecord | None:
            return next(iter(load_records(connection, platform.keys, [record_id])), None)

        return policy_of(kind, typed, platform.rulebook, platform.clock.now(), find)

    def _checks_for(self, case: Case, policy: Policy, today: date) -> RecordChecks | None:
        day = departments_on(case, today)
        facts = self._ask(case, policy, today) if day is not None and day <= today else ()
        return RecordChecks(facts=facts) if facts else None

    def _ask(self, case: Case, policy: Policy, today: date) -> tuple[VerificationFact, ...]:
        """Ask every department that a check is open at, for members who consented to that class."""
        process = case.process
        consents = live_consents(case.draft, today)
        day = civil_day(process.submitted_at) if process.submitted_at else today
        facts: list[VerificationFact] = []
        for data_class, member_id in open_checks(case.draft, process.verification, policy, day):
            consent = consents.get(member_id)
            if consent is None or data_class not in consent.classes:
                continue
            question = Question(
                data_class=data_class,
                member_id=member_id,
                member=case.draft.members[member_id],
                as_of=today,
                declares=declares(case.draft, data_class, member_id),
            )
            facts.extend(a.ask(question) for a in self._departments if data_class in a.classes)
        return tuple(facts)

    def _give(self, record_id: RecordId, command: Command, seq: int) -> TimerAct:
        platform = self._platform
        tag = command_tag(command)
        with platform.database.write() as connection:
            workspace = Workspace(connection, platform.keys, platform.clock.now())
            record = workspace.record(record_id)
            if record is None:
                return TimerAct(record_id, tag, "no_such_record")
            if record.seq != seq:
                return TimerAct(record_id, tag, CHANGED)
            op_id = OpId(derived_id(OpId(record_id), f"timer|{tag}|{record.events}"))
            mark = workspace.mark()
            outcome = Decider(workspace, platform.rulebook).decide(record, command, platform_actor(record.org), op_id)
            if isinstance(outcome, Decided):
                verdict = "accepted"
                what = f"platform.{tag}.accepted"
                workspace.lines.append(Line(PLATFORM, PLATFORM, what, record_id, plain_command(command)))
            else:
                verdict = outcome.code
                workspace.revert(mark)
            workspace.flush()
        return TimerAct(record_id, tag, verdict)
