"""Step 1: the card types, the clerk asks. Reads the card, asks who this is, then the few questions left."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gzf_desk.services.views import CardView
from gzf_desk.ui.desk.record_form import RecordForm
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.card_words import banner_content
from gzf_desk.ui.presenters.intake import IntakeStep
from gzf_desk.ui.presenters.intake_fields import applicant_fields, categories, forms, identity_fields
from gzf_desk.ui.theme.look import Role
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton
from gzf_desk.ui.widgets.card_banner import CardBanner
from gzf_desk.ui.widgets.cards import Advice, Card, Panel
from gzf_desk.ui.widgets.forms import Source, SourceMark
from gzf_desk.ui.widgets.labels import label, row, rule
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol


class CardStep(StepPage):
    """The first step."""

    step = IntakeStep.CARD
    aside_width = 240

    def build(self) -> None:
        """Make the parts of the step."""
        kit = self.kit
        self.banner = CardBanner(kit)
        self.read_button = KeyButton(kit, self.words("ui_card.read_again"), "primary", keys="F2", icon="card")
        self.read_button.clicked.connect(self._read)
        self.type_button = KeyButton(kit, self.words("ui_card.type"), keys="Alt+E", icon="pencil")
        self.type_button.clicked.connect(lambda: self.presenter.begin(None))
        self.keys.bind_button(self.read_button, self.words("ui_card.read_again"))
        self.keys.bind_button(self.type_button, self.words("ui_card.type"))
        self.body.addWidget(self.banner)
        self.reading_buttons = QWidget()
        self.reading_buttons.setLayout(row(self.read_button, self.type_button, None))
        self.body.addWidget(self.reading_buttons)
        self.person_question = self._person_question()
        self.body.addWidget(self.person_question)
        self.go_on_question = self._go_on_question()
        self.body.addWidget(self.go_on_question)
        self.questions = self._questions()
        self.body.addWidget(self.questions)
        self.body.addStretch(1)
        self._fill_aside()
        self.fold_aside()
        self.presenter.watch()

    def _person_question(self) -> Panel:
        kit = self.kit
        self.yes = KeyButton(kit, self.words("ui_card.is_person"), "primary", keys="Return")
        self.yes.clicked.connect(self._confirmed)
        self.no = KeyButton(kit, self.words("ui_card.not_person"), keys="Alt+D")
        self.no.clicked.connect(self.presenter.put_card_away)
        self.keys.bind_button(self.yes, "")
        self.keys.bind_button(self.no)
        made = Panel(kit, "soft", margins=(16, 9, 10, 9))
        line = row(StatusSymbol(kit, Mark.WAITING, 20), gap=kit.px(10))
        line.addWidget(label(kit, self.words("ui_card.question"), Role.CARD_TITLE, wrap=True), 1)
        line.addWidget(self.yes)
        line.addWidget(self.no)
        made.body.addLayout(line)
        return made

    def _go_on_question(self) -> Advice:
        self.go_on = KeyButton(self.kit, self.words("ui_card.go_on"), keys="Alt+J")
        self.go_on.clicked.connect(self._open_existing)
        self.keys.bind_button(self.go_on)
        words, more = self.words("ui_card.existing"), self.words("ui_card.existing_more")
        return Advice(self.kit, Mark.ENTITLED, words, more, (self.go_on,))

    def _questions(self) -> Card:
        kit = self.kit
        made = Card(kit, self.words("ui_card.questions"))
        for source in (Source.CARD, Source.SHARED, Source.DECLARED):
            made.head.addWidget(SourceMark(kit, source))
            if kit.full:
                made.head.addWidget(label(kit, self.words(f"ui_widgets.source.{source.value}.word"), Role.HINT))
        self.identity = RecordForm(kit, self.presenter, identity_fields(kit.tr))
        self.form = RecordForm(kit, self.presenter, applicant_fields(kit.tr))
        made.body.addWidget(self.identity)
        made.body.addWidget(self.form)
        self.category = self._choices("category", categories(kit.tr), 1)
        self.wanted = self._choices("form", forms(kit.tr), 6)
        lines: QHBoxLayout | QVBoxLayout = QVBoxLayout()
        lines.setSpacing(kit.px(8))
        for key, bar in (("category", self.category), ("form", self.wanted)):
            title = label(kit, self.words(f"ui_intake.field.{key}"), Role.LABEL)
            title.setMinimumWidth(kit.px(84))
            line = row(title, gap=kit.px(8))
            line.addWidget(bar, 1)
            lines.addLayout(line)
        made.body.addLayout(lines)
        return made

    def _choices(self, path: str, options: list[tuple[str, str]], first: int) -> ChoiceBar:
        numbered = [(value, words, f"Alt+{first + n}") for n, (value, words) in enumerate(options)]
        bar = ChoiceBar(
            self.kit,
            self.words(f"ui_intake.field.{path}"),
            numbered,
            narrow=not self.kit.full or self.kit.tr.language == "en",
        )
        for value, button in bar.buttons.items():
            button.clicked.connect(partial(self._chosen, path, value))
            self.keys.bind_button(button)
        return bar

    def _chosen(self, path: str, value: str) -> None:
        self.presenter.edit(path, value)

    def _fill_aside(self) -> None:
        kit = self.kit
        self.aside.addWidget(label(kit, self.words("ui_card.how"), Role.CARD_TITLE))
        self.aside.addWidget(label(kit, self.words("ui_card.how_words"), Role.LABEL, wrap=True))
        self.aside.addWidget(rule())
        self.aside.addWidget(label(kit, self.words("ui_card.ask_so"), Role.STRONG, wrap=True))
        said = Panel(kit, "quiet", margins=(12, 10, 12, 10))
        said.body.addWidget(label(kit, self.words("ui_card.ask_words"), wrap=True))
        self.aside.addWidget(said)
        self.aside.addStretch(1)

    # --- acts ------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self.presenter.read_card()

    def _confirmed(self) -> None:
        if isinstance(self.presenter.card, CardView):
            self.presenter.begin(self.presenter.card)

    def _open_existing(self) -> None:
        card = self.presenter.card
        if isinstance(card, CardView) and card.existing_case:
            self.presenter.open(card.existing_case)

    # --- showing ---------------------------------------------------------------------------------------------------

    def show_state(self) -> None:
        """Show what changed."""
        p = self.presenter
        card = p.card
        started = p.draft is not None
        self.banner.show_content(banner_content(self.kit.tr, card, reading=p.reading))
        self.banner.setVisible(not started or isinstance(card, CardView))
        asking = isinstance(card, CardView) and not started and not p.reading
        existing = asking and isinstance(card, CardView) and bool(card.existing_case)
        was_hidden = not self.person_question.isVisibleTo(self)
        self.reading_buttons.setVisible(not started and not asking)
        self.read_button.setEnabled(not p.reading)
        self.person_question.setVisible(asking)
        self.go_on_question.setVisible(existing)
        if asking and was_hidden:
            self.yes.setFocus()
        self._show_questions()
        self.forward.set_missing("" if started else self.words("ui_card.first"))

    def _show_questions(self) -> None:
        p = self.presenter
        applicant = p.record.applicant_id()
        had = self.questions.isVisibleTo(self)
        self.questions.setVisible(p.draft is not None)
        if p.draft is None:
            return
        entry = f"members/{applicant}" if applicant else ""
        by_hand = not isinstance(p.card, CardView) and p.source(f"{entry}.name") is None
        self.identity.setVisible(by_hand or not self._from_card(entry))
        for form in (self.identity, self.form):
            form.show_entry(entry)
        self.category.set_value(str(p.value("category") or ""))
        self.wanted.set_value(str(p.value("form") or ""))
        if not had and self.isVisible():
            self.first_focus().setFocus()

    def _from_card(self, entry: str) -> bool:
        mark = self.presenter.source(f"{entry}.name")
        return mark is not None and mark.value == "c"

    def leave(self) -> bool:
        """Store what is typed, look for cards no more."""
        self.presenter.stop_watching()
        return super().leave()

    def first_focus(self) -> QWidget:
        """The first question, or the button that reads the card."""
        if self.presenter.draft is not None:
            return (self.identity if self.identity.isVisibleTo(self) else self.form).first_open()
        return self.yes if isinstance(self.presenter.card, CardView) else self.read_button
