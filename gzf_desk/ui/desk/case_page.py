"""One case, all events: the stage bar, the named clocks, what happened link by link, what comes next."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.plain_words import grouped_number
from gzf_desk.services.views import TimelineView
from gzf_desk.ui.desk.navigation import Navigator, Place, PlaceName
from gzf_desk.ui.desk.page import Page
from gzf_desk.ui.presenters.case import CasePresenter
from gzf_desk.ui.presenters.fields import money_text
from gzf_desk.ui.presenters.rows import stages_of
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton
from gzf_desk.ui.widgets.cards import Card, Panel
from gzf_desk.ui.widgets.labels import clear, label, row, set_text
from gzf_desk.ui.widgets.pills import StatusPill, StorageGlyph, StorageStep
from gzf_desk.ui.widgets.stages import StageBar
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol, paint_symbol

_WAY_ON = {
    "allocate_unit": PlaceName.HOMES,
    "sign_contract": PlaceName.HOMES,
    "answer_correction": PlaceName.NEW,
    "answer_return": PlaceName.NEW,
}
"""Where an act is done; every other act on the review page."""


class _EventRow(QWidget):
    """One event: when, symbol on the thread, what, who."""

    def __init__(self, kit: Kit, mark: Mark, when: str, what: str, who: str, *, last: bool) -> None:
        super().__init__()
        self._look = kit.look
        self._mark, self._last = mark, last
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(what)
        self.setAccessibleDescription(f"{when} {who}".strip())
        lay = QHBoxLayout(self)
        lay.setContentsMargins(kit.px(14), kit.px(4), kit.px(14), kit.px(12))
        lay.setSpacing(0)
        time = label(kit, when, Role.LABEL)
        time.setFixedWidth(kit.px(104))
        lay.addWidget(time, 0, Qt.AlignmentFlag.AlignTop)
        lay.addSpacing(kit.px(40))
        words = QVBoxLayout()
        words.setSpacing(kit.px(2))
        words.addWidget(label(kit, what, Role.STRONG, wrap=True))
        if who:
            words.addWidget(label(kit, who, Role.LABEL, wrap=True))
        lay.addLayout(words, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt's call to draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        px = self._look.px
        x, side = px(14 + 104 + 14), px(20)
        if not self._last:
            painter.setPen(QPen(self._look.colour("track"), px(2)))
            painter.drawLine(QPointF(x, px(26)), QPointF(x, self.height()))
        paint_symbol(painter, QRectF(x - side / 2, px(3), side, side), self._mark, self._look)
        painter.end()


class CasePage(Page):
    """The course of a case.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the case.
    """

    place = PlaceName.CASE

    def __init__(self, kit: Kit, nav: Navigator, presenter: CasePresenter) -> None:
        super().__init__(kit, nav, presenter)
        self.presenter = presenter
        self._put_top()
        both: QHBoxLayout | QVBoxLayout = QHBoxLayout() if kit.full else QVBoxLayout()
        both.setSpacing(kit.px(12))
        events = Card(kit, self.words("ui_case.events"), margins=(1, 12, 1, 8))
        events.head.setContentsMargins(kit.px(15), 0, kit.px(15), kit.px(6))
        events.head.addWidget(label(kit, self.words("ui_case.newest_first"), Role.HINT))
        self.events = QVBoxLayout()
        self.events.setSpacing(0)
        events.body.addLayout(self.events)
        events.body.addStretch(1)
        both.addWidget(events, 1)
        self.side = QVBoxLayout()
        self.side.setSpacing(kit.px(10))
        self.side.setContentsMargins(0, 0, 0, 0)
        holder = QWidget()
        holder.setLayout(self.side)
        if kit.full:
            holder.setFixedWidth(kit.px(320))
        both.addWidget(holder)
        self.body.addLayout(both)
        self.body.addStretch(1)
        self.keys.bind("Backspace", self._back, self.words("ui_common.key.back"))
        self.refresh()

    def _put_top(self) -> None:
        kit = self.kit
        self.case_head = Panel(kit, margins=(18, 12, 18, 8), gap=6)
        self.title_words = label(kit, "", Role.PAGE_TITLE)
        self.pill = StatusPill(kit, "", Mark.WAITING)
        self.number = label(kit, "", Role.HINT)
        self.stages = StageBar(kit, ())
        self.clocks = label(kit, "", Role.LABEL, wrap=True)
        self.next_button = KeyButton(kit, self.words("ui_case.next"), "primary", keys="Alt+O")
        self.next_button.clicked.connect(self._do_next)
        self.keys.bind_button(self.next_button, self.next_button.text())
        self.turn = label(kit, "", Role.LABEL, wrap=True)
        self.case_head.body.addLayout(row(self.title_words, self.pill, None, self.next_button, gap=kit.px(10)))
        self.case_head.body.addWidget(self.number)
        self.case_head.body.addWidget(self.stages)
        self.case_head.body.addWidget(self.clocks)
        self.case_head.body.addWidget(self.turn)
        self.head.addWidget(self.case_head)

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        view = self.presenter.view
        self.case_head.setVisible(view is not None)
        if view is None:
            return
        set_text(self.title_words, view.title)
        set_text(self.number, view.number)
        now = next((stage for stage in view.stages if stage.state in ("now", "paused")), None)
        self.pill.show_state(" ".join(p for p in (now.name, now.note) if p) if now else "", Mark.WAITING)
        self.pill.setVisible(now is not None)
        self.stages.show_stages(stages_of(view.stages))
        clocks = [
            self.words("ui_case.clock", name=self._clock_name(d.name), due=d.due.isoformat()) for d in view.deadlines
        ]
        set_text(self.clocks, "  ·  ".join(clocks))
        self.clocks.setVisible(bool(clocks))
        self._show_turn(view)
        self._show_events(view)
        self._show_side(view)

    def _show_turn(self, view: TimelineView) -> None:
        """The way on, when it is who works now that goes it; else whose turn it is."""
        self.next_button.setVisible(bool(view.next_act))
        self.next_button.set_verb(self.words("ui_case.next_act", act=view.turn))
        set_text(self.turn, "" if view.next_act else view.turn)
        self.turn.setVisible(bool(view.turn) and not view.next_act)

    def _clock_name(self, name: str) -> str:
        stages = self.presenter.view.stages if self.presenter.view else ()
        named = next((stage.name for stage in stages if stage.code == name), "")
        if named:
            return named
        words = self.words(f"ui_case.clock_name.{name}")
        return name if words.startswith("⟦") else words

    def _show_events(self, view: TimelineView) -> None:
        clear(self.events)
        made = [(Mark.OK, *line) for line in view.lines[: len(view.events)]]
        waiting = view.lines[len(view.events) :]
        lines = [(Mark.WAITING, *line) for line in reversed(waiting)] + list(reversed(made))
        for number, (mark, when, what, who) in enumerate(lines, 1):
            self.events.addWidget(_EventRow(self.kit, mark, when, what, who, last=number == len(lines)))
        if not lines:
            empty = label(self.kit, self.words("ui_case.no_events"), wrap=True)
            self.events.addLayout(row(empty, margins=(self.kit.px(16), 0, self.kit.px(16), 0)))

    def _show_side(self, view: TimelineView) -> None:
        kit = self.kit
        clear(self.side)
        if view.pending:
            pending = Card(kit, self.words("ui_case.pending"), tone="near")
            for sentence in view.pending:
                line = row(StatusSymbol(kit, Mark.WAITING, 16, sentence), gap=kit.px(8))
                line.addWidget(label(kit, sentence, wrap=True), 1)
                pending.body.addLayout(line)
            self.side.addWidget(pending)
        self._show_home(view)
        papers = Card(kit, self.words("ui_case.papers"))
        for item in self.presenter.papers:
            save = KeyButton(kit, self.words("ui_sign.save_file"), "quiet", compact=True, icon="document")
            save.setAccessibleName(f"{item.title} {save.text()}")
            save.setEnabled(item.ready)
            save.clicked.connect(partial(self._save, item.document))
            line = row(gap=kit.px(6))
            line.addWidget(label(kit, item.title, wrap=True), 1)
            line.addWidget(save)
            papers.body.addLayout(line)
            if not item.ready and item.why_not:
                papers.body.addWidget(label(kit, item.why_not, Role.HINT, wrap=True))
        self.side.addWidget(papers)
        papers.setVisible(bool(self.presenter.papers))
        stored = Panel(kit, margins=(14, 12, 14, 12), gap=4)
        step = StorageStep.PROVINCE if view.receipt else StorageStep.HERE
        words = self.words("ui_case.receipt", number=view.receipt) if view.receipt else self.words("ui_case.no_receipt")
        line = row(StorageGlyph(kit, step), gap=kit.px(10))
        line.addWidget(label(kit, words, Role.VALUE, tone="ok" if view.receipt else "near", wrap=True), 1)
        stored.body.addLayout(line)
        self.side.addWidget(stored)
        self.side.addStretch(1)

    def _show_home(self, view: TimelineView) -> None:
        kit = self.kit
        if view.waiting is None and view.tenancy is None:
            return
        card = Card(kit, self.words("ui_case.home"))
        facts: list[tuple[str, str]] = []
        if view.waiting is not None:
            facts.append(("waiting", grouped_number(view.waiting.number)))
        if view.unit is not None:
            facts.append(("unit", f"{view.unit.project} {view.unit.building} {view.unit.room}"))
        if view.tenancy is not None:
            facts.append(("contract", grouped_number(view.tenancy.contract_number)))
            facts.append(("rent", self.words("ui_case.per_month", n=money_text(view.tenancy.monthly_rent_fen))))
        for key, value in facts:
            name = label(kit, self.words(f"ui_case.{key}"), Role.LABEL)
            name.setFixedWidth(kit.px(76))
            line = row(name, gap=kit.px(8))
            line.addWidget(label(kit, value, Role.VALUE, wrap=True), 1)
            card.body.addLayout(line)
        self.side.addWidget(card)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _do_next(self) -> None:
        view = self.presenter.view
        name = _WAY_ON.get(view.next_act if view is not None else "", PlaceName.REVIEW)
        self.nav.go(Place(name) if name is PlaceName.HOMES else Place(name, self.presenter.case_id))

    def _back(self) -> None:
        self.nav.go(Place(PlaceName.TODAY))

    def _save(self, document: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.words("ui_sign.save_file"), f"{document}.pdf", "PDF (*.pdf)")
        if name:
            self.presenter.save(document, Path(name))

    def first_focus(self) -> QWidget:
        """The way on, else the newest event."""
        if not self.next_button.isHidden():
            return self.next_button
        events: list[_EventRow] = self.findChildren(_EventRow)  # type: ignore[assignment]  # of the stubs: Iterable[Any]
        return events[0] if events else self.next_button
