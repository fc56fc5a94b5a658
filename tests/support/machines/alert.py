"""The table of the alerts."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model.alert import Alert, AlertState
from sync.model.states import Role
from sync.policy import Policy
from sync.workflow.alert import commands
from sync.workflow.command import Command
from tests.support.alerts import (
    ANSWER,
    WORDS,
    alert_of,
    do,
    reached,
    red,
)
from tests.support.machines import Oracle, Rule
from tests.support.road import EVIDENCE, Road

POSTS = (
    "street_window street_reviewer district_reviewer civil_affairs city_approver dept_verifier allocator "
    "property_counter inspector archivist sysadmin"
)
OFFICES = "street_window county_office property_counter"
UNANSWERED = "raised notified disposing escalated"
OPEN = f"{UNANSWERED} feedback reviewed_ok transferred"
RULES = {
    "raise_alert": Rule(
        roles="platform", places="platform", states=f"new {OPEN}", to="raised disposing escalated transferred"
    ),
    "notify_alert": Rule(roles="platform", places="platform", states="raised", to="notified"),
    "take_alert": Rule(roles=POSTS, places=OFFICES, states="notified escalated", to="disposing"),
    "answer_alert": Rule(roles=POSTS, places=OFFICES, states="disposing", to="feedback"),
    "escalate_alert": Rule(
        roles="supervisor platform", places="county_office platform", states=UNANSWERED, to="escalated"
    ),
    "comment_alert": Rule(roles="supervisor", places="county_office", states=OPEN, to=OPEN),
    "review_alert": Rule(roles="supervisor", places="county_office", states="feedback", to="reviewed_ok escalated"),
    "agree_false_alert": Rule(roles="supervisor", places="county_office", states="feedback", to="closed"),
    "transfer_clue": Rule(
        roles="supervisor", places="county_office", states=f"{UNANSWERED} feedback reviewed_ok", to="transferred"
    ),
    "close_alert": Rule(
        roles="supervisor platform", places="county_office platform", states="reviewed_ok transferred", to="closed"
    ),
}


def in_state(state: str, _policy: Policy) -> tuple[Road, Alert]:
    """An alert; an answer says that nothing was wrong, so that every word about it may be said."""
    wanted = AlertState(state)
    road = reached(AlertState.DISPOSING if wanted is AlertState.FEEDBACK else wanted)
    if wanted is AlertState.FEEDBACK:
        do(road, Role.STREET_WINDOW, commands.AnswerAlert(text=ANSWER, claims_false=True))
    return road, alert_of(road)


def samples(_road: Road, _alert: Alert) -> Sequence[Command]:
    """A good command of each kind."""
    return (
        red(),
        commands.NotifyAlert(),
        commands.TakeAlert(),
        commands.AnswerAlert(text=ANSWER, evidence_sha256=(EVIDENCE,)),
        commands.EscalateAlert(text=WORDS),
        commands.CommentAlert(text=WORDS),
        commands.ReviewAlert(satisfied=False, text=WORDS),
        commands.AgreeFalseAlert(text=WORDS),
        commands.TransferClue(to="纪检组", text=WORDS),
        commands.CloseAlert(text=WORDS),
    )


ORACLE = Oracle(rules=RULES, in_state=in_state, samples=samples)
