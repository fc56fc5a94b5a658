"""The acts of a reviewer or of the window that accepts: opinion, missing steps, manual checks."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from gzf_desk.ui.desk.navigation import Navigator
from gzf_desk.ui.presenters.review import ReviewPresenter
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import ChoiceBar, KeyButton, ReasonedButton
from gzf_desk.ui.widgets.cards import Advice, Card
from gzf_desk.ui.widgets.forms import ChoiceBox, DraftLine, OwnWords
from gzf_desk.ui.widgets.keys import KeyMap
from gzf_desk.ui.widgets.labels import label, row, set_text
from gzf_desk.ui.widgets.symbols import Mark

_PLAIN_ACTS: tuple[tuple[str, str], ...] = (
    ("accept", "Alt+B"),
    ("launch_checks", "F5"),
    ("conclude_publicity", "Alt+E"),
    ("announce", "Alt+G"),
)
_WORDED_ACTS: tuple[tuple[str, str], ...] = (
    ("ask_correction", "Alt+C"),
    ("refuse_acceptance", "Alt+N"),
    ("withdraw", "Alt+X"),
)
_DECISIONS = (("agree", "Alt+A"), ("return", "Alt+R"), ("disagree", "Alt+D"))
_OUTCOMES = ("match", "mismatch", "found", "not_found")


class ReviewActs(QWidget):
    """The column at the right.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the review.
        keys: the page's shortcuts.
    """

    def __init__(self, kit: Kit, nav: Navigator, presenter: ReviewPresenter, keys: KeyMap) -> None:
        super().__init__()
        self.kit, self._nav, self._presenter, self._keys = kit, nav, presenter, keys
        lay = QVBoxLayout(self)
        lay.setContentsMargins(0, 0, 0, 0)
        lay.setSpacing(kit.px(10))
        lay.addWidget(self._opinion_card())
        self.manual = _ManualCheck(kit, presenter, keys)
        lay.addWidget(self.manual)
        self.outcome = Advice(kit, Mark.WAITING, "")
        lay.addWidget(self.outcome)
        self._make_submit()

    def _opinion_card(self) -> Card:
        kit, tr = self.kit, self.kit.tr
        card = Card(kit, tr("ui_review.my_opinion"), tr("ui_review.least"))
        self.opinion = OwnWords()
        self.opinion.setAccessibleName(tr("ui_review.my_opinion"))
        self.opinion.setFixedHeight(kit.px(92))
        self.opinion.textChanged.connect(lambda: self._presenter.write(self.opinion.toPlainText()))
        self.from_facts = KeyButton(kit, tr("ui_review.from_facts"), "quiet", keys="Alt+F", compact=True)
        self.from_facts.clicked.connect(self._start_from_facts)
        self._keys.bind_button(self.from_facts)
        card.body.addWidget(self.opinion)
        card.body.addLayout(row(label(kit, tr("ui_review.facts_note"), Role.HINT), None, self.from_facts))
        self.decision = ChoiceBar(
            kit, tr("ui_review.decision_name"), [(d, tr(f"ui_review.{d}"), k) for d, k in _DECISIONS]
        )
        for value, button in self.decision.buttons.items():
            button.clicked.connect(partial(self._presenter.decide, value))
            self._keys.bind_button(button)
        self._keys.hint("Alt+A R D", tr("ui_review.decision_name"))
        card.body.addWidget(self.decision)
        self.reason = ChoiceBox(kit, [("", tr("ui_review.which_reason"))])
        self.reason.setAccessibleName(tr("ui_review.which_reason"))
        self.reason.activated.connect(lambda _: self._presenter.give_reason(self.reason.value()))
        card.body.addWidget(self.reason)
        self.plain: dict[str, KeyButton] = {}
        grid = QGridLayout()
        grid.setSpacing(kit.px(8))
        for number, (act, keys) in enumerate((*_PLAIN_ACTS, *_WORDED_ACTS, ("post_publicity", "Alt+P"))):
            button = KeyButton(kit, tr(f"ui_review.act.{act}"), keys=keys)
            button.clicked.connect(partial(self._act, act))
            self._keys.bind_button(button)
            self.plain[act] = button
            grid.addWidget(button, number // 2, number % 2)
        card.body.addLayout(grid)
        return card

    def _make_submit(self) -> None:
        button = KeyButton(self.kit, self.kit.tr("ui_review.commit"), "primary", keys="Ctrl+Return")
        button.clicked.connect(self._commit)
        self._keys.bind_button(button, button.text())
        self.submit = ReasonedButton(self.kit, button)

    # --- showing ---------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what the presenter knows now."""
        p, tr = self._presenter, self.kit.tr
        if p.view is None:
            return
        deciding = p.decides_here()
        if self.opinion.toPlainText() != p.text:
            self.opinion.setPlainText(p.text)
        self.decision.set_value(p.decision)
        for value, button in self.decision.buttons.items():
            button.setEnabled(p.may(value))
        self.decision.setVisible(deciding)
        self.from_facts.setVisible(deciding and bool(p.view.draft_opinion))
        self._show_reasons()
        for act, button in self.plain.items():
            button.setVisible(p.may(act))
        missing = p.missing(tr)
        self.submit.setVisible(deciding)
        self.submit.set_missing(tr("ui_review.one_step_left_is", what=missing) if missing else "")
        self.manual.refresh()
        self._show_outcome(deciding=deciding)

    def _show_reasons(self) -> None:
        p, tr = self._presenter, self.kit.tr
        wanted = p.decision == "disagree" or p.may("refuse_acceptance")
        codes = p.reasons()
        if self.reason.count() != len(codes) + 1:
            self.reason.clear()
            self.reason.addItem(tr("ui_review.which_reason"), "")
            for code in codes:
                words = tr(f"ui_review.condition.{code}")
                self.reason.addItem(code if words.startswith("⟦") else words, code)
        self.reason.set_value(p.reason)
        self.reason.setVisible(wanted)

    def _show_outcome(self, *, deciding: bool) -> None:
        p = self._presenter
        act = p.last_act
        words = ""
        if act is not None:
            words = act.sentence or self.kit.tr("ui_review.saved_intent" if act.done else "ui_review.not_done")
        elif p.view is not None and not deciding:
            words = p.view.why_not
        self.outcome.setVisible(bool(words))
        set_text(self.outcome.what, words)
        self.outcome.set_tone("bad" if act is not None and not act.done else "waiting")

    # --- acts ------------------------------------------------------------------------------------------------------

    def _start_from_facts(self) -> None:
        self._presenter.start_from_facts()
        self.opinion.setFocus()

    def _commit(self) -> None:
        if not self._presenter.missing(self.kit.tr):
            self._presenter.commit()

    def _act(self, act: str) -> None:
        p, text = self._presenter, self.opinion.toPlainText()
        worded = {
            "ask_correction": p.ask_correction,
            "refuse_acceptance": p.refuse_acceptance,
            "withdraw": p.withdraw,
        }
        if act in worded:
            if not text.strip():
                self._nav.toast(self.kit.tr("ui_review.write_first"))
                self.opinion.setFocus()
                return
            worded[act](text)
        elif act == "post_publicity":
            name, _ = QFileDialog.getOpenFileName(self, self.kit.tr("ui_review.photo"), "", "(*.jpg *.jpeg *.png)")
            if name:
                p.post_publicity(Path(name))
        else:
            p.act(act)


