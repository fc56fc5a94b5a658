"""What is wrong with a road: no way on, no power, a decision too early, limits that do not fit the total."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.states import Role
from sync.policy.calendar import Calendar
from sync.policy.figure import Figure, Unit
from sync.policy.lint import lint
from sync.policy.lint_road import road_of
from sync.policy.periods import longest_road
from sync.policy.records import Element, Stage, StageKind
from tests.support.households import policy_book
from tests.support.policy_changes import (
    CALENDAR,
    POLICY,
    changed,
    days,
    faults,
    promised,
    stage,
    with_stages,
)

UNANSWERED = "the final review must not agree before the checks are answered"


@pytest.mark.parametrize(
    ("code", "change", "key", "reason"),
    [
        ("ACCEPT", {"role": Role.VILLAGE_POINT}, "role", "village_point has no permission for a stage of kind accept"),
        ("VERIFY", {"role": Role.STREET_WINDOW}, "role", "street_window has no permission for a stage of kind verify"),
        ("R1", {"role": Role.VILLAGE_POINT}, "role", "village_point has no permission for a stage of kind review"),
        ("R2", {"role": Role.PLATFORM}, "role", "platform has no permission for a stage of kind review"),
        ("P1", {"role": Role.APPLICANT}, "role", "applicant has no permission for a stage of kind publicity"),
        ("ANNOUNCE", {"role": Role.PLATFORM}, "role", "platform has no permission for a stage of kind decide"),
        ("R1", {"limit": days(0)}, "limit", "a stage needs at least one day"),
        ("P1", {"may_reject": True}, "may_reject", "only a review can decide against"),
        ("P1", {"final": True}, "final", "only a review can be final"),
        ("P1", {"scope": ()}, "scope", "a publicity names its places, and nothing else does"),
        ("R1", {"scope": ("site",)}, "scope", "a publicity names its places, and nothing else does"),
        ("ACCEPT", {"elements": (Element.CONSENT,)}, "elements", "a stage of kind accept needs undertaking"),
        ("ACCEPT", {"elements": ()}, "elements", "a stage of kind accept needs consent, undertaking"),
        ("VERIFY", {"elements": ()}, "elements", "a stage of kind verify needs consent"),
        ("R1", {"elements": (Element.CHECKS,)}, "elements", "a stage of kind review needs opinion"),
        ("P2", {"elements": ()}, "elements", "a stage of kind publicity needs objections_answered, publicity_evidence"),
        ("ANNOUNCE", {"elements": ()}, "elements", "a stage of kind decide needs result"),
        ("R1", {"checks_first": False}, "checks_first", "this and the element checks say different things"),
        ("R1", {"elements": (Element.OPINION,)}, "checks_first", "this and the element checks say different things"),
        ("P1", {"parallel_with": "R1", "next": ""}, "parallel_with", "only checks run beside another stage"),
        ("VERIFY", {"next": "P1"}, "next", "what runs beside another stage leads nowhere by itself"),
        ("P2", {"next": ""}, "next", "the road ends here without a decision"),
        ("R2", {"may_reject": False}, "may_reject", "the final review must be able to decide against"),
        ("R2", {"org": "community"}, "org", "a review does not go back down from the street to the community"),
        ("R2", {"role": Role.STREET_REVIEWER}, "role", "R1 has been reviewed by the same post"),
        ("R2", {"checks_first": False, "elements": (Element.OPINION,)}, "checks_first", UNANSWERED),
    ],
)  # fmt: skip
def test_a_stage_without_power_elements_limit_or_progression(
    code: str, change: dict[str, Any], key: str, reason: str
) -> None:
    assert faults(changed(**{code: change}))[f"stages.{code}.{key}"] == reason


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("P1", {"role": Role.VILLAGE_POINT, "org": "community"}),
        ("P1", {"role": Role.STREET_WINDOW}),
        ("VERIFY", {"role": Role.CIVIL_AFFAIRS, "org": "county"}),
        ("VERIFY", {"role": Role.DEPT_VERIFIER}),
        ("R1", {"checks_first": False, "elements": (Element.OPINION,)}),
        ("R1", {"elements": (Element.CHECKS, Element.OPINION, Element.MATERIALS)}),
        ("R2", {"role": Role.CITY_APPROVER, "org": "city"}),
        ("R1", {"may_reject": False}),
    ],
)
def test_other_roads_are_as_good(code: str, change: dict[str, Any]) -> None:
    assert faults(changed(**{code: change})) == {}


def test_reviews_go_up_level_by_level() -> None:
    zhuhai = policy_book().policy("zhuhai3", "2026-01")
    assert zhuhai is not None
    assert faults(zhuhai) == {}
    for code, org, before in (("R3", "county", "city"), ("R2", "street", "county")):
        level: dict[str, dict[str, Any]] = {"R2": {"org": before}} if code == "R3" else {"R1": {"org": before}}
        found = faults(changed(zhuhai, **{code: {"org": org}, **level}))
        assert found[f"stages.{code}.org"] == f"a review does not go back down from the {before} to the {org}"
    assert faults(changed(zhuhai, R2={"org": "city"})) == {}
    assert (
        faults(changed(zhuhai, R3={"final": False}, R2={"final": True}))["stages"] == "exactly the last review is final"
    )


def test_dead_stages() -> None:
    assert faults(changed(R1={"next": "R2"})) == {"stages.P1": "no stage leads here"}
    assert faults(changed(R1={"next": "P2"}))["stages.R2"] == "no stage leads here"
    beside_the_dead = changed(ACCEPT={"next": "P1"})
    found = faults(beside_the_dead)
    assert (found["stages.R1"], found["stages.VERIFY"]) == ("no stage leads here", "no stage leads here")
    onto_checks = msgspec.structs.replace(stage("R1"), next="VERIFY")
    order = with_stages(stage("ACCEPT"), onto_checks, stage("VERIFY"), *POLICY.stages[3:])
    assert faults(order)["stages.R1.next"] == "VERIFY runs beside another stage"


def test_exactly_the_last_review_is_final() -> None:
    for change in ({"R1": {"final": True}}, {"R2": {"final": False}}, {"R1": {"final": True}, "R2": {"final": False}}):
        assert faults(changed(**change))["stages"] == "exactly the last review is final"


def test_one_decision_after_the_reviews_and_then_only_records() -> None:
    register = Stage(
        code="FILE",
        kind=StageKind.REGISTER,
        org="city",
        role=Role.CITY_APPROVER,
        limit=days(1),
        elements=(Element.RESULT,),
    )
    total = msgspec.structs.replace(POLICY.clocks, total=days(60, Unit.CALENDAR_DAYS))
    roomy = msgspec.structs.replace(POLICY, clocks=total)
    decided = changed(roomy, ANNOUNCE={"next": "FILE"})
    assert faults(with_stages(*decided.stages, register, policy=decided)) == {}
    assert faults(with_stages(*decided.stages, msgspec.structs.replace(register, elements=()), policy=decided)) == {
        "stages.FILE.elements": "a stage of kind register needs result"
    }
    early = changed(roomy, P2={"next": "FILE"})
    stages = (*early.stages[:-1], msgspec.structs.replace(register, next="ANNOUNCE"), stage("ANNOUNCE"))
    assert "put on record" in faults(with_stages(*stages, policy=early))["stages.FILE"]
    late = changed(roomy, ANNOUNCE={"next": "P3"})
    after = msgspec.structs.replace(stage("P2"), code="P3", next="FILE")
    assert "put on record" in faults(with_stages(*late.stages, after, register, policy=late))["stages.P3"]
    twice = changed(roomy, ANNOUNCE={"next": "AGAIN"})
    again = msgspec.structs.replace(stage("ANNOUNCE"), code="AGAIN")
    assert "there is one decision" in faults(with_stages(*twice.stages, again, policy=twice))["stages.AGAIN"]
    first = changed(roomy, ACCEPT={"next": "ANNOUNCE"})
    assert "a review comes before it" in faults(first)["stages.ANNOUNCE"]
    accepted = changed(roomy, P2={"next": "ACCEPT2"})
    second = msgspec.structs.replace(stage("ACCEPT"), code="ACCEPT2", next="ANNOUNCE")
    found = faults(with_stages(*accepted.stages[:-1], second, stage("ANNOUNCE"), policy=accepted))
    assert found["stages.ACCEPT2"] == "an application is accepted once"


def test_checks_come_before_the_final_review() -> None:
    guangzhou = policy_book().policy("guangzhou", "2026-01")  # its economic check lies on the road
    assert guangzhou is not None
    assert faults(guangzhou) == {}
    beside = changed(VERIFY={"parallel_with": "P2"})
    assert faults(beside)["stages.VERIFY"] == "is checked only after R2 has decided"
    assert faults(changed(VERIFY={"parallel_with": "R2"})) == {}
    on_road = changed(guangzhou, R1={"next": "R2"}, R2={"next": "ECON"}, ECON={"next": "P"})
    by_code = {one.code: one for one in on_road.stages}
    moved = with_stages(*(by_code[code] for code in ("ACCEPT", "R1", "R2", "ECON", "P", "ANNOUNCE")), policy=on_road)
    assert faults(moved)["stages.ECON"] == "is checked only after R2 has decided"


def test_the_road_is_what_lies_one_behind_the_other() -> None:
    assert [one.code for one in road_of(POLICY)] == ["ACCEPT", "R1", "P1", "R2", "P2", "ANNOUNCE"]
    assert road_of(with_stages()) == ()


def test_the_stages_fit_the_total_for_every_start_that_the_calendar_knows() -> None:
    over = changed(R2={"limit": days(9)})
    (fault,) = lint(over, CALENDAR)
    assert fault.key == "clocks.total"
    start = date.fromisoformat(fault.reason.split("accepted on ")[1][:10])
    end, _ = longest_road(over, CALENDAR.workdays, start)
    late = (end - start).days - 30
    assert f"the result may come on {end}, {late} days late" in fault.reason
    assert late > 0
    every = [date(2024, 1, 1) + timedelta(days=at) for at in range(366 + 365 + 365)]
    worst = max((longest_road(over, CALENDAR.workdays, day)[0] - day).days for day in every)
    assert late == worst - 30
    assert start == next(day for day in every if (longest_road(over, CALENDAR.workdays, day)[0] - day).days == worst)


@pytest.mark.parametrize(
    ("total", "good"), [(days(30, Unit.CALENDAR_DAYS), True), (days(29, Unit.CALENDAR_DAYS), False)]
)
def test_a_promise_in_calendar_days_is_not_stretched_to_the_next_working_day(total: Figure, good: bool) -> None:
    assert (faults(promised(total), CALENDAR) == {}) is good


def test_a_total_in_working_days_counts_working_days() -> None:
    whole = 3 + 4 + 2 + 4 + 1 + 2  # the limits, and the day after each of two publicities
    assert faults(promised(days(whole)), CALENDAR) == {}
    assert set(faults(promised(days(whole - 1)), CALENDAR)) == {"clocks.total"}


def test_checks_that_take_longer_than_the_review_beside_them_hold_it_up() -> None:
    start = date(2026, 3, 2)
    assert longest_road(POLICY, CALENDAR.workdays, start) == (date(2026, 3, 23), "ANNOUNCE")
    slow = changed(VERIFY={"limit": days(8)})
    assert longest_road(slow, CALENDAR.workdays, start) == (date(2026, 3, 30), "ANNOUNCE")
    assert "clocks.total" in faults(slow, CALENDAR)
    waits_later = changed(slow, R1={"checks_first": False})  # six days of P1 go by before R2 asks
    assert longest_road(waits_later, CALENDAR.workdays, start) == (date(2026, 3, 23), "ANNOUNCE")
    very_slow = changed(waits_later, VERIFY={"limit": days(12)})
    assert longest_road(very_slow, CALENDAR.workdays, start) == (date(2026, 3, 26), "ANNOUNCE")


def test_every_day_of_every_year_is_looked_at_and_the_first_of_the_worst_is_named() -> None:
    rest = frozenset(date(year, 1, day) for year in (2023, 2025) for day in range(2, 27))
    years = Calendar(name="x", sources={2025: "b", 2023: "a"}, holidays=rest, make_up=frozenset())
    reason = faults(POLICY, years)["clocks.total"]
    assert "accepted on 2023-01-01 " in reason
    last = frozenset(date(2024, 1, day) for day in range(1, 27))
    december = Calendar(name="x", sources={2023: "a"}, holidays=last, make_up=frozenset())
    starts = [date(2023, 12, day) for day in range(1, 32)]
    worst = max(starts, key=lambda day: (longest_road(POLICY, december.workdays, day)[0] - day, -day.toordinal()))
    assert f"accepted on {worst} " in faults(POLICY, december)["clocks.total"]
