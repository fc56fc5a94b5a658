from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.desks import DeskUnderTest


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[DeskUnderTest]:
    """A desk that was never used."""
    under_test = DeskUnderTest(tmp_path / "desk")
    yield under_test
    under_test.close()


@pytest.fixture
def at_work(bare: DeskUnderTest) -> DeskUnderTest:
    """A street window with a clerk at work."""
    return bare.ready()
