"""The machine of a tenancy: from the issued contract to the home that is back in stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.model.states import Role, ServicePoint, TenancyState
from sync.model.tenancy import Tenancy
from sync.policy.records import Act
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Key, Refusal
from sync.workflow.machine import Machine
from sync.workflow.tables import Row
from sync.workflow.tenancy import agenda, leaving, money, renewal, signing, staying
from sync.workflow.tenancy import commands as c
from sync.workflow.tenancy.fold import apply
from sync.workflow.tenancy.standing import HELD, LEAVING, LIVING

_At = tuple[frozenset[Role], frozenset[ServicePoint]]
_Rows = tuple[Row[Tenancy, TenancyState], ...]
_Decide = Callable[[Tenancy, Any, Context], Decision | Refusal]

_COUNTERS: _At = (
    frozenset({Role.PROPERTY_COUNTER, Role.STREET_WINDOW}),
    frozenset({ServicePoint.PROPERTY_COUNTER, ServicePoint.STREET_WINDOW}),
)
_PROPERTY: _At = (frozenset({Role.PROPERTY_COUNTER}), frozenset({ServicePoint.PROPERTY_COUNTER}))
_HOUSING: _At = (frozenset({Role.DISTRICT_REVIEWER}), frozenset({ServicePoint.COUNTY_OFFICE}))
_PROVINCE: _At = (frozenset({Role.PLATFORM}), frozenset({ServicePoint.PLATFORM}))
_PROPERTY_OR_HOUSING: _At = (_PROPERTY[0] | _HOUSING[0], _PROPERTY[1] | _HOUSING[1])
_PROPERTY_OR_PROVINCE: _At = (_PROPERTY[0] | _PROVINCE[0], _PROPERTY[1] | _PROVINCE[1])
_INSPECTORS: _At = (_PROPERTY[0] | {Role.INSPECTOR}, _PROPERTY[1] | {ServicePoint.STREET_WINDOW})
_ANYWHERE: _At = (
    _COUNTERS[0] | {Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT},
    _COUNTERS[1] | {ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK},
)

PENDING, SIGNED, MOVING = TenancyState.CONTRACT_PENDING, TenancyState.SIGNED, TenancyState.MOVE_IN_PENDING
ACTIVE, ARREARS, RENEWAL = TenancyState.ACTIVE, TenancyState.ARREARS, TenancyState.RENEWAL
TRANSITION, VACATING = TenancyState.TRANSITION, TenancyState.VACATING
ENFORCEMENT, SETTLED, CLOSED = TenancyState.ENFORCEMENT, TenancyState.SETTLED, TenancyState.CLOSED


def _moves(
    command: type[Command],
    states: frozenset[TenancyState],
    to: frozenset[TenancyState],
    who: _At,
    act: Act,
    decide: _Decide,
) -> _Rows:
    """A row that leads from these states to those."""
    return (Row(states=states, command=command, roles=who[0], points=who[1], to=to, act=act, decide=decide),)


def _stays(command: type[Command], states: frozenset[TenancyState], who: _At, act: Act, decide: _Decide) -> _Rows:
    """A row for each of these states, which leads nowhere else."""
    return tuple(
        row
        for state in TenancyState
        if state in states
        for row in _moves(command, _some(state), _some(state), who, act, decide)
    )


def _some(*states: TenancyState) -> frozenset[TenancyState]:
    return frozenset(states)


_RIGHTS = (Act.SIGN_CONTRACT, Act.DECIDE, Act.INSPECT)
_SIGN, _DECIDE, _INSPECT = _RIGHTS

_TO_THE_KEYS: _Rows = (
    *_moves(c.SignContract, _some(PENDING), _some(SIGNED), _COUNTERS, _SIGN, signing.decide_sign),
    *_moves(c.LapseContract, _some(PENDING), _some(CLOSED), _PROVINCE, _DECIDE, signing.decide_lapse),
    *_stays(c.FileContract, _some(SIGNED, MOVING) | HELD, _PROPERTY_OR_HOUSING, _DECIDE, signing.decide_file),
    *_stays(c.RecordDeposit, _some(SIGNED, MOVING), _PROPERTY_OR_PROVINCE, Act.NOTE_RECEIPT, signing.decide_deposit),
    *_moves(c.NotifyMoveIn, _some(SIGNED, MOVING), _some(MOVING), _PROPERTY, Act.PRINT_AND_SIGN, signing.decide_notify),
    *_moves(c.HandOver, _some(MOVING), _some(ACTIVE), _PROPERTY, _INSPECT, signing.decide_hand_over),
)

_MONEY: _Rows = (
    *_stays(c.IssueBill, HELD, _PROVINCE, _DECIDE, money.decide_issue),
    *_moves(
        c.BookPayment, _some(ARREARS), LIVING - {TenancyState.RECTIFYING}, _PROVINCE, _DECIDE, money.decide_payment
    ),
    *_stays(c.BookPayment, (HELD | {SETTLED, CLOSED}) - {ARREARS}, _PROVINCE, _DECIDE, money.decide_payment),
    *_moves(
        c.RecordArrears,
        LIVING - {TenancyState.RECTIFYING},
        _some(ARREARS),
        _PROVINCE,
        _DECIDE,
        money.decide_arrears,
    ),
    *_stays(c.RecordArrears, HELD - LIVING | {TenancyState.RECTIFYING}, _PROVINCE, _DECIDE, money.decide_arrears),
)

_TERM: _Rows = (
    *_moves(c.AskRenewal, _some(ACTIVE), _some(RENEWAL), _ANYWHERE, Act.SUBMIT, renewal.decide_ask),
    *_stays(c.AskRenewal, LIVING - {ACTIVE, RENEWAL}, _ANYWHERE, Act.SUBMIT, renewal.decide_ask),
    *_moves(c.DecideRenewal, _some(RENEWAL), _some(ACTIVE, RENEWAL), _HOUSING, _DECIDE, renewal.decide_renewal),
    *_stays(c.DecideRenewal, LIVING - {ACTIVE, RENEWAL}, _HOUSING, _DECIDE, renewal.decide_renewal),
    *_moves(c.SignContract, _some(RENEWAL), _some(ACTIVE), _COUNTERS, _SIGN, signing.decide_sign),
    *_stays(c.SignContract, LIVING - {ACTIVE, RENEWAL}, _COUNTERS, _SIGN, signing.decide_sign),
    *_stays(c.RecordExpiry, LIVING, _PROVINCE, _DECIDE, renewal.decide_expiry),
)

_STAYING: _Rows = (
    *_moves(c.EnterTransition, LIVING | {VACATING}, _some(TRANSITION), _HOUSING, _DECIDE, staying.decide_enter),
    *_moves(c.AgreeStay, _some(TRANSITION), LIVING, _HOUSING, _DECIDE, staying.decide_stay),
    *_moves(c.EndTransition, _some(TRANSITION), _some(VACATING), _PROVINCE, _DECIDE, staying.decide_end),
    *_stays(c.RaiseOverstay, LEAVING, _PROVINCE, _DECIDE, staying.decide_overstay),
)

_INHABITED = LIVING | {TRANSITION}
_EXIT: _Rows = (
    *_moves(c.AgreeExit, _INHABITED, _some(VACATING), _COUNTERS, Act.ACCEPT_CHANGE, leaving.decide_agree),
    *_moves(c.OrderExit, _INHABITED, _some(VACATING), _HOUSING, _DECIDE, leaving.decide_order),
    *_moves(c.LiftExit, LEAVING, LIVING, _HOUSING, _DECIDE, leaving.decide_lift),
    *_moves(c.Enforce, _some(VACATING), _some(ENFORCEMENT), _HOUSING, _DECIDE, leaving.decide_enforce),
    *_stays(c.InspectExit, LEAVING, _INSPECTORS, _INSPECT, leaving.decide_inspect),
    *_moves(c.Settle, LEAVING, _some(SETTLED), _PROPERTY, _DECIDE, leaving.decide_settle),
    *_stays(c.RecordRefund, _some(SETTLED, CLOSED), _PROPERTY_OR_PROVINCE, _DECIDE, leaving.decide_refund),
    *_moves(c.CloseTenancy, _some(SETTLED), _some(CLOSED), _PROPERTY_OR_HOUSING, _DECIDE, leaving.decide_close),
    *(
        row
        for state in TenancyState
        if state in _INHABITED
        for row in _moves(
            c.RecordDeath, _some(state), _some(state, VACATING), _PROPERTY_OR_HOUSING, _DECIDE, leaving.decide_death
        )
    ),
)

TRANSITIONS: _Rows = (*_TO_THE_KEYS, *_MONEY, *_TERM, *_STAYING, *_EXIT)
"""State × command × role × point."""

_READ_UNIT = (
    c.LapseContract,
    c.HandOver,
    c.DecideRenewal,
    c.EnterTransition,
    c.AgreeStay,
    c.EndTransition,
    c.RaiseOverstay,
    c.CloseTenancy,
)
_READ_ENTRY = (c.LapseContract, c.HandOver)
_READ_CASE = (c.HandOver, c.DecideRenewal)


def needs(tenancy: Tenancy, command: c.AnyTenancyCommand) -> tuple[Key, ...]:
    """The home, the application and the waiting entry of the household, where a decision rests on them."""
    wanted: list[Key] = []
    if isinstance(command, _READ_UNIT):
        wanted.append(("unit", tenancy.unit_id))
    if isinstance(command, _READ_CASE):
        wanted.append(("case", tenancy.case_id))
    if isinstance(command, _READ_ENTRY):
        wanted.append(("waiting", tenancy.waiting_id))
    return tuple(wanted)


MACHINE = Machine(
    name="tenancy",
    record=Tenancy,
    states=TenancyState,
    rows=TRANSITIONS,
    state_of=lambda tenancy: tenancy.state,
    apply=apply,
    needs=needs,
    county_wide=True,
    timer=agenda.timer,
    due=agenda.due,
)
"""The tenancies: an estate's counter serves households of the whole county."""
