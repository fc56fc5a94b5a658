"""The rules of ``tests/conftest.py``, tried on a small suite of their own: what must pass, and what must not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OPTIONS = ["-q", "-rA", "-p", "no:cacheprovider", "--import-mode=importlib", "--disable-socket", "--allow-unix-socket"]
INI = "[pytest]\nfilterwarnings = error\nmarkers =\n    long: a campaign\n"

SERVER = (
    "import socket\ndef test_{name}():\n    with socket.create_server(('127.0.0.1', 0)) as server:\n        {act}\n"
)
REACH_SELF = "socket.create_connection(server.getsockname()).close()"
REACH_OTHER = "socket.create_connection(('192.0.2.1', 9), timeout=1)"
UNIT = """
import logging, socket
import pytest

log = logging.getLogger("gzf_desk.devices")

def test_unix_sockets_pass():
    a, b = socket.socketpair()
    a.close(), b.close()

def test_information_passes():
    log.info("sync done")

def test_unannounced_warning():
    log.warning("reader lost")

@pytest.mark.logs("reader")
def test_announced_warning_passes():
    log.warning("reader lost")

@pytest.mark.logs("reader")
def test_another_error_than_announced():
    log.warning("reader lost")
    log.error("disk full")

@pytest.mark.logs("reader")
def test_announced_but_never_logged():
    log.info("reader lost")

def test_number_in_log():
    log.debug("card of %s", "99010119900101" + "0019")

def test_phone_in_log():
    log.info("call %s", "199" + "00000001")

def test_person_in_log():
    log.info("draft of %s", "陈大" + "样")

@pytest.mark.long
def test_campaign():
    raise AssertionError("only when asked for")
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What became of each test of the small suite: name -> PASSED, FAILED, ERROR."""
    suite = tmp_path_factory.mktemp("suite")
    (suite / "pytest.ini").write_text(INI, "utf-8")
    files = {"unit/test_log.py": UNIT, "unit/test_net.py": SERVER.format(name="network_in_a_unit_test", act="pass")}
    for room in ("e2e", "contract", "convergence", "crash"):
        reach = SERVER.format(name=f"{room}_passes", act=REACH_SELF)
        files[f"{room}/test_net.py"] = reach + SERVER.format(name=f"{room}_elsewhere", act=REACH_OTHER)
    for name, body in files.items():
        path = suite / "tests" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
    for name in ("__init__.py", "conftest.py", "support"):  # as they stand, so that the real rules are tried
        (suite / "tests" / name).symlink_to(ROOT / "tests" / name)
    command = [sys.executable, "-m", "pytest", *OPTIONS, "tests"]
    env = {**os.environ, "PYTHONPATH": str(suite)}
    done = subprocess.run(command, cwd=suite, env=env, capture_output=True, text=True)
    found: dict[str, set[str]] = {}
    for state, name in re.findall(r"^(PASSED|FAILED|ERROR) \S+::test_(\w+)", done.stdout, re.MULTILINE):
        found.setdefault(name, set()).add(state)
    assert found, done.stdout + done.stderr
    return found


def test_exactly_what_keeps_the_rules_passes(outcomes: dict[str, set[str]]) -> None:
    fine = {name for name, states in outcomes.items() if states == {"PASSED"}}
    assert fine == {name for name in outcomes if name.endswith(("_passes", "_pass"))}
    assert len(outcomes) == 18


def test_campaigns_run_only_when_asked_for(outcomes: dict[str, set[str]]) -> None:
    assert "campaign" not in outcomes
