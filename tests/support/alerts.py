"""Steps of an alert in a little province."""

from __future__ import annotations

from typing import Any

import msgspec

from sync.model.alert import Alert, AlertKind, AlertLevel, AlertState, alert_id, breach_fingerprint
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role
from sync.workflow.alert import commands
from sync.workflow.command import Command
from tests.support.conduct import give, person
from tests.support.households import ORG
from tests.support.road import Road

ANSWER = "当天材料收齐后经办人休假，已由同岗李某补办受理并通知申请人。"
WORDS = "说明休假没有替岗安排，请补充替岗名单和今后的做法。"
BREACH = breach_fingerprint("R01", "2026-03-02", 3)


def raising(**changes: Any) -> commands.RaiseAlert:
    """A yellow alert about the acceptance of a case."""
    command = commands.RaiseAlert(
        rule="R01",
        risk_point="P01",
        machine="case",
        object_id=RecordId("case-1"),
        level=AlertLevel.YELLOW,
        kind=AlertKind.NEAR,
        fingerprint=BREACH,
        disposer_role=Role.STREET_WINDOW,
        figures={"days_left": 1},
        stage="ACCEPT",
    )
    return msgspec.structs.replace(command, **changes)


def red(**changes: Any) -> commands.RaiseAlert:
    """The same, past its limit."""
    over = {"level": AlertLevel.RED, "kind": AlertKind.ABNORMAL, "fingerprint": breach_fingerprint("R01", "over")}
    return raising(**{**over, **changes})


def blank_alert(earlier: int = 0) -> Alert:
    """The place where it is raised."""
    return Alert(id=alert_id("R01", "case", RecordId("case-1"), "ACCEPT", earlier), org=OrgCode(ORG))


def at_work(alert: Alert) -> Road:
    """A little province with that alert."""
    return Road(others={("alert", alert.id): alert})


def do(road: Road, role: Role, command: Command, operator: str | None = None) -> None:
    """One step on the one alert of the road."""
    give(road, "alert", alert_of(road).id, person(role, operator), command)


STEPS: tuple[tuple[AlertState, Role, Command], ...] = (
    (AlertState.RAISED, Role.PLATFORM, raising()),
    (AlertState.NOTIFIED, Role.PLATFORM, commands.NotifyAlert()),
    (AlertState.DISPOSING, Role.STREET_WINDOW, commands.TakeAlert()),
    (AlertState.FEEDBACK, Role.STREET_WINDOW, commands.AnswerAlert(text=ANSWER)),
    (AlertState.REVIEWED_OK, Role.SUPERVISOR, commands.ReviewAlert(satisfied=True)),
    (AlertState.CLOSED, Role.PLATFORM, commands.CloseAlert()),
)
"""The straight road: where each step leads, and whose it is."""
BRANCHES: dict[AlertState, tuple[AlertState, Role, Command]] = {
    AlertState.ESCALATED: (AlertState.NOTIFIED, Role.SUPERVISOR, commands.EscalateAlert(text=WORDS)),
    AlertState.TRANSFERRED: (AlertState.DISPOSING, Role.SUPERVISOR, commands.TransferClue(to="纪检组", text=WORDS)),
}
"""The states beside it: from where, and by which step."""


def reached(state: AlertState) -> Road:
    """An alert in a state, by the road itself."""
    road = at_work(blank_alert())
    if state in BRANCHES:
        before, role, command = BRANCHES[state]
        road = reached(before)
        do(road, role, command)
        return road
    for at, role, command in STEPS if state is not AlertState.NEW else ():
        do(road, role, command)
        if at is state:
            break
    return road


def alert_of(road: Road) -> Alert:
    """The one alert of the road."""
    found = road.record("alert")
    assert isinstance(found, Alert)
    return found
