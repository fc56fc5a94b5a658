"""What the outcome of a re-check does to the tenancy, the waiting entry or the subsidy."""

from __future__ import annotations

from sync.model.application import Category
from sync.model.billing import RentStep
from sync.model.recheck import Recheck, RecheckFacts, RecheckOutcome, SubjectKind
from sync.model.stock import Unit
from sync.model.subsidy import GrantState, SubsidyGrant
from sync.model.take_back import TakeBack
from sync.model.tenancy import Tenancy
from sync.model.waiting import FreezeCause, RemovalReason, WaitingEntry
from sync.policy.billing import step_on
from sync.policy.rent import Concession, conceded, rent
from sync.workflow.engine import Context, Effect, Refusal
from sync.workflow.event import Event
from sync.workflow.guards import fact_missing
from sync.workflow.subsidy.events import GrantRecheckClosed
from sync.workflow.subsidy.paying import RUNNING, adjusted, transition
from sync.workflow.tenancy.events import ExitOrdered, GroundRecorded, RecheckClosed, RentChanged
from sync.workflow.tenancy.leaving import leave_by
from sync.workflow.tenancy.standing import LIVING, carry_of, home_of
from sync.workflow.waiting.events import EntryFrozen, EntryReassessed, EntryRemoved

Brought = tuple[Effect, ...] | Refusal


def effects_of(recheck: Recheck, facts: RecheckFacts, context: Context) -> Brought:
    """What follows, on the machine of the subject; at a desk that does not see the subject, nothing is shown.

    Args:
        recheck: with its outcome; without one (cancelled) the subject only stops being looked at.
        facts: that count.
    """
    if recheck.subject is SubjectKind.TENANCY:
        tenancy = context.known("tenancy", recheck.subject_id, Tenancy)
        return _missing(recheck, context) if tenancy is None else _on_tenancy(recheck, facts, tenancy, context)
    if recheck.subject is SubjectKind.WAITING:
        entry = context.known("waiting", recheck.subject_id, WaitingEntry)
        return _missing(recheck, context) if entry is None else _on_entry(recheck, facts, entry, context)
    grant = context.known("subsidy", recheck.subject_id, SubsidyGrant)
    return _missing(recheck, context) if grant is None else _on_grant(recheck, facts, grant, context)


def _missing(recheck: Recheck, context: Context) -> Brought:
    return fact_missing(recheck.subject.value, recheck.state) if context.facts.authoritative else ()


def _on_tenancy(recheck: Recheck, facts: RecheckFacts, tenancy: Tenancy, context: Context) -> Brought:
    at, by = context.now, context.actor.operator
    adjust = recheck.outcome is RecheckOutcome.ADJUST
    events: list[Event] = [
        RecheckClosed(
            at=at,
            by=by,
            recheck_id=recheck.id,
            outcome=recheck.outcome.value if recheck.outcome else "",
            category=recheck.new_category if adjust else None,
        )
    ]
    if adjust and tenancy.state in LIVING:
        changed = _rent_of(recheck, facts, tenancy, context)
        if isinstance(changed, Refusal):
            return changed
        events.append(changed)
    if recheck.outcome is RecheckOutcome.FAIL:
        code = TakeBack.OTHER_HOME if "got_home" in recheck.reasons else TakeBack.NO_LONGER_QUALIFIED
        events.append(GroundRecorded(at=at, by=by, code=code))
        if tenancy.state in LIVING:
            text = ", ".join(recheck.reasons)
            events.append(ExitOrdered(at=at, by=by, code=code, leave_by=leave_by(context), text=text))
    return tuple(Effect(machine="tenancy", object_id=tenancy.id, event=event) for event in events)


