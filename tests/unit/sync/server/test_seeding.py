"""Fictional households of ``gzf-platform seed`` are as good as real ones: every one of them may be submitted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.server import inspection, seeding
from sync.server.clock import FixedClock
from sync.server.platform import Platform
from sync.server.settings import Settings

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
MANY = 40


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = Platform.open(Settings(data_dir=tmp_path), clock=FixedClock(NOW))
    yield opened
    opened.close()


def test_every_seeded_household_is_submitted(platform: Platform) -> None:
    made = seeding.seed(platform, "yichun2", MANY)
    with platform.database.read() as connection:
        cases = inspection.records(connection, platform.keys, "case")
        verdicts = inspection.verdicts(connection)
    assert made.households == MANY
    assert {case["state"] for case in cases} == {"submitted"}
    assert set(verdicts) == {"accepted"}


def test_seeding_again_makes_nothing_new(platform: Platform) -> None:
    seeding.seed(platform, "yichun2", 3)
    again = seeding.seed(platform, "yichun2", 3)
    assert (again.units, again.households) == (0, 0)
