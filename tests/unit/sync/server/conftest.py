from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.province import Province, province


@pytest.fixture(params=["sqlite", "postgres"])
def here(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Province]:
    """The same tests on both databases."""
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else ""
    with province(tmp_path, url) as found:
        yield found
