"""``gzf-desk card`` and ``check-id``: keys, exit codes, errors, and how little they load."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gzf_desk.cli.frame import run
from gzf_desk.clock import FixedClock, SystemClock

CLOCK = FixedClock(datetime(2026, 11, 21, 1, tzinfo=UTC))


def gzf(*argv: str, clock: FixedClock | SystemClock = CLOCK) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return run(argv, out, err, clock), out.getvalue(), err.getvalue()


def gzf_json(*argv: str, clock: FixedClock | SystemClock = CLOCK) -> tuple[int, Any]:
    code, out, err = gzf(*argv, "--json", clock=clock)
    assert err == ""
    return code, json.loads(out)


def test_check_id_says_what_a_number_says() -> None:
    assert gzf_json("check-id", "11010519491231002X") == (
        0,
        {"valid": True, "document_type": "resident", "birth_date": "1949-12-31", "sex": "female", "reason": None},
    )
    code, found = gzf_json("check-id", "110105194912310021")
    assert code == 1
    assert (found["valid"], found["reason"]) == (False, "CHECK_DIGIT")
    assert gzf_json("check-id", "91350100M000100Y43", "--type", "organisation")[0] == 0


@pytest.mark.parametrize(("lang", "words"), [("zh_CN", "15位"), ("en", "15-digit")])
def test_the_old_number_is_explained(lang: str, words: str) -> None:
    code, out, _ = gzf("--lang", lang, "check-id", "110105491231002")
    assert code == 1
    assert words in out


def test_lay_read_lift(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path))
    assert gzf(*folder, "card", "lay", "lin-xiuli")[0] == 0
    code, card = gzf_json(*folder, "card", "read", "--driver", "simulated", "--timeout", "1")
    assert code == 0
    assert list(card)[:15] == [
        "document_type",
        "name",
        "name_latin",
        "sex",
        "nation",
        "birth_date",
        "address",
        "number",
        "issuer",
        "valid_from",
        "valid_to",
        "nationality",
        "pass_number",
        "reader",
        "warnings",
    ]
    assert (card["name"], card["sex"], card["valid_to"]) == ("林秀例", "female", "2040-01-01")
    assert gzf(*folder, "card", "lift")[0] == 0
    started = time.monotonic()
    code, answer = gzf_json("card", "read", *folder, "--timeout", "0.2", clock=SystemClock())
    assert time.monotonic() - started < 0.7
    assert code == 3
    assert answer["error"]["code"] == "reader.no_card"
    assert answer["error"]["advice"]


def test_a_read_card_is_shown_with_its_doubts(tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path))
    gzf(*folder, "card", "lay", "contradictory")
    _, card = gzf_json(*folder, "card", "read")
    assert card["warnings"] == ["BIRTH_MISMATCH", "SEX_MISMATCH", "NATION_UNKNOWN", "NOT_YET_VALID"]
    _, out, _ = gzf(*folder, "--lang", "en", "card", "read")
    assert "! The sex does not fit the number" in out


@pytest.mark.parametrize(
    "argv",
    [
        ("card", "read", "--driver", "nothing"),
        ("card", "read", "--timeout", "0"),
        ("card", "read", "--timeout", "nan"),
        ("card", "read", "--timeout", "soon"),
        ("card", "lay", "no-such-card"),
        ("card",),
        ("check-id",),
        ("nonsense",),
        ("--lang", "fr", "check-id", "1"),
    ],
)
def test_wrong_use_ends_with_two_and_json(argv: tuple[str, ...], tmp_path: Path) -> None:
    code, answer = gzf_json("--data-dir", str(tmp_path), *argv)
    assert code == 2
    assert set(answer["error"]) == {"code", "message", "advice"}
    assert gzf("--data-dir", str(tmp_path), *argv)[2]


def test_drivers_are_listed() -> None:
    code, answer = gzf_json("card", "drivers")
    assert code == 0
    assert {entry["name"] for entry in answer["drivers"]} == {"pcsc", "sdt", "simulated"}


def test_the_command_line_loads_neither_qt_nor_the_database_nor_device_libraries() -> None:
    program = (
        "import sys; from gzf_desk.cli import main; main(['check-id', '1']);"
        "print(sorted({m.split('.')[0] for m in sys.modules}"
        " & {'PySide6', 'sqlalchemy', 'httpx', 'reportlab', 'serial', 'smartcard', 'litestar'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_bug_ends_with_seventy_and_shows_no_data() -> None:
    program = (
        "import sys; from gzf_desk.clock import SystemClock; from gzf_desk.cli import main\n"
        "class Broken(SystemClock):\n"
        "    def today(self): raise ValueError('11010519491231002X')\n"
        "sys.exit(main(['check-id', '1', '--json'], Broken()))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 70
    assert json.loads(done.stdout)["error"]["code"] == "bug"
    assert "11010519491231002X" not in done.stdout + done.stderr


def test_a_folder_that_takes_nothing_is_no_bug(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for words in (("card", "lift"), ("card", "lay", "chen-dayang")):
        code, told = gzf_json("--data-dir", str(tmp_path / "file" / "desk"), *words)
        assert code == 3
        assert told["error"]["code"] == "store.disk"
        assert told["error"]["advice"]
