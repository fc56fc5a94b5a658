"""The machine of an application: from the draft to the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.model.case import Case
from sync.model.states import CaseState, Role, ServicePoint
from sync.policy.records import Act
from sync.workflow.application import commands, intake, result, review
from sync.workflow.application.fold import apply
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.machine import Machine
from sync.workflow.tables import Row

_COLLECTING = frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW})
_COLLECTING_POINTS = frozenset({ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK, ServicePoint.STREET_WINDOW})
_WINDOW = frozenset({Role.STREET_WINDOW})
_AT_STREET = frozenset({ServicePoint.STREET_WINDOW})
_OFFICES = frozenset({ServicePoint.STREET_WINDOW, ServicePoint.COUNTY_OFFICE})
_OFFICES_AND_PLATFORM = _OFFICES | {ServicePoint.PLATFORM}
_REVIEWERS = frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER})
_UNDECIDED = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.CORRECTION,
        CaseState.ACCEPTED,
        CaseState.REVIEW,
        CaseState.RETURNED,
        CaseState.PUBLICITY,
    }
)


def _to(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


def _row(
    states: CaseState | frozenset[CaseState],
    command: type[Command],
    roles: frozenset[Role],
    points: frozenset[ServicePoint],
    to: frozenset[CaseState],
    act: Act,
    decide: Callable[[Case, Any, Context], Decision | Refusal],
) -> Row[Case, CaseState]:
    standing = frozenset({states}) if isinstance(states, CaseState) else states
    return Row(states=standing, command=command, roles=roles, points=points, to=to, act=act, decide=decide)


TRANSITIONS: tuple[Row[Case, CaseState], ...] = (
    _row(
        CaseState.DRAFT,
        commands.Submit,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.SUBMITTED),
        Act.SUBMIT,
        intake.decide_submit,
    ),
    _row(
        CaseState.SUBMITTED,
        commands.Accept,
        _WINDOW,
        _AT_STREET,
        _to(CaseState.ACCEPTED),
        Act.ACCEPT,
        intake.decide_accept,
    ),
    _row(
        CaseState.SUBMITTED,
        commands.AskCorrection,
        _WINDOW,
        _AT_STREET,
        _to(CaseState.CORRECTION),
        Act.CORRECTION_NOTICE,
        intake.decide_ask_correction,
    ),
    _row(
        CaseState.CORRECTION,
        commands.AnswerCorrection,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.SUBMITTED),
        Act.SUBMIT,
        intake.decide_answer_correction,
    ),
    _row(
        CaseState.SUBMITTED,
        commands.RefuseAcceptance,
        _WINDOW,
        _AT_STREET,
        _to(CaseState.NOT_ACCEPTED),
        Act.DECIDE,
        intake.decide_refuse_acceptance,
    ),
    _row(
        CaseState.ACCEPTED,
        commands.LaunchChecks,
        _WINDOW | {Role.PLATFORM},
        _AT_STREET | {ServicePoint.PLATFORM},
        _to(CaseState.REVIEW),
        Act.CHECK,
        review.decide_launch_checks,
    ),
    _row(
        frozenset({CaseState.REVIEW, CaseState.RETURNED}),
        commands.RecordChecks,
        _REVIEWERS | {Role.DEPT_VERIFIER, Role.PLATFORM},
        _OFFICES_AND_PLATFORM,
        _to(CaseState.REVIEW, CaseState.RETURNED),
        Act.CHECK,
        review.decide_record_checks,
    ),
    _row(
        CaseState.REVIEW,
        commands.CommitOpinion,
        _REVIEWERS,
        _OFFICES,
        _to(CaseState.REVIEW, CaseState.PUBLICITY, CaseState.DECIDING, CaseState.RETURNED, CaseState.REJECTED),
        Act.OPINION,
        review.decide_opinion,
    ),
    _row(
        CaseState.RETURNED,
        commands.AnswerReturn,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.REVIEW),
        Act.SUBMIT,
        review.decide_answer_return,
    ),
    _row(
        CaseState.PUBLICITY,
        commands.PostPublicity,
        _REVIEWERS | _WINDOW,
        _OFFICES,
        _to(CaseState.PUBLICITY),
        Act.DECIDE,
        result.decide_post_publicity,
    ),
    _row(
        CaseState.PUBLICITY,
        commands.ConcludePublicity,
        _REVIEWERS | _WINDOW | {Role.PLATFORM},
        _OFFICES_AND_PLATFORM,
        _to(CaseState.REVIEW, CaseState.PUBLICITY, CaseState.DECIDING),
        Act.DECIDE,
        result.decide_conclude_publicity,
    ),
    _row(
        CaseState.DECIDING,
        commands.Announce,
        frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER, Role.PLATFORM}),
        frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PLATFORM}),
        _to(CaseState.QUALIFIED),
        Act.DECIDE,
        result.decide_announce,
    ),
    _row(
        _UNDECIDED,
        commands.Withdraw,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.WITHDRAWN),
        Act.WITHDRAW,
        intake.decide_withdraw,
    ),
)
"""State × command × role × point. The state REVIEW carries its stage beside it; the stage's own post is a guard."""


def policy_of(case: Case) -> tuple[str | None, str | None]:
    """The version that the case was submitted under."""
    return case.process.policy_id, case.process.policy_version


MACHINE = Machine(
    name="case",
    record=Case,
    states=CaseState,
    rows=TRANSITIONS,
    state_of=lambda case: case.process.state,
    apply=apply,
    policy_of=policy_of,
)
"""The applications."""
