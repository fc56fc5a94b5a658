"""Signatures and paper: person by person, then what is printed, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from gzf_desk.errors import UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import PrintedView, PrintItemView, SignerView, SigningView
from gzf_desk.ui.presenters.base import Presenter, Runner
from sync.model.states import SignatureMethod


class Paper(StrEnum):
    """What is being signed."""

    CONSENT = "consent"
    UNDERTAKING = "undertaking"


class PrintState(StrEnum):
    """What became of a paper; its words have the key ``ui_sign.print.<value>``."""

    READY = "ready"
    PRINTED = "printed"
    NOT_YET = "not_yet"
    PREPARING = "preparing"
    SENT = "sent"
    SAVED = "saved"
    STUCK = "stuck"


@dataclass(frozen=True)
class Turn:
    """Whose turn it is to sign what."""

    paper: Paper
    signer: SignerView


class SigningPresenter(Presenter):
    """Consent and undertaking of one case, and its papers.

    Args:
        services: the desk's services.
        runner: for slow work.
        case_id: the case.
    """

    def __init__(self, services: DeskServices, runner: Runner, case_id: str) -> None:
        super().__init__(runner)
        self._services, self.case_id = services, case_id
        self.plan: SigningView | None = None
        self.papers: tuple[PrintItemView, ...] = ()
        self.print_states: dict[str, PrintState] = {}
        self.chosen: Turn | None = None
        self.busy = False
        self.on_signed: Callable[[], None] = lambda: None

    def load(self) -> None:
        """Ask who signs what and what can be printed."""
        case_id = self.case_id
        self.ask("store", lambda: self._services.signing.plan(case_id), self._planned)
        self._ask_papers()

    def _ask_papers(self) -> None:
        case_id = self.case_id
        self.ask("store", lambda: self._services.printing.available(case_id), self._found_papers)

    def _planned(self, plan: SigningView) -> None:
        self.plan = plan
        self.chosen = None
        self.busy = False

    def _found_papers(self, papers: tuple[PrintItemView, ...]) -> None:
        self.papers = papers

    # --- turns -----------------------------------------------------------------------------------------------------

    def turns(self) -> list[Turn]:
        """Everybody who signs, consent first."""
        if self.plan is None:
            return []
        return [Turn(Paper.CONSENT, s) for s in self.plan.signers] + [
            Turn(Paper.UNDERTAKING, s) for s in self.plan.undertaking_signers
        ]

    def current(self) -> Turn | None:
        """Whose turn it is: the one chosen, else the first who has not signed."""
        if self.chosen is not None:
            return self.chosen
        return next((turn for turn in self.turns() if not turn.signer.done), None)

    def choose(self, number: int) -> None:
        """Let a person out of turn sign."""
        turns = self.turns()
        if 0 <= number < len(turns) and not turns[number].signer.done:
            self.chosen = turns[number]
            self.changed()

    def missing(self) -> int:
        """How many signatures are missing."""
        return sum(1 for turn in self.turns() if not turn.signer.done)

    def paper_of(self, turn: Turn | None) -> tuple[str, str, str]:
        """Title, hash and text of what is being signed."""
        if self.plan is None:
            return "", "", ""
        if turn is not None and turn.paper is Paper.UNDERTAKING:
            return "", self.plan.undertaking_sha256, self.plan.undertaking_text
        return self.plan.consent_title, self.plan.consent_sha256, self.plan.consent_text

    def sign(self, image_png: bytes, method: SignatureMethod, *, sensitive: bool) -> None:
        """The person whose turn it is has signed. ``sensitive``: said yes to the sensitive classes on their own."""
        turn = self.current()
        if turn is None or self.busy:
            return
        self.busy = True
        case_id, signer, signing = self.case_id, turn.signer, self._services.signing

        def work() -> SigningView:
            if turn.paper is Paper.UNDERTAKING:
                return signing.sign_undertaking(case_id, signer.member_id, method=method, image_png=image_png)
            return signing.sign_consent(
                case_id,
                signer.signs_for or signer.member_id,
                signer_id=signer.member_id,
                method=method,
                image_png=image_png,
                sensitive=sensitive,
            )

        def signed(plan: SigningView) -> None:
            self._planned(plan)
            self.on_signed()

        self.ask("store", work, signed)
        self.print_states.clear()
        self._ask_papers()

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the pad is free again."""
        self.busy = False
        super().fail(error)

    # --- paper -----------------------------------------------------------------------------------------------------

    def print_state(self, item: PrintItemView) -> PrintState:
        """What became of a paper: what happens now, else what the print journal says."""
        if not item.ready:
            return PrintState.NOT_YET
        known = self.print_states.get(item.document)
        if item.printed_at is not None and known in (None, PrintState.SENT):
            return PrintState.PRINTED
        return known or PrintState.READY

    def send(self, document: str) -> None:
        """Render and hand to the printer."""
        self._paper(document, PrintState.SENT, self._services.printing.send)

    def save(self, document: str, file: Path) -> None:
        """Render and write to the file a person chose."""
        self._paper(document, PrintState.SAVED, lambda printed: self._services.printing.save(printed, file))

    def _paper(self, document: str, then: PrintState, act: Callable[[PrintedView], None]) -> None:
        case_id, printing = self.case_id, self._services.printing
        self.print_states[document] = PrintState.PREPARING
        self.changed()

        def work() -> None:
            act(printing.render(document, case_id))

        def done(_: None) -> None:
            self.trouble = None
            self.print_states[document] = then
            self._ask_papers()

        def failed(error: UserFacingError) -> None:
            self.print_states[document] = PrintState.STUCK
            self.fail(error)

        self.runner.run("store", work, done, failed)

    def send_all(self) -> None:
        """Print everything that is ready and not printed yet."""
        for item in self.papers:
            if self.print_state(item) in (PrintState.READY, PrintState.STUCK):
                self.send(item.document)
