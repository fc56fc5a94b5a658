"""A collection of the draft (people, homes, income …): a table, and below it the form of the current row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import cast

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gzf_desk.ui.desk.record_form import RecordForm
from gzf_desk.ui.presenters.fields import FormField
from gzf_desk.ui.presenters.intake import IntakePresenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Card
from gzf_desk.ui.widgets.labels import label, row, set_text
from gzf_desk.ui.widgets.tables import Cell, CellTable, Column, Row

CellsOf = Callable[[str, msgspec.Struct], tuple[Cell, ...]]


class CollectionEditor(Card):
    """Table and form.

    Args:
        kit: look and words.
        presenter: the application.
        collection: name in the draft.
        title: what the card is about.
        columns: of the table.
        cells_of: cells of one entry.
        fields: of the form.
        add_words: words of the add button.
        add_keys: its key.
        high: row height in px at 100 %.
    """

    removed = Signal()

    def __init__(
        self,
        kit: Kit,
        presenter: IntakePresenter,
        collection: str,
        title: str,
        columns: Sequence[Column],
        cells_of: CellsOf,
        fields: Sequence[FormField],
        *,
        add_words: str,
        add_keys: str = "",
        remove_keys: str = "",
        note: str = "",
        high: int = 48,
        form_columns: int = 2,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(kit, title, note, margins=(1, 10, 1, 12), parent=parent)
        self._presenter, self._collection, self._cells_of = presenter, collection, cells_of
        self.head.setContentsMargins(kit.px(15), 0, kit.px(15), 0)
        self.form = RecordForm(kit, presenter, fields, columns=form_columns)
        self.table = CellTable(kit, title, columns, high=high)
        self.table.moved.connect(self._moved)
        self.table.opened.connect(lambda _: self.form.first_open().setFocus())
        self.add_button = KeyButton(kit, add_words, keys=add_keys, icon="plus")
        self.add_button.clicked.connect(self.add)
        self.remove_button = KeyButton(kit, kit.tr("ui_intake.remove_row"), "quiet", keys=remove_keys)
        self.remove_button.clicked.connect(self.remove)
        self.buttons = row(self.add_button, self.remove_button, None, gap=kit.px(8))
        self.buttons.setContentsMargins(kit.px(12), kit.px(4), kit.px(12), 0)
        self.problem = label(kit, "", Role.LABEL, tone="near", wrap=True)
        self.body.addWidget(self.table)
        self.body.addLayout(row(self.problem, margins=(kit.px(14), 0, kit.px(14), 0)))
        self.body.addLayout(row(self.form, margins=(kit.px(8), kit.px(4), kit.px(14), 0)))
        self.body.addLayout(self.buttons)

    def current(self) -> str:
        """Path of the current entry, e.g. ``members/<id>``; empty when there is none."""
        key = self.table.current_key()
        return f"{self._collection}/{key}" if key else ""

    def add(self) -> None:
        """A new entry, whose first field gets the focus."""
        self._presenter.add(self._collection)

    def remove(self) -> None:
        """Take the current row out; undo brings it back."""
        entry = self.current()
        if entry:
            self._presenter.remove(entry)
            self.removed.emit()

    def _moved(self, key: str) -> None:
        self._presenter.flush()
        self.form.show_entry(f"{self._collection}/{key}" if key else "")
        self._show_problem()

    def _show_problem(self) -> None:
        here = self.current()
        words = " ".join(p.sentence for p in self._presenter.problems_at(here)) if here else ""
        set_text(self.problem, words)
        self.problem.setVisible(bool(words))

    def refresh(self) -> None:
        """Show what the draft holds."""
        entries = self._presenter.entries(self._collection)
        order = [key for key, _ in self._presenter.names()] if self._collection == "members" else list(entries)
        self.table.show_rows([Row(key, self._cells_of(key, entries[key])) for key in order])
        self.table.fit_height()
        added = self._presenter.focus_entry
        if added in entries:
            self._presenter.focus_entry = ""
            self.table.setCurrentIndex(self.table.cells.index(order.index(added), 0))
            self.form.show_entry(f"{self._collection}/{added}")
            self.form.first_open().setFocus()
        self.form.show_entry(self.current())
        self.form.setVisible(bool(order))
        self.table.setVisible(bool(order))
        self.remove_button.setVisible(bool(order))
        self._show_problem()

    def has_focus(self) -> bool:
        """Whether the person works in this card."""
        focus = cast("QWidget | None", self.window().focusWidget())
        return focus is not None and self.isAncestorOf(focus)
