"""What a credit file says on a day: points, level, how closely somebody is looked at, bans."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from sync.model.credit import Ban, CreditAppeal, CreditEntry, CreditEvent, CreditLevel, CreditRecord, PersonKey
from sync.model.deadline import Deadline
from sync.model.ids import OperatorId, OrgCode, RecordId
from sync.model.take_back import TakeBack
from sync.policy.credit import (
    BanLine,
    Supervision,
    ban_lines,
    counts,
    level_of,
    level_on,
    live_ban,
    points_on,
    repair_from,
    supervision_of,
)
from tests.support.households import example_policy

RULES = example_policy().credit
DAY = date(2026, 3, 2)
SOMEBODY = PersonKey("5a" * 32)


def entry(points: int = 10, **changes: Any) -> CreditEntry:
    made = CreditEntry(
        number=1,
        event=CreditEvent.ARREARS,
        points=points,
        on=date(2026, 1, 1),
        expires_on=date(2031, 1, 1),
        recorded_by=OperatorId("op"),
        source_machine="tenancy",
        source_id=RecordId("t"),
    )
    return msgspec.structs.replace(made, **changes)


def appealed(upheld: bool | None) -> CreditAppeal:
    clock = Deadline(name="APPEAL", started=DAY, due=DAY)
    return CreditAppeal(
        at=datetime(2026, 3, 2, tzinfo=UTC), taken_by=OperatorId("op"), text="不对", deadline=clock, upheld=upheld
    )


def ban(starts: date, ends: date, **changes: Any) -> Ban:
    made = Ban(
        number=1,
        reason=TakeBack.SUBLET,
        starts=starts,
        ends=ends,
        scope=OrgCode("99"),
        source_machine="violation",
        source_id=RecordId("v"),
        decided_by=OperatorId("op"),
    )
    return msgspec.structs.replace(made, **changes)


def file(*entries: CreditEntry, bans: tuple[Ban, ...] = (), person: str | None = SOMEBODY) -> CreditRecord:
    key = None if person is None else PersonKey(person)
    return CreditRecord(id=RecordId("f"), org=OrgCode("990101"), person=key, entries=entries, bans=bans)


@pytest.mark.parametrize(
    ("one", "day", "counted"),
    [
        (entry(), date(2025, 12, 31), False),
        (entry(), date(2026, 1, 1), True),
        (entry(), date(2031, 1, 1), True),
        (entry(), date(2031, 1, 2), False),
        (entry(appeal=appealed(None)), DAY, True),
        (entry(appeal=appealed(upheld=False)), DAY, True),
        (entry(appeal=appealed(upheld=True)), DAY, False),
        (entry(repaired_on=date(2026, 3, 3)), DAY, True),
        (entry(repaired_on=DAY), DAY, False),
        (entry(repaired_on=date(2026, 3, 1)), DAY, False),
    ],
)
def test_which_entries_count(one: CreditEntry, day: date, counted: bool) -> None:
    assert counts(one, day) is counted


def test_points_add_up_and_never_fall_below_zero() -> None:
    assert points_on(file(), DAY, RULES) == 100
    assert points_on(file(entry(10), entry(30)), DAY, RULES) == 60
    assert points_on(file(entry(60), entry(60)), DAY, RULES) == 0
    assert points_on(file(entry(10), entry(30, repaired_on=DAY)), DAY, RULES) == 90


@pytest.mark.parametrize(
    ("points", "level"),
    [
        (100, CreditLevel.A),
        (90, CreditLevel.A),
        (89, CreditLevel.B),
        (75, CreditLevel.B),
        (74, CreditLevel.C),
        (60, CreditLevel.C),
        (59, CreditLevel.D),
        (0, CreditLevel.D),
        (-1, CreditLevel.D),
    ],
)
def test_the_bounds_of_the_levels(points: int, level: CreditLevel) -> None:
    assert level_of(points, RULES) is level


def test_a_level_is_that_of_the_day() -> None:
    one = file(entry(30, on=date(2026, 1, 1), expires_on=date(2026, 12, 31)))
    assert level_on(one, date(2025, 12, 31), RULES) is CreditLevel.A
    assert level_on(one, date(2026, 6, 1), RULES) is CreditLevel.C
    assert level_on(one, date(2027, 1, 1), RULES) is CreditLevel.A


def test_the_level_drives_visits_checks_and_exchange() -> None:
    assert {level: supervision_of(level, RULES) for level in CreditLevel} == {
        CreditLevel.A: Supervision(visit_months=12, recheck_months=12, light=True, may_swap=True),
        CreditLevel.B: Supervision(visit_months=12, recheck_months=12, light=False, may_swap=True),
        CreditLevel.C: Supervision(visit_months=6, recheck_months=6, light=False, may_swap=True),
        CreditLevel.D: Supervision(visit_months=3, recheck_months=3, light=False, may_swap=False),
    }


def test_every_price_of_the_rules_lies_between_five_and_sixty() -> None:
    assert set(RULES.costs_points) == set(CreditEvent)
    assert {figure.value for figure in RULES.costs_points.values()} == {5, 10, 30, 40, 60}
    assert all(figure.assumed for figure in RULES.costs_points.values())


def test_a_ban_holds_on_its_first_and_last_day() -> None:
    five = ban(date(2026, 3, 2), date(2031, 3, 2))
    one = file(bans=(five,))
    for day, holds in (
        (date(2026, 3, 1), False),
        (date(2026, 3, 2), True),
        (date(2031, 3, 2), True),
        (date(2031, 3, 3), False),
    ):
        assert (live_ban(one, day) is not None) is holds, day
    assert live_ban(file(), DAY) is None


def test_a_lifted_ban_holds_no_more_from_its_day_on() -> None:
    lifted = file(bans=(ban(date(2026, 1, 1), date(2031, 1, 1), lifted_on=DAY),))
    assert live_ban(lifted, DAY - timedelta(days=1)) is not None
    assert live_ban(lifted, DAY) is None
    assert live_ban(lifted, DAY + timedelta(days=1)) is None
    assert ban_lines([lifted], DAY) == ()


def test_of_several_bans_the_longest_is_told() -> None:
    short, long = ban(date(2026, 1, 1), date(2027, 1, 1)), ban(date(2025, 1, 1), date(2030, 1, 1), number=2)
    for bans in ((short, long), (long, short)):
        assert live_ban(file(bans=bans), DAY) == long


def test_the_list_for_desks_holds_keys_and_days_only() -> None:
    coming = ban(date(2027, 1, 1), date(2032, 1, 1))
    today, over = ban(date(2021, 3, 2), DAY), ban(date(2021, 1, 1), date(2026, 3, 1))
    other = PersonKey("0a" * 32)
    files = [file(bans=(coming, over, today)), file(bans=(today,), person=other), file(bans=(today,), person=None)]
    assert ban_lines(files, DAY) == (
        BanLine(person=other, starts=today.starts, ends=DAY),
        BanLine(person=SOMEBODY, starts=today.starts, ends=DAY),
        BanLine(person=SOMEBODY, starts=coming.starts, ends=coming.ends),
    )
    assert set(BanLine.__dataclass_fields__) == {"person", "starts", "ends"}


def test_repair_counts_from_the_last_entry_that_stands() -> None:
    assert repair_from(file(), RULES) is None
    old, new = entry(on=date(2024, 5, 31)), entry(on=date(2025, 2, 28))
    assert repair_from(file(new, old), RULES) == date(2026, 2, 28)
    wrong = msgspec.structs.replace(new, appeal=appealed(upheld=True))
    assert repair_from(file(old, wrong), RULES) == date(2025, 5, 31)
    assert repair_from(file(wrong), RULES) is None
    assert repair_from(file(entry(repaired_on=DAY)), RULES) is None
    # What was repaired once still shows that the person is not quiet.
    repaired = msgspec.structs.replace(new, repaired_on=DAY)
    assert repair_from(file(old, repaired), RULES) == date(2026, 2, 28)


def test_the_list_has_one_order_whatever_came_first() -> None:
    short, long = ban(date(2026, 1, 1), date(2027, 1, 1)), ban(date(2026, 1, 1), date(2030, 1, 1))
    late = ban(date(2026, 2, 1), date(2027, 1, 1))
    for bans in ((short, long, late), (late, long, short)):
        assert [(line.starts, line.ends) for line in ban_lines([file(bans=bans)], DAY)] == [
            (short.starts, short.ends),
            (long.starts, long.ends),
            (late.starts, late.ends),
        ]
