"""Finds what cannot be right in the rules about the waiting list and the allocation."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sync.model.allocation import Method
from sync.policy.lint_road import Fault
from sync.policy.records import Policy
from sync.policy.sections.allocation import AllocationRules
from sync.policy.sections.waiting import QueueKey, WaitingRules

_BY_LOT = frozenset({Method.RANDOM_UNIT, Method.RANDOM_TRIPLE})
"""Methods in which homes are drawn for a household."""


def allocation_faults(policy: Policy) -> Iterator[Fault]:
    """Key and reason of everything that is wrong."""
    yield from _waiting(policy.waiting)
    yield from _methods(policy.allocation, policy.waiting)
    yield from _layouts(policy.allocation)


def _waiting(rules: WaitingRules) -> Iterator[Fault]:
    keys = rules.keys
    if not keys:
        yield "waiting.keys", "nothing orders the list"
    if len(set(keys)) < len(keys):
        yield "waiting.keys", "a key comes twice"
    if QueueKey.MONTH in keys and QueueKey.RANDOM_NO not in keys[keys.index(QueueKey.MONTH) :]:
        yield "waiting.keys", "the month of a draw orders only together with its numbers, and before them"
    if QueueKey.RANDOM_NO in keys and not rules.random_numbers:
        yield "waiting.random_numbers", "the list goes by numbers that nobody draws"
    if rules.requeue.group.value < 1:
        yield "waiting.requeue.group", "groups count from 1"


def _methods(rules: AllocationRules, waiting: WaitingRules) -> Iterator[Fault]:
    if not rules.methods:
        yield "allocation.methods", "homes could not be allocated at all"
    if len(set(rules.methods)) < len(rules.methods):
        yield "allocation.methods", "a method comes twice"
    if Method.WAITING_NUMBERS in rules.methods and not waiting.random_numbers:
        yield "allocation.methods", "numbers would be drawn that the list does not know"
    for method in rules.methods:
        if method is not Method.WAITING_NUMBERS and method not in rules.choose_days:
            yield f"allocation.choose_days.{method}", "a household must know until when it may choose"
        if (method in _BY_LOT) is not (method in rules.offer_count):
            yield f"allocation.offer_count.{method}", "exactly the methods that draw homes say how many"
    for method, count in rules.offer_count.items():
        if count.value < 1:
            yield f"allocation.offer_count.{method}", "at least one home is offered"


def _layouts(rules: AllocationRules) -> Iterator[Fault]:
    for rule in rules.layouts:
        key = f"allocation.layouts.{rule.code}"
        if rule.persons_from.value > rule.persons_to.value:
            yield f"{key}.persons_to", "the range of persons is empty"
        if rule.rooms_from.value > rule.rooms_to.value:
            yield f"{key}.rooms_to", "the range of rooms is empty"
    if rules.layouts and rules.layouts[0].persons_from.value != 1:
        yield f"allocation.layouts.{rules.layouts[0].code}.persons_from", "households count from one person"
    for before, after in pairwise(rules.layouts):
        if after.persons_from.value != before.persons_to.value + 1:
            yield f"allocation.layouts.{after.code}.persons_from", f"does not go on where {before.code} ends"
