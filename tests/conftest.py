"""Rules that every test runs under.

- No network. Below :data:`MAY_CONNECT` a test may connect to this machine (loopback); elsewhere, unix sockets only.
- A log line of level WARNING or above that the test does not announce fails it: ``@pytest.mark.logs("pattern", ...)``
  names, as regular expressions, exactly the warnings that must come.
- A log line of our own loggers, of any level, with something like an ID number, a phone number or one of the test
  suite's people in it fails the test.
- The window draws offscreen, and nothing is written to the home of who runs the tests.
- Tests marked ``long`` run only when asked for (``-m long``).
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterator

import hypothesis
import pytest

from tests.support.postgres import PostgresServer, running_postgres

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")

MAY_CONNECT = ("tests/e2e/", "tests/contract/", "tests/convergence/", "tests/crash/")
LOOPBACK = ["127.0.0.0/8", "::1", "localhost"]
OUR_LOGGERS = ("gzf_desk", "sync")
PERSONAL = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])|(?<!\d)1[3-9]\d{9}(?!\d)|林秀例|陈大样|测试甲")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "logs(*patterns): the warnings and errors that this test must cause in the log")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked = config.getoption("markexpr")
    left_out = [item for item in items if not asked and item.get_closest_marker("long")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    for item in items:
        if item.path.relative_to(config.rootpath).as_posix().startswith(MAY_CONNECT):
            item.add_marker(pytest.mark.allow_hosts(LOOPBACK))


class LogWatch(logging.Handler):
    """Keeps what a test should not have logged, and ticks off what it announced."""

    def __init__(self, expected: tuple[str, ...]) -> None:
        super().__init__()
        self.expected = expected
        self.seen: set[str] = set()
        self.unexpected: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        line = f"{record.levelname} {record.name}: {message}"
        if record.name.split(".")[0] in OUR_LOGGERS and PERSONAL.search(message):
            self.unexpected.append(f"personal data in the log: {line}")
        if record.levelno < logging.WARNING:
            return
        announced = [pattern for pattern in self.expected if re.search(pattern, message)]
        self.seen.update(announced)
        if not announced:
            self.unexpected.append(line)

    def complaints(self) -> list[str]:
        return self.unexpected + [f"not logged: {pattern}" for pattern in self.expected if pattern not in self.seen]


@pytest.fixture(autouse=True)
def watched_log(request: pytest.FixtureRequest) -> Iterator[LogWatch]:
    """See the module's second and third rule."""
    marks = request.node.iter_markers("logs")
    watch = LogWatch(tuple(pattern for mark in marks for pattern in mark.args))
    root = logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in OUR_LOGGERS}
    root.addHandler(watch)
    for name in OUR_LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield watch
    finally:
        root.removeHandler(watch)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
    complaints = watch.complaints()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(autouse=True, scope="session")
def home_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A desk that is started without ``--data-dir`` finds its data here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data-home")))
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One throwaway PostgreSQL for this worker."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """URL of the throwaway server's own database, shared by the worker's tests."""
    return postgres_server.url()


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> str:
    """URL of a new, empty database for one test."""
    return postgres_server.new_database()
