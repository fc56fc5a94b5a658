"""The settings: text size, look and language at once; the card reader when it is told to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gzf_desk.i18n import LANGUAGES
from gzf_desk.ui.desk.navigation import Preferences
from gzf_desk.ui.desk.overlays import Overlay
from gzf_desk.ui.presenters.shell import ShellPresenter
from gzf_desk.ui.theme.look import SCALES, Kit, Role
from gzf_desk.ui.theme.tokens import ThemeName
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton, ReasonedButton
from gzf_desk.ui.widgets.cards import scrolling_column
from gzf_desk.ui.widgets.forms import ChoiceBox
from gzf_desk.ui.widgets.labels import label, row, rule, set_text


class SettingsDrawer(Overlay):
    """Text size, look, language, card reader.

    Args:
        kit: look and words.
        window: what it lies on.
        now: the present preferences.
        choose: takes the new ones.
        shell: knows the card readers.
        reader_changed: told when another reader is in use.
    """

    def __init__(
        self,
        kit: Kit,
        window: QWidget,
        now: Preferences,
        choose: Callable[[Preferences], object],
        shell: ShellPresenter,
        reader_changed: Callable[[], object],
    ) -> None:
        tr = kit.tr
        super().__init__(kit, window, tr("ui_common.title.settings"))
        self._now, self._choose, self._shell, self._reader_changed = now, choose, shell, reader_changed
        self.size_bar = ChoiceBar(kit, tr("ui_common.settings.size"), [(str(s), f"{s} %", "") for s in SCALES])
        themes = [(t.value, tr(f"ui_common.settings.{t.value}"), "") for t in ThemeName]
        self.theme_bar = ChoiceBar(kit, tr("ui_common.settings.theme"), themes, narrow=True)
        languages: list[tuple[str, str, str]] = [(code, tr(f"ui_common.settings.{code}"), "") for code in LANGUAGES]
        self.language_bar = ChoiceBar(kit, tr("ui_common.settings.language"), languages)
        inside = QVBoxLayout()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(kit.px(8))
        inside.addWidget(label(kit, tr("ui_common.title.settings"), Role.PAGE_TITLE))
        for key, bar, value in (
            ("size", self.size_bar, str(now.scale)),
            ("theme", self.theme_bar, now.theme.value),
            ("language", self.language_bar, now.language),
        ):
            inside.addWidget(label(kit, tr(f"ui_common.settings.{key}"), Role.STRONG))
            bar.set_value(value)
            bar.chosen.connect(lambda _: self._chosen())
            inside.addWidget(bar)
        inside.addWidget(label(kit, tr("ui_common.settings.explain"), Role.HINT, wrap=True))
        inside.addWidget(rule())
        self._put_reader(inside)
        inside.addStretch(1)
        self.body.addWidget(scrolling_column(inside), 1)
        close = KeyButton(kit, tr("ui_common.settings.done"), "primary", keys="Esc")
        close.clicked.connect(self.close_over)
        self.body.addLayout(row(None, close))
        self._stop = shell.listen(self.refresh)

    def _put_reader(self, inside: QVBoxLayout) -> None:
        kit, tr = self.kit, self.kit.tr
        inside.addWidget(label(kit, tr("ui_common.settings.reader"), Role.STRONG))
        self.reader = ChoiceBox(kit, [("", tr("ui_common.settings.no_reader"))])
        self.reader.setAccessibleName(tr("ui_common.settings.reader"))
        self.reader.activated.connect(lambda _: self._check())
        inside.addWidget(self.reader)
        inside.addWidget(label(kit, tr("ui_common.settings.port"), Role.LABEL))
        self.port = QLineEdit()
        self.port.setAccessibleName(tr("ui_common.settings.port"))
        self.port.setMaxLength(120)
        inside.addWidget(self.port)
        inside.addWidget(label(kit, tr("ui_common.settings.port_hint"), Role.HINT, wrap=True))
        button = KeyButton(kit, tr("ui_common.settings.use_reader"), icon="card")
        button.clicked.connect(self._use)
        self.use = ReasonedButton(kit, button)
        inside.addWidget(self.use)
        self.said = label(kit, "", Role.LABEL, wrap=True)
        inside.addWidget(self.said)
        self._shown: tuple[object, ...] | None = None

    def let_go(self) -> None:
        """Listen no more."""
        self._stop()

    def open_over(self) -> None:
        """Show at the right."""
        wide = min(self.kit.px(460), self._window.width() - 40)
        high = self._window.height() - self.kit.px(80)
        set_text(self.said, "")
        self.open_at(self._window.width() - wide, self.kit.px(48), wide, high)
        self.size_bar.buttons[str(self._now.scale)].setFocus()
        self._shell.load_readers()

    def refresh(self) -> None:
        """Show the readers, and why one could not be used."""
        if not self.isVisible():
            return
        if self._shown != self._shell.readers:
            self._shown = self._shell.readers
            first = ("", self.kit.tr("ui_common.settings.no_reader"))
            self.reader.set_options([first, *((reader.driver, reader.name) for reader in self._shell.readers)])
            chosen = next((reader for reader in self._shell.readers if reader.chosen), None)
            self.reader.set_value(chosen.driver if chosen else "")
            self.port.setText(chosen.port if chosen else "")
        if self._shell.trouble is not None:
            set_text(self.said, f"{self._shell.trouble.what} {self._shell.trouble.advice}", "bad")
        self._check()

    def _check(self) -> None:
        reader = next((found for found in self._shell.readers if found.driver == self.reader.value()), None)
        missing = "" if reader is not None else self.kit.tr("ui_common.settings.choose_reader")
        if reader is not None and not reader.usable:
            missing = self.kit.tr("ui_common.settings.no_library")
        self.use.set_missing(missing)

    def _use(self) -> None:
        def done() -> None:
            set_text(self.said, self.kit.tr("ui_common.settings.reader_kept"), "ok")
            self._reader_changed()

        self._shell.use_reader(self.reader.value(), self.port.text(), done)

    def _chosen(self) -> None:
        scale = next(s for s in SCALES if str(s) == self.size_bar.value())
        language = next(code for code in LANGUAGES if code == self.language_bar.value())
        self._choose(Preferences(ThemeName(self.theme_bar.value()), scale, language))
