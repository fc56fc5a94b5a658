"""One case before a reviewer: what has been looked at, the opinion, what is still missing, the next case.

Acts are intents: the province decides. Nothing is ticked or chosen beforehand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gzf_desk.clock import Clock
from gzf_desk.errors import UserFacingError
from gzf_desk.i18n import Translator
from gzf_desk.services.api import DeskServices
from gzf_desk.services.views import ActView, CaseRow, ReviewView
from gzf_desk.ui.presenters.base import Presenter, Runner
from sync.model.case import VerificationFact
from sync.model.states import OpinionDecision, Outcome

BLOCKS = ("household", "finance", "checks", "materials")
"""What must be looked at before an opinion; Alt + digit in this order."""
LEAST_WORDS = 10
"""Characters of an opinion. Source: supervision rule R06 as the shipped policy sets it; the province checks it."""
_OPINIONS = ("agree", "return", "disagree")


class ReviewPresenter(Presenter):
    """Review and acceptance of one case after the other.

    Args:
        services: the desk's services.
        runner: for slow work.
        clock: for the timer and the date of a manual check.
        case_id: the case; empty takes the first of the queue.
    """

    def __init__(self, services: DeskServices, runner: Runner, clock: Clock, case_id: str = "") -> None:
        super().__init__(runner)
        self._services, self._clock = services, clock
        self.case_id = case_id
        self.queue: tuple[CaseRow, ...] = ()
        self.view: ReviewView | None = None
        self.seen: set[str] = set()
        self.decision = ""
        self.text = ""
        self.reason = ""
        self.last_act: ActView | None = None
        self.busy = False
        self.loaded = False
        self._started_s = clock.monotonic_s()

    # --- loading ---------------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Ask for the queue, then for the case."""
        self.ask("store", self._services.review.queue, self._got_queue)

    def _got_queue(self, queue: tuple[CaseRow, ...]) -> None:
        self.queue = queue
        self.loaded = True
        if not self.case_id and queue:
            self.case_id = queue[0].case_id
        if self.case_id:
            self.open(self.case_id)

    def open(self, case_id: str) -> None:
        """Another case: nothing seen, nothing written."""
        self.case_id = case_id
        self.view = None
        self.seen, self.decision, self.text, self.reason = set(), "", "", ""
        self._started_s = self._clock.monotonic_s()
        self._ask_page()

    def _ask_page(self) -> None:
        case_id = self.case_id
        self.ask("store", lambda: self._services.review.page(case_id), self._got)

    def _got(self, view: ReviewView) -> None:
        if view.case_id == self.case_id:
            self.view = view

    def step(self, by: int) -> bool:
        """The case before or after in the queue; whether there is one."""
        ids = [found.case_id for found in self.queue]
        here = ids.index(self.case_id) if self.case_id in ids else (-1 if by > 0 else len(ids))
        if not 0 <= here + by < len(ids):
            return False
        self.open(ids[here + by])
        self.changed()
        return True

    def spent_s(self) -> int:
        """Seconds on this case."""
        return int(self._clock.monotonic_s() - self._started_s)

    def today(self) -> date:
        """Proposal for the date of a manual check."""
        return self._clock.today()

    # --- looking and writing ---------------------------------------------------------------------------------------

    def mark_seen(self, block: str) -> None:
        """A block was looked at."""
        if block in BLOCKS and block not in self.seen:
            self.seen.add(block)
            self.changed()

    def decide(self, decision: str) -> None:
        """Agree, return or disagree; nothing is sent yet."""
        if self.may(decision):
            self.decision = decision
            self.changed()

    def write(self, text: str) -> None:
        """The reviewer's own words."""
        self.text = text
        self.changed()

    def give_reason(self, code: str) -> None:
        """The condition that is not met."""
        self.reason = code
        self.changed()

    def start_from_facts(self) -> None:
        """Put the fact lines in as a beginning; they do not count as an opinion until they are changed."""
        if self.view is not None:
            self.text = self.view.draft_opinion
            self.changed()

    def may(self, act: str) -> bool:
        """Whether the operator may do this now."""
        return self.view is not None and act in self.view.allowed

    def decides_here(self) -> bool:
        """Whether an opinion is asked for."""
        return any(self.may(decision) for decision in _OPINIONS)

    def missing(self, tr: Translator) -> str:
        """What still keeps the opinion from being sent, in words; empty when nothing does."""
        view = self.view
        if view is None:
            return tr("ui_review.missing.case")
        if not self.decides_here():
            return view.why_not or tr("ui_review.missing.nothing_to_decide")
        unseen = [tr(f"ui_review.block.{block}") for block in BLOCKS if block not in self.seen]
        if unseen:
            return tr("ui_review.missing.seen", blocks=tr("ui_common.and").join(unseen))
        if not self.decision:
            return tr("ui_review.missing.decision")
        if self.decision == "agree" and view.unknown:
            return tr("ui_review.missing.unknown", n=len(view.unknown))
        if len(self.text.strip()) < LEAST_WORDS:
            return tr("ui_review.missing.words", n=LEAST_WORDS)
        if view.draft_opinion and self.text.strip() == view.draft_opinion.strip():
            return tr("ui_review.missing.own_words")
        if self.decision == "disagree" and not self.reason:
            return tr("ui_review.missing.reason")
        return ""

    def reasons(self) -> list[str]:
        """Condition codes to give as reason, those that fail first."""
        if self.view is None:
            return []
        order = sorted(self.view.evaluation.conditions, key=lambda c: c.outcome is not Outcome.FAIL)
        return [condition.code for condition in order]

    # --- acts ------------------------------------------------------------------------------------------------------

    def _act(self, work: Callable[[], ActView]) -> None:
        if self.busy:
            return
        self.busy = True

        def done(act: ActView) -> None:
            self.busy = False
            self.last_act = act
            if act.done:
                self._ask_page()
                self.ask("store", self._services.review.queue, self._refreshed_queue)

        self.ask("store", work, done)

    def fail(self, error: UserFacingError) -> None:
        """Keep an error; the buttons work again."""
        self.busy = False
        super().fail(error)

    def _refreshed_queue(self, queue: tuple[CaseRow, ...]) -> None:
        self.queue = queue

    def commit(self) -> None:
        """Send the opinion as an intent."""
        case_id, text, review = self.case_id, self.text.strip(), self._services.review
        decision = OpinionDecision(self.decision)
        reasons = (self.reason,) if self.reason and decision is OpinionDecision.DISAGREE else ()
        seen = tuple(block for block in BLOCKS if block in self.seen)
        self._act(lambda: review.commit_opinion(case_id, decision, text, reasons, seen))

    def act(self, name: str) -> None:
        """One of the acts without words: accept, launch checks, conclude a publicity, announce."""
        case_id, review = self.case_id, self._services.review
        acts = {
            "accept": review.accept,
            "launch_checks": review.launch_checks,
            "conclude_publicity": review.conclude_publicity,
            "announce": review.announce,
        }
        self._act(lambda: acts[name](case_id))

    def ask_correction(self, text: str) -> None:
        """The one-time notice: one item per line."""
        items = tuple(line.strip() for line in text.splitlines() if line.strip())
        case_id, review = self.case_id, self._services.review
        self._act(lambda: review.ask_correction(case_id, items))

    def refuse_acceptance(self, text: str) -> None:
        """Not accepted, with words and the reason code."""
        case_id, review, codes = self.case_id, self._services.review, ((self.reason,) if self.reason else ())
        self._act(lambda: review.refuse_acceptance(case_id, codes, text.strip()))

    def withdraw(self, text: str) -> None:
        """The applicant withdraws."""
        case_id, review = self.case_id, self._services.review
        self._act(lambda: review.withdraw(case_id, text.strip()))

    def post_publicity(self, photo: Path) -> None:
        """The list hangs; the photo of the board is the evidence."""
        case_id, review = self.case_id, self._services.review
        self._act(lambda: review.post_publicity(case_id, photo.read_bytes()))

    def record_manual_check(self, number: int, outcome: str, source: str, note: str) -> None:
        """A check made by hand for the unknown at ``number``."""
        if self.view is None or not 0 <= number < len(self.view.unknown):
            return
        data_class, member, _ = self.view.unknown[number]
        fact = VerificationFact(
            data_class=data_class,
            member=member,
            outcome=outcome,
            source=source.strip(),
            as_of=self.today(),
            manual_note=note.strip(),
        )
        case_id, review = self.case_id, self._services.review
        self._act(lambda: review.record_manual_check(case_id, fact))
