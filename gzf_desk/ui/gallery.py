"""Every part of the window on one page, in the three looks: to judge a change by eye."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gzf_desk.i18n import Translator
from gzf_desk.ui.start import prepare_application
from gzf_desk.ui.theme.fonts import FontChain
from gzf_desk.ui.theme.look import SCALES, Kit, Role, Scale, make_kit
from gzf_desk.ui.theme.stylesheet import stylesheet
from gzf_desk.ui.theme.tokens import ThemeName
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton, ReasonedButton
from gzf_desk.ui.widgets.card_banner import BannerContent, BannerState, CardBanner
from gzf_desk.ui.widgets.cards import Advice, Card
from gzf_desk.ui.widgets.conditions import ConditionLine, ConditionRow
from gzf_desk.ui.widgets.facts import ClassGrid, FactLine, FactTable
from gzf_desk.ui.widgets.focus_ring import FocusRing
from gzf_desk.ui.widgets.forms import ChoiceBox, DraftLine, FormRow, Source, TickBox
from gzf_desk.ui.widgets.icons import icon_paths
from gzf_desk.ui.widgets.labels import label, row
from gzf_desk.ui.widgets.pills import StatusPill, StorageGlyph, StorageStep
from gzf_desk.ui.widgets.signature_pad import SignaturePad
from gzf_desk.ui.widgets.stages import Stage, StageBar, StageState, Step, StepList
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol
from gzf_desk.ui.widgets.sync_pill import LineState, StoredCounts, SyncPill
from gzf_desk.ui.widgets.tables import CellTable, Column, PillCell, Row, StageCell, StorageCell, TextCell


def _symbols(kit: Kit) -> Card:
    card = Card(kit, "StatusSymbol · StatusPill · StorageGlyph")
    for mark in Mark:
        word = kit.tr(f"ui_widgets.mark.{mark.value}")
        card.body.addLayout(row(StatusSymbol(kit, mark), StatusPill(kit, word, mark), None, gap=kit.px(12)))
    card.body.addLayout(row(*(StorageGlyph(kit, step) for step in StorageStep), None))
    return card


def _buttons(kit: Kit) -> Card:
    card = Card(kit, "KeyButton · ReasonedButton · ChoiceBar")
    tr = kit.tr
    primary = KeyButton(kit, tr("ui_today.new"), "primary", keys="F2", icon="card")
    second = KeyButton(kit, tr("ui_today.drafts"), keys="F3", icon="pencil")
    danger = KeyButton(kit, tr("ui_review.disagree"), "danger", keys="Alt+D")
    quiet = KeyButton(kit, tr("ui_intake.put_aside"), "quiet", keys="Esc")
    card.body.addLayout(row(primary, second, None))
    card.body.addLayout(row(danger, quiet, None))
    missing = ReasonedButton(kit, KeyButton(kit, tr("ui_sign.seal"), "primary", keys="Ctrl+Return"))
    missing.set_missing(tr("ui_sign.missing", n=2))
    card.body.addWidget(missing)
    bar = ChoiceBar(kit, tr("ui_intake.field.form"), [("a", tr("ui_intake.form.unit"), "Alt+1"), ("b", "…", "Alt+2")])
    bar.set_value("a")
    card.body.addWidget(bar)
    return card


def _forms(kit: Kit) -> Card:
    card = Card(kit, "FormRow · SourceMark · TickBox")
    tr = kit.tr
    for source in Source:
        line = DraftLine()
        made = FormRow(kit, tr(f"ui_widgets.source.{source.value}.word"), line, source, label_width=150)
        made.show_value("" if source is Source.EMPTY else "云溪镇石桥村", source)
        card.body.addWidget(made)
    wrong = FormRow(kit, tr("ui_intake.field.phone"), DraftLine(), required=True, label_width=150)
    wrong.show_problem(tr("ui_intake.not_understood.phone"))
    card.body.addWidget(wrong)
    choices = [("", tr("ui_intake.not_chosen"))]
    card.body.addWidget(FormRow(kit, tr("ui_intake.field.marital"), ChoiceBox(kit, choices), label_width=150))
    tick = TickBox(kit, tr("ui_sign.was_read"))
    tick.setChecked(True)
    card.body.addWidget(tick)
    return card


def _banners(kit: Kit) -> QWidget:
    holder = QWidget()
    lay = QVBoxLayout(holder)
    facts = ((kit.tr("ui_card.name"), "林秀例 𠮷 𰻞"), (kit.tr("ui_card.number"), "990101**********"))
    for state, words in (
        (BannerState.WAITING, "waiting"),
        (BannerState.READING, "reading"),
        (BannerState.READ, "read"),
        (BannerState.ODD, "odd"),
        (BannerState.TROUBLE, "waiting"),
    ):
        banner = CardBanner(kit)
        read = state in (BannerState.READ, BannerState.ODD)
        banner.show_content(
            BannerContent(
                state=state,
                headline=kit.tr(f"ui_card.{words}"),
                note=kit.tr("ui_card.waiting_note"),
                facts=facts if read else (),
                checks=((Mark.OK, "…"), (Mark.NEAR, "…")) if read else (),
            )
        )
        lay.addWidget(banner)
    return holder


def _progress(kit: Kit) -> Card:
    card = Card(kit, "StageBar · StepList · SyncPill")
    states = (StageState.DONE, StageState.DONE, StageState.NOW, StageState.PAUSED, StageState.TODO)
    names = tuple(kit.tr(f"ui_widgets.stage.{state.value}") for state in states)
    card.body.addWidget(StageBar(kit, [Stage(n, s, "11-20") for n, s in zip(names, states, strict=True)]))
    steps = [Step(kit.tr(f"ui_intake.step.{name}"), done=name == "card") for name in ("card", "people", "home")]
    card.body.addWidget(StepList(kit, steps, 1))
    for line in LineState:
        pill = SyncPill(kit)
        pill.show_state(line, StoredCounts(2, 4, 126))
        card.body.addLayout(row(pill, None))
    return card


def _lists(kit: Kit) -> Card:
    card = Card(kit, "CellTable · FactTable · ClassGrid")
    table = CellTable(kit, "CellTable", [Column("1", 140), Column("2", 150), Column("3"), Column("4", 150)])
    cells = (PillCell("…", Mark.NEAR), StageCell("…", 2, 7), TextCell("林*例", "SQ…00122-4", strong=True))
    table.show_rows([Row(str(n), (*cells, StorageCell(step))) for n, step in enumerate(StorageStep)])
    table.fit_height()
    card.body.addWidget(table)
    facts = FactTable(kit, "FactTable")
    facts.show_lines([FactLine(mark.value, "1,690", "1,842", mark) for mark in (Mark.OK, Mark.NEAR, Mark.ENTITLED)])
    card.body.addWidget(facts)
    grid = ClassGrid(kit, "ClassGrid")
    grid.show_grid(
        ["A", "B"], [("V01", ((Mark.OK, ""), (Mark.UNKNOWN, ""))), ("V21", ((Mark.NEAR, ""), (Mark.BAD, "")))]
    )
    card.body.addWidget(grid)
    return card


def _conditions(kit: Kit) -> Card:
    card = Card(kit, "ConditionRow · Advice · SignaturePad")
    for mark, share in ((Mark.NEAR, 0.92), (Mark.BAD, 1.2), (Mark.UNKNOWN, None), (Mark.OK, 0.5)):
        word = kit.tr(f"ui_widgets.mark.{mark.value}")
        line = ConditionLine(
            mark=mark, name=word, sentence="…", figure="1,809 / 1,963", share=share, source=Source.DECLARED
        )
        card.body.addWidget(ConditionRow(kit, line))
    for mark in (Mark.NEAR, Mark.ENTITLED, Mark.BAD):
        card.body.addWidget(Advice(kit, mark, kit.tr(f"ui_widgets.mark.{mark.value}"), kit.tr("ui_card.waiting_note")))
    card.body.addWidget(SignaturePad(kit))
    return card


def gallery(kit: Kit) -> QScrollArea:
    """All parts in one look."""
    page = QWidget()
    page.setProperty("ground", "canvas")
    columns = QHBoxLayout(page)
    for parts in ((_symbols, _buttons, _forms), (_banners, _progress), (_lists, _conditions)):
        column = QVBoxLayout()
        for part in parts:
            column.addWidget(part(kit))
        column.addStretch(1)
        columns.addLayout(column, 1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(page)
    area.setStyleSheet(stylesheet(kit.look))
    area.setPalette(kit.look.palette())
    area.setWindowTitle(f"gallery · {kit.look.tokens.name.value} · {kit.look.scale} %")
    area.resize(1500, 900)
    names = label(kit, " ".join(sorted(icon_paths())), Role.HINT, wrap=True)
    columns.itemAt(0).layout().addWidget(names)
    return area


class GalleryWindow(QWidget):
    """The gallery with keys: T changes the theme, + and − the size.

    Args:
        chain: the bundled faces.
        tr: words.
    """

    def __init__(self, chain: FontChain, tr: Translator) -> None:
        super().__init__()
        self._chain, self._tr = chain, tr
        self.theme = ThemeName.LIGHT
        self.scale: Scale = 100
        self._lay = QVBoxLayout(self)
        self._lay.setContentsMargins(0, 0, 0, 0)
        self.resize(1500, 900)
        for keys, act in (("T", self.next_theme), ("+", self.larger), ("-", self.smaller)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.show_look()

    def show_look(self) -> None:
        """Build everything in the present look."""
        while self._lay.count():
            self._lay.takeAt(0).widget().deleteLater()
        kit = make_kit(self._tr, self._chain, self.theme, self.scale)
        self._lay.addWidget(gallery(kit))
        FocusRing(kit, self)

    def next_theme(self) -> None:
        """The next of the three."""
        names = list(ThemeName)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.show_look()

    def larger(self) -> None:
        """The next size."""
        self.scale = SCALES[min(len(SCALES) - 1, SCALES.index(self.scale) + 1)]
        self.show_look()

    def smaller(self) -> None:
        """The size before."""
        self.scale = SCALES[max(0, SCALES.index(self.scale) - 1)]
        self.show_look()


def run_gallery(arguments: Sequence[str], tr: Translator) -> int:
    """Open the gallery and stay until it is closed; the exit code."""
    application, chain = prepare_application(arguments)
    window = GalleryWindow(chain, tr)
    window.show()
    return application.exec()
