"""Amounts in capitals: read back by an independent reader, and the cases that people get wrong."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.documents.capitals import (
    LARGEST_FEN,
    amount_in_capitals,
    area,
    chinese_day,
    chinese_minute,
    money,
    yearless,
)

DIGITS = {word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read_whole(words: str) -> int:
    """The number that ``words`` say, by splitting at the largest unit."""
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        if unit in words:
            high, low = words.rsplit(unit, 1)
            return read_whole(high) * size + read_whole(low)
    total = digit = 0
    for word in words:
        if word in PLACES:
            total += digit * PLACES[word]
            digit = 0
        else:
            digit = DIGITS[word]
    return total + digit


def read_back(words: str) -> int:
    found = re.fullmatch(r"(?:(.+)元)?零?(?:(.)角)?(?:(.)分)?(整?)", words)
    assert found, words
    yuan, jiao, fen, _ = found.groups()
    return read_whole(yuan or "零") * 100 + DIGITS[jiao or "零"] * 10 + DIGITS[fen or "零"]


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (100530, "壹仟零伍元叁角整"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1005, "壹拾元零伍分"),
        (168032, "壹仟陆佰捌拾元叁角贰分"),
        (10_000_00, "壹万元整"),
        (100_010_00, "壹拾万零壹拾元整"),
        (107_000_53, "壹拾万柒仟元伍角叁分"),
        (10**8 * 100, "壹亿元整"),
        ((10**8 + 1) * 100, "壹亿零壹元整"),
        (1_050_000_000_00, "壹拾亿伍仟万元整"),
        (10**12 * 100, "壹万亿元整"),
        (99_999_999, "玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_that_people_get_wrong(fen: int, words: str) -> None:
    assert amount_in_capitals(fen) == words


@given(st.one_of(st.integers(0, 10**7), st.integers(0, LARGEST_FEN), st.integers(0, 10**9).map(lambda n: n * 10**6)))
def test_capitals_read_back_to_the_same_amount(fen: int) -> None:
    words = amount_in_capitals(fen)
    assert read_back(words) == fen
    assert "零零" not in words
    assert words.endswith(("整", "分"))
    assert words.endswith("分") == bool(fen % 10)


@pytest.mark.parametrize("fen", [-1, LARGEST_FEN + 1])
def test_amounts_that_cannot_be_written_are_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        amount_in_capitals(fen)


def test_numbers_days_and_minutes() -> None:
    assert (money(100530), money(-5), money(123456789)) == ("1,005.30", "-0.05", "1,234,567.89")
    assert (area(4980), area(5)) == ("49.80", "0.05")
    assert chinese_day(date(2026, 11, 2)) == "2026年11月2日"
    assert chinese_day(None).split() == ["年", "月", "日"]
    assert chinese_minute(datetime(2026, 11, 20, 16, 5, tzinfo=UTC)) == "2026年11月21日 00:05"
    assert (yearless(date(2026, 1, 2)), yearless(None)) == ("2026-01-02", "")
