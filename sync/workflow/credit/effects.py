"""What other machines do to credit files: an entry, a ban. The file comes into being with the first of them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sync.model.credit import CreditEvent, CreditRecord, PersonKey, credit_id
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.take_back import TakeBack
from sync.policy.calendar import years_after
from sync.workflow.credit.events import CreditEntered, PersonBanned
from sync.workflow.engine import Context, Effect, Key, Refusal
from sync.workflow.event import Event

MACHINE_NAME = "credit"
_COUNTY = 6
_PROVINCE = 2


def key_of(person: PersonKey) -> Key:
    """(machine, id) of a person's file."""
    return MACHINE_NAME, credit_id(person)


def entry(
    *,
    person: PersonKey,
    event: CreditEvent,
    on: date,
    source: Key,
    evidence_sha256: str | None,
    file: CreditRecord | None,
    state: str,
    context: Context,
) -> CreditEntered | Refusal:
    """The entry that an event makes; one without a price, or entered before from the same source, makes none.

    Args:
        person: whose file.
        event: what happened.
        on: when.
        source: (machine, id) of the record that it comes from.
        evidence_sha256: of its proof.
        file: the person's file as far as it is known.
        state: of the record that asks, for the refusal.
        context: of the decision.
    """
    rules = context.policy.credit
    price = rules.costs_points.get(event)
    if price is None:
        return Refusal(code="credit_event_unpriced", state=state, details={"event": event.value})
    machine, source_id = source
    entered = () if file is None else file.entries
    if any((one.event, one.source_machine, one.source_id) == (event, machine, source_id) for one in entered):
        return Refusal(code="credit_entered_already", state=state)
    return CreditEntered(
        at=context.now,
        by=context.actor.operator,
        person=person,
        event=event,
        points=price.value,
        on=on,
        expires_on=years_after(on, rules.expires_years.value),
        source_machine=machine,
        source_id=source_id,
        evidence_sha256=evidence_sha256,
    )


def ban(
    *,
    person: PersonKey,
    reason: TakeBack,
    starts: date,
    ends: date,
    org: OrgCode,
    source: Key,
    decided_by: OperatorId,
    co_resident: bool,
    context: Context,
) -> PersonBanned:
    """The ban in the whole province of ``org``, both days included."""
    machine, source_id = source
    return PersonBanned(
        at=context.now,
        by=context.actor.operator,
        person=person,
        reason=reason,
        starts=starts,
        ends=ends,
        scope=OrgCode(org[:_PROVINCE]),
        source_machine=machine,
        source_id=source_id,
        decided_by=decided_by,
        co_resident=co_resident,
    )


def on_file(person: PersonKey, org: OrgCode, event: Event, context: Context) -> tuple[Effect, ...]:
    """The event on the person's file, which is founded in the county of ``org`` where there is none.

    A desk that does not have the file previews nothing: whether there is one, only the province knows.
    """
    machine, file_id = key_of(person)
    if context.known(machine, file_id, CreditRecord) is not None:
        return (Effect(machine=machine, object_id=file_id, event=event),)
    if not context.facts.authoritative:
        return ()
    creates: dict[str, Any] = {"id": RecordId(file_id), "org": OrgCode(org[:_COUNTY])}
    return (Effect(machine=machine, object_id=file_id, event=event, creates=creates),)
