"""What must be there before a stage may be left (要件). The policy names it; each has a refusal of its own.

Source: FJ-21, every link states permission, required elements, time limit and progression.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sync.model.case import Case, Opinion, Publicity
from sync.model.states import OpinionDecision
from sync.policy.draft_checks import missing_for_submit, missing_materials
from sync.policy.records import Element, Stage
from sync.workflow.application.checks import counting_day, open_checks
from sync.workflow.application.guards import consents_missing
from sync.workflow.application.road import reviews_before
from sync.workflow.engine import Context, Refusal

_UNDERTAKING = "undertaking"


def missing_element(case: Case, stage: Stage, context: Context) -> Refusal | None:
    """The first required element of the stage that is not there, in the order of the policy."""
    for element in stage.elements:
        refusal = _MISSING[element](case, stage, context)
        if refusal:
            return refusal
    return None


def checks_open(case: Case, context: Context) -> Refusal | None:
    """Whether a department has not answered yet, nor a person checked by hand."""
    process = case.process
    still_open = open_checks(case.draft, process.verification, context.policy, counting_day(case, context))
    if not still_open:
        return None
    classes = ", ".join(sorted({kind.value for kind, _ in still_open}))
    return Refusal(code="checks_open", state=process.state, details={"classes": classes, "count": len(still_open)})


def current_publicity(case: Case) -> Publicity | None:
    """The publicity that runs or rests now, None when none does."""
    for period in reversed(case.process.publicities):
        if period.stage == case.process.stage and period.concluded_at is None:
            return period
    return None


def latest_opinion(case: Case, stage: str) -> Opinion | None:
    """The last opinion on a stage."""
    return next((opinion for opinion in reversed(case.process.opinions) if opinion.stage == stage), None)


def _consent(case: Case, _stage: Stage, context: Context) -> Refusal | None:
    return consents_missing(case, context)


def _undertaking(case: Case, _stage: Stage, context: Context) -> Refusal | None:
    problems = missing_for_submit(case.draft, context.policy, counting_day(case, context))
    if all(problem.path != _UNDERTAKING for problem in problems):
        return None
    return Refusal(code="undertaking_missing", state=case.process.state)


def _materials(case: Case, _stage: Stage, context: Context) -> Refusal | None:
    missing = missing_materials(case.draft, context.policy, counting_day(case, context))
    if not missing:
        return None
    return Refusal(code="materials_missing", state=case.process.state, details={"count": len(missing)})


def _checks(case: Case, _stage: Stage, context: Context) -> Refusal | None:
    return checks_open(case, context)


def _opinion(case: Case, stage: Stage, _context: Context) -> Refusal | None:
    return None if latest_opinion(case, stage.code) else Refusal(code="opinion_missing", state=case.process.state)


def _evidence(case: Case, _stage: Stage, _context: Context) -> Refusal | None:
    period = current_publicity(case)
    if period is not None and period.posted:
        return None
    return Refusal(code="evidence_missing", state=case.process.state)


def _objections(case: Case, _stage: Stage, _context: Context) -> Refusal | None:
    still_open = sum(objection.concluded_at is None for objection in case.process.objections)
    if not still_open:
        return None
    return Refusal(code="objections_open", state=case.process.state, details={"count": still_open})


def _result(case: Case, stage: Stage, context: Context) -> Refusal | None:
    """Either a rejection, or the agreement of every review on the way."""
    opinions = [latest_opinion(case, review.code) for review in reviews_before(stage.code, context.policy)]
    agreed = all(opinion is not None and opinion.decision is OpinionDecision.AGREE for opinion in opinions)
    if case.process.rejecting or agreed:
        return None
    return Refusal(code="result_missing", state=case.process.state)


_MISSING: Mapping[Element, Callable[[Case, Stage, Context], Refusal | None]] = {
    Element.CONSENT: _consent,
    Element.UNDERTAKING: _undertaking,
    Element.MATERIALS: _materials,
    Element.CHECKS: _checks,
    Element.OPINION: _opinion,
    Element.PUBLICITY_EVIDENCE: _evidence,
    Element.OBJECTIONS_ANSWERED: _objections,
    Element.RESULT: _result,
}
