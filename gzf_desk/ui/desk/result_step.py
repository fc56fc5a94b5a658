"""Step 6: the reading with its reasons. Near and failed first, unknown second, met last and folded."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gzf_desk.services.views import ConditionView, PreviewView
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.intake import IntakeStep
from gzf_desk.ui.presenters.rows import mark_of_outcome, source_of
from gzf_desk.ui.theme.look import Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Panel
from gzf_desk.ui.widgets.conditions import ConditionLine, ConditionRow, CountLine, GroupCaption
from gzf_desk.ui.widgets.labels import clear, label, row, rule
from gzf_desk.ui.widgets.symbols import Mark, NumberDisc, StatusSymbol

_FOLDED = 4
_GROUPS: tuple[tuple[str, tuple[Mark, ...], str], ...] = (
    ("look", (Mark.BAD, Mark.NEAR), "Alt+1"),
    ("unknown", (Mark.UNKNOWN,), "Alt+2"),
    ("met", (Mark.OK,), "Alt+3"),
)


def condition_line(view: ConditionView, *, formula: str = "") -> ConditionLine:
    """A condition as it is shown."""
    mark = mark_of_outcome(view.outcome, near=view.near)
    figure = " / ".join(part for part in (view.value_text, view.limit_text) if part)
    return ConditionLine(
        mark=mark,
        name=view.name,
        sentence=view.sentence,
        figure=figure,
        share=view.fraction,
        source=source_of(view.mark) if view.mark is not None else None,
        why=formula,
    )


class ResultStep(StepPage):
    """The sixth step."""

    step = IntakeStep.RESULT
    aside_width = 310

    def build(self) -> None:
        """Make the parts of the step."""
        kit = self.kit
        self.open_met = False
        self.with_basis = False
        self.headline = Panel(kit, margins=(18, 14, 18, 14))
        self.list = QVBoxLayout()
        self.list.setSpacing(kit.px(3))
        card = Panel(kit, margins=(1, 6, 1, 8), gap=2)
        card.body.addLayout(self.list)
        self.body.addWidget(self.headline)
        self.body.addWidget(card)
        self.body.addStretch(1)
        self.first_rows: dict[str, QWidget] = {}
        for name, _, keys in _GROUPS:
            self.keys.bind(keys, partial(self._jump, name))
        self.keys.hint("Alt+1–3", self.words("ui_result.jump"))
        self.formula = KeyButton(kit, self.words("ui_result.formula"), keys="Alt+F")
        self.formula.clicked.connect(self._toggle_basis)
        self.more = KeyButton(kit, "", "quiet", keys="Alt+M")
        self.more.clicked.connect(self._toggle_met)
        self.large = KeyButton(kit, self.words("ui_result.read_out"), keys="F7", icon="speaker")
        self.large.clicked.connect(self._read_out)
        line = self.quiet
        if not kit.full or kit.tr.language == "en":
            line = row(gap=kit.px(8))
            self.body.insertLayout(1, line)
        for button in (self.formula, self.large):
            self.keys.bind_button(button, button.text())
            line.addWidget(button)
        if line is not self.quiet:
            line.addStretch(1)
        self.keys.bind_button(self.more, "")
        card.body.addLayout(row(self.more, None, margins=(kit.px(8), 0, 0, 0)))
        self.fold_aside()
        self.presenter.evaluate()

    # --- showing ---------------------------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Show what changed."""
        view = self.presenter.preview
        self.headline.setVisible(view is not None)
        if view is None:
            return
        self._show_headline(view)
        self._show_conditions(view)
        self._show_aside(view)

    def _show_headline(self, view: PreviewView) -> None:
        kit = self.kit
        clear(self.headline.body)
        mark = mark_of_outcome(view.outcome, near=view.near > 0)
        words = QVBoxLayout()
        words.setSpacing(kit.px(4))
        words.addWidget(label(kit, view.headline, Role.PAGE_TITLE, wrap=True))
        words.addWidget(label(kit, view.subline, Role.LABEL, wrap=True))
        counts = {Mark.OK: view.passed, Mark.NEAR: view.near, Mark.BAD: view.failed, Mark.UNKNOWN: view.unknown}
        line = row(StatusSymbol(kit, mark, 36, view.headline), gap=kit.px(14))
        line.addLayout(words, 1)
        right = QVBoxLayout()
        right.addWidget(CountLine(kit, counts))
        right.addWidget(label(kit, self.words("ui_result.reference"), Role.HINT, wrap=True))
        line.addLayout(right)
        self.headline.body.addLayout(line)
        self.headline.setAccessibleName(view.headline)
        self.headline.setAccessibleDescription(view.subline)

    def _show_conditions(self, view: PreviewView) -> None:
        clear(self.list)
        self.first_rows.clear()
        hidden = 0
        for name, marks, keys in _GROUPS:
            mine = [c for c in view.conditions if mark_of_outcome(c.outcome, near=c.near) in marks]
            if not mine:
                continue
            note = self.words(f"ui_result.group.{name}_note", n=len(mine))
            self.list.addWidget(GroupCaption(self.kit, self.words(f"ui_result.group.{name}"), note, keys))
            if name == "met" and not self.open_met and len(mine) > _FOLDED:
                hidden = len(mine) - _FOLDED
                mine = mine[:_FOLDED]
            for condition in mine:
                shown = ConditionRow(self.kit, condition_line(condition, formula=self._basis(condition)))
                self.first_rows.setdefault(name, shown)
                self.list.addWidget(shown)
        self.more.setVisible(bool(hidden) or self.open_met)
        self.more.set_verb(self.words("ui_result.fold" if self.open_met else "ui_result.more", n=hidden))

    def _basis(self, condition: ConditionView) -> str:
        parts = []
        if self.with_basis and condition.basis:
            parts.append(self.words("ui_result.basis", basis=condition.basis))
        if condition.assumed and self.with_basis:
            parts.append(self.words("ui_result.assumed"))
        return " ".join(parts)

    def _show_aside(self, view: PreviewView) -> None:
        kit = self.kit
        clear(self.aside)
        todo = [problem for problem in view.todo if problem.blocking]
        if todo:
            self.aside.addWidget(label(kit, self.words("ui_result.todo", n=len(todo)), Role.CARD_TITLE, wrap=True))
        for number, problem in enumerate(todo, 1):
            line = row(gap=kit.px(10))
            line.addWidget(NumberDisc(kit, number), 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(kit, problem.sentence, Role.LABEL, wrap=True), 1)
            self.aside.addLayout(line)
        if todo and view.follow:
            self.aside.addWidget(rule())
        if view.follow:
            self.aside.addWidget(label(kit, self.words("ui_result.follow"), Role.CARD_TITLE, wrap=True))
            self.aside.addWidget(label(kit, self.words("ui_result.follow_note"), Role.HINT, wrap=True))
        for paper in view.follow:
            line = row(StatusSymbol(kit, Mark.NEAR, 15, self.words("ui_result.follow")), gap=kit.px(8))
            line.addWidget(label(kit, paper, Role.LABEL, wrap=True), 1)
            self.aside.addLayout(line)
        if view.exempt and (todo or view.follow):
            self.aside.addWidget(rule())
        if view.exempt:
            self.aside.addWidget(label(kit, self.words("ui_result.exempt"), Role.CARD_TITLE))
        for paper, why in view.exempt:
            line = row(StatusSymbol(kit, Mark.OK, 15, why), gap=kit.px(8))
            line.addWidget(label(kit, paper, Role.LABEL, wrap=True), 1)
            line.addWidget(label(kit, why, Role.HINT, wrap=True), 1)
            self.aside.addLayout(line)
        self.aside.addStretch(1)
        note = Panel(kit, "quiet", margins=(12, 10, 12, 10))
        note.body.addWidget(label(kit, view.note, Role.HINT, wrap=True))
        self.aside.addWidget(note)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _jump(self, group: str) -> None:
        target = self.first_rows.get(group)
        if target is not None:
            target.setFocus()

    def _toggle_met(self) -> None:
        self.open_met = not self.open_met
        self.refresh()

    def _toggle_basis(self) -> None:
        self.with_basis = not self.with_basis
        self.refresh()

    def _read_out(self) -> None:
        view = self.presenter.preview
        if view is not None:
            self.nav.large_words(view.headline, view.subline)

    def first_focus(self) -> QWidget:
        """The button that goes on: the result itself needs no key."""
        return self.forward.button
