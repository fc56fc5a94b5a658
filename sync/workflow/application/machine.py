"""The machine of an application: from the draft to the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.model.case import Case
from sync.model.states import CaseState, Role, ServicePoint
from sync.policy.records import Act
from sync.workflow.application import commands, endings, intake, objections, reconsidering, result, review
from sync.workflow.application.fold import apply
from sync.workflow.application.timing import due, timer
from sync.workflow.command import Command
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.machine import Machine
from sync.workflow.tables import Row

_COLLECTING = frozenset({Role.APPLICANT, Role.ENTRUSTED_AGENT, Role.VILLAGE_POINT, Role.STREET_WINDOW})
_COLLECTING_POINTS = frozenset({ServicePoint.VILLAGE_POINT, ServicePoint.KIOSK, ServicePoint.STREET_WINDOW})
_WINDOW = frozenset({Role.STREET_WINDOW})
_PLATFORM = frozenset({Role.PLATFORM})
_AT_STREET = frozenset({ServicePoint.STREET_WINDOW})
_AT_PLATFORM = frozenset({ServicePoint.PLATFORM})
_OFFICES = frozenset({ServicePoint.STREET_WINDOW, ServicePoint.COUNTY_OFFICE})
_REVIEWERS = frozenset({Role.STREET_REVIEWER, Role.DISTRICT_REVIEWER, Role.CITY_APPROVER})
_UPPER = frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER})
_AT_COUNTY = frozenset({ServicePoint.COUNTY_OFFICE}) | _AT_PLATFORM
_BOARDS = _REVIEWERS | _WINDOW | {Role.VILLAGE_POINT}
"""Who looks after a board that lists hang on."""
_AT_BOARDS = _OFFICES | {ServicePoint.VILLAGE_POINT}
_ANYBODY = _COLLECTING | _REVIEWERS | _PLATFORM | {Role.PROPERTY_COUNTER}
"""Posts that any citizen may come to, the platform for those who telephone or write."""
_ANYWHERE = frozenset(ServicePoint)
_UNDECIDED = frozenset(
    {
        CaseState.SUBMITTED,
        CaseState.CORRECTION,
        CaseState.ACCEPTED,
        CaseState.VERIFYING,
        CaseState.REVIEW,
        CaseState.RETURNED,
        CaseState.PUBLICITY,
        CaseState.OBJECTION,
    }
)
UNDER_WAY = _UNDECIDED | {CaseState.DECIDING, CaseState.REGISTERING, CaseState.RECONSIDERING}
"""States between the submission and the result."""
_ONWARD = frozenset({CaseState.VERIFYING, CaseState.REVIEW, CaseState.PUBLICITY, CaseState.DECIDING})
"""Where a stage may lead that is no decision."""
_AGAINST = frozenset({CaseState.REJECTED, CaseState.DECIDING})
"""Where a decision against leads: at once, or after its announcement."""


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
        CaseState.CORRECTION,
        commands.Lapse,
        _PLATFORM,
        _AT_PLATFORM,
        _to(CaseState.LAPSED),
        Act.DECIDE,
        endings.decide_lapse,
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
        _WINDOW | _PLATFORM,
        _AT_STREET | _AT_PLATFORM,
        _to(CaseState.VERIFYING, CaseState.REVIEW, CaseState.PUBLICITY),
        Act.CHECK,
        review.decide_launch_checks,
    ),
    _row(
        _ONWARD | {CaseState.RETURNED},
        commands.RecordChecks,
        _REVIEWERS | _PLATFORM | {Role.DEPT_VERIFIER, Role.CIVIL_AFFAIRS},
        _OFFICES | _AT_PLATFORM,
        _ONWARD | {CaseState.RETURNED},
        Act.CHECK,
        review.decide_record_checks,
    ),
    _row(
        CaseState.REVIEW,
        commands.CommitOpinion,
        _REVIEWERS,
        _OFFICES,
        _ONWARD | _AGAINST | {CaseState.RETURNED},
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
        _BOARDS,
        _AT_BOARDS,
        _to(CaseState.PUBLICITY),
        Act.DECIDE,
        result.decide_post_publicity,
    ),
    _row(
        CaseState.PUBLICITY,
        commands.ConcludePublicity,
        _BOARDS | _PLATFORM,
        _AT_BOARDS | _AT_PLATFORM,
        _ONWARD,
        Act.DECIDE,
        result.decide_conclude_publicity,
    ),
    _row(
        _to(CaseState.PUBLICITY, CaseState.OBJECTION),
        commands.RaiseObjection,
        _ANYBODY,
        _ANYWHERE,
        _to(CaseState.OBJECTION),
        Act.OBJECTION_INTAKE,
        objections.decide_raise,
    ),
    _row(
        CaseState.OBJECTION,
        commands.ConcludeObjection,
        _REVIEWERS,
        _OFFICES,
        _AGAINST | {CaseState.OBJECTION, CaseState.PUBLICITY, CaseState.REVIEW},
        Act.DECIDE,
        objections.decide_conclude,
    ),
    _row(
        CaseState.DECIDING,
        commands.Announce,
        _UPPER | _PLATFORM,
        _AT_COUNTY,
        _to(CaseState.QUALIFIED, CaseState.REGISTERING, CaseState.REJECTED),
        Act.DECIDE,
        result.decide_announce,
    ),
    _row(
        CaseState.REGISTERING,
        commands.Register,
        _UPPER | _PLATFORM,
        _AT_COUNTY,
        _to(CaseState.QUALIFIED, CaseState.REGISTERING),
        Act.DECIDE,
        result.decide_register,
    ),
    _row(
        CaseState.REJECTED,
        commands.AskReconsideration,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.RECONSIDERING),
        Act.OBJECTION_INTAKE,
        reconsidering.decide_ask,
    ),
    _row(
        CaseState.RECONSIDERING,
        commands.ConcludeReconsideration,
        _REVIEWERS,
        _OFFICES,
        _to(CaseState.REVIEW, CaseState.REJECTED),
        Act.DECIDE,
        reconsidering.decide_conclude,
    ),
    _row(
        UNDER_WAY,
        commands.Terminate,
        _WINDOW | _PLATFORM,
        _AT_STREET | _AT_PLATFORM,
        _to(CaseState.TERMINATED),
        Act.DECIDE,
        endings.decide_terminate,
    ),
    _row(
        UNDER_WAY,
        commands.RecomputeClocks,
        _PLATFORM,
        _AT_PLATFORM,
        UNDER_WAY,
        Act.DECIDE,
        endings.decide_recompute,
    ),
    _row(
        _UNDECIDED,
        commands.Withdraw,
        _COLLECTING,
        _COLLECTING_POINTS,
        _to(CaseState.WITHDRAWN),
        Act.WITHDRAW,
        endings.decide_withdraw,
    ),
)
"""State × command × role × point. The case carries its stage beside the state; the stage's own post is a guard."""


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
    needs=endings.needs,
    policy_of=policy_of,
    timer=timer,
    due=due,
)
"""The applications."""
