"""The PC/SC driver behind a real service: editions of the card, and what cards, programs and the service do wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.reader_rigs import ROOT, PcscRig

SLACK_S = 0.5


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PcscRig]:
    made = PcscRig(tmp_path_factory.mktemp("pcsc"))
    yield made
    made.end()


@pytest.fixture
def rig(bench: PcscRig) -> Iterator[PcscRig]:
    until(bench, "NoCard")
    yield bench
    bench.lift()


def until(rig: PcscRig, kind: str) -> None:
    end = time.monotonic() + 5
    while (seen := rig.state()).kind != kind:
        assert time.monotonic() < end, seen
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("chip", "name"),
    [
        ({}, "林秀例"),
        ({"version": "1.00"}, "林秀例"),
        ({"announce": True}, "林秀例"),
        ({"short_files": False}, "林秀例"),
        ({"announce": True, "short_files": False, "version": "1.00"}, "林秀例"),
        ({"version": "3.00"}, "林秀例"),
        # thirty bytes end inside a character: only the joined bytes can be decoded
        ({"fields": {"name": "A阿卜杜热合曼·示例江·测试买买提·例"}}, "A阿卜杜热合曼·示例江·测试买买提·例"),
        ({"fields": {"name": "林𠀀例"}}, "林𠀀例"),
    ],
)
def test_editions_and_answers(rig: PcscRig, chip: dict[str, Any], name: str) -> None:
    rig.lay("social-2", **chip)
    found = rig.read(3)
    assert found.card is not None, found
    assert (found.card["name"], found.card["number"]) == (name, "99010119870416102X")
    assert found.card["birth_date"] == "1987-04-16"
    assert (found.card["sex"], found.card["nation"]) == ("female", "汉")
    assert (found.card["card_number"], found.card["valid_to"]) == ("T99000001", "2030-01-01")
    assert found.card["document_type"] == "social"
    assert found.card["warnings"] == []


def test_the_third_edition_asks_for_authentication(rig: PcscRig) -> None:
    rig.lay("social-2", version="3.00", locked=True)
    found = rig.read(3)
    assert (found.kind, found.code) == ("Fault", "AUTH_REQUIRED")


def test_a_card_torn_out_at_any_command(rig: PcscRig) -> None:
    for at in range(1, 12):
        rig.lay("social-2", tear_at=at)
        found = rig.read(3)
        assert (found.kind, found.code) == ("Fault", "CARD_LIFTED"), at
        until(rig, "NoCard")


def test_another_kind_of_card(rig: PcscRig) -> None:
    rig.lay("social-2", application=False)
    assert rig.read(3).code == "CARD_UNKNOWN"


@pytest.mark.parametrize("timeout_s", [1.0, 2.0])
def test_a_card_that_falls_silent_does_not_hold_the_desk(tmp_path: Path, timeout_s: float) -> None:
    rig = PcscRig(tmp_path)
    try:
        rig.lay("social-2", mute_at=5)
        until(rig, "Ready")
        found = rig.read(timeout_s)
        assert found.code == "TIMEOUT"
        assert found.took_s < timeout_s + SLACK_S
    finally:
        rig.end()


def test_another_program_holds_the_card(tmp_path: Path) -> None:
    # a service of its own: pcscd 1.9.9 with vpcd now and then keeps showing a card torn out after an exclusive hold
    rig = PcscRig(tmp_path)
    try:
        rig.lay("social-2")
        until(rig, "Ready")
        rig.tell("hold")
        found = rig.read(3)
        assert (found.kind, found.code) == ("Fault", "CARD_IN_USE")
        assert found.took_s < 3
        rig.tell("release")
        assert rig.read(3).kind == "CardRead"
    finally:
        rig.end()


def test_a_swap_between_two_looks_is_seen(rig: PcscRig) -> None:
    rig.lay("social-2")
    assert rig.read(3).kind == "CardRead"
    assert rig.state().kind == "Ready"
    rig.lift()
    time.sleep(1.0)  # the reader's own polling must see the slot empty; the driver must not be asked meanwhile
    rig.lay("social-wang")
    time.sleep(1.0)
    assert rig.state().kind == "NoCard"
    assert rig.state().kind == "Ready"


def test_the_service_dies_and_comes_back(tmp_path: Path) -> None:
    rig = PcscRig(tmp_path)
    try:
        rig.lay("social-2")
        assert rig.read(3).kind == "CardRead"
        rig.lift()
        rig.tell("kill_service")
        for found in (rig.state(), rig.read(1)):
            assert (found.kind, found.code) == ("NotConnected", "SERVICE_MISSING")
        rig.tell("start_service")
        until(rig, "NoCard")
        rig.lay("social-2")
        assert rig.read(3).kind == "CardRead"
    finally:
        rig.end()


def test_the_command_reads_a_card(rig: PcscRig) -> None:
    rig.lay("social-2")
    until(rig, "Ready")
    done = rig.tell("gzf_desk", argv=["card", "read", "--driver", "pcsc", "--timeout", "5", "--json"])
    assert done["code"] == 0, done
    assert json.loads(done["out"])["name"] == "林秀例"
    other = rig.tell("gzf_desk", argv=["card", "read", "--driver", "pcsc", "--port", "Other", "--json"])
    assert other["code"] == 3
    assert json.loads(other["out"])["error"]["code"] == "reader.port_missing"


def test_without_a_service_the_command_gives_advice(tmp_path: Path) -> None:
    program = "import sys; from gzf_desk.cli import main; sys.exit(main())"
    done = subprocess.run(
        [sys.executable, "-c", program, "card", "read", "--driver", "pcsc", "--timeout", "2", "--json"],
        cwd=ROOT,
        env={**os.environ, "PCSCLITE_CSOCK_NAME": str(tmp_path / "nothing")},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 3
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "reader.service_missing"
    assert error["advice"]
