"""What the window promises: whose turn, what is printed, what is shown and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gzf_desk.ui.desk.clipboard import CLIPBOARD_MS
from gzf_desk.ui.desk.navigation import Place, PlaceName
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.presenters.draft import SAVE_AFTER_MS
from gzf_desk.ui.presenters.intake import REVEALED_MS, IntakeStep
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.tables import TextCell
from tests.support.window import PASSPHRASE, MemoryDesk, StraightRunner
from tests.support.window_hands import every_page, go_step, here, sign, texts, turn

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
OpenWindow = Callable[..., DeskWindow]


def test_a_guardian_signs_for_a_child_and_when_all_have_signed_no_key_of_the_pad_is_printed(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    go_step(window, IntakeStep.SIGN)
    assert "林秀例 代 陈小例・授权书" in texts(window)
    assert "Backspace" in {hint.keys for hint in window._bar.hints}
    while turn(window) is not None:
        sign(window, qtbot)
    assert {hint.keys for hint in window._bar.hints} & {"Return", "Backspace", "Alt+Z", "F7"} == set()
    assert "Ctrl+Return" in {hint.keys for hint in window._bar.hints}


def test_a_printed_paper_says_so(open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    go_step(window, IntakeStep.SIGN)
    assert "可以打了" in texts(window)
    qtbot.keyClick(here(window), Qt.Key.Key_F8)
    assert ("send", "D01") in desk.calls
    qtbot.wait(1)
    assert any(words.startswith("打好了") for words in texts(window))
    assert "F8" not in {hint.keys for hint in window._bar.hints}


def test_a_case_offers_its_next_act_only_to_who_has_theturn(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.CASE, "c5"))
    assert "Alt+O" in {hint.keys for hint in window._bar.hints}
    qtbot.keyClick(here(window), Qt.Key.Key_O, ALT)
    assert window.place == Place(PlaceName.REVIEW, "c5")
    desk.timeline_view = replace(desk.timeline_view, next_act="", turn="现在轮到县级审核人")
    window.go(Place(PlaceName.CASE, "c5"))
    assert "现在轮到县级审核人" in texts(window)
    assert "Alt+O" not in {hint.keys for hint in window._bar.hints}
    qtbot.keyClick(here(window), Qt.Key.Key_O, ALT)
    assert window.place.name is PlaceName.CASE
    desk.timeline_view = replace(desk.timeline_view, next_act="allocate_unit", turn="配房")
    window.go(Place(PlaceName.CASE, "c5"))
    qtbot.keyClick(here(window), Qt.Key.Key_O, ALT)
    assert window.place.name is PlaceName.HOMES


def test_a_person_sets_up_the_card_reader_without_a_file(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    desk.today_view = replace(desk.today_view, devices=(("读卡器", "unknown", "还没设"),))
    window = open_window()
    set_up = next(b for b in window.findChildren(KeyButton) if b.accessibleName() == "读卡器 去设置")
    set_up.click()
    drawer = window._settings
    assert drawer.isVisible()
    assert not drawer.use.button.isEnabled()
    for driver, can in (("pcsc", False), ("sdt", True)):
        drawer.reader.set_value(driver)
        drawer.reader.activated.emit(0)
        assert drawer.use.button.isEnabled() is can
    drawer.port.setText("/dev/ttyUSB0")
    drawer.use.button.click()
    assert desk.reader == ("sdt", "/dev/ttyUSB0")
    assert drawer.port.text() == "/dev/ttyUSB0"
    assert drawer.said.text()


def test_a_full_number_is_shown_for_a_reason_for_twenty_seconds(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    number = desk.record.members["m1"].document_number
    assert number
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    go_step(window, IntakeStep.PEOPLE)

    def shown() -> set[str]:
        page = window.page
        assert page is not None
        cells = page.editor.table.cells  # type: ignore[attr-defined]  # the second step
        table = {cell.below for row in cells.rows for cell in row.cells if isinstance(cell, TextCell)}
        return table | {line.displayText() for line in page.findChildren(QLineEdit)}

    assert number not in shown()
    assert f"{number[:6]}************" in shown()
    qtbot.keyClick(here(window), Qt.Key.Key_1, ALT)
    assert number not in shown(), "a reason is given to a question only"
    qtbot.keyClick(here(window), Qt.Key.Key_H, ALT)
    assert number not in shown()
    qtbot.keyClick(here(window), Qt.Key.Key_1, ALT)
    assert ("reveal", "m1", "own_case") in desk.calls
    assert number in shown()
    runner.pass_time(REVEALED_MS)
    assert number not in shown()
    qtbot.keyClick(here(window), Qt.Key.Key_H, ALT)
    qtbot.keyClick(here(window), Qt.Key.Key_1, ALT)
    go_step(window, IntakeStep.HOME)
    go_step(window, IntakeStep.PEOPLE)
    assert number not in shown()


def test_a_number_typed_by_hand_is_seen_while_it_is_typed(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW))
    window.page.type_button.click()  # type: ignore[union-attr]  # the first step
    form = window.page.identity  # type: ignore[union-attr]  # the first step
    field = form.rows["document_number"].field
    field.setFocus()
    qtbot.keyClicks(field, "990101197905041")
    assert field.displayText() == "990101197905041"
    runner.pass_time(SAVE_AFTER_MS)
    assert desk.record.members["m1"].document_number == "990101197905041"
    form.rows["name"].field.setFocus()
    assert field.displayText() == "99010**********"  # of a number that is not whole yet, a third
    assert field.text() == "990101197905041"
    field.setFocus()
    qtbot.keyClicks(field, "2")
    runner.pass_time(SAVE_AFTER_MS)
    assert desk.record.members["m1"].document_number == "9901011979050412"


def test_what_is_copied_is_gone_after_thirty_seconds(
    open_window: OpenWindow, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    field = window.page.form.rows["phone"].field  # type: ignore[union-attr]  # the first step
    field.setFocus()
    field.selectAll()
    qtbot.keyClick(field, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "19900000001"
    runner.pass_time(CLIPBOARD_MS - 1)
    assert QApplication.clipboard().text() == "19900000001"
    runner.pass_time(1)
    assert QApplication.clipboard().text() == ""


def test_switching_the_operator_asks_for_the_passphrase_first(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    qtbot.keyClick(here(window), Qt.Key.Key_F11)
    assert window.place.name is PlaceName.UNLOCK
    line = here(window)
    assert isinstance(line, QLineEdit)
    line.insert(PASSPHRASE)
    assert window.page.button.button.isEnabled()  # type: ignore[union-attr]  # the unlock page
    qtbot.keyClick(here(window), Qt.Key.Key_Return)
    assert window.shell.operator is None
    assert isinstance(here(window), KeyButton)
    qtbot.keyClick(here(window), Qt.Key.Key_Return)
    assert window.place.name is PlaceName.TODAY


def test_no_bar_prints_a_key_without_a_function(open_window: OpenWindow) -> None:
    window = open_window()
    for name in every_page(window):
        assert not {hint.keys for hint in window._bar.hints} & {"F4", "F9", "F10"}, name
