"""Guards that several commands on an application share. A guard gives a refusal, or None to go on."""

from __future__ import annotations

from sync.model.application import ApplicationDraft
from sync.model.case import Case
from sync.policy.draft_checks import missing_for_submit
from sync.policy.people import consent_gaps
from sync.workflow.application.checks import counting_day
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing, is_sha256, misshapen, not_lent, today
from sync.workflow.machine import on
from sync.workflow.numbering import NumberKind

TOTAL = "TOTAL"
"""Name of the clock from acceptance to the result."""
CORRECTION = "CORRECTION"
"""Name of the applicant's clock."""
VERIFY = "VERIFY"
"""Name of the clock of the departments where they work beside a review; on the road it is their stage's code."""
OBJECTION = "OBJECTION"
"""Name of the clocks of the investigations: ``OBJECTION.1``, ``OBJECTION.2`` …"""
WINDOW = "WINDOW"
"""Name of the clock within which a reconsideration may be asked for."""
RECONSIDER = "RECONSIDER"
"""Name of the clock of a reconsideration."""

_SHOWN = 12


def on_case(case: Case, *events: Event) -> Decision:
    """Yes: these events on the case."""
    return on("case", case, *events)


def not_complete(draft: ApplicationDraft, state: str, context: Context) -> Refusal | None:
    """Whether something is missing for a submission. Details name fields and codes, never people."""
    problems = missing_for_submit(draft, context.policy, today(context))
    if not problems:
        return None
    shown = [f"{problem.path}: {problem.code}" for problem in problems[:_SHOWN]]
    return Refusal(code="not_complete", state=state, details={"count": len(problems), "problems": "; ".join(shown)})


def other_snapshot(claimed: str, state: str, context: Context) -> Refusal | None:
    """Whether the fields that the desk sealed are the fields that the province has."""
    if not is_sha256(claimed):
        return Refusal(code="snapshot_malformed", state=state)
    known = context.facts.fields_sha256
    if not context.facts.authoritative:
        return None
    if known is None:
        return fact_missing("fields_sha256", state)
    return None if known == claimed else Refusal(code="snapshot_differs", state=state)


def consents_missing(case: Case, context: Context) -> Refusal | None:
    """Whether consents fit neither the day of submission nor today.

    Who came of age in between has signed through the guardian; a consent that was signed anew fits today.
    """
    days = {counting_day(case, context), today(context)}
    paths = [{gap.path for gap in consent_gaps(case.draft, context.policy, day)} for day in days]
    gaps = set.intersection(*paths)
    if not gaps:
        return None
    return Refusal(code="consent_missing", state=case.process.state, details={"count": len(gaps)})


def two_posts(post: str, stage: str, state: str) -> Refusal:
    """One person may hold only one post of a case."""
    return Refusal(code="separation_of_duties", state=state, details={"post": post, "stage": stage})


def bad_local_number(case: Case, context: Context) -> Refusal | None:
    """Whether the number of an application is none, of another kind or region, or nobody lent it to a desk."""
    number, state = case.draft.local_number, case.process.state
    if number is None:
        return None
    shape = misshapen(number, NumberKind.APPLICATION, case.org, state)
    return shape or not_lent("local_number_lent", state, context)
