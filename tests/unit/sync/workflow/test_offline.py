"""Going offline never moves a legal power."""

from __future__ import annotations

import msgspec
import pytest

from sync.model.states import ServicePoint
from sync.policy.records import Act, May
from sync.workflow.commands import MACHINE_OF
from sync.workflow.offline import ACT_OF_COMMAND, may_command_offline, may_offline
from tests.support.households import example_policy

POLICY = example_policy()
VILLAGE, STREET, KIOSK = ServicePoint.VILLAGE_POINT, ServicePoint.STREET_WINDOW, ServicePoint.KIOSK


def test_every_place_and_act_is_spoken_of() -> None:
    assert set(POLICY.offline.points) == set(ServicePoint)
    for acts in POLICY.offline.points.values():
        assert set(acts) == set(Act)
    assert set(ACT_OF_COMMAND) == set(MACHINE_OF)


def test_nobody_decides_or_checks_without_a_link() -> None:
    for point in ServicePoint:
        for tag in (
            "launch_checks",
            "record_checks",
            "commit_opinion",
            "conclude_publicity",
            "announce",
            "register_case",
            "conclude_objection",
            "conclude_reconsideration",
            "lapse_case",
            "terminate_case",
            "allocate_unit",
        ):
            assert not may_command_offline(POLICY, point, tag)


@pytest.mark.parametrize("point", ServicePoint)
def test_only_a_street_window_accepts_without_a_link(point: ServicePoint) -> None:
    assert may_command_offline(POLICY, point, "accept") is (point is STREET)


def test_what_is_said_against_a_result_is_taken_in_anywhere() -> None:
    for point in set(ServicePoint) - {ServicePoint.PLATFORM}:
        assert may_command_offline(POLICY, point, "raise_objection")
        assert may_command_offline(POLICY, point, "ask_reconsideration")


@pytest.mark.parametrize(
    ("days", "accept", "submit", "draft", "capture"),
    [
        (0, May.YES, May.YES, May.YES, May.YES),
        (7, May.YES, May.YES, May.YES, May.YES),
        (8, May.ONLINE, May.YES, May.YES, May.YES),
        (90, May.ONLINE, May.YES, May.YES, May.YES),
        (91, May.NO, May.NO, May.NO, May.YES),
    ],
)
def test_how_long_a_window_may_go_on(days: int, accept: May, submit: May, draft: May, capture: May) -> None:
    found = [may_offline(POLICY, STREET, act, days) for act in (Act.ACCEPT, Act.SUBMIT, Act.DRAFT, Act.CAPTURE)]
    assert found == [accept, submit, draft, capture]


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("point", ServicePoint)
def test_after_a_week_only_intake_goes_on_and_after_three_months_guidance(point: ServicePoint, act: Act) -> None:
    may = POLICY.offline.points[point][act]
    kept = act.value in {"guide", "capture", "draft", "print_and_sign", "submit", "objection_intake", "withdraw"}
    waits = May.ONLINE if may is May.YES else may
    assert may_offline(POLICY, point, act) is may
    assert may_offline(POLICY, point, act, 7) is may
    assert may_offline(POLICY, point, act, 8) is (may if kept else waits)
    assert may_offline(POLICY, point, act, 90) is (may if kept else waits)
    assert may_offline(POLICY, point, act, 91) is (may if act in {Act.GUIDE, Act.CAPTURE} else May.NO)


def test_what_the_table_does_not_name_may_not_be() -> None:
    offline = msgspec.structs.replace(POLICY.offline, points={STREET: {Act.GUIDE: May.YES}})
    bare = msgspec.structs.replace(POLICY, offline=offline)
    assert may_offline(bare, STREET, Act.GUIDE) is May.YES
    assert may_offline(bare, STREET, Act.SUBMIT) is May.NO
    assert may_offline(bare, VILLAGE, Act.GUIDE) is May.NO


def test_a_command_waits_in_the_queue_where_its_act_may_be_done() -> None:
    for tag, act in ACT_OF_COMMAND.items():
        for days in (0, 8):
            may = may_offline(POLICY, STREET, act, days)
            assert may_command_offline(POLICY, STREET, tag, days) is (may.value in {"yes", "witnessed"}), tag
    assert may_command_offline(POLICY, STREET, "accept", 7)
    assert not may_command_offline(POLICY, STREET, "accept", 8)


def test_the_kiosk_prints_only_before_a_witness_and_unknown_commands_wait() -> None:
    assert may_offline(POLICY, KIOSK, Act.PRINT_AND_SIGN) is May.WITNESSED
    assert may_offline(POLICY, VILLAGE, Act.CORRECTION_NOTICE) is May.DRAFT_ONLY
    assert not may_command_offline(POLICY, VILLAGE, "ask_correction")
    assert not may_command_offline(POLICY, STREET, "fly_to_the_moon")
