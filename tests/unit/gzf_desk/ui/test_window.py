"""The window as a whole: pages by keyboard alone, no key twice, nothing cut, nothing lost, no name in the title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gzf_desk.services.views import SessionState
from gzf_desk.ui.desk.navigation import RAIL, Place, PlaceName, Preferences
from gzf_desk.ui.desk.window import CLIPBOARD_MS, DeskWindow
from gzf_desk.ui.presenters.draft import SAVE_AFTER_MS
from gzf_desk.ui.presenters.intake import REVEALED_MS, IntakeStep
from gzf_desk.ui.theme.look import SCALES, Scale
from gzf_desk.ui.theme.tokens import ThemeName
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.tables import TextCell
from tests.support.window import PASSPHRASE, MemoryDesk, StraightRunner

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
OpenWindow = Callable[..., DeskWindow]
PLACES = [
    Place(PlaceName.TODAY),
    Place(PlaceName.CASES),
    Place(PlaceName.REVIEW, "c9"),
    Place(PlaceName.CASE, "c5"),
    Place(PlaceName.HOMES),
    Place(PlaceName.SYNC),
    Place(PlaceName.NEW),
]
STEPS = list(IntakeStep)[:-1]


def every_page(window: DeskWindow) -> Iterator[str]:
    for place in PLACES:
        window.go(place)
        yield place.name.value
    window.go(Place(PlaceName.NEW, "c6"))
    for step in STEPS:
        go_step(window, step)
        yield step.name


def go_step(window: DeskWindow, step: IntakeStep) -> None:
    assert window.page is not None
    window.page.go_step(step)  # type: ignore[attr-defined]  # a step page


def focus_of(window: DeskWindow) -> QWidget | None:
    found = QApplication.focusWidget()
    return found if found is not None and found.window() is window else None


def here(window: DeskWindow) -> QWidget:
    """What has the focus; the window when nothing has."""
    return focus_of(window) or window


def compose(widget: QWidget, text: str) -> None:
    """Type by an input method, as Chinese is typed."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def test_every_enabled_part_of_every_page_is_reached_by_tab(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    for name in every_page(window):
        qtbot.wait(1)
        page = window.page
        assert page is not None
        wanted = {
            widget
            for widget in page.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        }
        assert wanted, name
        reached: set[QWidget] = set()
        page.first_focus().setFocus()  # type: ignore[union-attr]  # every page has one
        for _ in range(4 * len(window.findChildren(QWidget))):
            now = focus_of(window)
            assert now is not None, name
            if now in reached and wanted <= reached:
                break
            reached.add(now)
            qtbot.keyClick(now, Qt.Key.Key_Tab)
        assert [type(w).__name__ + w.accessibleName() for w in wanted - reached] == [], name


