"""The watch: one open alert per rule, object and stage; nothing is raised twice, nothing is looked at in vain."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from sync.model.alert import Alert, AlertLevel, AlertState, alert_id
from sync.model.case import Case
from sync.model.ids import OrgCode, RecordId
from sync.model.states import Role, ServicePoint
from sync.workflow import machines
from sync.workflow.application import events
from sync.workflow.engine import Decision
from sync.workflow.supervision.finding import raising
from sync.workflow.supervision.watch import Raising, Watch
from tests.support.households import ORG
from tests.support.road import CALENDAR, POLICY, Road, actor
from tests.support.supervised import SupervisedRoad, at, rules
from tests.unit.sync.workflow.supervision.test_case_rules import opinion


def waiting_case(name: str = "case-1") -> Case:
    road = Road()
    road.submit()
    return msgspec.structs.replace(road.case, id=RecordId(name))


def watch() -> Watch:
    return Watch(CALENDAR, lambda _record: POLICY)


def key_of(one: Raising) -> tuple[str, str, RecordId, str]:
    return one.finding.key


def test_the_first_sweep_and_then_only_what_is_due() -> None:
    keeper, cases = watch(), [waiting_case(f"case-{n}") for n in range(5)]
    assert list(keeper.sweep((("case", case) for case in cases), at("2026-03-02"))) == []
    assert keeper.waiting == 5
    yellow = keeper.next_look
    assert yellow is not None
    assert list(keeper.due(yellow - timedelta(seconds=1))) == []
    due = list(keeper.due(yellow))
    assert sorted(due) == [("case", case.id) for case in cases]
    assert list(keeper.due(yellow)) == []
    raised = [one for case in cases for one in keeper.touched("case", case, yellow)]
    assert rules(raised) == [("R01", "yellow", "ACCEPT")] * 5
    red = keeper.next_look
    assert red is not None
    assert red > yellow
    assert len(list(keeper.due(red))) == 5


def test_a_look_that_moved_wakes_only_once() -> None:
    keeper, case = watch(), waiting_case()
    keeper.touched("case", case, at("2026-03-02"))
    first = keeper.next_look
    accepted = Road(case=case)
    accepted.accept()
    keeper.touched("case", accepted.case, at("2026-03-03"))
    moved = keeper.next_look
    assert first is not None
    assert moved is not None
    assert moved > first
    assert list(keeper.due(first)) == []
    assert keeper.waiting == 1
    assert list(keeper.due(moved)) == [("case", case.id)]
    assert keeper.next_look is None


def test_a_case_that_ends_is_forgotten() -> None:
    road = SupervisedRoad.under()
    road.submit()
    assert road.watch.waiting == 1
    road.accept()
    road.check()
    road.agree(Role.STREET_REVIEWER, "R1")
    road.publicise(Role.STREET_REVIEWER, "P1")
    road.agree(Role.DISTRICT_REVIEWER, "R2")
    road.publicise(Role.DISTRICT_REVIEWER, "P2")
    assert road.watch.waiting == 1
    ended = msgspec.structs.replace(road.case, process=msgspec.structs.replace(road.case.process, deadlines=()))
    road.watch.touched("case", ended, road.now)
    assert road.watch.waiting == 0
    assert road.watch.next_look is None


def test_a_record_under_unknown_rules_is_not_judged() -> None:
    keeper = Watch(CALENDAR, lambda _record: None)
    case = waiting_case()
    assert keeper.touched("case", case, at("2026-09-01")) == ()
    event = events.Withdrawn(at=at("2026-03-04"), by=actor(Role.APPLICANT).operator, reason="x")
    assert keeper.happened(case, event, case, at("2026-03-04")) == ()
    assert keeper.waiting == 0


def test_closing_and_a_new_breach() -> None:
    keeper, case = watch(), waiting_case()
    (red,) = keeper.touched("case", case, at("2026-03-20"))
    assert (red.finding.level, red.earlier, red.rises) == (AlertLevel.RED, 0, False)
    assert keeper.touched("case", case, at("2026-03-20")) == ()
    keeper.closed(key_of(red))
    assert keeper.touched("case", case, at("2026-03-21")) == ()  # the same breach is not raised again
    again = Road(case=case, now=at("2026-03-23"))
    process = msgspec.structs.replace(
        case.process,
        deadlines=tuple(
            msgspec.structs.replace(clock, started=at("2026-03-23").date(), due=at("2026-03-24").date())
            for clock in case.process.deadlines
        ),
    )
    (new,) = keeper.touched("case", msgspec.structs.replace(again.case, process=process), at("2026-03-30"))
    assert (new.finding.rule, new.earlier) == ("R01", 1)
    assert new.finding.fingerprint != red.finding.fingerprint


def test_what_is_open_already_is_told_at_the_start() -> None:
    first, case = watch(), waiting_case()
    (red,) = first.touched("case", case, at("2026-03-20"))
    restarted = watch()
    restarted.opened(key_of(red), AlertLevel.RED, red.finding.fingerprint)
    assert restarted.touched("case", case, at("2026-03-21")) == ()
    yellow = watch()
    yellow.opened(key_of(red), AlertLevel.YELLOW, "another")
    (rising,) = yellow.touched("case", case, at("2026-03-21"))
    assert rising.rises
    assert yellow.raise_these([red.finding]) == ()
    closed = watch()
    closed.closed(key_of(red))
    (second,) = closed.raise_these([red.finding])
    assert second.earlier == 1


def test_the_same_words_in_many_cases_of_a_day() -> None:
    keeper = watch()
    road = SupervisedRoad.under()
    road.to_review()
    most = POLICY.supervision.same_opinion_at_most.value
    raised: list[Raising] = []
    for n in range(most + 2):
        case = msgspec.structs.replace(road.case, id=RecordId(f"case-{n}"))
        raised += keeper.happened(case, opinion(), case, at("2026-03-04"))
    assert [(one.finding.rule, one.finding.subject.object_id) for one in raised] == [
        ("R06", f"case-{most}"),
        ("R06", f"case-{most + 1}"),
    ]
    next_day = msgspec.structs.replace(opinion(), at=at("2026-03-05"))
    assert keeper.happened(road.case, next_day, road.case, at("2026-03-05")) == ()


def test_a_finding_becomes_an_alert_of_the_machine() -> None:
    keeper, case = watch(), waiting_case()
    (red,) = keeper.touched("case", case, at("2026-03-20"))
    identity, command = raising(red.finding, POLICY, red.earlier)
    assert identity == alert_id("R01", "case", case.id, "ACCEPT", 0)
    road = Road(case=case, now=at("2026-03-20"))
    province = actor(Role.PLATFORM, point=ServicePoint.PLATFORM)
    blank = machines.blank("alert", identity, OrgCode(ORG), command)
    assert isinstance(blank, Alert)
    answer = machines.decide("alert", blank, command, road.context(province))
    assert isinstance(answer, Decision), answer
    alert = machines.fold("alert", blank, [effect.event for effect in answer.effects if effect.machine == "alert"])
    assert isinstance(alert, Alert)
    assert (alert.state, alert.rule, alert.risk_point, alert.level) == (
        AlertState.RAISED,
        "R01",
        "P01",
        AlertLevel.RED,
    )
    assert alert.figures == dict(red.finding.figures)


def test_who_answered_for_near_has_not_answered_for_over() -> None:
    keeper, case = watch(), waiting_case()
    keeper.touched("case", case, at("2026-03-02"))
    yellow_at = keeper.next_look
    assert yellow_at is not None
    (yellow,) = keeper.touched("case", case, yellow_at)
    assert yellow.finding.level is AlertLevel.YELLOW
    keeper.closed(key_of(yellow))
    assert keeper.touched("case", case, yellow_at) == ()
    (red,) = keeper.touched("case", case, at("2026-03-20"))
    assert (red.finding.level, red.earlier, red.rises) == (AlertLevel.RED, 1, False)
