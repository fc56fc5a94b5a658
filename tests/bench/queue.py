"""The waiting list computed anew from its facts, with ranks in city, district and size, and its checkpoint verified.

The limit is a bare sort of the same keys; growth from 10³ to 3·10⁵ households. The last rows are one day's changes on
300,000 households (one in a hundred) and the reasons of one household.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from sync.model.ids import OrgCode
from sync.policy.queue import Checkpoint, Queue, QueueFacts, Scope, make_queue, sort_key, verify
from sync.policy.sections.waiting import QueueKey
from tests.bench.run import Row, seconds

SIZES = (1_000, 10_000, 100_000, 300_000)
GOAL_S = 10
KEYS = (QueueKey.GROUP, QueueKey.SCORE, QueueKey.RANDOM_NO, QueueKey.ENTERED_AT)
BEGAN = datetime(2021, 1, 1, tzinfo=UTC)


def run() -> list[Row]:
    """Seconds for the whole list beside a sort of its keys."""
    rows = []
    for size in SIZES:
        facts = households(size)
        keys = list(map(sort_key(KEYS), facts))
        checkpoint = whole(facts).checkpoint()
        taken = seconds(partial(verified, facts, checkpoint), times=2)
        floor = seconds(partial(sorted, keys), times=2)
        goal = f"≤ {GOAL_S / floor:.0f}" if size == SIZES[-1] else ""
        rows.append(row(f"list of {size:,} with ranks and checkpoint", taken, floor, goal))
    queue = whole(households(SIZES[-1]))
    changed = {one.number: moved(one) for one in queue.facts[::100]}
    later = seconds(lambda: queue.after(changed, date(2026, 6, 2)).ranks(), times=2)
    rows.append(row("3,000 changes on 300,000", later, floor))
    last = queue.facts[-1].number
    rows.append(row("reasons of one household of 300,000", seconds(lambda: queue.reasons(last), times=2), floor))
    return rows


def row(name: str, taken: float, floor: float, goal: str = "") -> Row:
    return Row(
        name=name,
        value=taken,
        unit="s",
        floor_name="sort of the same keys",
        floor_value=floor,
        ratio=taken / floor,
        goal=goal,
    )


def households(count: int) -> list[QueueFacts]:
    """Facts that are spread as those of a province: three groups, sixty scores, twenty districts."""
    found = []
    for at in range(count):
        chance = int.from_bytes(hashlib.blake2b(at.to_bytes(4, "big"), digest_size=8).digest(), "big")
        found.append(
            QueueFacts(
                number=f"LH990101{at:010d}",
                org=OrgCode(f"9901{chance % 20:02d}001"),
                household_size=1 + chance % 5,
                group=1 + chance // 7 % 3,
                score=chance // 11 % 60,
                month=f"2026-{1 + chance // 13 % 12:02d}",
                random_no=1 + chance // 17 % 5_000,
                entered_at=BEGAN + timedelta(seconds=chance // 19 % 150_000_000),
            )
        )
    return found


def whole(facts: list[QueueFacts]) -> Queue:
    return make_queue(facts, KEYS, as_of=date(2026, 6, 1), policy=("yichun2", "2026-01"))


def verified(facts: list[QueueFacts], checkpoint: Checkpoint) -> None:
    queue = whole(facts)
    for scope in Scope:
        queue.ranks(scope)
    if verify(queue, checkpoint) is not None:
        raise ValueError("the list is not the one of its checkpoint")


def moved(one: QueueFacts) -> QueueFacts:
    return replace(one, score=one.score + 1)
