"""Story: a script does a desk's work on the command line, offline and with a real province."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from gzf_desk.cli.frame import run
from tests.support.households import family
from tests.support.platform_process import PlatformProcess, platform_process

Command = Callable[..., tuple[int, Any]]


@pytest.fixture
def province(tmp_path: Path) -> Iterator[PlatformProcess]:
    with platform_process(tmp_path / "province") as process:
        process.command("seed", "--city", "yichun2")
        yield process


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("a fictional passphrase\n", "utf-8")
    monkeypatch.setenv("GZF_PASSPHRASE_FILE", str(passphrase))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)

    def command(*words: str) -> tuple[int, Any]:
        out, err = io.StringIO(), io.StringIO()
        code = run([*words, "--data-dir", str(tmp_path / "desk"), "--lang", "en", "--json"], out, err)
        assert "fictional" not in err.getvalue()
        return code, json.loads(out.getvalue())

    return command


def enrolled(desk: Command, province: PlatformProcess) -> None:
    code = province.command("enroll-code", "--site", "street-003", "--role", "street_window")["code"]
    exit_code, site = desk("enroll", code, "--server", province.url)
    assert (exit_code, site["site"]) == (0, "street-003")
    _, people = desk("operator", "list")
    assert len({one["role"] for one in people["operators"]}) > 1
    assert [one["role"] for one in people["operators"] if one["works"]] == ["street_window"], "the code's own operator"


def test_from_a_file_of_drafts_to_papers_and_the_province(
    desk: Command, province: PlatformProcess, tmp_path: Path
) -> None:
    enrolled(desk, province)
    lines = tmp_path / "cases.jsonl"
    incomplete = msgspec.structs.replace(family(), undertaking=None)
    drafts = [{"draft": family()}, {"draft": incomplete}]
    lines.write_bytes(b"\n".join(msgspec.json.encode(line) for line in drafts) + b"\n")
    code, made = desk("case", "import", str(lines))
    assert (code, made["imported"]) == (0, 2)
    whole, lacking = made["cases"]
    assert {row["case"] for row in desk("case", "list")[1]["cases"]} == {whole, lacking}

    code, sealed = desk("case", "submit", whole)
    assert (code, sealed["sealed"], sealed["storage"]) == (0, True, "on_this_pc")
    code, refused = desk("case", "submit", lacking)
    assert (code, refused["sealed"]) == (1, False)
    assert next(problem["code"] for problem in refused["problems"]) == "undertaking_missing"

    code, outcome = desk("sync", "--once")
    assert code == 0
    assert outcome.keys() == {"pushed", "accepted", "refused", "conflicts", "pulled", "pending"}
    assert (outcome["pushed"], outcome["accepted"], outcome["pending"]) == (3, 3, 0)
    _, shown = desk("case", "show", whole)
    assert (shown["state"], shown["storage"]) == ("submitted", "received")
    assert shown["receipt"]
    assert [event["type"] for event in shown["events"]] == ["submitted"]

    pdf = tmp_path / "form.pdf"
    code, printed = desk("print", "D01", whole, "--out", str(pdf))
    assert (code, printed["document"], printed["watermark"]) == (0, "D01", "")
    assert pdf.read_bytes().startswith(b"%PDF-")

    code, log = desk("log", "verify")
    assert (code, log["ok"]) == (0, True)
    file = tmp_path / "log.jsonl"
    assert desk("log", "export", str(file))[0] == 0
    assert desk("log", "verify", str(file))[1]["count"] == log["count"] + 0
    changed = file.read_bytes().replace(b"draft.put", b"draft.pat", 1)
    file.write_bytes(changed)
    code, broken = desk("log", "verify", str(file))
    assert (code, broken["ok"]) == (1, False)


def test_without_a_network_the_work_goes_on(desk: Command, province: PlatformProcess, tmp_path: Path) -> None:
    enrolled(desk, province)
    province.kill()
    lines = tmp_path / "cases.jsonl"
    lines.write_bytes(msgspec.json.encode({"draft": family()}))
    (case,) = desk("case", "import", str(lines))[1]["cases"]
    assert desk("case", "submit", case)[0] == 0
    code, told = desk("sync", "--once")
    assert code == 3
    assert told["error"]["code"] == "unreachable"
    assert told["pending"] == 2
    assert desk("case", "show", case)[1]["storage"] == "on_this_pc"


@pytest.mark.parametrize(
    ("words", "exit_code", "error"),
    [
        (("case", "list"), 4, "session.not_set_up"),
        (("enroll", "CODE", "--server", "http://127.0.0.1:9"), 3, "net.unreachable"),
        (("case", "import", "no-such-file.jsonl"), 3, "case.file"),
        (("log", "verify", "no-such-file"), 2, "log.file"),
        (("sync",), 2, "usage"),
    ],
)
def test_what_cannot_be_done_says_why(desk: Command, words: tuple[str, ...], exit_code: int, error: str) -> None:
    code, told = desk(*words)
    assert (code, told["error"]["code"]) == (exit_code, error)
    assert told["error"]["message"]


@pytest.mark.parametrize("line", ["{", "{}", '{"draft": {"members": 7}}', '{"draft": {}, "more": 1}', "[1]"])
def test_a_line_that_is_no_draft_is_named(desk: Command, tmp_path: Path, line: str) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"draft": {}}\n' + line + "\n", "utf-8")
    code, told = desk("case", "import", str(file))
    assert (code, told["error"]["code"]) == (2, "case.line")
    assert "2" in told["error"]["message"]


def test_a_wrong_passphrase_is_refused(
    desk: Command, province: PlatformProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enrolled(desk, province)
    other = tmp_path / "other"
    other.write_text("another passphrase\n", "utf-8")
    monkeypatch.setenv("GZF_PASSPHRASE_FILE", str(other))
    code, told = desk("unlock")
    assert (code, told["error"]["code"]) == (4, "session.wrong_passphrase")
    monkeypatch.delenv("GZF_PASSPHRASE_FILE")
    code, told = desk("unlock")
    assert (code, told["error"]["code"]) == (4, "session.no_passphrase")
