"""The exchange with the province in words, and what two places changed. Nothing is chosen beforehand."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.views import ConflictView, SyncOutcomeView, SyncView
from gzf_desk.ui.desk.navigation import Navigator, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.lists import SyncPresenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton, ReasonedButton
from gzf_desk.ui.widgets.cards import Advice, Card
from gzf_desk.ui.widgets.labels import clear, column, label, row, set_text
from gzf_desk.ui.widgets.pills import StorageGlyph, StorageStep
from gzf_desk.ui.widgets.symbols import Mark

_TONE = {StorageStep.HERE: "near", StorageStep.TWO_PLACES: "entitled", StorageStep.PROVINCE: "ok"}


class SyncPage(Page):
    """Counts, one button, conflicts.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the exchange.
    """

    place = PlaceName.SYNC

    def __init__(self, kit: Kit, nav: Navigator, presenter: SyncPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self.set_title(self.words("ui_common.title.sync"))
        self.line = label(kit, "", Role.CARD_TITLE, wrap=True)
        self.body.addWidget(self.line)
        self.counts: QHBoxLayout | QVBoxLayout = QHBoxLayout() if kit.medium else QVBoxLayout()
        self.counts.setSpacing(kit.px(12))
        self.body.addLayout(self.counts)
        self.said = Advice(kit, Mark.WAITING, "")
        self.said.more.setVisible(True)
        self.body.addWidget(self.said)
        self.refused = QVBoxLayout()
        self.body.addLayout(self.refused)
        self.conflict_title = label(kit, "", Role.CARD_TITLE)
        self.body.addWidget(self.conflict_title)
        self.conflicts = QVBoxLayout()
        self.conflicts.setSpacing(kit.px(10))
        self.body.addLayout(self.conflicts)
        self.body.addStretch(1)
        button = KeyButton(kit, self.words("ui_sync.start"), "primary", keys="Ctrl+Return", icon="syncing")
        button.clicked.connect(presenter.start)
        self.keys.bind_button(button, button.text())
        self.start = ReasonedButton(kit, button)
        self.foot.addWidget(self.start, 1)
        self._return_focus = False
        self._told_outcome: SyncOutcomeView | None = None
        self._shown: tuple[ConflictView, ...] | None = None
        self._settle: dict[str, ReasonedButton] = {}
        self.refresh()

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        p = self.presenter
        if p.outcome is not self._told_outcome:
            self._told_outcome = p.outcome
            self.nav.refresh_sync()
        if p.view is not None:
            set_text(self.line, p.view.line)
            self._show_counts(p.view)
        had_focus = self.start.button.hasFocus()
        self.start.set_missing(self.words("ui_sync.running") if p.running else "")
        if had_focus and p.running:
            self._return_focus = True
            self.setFocus()
        elif self._return_focus and not p.running:
            self._return_focus = False
            self.start.button.setFocus()
        self._show_said()
        if p.conflicts != self._shown:
            self._shown = p.conflicts
            self._show_conflicts(p.conflicts)
        for conflict_id, button in self._settle.items():
            button.set_missing("" if conflict_id in p.choices else self.words("ui_sync.choose_one"))

    def _show_counts(self, view: SyncView) -> None:
        kit = self.kit
        clear(self.counts)
        numbers = (view.on_this_pc, view.in_two_places, view.received)
        for step, number, key in zip(StorageStep, numbers, ("here", "two", "province"), strict=True):
            card = Card(kit, self.words(f"ui_widgets.storage.{key}"))
            card.head.insertWidget(0, StorageGlyph(kit, step))
            card.body.addWidget(label(kit, str(number), Role.FIGURE, tone=_TONE[step]))
            card.body.addWidget(label(kit, self.words(f"ui_today.stored_{key}"), Role.HINT, wrap=True))
            self.counts.addWidget(card, 1)
        clear(self.refused)
        for sentence in view.refused:
            self.refused.addWidget(Advice(kit, Mark.BAD, self.words("ui_sync.refused"), sentence))

    def _show_said(self) -> None:
        p = self.presenter
        outcome = p.outcome
        self.said.setVisible(p.running or outcome is not None)
        if p.running:
            set_text(self.said.what, self.words("ui_sync.running"))
            set_text(self.said.more, p.phase)
            self.said.set_tone("waiting")
        elif outcome is not None:
            set_text(self.said.what, outcome.sentence)
            words = self.words(
                "ui_sync.outcome",
                pushed=outcome.pushed,
                accepted=outcome.accepted,
                pulled=outcome.pulled,
                pending=outcome.pending,
            )
            set_text(self.said.more, words)
            self.said.set_tone("near" if outcome.trouble else "ok")

    def _show_conflicts(self, conflicts: tuple[ConflictView, ...]) -> None:
        clear(self.conflicts)
        self._settle = {}
        title = self.words("ui_sync.conflicts", n=len(conflicts)) if conflicts else self.words("ui_sync.no_conflicts")
        set_text(self.conflict_title, title)
        for conflict in conflicts:
            self.conflicts.addWidget(self._conflict(conflict))

    def _conflict(self, conflict: ConflictView) -> Card:
        kit = self.kit
        card = Card(kit, conflict.field_name, self.words("ui_sync.who", who=conflict.who, when=conflict.when))
        grid = QGridLayout()
        grid.setHorizontalSpacing(kit.px(20))
        for number, (side, value) in enumerate((("mine", conflict.mine), ("theirs", conflict.theirs))):
            grid.addWidget(label(kit, self.words(f"ui_sync.{side}"), Role.LABEL), 0, number)
            grid.addWidget(label(kit, value or self.words("ui_sync.nothing"), Role.PERSON, wrap=True), 1, number)
            grid.setColumnStretch(number, 1)
        card.body.addLayout(grid)
        options = [(side, self.words(f"ui_sync.take_{side}"), "") for side in ("mine", "theirs")]
        bar = ChoiceBar(kit, conflict.field_name, options)
        bar.set_value(self.presenter.choices.get(conflict.id, ""))
        for side, button in bar.buttons.items():
            button.clicked.connect(partial(self.presenter.choose, conflict.id, side))
        settle = KeyButton(kit, self.words("ui_sync.settle"), keys="")
        settle.clicked.connect(partial(self.presenter.settle, conflict.id))
        self._settle[conflict.id] = ReasonedButton(kit, settle)
        line = row(bar, gap=kit.px(8)) if kit.medium else column(bar, gap=kit.px(8))
        line.addWidget(self._settle[conflict.id], 1)
        card.body.addLayout(line)
        card.body.addWidget(label(kit, self.words("ui_sync.kept"), Role.HINT, wrap=True))
        return card

    def first_focus(self) -> QWidget:
        """The one button."""
        return self.start.button
