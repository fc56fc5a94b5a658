"""What a person types becomes a stored value, or a sentence that says why not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.i18n import LANGUAGES, Translator
from gzf_desk.ui.presenters.fields import Kind, NotUnderstood, money_text, shown, understood


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.YUAN, "1963.50", 196350),
        (Kind.YUAN, " 1,963 元 ", 196300),
        (Kind.YUAN, "12，000", 1200000),
        (Kind.YUAN, "0", 0),
        (Kind.AREA, "35.00㎡", 3500),
        (Kind.AREA, "35", 3500),
        (Kind.DATE, "1979-05-01", "1979-05-01"),
        (Kind.DATE, "19790501", "1979-05-01"),
        (Kind.DATE, "1979.5.1", "1979-05-01"),
        (Kind.DATE, "1979年5月1日", "1979-05-01"),
        (Kind.PHONE, "199 0000 0001", "19900000001"),
        (Kind.COUNT, "12", 12),
        (Kind.YES_NO, "yes", True),
        (Kind.YES_NO, "no", False),
        (Kind.TEXT, " 石桥村 ", "石桥村"),
        (Kind.YUAN, "  ", None),
        (Kind.YES_NO, "", None),
    ],
)
def test_what_is_meant(kind: Kind, text: str, value: object) -> None:
    assert understood(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.YUAN, "很多"),
        (Kind.YUAN, "1.234"),
        (Kind.YUAN, "-5"),
        (Kind.YUAN, "1,2,3"),
        (Kind.YUAN, "NaN"),
        (Kind.YUAN, "1e30"),
        (Kind.AREA, "大概 30"),
        (Kind.DATE, "1979-13-01"),
        (Kind.DATE, "1979-02-30"),
        (Kind.DATE, "1979"),
        (Kind.PHONE, "abc"),
        (Kind.COUNT, "3.5"),
    ],
)
def test_what_is_not_understood_says_so_in_both_languages(kind: Kind, text: str) -> None:
    with pytest.raises(NotUnderstood) as problem:
        understood(kind, text)
    for language in LANGUAGES:
        assert not Translator(language)(problem.value.key).startswith("⟦")


@given(st.integers(min_value=0, max_value=10**12))
def test_money_survives_being_shown_and_typed_again(fen: int) -> None:
    assert understood(Kind.YUAN, money_text(fen)) == fen
    assert understood(Kind.YUAN, shown(Kind.YUAN, fen)) == fen


@given(st.integers(min_value=0, max_value=10**7))
def test_areas_survive(area100: int) -> None:
    assert understood(Kind.AREA, shown(Kind.AREA, area100)) == area100


@given(st.dates(min_value=date(1900, 1, 1)))
def test_dates_survive(day: date) -> None:
    assert understood(Kind.DATE, shown(Kind.DATE, day)) == day.isoformat()
