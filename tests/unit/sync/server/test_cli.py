"""The commands of ``gzf-platform``, in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sync.errors import SealError, SyncError
from sync.model.ids import OrgCode
from sync.protocol.messages import PullRequest
from sync.seal import signing
from sync.server.cli import run
from sync.server.clock import FileClock, parse_instant
from sync.server.keys import PlatformKeys
from sync.server.platform import Platform
from sync.server.settings import Settings
from sync.server.sync_service import SyncService
from tests.support.province import Province

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def gzf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    def command(*arguments: str, code: int = 0) -> dict[str, Any]:
        assert run([*arguments, "--data-dir", str(tmp_path), "--json"]) == code
        answer: dict[str, Any] = json.loads(capsys.readouterr().out)
        return answer

    return command


def test_init_makes_a_province_once(gzf: Command) -> None:
    assert gzf("init") == gzf("init")


def test_seed_makes_fictional_stock_that_can_be_worked_with(gzf: Command, tmp_path: Path) -> None:
    made = gzf("seed", "--city", "yichun2", "--households", "12")
    assert (made["households"], made["units"]) == (12, 24)
    again = gzf("seed", "--city", "yichun2", "--households", "12")
    assert (again["units"], again["sites"]) == (0, made["sites"])
    code = gzf("enroll-code", "--site", "county-990101", "--role", "allocator")
    assert len(code["operators"]) == 1
    platform = Platform.open(Settings(data_dir=tmp_path))
    service = SyncService(platform, None)
    reply = service.enrol(Province.enrol_request(code["code"], signing.new_key_pair().public))
    rows = SyncService(platform, reply.device).pull(PullRequest(max_rows=1000)).rows
    platform.close()
    assert reply.org == OrgCode("990101")
    kinds = {kind: len([row for row in rows if row.kind == kind]) for kind in ("case", "unit", "event")}
    assert kinds == {"case": 12, "unit": 24, "event": 12}
    assert gzf("log-verify")["ok"] is True
    assert gzf("seed", "--city", "nowhere", code=1)["error"]["code"] == "unknown_city"


def test_a_site_an_operator_and_a_code(gzf: Command) -> None:
    site = gzf("site", "add", "--site", "v1", "--point", "village_point", "--org", "990101001002")
    assert (site["station"], site["org"]) == ("0001", "990101001002")
    operator = gzf("operator", "add", "--site", "v1", "--role", "village_point")["operator"]
    more = gzf("operator", "add", "--site", "v1", "--role", "street_window", "--operator", operator)
    assert more["operator"] == operator
    code = gzf("enroll-code", "--site", "v1", "--role", "village_point")
    assert (code["operators"], code["minutes"], len(code["code"])) == ([operator], 30, 26)
    named = gzf("enroll-code", "--site", "v1", "--role", "village_point", "--operator-name", "测试乙")
    assert named["operators"] != [operator]
    assert gzf("enroll-code", "--site", "v2", "--role", "village_point", code=1)["error"]["code"] == "unknown_site"
    assert gzf("site", "add", "--site", "v1", "--org", "990101", code=1)["error"]["code"] == "exists"
    assert gzf("log-verify")["count"] == 4, "two posts, two codes"


def test_a_device_that_does_not_exist_is_not_revoked(gzf: Command) -> None:
    assert gzf("device", "revoke", "d-nobody", code=1)["error"]["code"] == "unknown_device"


def test_timers_run_at_a_time_that_is_said(gzf: Command) -> None:
    gzf("init")
    assert gzf("tick", "--now", "2026-03-02T08:00:00+08:00")["acts"] == []
    for wrong in ("yesterday", "2026-03-02T08:00:00"):
        assert gzf("tick", "--now", wrong, code=1)["error"]["code"] == "platform"


def test_a_new_history_is_another(gzf: Command) -> None:
    first = gzf("init")["history_id"]
    second = gzf("new-history")["history_id"]
    assert first != second == gzf("init")["history_id"]


def test_without_json_it_is_for_people(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["init", "--data-dir", str(tmp_path)]) == 0
    assert "history_id: " in capsys.readouterr().out
    assert run(["seed", "--city", "nowhere", "--data-dir", str(tmp_path)]) == 1
    assert "no policy nowhere" in capsys.readouterr().err


def test_a_journal_that_was_touched_says_no(gzf: Command, tmp_path: Path) -> None:
    gzf("seed", "--city", "yichun2", "--households", "1")
    platform = Platform.open(Settings(data_dir=tmp_path))
    with platform.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM journal WHERE seq = 2")
    platform.close()
    report = gzf("log-verify", code=1)
    assert (report["first_bad"], report["reason"]) == (2, "gap")


def test_another_key_file_does_not_open_the_database(tmp_path: Path) -> None:
    Platform.open(Settings(data_dir=tmp_path)).close()
    (tmp_path / "platform.key").unlink()
    with pytest.raises(SealError):
        Platform.open(Settings(data_dir=tmp_path))


@pytest.mark.parametrize("text", ["", "{}", '{"version": 2, "secret": "00"}', '{"version": 1, "secret": "00"}', "[]"])
def test_a_key_file_that_is_none_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "platform.key"
    file.write_text(text)
    with pytest.raises(SealError, match=r"platform\.key"):
        PlatformKeys.load(file)


def test_the_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    PlatformKeys.load(tmp_path / "k" / "platform.key")
    assert (tmp_path / "k" / "platform.key").stat().st_mode & 0o777 == 0o600


def test_a_clock_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    with pytest.raises(SyncError, match="clock file"):
        FileClock(file).now()
    for text in ("2026-03-02T08:00:00+08:00\n", "2026-03-02T00:00:00Z"):
        file.write_text(text)
        assert FileClock(file).now() == parse_instant("2026-03-02T00:00:00+00:00")


def test_the_watch_looks_at_the_policies_and_at_all_that_is_open(gzf: Command, tmp_path: Path) -> None:
    clock = tmp_path / "clock"
    clock.write_text("2026-03-02T10:00:00+08:00")
    gzf("seed", "--city", "yichun2", "--households", "2", "--clock-file", str(clock))
    clock.write_text("2026-05-02T10:00:00+08:00")
    assert gzf("watch", "--clock-file", str(clock)) == {"ok": True, "alerts": []}
    raised = gzf("watch", "--all", "--clock-file", str(clock))["alerts"]
    assert {(one["rule"], one["level"]) for one in raised} == {("R01", "red")}
    assert len({one["alert"] for one in raised}) == len({one["object"] for one in raised}) == 2
    assert gzf("watch", "--all", "--clock-file", str(clock))["alerts"] == []