def _rent_of(recheck: Recheck, facts: RecheckFacts, tenancy: Tenancy, context: Context) -> RentChanged | Refusal:
    """The rent of the new category from its month on; what was conceded stays conceded."""
    unit = context.known("unit", recheck.unit_id, Unit)
    month, category = recheck.from_month, recheck.new_category
    if unit is None or unit.id != tenancy.unit_id or month is None:
        return fact_missing("unit", recheck.state)
    rules = context.policy.categories.get(Category(category)) if category in set(Category) else None
    if rules is None:
        return Refusal(code="category_unknown", state=recheck.state)
    home = home_of(unit)
    usual = rent(
        area100=home.area100,
        standard_fen_m2=home.standard_fen_m2,
        tier_permille=rules.rent_tier.value,
        monthly_income_fen=facts.monthly_income_fen,
        rules=context.policy.rent,
    )
    before = step_on(tenancy.steps, month)
    reason = before.reason.value if before else ""
    granted = Concession(reason) if reason in set(Concession) else Concession.NONE
    found = conceded(usual, home.full, granted, context.policy.billing)
    step = RentStep(
        from_on=month,
        monthly_fen=found.monthly_fen,
        standard_fen=found.standard_fen,
        tier_permille=rules.rent_tier.value,
        reason=found.reason,
    )
    return RentChanged(
        at=context.now,
        by=context.actor.operator,
        steps=(step,),
        carry_fen=carry_of(tenancy, (step,)),
        cause="recheck",
    )


def _on_entry(recheck: Recheck, facts: RecheckFacts, entry: WaitingEntry, context: Context) -> Brought:
    """Off the list; but who takes part in a batch is held, for the batch must let go of it in its own way."""
    at, by = context.now, context.actor.operator
    event: Event | None = None
    if recheck.outcome is RecheckOutcome.ADJUST:
        event = _reassessed(recheck, facts, entry, context)
    elif recheck.outcome is RecheckOutcome.FAIL and entry.batch_id is None:
        event = EntryRemoved(
            at=at,
            by=by,
            reason=RemovalReason.NOT_ELIGIBLE,
            note=recheck.review_text,
            reason_codes=recheck.reasons,
        )
    elif recheck.outcome is RecheckOutcome.FAIL:
        event = EntryFrozen(at=at, by=by, cause=FreezeCause.CHANGE, note=recheck.review_text, by_object=recheck.id)
    return () if event is None else (Effect(machine="waiting", object_id=entry.id, event=event),)


def _reassessed(recheck: Recheck, facts: RecheckFacts, entry: WaitingEntry, context: Context) -> EntryReassessed:
    category = recheck.new_category
    rules = context.policy.categories.get(Category(category)) if category in set(Category) else None
    return EntryReassessed(
        at=context.now,
        by=context.actor.operator,
        group=rules.waiting_group if rules else entry.group,
        score=entry.score,
        score_detail=entry.score_detail,
        household_size=facts.persons or entry.household_size,
        category=category or entry.category,
        monthly_income_fen=facts.monthly_income_fen,
        by_object=recheck.id,
    )


def _on_grant(recheck: Recheck, facts: RecheckFacts, grant: SubsidyGrant, context: Context) -> Brought:
    at, by = context.now, context.actor.operator
    outcome = recheck.outcome.value if recheck.outcome else ""
    events: list[Event] = [GrantRecheckClosed(at=at, by=by, recheck_id=recheck.id, outcome=outcome)]
    paid = grant.state in RUNNING | {GrantState.SUSPENDED} and grant.next_month is not None
    if paid and recheck.outcome is RecheckOutcome.ADJUST and recheck.from_month and recheck.new_category:
        persons = facts.persons or grant.persons
        own = facts.own_area100
        changed = adjusted(
            grant,
            context,
            from_month=max(recheck.from_month, grant.next_month or recheck.from_month),
            category=recheck.new_category,
            persons=persons,
            own_area100=grant.own_area100 if own is None or not persons else own // persons,
            monthly_income_fen=facts.monthly_income_fen,
            text=recheck.review_text,
        )
        if isinstance(changed, Refusal):
            return Refusal(code=changed.code, state=recheck.state, details=changed.details)
        events.append(changed)
    if paid and recheck.outcome is RecheckOutcome.FAIL:
        begun = transition(grant, context, recheck.review_text)
        events.extend(() if begun is None else (begun,))
    return tuple(Effect(machine="subsidy", object_id=grant.id, event=event) for event in events)
