"""The deployment files name options that exist, and nothing that belongs to tests only."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

from sync.protocol.messages import Limits
from sync.protocol.version import APP_VERSION
from sync.server.cli import parser
from sync.server.gateway import OVERHEAD

ROOT = Path(__file__).resolve().parents[4]
FOLDER = ROOT / "installers" / "platform"


def unit() -> configparser.RawConfigParser:
    found = configparser.RawConfigParser()
    found.optionxform = str  # type: ignore[assignment, method-assign]
    found.read_string((FOLDER / "gzf-platform.service").read_text("utf-8"))
    return found


def environment() -> dict[str, str]:
    lines = (FOLDER / "gzf-platform.env").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_the_unit_starts_what_there_is() -> None:
    command = unit()["Service"]["ExecStart"]
    told = re.sub(r"\$\{(\w+)\}", lambda match: environment()[match.group(1)], command).split()
    assert told[0].endswith("/gzf-platform")
    arguments = parser().parse_args(told[1:])
    assert (arguments.host, arguments.port) == ("127.0.0.1", 8460)
    assert arguments.db.startswith("postgresql+psycopg://")
    assert arguments.clock_file is None


def test_the_unit_gives_away_no_right_that_it_does_not_need() -> None:
    service = unit()["Service"]
    assert service["User"] == "gzf"
    for name in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices"):
        assert service[name] == "yes"
    assert service["StateDirectoryMode"] == "0700"


def test_the_proxy_lets_a_whole_batch_through() -> None:
    text = (FOLDER / "nginx.conf").read_text("utf-8")
    (megabytes,) = re.findall(r"client_max_body_size\s+(\d+)m;", text)
    assert int(megabytes) * 1024 * 1024 > Limits().max_bytes + OVERHEAD
    assert text.count("{") == text.count("}")
    assert environment()["GZF_PORT"] in text


def test_both_ends_say_the_version_of_the_project() -> None:
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert re.findall(r'^version = "(.+)"$', text, re.MULTILINE) == [APP_VERSION]
    from gzf_desk import __version__

    assert __version__ == APP_VERSION
