"""The ground of the steps of a new application: step list at the left, previous and next at the foot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.plain_words import grouped_number
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, ReasonedButton
from gzf_desk.ui.widgets.labels import label, row
from gzf_desk.ui.widgets.pills import StatusPill, StorageGlyph, StorageStep
from gzf_desk.ui.widgets.stages import Step, StepList

_PREFIXES: dict[IntakeStep, tuple[str, ...]] = {
    IntakeStep.CARD: ("category", "form"),
    IntakeStep.PEOPLE: ("members",),
    IntakeStep.HOME: ("housing", "no_housing", "other_benefit"),
    IntakeStep.MONEY: ("income", "assets", "vehicles", "no_assets", "no_vehicles"),
    IntakeStep.MATERIALS: ("materials",),
}
_SHOWN = tuple(IntakeStep)[:-1]


class StepPage(Page):
    """One step. Subclasses fill ``body`` and, if they like, the column ``aside``.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the application.
    """

    place = PlaceName.NEW
    rail = False
    step = IntakeStep.CARD
    aside_width = 0

    def __init__(self, kit: Kit, nav: Navigator, presenter: IntakePresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self._put_steps()
        self.aside = self._put_aside()
        self._number = StatusPill(kit, "")
        name = self.words(f"ui_intake.step.{self.step.name.lower()}")
        key = "ui_intake.title" if kit.medium else "ui_intake.title_of"
        self.set_title(self.words(key, n=self.step + 1, total=len(_SHOWN), name=name), self._number)
        self._put_foot()
        self.keys.bind("Ctrl+Z", presenter.undo, self.words("ui_common.key.undo"), when=self._can_undo)
        self.keys.bind("Ctrl+Y", presenter.redo)
        self.build()
        self.glyph.setVisible(kit.full)
        self.saved.setVisible(kit.full and not self.quiet.count() and self.step is not IntakeStep.SIGN)
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------------------------

    def _put_steps(self) -> None:
        kit = self.kit
        side = QWidget()
        side.setObjectName("steps")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setFixedWidth(kit.px(158) if kit.medium else 170)
        lay = QVBoxLayout(side)
        lay.setContentsMargins(kit.px(8), kit.px(14), kit.px(8), kit.px(12))
        head = label(kit, self.words("ui_common.title.new"), Role.CARD_TITLE)
        lay.addLayout(row(kit.px(8), head, None, gap=0))
        self.steps = StepList(kit, self._step_states(), self.step)
        self.steps.chosen.connect(self.go_step)
        lay.addWidget(self.steps)
        lay.addStretch(1)
        self.columns.insertWidget(0, side)
        side.setVisible(kit.medium)

    def _step_states(self) -> list[Step]:
        made = []
        for step in _SHOWN:
            name = self.words(f"ui_intake.step.{step.name.lower()}")
            missing = self.presenter.problem_count(_PREFIXES[step]) if step in _PREFIXES else 0
            passed = step < self.step and not missing
            note = self.words("ui_intake.missing_n", n=missing) if missing and self.presenter.draft else ""
            if step is self.step and not note:
                note = self.words("ui_intake.at_it")
            made.append(Step(name, note, passed))
        return made

    def _put_aside(self) -> QVBoxLayout:
        """Room at the right, or under the page when the text is large."""
        kit = self.kit
        lay = QVBoxLayout()
        lay.setSpacing(kit.px(8))
        if not self.aside_width:
            return lay
        side = QWidget()
        side.setObjectName("aside")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not kit.full:
            lay.setContentsMargins(kit.px(14), kit.px(12), kit.px(14), kit.px(12))
            side.setLayout(lay)
            self._folded: QWidget | None = side
            return lay
        self._folded = None
        side.setFixedWidth(kit.px(self.aside_width))
        lay.setContentsMargins(kit.px(14), kit.px(14), kit.px(14), kit.px(12))
        around = QVBoxLayout(side)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self.scrolling(lay))
        self.columns.addWidget(side)
        return lay

    def fold_aside(self) -> None:
        """Put the right column under the page when the text is large; call at the end of ``build``."""
        if self.aside_width and self._folded is not None:
            self.body.addWidget(self._folded)

    def _put_foot(self) -> None:
        kit = self.kit
        aside = KeyButton(kit, self.words("ui_intake.put_aside"), "quiet", keys="Esc")
        aside.clicked.connect(self.put_aside)
        back = KeyButton(kit, self.words("ui_common.key.previous"), keys="Ctrl+Left")
        back.clicked.connect(lambda: self.go_step(self.step - 1))
        self.forward = self.make_forward()
        self.quiet = QHBoxLayout()
        self.quiet.setSpacing(kit.px(8))
        self.foot.addWidget(back)
        back.setVisible(self.step > 0)
        self.foot.addLayout(self.quiet)
        self.foot.addWidget(aside)
        self.foot.addStretch(1)
        self.glyph = StorageGlyph(kit, StorageStep.HERE)
        self.foot.addWidget(self.glyph)
        self.saved = label(kit, self.words("ui_intake.each_key_saved"), Role.HINT)
        self.foot.addWidget(self.saved)
        self.foot.addWidget(self.forward)
        self.keys.bind("Esc", self.put_aside)
        if self.step > 0:
            self.keys.bind_button(back, back.text())
        sealing = self.forward.button.keys != "Ctrl+Right"
        words = self.forward.button.text() if sealing else self.words("ui_common.key.next")
        self.keys.bind_button(self.forward.button, words)

    def _can_undo(self) -> bool:
        return self.presenter.draft is not None and self.presenter.draft.can_undo

    def make_forward(self) -> ReasonedButton:
        """The one primary button."""
        name = self.words(f"ui_intake.step.{IntakeStep(self.step + 1).name.lower()}")
        button = KeyButton(self.kit, self.words("ui_intake.next", name=name), "primary", keys="Ctrl+Right")
        button.clicked.connect(lambda: self.go_step(self.step + 1))
        return ReasonedButton(self.kit, button)

    # --- acts ------------------------------------------------------------------------------------------------------

    def go_step(self, number: int) -> None:
        """Another step; what is typed is stored first. No step hard-stops once there is a draft."""
        if self.presenter.draft is None or not 0 <= number < len(IntakeStep):
            return
        self.presenter.flush()
        self.presenter.step = IntakeStep(number)
        self.nav.rebuild()

    def put_aside(self) -> None:
        """Keep the draft and go to today."""
        self.nav.go(Place(PlaceName.TODAY))

    def say_removed(self) -> None:
        """A row was taken out; it can be brought back."""
        self.nav.toast(self.words("ui_intake.removed"), self.presenter.undo)

    def leave(self) -> bool:
        """Store what is typed."""
        self.presenter.flush()
        return True

    # --- for subclasses --------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the parts of the step."""

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        if self.presenter.step is not self.step:
            self.nav.rebuild()
            return
        draft = self.presenter.draft
        number = grouped_number(draft.draft.local_number) if draft else ""
        self._number.show_state(number or self.words("ui_intake.draft_here"), None)
        self._number.setVisible(draft is not None)
        self.steps.show_steps(self._step_states(), min(self.step, len(_SHOWN) - 1))
        self.show_state()

    def show_state(self) -> None:
        """Show what changed in this step."""

    def help_text(self) -> str:
        """What F1 says about this step."""
        return self.words(f"ui_help.step_{self.step.name.lower()}")
