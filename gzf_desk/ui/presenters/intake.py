"""A new application: card → draft → people, home, money, materials → pre-review → signatures → sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from gzf_desk.errors import UserFacingError
from gzf_desk.services.api import DeskServices
from gzf_desk.services.submit_view import SubmitView
from gzf_desk.services.views import CardTrouble, CardView, DraftView, PreviewView
from gzf_desk.ui.presenters.base import Cancel, Runner
from gzf_desk.ui.presenters.draft import DraftPresenter
from gzf_desk.ui.presenters.fields import Plain

_CARD_TIMEOUT_S = 10.0
REVEALED_MS = 20_000


class IntakeStep(IntEnum):
    """The steps, in order; the name is the last part of the key ``ui_intake.step.<name>``."""

    CARD = 0
    PEOPLE = 1
    HOME = 2
    MONEY = 3
    MATERIALS = 4
    RESULT = 5
    SIGN = 6
    DONE = 7


@dataclass(frozen=True)
class MaterialRow:
    """A paper: its entry in the draft (empty = none yet), kind, person, status, what stands in for it."""

    entry: str
    kind: str
    member: str | None
    status: str
    exempt_reason: str | None


class IntakePresenter(DraftPresenter):
    """The application being filled in.

    Args:
        services: the desk's services.
        runner: for slow work.

    Attributes:
        card: the last card or why there is none.
        reading: a card is being read now.
    """

    def __init__(self, services: DeskServices, runner: Runner) -> None:
        super().__init__(services, runner)
        self.step = IntakeStep.CARD
        self.card: CardView | CardTrouble | None = None
        self.reading = False
        self.preview: PreviewView | None = None
        self.submitted: SubmitView | None = None
        self._stop_watch: Cancel | None = None
        self.reasons: tuple[tuple[str, str], ...] = ()
        self.revealed: tuple[str, str] = ("", "")
        """(member id, full number) of the one that is shown for :data:`REVEALED_MS`."""
        self._drop_reveal: Cancel = lambda: None

    # --- the case --------------------------------------------------------------------------------------------------

    def open(self, case_id: str) -> None:
        """Go on with a draft."""
        self.ask("store", lambda: self.services.intake.draft(case_id), self._opened)

    def _opened(self, view: DraftView) -> None:
        self._take(view)
        self.step = IntakeStep.CARD if not view.draft.members else self.step

    def begin(self, card: CardView | None) -> None:
        """Start a draft with the card's person as applicant, or an empty one."""
        self.stop_watching()
        self.ask("store", lambda: self.services.intake.begin(card), self._take)

    # --- full numbers ----------------------------------------------------------------------------------------------

    def ask_reasons(self) -> None:
        """Which reasons there are for looking at a full number."""

        def found(reasons: tuple[tuple[str, str], ...]) -> None:
            self.reasons = reasons

        self.ask("store", self.services.disclosure.reasons, found)

    def reveal(self, member_id: str, reason: str) -> None:
        """Show a member's full number for a while; the reason is logged."""
        self.flush()
        case_id = self.case_id

        def shown(number: str) -> None:
            self.hide_number()
            self.reasons, self.revealed = (), (member_id, number)
            self._drop_reveal = self.runner.later(REVEALED_MS, self.hide_number)

        self.ask("store", lambda: self.services.disclosure.reveal(case_id, member_id, reason), shown)

    def hide_number(self) -> None:
        """Hide the number that is shown, and the question for a reason."""
        self._drop_reveal()
        if self.revealed[0] or self.reasons:
            self.reasons, self.revealed = (), ("", "")
            self.changed()

    # --- the card --------------------------------------------------------------------------------------------------

    def read_card(self, then: Callable[[CardView], None] | None = None) -> None:
        """Read the card on the reader; ``then`` gets it."""
        if self.reading:
            return
        self.reading = True
        self.changed()

        def done(found: CardView | CardTrouble) -> None:
            self.reading = False
            self.card = found
            if then is not None and isinstance(found, CardView):
                then(found)

        self.ask("device", lambda: self.services.cards.read(timeout_s=_CARD_TIMEOUT_S), done)

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the card may be read again."""
        self.reading = False
        super().fail(error)

    def watch(self) -> None:
        """Take the next card that is laid down, without a key, until the person is known or :meth:`stop_watching`."""
        if self.draft is not None or self._stop_watch is not None:
            return

        def laid(found: CardView | CardTrouble) -> None:
            self.runner.post(lambda: self._laid(found))

        def watching(stop: Cancel) -> None:
            self._stop_watch = stop
            if self.draft is not None:
                self.stop_watching()

        self.runner.run("device", lambda: self.services.cards.watch(laid), watching, lambda _: None)

    def stop_watching(self) -> None:
        """Look for cards no more."""
        stop, self._stop_watch = self._stop_watch, None
        if stop is not None:
            stop()

    def _laid(self, found: CardView | CardTrouble) -> None:
        watching = self._stop_watch is not None and self.draft is None and not self.reading
        if watching and isinstance(found, CardView):
            self.card = found
            self.changed()

    def put_card_away(self) -> None:
        """It is not this person: forget the card."""
        self.card = None
        self.changed()

    def add_person_from_card(self) -> None:
        """The next member of the family lays the card down."""
        case_id = self.case_id

        def add(card: CardView) -> None:
            self.ask("store", lambda: self.services.intake.add_member_from_card(case_id, card), self._added)

        self.read_card(add)

    # --- materials -------------------------------------------------------------------------------------------------

    def mark_material(self, row: MaterialRow, status: str, exempt_reason: str | None = None) -> None:
        """Note that a paper is here, follows later, or is stood in for; an entry is made when there is none yet."""
        self.flush()
        case_id, intake = self.case_id, self.services.intake
        values: dict[str, Plain] = {"kind": row.kind, "member": row.member, "status": status}
        values |= {"exempt_reason": exempt_reason, "original_seen": True if status == "present" else None}

        def work() -> DraftView:
            entry = row.entry
            if not entry:
                key, view = intake.add(case_id, "materials")
                entry = f"materials/{key}"
            for name, value in values.items():
                view = intake.set(case_id, f"{entry}.{name}", value)
            return view

        self.ask("store", work, self._take)
        self.evaluate()

    def material_rows(self) -> list[MaterialRow]:
        """Papers that are noted, then those the policy still asks for."""
        rows = [
            MaterialRow(f"materials/{key}", m.kind, m.member, m.status, m.exempt_reason)
            for key, m in self.record.materials.items()
        ]
        have = {(row.kind, row.member) for row in rows}
        for problem in self.preview.todo if self.preview else ():
            parts = problem.path.split("@")
            if parts[0] != "materials/" or len(parts) < 2:
                continue
            member = parts[2] if len(parts) > 2 else None
            if (parts[1], member) not in have:
                rows.append(MaterialRow("", parts[1], member, "missing", None))
        return rows

    # --- result and sealing ----------------------------------------------------------------------------------------

    def evaluate(self) -> None:
        """Hold the household against the policy."""
        self.flush()
        case_id = self.case_id
        if case_id:
            self.ask("store", lambda: self.services.preview.evaluate(case_id), self._evaluated)

    def _evaluated(self, view: PreviewView) -> None:
        self.preview = view

    def submit(self) -> None:
        """Seal it into the outbox."""
        self.flush()
        case_id = self.case_id
        self.ask("store", lambda: self.services.submission.submit(case_id), self._sealed)

    def _sealed(self, view: SubmitView) -> None:
        self.submitted = view
        if view.sealed:
            self.step = IntakeStep.DONE
