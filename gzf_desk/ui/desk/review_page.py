"""Review: all facts of a case on one page, hands never leave the keyboard, three minutes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.views import FactRow, ReviewView
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.desk.review_acts import ReviewActs
from gzf_desk.ui.presenters.review import BLOCKS, ReviewPresenter
from gzf_desk.ui.presenters.rows import mark_of_tone, stages_of
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, KeyCap
from gzf_desk.ui.widgets.cards import Card, Panel
from gzf_desk.ui.widgets.facts import ClassGrid, FactLine, FactTable
from gzf_desk.ui.widgets.labels import clear, label, row, set_text
from gzf_desk.ui.widgets.pills import StatusPill
from gzf_desk.ui.widgets.stages import StageBar
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol


class _Block(Card):
    """One block of facts that a reviewer marks as seen with Space."""

    def __init__(self, kit: Kit, code: str, keys: str, presenter: ReviewPresenter) -> None:
        super().__init__(kit, kit.tr(f"ui_review.block.{code}"), margins=(1, 8, 1, 4))
        self._code, self._presenter = code, presenter
        self.head.setContentsMargins(kit.px(12), 0, kit.px(12), 0)
        self.head.insertWidget(0, KeyCap(kit, keys))
        self.seen = label(kit, "", Role.LABEL)
        self.symbol = StatusSymbol(kit, Mark.OK, 15)
        self.head.addWidget(self.seen)
        self.head.addWidget(self.symbol)
        self.body.setSpacing(kit.px(6))

    def refresh(self) -> None:
        """Show whether it was looked at."""
        was_seen = self._code in self._presenter.seen
        key = "ui_review.seen" if was_seen else "ui_review.press_space"
        set_text(self.seen, self.kit.tr(key), "ok" if was_seen else "near")
        self.symbol.setVisible(was_seen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space marks the block as seen."""
        if event.key() == Qt.Key.Key_Space:
            self._presenter.mark_seen(self._code)
            self.focusNextChild()
            return
        super().keyPressEvent(event)


