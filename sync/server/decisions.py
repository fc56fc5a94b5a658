"""Runs a command against the machines with the province's own context, and writes what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import msgspec

from sync.model.case import Case, Tenancy, TimelineEvent, Unit, WaitingEntry
from sync.model.ids import OpId, RecordId
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.protocol.canonical import fields_digest
from sync.protocol.identity import derived_id
from sync.server.numbers import lies_in_block, was_lent
from sync.server.rulebook import Rulebook
from sync.server.stored import StoredRecord
from sync.server.typed import changes_between, state_of, timer_of, to_typed
from sync.server.workspace import Workspace
from sync.workflow import machines
from sync.workflow.commands import AllocateUnit, AnswerCorrection, AnyCommand, Submit
from sync.workflow.engine import Actor, Context, Decision, Effect, Facts, Refusal
from sync.workflow.events import AnyEvent, event_tag, plain_event
from sync.workflow.numbering import NumberKind

PLATFORM = "platform"
"""Stands for device and operator where the province itself acts."""


@dataclass(frozen=True)
class Decided:
    """A command that was accepted.

    Attributes:
        record: the record that it was given on, afterwards.
        events: tags of what happened, in order.
    """

    record: StoredRecord
    events: tuple[str, ...]


class Decider:
    """Decides commands within one workspace.

    Args:
        workspace: where records are read and changes are staged.
        rulebook: policies and calendar.
    """

    def __init__(self, workspace: Workspace, rulebook: Rulebook) -> None:
        self._workspace = workspace
        self._rulebook = rulebook

    def decide(self, record: StoredRecord, command: AnyCommand, actor: Actor, op_id: OpId) -> Decided | Refusal:
        """Decide and stage the effects.

        Raises:
            InvalidRecord: the stored record does not fit its type.
        """
        typed = to_typed(record)
        case = self._case_behind(typed)
        policy = self._policy_of(case)
        if policy is None:
            return Refusal(code="policy_unknown", state=record.state)
        context = self._context(record, typed, case, policy, command, actor, op_id)
        outcome = machines.decide(record.kind, typed, command, context)
        if isinstance(outcome, Refusal):
            return outcome
        return self._apply(record, outcome, actor, op_id, command)

    def _context(
        self,
        record: StoredRecord,
        typed: machines.Record,
        case: Case | None,
        policy: Policy,
        command: AnyCommand,
        actor: Actor,
        op_id: OpId,
    ) -> Context:
        ledger = self._workspace.numbers

        def issue(kind: str) -> str:
            return ledger.platform_number(NumberKind(kind), record.org, record.id, op_id)

        facts = Facts(
            fields_sha256=fields_digest(dict(record.fields)) if isinstance(typed, Case) else None,
            unit=self._unit_of(typed, command),
            number_in_block=self._number_in_block(command, actor),
            local_number_lent=self._local_number_lent(typed, command),
            case=case,
            authoritative=True,
        )
        return Context(
            actor=actor,
            now=self._workspace.now,
            policy=policy,
            workdays=self._rulebook.workdays,
            mint=lambda label: derived_id(op_id, label),
            issue_number=issue,
            facts=facts,
        )

    def _case_behind(self, typed: machines.Record) -> Case | None:
        if isinstance(typed, Case):
            return typed
        if not isinstance(typed, WaitingEntry | Tenancy):
            return None
        found = self._workspace.record(typed.case_id)
        return None if found is None else cast(Case, to_typed(found))

    def _policy_of(self, case: Case | None) -> Policy | None:
        if case is None:
            return None
        kept = case.process.policy_id
        if kept is not None:
            return self._rulebook.policy(kept, case.process.policy_version)
        return self._rulebook.policy(case.draft.policy_id, case.draft.policy_version)

    def _unit_of(self, typed: machines.Record, command: AnyCommand) -> Unit | None:
        wanted: RecordId | None = None
        if isinstance(command, AllocateUnit):
            wanted = command.unit_id
        elif isinstance(typed, Tenancy):
            wanted = typed.unit_id
        found = self._workspace.record(wanted) if wanted is not None else None
        return None if found is None or found.kind != "unit" else cast(Unit, to_typed(found))

    def _number_in_block(self, command: AnyCommand, actor: Actor) -> bool | None:
        number = getattr(command, "number", None)
        if number is None:
            return None
        workspace = self._workspace
        return not workspace.numbers.is_used(number) and lies_in_block(workspace.connection, actor.device, number)

    def _local_number_lent(self, typed: machines.Record, command: AnyCommand) -> bool | None:
        """See ``Facts``; asked when a number is about to count."""
        number = _sealed_number(typed, command)
        if number is None:
            return None
        holder = self._workspace.numbers.holder(number)
        return holder == typed.id or (holder is None and was_lent(self._workspace.connection, number))

    def _apply(
        self, record: StoredRecord, decision: Decision, actor: Actor, op_id: OpId, command: AnyCommand
    ) -> Decided:
        number = getattr(command, "number", None) or _sealed_number(to_typed(record), command)
        if number is not None and self._workspace.numbers.holder(number) is None:
            self._workspace.numbers.use(number, record.id, op_id)
        for place, effect in enumerate(decision.effects):
            self._happen(effect, actor, op_id, place)
        after = self._workspace.record(record.id) or record
        return Decided(after, tuple(event_tag(effect.event) for effect in decision.effects))

    def _happen(self, effect: Effect, actor: Actor, op_id: OpId, place: int) -> None:
        """One event: fold it into its object, and keep it as a line of the object's timeline."""
        before, typed = self._object(effect)
        after = machines.apply(effect.machine, typed, effect.event)
        written = self._workspace.change(before, changes_between(before, after), device=PLATFORM, n=0)
        today = civil_day(self._workspace.now)
        written = replace(written, state=state_of(after), timer_on=timer_of(after, today), events=before.events + 1)
        self._workspace.stage(written)
        line = _timeline(written, before.state, effect.event, actor, derived_id(op_id, f"event-{place}"))
        fields = {name: value for name, value in msgspec.to_builtins(line).items() if name not in ("id", "org")}
        event = StoredRecord(id=line.id, kind="event", org=written.org, parent=written.id)
        self._workspace.change(event, fields, device=PLATFORM, n=0)

    def _object(self, effect: Effect) -> tuple[StoredRecord, machines.Record]:
        if effect.creates is not None:
            typed = machines.create(effect.machine, effect.creates)
            return StoredRecord(id=typed.id, kind=effect.machine, org=typed.org), typed
        found = self._workspace.record(effect.object_id)
        if found is None:
            raise LookupError(f"an effect names a {effect.machine} that is not there")
        return found, to_typed(found)


def _sealed_number(typed: machines.Record, command: AnyCommand) -> str | None:
    """The number of the application that a command seals."""
    if isinstance(typed, Case) and isinstance(command, Submit | AnswerCorrection):
        return typed.draft.local_number
    return None


def _timeline(
    record: StoredRecord, from_state: str, event: AnyEvent, actor: Actor, event_id: RecordId
) -> TimelineEvent:
    body: Mapping[str, Any] = plain_event(event)
    at = getattr(event, "at", None)
    return TimelineEvent(
        id=event_id,
        org=record.org,
        machine=record.kind,
        object_id=record.id,
        sequence=record.events,
        type=event_tag(event),
        from_state=from_state,
        to_state=record.state,
        actor=actor.operator,
        role=actor.role,
        at=cast(datetime, at),
        body=dict(body),
    )
