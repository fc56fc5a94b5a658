"""``docs/protocol.md`` says what the code does: calls, verdicts, errors, figures."""

from __future__ import annotations

import re
from pathlib import Path

from sync.client import core
from sync.model.states import Verdict
from sync.protocol.api import ENDPOINTS
from sync.protocol.version import MEDIA_TYPE, NONCE_HEADER
from sync.seal import http_signature
from sync.server.enrolment import CODE_BYTES, CODE_LIFE
from sync.server.gateway import STATUS

TEXT = (Path(__file__).resolve().parents[4] / "docs" / "protocol.md").read_text("utf-8")


def test_every_call_is_described() -> None:
    for endpoint in ENDPOINTS.values():
        request = f"`{endpoint.request.__name__}`" if endpoint.request else "–"
        signed = "yes" if endpoint.signed else "no"
        row = f"| {endpoint.name} | `{endpoint.path}` | {signed} | {request} → `{endpoint.reply.__name__}` |"
        assert row in TEXT


def test_every_verdict_and_every_error_is_described() -> None:
    verdicts = TEXT.split("| verdict | meaning |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| `(\w+)` ", verdicts, re.MULTILINE)) == {verdict.value for verdict in Verdict}
    errors = TEXT.split("| code | status |")[1].split("\n\n")[0]
    described = {code for row in errors.splitlines() for code in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert described == set(STATUS)


def test_the_figures_are_those_of_the_code() -> None:
    assert f"`{MEDIA_TYPE}`" in TEXT
    assert f"`{NONCE_HEADER}`" in TEXT
    assert f"(at most {http_signature.MAX_AGE.seconds} s later)" in TEXT
    assert f"{http_signature.SKEW.seconds} s of skew" in TEXT
    assert f"nonces for {http_signature.NONCE_TTL.seconds} s" in TEXT
    assert f'`tag="{http_signature.TAG}"`' in TEXT
    assert all(f"`{component}`" in TEXT for component in http_signature.COVERED)
    assert f"{CODE_BYTES * 8} bit of chance" in TEXT
    assert f"valid for {CODE_LIFE.seconds // 60} minutes" in TEXT
    assert f"{core.FIRST_OPS} ops or {core.FIRST_BYTES // 1024} KiB" in TEXT
    assert f"… {core.BACKOFF_CAP_S:.0f} s" in TEXT
