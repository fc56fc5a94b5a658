"""Step 7: signatures person by person beside the exact text, then the papers, then sealing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from gzf_desk.clock import CHINA
from gzf_desk.services.views import PrintItemView
from gzf_desk.ui.desk.navigation import Navigator
from gzf_desk.ui.desk.step_page import StepPage
from gzf_desk.ui.presenters.intake import IntakePresenter, IntakeStep
from gzf_desk.ui.presenters.signing import Paper, PrintState, SigningPresenter, Turn
from gzf_desk.ui.theme.look import Kit, Role
from gzf_desk.ui.widgets.buttons import KeyButton, ReasonedButton
from gzf_desk.ui.widgets.cards import Advice, Card, Panel
from gzf_desk.ui.widgets.forms import TickBox
from gzf_desk.ui.widgets.icons import IconSign
from gzf_desk.ui.widgets.labels import clear, label, row, set_text
from gzf_desk.ui.widgets.paper import PaperText
from gzf_desk.ui.widgets.pills import StatusPill
from gzf_desk.ui.widgets.signature_pad import SignaturePad
from gzf_desk.ui.widgets.symbols import Mark, StatusSymbol
from sync.model.states import SignatureMethod

_PRINT_MARK = {
    PrintState.NOT_YET: Mark.NOT_APPLICABLE,
    PrintState.PREPARING: Mark.WAITING,
    PrintState.PRINTED: Mark.OK,
    PrintState.SENT: Mark.OK,
    PrintState.SAVED: Mark.OK,
    PrintState.STUCK: Mark.BAD,
}


class _Pad(SignaturePad):
    """The pad of this step: Enter says done, Backspace starts over."""

    def __init__(self, kit: Kit, done: KeyButton, again: KeyButton) -> None:
        super().__init__(kit)
        self._done, self._again = done, again

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys printed on the two buttons."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._done.click()
        elif event.key() == Qt.Key.Key_Backspace:
            self._again.click()
        else:
            super().keyPressEvent(event)


class SigningStep(StepPage):
    """The seventh step.

    Args:
        kit: look and words.
        nav: the window.
        presenter: the application.
        signing: signatures and papers.
    """

    step = IntakeStep.SIGN

    def __init__(self, kit: Kit, nav: Navigator, presenter: IntakePresenter, signing: SigningPresenter) -> None:
        self.signing = signing
        super().__init__(kit, nav, presenter)
        self._stop_signing = signing.listen(self._signing_told)
        signing.on_signed = presenter.reload

    def let_go(self) -> None:
        """Listen no more."""
        self._stop_signing()
        super().let_go()

    def make_forward(self) -> ReasonedButton:
        """Sealing is the way on."""
        button = KeyButton(self.kit, self.words("ui_sign.seal"), "primary", keys="Ctrl+Return", icon="archive")
        button.clicked.connect(self.presenter.submit)
        return ReasonedButton(self.kit, button)

    # --- parts -----------------------------------------------------------------------------------------------------

    def build(self) -> None:
        """Make the parts of the step."""
        kit = self.kit
        left = self.body
        left.setSpacing(kit.px(8))
        self.people = QGridLayout()
        self.people.setSpacing(kit.px(6))
        left.addLayout(self.people)
        self.refused = Advice(kit, Mark.BAD, self.words("ui_sign.not_sealed"))
        left.addWidget(self.refused)
        left.addWidget(self._pad_card())
        left.addWidget(self._print_card())
        self.paper = PaperText(kit)
        if kit.full:
            self._put_paper_beside()
        else:
            self.paper.setMinimumHeight(kit.px(360))
            left.addWidget(self.paper)
        left.addStretch(1)
        self.keys.bind("Alt++", lambda: self.paper.zoom(1), self.words("ui_sign.larger"))
        self.keys.bind("Alt+-", lambda: self.paper.zoom(-1))
        for number in range(1, 10):
            self.keys.bind(f"Alt+{number}", partial(self.signing.choose, number - 1))
        self.signing.load()

    def _put_paper_beside(self) -> None:
        side = QWidget()
        side.setFixedWidth(self.kit.px(430))
        lay = QVBoxLayout(side)
        lay.setContentsMargins(0, self.kit.px(14), self.kit.px(12), self.kit.px(12))
        lay.addWidget(self.paper)
        self.columns.addWidget(side)

    def _pad_card(self) -> Card:
        kit = self.kit
        self.pad_card = Card(kit, "")
        self.hash_note = StatusPill(kit, "")
        self.pad_card.head.addWidget(self.hash_note)
        self.sensitive = TickBox(kit, self.words("ui_sign.sensitive"))
        self.read_out = TickBox(kit, self.words("ui_sign.was_read"))
        self.read_out.clicked.connect(self._show_done_button)
        self.sensitive.clicked.connect(self._show_done_button)
        ticks = row(self.read_out, self.sensitive, None, gap=kit.px(18))
        done = KeyButton(kit, self.words("ui_sign.done"), "primary", keys="Return")
        done.clicked.connect(partial(self._sign, SignatureMethod.PAD))
        again = KeyButton(kit, self.words("ui_sign.again"), keys="Backspace")
        finger = KeyButton(kit, self.words("ui_sign.finger"), keys="Alt+Z")
        finger.clicked.connect(partial(self._sign, SignatureMethod.FINGERPRINT))
        loud = KeyButton(kit, self.words("ui_result.read_out"), keys="F7", icon="speaker")
        loud.clicked.connect(self._read_aloud)
        self.pad = _Pad(kit, done, again)
        self.pad.changed.connect(self._show_done_button)
        again.clicked.connect(self.pad.clear)
        self.done = ReasonedButton(kit, done)
        for button in (again, finger, loud, done):
            self.keys.bind_button(button, button.text())
        self.pad_card.body.addLayout(ticks)
        self.pad_card.body.addWidget(self.pad)
        line = row(again, finger, loud, gap=kit.px(8))
        self.pad_card.body.addLayout(line)
        if kit.full and kit.tr.language == "zh_CN":
            line.addWidget(self.done, 1)
        else:
            line.addStretch(1)
            self.pad_card.body.addWidget(self.done)
        return self.pad_card

    def _print_card(self) -> Card:
        kit = self.kit
        made = Card(kit, self.words("ui_sign.papers"), self.words("ui_sign.papers_note"))
        self.print_all = KeyButton(kit, self.words("ui_sign.print_all"), keys="F8", icon="printer")
        self.print_all.clicked.connect(self.signing.send_all)
        self.keys.bind_button(self.print_all, self.words("ui_sign.print_all"))
        made.head.addWidget(self.print_all)
        self.papers = QVBoxLayout()
        self.papers.setSpacing(kit.px(2))
        made.body.addLayout(self.papers)
        return made

    # --- showing ---------------------------------------------------------------------------------------------------

    def _signing_told(self) -> None:
        if self.signing.trouble is not None:
            self.presenter.fail(self.signing.trouble)
            self.signing.trouble = None
        self.show_state()

    def show_state(self) -> None:
        """Show what changed."""
        turn = self.signing.current()
        submitted = self.presenter.submitted
        self.refused.setVisible(submitted is not None and not submitted.sealed)
        if submitted is not None:
            set_text(self.refused.more, "\n".join(p.sentence for p in submitted.problems) or submitted.sentence)
            self.refused.more.setVisible(True)
        self._show_people(turn)
        self._show_papers()
        title, sha, text = self.signing.paper_of(turn)
        self.paper.show_text(
            title or self.words("ui_sign.undertaking"), self.words("ui_sign.hash", tail=sha[:12]), text
        )
        self.pad_card.setVisible(turn is not None)
        if turn is not None:
            self.pad_card.set_title(self.words("ui_sign.please", name=turn.signer.name) + self._child_note(turn))
            self.hash_note.show_state(self.words("ui_sign.page_hash", tail=sha[:8]), None)
            self.sensitive.setVisible(turn.paper is Paper.CONSENT)
        self._show_done_button()
        missing = self.signing.missing()
        self.forward.set_missing(self.words("ui_sign.missing", n=missing) if missing else self._blockers())

    def _blockers(self) -> str:
        if self.signing.plan is None:
            return self.words("ui_sign.asking")
        problems = [p for p in (self.presenter.draft.problems if self.presenter.draft else ()) if p.blocking]
        return self.words("ui_intake.missing_n", n=len(problems)) if problems else ""

    def _show_people(self, now: Turn | None) -> None:
        kit = self.kit
        clear(self.people)
        for number, turn in enumerate(self.signing.turns(), 1):
            current = now is not None and turn == now
            mark = Mark.OK if turn.signer.done else (Mark.WAITING if current else Mark.NEAR)
            state = "signed" if turn.signer.done else ("signing" if current else "not_signed")
            panel = Panel(kit, "current" if current else "", margins=(12, 6, 12, 6), gap=0)
            words = QVBoxLayout()
            words.setSpacing(0)
            name = self._name_of(turn)
            words.addWidget(label(kit, self.words(f"ui_sign.of.{turn.paper.value}", name=name), Role.STRONG))
            words.addWidget(label(kit, turn.signer.line, Role.HINT, wrap=True))
            line = row(StatusSymbol(kit, mark, 22, turn.signer.line), gap=kit.px(12))
            line.addLayout(words, 1)
            line.addWidget(label(kit, self.words(f"ui_sign.{state}"), Role.VALUE, tone=mark.value))
            panel.body.addLayout(line)
            panel.setAccessibleName(f"{number} {name} {self.words(f'ui_sign.{state}')}")
            wide = 2 if kit.medium else 1
            self.people.addWidget(panel, (number - 1) // wide, (number - 1) % wide)

    def _name_of(self, turn: Turn) -> str:
        printable = self.kit.look.chain.printable
        name, child = printable(turn.signer.name), printable(turn.signer.for_name)
        return self.words("ui_sign.for_whom", name=name, child=child) if child else name

    def _child_note(self, turn: Turn) -> str:
        child = self.kit.look.chain.printable(turn.signer.for_name)
        return self.words("ui_sign.please_for", child=child) if child else ""

    def _print_words(self, item: PrintItemView, state: PrintState) -> str:
        if state is PrintState.NOT_YET:
            return item.why_not
        when = item.printed_at.astimezone(CHINA).strftime("%m-%d %H:%M") if item.printed_at else ""
        return f"{self.words(f'ui_sign.print.{state.value}')} {when if state is PrintState.PRINTED else ''}".strip()

    def _show_papers(self) -> None:
        kit = self.kit
        clear(self.papers)
        for item in self.signing.papers:
            state = self.signing.print_state(item)
            words = self._print_words(item, state)
            mark = _PRINT_MARK.get(state)
            sign = IconSign(kit, "printer", 16, words) if mark is None else StatusSymbol(kit, mark, 16, words)
            line = row(sign, gap=kit.px(8))
            line.addWidget(label(kit, self.words("ui_sign.copies", title=item.title, n=item.copies), Role.VALUE))
            line.addWidget(label(kit, words, Role.LABEL, wrap=True), 1)
            save = KeyButton(kit, self.words("ui_sign.save_file"), "quiet", compact=True)
            save.setAccessibleName(f"{item.title} {save.text()}")
            save.setEnabled(item.ready)
            save.clicked.connect(partial(self._save, item.document))
            line.addWidget(save)
            self.papers.addLayout(line)
        due = (PrintState.READY, PrintState.STUCK)
        self.print_all.setEnabled(any(self.signing.print_state(item) in due for item in self.signing.papers))

    def _show_done_button(self) -> None:
        turn = self.signing.current()
        missing = ""
        if not self.pad.is_written():
            missing = self.words("ui_sign.not_written")
        elif turn is not None and turn.paper is Paper.CONSENT and not self.sensitive.isChecked():
            missing = self.words("ui_sign.sensitive_missing")
        elif not self.read_out.isChecked():
            missing = self.words("ui_sign.read_missing")
        self.done.set_missing(missing)
        self.nav.page_changed()

    # --- acts ------------------------------------------------------------------------------------------------------

    def _sign(self, method: SignatureMethod) -> None:
        turn = self.signing.current()
        if turn is None:
            return
        sensitive = self.sensitive.isChecked() and turn.paper is Paper.CONSENT
        image = self.pad.png() if method is SignatureMethod.PAD else b""
        self.pad.clear()
        self.sensitive.setChecked(False)
        self.read_out.setChecked(False)
        self.signing.sign(image, method, sensitive=sensitive)
        self.read_out.setFocus()

    def _read_aloud(self) -> None:
        title, _, text = self.signing.paper_of(self.signing.current())
        self.nav.large_words(title or self.words("ui_sign.undertaking"), text)

    def _save(self, document: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, self.words("ui_sign.save_file"), f"{document}.pdf", "PDF (*.pdf)")
        if name:
            self.signing.save(document, Path(name))

    def first_focus(self) -> QWidget:
        """The first thing to tick."""
        return self.read_out
