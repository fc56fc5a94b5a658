"""The machine of a change business."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from sync.model.change import ChangeCase, ChangeKind, ChangeState, Signed
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.policy.calendar import civil_day
from sync.policy.records import Act, Policy
from sync.workflow.change import commands as c
from sync.workflow.change import events as e
from sync.workflow.change import execute, intake, review
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.machine import Machine
from sync.workflow.tables import Row

_At = tuple[frozenset[Role], frozenset[ServicePoint]]
_Rows = tuple[Row[ChangeCase, ChangeState], ...]

_COUNTERS: _At = (
    frozenset({Role.PROPERTY_COUNTER, Role.STREET_WINDOW}),
    frozenset({ServicePoint.PROPERTY_COUNTER, ServicePoint.STREET_WINDOW}),
)
_HOUSING: _At = (frozenset({Role.DISTRICT_REVIEWER}), frozenset({ServicePoint.COUNTY_OFFICE}))
_PROVINCE: _At = (frozenset({Role.PLATFORM}), frozenset({ServicePoint.PLATFORM}))
_ANYWHERE: _At = (
    _COUNTERS[0] | _HOUSING[0] | {Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT},
    _COUNTERS[1] | _HOUSING[1] | {ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK},
)
_CHECKERS: _At = (_PROVINCE[0] | _HOUSING[0], _PROVINCE[1] | _HOUSING[1])
_POSTERS: _At = (_COUNTERS[0] | _HOUSING[0], _COUNTERS[1] | _HOUSING[1])
_DOERS: _At = (
    _CHECKERS[0] | {Role.PROPERTY_COUNTER},
    _CHECKERS[1] | {ServicePoint.PROPERTY_COUNTER},
)

NEW, DRAFT, ACCEPTED = ChangeState.NEW, ChangeState.DRAFT, ChangeState.ACCEPTED
CHECKING, REVIEW, PUBLICITY = ChangeState.CHECKING, ChangeState.REVIEW, ChangeState.PUBLICITY
APPROVED, REJECTED = ChangeState.APPROVED, ChangeState.REJECTED
EXECUTED, WITHDRAWN = ChangeState.EXECUTED, ChangeState.WITHDRAWN


def _some(*states: ChangeState) -> frozenset[ChangeState]:
    return frozenset(states)


def _row(
    command: type[Command],
    states: frozenset[ChangeState],
    to: frozenset[ChangeState],
    who: _At,
    act: Act,
    decide: Callable[[ChangeCase, Any, Context], Decision | Refusal],
) -> Row[ChangeCase, ChangeState]:
    return Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=act, decide=decide)


_STAYS: frozenset[ChangeState] = frozenset()
_UNDECIDED = _some(DRAFT, ACCEPTED, CHECKING, REVIEW)

TRANSITIONS: _Rows = (
    _row(c.OpenChange, _some(NEW), _some(DRAFT), _ANYWHERE, Act.DRAFT, intake.decide_open),
    _row(c.ReviseChange, _some(DRAFT), _STAYS, _ANYWHERE, Act.DRAFT, intake.decide_revise),
    _row(c.SignChange, _some(DRAFT), _STAYS, _COUNTERS, Act.PRINT_AND_SIGN, intake.decide_sign),
    _row(c.AcceptChange, _some(DRAFT), _some(ACCEPTED), _COUNTERS, Act.ACCEPT_CHANGE, intake.decide_accept),
    _row(c.LaunchChangeChecks, _some(ACCEPTED), _some(CHECKING), _CHECKERS, Act.CHECK, review.decide_launch),
    _row(c.ConcludeChangeChecks, _some(CHECKING), _some(REVIEW), _CHECKERS, Act.CHECK, review.decide_checked),
    _row(
        c.ReviewChange,
        _some(REVIEW),
        _some(PUBLICITY, APPROVED, REJECTED),
        _HOUSING,
        Act.OPINION,
        review.decide_review,
    ),
    _row(c.PostChange, _some(PUBLICITY), _STAYS, _POSTERS, Act.DECIDE, review.decide_post),
    _row(
        c.ConcludeChangePublicity,
        _some(PUBLICITY),
        _some(APPROVED, REJECTED),
        _CHECKERS,
        Act.DECIDE,
        review.decide_conclude,
    ),
    _row(c.ExecuteChange, _some(APPROVED), _some(EXECUTED), _DOERS, Act.DECIDE, execute.decide_execute),
    _row(c.WithdrawChange, _UNDECIDED, _some(WITHDRAWN), _ANYWHERE, Act.WITHDRAW, intake.decide_withdraw),
)
"""State × command × role × point."""


def apply(change: ChangeCase, event: AnyEvent) -> ChangeCase:
    """The change after the event; an event that is not about changes changes nothing."""
    return intake.apply_intake(change, event) or _decided(change, event)


def _decided(change: ChangeCase, event: AnyEvent) -> ChangeCase:
    match event:
        case e.ChangeSigned():
            others = tuple(entry for entry in change.signed if entry.who is not event.who)
            signed = Signed(who=event.who, signature_sha256=event.signature_sha256)
            return msgspec.structs.replace(change, signed=(*others, signed))
        case e.ChangeChecksLaunched():
            return msgspec.structs.replace(change, state=CHECKING, deadlines=(event.deadline,))
        case e.ChangeChecked():
            return msgspec.structs.replace(change, state=REVIEW, checks=event.checks, deadlines=(event.deadline,))
        case e.ChangeReviewed():
            return _reviewed(change, event)
        case e.ChangePosted():
            return msgspec.structs.replace(change, evidence_sha256=event.evidence_sha256)
        case e.ChangePublicityConcluded():
            state = REJECTED if event.objection else APPROVED
            return msgspec.structs.replace(change, state=state, objection=event.objection, deadlines=())
        case e.ChangeExecuted():
            return msgspec.structs.replace(change, state=EXECUTED, executed_at=event.at, executed_by=event.by)
        case _:
            return change


def _reviewed(change: ChangeCase, event: e.ChangeReviewed) -> ChangeCase:
    posted = event.publicity
    agreed = PUBLICITY if posted else APPROVED
    return msgspec.structs.replace(
        change,
        state=agreed if event.agreed else REJECTED,
        agreed=event.agreed,
        reviewed_by=event.by,
        review_text=event.text,
        publicity_to=posted.due if posted else None,
        deadlines=(posted,) if posted else (),
    )


def needs(change: ChangeCase, command: c.AnyChangeCommand) -> tuple[Key, ...]:
    """The tenancies; for what touches homes, also the homes and the households' entries."""
    if isinstance(command, c.OpenChange):
        return (("tenancy", command.tenancy_id),)
    if isinstance(command, c.AcceptChange):
        return _named(("tenancy", change.tenancy_id), ("tenancy", change.other_tenancy_id))
    if not isinstance(command, c.ConcludeChangeChecks | c.ExecuteChange):
        return ()
    wanted = change.wish.unit_id if change.kind is ChangeKind.ADJUST_UNIT else None
    return _named(
        ("tenancy", change.tenancy_id),
        ("tenancy", change.other_tenancy_id),
        ("unit", wanted),
        ("unit", change.unit_id),
        ("unit", change.other_unit_id),
        ("waiting", change.waiting_id),
        ("waiting", change.other_waiting_id),
        ("case", change.case_id),
    )


