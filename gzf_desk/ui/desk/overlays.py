"""What lies over a page for a moment: the finder, help, the settings. None is modal; Esc closes each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from gzf_desk.services.views import CaseRow
from gzf_desk.ui.desk.navigation import RAIL, PlaceName
from gzf_desk.ui.presenters.shell import ShellPresenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, KeyCap
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.keys import KeyHint
from gzf_desk.ui.widgets.labels import label, row, rule, set_text
from gzf_desk.ui.widgets.tables import CellTable, Column, Row, TextCell


class Overlay(Panel):
    """A panel over the page that gives the focus back when it closes.

    Args:
        kit: look and words.
        window: what it lies on.
        name: accessible name.
    """

    def __init__(self, kit: Kit, window: QWidget, name: str) -> None:
        super().__init__(kit, parent=window)
        self._window = window
        self._before: QWidget | None = None
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def open_at(self, x: int, y: int, wide: int, high: int) -> None:
        """Show at a place of the window."""
        self._before = self._window.focusWidget()
        self.setGeometry(x, y, wide, high)
        self.show()
        self.raise_()

    def close_over(self) -> None:
        """Close and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()
            return
        super().keyPressEvent(event)


class Finder(Overlay):
    """One line that finds people, cases and functions, offline too. Keeps no history.

    Args:
        kit: look and words.
        window: what it lies on.
        shell: asks the services.
        open_case: shows a case.
        go: shows a main page.
    """

    def __init__(
        self,
        kit: Kit,
        window: QWidget,
        shell: ShellPresenter,
        open_case: Callable[[CaseRow], object],
        go: Callable[[PlaceName], object],
    ) -> None:
        super().__init__(kit, window, kit.tr("ui_common.search_name"))
        self._shell, self._open_case, self._go = shell, open_case, go
        self.line = QLineEdit()
        self.line.setPlaceholderText(kit.tr("ui_common.search"))
        self.line.setAccessibleName(kit.tr("ui_common.search_name"))
        self.line.textEdited.connect(shell.look_for)
        columns = [Column("", 34), Column(kit.tr("ui_common.find.columns_who"), 210), Column("", 0)]
        self.table = CellTable(kit, kit.tr("ui_common.find.people"), columns, high=48)
        self.table.horizontalHeader().hide()
        self.table.opened.connect(self._pick)
        self.line.returnPressed.connect(lambda: self._pick(self.table.current_key()))
        self.note = label(kit, kit.tr("ui_common.local_only"), Role.HINT)
        self.body.addWidget(self.line)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(row(self.note, None, KeyCap(kit, "Esc")))
        self._rows: tuple[CaseRow, ...] = ()
        self._stop = shell.listen(self.refresh)

    def let_go(self) -> None:
        """Listen no more."""
        self._stop()

    def open_over(self) -> None:
        """Show empty, ready to type."""
        wide = min(self.kit.px(640), self._window.width() - 40)
        self.line.clear()
        self._shell.look_for("")
        self.open_at((self._window.width() - wide) // 2, self.kit.px(56), wide, self.kit.px(420))
        self.line.setFocus()

    def refresh(self) -> None:
        """Show what was found."""
        if not self.isVisible():
            return
        tr = self.kit.tr
        text = self._shell.looked_for.casefold()
        acts = [(place, tr(f"ui_common.title.{place.value}")) for place, _ in RAIL]
        acts = [(place, words) for place, words in acts if text in words.casefold()] if text else acts
        self._rows = self._shell.found
        rows = [
            Row(f"case:{n}", (TextCell(str(n + 1)), TextCell(r.masked_name, r.number, strong=True), TextCell(r.step)))
            for n, r in enumerate(self._rows)
        ]
        free = 9 - len(rows)
        rows += [
            Row(
                f"go:{place.value}",
                (TextCell(str(len(rows) + n + 1)), TextCell(words), TextCell(tr("ui_common.find.acts"))),
            )
            for n, (place, words) in enumerate(acts[:free])
        ]
        self.table.show_rows(rows)
        set_text(self.note, tr("ui_common.local_only") if rows else tr("ui_common.nothing_found"))

    def _pick(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        self.close_over()
        if kind == "case":
            self._open_case(self._rows[int(rest)])
        elif kind == "go":
            self._go(PlaceName(rest))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ goes into the list; a digit picks while the list has the focus."""
        if event.key() == Qt.Key.Key_Down and self.line.hasFocus():
            self.table.setFocus()
        elif event.text().isdigit() and self.table.hasFocus() and 0 < int(event.text()) <= len(self.table.cells.rows):
            self._pick(self.table.key_at(int(event.text()) - 1))
        else:
            super().keyPressEvent(event)


class HelpDrawer(Overlay):
    """Help for the page on screen: what to do here, all its keys, and the code of the last trouble.

    Args:
        kit: look and words.
        window: what it lies on.
    """

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(kit, window, kit.tr("ui_common.help"))
        self.words = label(kit, "", wrap=True)
        self.keys = label(kit, "", Role.LABEL, wrap=True)
        self.code = label(kit, "", Role.HINT, wrap=True)
        close = KeyButton(kit, kit.tr("ui_common.close"), keys="Esc")
        close.clicked.connect(self.close_over)
        self.close_button = close
        self.body.addWidget(label(kit, kit.tr("ui_common.help"), Role.PAGE_TITLE))
        self.body.addWidget(self.words)
        self.body.addWidget(rule())
        self.body.addWidget(self.keys)
        self.body.addStretch(1)
        self.body.addWidget(self.code)
        self.body.addLayout(row(None, close))

    def open_with(self, words: str, hints: Sequence[KeyHint], code: str) -> None:
        """Show for a page."""
        set_text(self.words, words)
        set_text(self.keys, "\n".join(f"{hint.keys}   {hint.words}" for hint in hints))
        set_text(self.code, code)
        wide = self.kit.px(360)
        self.open_at(self._window.width() - wide, self.kit.px(48), wide, self._window.height() - self.kit.px(80))
        self.close_button.setFocus()


class LargeWords(Overlay):
    """Sentences so large that the person across the desk can read them along while they are read out.

    Args:
        kit: look and words.
        window: what it lies on.
    """

    def __init__(self, kit: Kit, window: QWidget) -> None:
        super().__init__(kit, window, kit.tr("ui_common.read_out"))
        self.words = label(kit, "", Role.FIGURE, wrap=True)
        self.more = label(kit, "", Role.PAGE_TITLE, wrap=True)
        self.close_button = KeyButton(kit, kit.tr("ui_common.close"), "primary", keys="Esc")
        self.close_button.clicked.connect(self.close_over)
        self.body.addStretch(1)
        self.body.addWidget(self.words)
        self.body.addWidget(self.more)
        self.body.addStretch(1)
        self.body.addLayout(row(None, self.close_button))

    def open_with(self, words: str, more: str) -> None:
        """Show sentences."""
        set_text(self.words, words)
        set_text(self.more, more)
        edge = self.kit.px(60)
        self.open_at(edge, self.kit.px(70), self._window.width() - 2 * edge, self._window.height() - self.kit.px(140))
        self.close_button.setFocus()