class _ManualCheck(Card):
    """A class that no department answered is checked by hand, with a note; or one waits."""

    def __init__(self, kit: Kit, presenter: ReviewPresenter, keys: KeyMap) -> None:
        super().__init__(kit, kit.tr("ui_review.manual"), tone="unknown")
        self._presenter = presenter
        tr = kit.tr
        self.which = ChoiceBox(kit, [])
        self.which.setAccessibleName(tr("ui_review.manual_which"))
        self.outcome = ChoiceBox(kit, [("", tr("ui_review.manual_outcome"))])
        for value in _OUTCOMES:
            self.outcome.addItem(tr(f"ui_review.outcome.{value}"), value)
        self.outcome.setAccessibleName(tr("ui_review.manual_outcome"))
        self.source = DraftLine()
        self.source.setAccessibleName(tr("ui_review.manual_source"))
        self.note_line = DraftLine()
        self.note_line.setAccessibleName(tr("ui_review.manual_note"))
        grid = QGridLayout()
        grid.setSpacing(kit.px(6))
        grid.addWidget(self.which, 0, 0, 1, 2)
        for number, (key, field) in enumerate(
            (("manual_outcome", self.outcome), ("manual_source", self.source), ("manual_note", self.note_line)), 1
        ):
            grid.addWidget(label(kit, tr(f"ui_review.{key}"), Role.LABEL), number, 0)
            grid.addWidget(field, number, 1)
        self.body.addLayout(grid)
        button = KeyButton(kit, tr("ui_review.manual_record"), keys="Alt+M")
        button.clicked.connect(self._record)
        keys.bind_button(button)
        self.record = ReasonedButton(kit, button)
        self.body.addWidget(self.record)
        self.outcome.activated.connect(self._show_missing)
        for line in (self.source, self.note_line):
            line.textEdited.connect(self._show_missing)

    def refresh(self) -> None:
        """Show what is unanswered."""
        view = self._presenter.view
        unknown = view.unknown if view is not None else ()
        self.setVisible(bool(unknown) and self._presenter.decides_here())
        sentences = [sentence for _, _, sentence in unknown]
        if sentences != [self.which.itemText(n) for n in range(self.which.count())]:
            self.which.clear()
            for number, sentence in enumerate(sentences):
                self.which.addItem(sentence, str(number))
        self._show_missing()

    def _show_missing(self) -> None:
        filled = self.outcome.value() and self.source.text().strip() and self.note_line.text().strip()
        self.record.set_missing("" if filled else self.kit.tr("ui_review.manual_missing"))

    def _record(self) -> None:
        number = max(0, self.which.currentIndex())
        self._presenter.record_manual_check(number, self.outcome.value(), self.source.text(), self.note_line.text())
        self.source.clear()
        self.note_line.clear()
        self.outcome.setCurrentIndex(0)
