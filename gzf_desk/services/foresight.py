"""What waiting commands would bring about, by the machines that the province runs. Shown as waiting, never as done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from gzf_desk.errors import StoreTrouble
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.outbox import StoredOp
from sync.model.case import Case, CaseProcess
from sync.model.ids import RecordId
from sync.policy import Policy
from sync.seal.canonical import digest
from sync.workflow.commands import AnyCommand, parse_command
from sync.workflow.engine import Actor, Context, Decision, Facts, Key, Refusal
from sync.workflow.machines import Record, apply, decide


class Foresight:
    """Previews commands.

    Args:
        workspace: who works here, under which rules.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def process(self, case: Case, commands: tuple[StoredOp, ...]) -> CaseProcess:
        """The process of a case after its waiting commands; one that would be refused changes nothing."""
        record = self.record("case", case, commands)
        return record.process if isinstance(record, Case) else case.process

    def record(self, machine: str, record: Record, commands: tuple[StoredOp, ...]) -> Record:
        """Any record after its waiting commands."""
        for stored in commands:
            command = parse_command(stored.op.command)
            grant = self._workspace.grant_of(stored.op.operator)
            if command is None or grant is None:
                continue
            try:
                policy = self._policy_of(record)
            except StoreTrouble:  # rules that this PC does not have: nothing can be previewed by them
                return record
            context = self._context(
                policy, stored.op.claim.wall, stored.op.op_id, actor=self._workspace.actor_of(grant)
            )
            outcome = decide(machine, record, command, context)
            if isinstance(outcome, Decision):
                record = _moved(machine, record, outcome)
        return record

    def judge(
        self, machine: str, record: Record, command: AnyCommand, known: Mapping[Key, object] | None = None
    ) -> Decision | Refusal:
        """What the machines say to a command that is about to be saved; ``known`` is what else this desk knows."""
        facts = Facts(records=known or {})
        context = self._context(
            self._policy_of(record), self._workspace.clock.now(), "preview", facts, self._workspace.actor()
        )
        return decide(machine, record, command, context)

    def _policy_of(self, record: Record) -> Policy:
        today = self._workspace.clock.today()
        if isinstance(record, Case):
            kept = record.process if record.process.policy_id else record.draft
            return self._workspace.rulebook.of(kept.policy_id, kept.policy_version, today)
        policy_id = getattr(record, "policy_id", None)
        return self._workspace.rulebook.of(policy_id, getattr(record, "policy_version", None), today)

    def _context(
        self, policy: Policy, now: datetime, op_id: str, facts: Facts | None = None, actor: Actor | None = None
    ) -> Context:
        return Context(
            actor=actor or self._workspace.actor(),
            now=now,
            policy=policy,
            workdays=self._workspace.rulebook.calendar.workdays,
            mint=lambda label: RecordId(f"preview-{digest([op_id, label])[:24]}"),
            facts=facts or Facts(),
        )


def _moved(machine: str, record: Record, decision: Decision) -> Record:
    identity = getattr(record, "id", None)
    for effect in decision.effects:
        if effect.machine == machine and effect.object_id == identity:
            record = apply(machine, record, effect.event)
    return record
