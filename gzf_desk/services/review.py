"""Acceptance and review: all facts on one page, acts as intents."""

from __future__ import annotations

from gzf_desk.errors import BadInput
from gzf_desk.services.acts import Acts
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.listing import Listing, urgency
from gzf_desk.services.numbers import kept_number
from gzf_desk.services.pictures import is_photo
from gzf_desk.services.review_page import ReviewPages
from gzf_desk.services.signing import keep_image
from gzf_desk.services.views import ActView, CaseRow, ReviewView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.case import VerificationFact
from sync.model.states import OpinionDecision
from sync.workflow.application.commands import (
    Accept,
    Announce,
    AskCorrection,
    CommitOpinion,
    ConcludePublicity,
    LaunchChecks,
    PostPublicity,
    RecordChecks,
    RefuseAcceptance,
    Withdraw,
)
from sync.workflow.commands import AnyCommand
from sync.workflow.numbering import NumberKind


class Review:
    """Fits ``ReviewService``.

    Args:
        workspace: shared state.
        casebook: cases.
        views: finds policies.
        listing: lines.
        pages: makes review pages.
        acts: judges and queues.
    """

    def __init__(
        self,
        workspace: Workspace,
        casebook: Casebook,
        views: DraftViews,
        listing: Listing,
        pages: ReviewPages,
        acts: Acts,
    ) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views
        self._listing = listing
        self._pages = pages
        self._acts = acts

    def queue(self) -> tuple[CaseRow, ...]:
        """See ``ReviewService``."""
        mine = (file for file in self._casebook.all() if self._listing.is_turn(file))
        return tuple(sorted((self._listing.row(file) for file in mine), key=urgency))

    def page(self, case_id: str) -> ReviewView:
        """See ``ReviewService``. Looking at a case is written into the log."""
        file = self._casebook.get(case_id)
        with self._workspace.store.unit() as unit:
            unit.log.write(
                who=self._workspace.operator().operator,
                dev=self._workspace.device().device,
                what="case.viewed",
                obj=case_id,
                content=None,
            )
        return self._pages.of(file)

    def accept(self, case_id: str) -> ActView:
        """See ``ReviewService``."""
        with self._workspace.store.unit() as unit:
            file = self._casebook.get(case_id)
            number = kept_number(unit, NumberKind.ACCEPTANCE, case_id)
            if number is None:
                raise self._workspace.refused("numbers.used_up", "services.numbers_used_up")
            return self._queue(unit, file, Accept(number=number))

    def ask_correction(self, case_id: str, items: tuple[str, ...]) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, AskCorrection(items=items))

    def refuse_acceptance(self, case_id: str, reason_codes: tuple[str, ...], text: str) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, RefuseAcceptance(reason_codes=reason_codes, text=text))

    def launch_checks(self, case_id: str) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, LaunchChecks())

    def record_manual_check(self, case_id: str, fact: VerificationFact) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, RecordChecks(facts=(fact,)))

    def commit_opinion(
        self,
        case_id: str,
        decision: OpinionDecision,
        text: str,
        reason_codes: tuple[str, ...] = (),
        viewed: tuple[str, ...] = (),
    ) -> ActView:
        """See ``ReviewService``."""
        stage = self._casebook.get(case_id).process.stage or ""
        command = CommitOpinion(stage=stage, decision=decision, text=text, reason_codes=reason_codes, viewed=viewed)
        return self._act(case_id, command)

    def post_publicity(self, case_id: str, evidence: bytes) -> ActView:
        """See ``ReviewService``."""
        if not is_photo(evidence):
            words = self._workspace.words
            raise BadInput("publicity.photo", words("services.photo_what"), words("services.photo_advice"))
        with self._workspace.store.unit() as unit:
            file = self._casebook.get(case_id)
            evidence_sha256 = keep_image(unit, case_id, "publicity", evidence)
            command = PostPublicity(stage=file.process.stage or "", evidence_sha256=evidence_sha256)
            return self._queue(unit, file, command)

    def conclude_publicity(self, case_id: str) -> ActView:
        """See ``ReviewService``."""
        stage = self._casebook.get(case_id).process.stage or ""
        return self._act(case_id, ConcludePublicity(stage=stage))

    def announce(self, case_id: str) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, Announce())

    def withdraw(self, case_id: str, reason: str) -> ActView:
        """See ``ReviewService``."""
        return self._act(case_id, Withdraw(reason=reason))

    def _act(self, case_id: str, command: AnyCommand) -> ActView:
        with self._workspace.store.unit() as unit:
            return self._queue(unit, self._casebook.get(case_id), command)

    def _queue(self, unit: UnitOfWork, file: CaseFile, command: AnyCommand) -> ActView:
        refused = self._acts.refusal("case", file.as_case(), command, self._views.policy(file))
        return refused or self._acts.queue(unit, "case", file.record_id, file.base, command)
