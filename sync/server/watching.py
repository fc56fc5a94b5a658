"""The rounds of the watch: records whose clocks have come, all of them once, and the policies themselves.

What an event breaks is seen with the event (``lookout``). Here is what nobody does anything for: a deadline passes, a
version of the rules comes into force. A record says itself when it is to be looked at (``timer_on``); only the first
sweep looks at all that are open.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, or_, select

from sync.model.ids import RecordId
from sync.model.regulation import PolicyProposal, ProposalState
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.server.decisions import Decider, policy_of
from sync.server.lookout import WATCHED, Find, Raised, see, timer_on, to_raise
from sync.server.platform import Platform
from sync.server.store import tables as t
from sync.server.stored import StoredRecord, load_records
from sync.server.typed import to_typed
from sync.server.workspace import POISON, Workspace
from sync.workflow.application.machine import UNDER_WAY
from sync.workflow.supervision.finding import Finding, Look
from sync.workflow.supervision.order_rules import judge_policy

log = logging.getLogger(__name__)
_PAGE = 500


class Watching:
    """Looks at clocks and policies on behalf of the province.

    Args:
        platform: the province.
        page: records that are looked up at once.
    """

    def __init__(self, platform: Platform, *, page: int = _PAGE) -> None:
        self._platform = platform
        self._page = page

    def look(self, record_id: RecordId) -> list[Raised]:
        """Raise what the clocks of a record say now, and write down when to look at it again.

        Nothing is written, and nobody kept waiting, where there is nothing new.

        Raises:
            InvalidRecord: the record does not fit its type.
        """
        platform = self._platform
        with platform.database.read() as connection:
            find = _finder(platform, connection)
            record = find(record_id)
            if record is None or record.kind not in WATCHED or record.gone:
                return []
            after, policy, seen = self._seen(record, find)
            new = policy is not None and any(to_raise(finding, policy, find) for finding in seen.findings)
        if not new and after.timer_on == record.timer_on:
            return []
        with platform.database.write() as connection:
            workspace = Workspace(connection, platform.keys, platform.clock.now())
            workspace.lock(record.org)
            now = workspace.record(record_id) or record  # somebody may have done something with it meanwhile
            after, policy, seen = self._seen(now, workspace.record)
            raised = Decider(workspace, platform.rulebook).lookout.raise_these(seen.findings, policy)
            workspace.stage(after)
            workspace.flush()
        return raised

    def sweep(self) -> list[Raised]:
        """Look at everything that is open: once, when the watch begins, or its figures have changed."""
        raised: list[Raised] = []
        for record_id in self._open():
            raised.extend(self.look_safely(record_id))
        return raised

    def look_safely(self, record_id: RecordId) -> list[Raised]:
        """As :meth:`look`; a record that cannot be read is told in the log, and the others go on."""
        try:
            return self.look(record_id)
        except POISON as error:
            log.warning("the watch left out record %s: %s", record_id, type(error).__name__)
            return []

    def judge_policies(self) -> list[Raised]:
        """Look at how each version of the rules came about (R13)."""
        platform = self._platform
        with platform.database.read() as connection:
            proposals = self._proposals(connection)
        raised: list[Raised] = []
        for policy in platform.rulebook.all():
            findings = judge_policy(policy, self._confirmed(policy, proposals))
            if findings:
                raised.extend(self._raise(findings, policy))
        return raised

    def _raise(self, findings: tuple[Finding, ...], policy: Policy) -> list[Raised]:
        platform = self._platform
        with platform.database.write() as connection:
            workspace = Workspace(connection, platform.keys, platform.clock.now())
            raised = Decider(workspace, platform.rulebook).lookout.raise_these(findings, policy)
            workspace.flush()
        return raised

    def _seen(self, record: StoredRecord, find: Find) -> tuple[StoredRecord, Policy | None, Look]:
        """The record with the day on which it is looked at next, its policy, and what its clocks say."""
        platform = self._platform
        now = platform.clock.now()
        typed = to_typed(record)
        policy = policy_of(record.kind, typed, platform.rulebook, now, find)
        seen = see(record.kind, typed, policy, now, platform.rulebook.laid)
        day = timer_on(record.kind, typed, policy, civil_day(now), seen)
        return replace(record, timer_on=day), policy, seen

    def _open(self) -> Iterator[RecordId]:
        c = t.records.c
        under_way = or_(c.kind != "case", c.state.in_(sorted(UNDER_WAY)))
        query = select(c.id).where(c.kind.in_(sorted(WATCHED)), under_way).order_by(c.id).limit(self._page)
        after = ""
        while True:
            with self._platform.database.read() as connection:
                page = [RecordId(row.id) for row in connection.execute(query.where(c.id > after))]
            yield from page
            if len(page) < self._page:
                return
            after = page[-1]

    def _proposals(self, connection: Connection) -> list[PolicyProposal]:
        ids = [row.id for row in connection.execute(select(t.records.c.id).where(t.records.c.kind == "regulation"))]
        typed = (to_typed(record) for record in load_records(connection, self._platform.keys, ids))
        return [one for one in typed if isinstance(one, PolicyProposal)]

    def _confirmed(self, policy: Policy, proposals: list[PolicyProposal]) -> bool | None:
        """Whether a version that is in force was confirmed; None where nobody proposed it here."""
        states = {one.state for one in proposals if (one.layer, one.layer_version) == (policy.id, policy.version)}
        if not states or policy.effective_from > civil_day(self._platform.clock.now()):
            return None
        return ProposalState.CONFIRMED in states


def _finder(platform: Platform, connection: Connection) -> Find:
    def find(record_id: RecordId) -> StoredRecord | None:
        return next(iter(load_records(connection, platform.keys, [record_id])), None)

    return find
