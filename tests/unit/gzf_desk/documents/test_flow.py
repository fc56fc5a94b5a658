"""Pages: where they break, what stays together, what returns on the next page."""

from __future__ import annotations

import pytest

from gzf_desk.documents.blocks import Columns, Gap, Paragraph, Ticks, Together, heading, plain
from gzf_desk.documents.flow import FORM_MARGINS, Paper, paginate
from gzf_desk.documents.ink import PictureBox, SealPlace
from gzf_desk.documents.sheet import MM, Sheet, Text, Tick
from gzf_desk.documents.specimens import specimen_context
from gzf_desk.documents.tables import Cell, Table, label, row
from gzf_desk.documents.typesetting import Style
from tests.support.papers import PAPERS

LINE = Style(10, 20)


def pages(*blocks: object) -> tuple[Sheet, ...]:
    paper = Paper("t", blocks, FORM_MARGINS)  # type: ignore[arg-type]  # any mixture of blocks
    return paginate(paper, PAPERS["D03"], specimen_context(), "0" * 64)


def words(sheet: Sheet) -> list[str]:
    return [mark.text for mark in sheet.marks if isinstance(mark, Text)]


def test_every_page_carries_the_foot() -> None:
    sheets = pages(*(Paragraph(plain(f"行{n}"), LINE) for n in range(80)))
    assert len(sheets) == 3
    for number, sheet in enumerate(sheets, 1):
        foot = "".join(words(sheet))
        for said in (
            "文书编号 CN990101-0003-00122-7",
            "申请编号 SQ990101-0003-00122-4",
            f"第 {number} 页 共 3 页",
            "打印 2026年11月20日 09:41",
            "窗口 云溪镇便民服务中心 3 号窗口",
            "经办 何例芳",
            "热线 000-00000000",
            "样式 D03 2026-11 版",
            "内容校验码 0000 0000 0000 0000",
        ):
            assert said in foot


def test_a_table_head_returns_on_every_page() -> None:
    rows = (row(label("头甲"), label("头乙")), *(row(Cell(plain(f"行{n}")), Cell()) for n in range(90)))
    sheets = pages(Table((1, 1), rows, headers=1))
    assert len(sheets) > 2
    for sheet in sheets:
        assert words(sheet).count("头甲") == 1
    assert sum(text.startswith("行") for sheet in sheets for text in words(sheet)) == 90


def test_a_heading_stays_with_its_text() -> None:
    for fill_lines in range(30, 40):
        sheets = pages(
            *(Paragraph(plain("行"), LINE) for _ in range(fill_lines)), heading("题"), Paragraph(plain("文"), LINE)
        )
        where = {text: index for index, sheet in enumerate(sheets) for text in words(sheet) if text in "题文"}
        assert where["题"] == where["文"]


def test_no_line_of_a_paragraph_stands_alone() -> None:
    text = "公共租赁住房" * 40
    for fill_lines in range(28, 36):
        sheets = pages(*(Paragraph(plain("行"), LINE) for _ in range(fill_lines)), Paragraph(plain(text), LINE))
        counts = [sum(part.startswith(tuple("公共租赁住房")) and len(part) > 3 for part in words(s)) for s in sheets]
        assert 1 not in counts


def test_together_moves_to_the_next_page_whole() -> None:
    block = Together(tuple(Paragraph(plain(f"签{n}"), LINE) for n in range(5)))
    sheets = pages(*(Paragraph(plain("行"), LINE) for _ in range(33)), block)
    assert [sum(text.startswith("签") for text in words(sheet)) for sheet in sheets] == [0, 5]


def test_what_is_higher_than_a_page_is_torn_rather_than_lost() -> None:
    block = Together(tuple(Paragraph(plain(f"签{n}"), LINE) for n in range(60)))
    assert sum(text.startswith("签") for sheet in pages(block) for text in words(sheet)) == 60


def test_a_gap_does_not_begin_a_page() -> None:
    sheets = pages(*(Paragraph(plain("行"), LINE) for _ in range(35)), Gap(9), Paragraph(plain("尾"), LINE))
    assert len(sheets) == 2
    (tail,) = [mark for mark in sheets[1].marks if isinstance(mark, Text) and mark.text == "尾"]
    assert tail.y < (FORM_MARGINS.top + 8) * MM


def test_a_row_must_fill_its_columns() -> None:
    with pytest.raises(ValueError, match="fills 1 of 2"):
        Table((1, 1), (row(label("甲")),)).slices(100)


def test_columns_are_as_high_as_the_highest() -> None:
    high = PictureBox(90, "照片")
    (one,) = Columns(((1, (Gap(1),)), (2, (high, Gap(0))))).slices(300)
    assert one.height == pytest.approx(90)


def test_tick_boxes_keep_what_was_ticked() -> None:
    slices = Ticks((("甲", True), ("乙", False), ("丙", True)), 2).slices(200)
    assert [mark.ticked for one in slices for mark in one.marks if isinstance(mark, Tick)] == [True, False, True]
    assert len(slices) == 2


def test_the_seal_covers_the_office_and_the_day() -> None:
    (one,) = SealPlace("云溪镇人民政府", "2026年11月20日", "（印章）").slices(300)
    assert "云溪镇人民政府" in [mark.text for mark in one.marks if isinstance(mark, Text)]
    assert one.height == pytest.approx(43 * MM)
