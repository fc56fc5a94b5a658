"""A clock that comes near its limit is yellow, past it red, and nobody looks in between."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.alert import AlertKind, AlertLevel, breach_fingerprint
from sync.model.allocation import Batch, BatchState
from sync.model.deadline import Deadline
from sync.model.ids import OrgCode, RecordId
from sync.model.states import CaseState, Role
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.policy.figure import Confidence, Figure, Unit
from sync.workflow import clocks
from sync.workflow.application import commands
from sync.workflow.clock_moments import Laid, midnight, moments_of
from sync.workflow.clocks import Colour, colour_of
from sync.workflow.supervision.clock_rules import look
from tests.support.households import ORG, all_policies
from tests.support.road import CALENDAR, EVIDENCE, POLICY, Road
from tests.support.supervised import SupervisedRoad, at, rules, with_process

LAID = Laid(CALENDAR.workdays)
LIMITS = st.builds(
    lambda value, unit: Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="test"),
    st.integers(1, 40),
    st.sampled_from([Unit.WORKING_DAYS, Unit.CALENDAR_DAYS]),
)


@given(limit=LIMITS, start=st.dates(date(2024, 1, 1), date(2026, 9, 1)), rest=st.none() | st.integers(0, 20))
def test_the_moments_are_those_at_which_the_colour_changes(limit: Figure, start: date, rest: int | None) -> None:
    clock = clocks.start("X", start, limit, CALENDAR.workdays)
    if rest is not None:
        day = start + timedelta(days=rest)
        clock = clocks.pause(clock, day, "correction", CALENDAR.workdays)
        assert clock.paused is (moments_of(clock, CALENDAR.workdays) is None)
        clock = clocks.resume(clock, day + timedelta(days=9), CALENDAR.workdays)
    moments = moments_of(clock, CALENDAR.workdays)
    assert moments is not None
    assert moments.reminder <= moments.red
    assert moments.yellow < moments.red
    instant = timedelta(seconds=1)
    order = [Colour.CALM, Colour.REMINDER, Colour.YELLOW, Colour.RED]
    since = midnight(clock.since or clock.started)  # before that day the clock of today says nothing
    for moment, colour in ((moments.yellow, Colour.YELLOW), (moments.red, Colour.RED)):
        assert order.index(colour_of(clock, moment, CALENDAR).colour) >= order.index(colour)
        if moment > since:
            assert order.index(colour_of(clock, moment - instant, CALENDAR).colour) < order.index(colour)
    assert colour_of(clock, moments.reminder, CALENDAR).colour is not Colour.CALM


def test_an_older_clock_without_a_limit_has_the_length_of_its_dates() -> None:
    old = Deadline(name="R1", started=date(2026, 3, 2), due=date(2026, 3, 13))
    new = msgspec.structs.replace(old, limit=9)
    assert moments_of(old, CALENDAR.workdays) == moments_of(new, CALENDAR.workdays)
    days = Deadline(name="R1", started=date(2026, 3, 2), due=date(2026, 3, 12), unit="CD")
    assert moments_of(days, CALENDAR.workdays) == moments_of(msgspec.structs.replace(days, limit=10), CALENDAR.workdays)


def test_what_comes_next() -> None:
    moments = moments_of(
        Deadline(name="X", started=date(2026, 3, 2), due=date(2026, 3, 13), limit=9), CALENDAR.workdays
    )
    assert moments is not None
    assert moments.next_after(at("2026-03-02")) == moments.reminder
    assert moments.next_after(moments.reminder) == moments.yellow
    assert moments.next_after(moments.yellow) == moments.red
    assert moments.next_after(moments.red) is None


def test_a_clean_road_breaks_no_rule() -> None:
    road = SupervisedRoad.under()
    road.to_qualified()
    assert rules(road.raised) == []
    assert road.watch.waiting == 0


def test_an_application_that_nobody_accepts_is_yellow_then_red_and_only_once() -> None:
    road = SupervisedRoad.under()
    road.submit()
    assert rules(road.wait(60)) == [("R01", "yellow", "ACCEPT"), ("R01", "red", "ACCEPT")]
    yellow, red = road.raised
    assert (yellow.finding.kind, red.finding.kind) == (AlertKind.NEAR, AlertKind.ABNORMAL)
    assert (yellow.rises, red.rises) == (False, True)
    assert red.finding.disposer is Role.STREET_WINDOW
    assert red.finding.figures == {"due": "2026-03-03", "limit": 1, "unit": "WD", "provisional": 0}
    assert yellow.finding.fingerprint != red.finding.fingerprint
    assert road.watch.touched("case", road.case, road.now) == ()


def test_reviews_checks_the_whole_and_the_result_have_clocks_of_their_own() -> None:
    road = SupervisedRoad.under()
    road.submit()
    road.accept()
    road.do(Role.STREET_WINDOW, commands.LaunchChecks())
    seen = rules(road.wait(90))
    assert set(seen) == {
        (rule, level, stage) for rule, stage in (("R04", "VERIFY"), ("R05", "R1"), ("R09", "TOTAL"))
        for level in ("yellow", "red")
    }  # fmt: skip
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    road.publicise(Role.STREET_REVIEWER, "P1")
    assert ("R09", "red", "R2") in rules(road.wait(90))
    assert next(one for one in road.raised if one.finding.stage == "R2").finding.disposer is Role.DISTRICT_REVIEWER
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    road.publicise(Role.STREET_REVIEWER, "P1")
    road.agree(Role.DISTRICT_REVIEWER, "R2")
    road.publicise(Role.DISTRICT_REVIEWER, "P2")
    assert ("R11", "red", "ANNOUNCE") in rules(road.wait(90))


def test_a_list_that_never_hung_is_found_the_day_after_its_last() -> None:
    road = SupervisedRoad.under()
    road.to_review()
    road.agree(Role.STREET_REVIEWER, "R1")
    last = road.case.process.publicities[-1].to
    raised = [one for one in road.wait(60) if one.finding.rule == "R07"]
    assert rules(raised) == [("R07", "red", "P1")]
    assert road.watch.touched("case", road.case, road.now) == ()
    posted = SupervisedRoad.under()
    posted.to_review()
    posted.agree(Role.STREET_REVIEWER, "R1")
    posted.do(Role.STREET_REVIEWER, commands.PostPublicity(stage="P1", evidence_sha256=EVIDENCE))
    assert "R07" not in {rule for rule, _, _ in rules(posted.wait(60))}
    calm = with_process(road.case, deadlines=())
    on_the_last_day = look("case", calm, POLICY, at(last.isoformat()), LAID)
    assert on_the_last_day.findings == ()
    assert on_the_last_day.next_at == midnight(last + timedelta(days=1))
    (finding,) = look("case", calm, POLICY, on_the_last_day.next_at, LAID).findings
    assert (finding.rule, finding.stage) == ("R07", "P1")
    decided = with_process(calm, state=CaseState.DECIDING)
    assert look("case", decided, POLICY, at("2026-09-01"), LAID).findings == ()


def test_a_resting_clock_wakes_nobody() -> None:
    road = SupervisedRoad.under()
    road.submit()
    road.do(Role.STREET_WINDOW, commands.AskCorrection(items=("户口本缺页", "材料", "承诺", "x", "y", "z")))
    assert road.wait(8) == []  # the acceptance rests, and the family's clock is nobody's fault


@pytest.mark.parametrize(("clock", "rule"), [("OBJECTION.1", "R08"), ("RECONSIDER", "R09"), ("TOTAL", "R09")])
def test_clocks_of_remedies(clock: str, rule: str) -> None:
    road = SupervisedRoad.under()
    road.to_review()
    running = Deadline(name=clock, started=date(2026, 3, 2), due=date(2026, 3, 16), limit=10)
    case = with_process(road.case, deadlines=(running,))
    seen = look("case", case, POLICY, at("2026-03-17"), LAID)
    assert [(one.rule, one.level, one.stage) for one in seen.findings] == [(rule, AlertLevel.RED, clock)]
    assert seen.next_at is None
    early = look("case", case, POLICY, at("2026-03-03"), LAID)
    assert early.findings == ()
    moments = moments_of(running, CALENDAR.workdays)
    assert moments is not None
    assert early.next_at == moments.yellow


@pytest.mark.parametrize(
    ("stage", "rule", "disposer"),
    [
        ("ACCEPT", "R01", Role.STREET_WINDOW),
        ("VERIFY", "R04", None),
        ("R1", "R05", Role.STREET_REVIEWER),
        ("R2", "R09", Role.DISTRICT_REVIEWER),
        ("ANNOUNCE", "R11", None),
    ],
)
def test_the_post_of_a_stage_answers_for_its_clock(stage: str, rule: str, disposer: Role | None) -> None:
    running = Deadline(name=stage, started=date(2026, 3, 2), due=date(2026, 3, 16), limit=10)
    case = with_process(Road().case, deadlines=(running,))
    (finding,) = look("case", case, POLICY, at("2026-03-17"), LAID).findings
    assert (finding.rule, finding.stage, finding.level) == (rule, stage, AlertLevel.RED)
    assert finding.disposer is (disposer or POLICY.supervision.rules[rule].disposer)
    assert finding.fingerprint == breach_fingerprint(rule, stage, "2026-03-02")
    by_machine = tuple(
        msgspec.structs.replace(one, role=Role.PLATFORM if one.code == stage else one.role) for one in POLICY.stages
    )
    (finding,) = look("case", case, msgspec.structs.replace(POLICY, stages=by_machine), at("2026-03-17"), LAID).findings
    assert finding.disposer is POLICY.supervision.rules[rule].disposer  # a machine answers to nobody


@pytest.mark.parametrize("clock", ["CORRECTION", "WINDOW", "P1", "what is this"])
def test_clocks_of_the_family_and_of_publicities_are_not_watched(clock: str) -> None:
    road = SupervisedRoad.under()
    road.to_review()
    running = Deadline(name=clock, started=date(2026, 3, 2), due=date(2026, 3, 3))
    seen = look("case", with_process(road.case, deadlines=(running,)), POLICY, at("2026-06-01"), LAID)
    assert seen.findings == ()
    assert seen.next_at is None


def test_results_of_allocations_and_subsidies_must_become_public() -> None:
    batch = Batch(
        id=RecordId("b"), org=OrgCode(ORG[:6]), state=BatchState.RESULT_PUBLICITY, publicity_to=date(2026, 3, 6)
    )
    seen = look("batch", batch, POLICY, at("2026-03-12"), LAID)
    assert [(one.rule, one.level, one.stage) for one in seen.findings] == [("R16", AlertLevel.RED, "RESULT")]
    assert dict(seen.findings[0].figures) == {"due": "2026-03-11", "limit": 3, "unit": "WD", "provisional": 0}
    assert look("batch", batch, POLICY, at("2026-03-09"), LAID).findings == ()
    done = msgspec.structs.replace(batch, state=BatchState.CONTRACTING)
    assert look("batch", done, POLICY, at("2026-03-12"), LAID).findings == ()
    unknown = msgspec.structs.replace(batch, publicity_to=None)
    assert look("batch", unknown, POLICY, at("2026-03-12"), LAID).next_at is None
    grant = SubsidyGrant(
        id=RecordId("g"),
        org=OrgCode(ORG),
        case_id=RecordId("c"),
        state=GrantState.APPROVED,
        approved_on=date(2026, 3, 2),
    )
    (finding,) = look("subsidy", grant, POLICY, at("2026-05-06"), LAID).findings
    assert (finding.rule, finding.stage, finding.figures["limit"]) == ("R16", "PAYMENT", 20)
    paid = msgspec.structs.replace(grant, months=(object(),))
    assert look("subsidy", paid, POLICY, at("2026-05-06"), LAID).findings == ()
    paying = msgspec.structs.replace(grant, state=GrantState.PAYING)
    assert look("subsidy", paying, POLICY, at("2026-05-06"), LAID).findings == ()
    undated = msgspec.structs.replace(grant, approved_on=None)
    assert look("subsidy", undated, POLICY, at("2026-05-06"), LAID).findings == ()


def test_machines_without_watched_clocks_are_passed_over() -> None:
    assert look("unit", SupervisedRoad.under(), POLICY, at("2026-05-06"), LAID).findings == ()


def test_a_rule_that_a_policy_switches_off_says_nothing() -> None:
    off = msgspec.structs.replace(POLICY.supervision.rules["R01"], on=False)
    rules_ = msgspec.structs.replace(POLICY.supervision, rules={**POLICY.supervision.rules, "R01": off})
    road = SupervisedRoad.under(msgspec.structs.replace(POLICY, supervision=rules_))
    road.submit()
    assert road.wait(60) == []
    without = msgspec.structs.replace(POLICY.supervision, rules={})
    road = SupervisedRoad.under(msgspec.structs.replace(POLICY, supervision=without))
    road.submit()
    assert road.wait(60) == []


def test_departments_that_have_the_floor_have_a_clock_too() -> None:
    guangzhou = next(policy for policy in all_policies() if policy.id == "guangzhou")
    stage = next(one for one in guangzhou.stages if one.kind == "verify")
    road = SupervisedRoad.under(guangzhou)
    running = Deadline(name=stage.code, started=date(2026, 3, 2), due=date(2026, 3, 16), limit=10)
    case = with_process(road.case, deadlines=(running,))
    (finding,) = look("case", case, guangzhou, at("2026-03-17"), LAID).findings
    assert (finding.rule, finding.stage, finding.disposer) == ("R04", stage.code, stage.role)
