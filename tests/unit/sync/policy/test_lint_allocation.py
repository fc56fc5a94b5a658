"""What the linter finds in the rules about the waiting list and the allocation."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from sync.model.allocation import Method
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.lint import lint
from sync.policy.lint_allocation import allocation_faults
from sync.policy.records import Policy
from sync.policy.sections.waiting import QueueKey
from tests.support.households import all_policies, example_calendar, example_policy

POLICY = example_policy()


def count(value: int) -> Figure:
    return Figure(value=value, unit=Unit.COUNT, confidence=Confidence.ASSUMED, source="a test")


def with_waiting(**changes: Any) -> Policy:
    return msgspec.structs.replace(POLICY, waiting=msgspec.structs.replace(POLICY.waiting, **changes))


def with_allocation(**changes: Any) -> Policy:
    return msgspec.structs.replace(POLICY, allocation=msgspec.structs.replace(POLICY.allocation, **changes))


def keys(policy: Policy) -> list[str]:
    return [key for key, _ in allocation_faults(policy)]


def test_the_shipped_policies_are_clean() -> None:
    for policy in all_policies():
        assert list(allocation_faults(policy)) == []


def test_the_linter_asks() -> None:
    found = [fault.key for fault in lint(with_waiting(keys=()), example_calendar())]
    assert found == ["waiting.keys"]


@pytest.mark.parametrize(
    ("order", "good"),
    [
        ((QueueKey.GROUP,), True),
        ((QueueKey.GROUP, QueueKey.MONTH, QueueKey.RANDOM_NO), True),
        ((QueueKey.MONTH, QueueKey.GROUP, QueueKey.RANDOM_NO), True),
        ((), False),
        ((QueueKey.GROUP, QueueKey.GROUP), False),
        ((QueueKey.GROUP, QueueKey.MONTH), False),
        ((QueueKey.RANDOM_NO, QueueKey.MONTH), False),
    ],
)
def test_the_keys_of_the_order(order: tuple[QueueKey, ...], good: bool) -> None:
    assert keys(with_waiting(keys=order)) == ([] if good else ["waiting.keys"])


def test_numbers_that_order_are_drawn() -> None:
    assert keys(with_waiting(random_numbers=False)) == ["waiting.random_numbers", "allocation.methods"]
    without = with_waiting(random_numbers=False, keys=(QueueKey.GROUP, QueueKey.SCORE))
    rules = msgspec.structs.replace(without.allocation, methods=(Method.BY_RANK,))
    assert keys(msgspec.structs.replace(without, allocation=rules)) == []


@pytest.mark.parametrize(("group", "good"), [(1, True), (0, False)])
def test_groups_count_from_one(group: int, good: bool) -> None:
    requeue = msgspec.structs.replace(POLICY.waiting.requeue, group=count(group))
    assert keys(with_waiting(requeue=requeue)) == ([] if good else ["waiting.requeue.group"])


def test_every_method_says_how_long_and_how_many() -> None:
    rules = POLICY.allocation
    assert keys(with_allocation(methods=())) == ["allocation.methods"]
    assert keys(with_allocation(methods=(Method.BY_RANK, Method.BY_RANK))) == ["allocation.methods"]
    days = {method: figure for method, figure in rules.choose_days.items() if method is not Method.BY_RANK}
    assert keys(with_allocation(choose_days=days)) == ["allocation.choose_days.by_rank"]
    assert keys(with_allocation(offer_count={})) == [
        "allocation.offer_count.random_unit",
        "allocation.offer_count.random_triple",
    ]
    free = {**rules.offer_count, Method.BY_RANK: count(2)}
    assert keys(with_allocation(offer_count=free)) == ["allocation.offer_count.by_rank"]
    for value, good in ((1, True), (0, False)):
        some = {**rules.offer_count, Method.RANDOM_TRIPLE: count(value)}
        found = keys(with_allocation(offer_count=some))
        assert found == ([] if good else ["allocation.offer_count.random_triple"])


@pytest.mark.parametrize(
    ("place", "field", "value", "fault"),
    [
        (0, "persons_from", 2, ["one.persons_to", "one.persons_from"]),
        (0, "persons_to", 2, ["two.persons_from"]),
        (3, "persons_from", 5, ["more.persons_from"]),
        (3, "persons_from", 3, ["more.persons_from"]),
        (3, "persons_to", 3, ["more.persons_to"]),
        (3, "persons_to", 4, []),
        (1, "rooms_from", 3, ["two.rooms_to"]),
        (1, "rooms_from", 2, []),
    ],
)
def test_layouts_leave_no_size_out_and_none_twice(place: int, field: str, value: int, fault: list[str]) -> None:
    layouts = list(POLICY.allocation.layouts)
    layouts[place] = msgspec.structs.replace(layouts[place], **{field: count(value)})
    assert keys(with_allocation(layouts=tuple(layouts))) == [f"allocation.layouts.{key}" for key in fault]
    assert keys(with_allocation(layouts=())) == []
