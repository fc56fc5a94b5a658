"""``gzf-desk workdays`` and ``evaluate``: keys, exit codes, errors."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gzf_desk.cli.frame import run
from gzf_desk.clock import FixedClock
from sync.model.fields import to_fields
from tests.support.households import answered, family, with_member

CLOCK = FixedClock(datetime(2026, 3, 2, 1, tzinfo=UTC))


def gzf(*argv: str) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    return run(argv, out, err, CLOCK), out.getvalue(), err.getvalue()


def gzf_json(*argv: str) -> tuple[int, Any]:
    code, out, err = gzf(*argv, "--json")
    assert err == ""
    return code, json.loads(out)


def facts(tmp_path: Path, content: object) -> str:
    path = tmp_path / "facts.json"
    path.write_bytes(msgspec.json.encode(content))
    return str(path)


def test_workdays() -> None:
    assert gzf_json("workdays", "2026-02-12", "5") == (0, {"due": "2026-02-26", "provisional": False})
    assert gzf_json("workdays", "2026-12-30", "5") == (0, {"due": "2027-01-06", "provisional": True})
    assert "provisional" in gzf("--lang", "en", "workdays", "2026-12-30", "5")[1]


@pytest.mark.parametrize("words", [("2026-02-30", "5"), ("today", "5"), ("2026-02-12", "x"), ("2026-02-12", "4001")])
def test_workdays_of_nonsense(words: tuple[str, str]) -> None:
    code, answer = gzf_json("workdays", *words)
    assert (code, answer["error"]["code"]) == (2, "usage")


def test_the_last_day_of_time_is_no_bug() -> None:
    assert gzf_json("workdays", "9999-12-30", "5")[0] == 2


@pytest.mark.parametrize("shape", ["draft", "fields", "wrapped"])
def test_a_draft_and_a_field_map_read_alike(tmp_path: Path, shape: str) -> None:
    draft = family()
    content: Any = msgspec.to_builtins(draft, str_keys=True) if shape != "fields" else to_fields(draft)
    if shape == "wrapped":
        content = {"facts": content, "checks": answered(draft), "banned": False, "duplicate": False}
    code, found = gzf_json("evaluate", "--policy", "yichun2", "--facts", facts(tmp_path, content))
    assert code == 0
    assert found["outcome"] == ("pass" if shape == "wrapped" else "unknown")
    assert (found["policy_id"], found["policy_version"]) == ("yichun2", "2026-01")
    income = next(result for result in found["conditions"] if result["code"] == "C05")
    assert income["text"] == "人均 1,809 元，离 1,963 元的线只差 154 元"
    assert (income["value"], income["limit"], income["flag"]) == (180_900, 196_300, "yellow")
    assert found["flags"]["C01"] == "green"
    assert found["flags"]["C07"] == ("green" if shape == "wrapped" else "grey")
    assert (found["score"], found["rent"], found["subsidy"], found["missing"]) == (47, 20_000, None, [])


def test_a_failing_household_is_a_no(tmp_path: Path) -> None:
    path = facts(tmp_path, with_member(family(), "m1", local_hukou=False))
    code, found = gzf_json("evaluate", "--policy", "yichun2/2026-01", "--facts", path)
    assert (code, found["outcome"], found["flags"]["C01"]) == (1, "fail", "red")
    code, text, _ = gzf("--lang", "en", "evaluate", "--policy", "yichun2", "--facts", path)
    assert code == 1
    assert "✗ C01 Local hukou: The applicant has no local hukou" in text
    assert text.endswith("This is a reading, not a decision.\n")


def test_colours_papers_and_what_would_change_it(tmp_path: Path) -> None:
    path = facts(tmp_path, with_member(family(), "m1", local_hukou=False))
    _, found = gzf_json("evaluate", "--policy", "yichun2", "--facts", path)
    hukou = next(result for result in found["conditions"] if result["code"] == "C01")
    assert hukou["remedy"] == "户口迁到本地以后，或换一类申请"
    income = next(flag for flag in found["watched"] if flag["indicator"] == "income")
    assert (income["colour"], income["symbol"], income["text"]) == ("yellow", "▲", "离线很近")
    house = next(line for line in found["materials"] if line["kind"] == "33")
    assert (house["status"], house["because"], house["shown_by"]) == ("not_needed", "network_check", ["V21"])
    assert found["policy_assumed"] > 60
    _, text, _ = gzf("--lang", "en", "evaluate", "--policy", "yichun2", "--facts", path)
    assert "→ Once the hukou is local" in text
    assert "▲ income: Near the limit" in text
    assert "Paper Housing paper: not needed, " in text
    assert "(an example figure that nobody has confirmed)" in text


def test_a_subsidy_where_the_city_pays_one(tmp_path: Path) -> None:
    _, found = gzf_json("evaluate", "--policy", "guangzhou", "--facts", facts(tmp_path, family()))
    assert found["subsidy"] is not None
    assert found["subsidy"] > 0


def test_the_day_decides(tmp_path: Path) -> None:
    path = facts(tmp_path, with_member(family(), "m1", birth_date=date(2008, 3, 3)))
    assert gzf_json("evaluate", "--policy", "yichun2", "--facts", path)[1]["flags"]["C03"] == "red"
    later = gzf_json("evaluate", "--policy", "yichun2", "--facts", path, "--today", "2026-03-03")
    assert later[1]["flags"]["C03"] == "green"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "facts.unreadable"),
        (b"[]", "facts.unreadable"),
        (b"\xff\xfe", "facts.unreadable"),
        (b'{"facts": 3}', "facts.unreadable"),
        (b'{"checks": [{}]}', "facts.unreadable"),
        (b'{"banned": "no"}', "facts.unreadable"),
        (b'{"members": {"m1": {"birth_date": "someday"}}}', "facts.invalid"),
        (b'{"members/m1": 7}', "facts.invalid"),
        (b'{"members": 7}', "facts.unreadable"),
        (b'{"category": "rich"}', "facts.invalid"),
        (b'{"categorie": "hukou_lowinc"}', "facts.invalid"),
        (b'{"facts": {}, "baned": true}', "facts.invalid"),
        (b'{"income/i1": {"member": "m1", "amount": 7}}', "facts.invalid"),
        (b'{"incomes/i1": {}}', "facts.invalid"),
        (b'{"income": {"i1": {"amount_fen": 1000000000000000000000000000000}}}', "facts.invalid"),
    ],
)
def test_facts_that_cannot_be_read(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(content)
    exit_code, answer = gzf_json("evaluate", "--policy", "yichun2", "--facts", str(path))
    assert (exit_code, answer["error"]["code"]) == (2, code)


def test_no_file_no_policy_no_day(tmp_path: Path) -> None:
    path = facts(tmp_path, family())
    for words, code in (
        (("--policy", "yichun2", "--facts", str(tmp_path / "none.json")), "facts.unreadable"),
        (("--policy", "atlantis", "--facts", path), "policy.unknown"),
        (("--policy", "yichun2/2099-01", "--facts", path), "policy.unknown"),
        (("--policy", "yichun2", "--facts", path, "--today", "someday"), "usage"),
    ):
        exit_code, answer = gzf_json("evaluate", *words)
        assert (exit_code, answer["error"]["code"]) == (2, code)


def test_an_empty_household_is_unknown(tmp_path: Path) -> None:
    code, found = gzf_json("evaluate", "--policy", "yichun2", "--facts", facts(tmp_path, {}))
    assert (code, found["outcome"]) == (0, "unknown")
    assert {problem["code"] for problem in found["problems"]} == {"category_missing", "applicant_missing"}
