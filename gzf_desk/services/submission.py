"""Sealing a draft: complete, numbered, hashed, queued. Offline is normal."""

from __future__ import annotations

from typing import Any

from gzf_desk.services.acts import Acts
from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.intake import Intake
from gzf_desk.services.numbers import kept_number
from gzf_desk.services.submit_view import SubmitView
from gzf_desk.services.views import ActView
from gzf_desk.services.workspace import Workspace
from gzf_desk.store.unit_of_work import UnitOfWork
from sync.model.states import CaseState
from sync.protocol.canonical import fields_digest
from sync.workflow.application.commands import AnswerCorrection, AnswerReturn, Submit
from sync.workflow.commands import AnyCommand
from sync.workflow.numbering import NumberKind


class Submission:
    """Fits ``SubmissionService``.

    Args:
        workspace: shared state.
        casebook: cases.
        views: problems and policies.
        intake: writes fields.
        acts: queues commands.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, views: DraftViews, intake: Intake, acts: Acts) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views
        self._intake = intake
        self._acts = acts

    def submit(self, case_id: str) -> SubmitView:
        """See ``SubmissionService``. Also answers a correction or a reviewer's question."""
        file = self._casebook.get(case_id)
        if not file.editable:
            raise self._workspace.refused("draft.sealed", "services.draft_sealed")
        blocking = tuple(problem for problem in self._views.problems(file) if problem.blocking)
        if blocking and file.process.state is not CaseState.RETURNED:
            return self._view(file, sealed=False, problems=blocking, key="services.submit_incomplete", n=len(blocking))
        with self._workspace.store.unit() as unit:
            refused = self._seal(unit, self._casebook.get(case_id))
            if refused is not None:
                raise self._workspace.refused(f"submit.{refused.code}", "services.submit_refused", why=refused.sentence)
        return self._view(self._casebook.get(case_id), sealed=True, key="services.submitted")

    def _seal(self, unit: UnitOfWork, file: CaseFile) -> ActView | None:
        """Number, digest and command in the caller's transaction; a refusal rolls all of it back."""
        fields: dict[str, Any] = dict(file.fields)
        if not file.draft.local_number:
            number = kept_number(unit, NumberKind.APPLICATION, file.record_id)
            if number is None:
                raise self._workspace.refused("numbers.used_up", "services.numbers_used_up")
            fields["local_number"] = number
            self._intake.change(unit, file, {"local_number": number}, undoable=False)
        command = self._command(file.process.state, fields_digest(fields))
        refused = self._acts.refusal("case", file.as_case(), command, self._views.policy(file))
        if refused is None:
            self._acts.queue(unit, "case", file.record_id, file.base, command)
            unit.edits.forget(file.record_id)
        return refused

    def _command(self, state: CaseState, digest: str) -> AnyCommand:
        if state is CaseState.CORRECTION:
            return AnswerCorrection(snapshot_sha256=digest)
        if state is CaseState.RETURNED:
            return AnswerReturn(note=self._workspace.words("services.return_answered"))
        return Submit(snapshot_sha256=digest)

    def _view(self, file: CaseFile, *, sealed: bool, key: str, problems: Any = (), **fields: object) -> SubmitView:
        return SubmitView(
            sealed=sealed,
            local_number=file.draft.local_number,
            storage=file.storage,
            problems=problems,
            sentence=self._workspace.words(key, **fields),
        )