def test_the_focus_ring_lies_on_what_has_the_focus(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    for name in every_page(window):
        qtbot.wait(1)
        rect = window._ring.ring_rect()
        now = focus_of(window)
        assert now is not None, name
        assert rect is not None, name
        assert window._ring.isVisible(), name
        assert now.rect().translated(now.mapTo(window, now.rect().topLeft())).adjusted(-1, -1, 1, 1).contains(rect)


def test_no_key_has_two_meanings_on_a_page(open_window: OpenWindow) -> None:
    window = open_window()
    for name in every_page(window):
        page = window.page
        assert page is not None
        own = [s.key().toString() for s in window._shortcuts if s.isEnabled()]
        assert len(own) == len(set(own)), name
        assert set(own) & page.keys.bound == set(), name
        for button in page.findChildren(KeyButton):
            if button.keys and button.isVisible() and button.keys not in ("Return", "Space", "Backspace", "Esc"):
                assert button.keys in page.keys.bound, (name, button.text())


def test_the_key_bar_prints_keys_that_work(open_window: OpenWindow) -> None:
    window = open_window()
    for name in every_page(window):
        assert window._bar.hints, name
        assert any(hint.keys == "F1" for hint in window._bar.hints), name
        assert window.page is not None
        idle = {
            button.keys
            for button in window.page.findChildren(KeyButton)
            if button.keys and not (button.isEnabled() and button.isVisible())
        }
        acting = {b.keys for b in window.page.findChildren(KeyButton) if b.isEnabled() and b.isVisible()}
        assert not {hint.keys for hint in window._bar.hints} & (idle - acting), name


def test_a_guardian_signs_for_a_child_and_when_all_have_signed_no_key_of_the_pad_is_printed(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    go_step(window, IntakeStep.SIGN)
    assert "林秀例 代 陈小例・授权书" in texts(window)
    assert "Backspace" in {hint.keys for hint in window._bar.hints}
    while _turn(window) is not None:
        _sign(window, qtbot)
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


def test_a_case_offers_its_next_act_only_to_who_has_the_turn(
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
    assert field.displayText() == "990101*********"
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


def texts(window: DeskWindow) -> set[str]:
    return {words.text() for words in window.findChildren(QLabel) if words.isVisible()}


@pytest.mark.parametrize("language", ["zh_CN", "en"])
@pytest.mark.parametrize("scale", SCALES)
def test_nothing_is_cut_and_nothing_scrolls_sideways(
    open_window: OpenWindow, qtbot: QtBot, scale: Scale, language: str
) -> None:
    for size in ((1366, 768), (1024, 640)):
        window = open_window(Preferences(ThemeName.LIGHT, scale, language), size)  # type: ignore[arg-type]  # of LANGUAGES
        for name in every_page(window):
            qtbot.wait(1)
            assert window.width() == size[0], name
            for area in window.findChildren(QScrollArea):
                if area.isVisible():
                    over = area.widget().minimumSizeHint().width() - area.viewport().width()
                    assert over <= 0, (size, name, over)
            for button in window.findChildren(KeyButton):
                assert not button.isVisible() or button.width() >= button.sizeHint().width(), (
                    size,
                    name,
                    button.text(),
                )
            for words in window.findChildren(QLabel):
                assert "⟦" not in words.text(), (name, words.text())
                assert not words.isVisible() or words.font().pixelSize() >= 12 * scale // 100, (name, words.text())
        window.close()


def test_no_part_ever_appears_as_a_window_of_its_own(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    watch = WindowWatch(window)
    QApplication.instance().installEventFilter(watch)  # type: ignore[union-attr]  # there is one
    for _ in every_page(window):
        qtbot.wait(1)
    QApplication.instance().removeEventFilter(watch)  # type: ignore[union-attr]
    assert watch.strangers == []


class WindowWatch(QObject):
    """Notes every window but one that is shown."""

    def __init__(self, known: QWidget) -> None:
        super().__init__()
        self._known = known
        self.strangers: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        shown = event.type() == QEvent.Type.Show
        if shown and isinstance(watched, QWidget) and watched.isWindow() and watched is not self._known:
            self.strangers.append(type(watched).__name__)
        return False


def test_every_button_and_field_has_a_name(open_window: OpenWindow) -> None:
    window = open_window()
    for name in every_page(window):
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                said = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
                assert said, (name, type(widget).__name__)


def test_the_title_names_the_page_and_nobody(open_window: OpenWindow, desk: MemoryDesk) -> None:
    window = open_window()
    people = {member.name for member in desk.record.members.values() if member.name} | {"孙", "郑", "吴", "何例芳"}
    for _ in every_page(window):
        assert not any(name in window.windowTitle() for name in people)
        assert not any(character.isdigit() for character in window.windowTitle())


def test_typing_is_durable_and_survives_a_change_of_size(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, with_card=True))
    button = focus_of(window)
    assert isinstance(button, KeyButton)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    phone = focus_of(window)
    assert phone is not None
    assert phone.accessibleName().startswith("手机号")
    qtbot.keyClicks(phone, "199 0000 0001")
    runner.pass_time(SAVE_AFTER_MS)
    assert desk.record.members["m1"].phone == "19900000001"
    qtbot.keyClicks(phone, "2")
    qtbot.keyClick(phone, Qt.Key.Key_Plus, CTRL)
    assert window.preferences.scale == 125
    assert desk.record.members["m1"].phone == "199000000012"
    qtbot.keyClick(here(window), Qt.Key.Key_2, ALT)
    runner.pass_time(SAVE_AFTER_MS)
    assert desk.record.category is not None
    assert desk.record.category.value == "hukou_lowinc"


def test_undo_and_redo_by_key_inside_a_field(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    phone = focus_of(window)
    assert phone is not None
    field = window.page.form.rows["phone"].field  # type: ignore[union-attr]  # the first step
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "19900000009")
    runner.pass_time(SAVE_AFTER_MS)
    assert desk.record.members["m1"].phone == "19900000009"
    for _ in range(5):
        if desk.record.members["m1"].phone != "19900000001":
            qtbot.keyClick(field, Qt.Key.Key_Z, CTRL)
    assert field.text() == "19900000001"
    qtbot.keyClick(field, Qt.Key.Key_Y, CTRL)
    assert desk.record.members["m1"].phone != "19900000001"


def test_what_cannot_be_understood_is_said_and_not_stored(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    row = window.page.form.rows["hukou_since"]  # type: ignore[union-attr]  # the first step
    row.field.setFocus()
    row.field.selectAll()
    compose(row.field, "去年")
    runner.pass_time(SAVE_AFTER_MS)
    assert "1979" in row.hint.text()
    assert row.field.text() == "去年"
    assert desk.record.members["m1"].hukou_since is not None


def test_the_road_by_keys_alone_from_card_to_sealed(
    open_window: OpenWindow, desk: MemoryDesk, runner: StraightRunner, qtbot: QtBot
) -> None:
    window = open_window()
    presses = 0

    def press(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        nonlocal presses
        presses += 1
        qtbot.keyClick(here(window), key, modifier)
        runner.pass_time(SAVE_AFTER_MS)

    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Return)
    assert ("begin", True) in desk.calls
    qtbot.keyClicks(here(window), "19900000001")
    press(Qt.Key.Key_2, ALT)
    press(Qt.Key.Key_6, ALT)
    press(Qt.Key.Key_Right, CTRL)
    press(Qt.Key.Key_F2)
    assert len(desk.record.members) == 2
    for _ in range(5):
        press(Qt.Key.Key_Right, CTRL)
    while window.page is not None and window.page.place is PlaceName.NEW and _turn(window) is not None:
        _sign(window, qtbot)
    press(Qt.Key.Key_Return, CTRL)
    assert ("submit", "c6") in desk.calls
    assert "SQ990101-0003-00122-4" in {words.text() for words in window.findChildren(QLabel)}
    assert presses <= 60


def _turn(window: DeskWindow) -> object:
    return window.page.signing.current()  # type: ignore[union-attr]  # the signing step


def _sign(window: DeskWindow, qtbot: QtBot) -> None:
    page = window.page
    page.read_out.click()  # type: ignore[union-attr]  # the signing step
    if page.sensitive.isVisible():  # type: ignore[union-attr]
        page.sensitive.click()  # type: ignore[union-attr]
    pad = page.pad  # type: ignore[union-attr]
    qtbot.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, 40))
    for x in range(40, 120, 8):
        qtbot.mouseMove(pad, QPoint(x, 50))
    qtbot.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(120, 50))
    pad.setFocus()
    qtbot.keyClick(pad, Qt.Key.Key_Return)


def test_a_review_needs_few_keys(open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot) -> None:
    window = open_window()
    window.go(Place(PlaceName.REVIEW, "c9"))
    presses = 0
    for digit in range(4):
        qtbot.keyClick(here(window), Qt.Key(Qt.Key.Key_1 + digit), ALT)
        qtbot.keyClick(here(window), Qt.Key.Key_Space)
        presses += 2
    qtbot.keyClick(here(window), Qt.Key.Key_5, ALT)
    compose(here(window), "邻县老宅已拆，请补拆迁协议原件。")
    qtbot.keyClick(here(window), Qt.Key.Key_R, ALT)
    qtbot.keyClick(here(window), Qt.Key.Key_Return, CTRL)
    presses += 3
    assert [call[0] for call in desk.calls] == ["commit_opinion"]
    assert presses <= 45


def test_f_keys_and_main_pages(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    for number, (place, _) in enumerate(RAIL, 1):
        qtbot.keyClick(here(window), Qt.Key(Qt.Key.Key_0 + number), CTRL)
        assert window.place.name is place
    qtbot.keyClick(here(window), Qt.Key.Key_F1)
    assert window._help.isVisible()
    qtbot.keyClick(here(window), Qt.Key.Key_Escape)
    assert not window._help.isVisible()
    qtbot.keyClick(here(window), Qt.Key.Key_H, CTRL | ALT)
    assert window.preferences.theme is ThemeName.CONTRAST
    qtbot.keyClick(here(window), Qt.Key.Key_F12)
    assert window.shell.session is SessionState.LOCKED
    assert window.place.name is PlaceName.UNLOCK
    qtbot.keyClick(here(window), Qt.Key.Key_2, CTRL)
    assert window.place.name is PlaceName.UNLOCK


def test_the_finder_finds_offline_and_opens(open_window: OpenWindow, runner: StraightRunner, qtbot: QtBot) -> None:
    window = open_window()
    qtbot.keyClick(here(window), Qt.Key.Key_K, CTRL)
    qtbot.keyClicks(here(window), "00109")
    runner.pass_time(200)
    qtbot.keyClick(here(window), Qt.Key.Key_Return)
    assert window.place == Place(PlaceName.CASE, "c4")


def test_a_smaller_window_builds_the_page_anew_and_keeps_what_is_typed(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    field = window.page.form.rows["phone"].field  # type: ignore[union-attr]  # the first step
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "19900000008")
    window.resize(1024, 640)
    qtbot.wait(1)
    assert window.page.form.rows["phone"].field is not field  # type: ignore[union-attr]
    assert window.page.form.rows["phone"].text() == "19900000008"  # type: ignore[union-attr]
    assert desk.record.members["m1"].phone == "19900000008"


def test_a_row_that_was_taken_out_comes_back_by_one_key(
    open_window: OpenWindow, desk: MemoryDesk, qtbot: QtBot
) -> None:
    window = open_window()
    window.go(Place(PlaceName.NEW, "c6"))
    go_step(window, IntakeStep.PEOPLE)
    before = dict(desk.record.members)
    qtbot.keyClick(here(window), Qt.Key.Key_Down)
    qtbot.keyClick(here(window), Qt.Key.Key_Delete, ALT)
    assert desk.record.members.keys() == before.keys() - {"m2"}
    assert window._toast.isVisible()
    qtbot.keyClick(here(window), Qt.Key.Key_Z, CTRL)
    assert desk.record.members == before
