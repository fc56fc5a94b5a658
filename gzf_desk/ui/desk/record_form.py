"""A form over one record of the draft: rows from field descriptions, bound to the presenter."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from gzf_desk.ui.presenters.fields import FormField, Kind, NotUnderstood, shown, understood
from gzf_desk.ui.presenters.intake import IntakePresenter
from gzf_desk.ui.presenters.rows import masked, source_of
from gzf_desk.ui.theme.look import Kit
from gzf_desk.ui.widgets.forms import ChoiceBox, DraftLine, FormRow, MaskedLine, Source


class RecordForm(QWidget):
    """Rows for the fields of one record.

    Args:
        kit: look and words.
        presenter: the application.
        fields: what to ask.
        columns: rows side by side; one when the text is large.
        label_width: px at 100 %.
    """

    def __init__(
        self,
        kit: Kit,
        presenter: IntakePresenter,
        fields: Sequence[FormField],
        *,
        columns: int = 2,
        label_width: int = 84,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kit, self._presenter = kit, presenter
        self._prefix = ""
        self._restored = presenter.restored
        self.fields = {field.name: field for field in fields}
        self.rows: dict[str, FormRow] = {}
        self._refused: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(kit.px(24))
        grid.setVerticalSpacing(kit.px(8))
        columns = columns if kit.full else 2 if kit.medium else 1
        for number, field in enumerate(fields):
            made = self._row(field, label_width)
            self.rows[field.name] = made
            grid.addWidget(made, number // columns, number % columns, Qt.AlignmentFlag.AlignTop)
        for number in range(columns):
            grid.setColumnStretch(number, 1)

    def _row(self, field: FormField, label_width: int) -> FormRow:
        kit = self._kit
        editor: DraftLine | ChoiceBox
        if field.kind in (Kind.CHOICE, Kind.YES_NO):
            options = list(field.options)
            if field.kind is Kind.YES_NO:
                options = [(value, kit.tr(f"ui_intake.{value}")) for value in ("yes", "no")]
            editor = ChoiceBox(kit, [("", kit.tr("ui_intake.not_chosen")), *options])
        else:
            editor = MaskedLine(masked) if field.name == "document_number" else DraftLine()
        made = FormRow(
            kit,
            field.words,
            editor,
            Source.EMPTY,
            hint=field.hint,
            required=field.required,
            label_width=label_width,
        )
        made.on_edit(partial(self._edited, field.name))
        return made

    def path(self, name: str) -> str:
        """Path of a field in the draft."""
        return f"{self._prefix}.{name}" if self._prefix else name

    def show_entry(self, prefix: str) -> None:
        """Show another record, e.g. ``members/<id>``; empty for the draft itself."""
        other = prefix != self._prefix
        self._prefix = prefix
        if other:
            self._refused.clear()
        self.refresh(force=other)

    def _edited(self, name: str, text: str) -> None:
        field = self.fields[name]
        try:
            value = understood(field.kind, text)
        except NotUnderstood as problem:
            self._refused[name] = self._kit.tr(problem.key)
        else:
            self._refused.pop(name, None)
            self._presenter.edit(self.path(name), value)
            self.rows[name].mark.show_source(Source.DECLARED if value is not None else Source.EMPTY)
        self._show_problem(name)

    def refresh(self, *, force: bool = False) -> None:
        """Show what the draft holds; what is being typed stays."""
        force = force or self._restored != self._presenter.restored
        self._restored = self._presenter.restored
        if force:
            self._refused.clear()
        for name, field in self.fields.items():
            row = self.rows[name]
            path = self.path(name)
            value = self._presenter.value(path)
            text = shown(field.kind, value)
            if name not in self._refused:
                source = source_of(self._presenter.source(path)) if self._prefix else Source.DECLARED
                row.show_value(text, Source.DECLARED if text and source is Source.EMPTY else source)
                if force:
                    row.force_value(text)
            self._show_problem(name)
            row.setEnabled(self._presenter.draft is not None and self._presenter.draft.editable)

    def _show_problem(self, name: str) -> None:
        problems = self._presenter.problems_at(self.path(name))
        started = self._presenter.value(self.path(name)) is not None
        words = self._refused.get(name, "")
        if not words and problems and started:
            words = problems[0].sentence
        self.rows[name].show_problem(words)

    def first_open(self) -> QWidget:
        """The first field that is still empty, else the first one."""
        for row in self.rows.values():
            if not row.text() and row.isEnabled():
                return row.field
        return next(iter(self.rows.values())).field
