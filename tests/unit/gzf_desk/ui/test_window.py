"""The window as a whole: pages by keyboard alone, no key twice, nothing cut, nothing lost, no name in the title."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from gzf_desk.services.views import SessionState
from gzf_desk.ui.desk.navigation import RAIL, Place, PlaceName, Preferences
from gzf_desk.ui.desk.window import DeskWindow
from gzf_desk.ui.presenters.draft import SAVE_AFTER_MS
from gzf_desk.ui.presenters.intake import IntakeStep
from gzf_desk.ui.theme.look import SCALES, Scale
from gzf_desk.ui.theme.tokens import ThemeName
from gzf_desk.ui.widgets.buttons import KeyButton
from tests.support.window import MemoryDesk, StraightRunner
from tests.support.window_hands import compose, every_page, focus_of, go_step, here, sign, turn

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
OpenWindow = Callable[..., DeskWindow]


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
        own = [s.key().toString() for s in window._keys.shortcuts if s.isEnabled()]
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
    while window.page is not None and window.page.place is PlaceName.NEW and turn(window) is not None:
        sign(window, qtbot)
    press(Qt.Key.Key_Return, CTRL)
    assert ("submit", "c6") in desk.calls
    assert "SQ990101-0003-00122-4" in {words.text() for words in window.findChildren(QLabel)}
    assert presses <= 60


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
