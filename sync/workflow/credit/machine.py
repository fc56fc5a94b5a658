"""The machine of a credit file. What it means on a day is read by ``sync.policy.credit``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.model.credit import Ban, CreditAppeal, CreditEntry, CreditRecord, CreditRepair, CreditState
from sync.model.states import Role, ServicePoint
from sync.policy.records import Act
from sync.workflow.command import Command
from sync.workflow.credit import commands, decide, events
from sync.workflow.credit.effects import MACHINE_NAME
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine, moved
from sync.workflow.tables import Row

Who = tuple[frozenset[Role], frozenset[ServicePoint]]

_S = CreditState
_FILES = (_S.KEPT, _S.APPEALED, _S.REPAIR_ASKED)
_OFFICE_POINTS = frozenset({ServicePoint.STREET_WINDOW, ServicePoint.COUNTY_OFFICE, ServicePoint.PROPERTY_COUNTER})
_COUNTY: Who = (frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER}), frozenset({ServicePoint.COUNTY_OFFICE}))
_ENTERING: Who = (_COUNTY[0] | {Role.PLATFORM}, _COUNTY[1] | {ServicePoint.PLATFORM})
_SHOWING: Who = (
    frozenset({Role.STREET_WINDOW, Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.PROPERTY_COUNTER}),
    _OFFICE_POINTS,
)
_ASKING: Who = (
    frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW, Role.PROPERTY_COUNTER}),
    _OFFICE_POINTS | {ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK},
)


def _row(
    states: tuple[CreditState, ...],
    command: type[Command],
    who: Who,
    to: tuple[CreditState, ...],
    decided: Callable[[CreditRecord, Any, Context], Decision | Refusal],
    act: Act = Act.DECIDE,
) -> Row[CreditRecord, CreditState]:
    roles, points = who
    return Row(
        states=frozenset(states),
        command=command,
        roles=roles,
        points=points,
        to=frozenset(to),
        act=act,
        decide=decided,
    )


TRANSITIONS: tuple[Row[CreditRecord, CreditState], ...] = (
    _row((_S.NEW,), commands.RecordCreditEvent, _ENTERING, (_S.KEPT,), decide.decide_enter),
    *(_row((state,), commands.RecordCreditEvent, _ENTERING, (state,), decide.decide_enter) for state in _FILES),
    *(_row((state,), commands.ShowCredit, _SHOWING, (state,), decide.decide_show) for state in _FILES),
    _row(_FILES, commands.AppealCredit, _ASKING, (_S.APPEALED,), decide.decide_appeal, Act.OBJECTION_INTAKE),
    _row((_S.APPEALED,), commands.DecideAppeal, _COUNTY, _FILES, decide.decide_on_appeal),
    _row((_S.KEPT,), commands.AskRepair, _ASKING, (_S.REPAIR_ASKED,), decide.decide_ask_repair, Act.OBJECTION_INTAKE),
    _row((_S.REPAIR_ASKED,), commands.DecideRepair, _COUNTY, (_S.KEPT,), decide.decide_repair),
    *(_row((state,), commands.LiftBan, _COUNTY, (state,), decide.decide_lift) for state in _FILES),
)
"""State × command × role × point."""


def apply(record: CreditRecord, event: AnyEvent) -> CreditRecord:
    """The file after the event; an event that is not about credit changes nothing."""
    match event:
        case events.CreditEntered():
            after = moved(record, person=event.person, entries=(*record.entries, _entry(record, event)))
        case events.PersonBanned():
            after = moved(record, person=event.person, bans=(*record.bans, _ban(record, event)))
        case events.CreditShown():
            told = {"shown_on": event.on, "appeal_by": event.appeal_by}
            after = moved(record, entries=_changed(record, event.numbers, **told))
        case events.CreditAppealed():
            after = moved(record, entries=_changed(record, (event.number,), appeal=_appeal(event)))
        case events.AppealDecided():
            after = _appeal_decided(record, event)
        case events.RepairAsked():
            asked = CreditRepair(asked_on=event.on, taken_by=event.by, text=event.text)
            after = moved(record, repairs=(*record.repairs, asked))
        case events.RepairDecided():
            after = _repair_decided(record, event)
        case events.BanLifted():
            lifted = (moved(ban, lifted_on=event.on) if ban.number == event.number else ban for ban in record.bans)
            after = moved(record, bans=tuple(lifted))
        case _:
            return record
    return _standing(after)


def _standing(record: CreditRecord) -> CreditRecord:
    """The file with the state that its open appeals and applications give it."""
    state = CreditState.KEPT
    if any(repair.granted is None for repair in record.repairs):
        state = CreditState.REPAIR_ASKED
    if any(entry.appeal is not None and entry.appeal.upheld is None for entry in record.entries):
        state = CreditState.APPEALED
    after: CreditRecord = moved(record, state=state)
    return after


def _entry(record: CreditRecord, event: events.CreditEntered) -> CreditEntry:
    return CreditEntry(
        number=len(record.entries) + 1,
        event=event.event,
        points=event.points,
        on=event.on,
        expires_on=event.expires_on,
        recorded_by=event.by,
        source_machine=event.source_machine,
        source_id=event.source_id,
        evidence_sha256=event.evidence_sha256,
    )


def _ban(record: CreditRecord, event: events.PersonBanned) -> Ban:
    return Ban(
        number=len(record.bans) + 1,
        reason=event.reason,
        starts=event.starts,
        ends=event.ends,
        scope=event.scope,
        source_machine=event.source_machine,
        source_id=event.source_id,
        decided_by=event.decided_by,
        co_resident=event.co_resident,
    )


def _appeal(event: events.CreditAppealed) -> CreditAppeal:
    return CreditAppeal(at=event.at, taken_by=event.by, text=event.text, deadline=event.deadline, late=event.late)


def _appeal_decided(record: CreditRecord, event: events.AppealDecided) -> CreditRecord:
    found = record.entry(event.number)
    if found is None or found.appeal is None:
        return record
    said = {"decided_at": event.at, "decided_by": event.by, "upheld": event.upheld, "answer": event.text}
    after: CreditRecord = moved(record, entries=_changed(record, (event.number,), appeal=moved(found.appeal, **said)))
    return after


def _repair_decided(record: CreditRecord, event: events.RepairDecided) -> CreditRecord:
    said = {"decided_on": event.on, "decided_by": event.by, "granted": event.granted, "answer": event.text}
    repairs = tuple(moved(one, **said) if one.granted is None else one for one in record.repairs)
    open_ones = tuple(one.number for one in record.entries if one.repaired_on is None and not one.cancelled)
    entries = _changed(record, open_ones, repaired_on=event.on) if event.granted else record.entries
    after: CreditRecord = moved(record, repairs=repairs, entries=entries)
    return after


def _changed(record: CreditRecord, numbers: tuple[int, ...], **changes: Any) -> tuple[CreditEntry, ...]:
    return tuple(moved(one, **changes) if one.number in numbers else one for one in record.entries)


MACHINE = Machine(
    name=MACHINE_NAME,
    record=CreditRecord,
    states=CreditState,
    rows=TRANSITIONS,
    state_of=lambda record: record.state,
    apply=apply,
    blank=lambda record_id, org: CreditRecord(id=record_id, org=org),
    county_wide=True,
)
"""The credit files. A person may be told, and may appeal, anywhere in the county of the file."""
