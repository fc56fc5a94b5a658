"""What each service offers. The window and the commands know these Protocols; ``gzf_desk.app`` puts the parts together.

Raises (every call): UserFacingError with words and advice. Case ids are record ids (UUIDv7 text).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from gzf_desk.services.device_views import ReaderView
from gzf_desk.services.submit_view import SubmitView
from gzf_desk.services.views import (
    ActView,
    CardTrouble,
    CardView,
    CaseRow,
    ConflictView,
    DraftView,
    OperatorView,
    PreviewView,
    PrintedView,
    PrintItemView,
    ReviewView,
    SessionState,
    SigningView,
    SiteView,
    SyncOutcomeView,
    SyncView,
    TimelineView,
    TodayView,
)
from sync.model.case import VerificationFact
from sync.model.states import OpinionDecision, SignatureMethod, SourceMark
from sync.model.stock import Unit
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry


class SessionService(Protocol):
    """Unlocking, operators, enrolment."""

    def state(self) -> SessionState:
        """Where the session stands."""
        ...

    def set_up(self, passphrase: str) -> None:
        """First use: make the keys and the store."""
        ...

    def unlock(self, passphrase: str) -> None:
        """Open the store. Refused with ``session.wrong_passphrase`` otherwise."""
        ...

    def lock(self) -> None:
        """Forget the keys."""
        ...

    def site(self) -> SiteView | None:
        """The service point, None before enrolment."""
        ...

    def enrol(self, code: str, server_url: str) -> SiteView:
        """This PC becomes a device of the site that the code names."""
        ...

    def operators(self) -> tuple[OperatorView, ...]:
        """Who may work here."""
        ...

    def choose_operator(self, operator_id: str) -> OperatorView:
        """Who works from now on; refused when the lease has run out."""
        ...

    def operator(self) -> OperatorView | None:
        """Who works now."""
        ...


class CardService(Protocol):
    """Reading cards."""

    def read(
        self, *, driver: str | None = None, port: str | None = None, timeout_s: float = 10.0
    ) -> CardView | CardTrouble:
        """Read the card on the configured (or named) reader, within ``timeout_s``."""
        ...

    def watch(self, on_card: Callable[[CardView | CardTrouble], None]) -> Callable[[], None]:
        """Call ``on_card`` (from the device's thread) whenever a card is laid down; returns how to stop."""
        ...

    def readers(self) -> tuple[ReaderView, ...]:
        """The kinds of reader that may be used here; nothing is touched."""
        ...

    def use_reader(self, driver: str, port: str) -> None:
        """Use this reader from now on, and after a restart. An empty ``port`` looks for it."""
        ...


class IntakeService(Protocol):
    """Filling in. Every change is durable when the call returns, and can be undone."""

    def begin(self, card: CardView | None = None) -> DraftView:
        """A new draft, the card's person as applicant."""
        ...

    def take_over(self, fields: Mapping[str, object]) -> DraftView:
        """A new draft from fields that were collected elsewhere (``sync.model.fields``)."""
        ...

    def take_over_all(self, lines: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
        """New drafts from many such lines, all of them or none: the ids. A line that does not fit is named."""
        ...

    def draft(self, case_id: str) -> DraftView:
        """The case as it is now."""
        ...

    def drafts(self) -> tuple[CaseRow, ...]:
        """Unfinished drafts on this PC."""
        ...

    def add(self, case_id: str, collection: str) -> tuple[str, DraftView]:
        """A new empty entry of a collection (``members``, ``housing``, ``income`` …): its id, and the draft."""
        ...

    def add_member_from_card(self, case_id: str, card: CardView, kinship: str | None = None) -> tuple[str, DraftView]:
        """A member from a card."""
        ...

    def set(self, case_id: str, path: str, value: object, source: SourceMark = SourceMark.DECLARED) -> DraftView:
        """Set a scalar (``category``) or one field of an entry (``members/<id>.phone``); None clears it."""
        ...

    def remove(self, case_id: str, entry: str) -> DraftView:
        """Take an entry out (``members/<id>``); undo brings it back."""
        ...

    def undo(self, case_id: str) -> DraftView:
        """Take the last change back."""
        ...

    def redo(self, case_id: str) -> DraftView:
        """Make it again."""
        ...


class PreviewService(Protocol):
    """The pre-review."""

    def evaluate(self, case_id: str) -> PreviewView:
        """The household against the policy, with reasons."""
        ...


class SigningService(Protocol):
    """Consent and undertaking."""

    def plan(self, case_id: str) -> SigningView:
        """Who signs what."""
        ...

    def sign_consent(
        self,
        case_id: str,
        member_id: str,
        *,
        signer_id: str,
        method: SignatureMethod,
        image_png: bytes,
        sensitive: bool,
    ) -> SigningView:
        """Consent for ``member_id``, signed by ``signer_id`` (the person or the guardian)."""
        ...

    def sign_undertaking(
        self, case_id: str, signer_id: str, *, method: SignatureMethod, image_png: bytes
    ) -> SigningView:
        """One more signature under the undertaking; it stands when everybody has signed."""
        ...


class SubmissionService(Protocol):
    """Sealing."""

    def submit(self, case_id: str) -> SubmitView:
        """Seal the draft into the outbox; offline is normal."""
        ...


class PrintService(Protocol):
    """Paper."""

    def available(self, case_id: str) -> tuple[PrintItemView, ...]:
        """What can be printed now."""
        ...

    def render(self, document: str, case_id: str) -> PrintedView:
        """The document as PDF, in memory; a row goes into the print journal."""
        ...

    def save(self, printed: PrintedView, file: Path) -> None:
        """Write the PDF where a person said."""
        ...

    def send(self, printed: PrintedView) -> None:
        """Hand it to the printer of the settings (CUPS ``lp``, by standard input: no temporary file)."""
        ...


class ReviewService(Protocol):
    """Acceptance and review. Acts are intents; the province decides."""

    def queue(self) -> tuple[CaseRow, ...]:
        """What waits for the operator's post, the most urgent first."""
        ...

    def page(self, case_id: str) -> ReviewView:
        """All facts of a case."""
        ...

    def accept(self, case_id: str) -> ActView:
        """Accept, with the next number of the block."""
        ...

    def ask_correction(self, case_id: str, items: tuple[str, ...]) -> ActView:
        """The one-time notice."""
        ...

    def refuse_acceptance(self, case_id: str, reason_codes: tuple[str, ...], text: str) -> ActView:
        """Not accepted."""
        ...

    def launch_checks(self, case_id: str) -> ActView:
        """Start the cross-department checks."""
        ...

    def record_manual_check(self, case_id: str, fact: VerificationFact) -> ActView:
        """A check made by hand, with note."""
        ...

    def commit_opinion(
        self,
        case_id: str,
        decision: OpinionDecision,
        text: str,
        reason_codes: tuple[str, ...] = (),
        viewed: tuple[str, ...] = (),
    ) -> ActView:
        """The opinion on the current stage."""
        ...

    def post_publicity(self, case_id: str, evidence: bytes) -> ActView:
        """The list hangs; ``evidence`` is the photo."""
        ...

    def conclude_publicity(self, case_id: str) -> ActView:
        """The period is over."""
        ...

    def announce(self, case_id: str) -> ActView:
        """Announce the qualification."""
        ...

    def withdraw(self, case_id: str, reason: str) -> ActView:
        """The applicant withdraws."""
        ...


class AllocationService(Protocol):
    """After qualification."""

    def waiting(self) -> tuple[WaitingEntry, ...]:
        """The waiting list in scope."""
        ...

    def units(self) -> tuple[Unit, ...]:
        """Homes in scope."""
        ...

    def tenancies(self) -> tuple[Tenancy, ...]:
        """Tenancies in scope."""
        ...

    def allocate(self, waiting_id: str, unit_id: str, term_from: date, term_years: int) -> ActView:
        """Direct allocation."""
        ...

    def sign_contract(self, tenancy_id: str, *, explained: bool, method: SignatureMethod, image_png: bytes) -> ActView:
        """The tenant signs the issued contract."""
        ...


class DisclosureService(Protocol):
    """Full document numbers, for a reason."""

    def reasons(self) -> tuple[tuple[str, str], ...]:
        """(code, words) of the reasons one may have."""
        ...

    def reveal(self, case_id: str, member_id: str, reason: str) -> str:
        """The full number of a member. Who looked, at whom and why goes into the chained log.

        Refused with ``reveal.too_many`` when somebody looks at one number after the other.
        """
        ...


class WorklistService(Protocol):
    """Lists and search."""

    def today(self) -> TodayView:
        """The first page."""
        ...

    def cases(self) -> tuple[CaseRow, ...]:
        """Every case on this PC, the newest first."""
        ...

    def search(self, text: str) -> tuple[CaseRow, ...]:
        """By name part, pinyin left to later, phone tail, number tail; unsent work included; at most nine."""
        ...

    def timeline(self, case_id: str) -> TimelineView:
        """One case, all events."""
        ...


class SyncService(Protocol):
    """The link."""

    def view(self) -> SyncView:
        """Counts and words for the pill."""
        ...

    def sync_once(self, progress: Callable[[str, int, int], None] | None = None) -> SyncOutcomeView:
        """Push, then pull; ``progress(phase, done, total)``."""
        ...

    def conflicts(self) -> tuple[ConflictView, ...]:
        """What two places changed."""
        ...

    def resolve(self, conflict_id: str, choice: str) -> ActView:
        """``mine`` or ``theirs``; the other value stays in the record."""
        ...


@dataclass(frozen=True)
class DeskServices:
    """All services of one desk."""

    session: SessionService
    cards: CardService
    intake: IntakeService
    preview: PreviewService
    signing: SigningService
    submission: SubmissionService
    printing: PrintService
    review: ReviewService
    allocation: AllocationService
    worklist: WorklistService
    sync: SyncService
    disclosure: DisclosureService
