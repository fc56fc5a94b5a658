"""Runs a command against the machines with the province's own context, and writes what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

import msgspec

from sync.model.case import Case, TimelineEvent
from sync.model.ids import OperatorId, OpId, OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.protocol.canonical import fields_digest
from sync.protocol.identity import derived_id
from sync.server.journal import Line
from sync.server.lookout import Happening, Lookout, see, timer_on
from sync.server.numbers import lies_in_block, was_lent
from sync.server.rulebook import Rulebook
from sync.server.stored import StoredRecord
from sync.server.typed import changes_between, to_typed
from sync.server.workspace import Workspace
from sync.workflow import machines
from sync.workflow.alert.commands import RaiseAlert
from sync.workflow.application.commands import AnswerCorrection, Submit
from sync.workflow.command import Command
from sync.workflow.commands import plain_command
from sync.workflow.engine import Actor, Context, Decision, Effect, Facts, Key, Refusal
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

    Attributes:
        lookout: sees what happens, and raises alerts.
    """

    def __init__(self, workspace: Workspace, rulebook: Rulebook) -> None:
        self._workspace = workspace
        self._rulebook = rulebook
        self.lookout = Lookout(workspace, rulebook.laid, self._raise)

    def decide(self, record: StoredRecord, command: Command, actor: Actor, op_id: OpId) -> Decided | Refusal:
        """Decide and stage the effects.

        Raises:
            InvalidRecord: the stored record does not fit its type.
        """
        typed = self._typed(record, command)
        policy = self._policy_of(record.kind, typed)
        if policy is None:
            return Refusal(code="policy_unknown", state=record.state)
        context = self._context(record, typed, policy, command, actor, op_id)
        outcome = machines.decide(record.kind, typed, command, context)
        if isinstance(outcome, Refusal):
            return outcome
        return self._apply(record, outcome, actor, op_id, command)

    def _context(
        self,
        record: StoredRecord,
        typed: machines.Record,
        policy: Policy,
        command: Command,
        actor: Actor,
        op_id: OpId,
    ) -> Context:
        ledger = self._workspace.numbers

        def issue(kind: str) -> str:
            return ledger.platform_number(NumberKind(kind), record.org, record.id, op_id)

        facts = Facts(
            fields_sha256=fields_digest(dict(record.fields)) if isinstance(typed, Case) else None,
            records=self._others(record.kind, typed, command),
            number_in_block=self._number_in_block(command, actor),
            local_number_lent=self._local_number_lent(record, command),
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

    def _typed(self, record: StoredRecord, command: Command) -> machines.Record:
        """The record itself, or a blank one where the command brings it into being."""
        founding = None if record.seq else machines.blank(record.kind, record.id, record.org, command)
        return to_typed(record) if founding is None else founding

    def _others(self, kind: str, typed: machines.Record, command: Command) -> dict[Key, object]:
        """The records that the decision reads beside its own, as far as they exist."""
        wanted = machines.needs(kind, typed, command)
        self._workspace.prefetch(record_id for _, record_id in wanted)
        found: dict[Key, object] = {}
        for machine, record_id in wanted:
            other = self._workspace.record(record_id)
            if other is not None and other.kind == machine and not other.gone:
                found[machine, record_id] = to_typed(other)
        return found

    def _policy_of(self, kind: str, typed: machines.Record) -> Policy | None:
        return policy_of(kind, typed, self._rulebook, self._workspace.now, self._workspace.record)

    def _number_in_block(self, command: Command, actor: Actor) -> bool | None:
        number = getattr(command, "number", None)
        if number is None:
            return None
        workspace = self._workspace
        return not workspace.numbers.is_used(number) and lies_in_block(workspace.connection, actor.device, number)

    def _local_number_lent(self, record: StoredRecord, command: Command) -> bool | None:
        """See ``Facts``; asked when a number is about to count."""
        number = _sealed_number(record, command)
        if number is None:
            return None
        holder = self._workspace.numbers.holder(number)
        return holder == record.id or (holder is None and was_lent(self._workspace.connection, number))

    def _apply(self, record: StoredRecord, decision: Decision, actor: Actor, op_id: OpId, command: Command) -> Decided:
        number = getattr(command, "number", None) or _sealed_number(record, command)
        if number is not None and self._workspace.numbers.holder(number) is None:
            self._workspace.numbers.use(number, record.id, op_id)
        self.lookout.happened(
            [self._happen(effect, actor, op_id, place) for place, effect in enumerate(decision.effects)]
        )
        after = self._workspace.record(record.id) or record
        return Decided(after, tuple(event_tag(effect.event) for effect in decision.effects))

    def _happen(self, effect: Effect, actor: Actor, op_id: OpId, place: int) -> Happening:
        """One event: fold it into its object, and keep it as a line of the object's timeline."""
        before, typed = self._object(effect)
        after = machines.apply(effect.machine, typed, effect.event)
        written = self._workspace.change(before, changes_between(before, after), device=PLATFORM, n=0)
        policy = self._policy_of(effect.machine, after)
        seen = see(effect.machine, after, policy, self._workspace.now, self._rulebook.laid)
        written = replace(
            written,
            state=machines.state_of(effect.machine, after),
            timer_on=timer_on(effect.machine, after, policy, civil_day(self._workspace.now), seen),
            events=before.events + 1,
        )
        self._workspace.stage(written)
        line = _timeline(written, before.state, effect.event, actor, derived_id(op_id, f"event-{place}"))
        fields = {name: value for name, value in msgspec.to_builtins(line).items() if name not in ("id", "org")}
        event = StoredRecord(id=line.id, kind="event", org=written.org, parent=written.id)
        self._workspace.change(event, fields, device=PLATFORM, n=0)
        return Happening(
            machine=effect.machine, before=typed, event=effect.event, after=after, policy=policy, seen=seen
        )

    def _raise(self, record: StoredRecord, command: RaiseAlert) -> Refusal | None:
        """Raise an alert as the province, and say so in the journal."""
        op_id = OpId(derived_id(OpId(record.id), f"raise|{record.events}"))
        outcome = self.decide(record, command, platform_actor(record.org), op_id)
        if isinstance(outcome, Refusal):
            return outcome
        line = Line(PLATFORM, PLATFORM, "platform.raise_alert.accepted", record.id, plain_command(command))
        self._workspace.lines.append(line)
        return None

    def _object(self, effect: Effect) -> tuple[StoredRecord, machines.Record]:
        if effect.creates is not None:
            typed = machines.create(effect.machine, effect.creates)
            if self._workspace.record(typed.id) is not None:
                raise LookupError(f"an effect creates a {effect.machine} that is there already")
            return StoredRecord(id=typed.id, kind=effect.machine, org=typed.org), typed
        found = self._workspace.record(effect.object_id)
        if found is None:
            raise LookupError(f"an effect names a {effect.machine} that is not there")
        return found, to_typed(found)


def platform_actor(org: OrgCode) -> Actor:
    """The province itself, acting on a record of this unit."""
    return Actor(operator=OperatorId(PLATFORM), role=Role.PLATFORM, org=org, point=ServicePoint.PLATFORM)


def policy_of(
    kind: str,
    typed: machines.Record,
    rulebook: Rulebook,
    now: datetime,
    find: Callable[[RecordId], StoredRecord | None],
) -> Policy | None:
    """The version that a record keeps, else that of the application behind it, else that of its region.

    Args:
        find: reads the application behind the record.

    Raises:
        InvalidRecord: the application behind it does not fit its type.
    """
    policy_id, version = machines.policy_of(kind, typed)
    if policy_id is None and isinstance(typed, Case):
        policy_id, version = typed.draft.policy_id, typed.draft.policy_version
    case_id = getattr(typed, "case_id", None)
    if policy_id is None and case_id is not None:
        behind = find(case_id)
        if behind is not None:
            return policy_of("case", to_typed(behind), rulebook, now, find)
    if policy_id is None and not isinstance(typed, Case):
        return rulebook.policy_for(typed.org, civil_day(now))
    return rulebook.policy(policy_id, version)


def _sealed_number(record: StoredRecord, command: Command) -> str | None:
    """The number of the application that a command seals."""
    if record.kind == "case" and isinstance(command, Submit | AnswerCorrection):
        return cast("str | None", record.fields.get("local_number"))
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
