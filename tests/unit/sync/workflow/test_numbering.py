"""Formal numbers: the check finds every wrong digit, the parts come back, people see groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.workflow.numbering import (
    PLATFORM_ONLY,
    NumberKind,
    NumberParts,
    NumberReason,
    check_digit,
    display,
    make,
    parse,
)

NUMBERS = st.builds(
    make,
    st.sampled_from(NumberKind),
    st.integers(0, 999_999).map("{:06d}".format),
    st.integers(0, 9_999).map("{:04d}".format),
    st.integers(1, 99_999),
)


def test_the_check_of_the_standard() -> None:
    assert check_digit("0794") == "5"  # the example of ISO 7064 for MOD 11,10
    number = make(NumberKind.APPLICATION, "990101", "0003", 122)
    assert number == "SQ9901010003001228"
    assert display(number) == "SQ990101-0003-00122-8"


@given(NUMBERS)
def test_there_and_back(number: str) -> None:
    parts = parse(number)
    assert isinstance(parts, NumberParts)
    assert make(parts.kind, parts.region, parts.station, parts.sequence) == number
    assert parse(display(number)) == parts
    assert parse(f" {number.lower()} ") == parts


@given(NUMBERS, st.integers(2, 17), st.integers(1, 9))
def test_every_single_wrong_digit_is_found(number: str, at: int, shift: int) -> None:
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert parse(wrong) is NumberReason.CHECK_DIGIT


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", NumberReason.LENGTH),
        ("SQ99010100030012", NumberReason.LENGTH),
        ("QQ9901010003001228", NumberReason.KIND),
        ("SQ99010100030012X4", NumberReason.FORMAT),
        ("SQ９901010003001228", NumberReason.FORMAT),
        ("9901010003001228SQ", NumberReason.FORMAT),
    ],
)
def test_what_is_no_number(text: str, reason: NumberReason) -> None:
    assert parse(text) is reason
    assert display(text) == text


@pytest.mark.parametrize(
    ("region", "station", "sequence"),
    [
        ("99010", "0003", 1),
        ("9901010", "0003", 1),
        ("99010x", "0003", 1),
        ("990101\n", "0003", 1),
        ("990101", "３", 1),
        ("990101", "00030", 1),
        ("990101", "003", 1),
        ("990101", "0003", 0),
        ("990101", "0003", -1),
        ("990101", "0003", 100_000),
    ],
)
def test_a_malformed_part_makes_no_number(region: str, station: str, sequence: int) -> None:
    with pytest.raises(ValueError, match=r"digits|sequence"):
        make(NumberKind.ACCEPTANCE, region, station, sequence)


def test_desks_never_get_numbers_of_the_platform() -> None:
    assert {kind.value for kind in PLATFORM_ONLY} == {"BY", "BT", "ZG", "LH", "PZ", "HT"}


def test_the_codes_of_the_papers_stay() -> None:
    """Numbers are printed and kept for ever."""
    assert {kind.name.lower(): kind.value for kind in NumberKind} == {
        "application": "SQ", "acceptance": "SL", "correction": "BZ", "not_accepted": "BY", "rejection": "BT",
        "qualification": "ZG", "waiting": "LH", "allocation": "PZ", "contract": "HT", "move_in": "RZ", "exit": "TZ",
        "consent": "SC", "undertaking": "CN", "entrustment": "WT", "inspection": "XC", "annual_check": "NS",
        "objection": "YY", "receipt_of_papers": "CL", "intent": "YX", "choice_undertaking": "XZ", "giving_up": "FQ",
        "handover": "JJ", "change": "BG", "service_proof": "SD", "slip": "PJ",
    }  # fmt: skip


@pytest.mark.parametrize("sequence", [1, 99_999])
def test_the_first_and_the_last_of_a_block(sequence: int) -> None:
    parts = parse(make(NumberKind.SLIP, "990101", "0003", sequence))
    assert parts == NumberParts(kind=NumberKind.SLIP, region="990101", station="0003", sequence=sequence)


def test_only_a_number_in_one_piece_is_shown_in_groups() -> None:
    shown = display(make(NumberKind.SLIP, "990101", "0003", 7))
    assert display(shown) == shown
    assert shown.count("-") == 3
