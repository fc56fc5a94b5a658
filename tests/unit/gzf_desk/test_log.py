"""The technical log keeps people out, whoever forgot to, and belongs to one user."""

from __future__ import annotations

import logging
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk import log

# needles are put together here so that the suite's own watch on log lines does not see them in this file's failures
RESIDENT = "99010119900101" + "0019"
RESIDENT_X = "99010119881203" + "006X"
OLD = "990101" + "900101001"
FOREIGN_2017 = "ABC" + "990119900101"
PASSPORT = "E" + "12345678"
PHONE = "199" + "00000001"
NAME, LATIN, ADDRESS = "林秀" + "例", "LIN " + "XIULI", "例省例市例区例路" + "9号2栋301室"

NEEDLES = {
    "resident": f"card {RESIDENT} read",
    "resident after a word": f"身份证{RESIDENT}已读",
    "check character X": f"number is {RESIDENT_X}.",
    "small x": RESIDENT_X.lower(),
    "in groups": f"{RESIDENT[:6]} {RESIDENT[6:14]} {RESIDENT[14:]}",
    "with hyphens": f"{RESIDENT[:6]}-{RESIDENT[6:14]}-{RESIDENT[14:]}",
    "full width": RESIDENT.translate({48 + n: 0xFF10 + n for n in range(10)}),
    "fifteen digits": f"old number {OLD}",
    "foreign resident": f"permit {FOREIGN_2017}",
    "passport": f"pass {PASSPORT} scanned",
    "mobile": f"sent to {PHONE}",
    "mobile with country": f"sent to +86 {PHONE[:3]} {PHONE[3:7]} {PHONE[7:]}",
    "fixed line": "call 0799-" + "12345678",
    "name in quotes": f"KeyError: '{NAME}'",
    "name in Chinese quotes": f"没有“{NAME}”的档案",
    "name in a repr": f"Person(name='{NAME}', sex=<Sex.MALE>)",
    "name in JSON": f'{{"name": "{NAME}", "n": 1}}',
    "name as a field": f"姓名：{NAME}，已保存",
    "latin name as a field": f"name_latin='{LATIN}'",
    "latin name in quotes": f"row '{LATIN}' is new",
    "address": f"moved to {ADDRESS} today",
    "address as a field": f"address={ADDRESS}",
}
SECRETS = (
    RESIDENT,
    RESIDENT_X,
    RESIDENT_X.lower(),
    OLD,
    FOREIGN_2017,
    PASSPORT,
    PHONE,
    "12345678",
    NAME,
    LATIN,
    ADDRESS,
)


@pytest.mark.parametrize("kind", NEEDLES)
def test_a_needle_is_blotted_out(kind: str) -> None:
    blotted = log.redact(NEEDLES[kind])
    digits = blotted.replace(" ", "").replace("-", "")
    assert [secret for secret in SECRETS if secret in blotted or secret in digits] == []
    assert "[" in blotted


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21T09:30:00.123+00:00 INFO [3f2a9c] gzf_desk.store: commit 18 ms",
        "push 64 ops, accepted 63, refused 1, cursor 1732181400",
        "op 0192f5c1-7a3e-7c1e-9b1f-3a2d4e5f6071 accepted",
        "driver 'pcsc' on '/dev/ttyUSB0' answered 0x9000 in 0.412 s",
        "policy yichun2@2026-11 loaded; sha256 9f86d081884c7d659a2feaa0c55ad015",
        "schema 12 -> 13; sqlite 3.40.1; free 53687091200 bytes",
        "港珠: 数据目录可写",
    ],
)
def test_what_helps_support_stays(line: str) -> None:
    assert log.redact(line) == line


@given(before=st.text(), after=st.text())
def test_a_number_is_found_wherever_it_stands(before: str, after: str) -> None:
    blotted = log.redact(f"{before}身份{RESIDENT}，{after}")
    assert RESIDENT not in blotted
    blotted = log.redact(f"{before}_id{RESIDENT}.{after}")
    assert RESIDENT not in blotted


def written(path: Path, act: Callable[[logging.Logger], None]) -> str:
    logger = logging.getLogger("elsewhere.test")
    with log.writing_to(path):
        act(logger)
    return path.read_text("utf-8")


@pytest.mark.logs("import stopped")
def test_tracebacks_and_line_breaks_are_blotted_and_indented(tmp_path: Path) -> None:
    def act(logger: logging.Logger) -> None:
        try:
            {}[RESIDENT]
        except KeyError:
            logger.exception("import stopped at '%s'\n2026-01-01 INFO forged line", NAME)

    text = written(tmp_path / "desk.log", act)
    assert RESIDENT not in text
    assert NAME not in text
    assert "KeyError" in text
    first, *rest = text.splitlines()
    assert "ERROR [-] elsewhere.test: import stopped at […]" in first
    assert all(line.startswith("    ") for line in rest)


def test_our_rooms_write_from_info_others_from_warning(tmp_path: Path) -> None:
    path = tmp_path / "desk.log"
    with log.writing_to(path):
        logging.getLogger("gzf_desk.store").info("opened")
        logging.getLogger("sync.client").debug("too much")
        logging.getLogger("httpx").info("GET /")
    assert [line.partition("gzf_desk.store: ")[2] for line in path.read_text("utf-8").splitlines()] == ["opened"]
    logging.getLogger("gzf_desk.store").info("after the end")
    assert "after" not in path.read_text("utf-8")


def test_the_file_comes_with_the_first_line_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "log" / "desk.log"
    with log.writing_to(path):
        assert not path.exists()
        logging.getLogger("gzf_desk").info("here")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_file_turns_over(tmp_path: Path) -> None:
    path = tmp_path / "desk.log"
    handler = log.LogFile(path, max_bytes=2000, kept_files=2)
    for number in range(100):
        handler.handle(logging.LogRecord("gzf_desk", logging.INFO, "", 0, "line %d", (number,), None))
    handler.close()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["desk.log", "desk.log.1", "desk.log.2"]
    assert all(entry.stat().st_size <= 2000 for entry in tmp_path.iterdir())
    assert {stat.S_IMODE(entry.stat().st_mode) for entry in tmp_path.iterdir()} == {0o600}


def test_a_request_id_marks_its_lines_and_no_others(tmp_path: Path) -> None:
    seen: list[str] = []

    def act(logger: logging.Logger) -> None:
        ours = logging.getLogger("gzf_desk.sync")
        with log.request("abc123") as name:
            assert (name, log.current_request()) == ("abc123", "abc123")
            ours.info("inside")
            other = threading.Thread(target=lambda: seen.append(log.current_request()))
            other.start()
            other.join()
        ours.info("outside")
        with log.request() as fresh:
            assert len(fresh) == 12

    lines = written(tmp_path / "desk.log", act).splitlines()
    assert ["[abc123]" in line for line in lines] == [True, False]
    assert seen == ["-"]