class ReviewPage(Page):
    """The page of the street and county reviewer, and of acceptance.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the review.
    """

    place = PlaceName.REVIEW
    rail = False

    def __init__(self, kit: Kit, nav: Navigator, presenter: ReviewPresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self._shown: ReviewView | None = None
        self._put_case_head()
        self.blocks: dict[str, _Block] = {}
        self.targets: dict[str, QWidget] = {}
        columns = QGridLayout()
        columns.setSpacing(kit.px(10))
        wide = kit.full
        self.first, self.second, self.third = (QVBoxLayout() for _ in range(3))
        for number, column in enumerate((self.first, self.second, self.third)):
            column.setSpacing(kit.px(10))
            columns.addLayout(column, 0 if wide else number, number if wide else 0)
            columns.setColumnStretch(number, (12, 10, 11)[number] if wide else 0)
        self.holder = QWidget()
        self.holder.setLayout(columns)
        columns.setContentsMargins(0, 0, 0, 0)
        self.empty = label(kit, self.words("ui_review.empty"), Role.CARD_TITLE, wrap=True)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.holder)
        self._fill_columns()
        self._bind_keys()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._show_time)
        self._timer.start(1000)
        self._show_time()
        self.refresh()

    # --- parts -----------------------------------------------------------------------------------------------------

    def _put_case_head(self) -> None:
        kit = self.kit
        self.case_head = Panel(kit, margins=(16, 8, 16, 6), gap=4)
        self.case_title = label(kit, "", Role.PAGE_TITLE)
        self.case_number = label(kit, "", Role.HINT)
        self.stage_pill = StatusPill(kit, "", Mark.WAITING)
        self.time = label(kit, "", Role.STRONG)
        self.stages = StageBar(kit, ())
        course = KeyButton(kit, self.words("ui_review.course"), "quiet", keys="Alt+V")
        course.clicked.connect(lambda: self.nav.go(Place(PlaceName.CASE, self.presenter.case_id)))
        self.keys.bind_button(course)
        line = row(self.case_title, self.stage_pill, self.case_number, None, course, self.time, gap=kit.px(12))
        self.case_head.body.addLayout(line)
        self.case_head.body.addWidget(self.stages)
        self.head.addWidget(self.case_head)

    def _block(self, code: str, column: QVBoxLayout) -> _Block:
        made = _Block(self.kit, code, f"Alt+{BLOCKS.index(code) + 1}", self.presenter)
        self.blocks[code] = made
        column.addWidget(made)
        return made

    def _fill_columns(self) -> None:
        kit = self.kit
        for code in ("household", "finance"):
            block = self._block(code, self.first)
            heads = row(kit.px(12), gap=0)
            for words, part in (("", 20), ("declared", 34), ("verified", 46)):
                heads.addWidget(label(kit, self.words(f"ui_review.{words}") if words else "", Role.HINT), part)
            block.body.addLayout(heads)
            table = FactTable(kit, block.title.text())
            self.targets[code] = table
            block.body.addWidget(table)
        checks = self._block("checks", self.second)
        self.grid = ClassGrid(kit, checks.title.text())
        self.targets["checks"] = self.grid
        checks.body.addLayout(row(self.grid, margins=(kit.px(8), 0, kit.px(8), 0)))
        self.oddities = QVBoxLayout()
        self.oddities.setContentsMargins(kit.px(12), kit.px(6), kit.px(12), kit.px(6))
        checks.body.addLayout(self.oddities)
        materials = self._block("materials", self.third)
        self.papers = _Papers(kit)
        self.targets["materials"] = self.papers
        materials.body.addWidget(self.papers)
        self.opinions = Card(kit, self.words("ui_review.earlier"))
        self.opinion_list = QVBoxLayout()
        self.opinions.body.addLayout(self.opinion_list)
        self.third.addWidget(self.opinions)
        self.acts = ReviewActs(kit, self.nav, self.presenter, self.keys)
        self.third.addWidget(self.acts)
        self.foot.addWidget(self.acts.submit, 1)
        for column in (self.first, self.second, self.third):
            column.addStretch(1)

    def _bind_keys(self) -> None:
        self.keys.hint("Alt+1–5", self.words("ui_review.jump"))
        for number, code in enumerate(BLOCKS, 1):
            self.keys.bind(f"Alt+{number}", self.targets[code].setFocus)
        self.keys.bind("Alt+5", self.acts.opinion.setFocus)
        self.keys.hint("Space", self.words("ui_review.mark_seen"))
        self.keys.bind("Ctrl+Down", partial(self.presenter.step, 1), self.words("ui_common.key.next_case"))
        self.keys.bind("Ctrl+Up", partial(self.presenter.step, -1))

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        view = self.presenter.view
        self.empty.setVisible(view is None and self.presenter.loaded and not self.presenter.case_id)
        self.case_head.setVisible(view is not None)
        self.holder.setVisible(view is not None)
        if view is None:
            return
        if view is not self._shown:
            new_case = self._shown is None or self._shown.case_id != view.case_id
            self._shown = view
            self._show_facts(view)
            if new_case and self.isVisible():
                self.first_focus().setFocus()
        for block in self.blocks.values():
            block.refresh()
        self.acts.refresh()
        self.nav.page_changed()

    def _show_facts(self, view: ReviewView) -> None:
        set_text(self.case_title, view.title)
        set_text(self.case_number, view.number)
        self.stages.show_stages(stages_of(view.stages))
        now = next((stage.name for stage in view.stages if stage.state == "now"), "")
        self.stage_pill.show_state(now, Mark.WAITING)
        self.stage_pill.setVisible(bool(now))
        for code, facts in (("household", view.household), ("finance", view.finance)):
            table = self.targets[code]
            if isinstance(table, FactTable):
                table.show_lines([_fact_line(fact) for fact in facts])
        cells = [(name, tuple((mark_of_tone(t), s) for t, s in line)) for name, line in view.grid]
        self.grid.show_grid([name for _, name in view.members], cells)
        self.papers.show_papers([(name, mark_of_tone(tone), word) for name, word, tone in view.materials])
        self._show_oddities(view)
        self._show_opinions(view)

    def _show_oddities(self, view: ReviewView) -> None:
        clear(self.oddities)
        for number, (tone, sentence) in enumerate(view.oddities, 1):
            line = row(StatusSymbol(self.kit, mark_of_tone(tone), 16, sentence), gap=self.kit.px(8))
            line.addWidget(label(self.kit, sentence, Role.LABEL, wrap=True), 1)
            line.addWidget(label(self.kit, str(number), Role.HINT))
            self.oddities.addLayout(line)

    def _show_opinions(self, view: ReviewView) -> None:
        clear(self.opinion_list)
        self.opinions.setVisible(bool(view.opinions))
        for stage, who, text in view.opinions:
            self.opinion_list.addWidget(label(self.kit, f"{stage} · {who}", Role.HINT, wrap=True))
            self.opinion_list.addWidget(label(self.kit, text, Role.LABEL, wrap=True))

    def _show_time(self) -> None:
        minutes, seconds = divmod(self.presenter.spent_s(), 60)
        set_text(self.time, self.words("ui_review.time", t=f"{minutes}:{seconds:02d}"))

    def first_focus(self) -> QWidget:
        """The first block with an oddity."""
        view = self.presenter.view
        if view is None:
            return self
        for code, facts in (("household", view.household), ("finance", view.finance)):
            if any(mark_of_tone(fact.tone) not in (Mark.OK, Mark.NOT_APPLICABLE) for fact in facts):
                return self.targets[code]
        return self.targets["household"]


class _Papers(QWidget):
    """The materials as a list with their states; one focus stop."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lines = QHBoxLayout(self)
        self._lines.setContentsMargins(kit.px(12), kit.px(4), kit.px(12), kit.px(8))
        self._grid = QGridLayout()
        self._lines.addLayout(self._grid)

    def show_papers(self, papers: list[tuple[str, Mark, str]]) -> None:
        """Show other materials: (name, state, word)."""
        clear(self._grid)
        self.setAccessibleName("; ".join(f"{name} {word}" for name, _, word in papers))
        for number, (name, mark, word) in enumerate(papers):
            line = row(StatusSymbol(self._kit, mark, 15, word), gap=self._kit.px(6))
            line.addWidget(label(self._kit, name, Role.LABEL, wrap=True), 1)
            line.addWidget(label(self._kit, word, Role.HINT, wrap=True), 1)
            self._grid.addLayout(line, number, 0)


def _fact_line(fact: FactRow) -> FactLine:
    return FactLine(fact.label, fact.declared, fact.verified, mark_of_tone(fact.tone))
