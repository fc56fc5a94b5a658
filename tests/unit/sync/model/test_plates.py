"""Plates and vehicle numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model.plates import Plate, PlateKind, parse_plate, parse_vin

ORDINARY, NEW_ENERGY = PlateKind.ORDINARY, PlateKind.NEW_ENERGY


@pytest.mark.parametrize(
    ("text", "plate", "kind"),
    [
        ("粤B12345", "粤B12345", ORDINARY),
        ("粤b·1234a", "粤B1234A", ORDINARY),
        (" 粤B-12345 ", "粤B12345", ORDINARY),
        ("粤Ｂ１２３４５", "粤B12345", ORDINARY),
        ("赣CZZZZZ", "赣CZZZZZ", ORDINARY),
        ("粤Z1234港", "粤Z1234港", ORDINARY),
        ("粤Z1234澳", "粤Z1234澳", ORDINARY),
        ("京A1234警", "京A1234警", ORDINARY),
        ("皖S1234挂", "皖S1234挂", ORDINARY),
        ("闽A1234学", "闽A1234学", ORDINARY),
        ("例A12345", "例A12345", ORDINARY),
        ("粤BD12345", "粤BD12345", NEW_ENERGY),
        ("粤BFA1234", "粤BFA1234", NEW_ENERGY),
        ("苏CK01234", "苏CK01234", NEW_ENERGY),
        ("粤B12345D", "粤B12345D", NEW_ENERGY),
        ("粤B12345K", "粤B12345K", NEW_ENERGY),
    ],
)
def test_plates_that_can_be_right(text: str, plate: str, kind: PlateKind) -> None:
    assert parse_plate(text) == Plate(plate, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "粤B1234",
        "粤B123456",
        "粤B123456D",
        "粤112345",
        "B12345",
        "龙A12345",
        "粤B1234I",
        "粤BO2345",
        "粤B12345I",
        "粤BI12345",
        "粤BL12345",
        "粤B12345L",
        "粤BDO1234",
        "粤BDA12B4",
        "粤BD1234港",
        "粤B港1234",
        "粤B1234领",
        "使123456",
        "粤粤B12345",
        "粤B12345" + " " * 30,
    ],
)
def test_what_is_no_plate_of_a_household(text: str) -> None:
    assert parse_plate(text) is None


def test_the_longest_text_that_is_read() -> None:
    assert parse_plate("粤B12345" + " " * 25) is not None
    assert parse_plate("粤B12345" + " " * 26) is None
    assert parse_vin("LSVAU033212345678" + " " * 15) == "LSVAU033212345678"
    assert parse_vin("LSVAU033212345678" + " " * 16) is None


@given(st.text(max_size=40))
def test_any_text_is_judged_and_a_plate_stays_a_plate(text: str) -> None:
    plate = parse_plate(text)
    if plate is not None:
        assert len(plate.text) == (8 if plate.kind is NEW_ENERGY else 7)
        assert parse_plate(plate.text) == plate


@given(st.from_regex(r"[京粤赣皖苏闽][A-HJ-NP-Z][A-HJ-NP-Z0-9]{5}", fullmatch=True))
def test_every_ordinary_plate_passes(text: str) -> None:
    assert parse_plate(text) == Plate(text, ORDINARY)


def test_vehicle_numbers() -> None:
    assert parse_vin(" lsvau033212345678 ") == "LSVAU033212345678"
    for wrong in (
        "",
        "LSVAU03321234567",
        "LSVAU0332123456789",
        "LSVAU03321234567I",
        "LSVAUO33212345678",
        "LSVAUQ33212345678",
    ):
        assert parse_vin(wrong) is None