def _named(*keys: tuple[str, RecordId | None]) -> tuple[Key, ...]:
    return tuple((machine, record_id) for machine, record_id in keys if record_id is not None)


def timer(change: ChangeCase, _policy: Policy, _today: date) -> date | None:
    """The day after a publicity that hangs; at once where the province looks things up or carries out by itself."""
    if change.state in {ACCEPTED, CHECKING} and change.accepted_at is not None:
        return civil_day(change.accepted_at)
    if change.state is PUBLICITY and change.publicity_to is not None and change.evidence_sha256 is not None:
        return date.fromordinal(change.publicity_to.toordinal() + 1)
    if change.state is APPROVED and change.kind not in execute.BY_HAND and change.accepted_at is not None:
        return civil_day(change.accepted_at)
    return None


def due(change: ChangeCase, policy: Policy, today: date) -> Command | None:
    """What the province does by itself on a day."""
    day = timer(change, policy, today)
    if day is None or day > today:
        return None
    commands: dict[ChangeState, Command] = {
        ACCEPTED: c.LaunchChangeChecks(),
        CHECKING: c.ConcludeChangeChecks(),
        PUBLICITY: c.ConcludeChangePublicity(),
    }
    return commands.get(change.state, c.ExecuteChange())


def blank(record_id: RecordId, org: OrgCode) -> ChangeCase:
    """A change before it is opened."""
    return ChangeCase(id=record_id, org=org)


MACHINE = Machine(
    name="change",
    record=ChangeCase,
    states=ChangeState,
    rows=TRANSITIONS,
    state_of=lambda change: change.state,
    apply=apply,
    blank=blank,
    needs=needs,
    county_wide=True,
    timer=timer,
    due=due,
)
"""The change businesses: an estate's counter serves households of the whole county."""
