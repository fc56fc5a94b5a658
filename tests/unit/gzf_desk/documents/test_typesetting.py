"""Line breaking: what may not stand where, nothing lost, nothing too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gzf_desk.documents.typesetting import Line, Span, Style, natural_width, set_lines

PLAIN = Style(10, 15)
LETTERS = "公租房申请家庭林𠮷例，。、；：（）《》“”0123456789abcXYZ- .\n"


def text_of(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def lines(text: str, width: float, style: Style = PLAIN) -> list[str]:
    return [text_of(line) for line in set_lines([Span(text)], width, style)]


def test_breaks_between_any_two_ideographs() -> None:
    assert lines("公共租赁住房", 30) == ["公共租", "赁住房"]


def test_closing_punctuation_does_not_begin_a_line() -> None:
    assert lines("公共租，赁住房", 30) == ["公共", "租，赁", "住房"]


def test_opening_punctuation_does_not_end_a_line() -> None:
    assert lines("公共（租赁）", 30) == ["公共", "（租", "赁）"]


def test_numbers_and_words_stay_whole() -> None:
    number = "SQ990101-0003-00122-4"
    assert any(number in line for line in lines(f"编号{number}在此", 130))


def test_a_word_longer_than_the_line_is_torn() -> None:
    assert "".join(lines("A" * 40, 50)) == "A" * 40
    assert len(lines("A" * 40, 50)) > 3


def test_a_line_break_in_the_text_ends_the_line() -> None:
    assert lines("甲\n\n乙", 100) == ["甲", "", "乙"]
    assert lines("", 100) == [""]


def test_indent_and_hang() -> None:
    found = set_lines([Span("公共租赁住房保障")], 50, Style(10, 15, indent=2, hang=1))
    assert [line.pieces[0].x for line in found] == [20.0, 10.0, 10.0]
    assert [text_of(line) for line in found] == ["公共租", "赁住房保", "障"]


@pytest.mark.parametrize(("align", "x"), [("left", 0.0), ("center", 35.0), ("right", 70.0)])
def test_alignment(align: str, x: float) -> None:
    style = {"left": Style(10, 15), "center": Style(10, 15, align="center"), "right": Style(10, 15, align="right")}
    assert set_lines([Span("公租房")], 100, style[align])[0].pieces[0].x == pytest.approx(x)


def test_justified_lines_reach_the_edge_and_the_last_does_not() -> None:
    first, last = set_lines([Span("公共租赁住房保障住房，租赁补贴")], 104, Style(10, 15, align="justify"))
    assert first.end == pytest.approx(104)
    assert last.end < 104


def test_spans_keep_their_weight_and_underline() -> None:
    (line,) = set_lines([Span("租金"), Span("560.00", "medium", underline=True), Span("元")], 200, PLAIN)
    assert [(piece.text, piece.face, piece.underline) for piece in line.pieces] == [
        ("租金", "NotoSansSC-Regular", False),
        ("560.00", "NotoSansSC-Medium", True),
        ("元", "NotoSansSC-Regular", False),
    ]


def test_natural_width_is_the_longest_line() -> None:
    assert natural_width("公租房\n公租", 10) == pytest.approx(30)


@given(st.text(LETTERS, max_size=120), st.floats(40, 300), st.sampled_from(["left", "center", "right", "justify"]))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: float, align: str) -> None:
    style = {"left": PLAIN, "center": Style(10, 15, align="center"), "right": Style(10, 15, align="right")}.get(
        align, Style(10, 15, align="justify", indent=2)
    )
    found = set_lines([Span(text)], width, style)
    assert "".join(map(text_of, found)).replace(" ", "") == text.replace("\n", "").replace(" ", "")
    for line in found:
        assert line.end <= width + 0.1
        edge = 0.0
        for piece in line.pieces:
            assert piece.x >= edge - 1e-6
            edge = piece.x + piece.width
