"""Step 4: what the family earns, owns and drives. One row per person and kind."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtWidgets import QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.desk.collection import CellsOf, CollectionEditor
from gzf_desk.ui.desk.record_form import RecordForm
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.fields import FormField, Kind, money_text, read_field
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.presenters.intake_fields import Options, asset_fields, income_fields, vehicle_fields
from gzf_desk.ui.presenters.rows import source_of
from gzf_desk.ui.theme.look import Role
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.labels import label, set_text
from gzf_desk.ui.widgets.tables import Cell, Column, TextCell

_PARTS: tuple[tuple[str, str, str, str, Callable[[Translator, Options], list[FormField]]], ...] = (
    ("income", "kind", "amount_fen", "Alt+1", income_fields),
    ("assets", "kind", "value_fen", "Alt+2", asset_fields),
    ("vehicles", "use", "price_fen", "Alt+3", vehicle_fields),
)
"""Collection, field of the kind, field of the amount, key that adds a row, fields of the form."""
_WORDS = {"income": "income", "assets": "asset", "vehicles": "vehicle"}


class MoneyStep(StepPage):
    """The fourth step."""

    step = IntakeStep.MONEY

    def build(self) -> None:
        """Make the parts of the step."""
        kit, tr = self.kit, self.kit.tr
        self.total = label(kit, "", Role.STRONG)
        band = Panel(kit, "soft", margins=(14, 8, 14, 8))
        band.body.addWidget(self.total)
        self.body.addWidget(band)
        self.editors: list[CollectionEditor] = []
        for collection, kind, amount, keys, fields in _PARTS:
            self.editors.append(self._editor(collection, kind, amount, keys, fields))
        for editor in self.editors:
            editor.removed.connect(self.say_removed)
            self.keys.bind_button(editor.add_button, editor.add_button.text())
            self.body.addWidget(editor)
        self.keys.bind("Alt+Del", self._remove, tr("ui_intake.remove_row"))
        self.form = RecordForm(kit, self.presenter, _nothing_fields(tr), label_width=190)
        nothing = Panel(kit)
        nothing.body.addWidget(self.form)
        self.body.addWidget(nothing)
        self.body.addStretch(1)

    def _editor(
        self,
        collection: str,
        kind: str,
        amount: str,
        keys: str,
        fields: Callable[[Translator, Options], list[FormField]],
    ) -> CollectionEditor:
        tr = self.kit.tr
        columns = [
            Column(tr("ui_intake.field.member"), 190),
            Column(tr("ui_intake.field.kind")),
            Column(tr(f"ui_intake.field.{amount}"), 200, right=True),
        ]
        cells: CellsOf = partial(_cells, tr, self.presenter, collection, kind, amount)
        return CollectionEditor(
            self.kit,
            self.presenter,
            collection,
            tr(f"ui_money.{collection}"),
            columns,
            cells,
            fields(tr, self.presenter.names()),
            add_words=tr(f"ui_money.add_{collection}"),
            add_keys=keys,
            note=tr(f"ui_money.{collection}_note"),
            high=40,
            form_columns=3 if self.kit.full else 2,
        )

    def _remove(self) -> None:
        for editor in self.editors:
            if editor.has_focus():
                editor.remove()

    def show_state(self) -> None:
        """Show what changed."""
        for editor in self.editors:
            editor.refresh()
        self.form.refresh()
        total = sum(item.amount_fen or 0 for item in self.presenter.record.income.values())
        people = max(1, len(self.presenter.record.members))
        words = self.words(
            "ui_money.total", people=people, year=money_text(total), month=money_text(round(total / 12 / people))
        )
        set_text(self.total, words)

    def first_focus(self) -> QWidget:
        """The button for the first row, or the table."""
        first = self.editors[0]
        return first.table if first.table.cells.rows else first.add_button


def _nothing_fields(tr: Translator) -> list[FormField]:
    names = ("no_assets_declared", "no_vehicles_declared")
    return [FormField(name=name, words=tr(f"ui_intake.field.{name}"), kind=Kind.YES_NO) for name in names]


def _cells(
    tr: Translator,
    presenter: IntakePresenter,
    collection: str,
    kind: str,
    amount: str,
    key: str,
    record: msgspec.Struct,
) -> tuple[Cell, ...]:
    names = dict(presenter.names())
    value = read_field(record, kind)
    fen = read_field(record, amount)
    words = tr(f"ui_intake.{_WORDS[collection]}.{getattr(value, 'value', value)}") if value else ""
    return (
        TextCell(names.get(str(read_field(record, "member") or ""), tr("ui_intake.whose")), strong=True),
        TextCell(words),
        TextCell(
            tr("ui_money.yuan", n=money_text(fen)) if isinstance(fen, int) else "",
            right=True,
            source=source_of(presenter.source(f"{collection}/{key}.{amount}")),
        ),
    )
