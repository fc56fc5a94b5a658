"""Before work: first use of a PC, unlocking, enrolling, choosing who works. The screen behind is blank."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gzf_desk.services.views import SessionState
from gzf_desk.ui.desk.navigation import Navigator, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.lists import UnlockPresenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, ReasonedButton
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.labels import clear, label


class UnlockPage(Page):
    """One panel in the middle, for whatever the PC needs first.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the session.
    """

    place = PlaceName.UNLOCK
    rail = False

    def __init__(self, kit: Kit, nav: Navigator, presenter: UnlockPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self.panel = Panel(kit, margins=(32, 28, 32, 28), gap=12)
        self.panel.setFixedWidth(kit.px(500))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.panel)
        middle.addStretch(1)
        self.body.addStretch(2)
        self.body.addLayout(middle)
        self.body.addStretch(3)
        self._form: tuple[SessionState | None, bool] | None = None
        self._first: QWidget = self.panel
        self.button: ReasonedButton | None = None
        self.lines: list[QLineEdit] = []
        self.refresh()

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the form for where the session stands."""
        p = self.presenter
        form = (p.state, p.site is not None)
        if form != self._form:
            self._form = form
            self._build()
        if self.button is not None:
            self._check()

    def _build(self) -> None:
        clear(self.panel.body)
        self.lines, self.button = [], None
        self._first = self.panel
        match self.presenter.state:
            case SessionState.NOT_SET_UP:
                self._heading("set_up")
                first = self._line("passphrase", secret=True)
                self._line("again", secret=True)
                self._note("set_up_note")
                self._act("set_up_do", lambda: self.presenter.set_up(first.text()))
            case SessionState.LOCKED:
                self._heading("unlock")
                first = self._line("passphrase", secret=True)
                self._act("unlock_do", lambda: self.presenter.unlock(first.text()))
            case SessionState.NO_OPERATOR if self.presenter.site is None:
                self._heading("enrol")
                code = self._line("code")
                server = self._line("server")
                self._note("enrol_note")
                self._act("enrol_do", lambda: self.presenter.enrol(code.text(), server.text()))
            case SessionState.NO_OPERATOR:
                self._heading("who")
                self._people()
            case _:
                self._heading("asking")
        if self.isVisible():
            self._first.show()  # at once: what is not visible takes no focus
            self._first.setFocus()

    def _heading(self, key: str) -> None:
        self.panel.body.addWidget(label(self.kit, self.words(f"ui_unlock.{key}"), Role.PAGE_TITLE, wrap=True))
        self.panel.setAccessibleName(self.words(f"ui_unlock.{key}"))

    def _note(self, key: str) -> None:
        self.panel.body.addWidget(label(self.kit, self.words(f"ui_unlock.{key}"), Role.LABEL, wrap=True))

    def _line(self, key: str, *, secret: bool = False) -> QLineEdit:
        title = label(self.kit, self.words(f"ui_unlock.{key}"), Role.LABEL)
        line = QLineEdit()
        line.setAccessibleName(title.text())
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
            line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        line.textEdited.connect(lambda _: self._check())
        line.returnPressed.connect(self._entered)
        title.setBuddy(line)
        self.panel.body.addWidget(title)
        self.panel.body.addWidget(line)
        if not self.lines:
            self._first = line
        self.lines.append(line)
        return line

    def _act(self, key: str, act: Callable[[], None]) -> None:
        button = KeyButton(self.kit, self.words(f"ui_unlock.{key}"), "primary", keys="Return")
        button.clicked.connect(act)
        self.button = ReasonedButton(self.kit, button)
        self.panel.body.addWidget(self.button)
        self._check()

    def _people(self) -> None:
        box = QVBoxLayout()
        box.setSpacing(self.kit.px(8))
        for number, person in enumerate(self.presenter.operators, 1):
            name = self.kit.look.chain.printable(person.name)
            keys = f"Alt+{number}" if number < 10 else ""
            button = KeyButton(self.kit, f"{name}・{person.role_name}", keys=keys, icon="person")
            button.clicked.connect(lambda _checked=False, who=person.id: self.presenter.choose(who))
            if keys and keys not in self.keys.bound:
                self.keys.bind_button(button)
            box.addWidget(button)
            if number == 1:
                self._first = button
        if not self.presenter.operators:
            box.addWidget(label(self.kit, self.words("ui_unlock.nobody"), wrap=True))
        self.panel.body.addLayout(box)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _missing(self) -> str:
        p = self.presenter
        texts = [line.text() for line in self.lines]
        if p.busy:
            return self.words("ui_unlock.busy")
        if not all(texts):
            return self.words("ui_unlock.fill_in")
        if p.state is SessionState.NOT_SET_UP:
            if len(texts[0]) < p.LEAST_CHARACTERS:
                return self.words("ui_unlock.too_short", n=p.LEAST_CHARACTERS)
            if texts[0] != texts[1]:
                return self.words("ui_unlock.differ")
        return ""

    def _check(self) -> None:
        if self.button is not None:
            self.button.set_missing(self._missing())

    def _entered(self) -> None:
        if self.button is not None and not self._missing():
            self.button.button.click()
        else:
            self.focusNextChild()

    def first_focus(self) -> QWidget:
        """The first line or person."""
        return self._first
