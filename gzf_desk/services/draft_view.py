"""A case as a draft that a person looks at, with what is still missing in words."""

from __future__ import annotations

from collections.abc import Iterable

from gzf_desk.services.casebook import CaseFile
from gzf_desk.services.papers import ONLINE
from gzf_desk.services.views import DraftView, ProblemView
from gzf_desk.services.workspace import Workspace
from sync.model.case import Problem
from sync.policy import Policy
from sync.policy.draft_checks import missing_for_submit, missing_materials
from sync.policy.explain import explain_problem

_FIELD_OF = {
    "name_missing": "name",
    "sex_missing": "sex",
    "sex_differs_from_number": "sex",
    "birth_missing": "birth_date",
    "birth_in_future": "birth_date",
    "birth_differs_from_number": "birth_date",
    "number_missing": "document_number",
    "number_invalid": "document_number",
    "number_of_other_document": "document_number",
    "number_twice": "document_number",
    "kinship_missing": "kinship",
    "kinship_unknown": "kinship",
    "kinship_sex": "kinship",
    "kinship_age": "kinship",
    "spouse_age": "birth_date",
    "kinship_applicant_sex": "kinship",
    "applicant_kinship": "kinship",
    "applicant_twice": "kinship",
    "marital_missing": "marital",
    "marital_unknown": "marital",
    "marital_against_spouse": "marital",
    "phone_missing": "phone",
    "phone_format": "phone",
}
"""Which field of the entry a problem is about, so that the window can lead there."""


class DraftViews:
    """Makes draft views.

    Args:
        workspace: shared state.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def policy(self, file: CaseFile) -> Policy:
        """The policy that the case keeps."""
        kept = file.process if file.process.policy_id else file.draft
        return self._workspace.rulebook.of(kept.policy_id, kept.policy_version, self._workspace.clock.today())

    def of(self, file: CaseFile) -> DraftView:
        """The view of one case."""
        with self._workspace.store.reading() as unit:
            undo, redo = unit.edits.counts(file.record_id)
        return DraftView(
            case_id=file.record_id,
            org=file.org,
            draft=file.draft,
            process=file.process,
            storage=file.storage,
            editable=file.editable,
            problems=self.problems(file),
            can_undo=file.editable and undo > 0,
            can_redo=file.editable and redo > 0,
            saved_at=file.saved_at,
        )

    def problems(self, file: CaseFile) -> tuple[ProblemView, ...]:
        """What stands in the way of a submission, then papers that may follow later."""
        if not file.editable:
            return ()
        policy, today = self.policy(file), self._workspace.clock.today()
        blocking = missing_for_submit(file.draft, policy, today)
        seen = {(problem.path, problem.code) for problem in blocking}
        later = (
            problem
            for problem in missing_materials(file.draft, policy, today)
            if (problem.path, problem.code) not in seen and not self._looked_up(problem, policy)
        )
        return (*self._in_words(blocking, blocking=True), *self._in_words(later, blocking=False))

    def _looked_up(self, problem: Problem, policy: Policy) -> bool:
        """A paper that an office looks up itself: nobody has to bring it."""
        rule = next((rule for rule in policy.materials if rule.kind == problem.details.get("kind")), None)
        return problem.code == "material_missing" and rule is not None and bool(set(ONLINE) & set(rule.exempt))

    def _in_words(self, problems: Iterable[Problem], *, blocking: bool) -> tuple[ProblemView, ...]:
        return tuple(
            ProblemView(
                path=_path(problem),
                code=problem.code,
                sentence=self._sentence(problem),
                blocking=blocking,
            )
            for problem in problems
        )

    def _sentence(self, problem: Problem) -> str:
        words = self._workspace.words
        kind = problem.details.get("kind")
        if kind is not None:
            details = {**problem.details, "kind": words(f"services.material.{kind}")}
            return explain_problem(Problem(path=problem.path, code=problem.code, details=details), words)
        return explain_problem(problem, words)


def _path(problem: Problem) -> str:
    name = _FIELD_OF.get(problem.code)
    return f"{problem.path}.{name}" if name and problem.path.startswith("members/") else problem.path
