"""The first sweep of the supervision over all open cases, and what it costs afterwards.

The floor of a sweep is going through the same records and their clocks without judging anything; the goal is 60 s for
320,000 open cases on one core. Afterwards only what changed is looked at: a thousand changed cases, and a day that
passes, beside the sweep of everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import msgspec

from sync.model.case import Case
from sync.model.deadline import Deadline
from sync.model.ids import RecordId
from sync.model.states import CaseState
from sync.workflow.supervision.watch import Watch
from tests.bench.run import Row, seconds
from tests.support.road import CALENDAR, POLICY, Road

SIZES = (1_000, 10_000, 100_000, 320_000)
GOAL_S = 60.0
NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
_DAY = timedelta(days=1)


def run() -> list[Row]:
    """Sweeps of growing size, then changes and a day."""
    rows = [_sweep(size) for size in SIZES]
    return [*rows, *_afterwards(SIZES[-1])]


def open_cases(count: int) -> list[Case]:
    """Cases in review, begun on 90 different days, each with three clocks; every sixth is late."""
    road = Road()
    road.to_review()
    base = road.case.process
    made = []
    for n in range(count):
        started = date(2026, 3, 3) + _DAY * (n % 90)
        clocks = tuple(
            Deadline(name=name, started=started, due=started + _DAY * days, limit=limit)
            for name, days, limit in (("R1", 16, 10), ("TOTAL", 84, 60), ("VERIFY", 14, 10))
        )
        process = msgspec.structs.replace(base, state=CaseState.REVIEW, deadlines=clocks)
        made.append(Case(id=RecordId(f"case-{n}"), org=road.case.org, draft=road.case.draft, process=process))
    return made


def _swept(cases: Iterable[Case]) -> tuple[Watch, int]:
    watch = Watch(CALENDAR, lambda _record: POLICY)
    return watch, sum(1 for _ in watch.sweep((("case", case) for case in cases), NOW))


def _walked(cases: Iterable[Case]) -> int:
    """The floor: every clock of every case is looked at and compared with the day."""
    today = NOW.date()
    return sum(clock.due < today for case in cases for clock in case.process.deadlines)


def _sweep(count: int) -> Row:
    cases = open_cases(count)
    times = 3 if count < 100_000 else 1
    taken = seconds(lambda: _swept(cases), times=times, warm_up=0)
    walk = seconds(lambda: _walked(cases), times=3)
    return Row(
        name=f"first sweep of {count:,} open cases (each {taken / count * 1e6:.0f} µs; a walk over them {walk:.3g} s)",
        value=taken,
        unit="s",
        floor_name="the goal for 320,000, in proportion",
        floor_value=GOAL_S * count / SIZES[-1],
        ratio=taken / (GOAL_S * count / SIZES[-1]),
        goal="≤ 1",
    )


def _afterwards(count: int) -> list[Row]:
    cases = {case.id: case for case in open_cases(count)}
    watch, _ = _swept(cases.values())
    whole = seconds(lambda: _swept(cases.values()), times=1, warm_up=0)
    changed = list(cases.values())[:1_000]

    def change() -> None:
        for case in changed:
            watch.touched("case", case, NOW)

    def a_day() -> None:
        for machine, record_id in list(watch.due(NOW + _DAY)):
            watch.touched(machine, cases[record_id], NOW + _DAY)

    looked = watch.waiting
    acts = {f"1,000 changed cases of {count:,}": change, f"a day passes over {looked:,} waiting cases": a_day}
    rows = []
    for name, act in acts.items():
        taken = seconds(act, times=1, warm_up=0)
        rows.append(
            Row(
                name=name,
                value=taken,
                unit="s",
                floor_name="everything looked at again",
                floor_value=whole,
                ratio=taken / whole,
                goal="≤ 0.1",
            )
        )
    return rows
