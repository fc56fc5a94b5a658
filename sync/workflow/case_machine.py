"""The machine of an application: from the draft to the result."""

from __future__ import annotations

from sync.model.case import Case
from sync.model.states import CaseState, Role, ServicePoint
from sync.workflow import case_intake, case_result, case_review, commands
from sync.workflow.case_fold import apply
from sync.workflow.commands import AnyCommand
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import other_policy, out_of_reach
from sync.workflow.tables import Row, judge

__all__ = ["TRANSITIONS", "apply", "decide"]

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


def _row(
    states: CaseState | frozenset[CaseState],
    command: type[commands.Command],
    roles: frozenset[Role],
    points: frozenset[ServicePoint],
    decide_: object,
) -> Row[Case, CaseState]:
    standing = frozenset({states}) if isinstance(states, CaseState) else states
    return Row(states=standing, command=command, roles=roles, points=points, decide=decide_)  # type: ignore[arg-type]  # each decides its own command type


TRANSITIONS: tuple[Row[Case, CaseState], ...] = (
    _row(CaseState.DRAFT, commands.Submit, _COLLECTING, _COLLECTING_POINTS, case_intake.decide_submit),
    _row(CaseState.SUBMITTED, commands.Accept, _WINDOW, _AT_STREET, case_intake.decide_accept),
    _row(CaseState.SUBMITTED, commands.AskCorrection, _WINDOW, _AT_STREET, case_intake.decide_ask_correction),
    _row(
        CaseState.CORRECTION,
        commands.AnswerCorrection,
        _COLLECTING,
        _COLLECTING_POINTS,
        case_intake.decide_answer_correction,
    ),
    _row(CaseState.SUBMITTED, commands.RefuseAcceptance, _WINDOW, _AT_STREET, case_intake.decide_refuse_acceptance),
    _row(
        CaseState.ACCEPTED,
        commands.LaunchChecks,
        _WINDOW | {Role.PLATFORM},
        _AT_STREET | {ServicePoint.PLATFORM},
        case_review.decide_launch_checks,
    ),
    _row(
        frozenset({CaseState.REVIEW, CaseState.RETURNED}),
        commands.RecordChecks,
        _REVIEWERS | {Role.DEPT_VERIFIER, Role.PLATFORM},
        _OFFICES_AND_PLATFORM,
        case_review.decide_record_checks,
    ),
    _row(CaseState.REVIEW, commands.CommitOpinion, _REVIEWERS, _OFFICES, case_review.decide_opinion),
    _row(
        CaseState.RETURNED,
        commands.AnswerReturn,
        _COLLECTING,
        _COLLECTING_POINTS,
        case_review.decide_answer_return,
    ),
    _row(
        CaseState.PUBLICITY,
        commands.PostPublicity,
        _REVIEWERS | _WINDOW,
        _OFFICES,
        case_result.decide_post_publicity,
    ),
    _row(
        CaseState.PUBLICITY,
        commands.ConcludePublicity,
        _REVIEWERS | _WINDOW | {Role.PLATFORM},
        _OFFICES_AND_PLATFORM,
        case_result.decide_conclude_publicity,
    ),
    _row(
        CaseState.DECIDING,
        commands.Announce,
        frozenset({Role.DISTRICT_REVIEWER, Role.CITY_APPROVER, Role.PLATFORM}),
        frozenset({ServicePoint.COUNTY_OFFICE, ServicePoint.PLATFORM}),
        case_result.decide_announce,
    ),
    _row(_UNDECIDED, commands.Withdraw, _COLLECTING, _COLLECTING_POINTS, case_intake.decide_withdraw),
)
"""State × command × role × point. The state REVIEW carries its stage beside it; the stage's own post is a guard."""


def decide(case: Case, command: AnyCommand, context: Context) -> Decision | Refusal:
    """Whether the command may happen on the case, and what it brings about. Changes nothing."""
    process = case.process
    row = judge(TRANSITIONS, process.state, command, context.actor)
    if isinstance(row, Refusal):
        return row
    refusal = out_of_reach(case.org, process.state, context) or other_policy(
        process.policy_id, process.policy_version, process.state, context
    )
    return refusal or row.decide(case, command, context)
