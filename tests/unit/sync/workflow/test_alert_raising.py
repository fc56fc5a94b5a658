"""Alerts are raised once per rule, object and stage; only a new breach is raised again, and a level never falls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from sync.model.alert import (
    OPEN_ALERT_STATES,
    Alert,
    AlertKind,
    AlertLevel,
    AlertState,
    alert_id,
    breach_fingerprint,
)
from sync.model.ids import RecordId, is_record_id
from sync.model.states import Role
from sync.workflow import machines
from sync.workflow.alert import commands
from sync.workflow.alert.machine import needs
from sync.workflow.command import Command
from sync.workflow.engine import Decision, Refusal
from tests.support.alerts import (
    BREACH,
    alert_of,
    at_work,
    blank_alert,
    do,
    raising,
    reached,
    red,
)
from tests.support.conduct import give, judge, person, refusal
from tests.support.machines.alert import POSTS
from tests.support.road import Road

PLATFORM, WINDOW, SUPERVISOR = Role.PLATFORM, Role.STREET_WINDOW, Role.SUPERVISOR
SHORT, STOCK = "已办", "情况属实同意情况属实同意"


def refused(road: Road, role: Role, command: Command, operator: str | None = None, **facts: Any) -> str:
    return refusal(road, "alert", alert_of(road).id, person(role, operator), command, **facts)


def day(due: date) -> datetime:
    """Ten in the morning in China."""
    return datetime(due.year, due.month, due.day, 2, tzinfo=UTC)


def test_what_is_raised_is_kept_whole() -> None:
    road = reached(AlertState.RAISED)
    alert = alert_of(road)
    wanted = raising()
    for name in ("rule", "risk_point", "machine", "object_id", "stage", "earlier", "level", "kind", "fingerprint"):
        assert getattr(alert, name) == getattr(wanted, name), name
    assert (alert.figures, alert.disposer_role, alert.raised_at) == ({"days_left": 1}, WINDOW, road.now)
    assert alert.breaches == (BREACH,)
    assert alert.is_open


@pytest.mark.parametrize(
    ("command", "due"), [(raising(), date(2026, 3, 5)), (red(), date(2026, 3, 3))], ids=["yellow", "red"]
)
def test_three_working_days_for_yellow_and_one_for_red(command: commands.RaiseAlert, due: date) -> None:
    road = at_work(blank_alert())
    do(road, PLATFORM, command)
    clock = alert_of(road).deadline
    assert clock is not None
    assert (clock.name, clock.started, clock.due, clock.unit) == ("ANSWER", date(2026, 3, 2), due, "WD")


def test_the_same_breach_is_raised_once() -> None:
    road = reached(AlertState.NOTIFIED)
    assert refused(road, PLATFORM, raising()) == "alert_open"
    assert refused(road, PLATFORM, raising(fingerprint=breach_fingerprint("another"))) == "alert_open"
    assert refused(reached(AlertState.CLOSED), PLATFORM, raising()) == "wrong_state"


def next_one(road: Road, command: commands.RaiseAlert) -> Alert:
    """The place of the alert after the one on the road."""
    place = blank_alert(command.earlier)
    road.others["alert", place.id] = place
    return place


def test_only_a_new_breach_is_raised_after_closing() -> None:
    road = reached(AlertState.CLOSED)
    again, fresh = raising(earlier=1), raising(earlier=1, fingerprint=breach_fingerprint("R01", "2026-06-01"))
    place = next_one(road, again)
    assert refusal(road, "alert", place.id, person(PLATFORM), again) == "breach_known"
    give(road, "alert", place.id, person(PLATFORM), fresh)
    second = road.others["alert", place.id]
    assert isinstance(second, Alert)
    assert (second.state, second.earlier, second.breaches) == (AlertState.RAISED, 1, (BREACH, fresh.fingerprint))


def test_a_breach_of_long_ago_is_remembered() -> None:
    road = reached(AlertState.CLOSED)
    second = raising(earlier=1, fingerprint=breach_fingerprint("second"))
    place = next_one(road, second)
    give(road, "alert", place.id, person(PLATFORM), second)
    closed = msgspec.structs.replace(road.others["alert", place.id], state=AlertState.CLOSED)
    road.others["alert", place.id] = closed
    third = next_one(road, raising(earlier=2))
    assert refusal(road, "alert", third.id, person(PLATFORM), raising(earlier=2)) == "breach_known"


@pytest.mark.parametrize("state", sorted(OPEN_ALERT_STATES))
def test_while_one_is_open_there_is_no_second(state: AlertState) -> None:
    road = reached(state)
    fresh = raising(earlier=1, fingerprint=breach_fingerprint("new"))
    place = next_one(road, fresh)
    assert refusal(road, "alert", place.id, person(PLATFORM), fresh) == "alert_open"


def test_the_alert_before_must_be_known() -> None:
    road = at_work(blank_alert(1))
    command = raising(earlier=1)
    assert refused(road, PLATFORM, command) == "fact_missing"
    assert needs(blank_alert(1), command) == (("alert", blank_alert(0).id),)
    assert needs(blank_alert(), raising()) == ()
    assert needs(blank_alert(), commands.TakeAlert()) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule": "R02"}, "alert_id_differs"),
        ({"machine": "waiting"}, "alert_id_differs"),
        ({"object_id": "case-2"}, "alert_id_differs"),
        ({"stage": "R1"}, "alert_id_differs"),
        ({"earlier": 1}, "alert_id_differs"),
        ({"fingerprint": "abc"}, "digest_malformed"),
        ({"level": AlertLevel.RED}, "alert_level_kind"),
        ({"disposer_role": Role.APPLICANT}, "disposer_unknown"),
        ({"disposer_role": Role.SUPERVISOR}, "disposer_unknown"),
    ],
)
def test_what_contradicts_itself_is_not_raised(changes: dict[str, Any], code: str) -> None:
    assert refused(at_work(blank_alert()), PLATFORM, raising(**changes)) == code


@pytest.mark.parametrize("role", Role)
def test_who_may_have_to_answer(role: Role) -> None:
    """Every post of an office; not the family, not the province itself, and no supervisor."""
    road = at_work(blank_alert())
    answer = judge(road, "alert", alert_of(road).id, person(PLATFORM), raising(disposer_role=role))
    if role.value in POSTS.split():
        assert isinstance(answer, Decision)
    else:
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.details) == ("disposer_unknown", {"role": role.value})


def test_there_is_nothing_before_the_first() -> None:
    road = at_work(blank_alert(-1))
    assert refused(road, PLATFORM, raising(earlier=-1)) == "alert_id_differs"


def test_what_is_irregular_may_be_of_either_level() -> None:
    for level in AlertLevel:
        road = at_work(blank_alert())
        do(road, PLATFORM, raising(level=level, kind=AlertKind.IRREGULAR))
        assert alert_of(road).level is level


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (AlertState.RAISED, AlertState.RAISED),
        (AlertState.NOTIFIED, AlertState.RAISED),
        (AlertState.FEEDBACK, AlertState.RAISED),
        (AlertState.REVIEWED_OK, AlertState.RAISED),
        (AlertState.DISPOSING, AlertState.DISPOSING),
        (AlertState.ESCALATED, AlertState.ESCALATED),
        (AlertState.TRANSFERRED, AlertState.TRANSFERRED),
    ],
)
def test_yellow_may_become_red_and_red_never_yellow(state: AlertState, after: AlertState) -> None:
    road = reached(state)
    do(road, PLATFORM, red(figures={"days_over": 2}))
    risen = alert_of(road)
    assert (risen.state, risen.level, risen.kind) == (after, AlertLevel.RED, AlertKind.ABNORMAL)
    assert (risen.figures, risen.fingerprint) == ({"days_over": 2}, red().fingerprint)
    assert risen.breaches == (BREACH, red().fingerprint)
    due = None if risen.deadline is None else risen.deadline.due
    assert due == (None if state is AlertState.TRANSFERRED else date(2026, 3, 3))
    for level in (raising(), red()):
        assert refused(road, PLATFORM, level) == "alert_open"


def test_an_answer_that_is_due_sooner_stays_due_sooner() -> None:
    road = reached(AlertState.NOTIFIED)
    road.now = day(date(2026, 3, 5))  # the last day for yellow
    do(road, PLATFORM, red())
    clock = alert_of(road).deadline
    assert clock is not None
    assert clock.due == date(2026, 3, 5)
    road = reached(AlertState.NOTIFIED)
    road.now = day(date(2026, 3, 4))  # one working day from here is the same day
    do(road, PLATFORM, red())
    clock = alert_of(road).deadline
    assert clock is not None
    assert (clock.due, clock.started) == (date(2026, 3, 5), date(2026, 3, 2))


def test_a_desk_without_the_records_says_less_and_never_more() -> None:
    road = at_work(blank_alert(1))
    context = replace(road.context(person(PLATFORM)), issue_number=None)
    answer = machines.decide("alert", alert_of(road), raising(earlier=1), context)
    assert isinstance(answer, Refusal)
    assert (answer.code, answer.details) == ("fact_missing", {"fact": "alert"})


def test_the_identity_says_rule_object_stage_and_number() -> None:
    one = alert_id("R01", "case", RecordId("c"), "S", 0)
    assert is_record_id(one)
    assert one[14] == "8"
    assert one[19] == "8"
    others = {
        alert_id("R02", "case", RecordId("c"), "S", 0),
        alert_id("R01", "casec", RecordId(""), "S", 0),
        alert_id("R01", "case", RecordId("d"), "S", 0),
        alert_id("R01", "case", RecordId("cS"), "", 0),
        alert_id("R01", "case", RecordId("c"), "S", 1),
    }
    assert len(others | {one}) == 6
    assert alert_id("R01", "case", RecordId("c"), "S", 0) == one


def test_a_fingerprint_tells_parts_and_kinds_apart() -> None:
    prints = {
        breach_fingerprint("a", "b"),
        breach_fingerprint("ab"),
        breach_fingerprint("b", "a"),
        breach_fingerprint(1),
        breach_fingerprint("1"),
    }
    assert len(prints) == 5
    assert all(len(one) == 64 for one in prints)
    assert breach_fingerprint("a", 1) == breach_fingerprint("a", 1)


def test_an_alert_that_was_never_raised_is_not_closed() -> None:
    road = Road(others={("alert", blank_alert(0).id): blank_alert(0)})
    second = next_one(road, raising(earlier=1))
    assert refusal(road, "alert", second.id, person(PLATFORM), raising(earlier=1)) == "alert_open"


def test_a_level_does_not_rise_on_anothers_word() -> None:
    road = reached(AlertState.NOTIFIED)
    for changes, code in (
        ({"rule": "R02"}, "alert_id_differs"),
        ({"fingerprint": "abc"}, "digest_malformed"),
        ({"kind": AlertKind.NEAR}, "alert_level_kind"),
    ):
        assert refused(road, PLATFORM, red(**changes)) == code


def test_another_machines_event_changes_nothing() -> None:
    road = reached(AlertState.NOTIFIED)
    road.submit()
    machine, _, foreign = road.history[-1]
    assert machine == "case"
    assert machines.apply("alert", alert_of(road), foreign) == alert_of(road)
