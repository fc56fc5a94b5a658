"""The parts: shapes that differ in grey, keys that work, words for screen readers, signatures that survive."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gzf_desk.errors import UserFacingError
from gzf_desk.ui.theme.look import Kit
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton, ReasonedButton, key_text
from gzf_desk.ui.widgets.cards import Toast, error_conversation
from gzf_desk.ui.widgets.facts import ClassGrid, FactLine, FactTable
from gzf_desk.ui.widgets.forms import ChoiceBox, DraftLine, FormRow, Source
from gzf_desk.ui.widgets.icons import icon_paths, paint_icon
from gzf_desk.ui.widgets.keys import KeyMap
from gzf_desk.ui.widgets.pills import StatusPill, StorageStep
from gzf_desk.ui.widgets.signature_pad import SignaturePad
from gzf_desk.ui.widgets.stages import Stage, StageBar, StageState, Step, StepList
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol, paint_symbol
from gzf_desk.ui.widgets.sync_pill import LineState, StoredCounts, SyncPill
from gzf_desk.ui.widgets.tables import CellTable, Column, PillCell, Row, StorageCell, TextCell
from tests.support.pictures import grey, painted


def test_every_status_is_told_apart_without_colour(kit: Kit) -> None:
    shapes = {m: grey(painted(48, lambda p, m=m: paint_symbol(p, QRectF(4, 4, 40, 40), m, kit.look))) for m in Mark}
    for one, other in combinations(Mark, 2):
        pairs = zip(chain.from_iterable(shapes[one]), chain.from_iterable(shapes[other]), strict=True)
        differing = sum(abs(a - b) > 60 for a, b in pairs)
        assert differing >= 10, (one, other)


def test_every_icon_draws_something_of_its_own(kit: Kit) -> None:
    ink = kit.look.colour("ink")
    shapes = {
        name: grey(painted(48, lambda p, name=name: paint_icon(p, QRectF(0, 0, 48, 48), name, ink)))
        for name in icon_paths()
    }
    assert len(shapes) > 15
    for name, shape in shapes.items():
        assert min(min(line) for line in shape) < 200, name


def test_a_symbol_speaks_its_word(kit: Kit, qtbot: QtBot) -> None:
    symbol = StatusSymbol(kit, Mark.NEAR, sentence="人均 1,809 元")
    qtbot.addWidget(symbol)
    assert (symbol.accessibleName(), symbol.accessibleDescription()) == ("接近", "人均 1,809 元")


@pytest.mark.parametrize(
    ("keys", "shown"),
    [("Ctrl+Right", "Ctrl →"), ("Alt+1", "Alt 1"), ("Ctrl+Return", "Ctrl Enter"), ("F2", "F2"), ("Alt++", "Alt +")],
)
def test_key_caps(keys: str, shown: str) -> None:
    assert key_text(keys) == shown


def test_a_button_shows_and_answers_its_key(kit: Kit, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    keys = KeyMap(page)
    button = KeyButton(kit, "叫下一位", "primary", keys="F4")
    QVBoxLayout(page).addWidget(button)
    keys.bind_button(button, "叫号")
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    button.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F4)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert len(pressed) == 2
    assert button.accessibleDescription() == "F4"
    with pytest.raises(ValueError, match="F4"):
        keys.bind("F4", lambda: None)


def test_a_button_that_cannot_act_says_what_is_missing(kit: Kit, qtbot: QtBot) -> None:
    made = ReasonedButton(kit, KeyButton(kit, "封好", "primary", keys="Ctrl+Return"))
    qtbot.addWidget(made)
    made.set_missing("还差 2 个签名")
    assert not made.button.isEnabled()
    assert (made.reason.text(), made.button.accessibleDescription()) == ("还差 2 个签名", "还差 2 个签名")
    made.set_missing("")
    assert made.button.isEnabled()
    assert made.reason.isHidden()


def test_choices_start_empty_and_can_be_cleared(kit: Kit, qtbot: QtBot) -> None:
    bar = ChoiceBar(kit, "意见", [("agree", "同意", "Alt+A"), ("return", "退回", "Alt+R")])
    qtbot.addWidget(bar)
    assert bar.value() == ""
    bar.buttons["return"].click()
    assert bar.value() == "return"
    bar.set_value("")
    assert bar.value() == ""
    assert bar.buttons["agree"].accessibleName() == "意见: 同意"


def test_a_form_row_keeps_what_is_being_typed_and_names_its_source(kit: Kit, qtbot: QtBot) -> None:
    line = DraftLine()
    made = FormRow(kit, "手机号", line, required=True, hint="发短信到这里")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    told: list[str] = []
    made.on_edit(told.append)
    line.setFocus()
    qtbot.keyClicks(line, "199")
    made.show_value("old", Source.SHARED)
    assert line.text() == "199"
    assert told == ["1", "19", "199"]
    made.force_value("undone")
    assert line.text() == "undone"
    assert told == ["1", "19", "199"]
    assert "必填" in line.accessibleName()
    made.show_problem("这不像电话号码")
    assert line.accessibleDescription() == "这不像电话号码"
    made.show_problem("")
    assert line.accessibleDescription() == "发短信到这里"
    made.show_value("林秀例", Source.CARD)
    assert line.isReadOnly()


def test_undo_belongs_to_the_draft_not_to_the_field(kit: Kit, qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    line = DraftLine()
    QVBoxLayout(page).addWidget(line)
    undone: list[bool] = []
    KeyMap(page).bind("Ctrl+Z", lambda: undone.append(True))
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    line.setFocus()
    qtbot.keyClicks(line, "abc")
    qtbot.keyClick(line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [True]
    assert line.text() == "abc"


def test_the_wheel_never_changes_an_answer(kit: Kit, qtbot: QtBot) -> None:
    box = ChoiceBox(kit, [("", "还没选"), ("10", "未婚"), ("20", "已婚")])
    qtbot.addWidget(box)
    told: list[int] = []
    box.activated.connect(told.append)
    box.set_value("20")
    assert (box.value(), told) == ("20", [])
    box.set_value("77")
    assert box.value() == ""


def test_a_table_says_what_it_shows_keeps_its_row_and_opens_by_enter(kit: Kit, qtbot: QtBot) -> None:
    table = CellTable(kit, "今天要办", [Column("还有几天", 120), Column("谁家的事"), Column("存在哪里", 120)])
    qtbot.addWidget(table)

    def rows(*keys: str) -> list[Row]:
        cells = (PillCell("剩 1 天", Mark.NEAR), TextCell("郑*明", "SQ…1"), StorageCell(StorageStep.HERE))
        return [Row(key, cells) for key in keys]

    table.show_rows(rows("a", "b", "c"))
    table.resize(500, 300)
    with qtbot.waitActive(table):
        table.show()
        table.activateWindow()
    table.setFocus()
    opened: list[str] = []
    looked: list[str] = []
    table.opened.connect(opened.append)
    table.looked.connect(looked.append)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Space)
    assert (opened, looked) == (["b"], ["b"])
    table.show_rows(rows("x", "a", "b"))
    assert table.current_key() == "b"
    table.show_rows(rows("x"))
    assert table.current_key() == "x"
    index = table.cells.index(0, 0)
    assert table.cells.data(index, Qt.ItemDataRole.AccessibleTextRole) == "还有几天: 剩 1 天"
    assert table.cells.data(table.cells.index(0, 2)) == "只在本机"


def test_facts_and_grids_walk_by_arrows_and_speak(kit: Kit, qtbot: QtBot) -> None:
    facts = FactTable(kit, "家庭和住房")
    qtbot.addWidget(facts)
    facts.show_lines([FactLine("户口", "本镇", "本镇", Mark.OK), FactLine("房产", "没有", "1 处", Mark.NEAR)])
    assert facts.current == 1
    assert facts.accessibleDescription() == "房产, 没有, 1 处, 接近"
    qtbot.keyClick(facts, Qt.Key.Key_Up)
    assert facts.accessibleDescription() == "户口, 本镇, 本镇, 对得上"
    grid = ClassGrid(kit, "部门核验")
    qtbot.addWidget(grid)
    grid.show_grid(["孙*样", "妻 王*一"], [("不动产", ((Mark.OK, "没有"), (Mark.NEAR, "邻县老宅已拆")))])
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.accessibleDescription() == "不动产, 妻 王*一, 接近: 邻县老宅已拆"


def test_a_signature_becomes_a_transparent_picture(kit: Kit, qtbot: QtBot) -> None:
    pad = SignaturePad(kit)
    qtbot.addWidget(pad)
    pad.resize(400, 120)
    pad.show()
    assert pad.png() == b""
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(40, 60))
    for x in range(50, 200, 10):
        qtbot.mouseMove(pad, QPoint(x, 60 + x % 20))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(200, 60))
    assert pad.is_written()
    image = QImage.fromData(pad.png(), "PNG")
    assert (image.width(), image.height()) == (800, 240)
    assert image.hasAlphaChannel()
    assert image.pixelColor(2, 2).alpha() == 0
    assert any(image.pixelColor(x, y).alpha() == 255 for x in range(80, 400) for y in range(100, 170, 2))
    assert "1" in pad.accessibleDescription()
    pad.clear()
    assert pad.png() == b""


def test_the_pill_speaks_three_honest_words(kit: Kit, qtbot: QtBot) -> None:
    pill = SyncPill(kit)
    qtbot.addWidget(pill)
    pill.show_state(LineState.OFFLINE, StoredCounts(2, 4, 126))
    assert pill.accessibleDescription() == "断网·照常办；只在本机 2 件，两处都有 4 件，省平台已收 126 件"
    with qtbot.waitSignal(pill.opened):
        qtbot.keyClick(pill, Qt.Key.Key_Return)


def test_stages_and_steps_speak(kit: Kit, qtbot: QtBot) -> None:
    bar = StageBar(kit, [Stage("申请", StageState.DONE, "11-13"), Stage("受理", StageState.NOW, "还有 3 天")])
    steps = StepList(kit, [Step("读卡认人", done=True), Step("家里人", "3 人"), Step("现在住哪")], 1)
    for widget in (bar, steps):
        qtbot.addWidget(widget)
    assert bar.accessibleDescription() == "申请 办完了 11-13; 受理 正在办 还有 3 天"
    assert steps.accessibleDescription() == "第 2 步，共 3 步：家里人"
    with qtbot.waitSignal(steps.chosen) as asked:
        qtbot.keyClick(steps, Qt.Key.Key_Down)
    assert asked.args == [2]


def test_an_error_is_a_conversation_without_its_code(kit: Kit, qtbot: QtBot) -> None:
    said = error_conversation(kit, UserFacingError("printer.empty", "打印机没纸了。", "放好纸按 Enter。"))
    qtbot.addWidget(said)
    assert said.what.text() == "打印机没纸了。"
    assert said.more.text() == "放好纸按 Enter。"
    assert "printer" not in said.accessibleName() + said.accessibleDescription()


def test_a_toast_takes_no_focus_and_can_take_a_step_back(kit: Kit, qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(600, 300)
    host.show()
    toast = Toast(kit, host)
    undone: list[bool] = []
    toast.say("不要这一行了", lambda: undone.append(True))
    assert toast.isVisible()
    assert toast.focusPolicy() == Qt.FocusPolicy.NoFocus
    toast.back.click()
    assert undone == [True]
    assert not toast.isVisible()


def test_a_pill_is_never_narrower_than_its_words(kit: Kit, qtbot: QtBot) -> None:
    pill = StatusPill(kit, "受理限 5 个工作日，今天第 5 天", Mark.BAD)
    qtbot.addWidget(pill)
    assert pill.width() >= pill.fontMetrics().horizontalAdvance(pill.text)
