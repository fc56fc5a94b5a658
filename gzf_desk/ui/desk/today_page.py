"""Today: what to do, the most urgent first; where finished work is stored; a quick look at the current row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.views import CaseRow, TodayView
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.lists import TodayPresenter
from gzf_desk.ui.presenters.rows import case_columns, case_rows, days_words, mark_of_tone, stages_of
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Card, Panel
from gzf_desk.ui.widgets.labels import clear, label, row, set_text
from gzf_desk.ui.widgets.pills import STEP_TOKEN, StatusPill, StorageGlyph, StorageStep
from gzf_desk.ui.widgets.stages import StageBar
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol
from gzf_desk.ui.widgets.tables import CellTable

_TONE = {"near": "near", "info": "entitled", "ok": "ok"}


class TodayPage(Page):
    """The first page of every day.

    Args:
        kit: look and words.
        nav: the window.
        presenter: today.
    """

    place = PlaceName.TODAY

    def __init__(self, kit: Kit, nav: Navigator, presenter: TodayPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self._presenter = presenter
        self._put_head()
        both = QHBoxLayout()
        both.setSpacing(kit.px(12))
        both.addWidget(self._list_card(), 1)
        self.side = QVBoxLayout()
        self.side.setSpacing(kit.px(10))
        holder = QWidget()
        holder.setLayout(self.side)
        self.side.setContentsMargins(0, 0, 0, 0)
        if kit.full:
            holder.setFixedWidth(kit.px(318))
            both.addWidget(holder)
            self.body.addLayout(both, 1)
        else:
            self.body.addLayout(both)
            self.body.addWidget(holder)
        self.keys.hint("Up", "")
        self.keys.hint("Return", self.words("ui_today.open"))
        self.refresh()

    def _put_head(self) -> None:
        kit = self.kit
        self.greeting = label(kit, "", Role.PAGE_TITLE)
        self.line = label(kit, "", Role.BODY, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(kit.px(2))
        words.addWidget(self.greeting)
        words.addWidget(self.line)
        self.new = new = KeyButton(kit, self.words("ui_today.new"), "primary", keys="F2", icon="card")
        new.clicked.connect(lambda: self.nav.go(Place(PlaceName.NEW, with_card=True)))
        drafts = KeyButton(kit, self.words("ui_today.drafts"), keys="F3", icon="pencil")
        drafts.clicked.connect(lambda: self.nav.go(Place(PlaceName.CASES)))
        self.drafts = drafts
        self.keys.bind_button(new, self.words("ui_common.key.card"))
        self.keys.bind_button(drafts, self.words("ui_common.key.drafts"))
        self.head.addLayout(words, 1)
        self.head.addWidget(new)
        self.head.addWidget(drafts)

    def _list_card(self) -> Card:
        kit = self.kit
        card = Card(kit, self.words("ui_today.list"), margins=(1, 10, 1, 1))
        card.head.setContentsMargins(kit.px(15), 0, kit.px(15), 0)
        self.count = StatusPill(kit, "0", Mark.WAITING)
        card.head.insertWidget(1, self.count)
        card.head.addWidget(label(kit, self.words("ui_today.sorted"), Role.HINT))
        self.table = CellTable(kit, self.words("ui_today.list"), case_columns(kit.tr))
        self.table.opened.connect(self._open)
        self.table.moved.connect(self._presenter.look)
        self.table.looked.connect(self._presenter.look)
        self.table.setMinimumHeight(kit.px(180))
        self.empty = label(kit, self.words("ui_today.empty"), Role.BODY, wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(self.table, 1)
        card.body.addWidget(self.empty, 1)
        hint = label(kit, self.words("ui_today.walk"), Role.HINT)
        card.body.addLayout(row(hint, None, margins=(kit.px(15), 0, kit.px(15), 0)))
        card.body.addWidget(self._look_panel())
        return card

    def _look_panel(self) -> Panel:
        kit = self.kit
        self.look = Panel(kit, "soft", margins=(15, 10, 15, 10))
        self.look_title = label(kit, "", Role.STRONG)
        self.look_pill = StatusPill(kit, "", Mark.WAITING)
        self.look_number = label(kit, "", Role.HINT)
        self.stages = StageBar(kit, ())
        self.open_button = KeyButton(kit, self.words("ui_today.open"), "primary", keys="Return")
        self.open_button.clicked.connect(lambda: self._open(self.table.current_key()))
        self.look_todo = label(kit, "", wrap=True)
        self.look.body.addLayout(row(self.look_title, self.look_pill, None, self.look_number, gap=kit.px(10)))
        self.look.body.addWidget(self.stages)
        foot = row(gap=kit.px(10))
        foot.addWidget(self.look_todo, 1)
        foot.addWidget(self.open_button)
        self.look.body.addLayout(foot)
        return self.look

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        view = self._presenter.view
        if view is None:
            self.look.hide()
            self.empty.hide()
            return
        set_text(self.greeting, view.greeting)
        set_text(self.line, view.line)
        self.count.show_state(str(len(view.rows)), Mark.WAITING)
        self.drafts.set_verb(self.words("ui_today.drafts_n", n=view.drafts))
        rows = case_rows(self.kit.tr, view.rows)
        if tuple(rows) != self.table.cells.rows:
            self.table.show_rows(rows)
            if not self.kit.full:
                self.table.fit_height()
        if not rows and self.table.hasFocus():
            self.new.setFocus()  # what is hidden gives the focus away, and it must stay on the page
        self.table.setVisible(bool(rows))
        self.empty.setVisible(not rows)
        self._show_look(self._presenter.row(self._presenter.looked_at))
        self._show_side(view)
        if rows and self.isVisible() and not self.hasFocus() and self.focusWidget() is None:
            self.table.setFocus()

    def _show_look(self, found: CaseRow | None) -> None:
        self.look.setVisible(found is not None)
        if found is None:
            return
        set_text(self.look_title, self.words("ui_today.look", name=found.masked_name))
        mark = Mark.WAITING if found.days_left is None else mark_of_tone(found.tone)
        self.look_pill.show_state(days_words(self.kit.tr, found), mark)
        set_text(self.look_number, found.number)
        self.stages.show_stages(stages_of(found.stages))
        self.stages.setVisible(bool(found.stages))
        set_text(self.look_todo, found.todo)

    def _show_side(self, view: TodayView) -> None:
        clear(self.side)
        self.side.addWidget(self._storage_card(view))
        if view.near_due:
            due = Card(self.kit, self.words("ui_today.near_due"))
            for tone, sentence in view.near_due:
                line = row(StatusSymbol(self.kit, mark_of_tone(tone), 16, sentence), gap=self.kit.px(8))
                line.addWidget(label(self.kit, sentence, wrap=True), 1)
                due.body.addLayout(line)
            self.side.addWidget(due)
        if view.devices:
            self.side.addWidget(self._device_card(view))
        self.side.addStretch(1)

    def _storage_card(self, view: TodayView) -> Card:
        kit = self.kit
        card = Card(kit, self.words("ui_today.stored"))
        sync = view.sync
        numbers = (sync.on_this_pc, sync.in_two_places, sync.received)
        for step, number, key in zip(StorageStep, numbers, ("here", "two", "province"), strict=True):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(label(kit, self.words(f"ui_widgets.storage.{key}"), Role.STRONG))
            words.addWidget(label(kit, self.words(f"ui_today.stored_{key}"), Role.HINT, wrap=True))
            line = row(StorageGlyph(kit, step), gap=kit.px(10))
            line.addLayout(words, 1)
            line.addWidget(label(kit, str(number), Role.PERSON, tone=_TONE[STEP_TOKEN[step]]))
            card.body.addLayout(line)
        for sentence in sync.refused:
            line = row(StatusSymbol(kit, Mark.BAD, 16, sentence), gap=kit.px(8))
            line.addWidget(label(kit, sentence, Role.LABEL, tone="bad", wrap=True), 1)
            card.body.addLayout(line)
        exchange = KeyButton(kit, self.words("ui_today.exchange"), keys="Alt+S", icon="syncing")
        exchange.clicked.connect(lambda: self.nav.go(Place(PlaceName.SYNC)))
        if "Alt+S" not in self.keys.bound:
            self.keys.bind("Alt+S", lambda: self.nav.go(Place(PlaceName.SYNC)))
        card.body.addLayout(row(exchange, None))
        return card

    def _device_card(self, view: TodayView) -> Panel:
        kit = self.kit
        panel = Panel(kit, margins=(12, 10, 12, 10), gap=4)
        for name, tone, word in view.devices:
            line = row(StatusSymbol(kit, mark_of_tone(tone), 15, word), gap=kit.px(6))
            line.addWidget(label(kit, name, Role.LABEL))
            line.addWidget(label(kit, word, Role.HINT, wrap=True), 1)
            if tone == "unknown":
                set_up = KeyButton(kit, self.words("ui_today.set_up"), "quiet", compact=True)
                set_up.setAccessibleName(f"{name} {set_up.text()}")
                set_up.clicked.connect(self.nav.show_settings)
                line.addWidget(set_up)
            panel.body.addLayout(line)
        return panel

    # --- acts ------------------------------------------------------------------------------------------------------

    def _open(self, case_id: str) -> None:
        found = self._presenter.row(case_id)
        if found is not None:
            self.nav.go(place_of(found))

    def reload(self) -> None:
        """Ask anew."""
        self._presenter.load()

    def first_focus(self) -> QWidget:
        """The list; the way to a new application when it is empty."""
        return self.new if self.table.isHidden() else self.table


_HANDED_BACK = frozenset({"correction", "returned"})


def place_of(found: CaseRow) -> Place:
    """Where a row leads: a draft to its form, what was handed back to its course (what is asked), else the review."""
    if found.state.value == "draft":
        return Place(PlaceName.NEW, found.case_id)
    handed_back = found.state.value in _HANDED_BACK
    return Place(PlaceName.CASE if handed_back else PlaceName.REVIEW, found.case_id)
