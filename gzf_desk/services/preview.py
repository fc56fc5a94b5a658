"""The pre-review in words: a reading of the household against the policy, not a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gzf_desk.services.casebook import Casebook, CaseFile
from gzf_desk.services.draft_view import DraftViews
from gzf_desk.services.papers import grouped, standings
from gzf_desk.services.views import ConditionView, PreviewView
from gzf_desk.services.workspace import Workspace
from sync.model.case import ConditionResult, Evaluation
from sync.model.states import Outcome, SourceMark
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.evaluation import evaluate
from sync.policy.explain import area, explain, money, title
from sync.policy.figures import is_answer

_SIGNED = ("consents", "undertaking")
"""Paths of what is signed in the next step; not what this step is missing."""
_OLD_DAYS = 30
"""A policy text that was not refreshed for so long is called old in the note."""


class Preview:
    """Fits ``PreviewService``.

    Args:
        workspace: shared state.
        casebook: cases.
        views: finds policies and problems.
    """

    def __init__(self, workspace: Workspace, casebook: Casebook, views: DraftViews) -> None:
        self._workspace = workspace
        self._casebook = casebook
        self._views = views

    def evaluate(self, case_id: str) -> PreviewView:
        """See ``PreviewService``."""
        return self.of(self._casebook.get(case_id))

    def reading(self, file: CaseFile) -> Evaluation:
        """The bare evaluation: a submitted case counts on the day of its submission."""
        checks = file.process.verification
        return evaluate(file.draft, self._views.policy(file), today=self._day(file), checks=checks)

    def _day(self, file: CaseFile) -> date:
        submitted = file.process.submitted_at
        return civil_day(submitted) if submitted else self._workspace.clock.today()

    def of(self, file: CaseFile) -> PreviewView:
        """The pre-review of one case."""
        words, policy, found = self._workspace.words, self._views.policy(file), self.reading(file)
        shown = [result for result in found.conditions if result.outcome is not Outcome.NOT_APPLICABLE]
        verified = {fact.data_class for fact in file.process.verification if is_answer(fact)}
        conditions = sorted((self._condition(result, policy, verified) for result in shown), key=_order)
        count = {outcome: sum(result.outcome is outcome for result in shown) for outcome in Outcome}
        near = sum(result.near for result in shown)
        todo = tuple(problem for problem in self._views.problems(file) if not problem.path.startswith(_SIGNED))
        papers = standings(file.draft, policy, self._day(file))
        follow = grouped(papers, "to_follow", words)
        later = sum(paper.status == "to_follow" for paper in papers)
        return PreviewView(
            headline=self._headline(conditions, sum(problem.blocking for problem in todo)),
            subline=self._subline(conditions, later),
            outcome=found.outcome,
            passed=count[Outcome.PASS] - near,
            near=near,
            failed=count[Outcome.FAIL],
            unknown=count[Outcome.UNKNOWN],
            conditions=tuple(conditions),
            exempt=grouped(papers, "exempt", words),
            todo=todo,
            note=self._note(policy),
            evaluation=found,
            follow=tuple(name for name, _ in follow),
        )

    def _headline(self, conditions: list[ConditionView], blocking: int) -> str:
        """What a person needs to hear first. A reading: unknown never sounds like met."""
        words = self._workspace.words
        failed = [condition.name for condition in conditions if condition.outcome is Outcome.FAIL]
        if failed:
            return words("services.preview.failed", n=len(failed), names=words("services.preview.and").join(failed))
        unsaid = sum(
            condition.outcome is Outcome.UNKNOWN and any(not path.startswith(_SIGNED) for path in condition.missing)
            for condition in conditions
        )
        if unsaid:
            return words("services.preview.unsaid", n=unsaid)
        if blocking:
            return words("services.preview.left", n=blocking)
        asked = _asked(conditions)
        return words("services.preview.asked", n=asked) if asked else words("services.preview.fits")

    def _subline(self, conditions: list[ConditionView], later: int) -> str:
        words = self._workspace.words
        failed = sum(condition.outcome is Outcome.FAIL for condition in conditions)
        asked = _asked(conditions)
        parts = [words("services.preview.some_fail" if failed else "services.preview.none_fails", n=len(conditions))]
        if asked:
            parts.append(words("services.preview.by_departments", n=asked))
        if later:
            parts.append(words("services.preview.papers_later", n=later))
        return words("services.preview.then").join(parts)

    def _condition(self, result: ConditionResult, policy: Policy, verified: set[str]) -> ConditionView:
        words = self._workspace.words
        rule = policy.conditions[result.code]
        by_department = bool(rule.confirmed_by) and any(kind.value in verified for kind in rule.confirmed_by)
        fraction = result.value / result.limit if result.value is not None and result.limit else None
        return ConditionView(
            code=result.code,
            outcome=result.outcome,
            near=result.near,
            name=title(result, words),
            sentence=explain(result, words),
            value_text=_figure(result.value, result.unit),
            limit_text=_figure(result.limit, result.unit),
            fraction=fraction,
            mark=SourceMark.SHARED if by_department else SourceMark.DECLARED,
            basis=rule.basis,
            assumed=result.assumed,
            missing=result.missing,
        )

    def _note(self, policy: Policy) -> str:
        words, today = self._workspace.words, self._workspace.clock.today()
        name = policy.name.zh if words.language == "zh_CN" else policy.name.en
        note = words(
            "services.preview.note", name=name, version=policy.version, since=policy.effective_from.isoformat()
        )
        if any(figure.assumed for figure in policy.figures().values()):
            note += words("services.preview.assumed")
        if self._days_without_contact() > _OLD_DAYS or today < policy.effective_from:
            note += words("services.preview.old")
        return note

    def _days_without_contact(self) -> int:
        return 0 if self._workspace.last_contact() is None else self._workspace.away().days


def _asked(conditions: Iterable[ConditionView]) -> int:
    """How many wait for a department, not for the family."""
    return sum(condition.outcome is Outcome.UNKNOWN and not condition.missing for condition in conditions)


def _order(condition: ConditionView) -> tuple[int, str]:
    if condition.outcome is Outcome.FAIL:
        return 0, condition.code
    if condition.near:
        return 1, condition.code
    return (2 if condition.outcome is Outcome.UNKNOWN else 3), condition.code


def _figure(value: int | None, unit: str) -> str:
    if value is None:
        return ""
    if unit == "fen":
        return money(value)
    return area(value) if unit == "area100" else f"{value:,}"
