"""Step 5: the papers. Only what no department can tell; what is missing may follow or be stood in for by a promise."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.intake import IntakeStep, MaterialRow
from gzf_desk.ui.presenters.intake_fields import material_words
from gzf_desk.ui.theme.look import Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Card
from gzf_desk.ui.widgets.labels import clear, label, row
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol
from gzf_desk.ui.widgets.tables import Cell, CellTable, Column, PillCell, Row, TextCell

_MARK = {"present": Mark.OK, "exempt": Mark.OK, "to_follow": Mark.NEAR, "missing": Mark.UNKNOWN}


class MaterialsStep(StepPage):
    """The fifth step."""

    step = IntakeStep.MATERIALS
    aside_width = 280

    def build(self) -> None:
        """Make the parts of the step."""
        kit, tr = self.kit, self.kit.tr
        card = Card(kit, tr("ui_materials.title"), tr("ui_materials.note"), margins=(1, 10, 1, 12))
        card.head.setContentsMargins(kit.px(15), 0, kit.px(15), 0)
        columns = [Column(tr("ui_materials.paper")), Column(tr("ui_materials.whose"), 180), Column("", 220)]
        self.table = CellTable(kit, tr("ui_materials.title"), columns, high=44)
        self.table.looked.connect(lambda _: self._mark("present"))
        card.body.addWidget(self.table)
        self.none = label(kit, tr("ui_materials.none"), wrap=True)
        card.body.addLayout(row(self.none, margins=(kit.px(16), 0, kit.px(16), 0)))
        buttons = row(gap=kit.px(8), margins=(kit.px(12), 0, kit.px(12), 0))
        for status, keys in (("present", "Space"), ("to_follow", "Alt+F"), ("exempt", "Alt+C")):
            button = KeyButton(kit, tr(f"ui_materials.mark_{status}"), keys=keys)
            button.clicked.connect(lambda _checked=False, to=status: self._mark(to))
            self.keys.bind_button(button, button.text())
            buttons.addWidget(button)
        buttons.addStretch(1)
        card.body.addLayout(buttons)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.aside.addWidget(label(kit, tr("ui_materials.exempt_title"), Role.CARD_TITLE, wrap=True))
        self.exempt = QVBoxLayout()
        self.exempt.setSpacing(kit.px(8))
        self.aside.addLayout(self.exempt)
        self.aside.addStretch(1)
        self.rows: list[MaterialRow] = []
        self.fold_aside()
        self.presenter.evaluate()

    def _mark(self, status: str) -> None:
        number = self.table.currentIndex().row()
        if 0 <= number < len(self.rows):
            self.presenter.mark_material(self.rows[number], status, "by_promise" if status == "exempt" else None)

    def show_state(self) -> None:
        """Show what changed."""
        self.rows = self.presenter.material_rows()
        self.table.show_rows([Row(f"{r.kind}@{r.member or ''}", self._cells(r)) for r in self.rows])
        self.table.fit_height()
        self.table.setVisible(bool(self.rows))
        self.none.setVisible(not self.rows)
        if self.rows and self.forward.button.hasFocus():
            self.table.setFocus()
        clear(self.exempt)
        for paper, why in self.presenter.preview.exempt if self.presenter.preview else ():
            line = row(StatusSymbol(self.kit, Mark.OK, 15, why), gap=self.kit.px(8))
            line.addWidget(label(self.kit, paper, Role.LABEL, wrap=True), 1)
            line.addWidget(label(self.kit, why, Role.HINT, wrap=True), 1)
            self.exempt.addLayout(line)

    def _cells(self, found: MaterialRow) -> tuple[Cell, ...]:
        tr = self.kit.tr
        name = dict(self.presenter.names()).get(found.member or "", "")
        words = tr(f"ui_materials.status.{found.status}")
        if found.status == "exempt" and found.exempt_reason:
            words = tr(f"ui_materials.exempt.{found.exempt_reason}")
        return (
            TextCell(material_words(found.kind, tr), strong=True),
            TextCell(name or tr("ui_materials.whole_family")),
            PillCell(words, _MARK.get(found.status, Mark.UNKNOWN)),
        )

    def first_focus(self) -> QWidget:
        """The list of papers."""
        return self.table if self.rows else self.forward.button
