"""What a qualification brings about: a place on the waiting list, or a subsidy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.model.application import GuaranteeForm
from sync.model.case import Case, Evaluation
from sync.model.ids import FormalNumber, RecordId
from sync.policy.evaluation import evaluate
from sync.policy.people import to_be_housed
from sync.workflow.application.checks import counting_day
from sync.workflow.application.events import Qualified
from sync.workflow.engine import Context, Effect, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing
from sync.workflow.numbering import NumberKind
from sync.workflow.subsidy.events import GrantApproved
from sync.workflow.waiting.events import WaitingEntered


def qualify(case: Case, context: Context) -> tuple[Effect, ...] | Refusal:
    """The household is qualified, and what it asked for comes into being in the same step."""
    reading = evaluate(case.draft, context.policy, today=counting_day(case, context), checks=case.process.verification)
    if case.draft.form is None:
        return Refusal(code="form_not_in_policy", state=case.process.state)
    if case.draft.form is GuaranteeForm.SUBSIDY:
        return _subsidy(case, reading, context)
    if context.facts.authoritative and context.issue_number is None:
        return fact_missing("issue_number", case.process.state)
    return _waiting(case, reading, context)


def _waiting(case: Case, reading: Evaluation, context: Context) -> tuple[Effect, ...]:
    number = context.issue_number(NumberKind.WAITING.value) if context.issue_number else None
    waiting_id = context.mint("waiting")
    entered = WaitingEntered(
        at=context.now,
        by=context.actor.operator,
        group=reading.waiting_group or 0,
        score=reading.score or 0,
        score_detail=reading.score_detail,
        household_size=to_be_housed(case.draft),
        category=case.draft.category.value if case.draft.category else None,
        monthly_income_fen=_monthly_income(reading),
        policy_id=context.policy.id,
        policy_version=context.policy.version,
        number=FormalNumber(number) if number else None,
    )
    qualified = Qualified(at=context.now, by=context.actor.operator, waiting_id=waiting_id)
    return (_of_case(case, qualified), _born("waiting", waiting_id, case, entered))


def _subsidy(case: Case, reading: Evaluation, context: Context) -> tuple[Effect, ...]:
    grant_id = context.mint("subsidy")
    approved = GrantApproved(
        at=context.now,
        by=context.actor.operator,
        persons=to_be_housed(case.draft),
        own_area100=reading.per_capita_area100 or 0,
        category=case.draft.category.value if case.draft.category else None,
        monthly_income_fen=_monthly_income(reading),
        policy_id=context.policy.id,
        policy_version=context.policy.version,
    )
    qualified = Qualified(at=context.now, by=context.actor.operator, subsidy_id=grant_id)
    return (_of_case(case, qualified), _born("subsidy", grant_id, case, approved))


def _monthly_income(reading: Evaluation) -> int | None:
    per_head = reading.per_capita_income_fen
    return None if per_head is None else per_head * reading.counted_persons


def _of_case(case: Case, event: Event) -> Effect:
    return Effect(machine="case", object_id=case.id, event=event)


def _born(machine: str, record_id: RecordId, case: Case, event: Event) -> Effect:
    creates: Mapping[str, Any] = {"id": record_id, "org": case.org, "case_id": case.id}
    return Effect(machine=machine, object_id=record_id, event=event, creates=creates)
