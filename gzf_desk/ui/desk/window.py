"""The desk's window: frame, keys that never change meaning, and the page on screen.

A change of look, size or language builds frame and page anew from the same presenter, so nothing typed is lost.
The title of the window names the page, never a person.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.clock import Clock
from gzf_desk.i18n import Translator
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import CaseRow, SessionState
from gzf_desk.ui.desk.chrome import Rail, TopBar, show_main_menu
from gzf_desk.ui.desk.clipboard import ClipboardGuard
from gzf_desk.ui.desk.navigation import RAIL, Place, PlaceName, Preferences
from gzf_desk.ui.desk.overlays import Finder, HelpDrawer, LargeWords
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.desk.pages import PageBuilder, builder_of
from gzf_desk.ui.desk.settings_drawer import SettingsDrawer
from gzf_desk.ui.desk.today_page import TodayPage
from gzf_desk.ui.desk.window_keys import WindowKeys
from gzf_desk.ui.presenters.base import Runner
from gzf_desk.ui.presenters.shell import ShellPresenter
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.look import make_kit, room_class
from gzf_desk.ui.theme.stylesheet import stylesheet
from gzf_desk.ui.widgets.cards import Toast
from gzf_desk.ui.widgets.focus_ring import FocusRing
from gzf_desk.ui.widgets.keys import KeyBar, KeyHint
from gzf_desk.ui.widgets.labels import clear

LEAST = (1024, 640)
START = (1366, 768)
_COUNT_EVERY_MS = 15_000


class DeskWindow(QWidget):
    """The staff window.

    Args:
        services: what the pages ask.
        runner: runs slow work away from the window.
        chain: the bundled faces.
        clock: for timers and proposed dates.
        preferences: theme, text size, language.
        keep: told of changed preferences.
        foot_note: quiet words at the lower right, e.g. that the data are samples.
    """

    def __init__(
        self,
        services: DeskServices,
        runner: Runner,
        chain: FontChain,
        clock: Clock,
        preferences: Preferences | None = None,
        keep: Callable[[Preferences], object] = lambda _: None,
        foot_note: str = "",
    ) -> None:
        super().__init__()
        self._services, self._runner, self._chain, self._clock = services, runner, chain, clock
        self._keep, self._foot_note = keep, foot_note
        self.preferences = preferences or Preferences()
        self.shell = ShellPresenter(services, runner)
        self.shell.listen(self._shell_told)
        self.place = Place(PlaceName.UNLOCK)
        self.page: Page | None = None
        self._builder: PageBuilder | None = None
        self._finder: Finder | None = None
        self._keys = WindowKeys(self)
        self._room: int | None = None
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self._frame.setSpacing(0)
        self.setObjectName("desk")
        self.setMinimumSize(*LEAST)
        self.resize(*START)
        self._counter = QTimer(self)
        self._counter.setInterval(_COUNT_EVERY_MS)
        self._counter.timeout.connect(self.shell.refresh_sync)
        ClipboardGuard(self, runner)

    def start(self) -> None:
        """Ask where the session stands and show the first page."""
        self.shell.load(self.enter)

    def enter(self) -> None:
        """Show the unlock page, or today when a person is signed in."""
        if self.shell.session is SessionState.OPEN:
            self.shell.refresh_sync()
            self._counter.start()
            self.go(Place(PlaceName.TODAY))
        else:
            self._counter.stop()
            self.go(Place(PlaceName.UNLOCK))

    def go(self, place: Place) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        if self.page is not None and not self.page.leave():
            return
        self.place = place
        self._builder = builder_of(place, self._services, self._runner, self._clock, self.signed_in)
        self.rebuild()

    def signed_in(self) -> None:
        """Somebody unlocked and chose who they are, or this PC was enrolled."""
        self.shell.load(self.enter)

    def toast(self, words: str, undo: Callable[[], None] | None = None) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        self._toast.say(words, undo)

    def large_words(self, words: str, more: str) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        self._large.open_with(words, more)

    def refresh_sync(self) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        self.shell.refresh_sync()

    def page_changed(self) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        if self.page is not None:
            self._bar.show_hints([*self.page.keys.hints, *self._own_hints()], self._note())
            self._keys.give_way(self.page.keys.bound)

    def rebuild(self) -> None:
        """See :class:`~gzf_desk.ui.desk.navigation.Navigator`."""
        if self._builder is None:
            return
        tr = Translator(self.preferences.language)
        kit = make_kit(tr, self._chain, self.preferences.theme, self.preferences.scale, self.width())
        self._drop()
        self._room = kit.room
        self.setStyleSheet(stylesheet(kit.look))
        self.setPalette(kit.look.palette())
        self.setFont(kit.look.chain.font(kit.px(14)))
        shell = self.shell
        unknown = shell.session is SessionState.NO_OPERATOR and shell.site is None
        site = shell.site.name if shell.site else (tr("ui_common.no_site") if unknown else "")
        who, post = (shell.operator.name, shell.operator.role_name) if shell.operator else ("", "")
        self._top = TopBar(kit, site, who, post)
        self._bar = KeyBar(kit)
        self._frame.addWidget(self._top)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        self._frame.addLayout(middle, 1)
        self._frame.addWidget(self._bar)
        self.page = self._builder(kit, self)
        self.page.keys.answer_from(self._top)
        if self.page.rail and who and kit.medium:
            rail = Rail(kit, self.place.name, self._go_main, self.show_help, self.show_settings)
            self.page.keys.answer_from(rail)
            middle.addWidget(rail)
        middle.addWidget(self.page, 1)
        self._toast = Toast(kit, self)
        self._ring = FocusRing(kit, self)
        self._help = HelpDrawer(kit, self)
        self._large = LargeWords(kit, self)
        self._settings = SettingsDrawer(kit, self, self.preferences, self.choose, shell, self._reader_changed)
        self._finder = Finder(kit, self, shell, self.open_row, self._go_main)
        self._top.find_asked.connect(self._finder.open_over)
        self._top.settings_asked.connect(self.show_settings)
        self._top.menu_asked.connect(self._show_menu)
        self._top.pill.opened.connect(lambda: self._go_main(PlaceName.SYNC))
        self._bind_keys()
        self.setWindowTitle(f"{tr('ui_common.title.' + self.place.name.value)} · {tr('ui_common.app')}")
        self._shell_told()
        self.page_changed()
        if self.isVisible():
            self.page.show()  # at once: what is not visible takes no focus
        focus = self.page.first_focus()
        if focus is not None:
            focus.setFocus()

    def _drop(self) -> None:
        if self.page is not None:
            self.page.let_go()
            self.page = None
        if self._finder is not None:
            self._finder.let_go()
            self._settings.let_go()
        self._keys.drop()
        clear(self._frame)
        for name in ("_toast", "_ring", "_help", "_large", "_settings", "_finder"):
            old = self.__dict__.pop(name, None)
            if isinstance(old, QWidget):
                old.hide()
                old.setParent(None)
                old.deleteLater()
        self._finder = None

    def _bind_keys(self) -> None:
        self._keys.bind("F1", self.show_help)
        self._keys.bind("Ctrl++", lambda: self.choose(self.preferences.larger(1)))
        self._keys.bind("Ctrl+=", lambda: self.choose(self.preferences.larger(1)))
        self._keys.bind("Ctrl+-", lambda: self.choose(self.preferences.larger(-1)))
        self._keys.bind("Ctrl+Alt+H", lambda: self.choose(self.preferences.contrast_switched()))
        if self.shell.operator is None:
            return
        self._keys.bind("F2", lambda: self.go(Place(PlaceName.NEW, with_card=True)))
        self._keys.bind("F3", lambda: self._go_main(PlaceName.CASES))
        self._keys.bind("F6", lambda: self._go_main(PlaceName.TODAY))
        self._keys.bind("F11", self.lock)
        self._keys.bind("F12", self.lock)
        self._keys.bind("Ctrl+K", lambda: self._finder.open_over() if self._finder else None)
        for number, (place, _) in enumerate(RAIL, 1):
            self._keys.bind(f"Ctrl+{number}", partial(self._go_main, place))

    def _own_hints(self) -> list[KeyHint]:
        taken = self.page.keys.bound if self.page else frozenset()
        words = Translator(self.preferences.language)
        return self._keys.hints(words, taken, signed_in=self.shell.operator is not None)

    def _note(self) -> str:
        station = self.shell.site.station if self.shell.site else ""
        return " · ".join(part for part in (station, self._foot_note) if part)

    def _shell_told(self) -> None:
        if self.page is not None:
            self._top.pill.show_state(self.shell.line(), self.shell.counts())

    def _go_main(self, place: PlaceName) -> None:
        if self.shell.operator is not None:
            self.go(Place(place))

    def open_row(self, found: CaseRow) -> None:
        """Show a case from a list: the form while it is a draft, else its course."""
        from_draft = found.state.value == "draft"
        self.go(Place(PlaceName.NEW if from_draft else PlaceName.CASE, found.case_id))

    def choose(self, preferences: Preferences) -> None:
        """Take other preferences at once."""
        if preferences == self.preferences:
            return
        if self.page is not None:
            self.page.leave()
        was_open = self._settings.isVisible()
        self.preferences = preferences
        self._keep(preferences)
        self.rebuild()
        if was_open:
            self._settings.open_over()

    def lock(self) -> None:
        """Put what is typed away, forget the keys, blank the page."""
        if self.page is not None and not self.page.leave():
            return
        QApplication.clipboard().clear()
        self.shell.lock(self.enter)

    def show_help(self) -> None:
        """F1."""
        if self.page is not None:
            hints = [*self.page.keys.hints, *self._own_hints()]
            self._help.open_with(self.page.help_text(), hints, self.page.trouble_code())

    def show_settings(self) -> None:
        """Text size, look and language."""
        self._settings.open_over()

    def _reader_changed(self) -> None:
        """The device line of the first page is asked for anew; the other pages read cards only when told."""
        if isinstance(self.page, TodayPage):
            self.page.reload()

    def _show_menu(self) -> None:
        show_main_menu(self, Translator(self.preferences.language), self._go_main)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Store what is typed, and ask nothing more."""
        if self.page is not None and not self.page.leave():
            event.ignore()
            return
        self._counter.stop()
        super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another amount of room builds the page anew; the presenter keeps what was typed."""
        super().resizeEvent(event)
        if self._room is None or self.page is None:
            return
        room = event.size().width() * 100 // self.preferences.scale
        if room_class(room) != room_class(self._room):
            self.page.leave()
            self.rebuild()
