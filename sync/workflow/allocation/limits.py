"""The limits that a batch was planned with, on the calendar."""

from __future__ import annotations

from datetime import date

from sync.model.allocation import Batch, BatchTerms, LayoutTerm, Method, Span
from sync.model.ids import RecordId
from sync.policy.figure import Confidence, Figure, Unit
from sync.policy.periods import end_of
from sync.policy.records import Policy
from sync.policy.sections.allocation import LayoutRule
from sync.workflow.engine import Context, Refusal
from sync.workflow.guards import fact_missing, today


def terms_of(policy: Policy, method: Method) -> BatchTerms:
    """What the policy says now, to be kept by a batch of this method."""
    rules, requeue = policy.allocation, policy.waiting.requeue
    offers = rules.offer_count.get(method)
    choose = rules.choose_days.get(method)
    return BatchTerms(
        keys=tuple(key.value for key in policy.waiting.keys),
        layouts=tuple(_layout(rule) for rule in rules.layouts),
        intent=_span(rules.intent_days),
        grace=_span(rules.grace_days),
        recheck=_span(rules.recheck_days),
        order_publicity=_span(rules.order_publicity_days),
        choose=_span(choose) if choose else Span(days=0),
        result_publicity=_span(rules.result_publicity_days),
        contract=_span(rules.contract_days),
        offers=offers.value if offers else 0,
        group_after=requeue.group.value,
        cooling_off_months=requeue.cooling_off_months.value,
        from_next_month=requeue.from_next_month,
    )


def _layout(rule: LayoutRule) -> LayoutTerm:
    return LayoutTerm(
        code=rule.code,
        persons_from=rule.persons_from.value,
        persons_to=rule.persons_to.value,
        rooms_from=rule.rooms_from.value,
        rooms_to=rule.rooms_to.value,
    )


def layouts_of(terms: BatchTerms) -> tuple[LayoutRule, ...]:
    """The layouts as matching asks for them."""
    return tuple(
        LayoutRule(
            code=term.code,
            persons_from=_kept(term.persons_from, Unit.COUNT),
            persons_to=_kept(term.persons_to, Unit.COUNT),
            rooms_from=_kept(term.rooms_from, Unit.COUNT),
            rooms_to=_kept(term.rooms_to, Unit.COUNT),
        )
        for term in terms.layouts
    )


def _kept(value: int, unit: Unit) -> Figure:
    """A figure that counts because it was announced; who decided it stands in the policy."""
    return Figure(value=value, unit=unit, confidence=Confidence.ASSUMED, source="terms of the batch")


def _span(figure: Figure) -> Span:
    return Span(days=figure.value, working=figure.unit is Unit.WORKING_DAYS)


def ends(span: Span, context: Context, start: date | None = None) -> tuple[date, bool]:
    """Last day of a period that begins on ``start`` (today; not counted itself), and whether it is provisional."""
    unit = Unit.WORKING_DAYS if span.working else Unit.CALENDAR_DAYS
    return end_of(context.workdays, today(context) if start is None else start, _kept(span.days, unit))


def kept_terms(batch: Batch) -> BatchTerms:
    """The terms of a batch that is planned.

    Raises:
        ValueError: it is not; no row of the table lets that happen.
    """
    if batch.terms is None:
        raise ValueError("a batch without terms was never planned")
    return batch.terms


def known_batch(batch_id: RecordId | None, state: str, context: Context) -> Batch | Refusal | None:
    """The batch of a household or home as this end knows it; None = a desk that does not know it shows less."""
    found = context.known("batch", batch_id, Batch)
    if found is None and context.facts.authoritative:
        return fact_missing("batch", state)
    return found
