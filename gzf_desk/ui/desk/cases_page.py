"""Drafts on this PC and what waits for the operator's post."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.desk.today_page import place_of
from gzf_desk.ui.presenters.lists import CasesPresenter
from gzf_desk.ui.presenters.rows import case_columns, case_rows
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, KeyCap
from gzf_desk.ui.widgets.cards import Card
from gzf_desk.ui.widgets.labels import label, row
from gzf_desk.ui.widgets.tables import CellTable


class CasesPage(Page):
    """Two lists below each other.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the lists.
    """

    place = PlaceName.CASES

    def __init__(self, kit: Kit, nav: Navigator, presenter: CasesPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self.set_title(self.words("ui_common.title.cases"))
        new = KeyButton(kit, self.words("ui_today.new"), "primary", keys="F2", icon="card")
        new.clicked.connect(lambda: nav.go(Place(PlaceName.NEW, with_card=True)))
        self.keys.bind_button(new, self.words("ui_common.key.card"))
        self.head.addWidget(new)
        self.empty: dict[str, QWidget] = {}
        self.drafts = self._list("drafts", "Alt+1")
        self.queue = self._list("queue", "Alt+2")
        self.body.addStretch(1)
        course = KeyButton(kit, self.words("ui_cases.course"), keys="Alt+V", icon="document")
        course.clicked.connect(self._course)
        self.keys.bind_button(course, course.text())
        self.foot.addStretch(1)
        self.foot.addWidget(course)
        self.keys.hint("Return", self.words("ui_today.open"))
        self.refresh()

    def _list(self, name: str, keys: str) -> CellTable:
        kit = self.kit
        card = Card(kit, self.words(f"ui_cases.{name}"), margins=(1, 10, 1, 8))
        card.head.setContentsMargins(kit.px(15), 0, kit.px(15), 0)
        card.head.addWidget(KeyCap(kit, keys))
        table = CellTable(kit, self.words(f"ui_cases.{name}"), case_columns(kit.tr))
        table.opened.connect(self._open)
        card.body.addWidget(table)
        empty = label(kit, self.words(f"ui_cases.no_{name}"), Role.BODY, wrap=True)
        self.empty[name] = empty
        card.body.addLayout(row(empty, margins=(kit.px(16), kit.px(4), kit.px(16), kit.px(8))))
        self.keys.bind(keys, table.setFocus)
        self.body.addWidget(card)
        return table

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        for table, rows, name in (
            (self.drafts, self.presenter.drafts, "drafts"),
            (self.queue, self.presenter.queue, "queue"),
        ):
            table.show_rows(case_rows(self.kit.tr, rows))
            table.fit_height()
            table.setVisible(bool(rows))
            self.empty[name].setVisible(not rows)
        if self.isVisible():
            self.first_focus().setFocus()

    def _open(self, case_id: str) -> None:
        found = self.presenter.find(case_id)
        if found is not None:
            self.nav.go(place_of(found))

    def _course(self) -> None:
        table = self.queue if self.queue.hasFocus() else self.drafts
        if table.current_key():
            self.nav.go(Place(PlaceName.CASE, table.current_key()))

    def first_focus(self) -> QWidget:
        """The first list that has a row."""
        return self.drafts if self.presenter.drafts or not self.presenter.queue else self.queue
