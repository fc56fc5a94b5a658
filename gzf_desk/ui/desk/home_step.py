"""Step 3: where the family lives and what it owns."""

from __future__ import annotations

from functools import partial

import msgspec
from PySide6.QtWidgets import QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.desk.collection import CollectionEditor
from gzf_desk.ui.desk.record_form import RecordForm
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.fields import FormField, Kind, shown
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.presenters.intake_fields import housing_fields
from gzf_desk.ui.presenters.rows import source_of
from gzf_desk.ui.widgets.cards import Card
from gzf_desk.ui.widgets.tables import Cell, Column, TextCell
from sync.model.household import HousingFact


class HomeStep(StepPage):
    """The third step."""

    step = IntakeStep.HOME

    def build(self) -> None:
        """Make the parts of the step."""
        kit, tr = self.kit, self.kit.tr
        questions = Card(kit, tr("ui_home_step.questions"), tr("ui_home_step.questions_note"))
        self.form = RecordForm(kit, self.presenter, _questions(tr), label_width=190)
        questions.body.addWidget(self.form)
        columns = [
            Column(tr("ui_intake.field.member"), 170),
            Column(tr("ui_intake.field.tenure"), 170),
            Column(tr("ui_intake.field.area100"), 140),
            Column(tr("ui_intake.field.address")),
        ]
        self.editor = CollectionEditor(
            kit,
            self.presenter,
            "housing",
            tr("ui_home_step.title"),
            columns,
            partial(_cells, tr, self.presenter),
            housing_fields(tr, self.presenter.names()),
            add_words=tr("ui_home_step.add"),
            add_keys="Ins",
            remove_keys="Alt+Del",
            note=tr("ui_home_step.note"),
            high=44,
        )
        self.editor.removed.connect(self.say_removed)
        self.keys.bind_button(self.editor.add_button, tr("ui_home_step.add"))
        self.keys.bind_button(self.editor.remove_button, tr("ui_intake.remove_row"))
        self.body.addWidget(questions)
        self.body.addWidget(self.editor)
        self.body.addStretch(1)

    def show_state(self) -> None:
        """Show what changed."""
        self.form.refresh()
        self.editor.refresh()

    def first_focus(self) -> QWidget:
        """The first question."""
        return self.form.first_open()


def _questions(tr: Translator) -> list[FormField]:
    return [
        FormField(name=name, words=tr(f"ui_intake.field.{name}"), kind=kind)
        for name, kind in (
            ("no_housing_declared", Kind.YES_NO),
            ("other_benefit", Kind.YES_NO),
            ("no_home_disposed", Kind.YES_NO),
            ("home_disposed_on", Kind.DATE),
        )
    ]


def _cells(tr: Translator, presenter: IntakePresenter, key: str, record: msgspec.Struct) -> tuple[Cell, ...]:
    home = record if isinstance(record, HousingFact) else HousingFact()
    names = dict(presenter.names())
    area = shown(Kind.AREA, home.area100)
    return (
        TextCell(names.get(home.member or "", tr("ui_intake.whose")), strong=True),
        TextCell(tr(f"ui_intake.tenure.{home.tenure.value}") if home.tenure else ""),
        TextCell(f"{area} ㎡" if area else "", source=source_of(presenter.source(f"housing/{key}.area100"))),
        TextCell(home.address or ""),
    )
