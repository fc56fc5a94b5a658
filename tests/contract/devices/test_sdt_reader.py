"""The SDT driver over a real terminal: layouts, speeds, and everything that a line and a module do wrong."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.reader_rigs import CARDS, ROOT, Outcome, SdtRig, open_reader, outcome_of
from tests.support.sam_simulator import FAULTS, SamSimulator, load_card_file

SLACK_S = 0.5
LIN = load_card_file(CARDS / "lin-xiuli.json")

WHAT_FAULTS_BECOME = {
    "none": "CardRead",
    "noise": "CardRead",
    "noise-inside": "READER_GARBLED",
    "noise-inside-once": "CardRead",
    "checksum": "READER_GARBLED",
    "checksum-once": "CardRead",
    "silence": "READER_SILENT",
    "silence-read": "READER_SILENT",
    "truncated": "READER_GARBLED",
    "length": "READER_GARBLED",
    "length-short": "READER_GARBLED",
    "flood": "READER_GARBLED",
    "lifted": "CARD_LIFTED",
    "lifted-before-select": "CARD_LIFTED",
    "unplugged": "READER_LOST",
    "unauthorised": "READER_UNAUTHORISED",
    "self-test": "READER_SELF_TEST",
    "unknown-card": "CARD_UNKNOWN",
    "damaged-lengths": "CARD_DAMAGED",
    "no-id": "CardRead",
    "slow-first-byte": "CardRead",
}


def read(sam: SamSimulator, folder: Path, timeout_s: float) -> Outcome:
    reader = open_reader("sdt", sam.path, folder)
    try:
        return outcome_of(reader, "read", timeout_s)
    finally:
        reader.close()


def gzf_desk(*argv: str) -> tuple[int, Any, float]:
    """The real command in a process of its own: exit code, JSON on stdout, seconds."""
    program = "import sys; from gzf_desk.cli import main; sys.exit(main())"
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, *argv, "--json"], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout), time.monotonic() - began


def test_every_fault_is_in_the_table() -> None:
    assert set(WHAT_FAULTS_BECOME) == set(FAULTS)


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_what_goes_wrong_is_told_in_time(fault: str, tmp_path: Path) -> None:
    timeout_s = 2.0
    with SamSimulator(LIN, fault) as sam:
        found = read(sam, tmp_path, timeout_s)
    assert (found.code or found.kind) == WHAT_FAULTS_BECOME[fault]
    assert found.took_s < timeout_s + SLACK_S


@pytest.mark.parametrize("fault", ["silence", "flood", "checksum", "truncated", "slow-first-byte", "none"])
def test_a_short_time_is_kept_too(fault: str, tmp_path: Path) -> None:
    with SamSimulator(LIN, fault) as sam:
        found = read(sam, tmp_path, 0.3)
    assert found.took_s < 0.3 + SLACK_S
    assert found.kind == "CardRead" if fault == "none" else found.kind in {"Fault", "NotConnected", "NoCard"}


@pytest.mark.parametrize(
    "card",
    [
        "lin-xiuli",
        "wang-guize",
        "aliya-example",
        "expired",
        "contradictory",
        "hong-kong",
        "foreign-2017",
        "foreign-2023",
    ],
)
def test_every_kind_of_card_through_the_command(card: str) -> None:
    fields = load_card_file(CARDS / f"{card}.json")
    with SamSimulator(fields, paced=True) as sam:
        code, found, _ = gzf_desk("card", "read", "--driver", "sdt", "--port", sam.path, "--timeout", "5")
    assert code == 0
    assert found["document_type"] == fields["card_type"]
    assert found["reader"] == "SDT 05.03-20260101-0001234567-0089012345"
    for key in ("name", "number", "address", "issuer", "pass_number", "name_latin", "newest_address"):
        assert (found[key] or "") == fields.get(key, ""), key
    doubts = {
        "expired": ["EXPIRED"],
        "contradictory": ["BIRTH_MISMATCH", "SEX_MISMATCH", "NATION_UNKNOWN", "NOT_YET_VALID"],
    }
    assert found["warnings"] == doubts.get(card, [])


@pytest.mark.parametrize("fault", ["silence", "checksum", "lifted", "unplugged", "truncated"])
def test_the_command_fails_with_advice_and_three(fault: str) -> None:
    with SamSimulator(LIN, fault) as sam:
        code, found, took = gzf_desk("card", "read", "--driver", "sdt", "--port", sam.path, "--timeout", "2")
    assert code == 3
    assert found["error"]["code"] == f"reader.{WHAT_FAULTS_BECOME[fault].lower()}"
    assert found["error"]["message"]
    assert found["error"]["advice"]
    assert took < 2 + SLACK_S + 1.0, "one second more for the interpreter on a busy machine"


@pytest.mark.parametrize("baud", [57_600, 38_400, 19_200, 9_600])
def test_other_speeds_are_found(baud: int, tmp_path: Path) -> None:
    with SamSimulator(LIN, baud=baud) as sam:
        assert read(sam, tmp_path, 5).kind == "CardRead"


def test_a_missing_port_and_a_port_in_use(tmp_path: Path) -> None:
    missing = outcome_of(open_reader("sdt", str(tmp_path / "ttyNONE"), tmp_path), "state", 1)
    assert (missing.kind, missing.code) == ("NotConnected", "PORT_MISSING")
    with SamSimulator(LIN) as sam:
        first, second = open_reader("sdt", sam.path, tmp_path), open_reader("sdt", sam.path, tmp_path)
        assert outcome_of(first, "state", 1).kind == "Ready"
        assert outcome_of(second, "state", 1).code == "PORT_BUSY"
        first.close()
        assert outcome_of(second, "read", 1).kind == "CardRead"
        second.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SdtRig]:
    made = SdtRig(tmp_path)
    yield made
    made.end()


def test_the_same_card_must_be_lifted_before_it_reads_again(rig: SdtRig) -> None:
    rig.lay("lin-xiuli")
    assert rig.read(1).kind == "CardRead"
    assert rig.state().kind == "Ready"
    assert rig.read(0.4).code == "CARD_ALREADY_READ"
    rig.close_reader()
    assert rig.read(0.4).code == "CARD_ALREADY_READ", "a new session sees it as well"
    rig.lift()
    assert rig.read(0.4).kind == "NoCard"
    rig.lay("lin-xiuli")
    assert rig.read(1).kind == "CardRead"


def test_after_a_look_at_the_state_the_card_is_still_read(rig: SdtRig) -> None:
    rig.lay("lin-xiuli")
    assert rig.state().kind == "Ready"
    assert rig.state().kind == "Ready"
    assert rig.read(1).kind == "CardRead"


def test_a_card_lifted_after_the_look_is_waited_for(rig: SdtRig) -> None:
    rig.lay("lin-xiuli")
    assert rig.state().kind == "Ready"
    rig.lift()
    assert rig.read(0.6).code == "CARD_LIFTED"
    rig.lay("lin-xiuli")
    assert rig.read(1).kind == "CardRead"


def test_an_unplugged_reader_comes_back_on_another_port(rig: SdtRig, tmp_path: Path) -> None:
    rig.lay("lin-xiuli")
    assert rig.state().kind == "Ready"
    rig.sam.unplug()
    lost = rig.read(1)
    assert (lost.kind, lost.code) == ("NotConnected", "READER_LOST")
    assert rig.state().code == "PORT_MISSING"
    with SamSimulator(LIN) as sam:
        assert read(sam, tmp_path, 1).kind == "CardRead"


def test_fingerprints_are_never_asked_for(rig: SdtRig) -> None:
    rig.lay("lin-xiuli")
    rig.read(1)
    assert rig.sam.commands == ["11FF", "12FF", "2001", "2002", "3001", "3003"]


def test_the_simulator_is_a_program(tmp_path: Path) -> None:
    program = [
        sys.executable,
        str(ROOT / "tests" / "support" / "sam_simulator.py"),
        "--card",
        str(CARDS / "lin-xiuli.json"),
    ]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        path = process.stdout.readline().strip()
        code, found, _ = gzf_desk("card", "read", "--driver", "sdt", "--port", path, "--timeout", "5")
        assert (code, found["name"]) == (0, "林秀例")
        for line in ("lift", "fault silence"):
            process.stdin.write(line + "\n")
            process.stdin.flush()
            assert process.stdout.readline() == "ok\n"
        assert gzf_desk("card", "read", "--driver", "sdt", "--port", path, "--timeout", "1")[0] == 3
        process.stdin.write("quit\n")
        process.stdin.flush()
        assert process.wait(5) == 0
