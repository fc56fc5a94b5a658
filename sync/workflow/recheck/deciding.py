"""Decisions on what comes out of a re-check, on its publicity and on an objection."""

from __future__ import annotations

import msgspec

from sync.model.application import Category
from sync.model.deadline import Deadline
from sync.model.recheck import Recheck, RecheckFacts, RecheckOutcome
from sync.policy.months import month_of
from sync.policy.recheck import Reading, merged, read
from sync.policy.records import Policy
from sync.workflow.engine import Context, Decision, Refusal
from sync.workflow.guards import deadline, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.recheck import commands as c
from sync.workflow.recheck import events as e
from sync.workflow.recheck.collecting import refused
from sync.workflow.recheck.effects import effects_of


def facts_of(recheck: Recheck) -> RecheckFacts:
    """What counts: as declared and as found."""
    declared = recheck.declaration.facts if recheck.declaration else RecheckFacts()
    return merged(declared, recheck.found or RecheckFacts())


def reading_of(recheck: Recheck, policy: Policy) -> Reading:
    """What the figures say. Who did not declare does not take part: that is a case of its own."""
    if recheck.declared_late:
        return Reading(outcome=RecheckOutcome.FAIL, reasons=("not_declared",))
    category = Category(recheck.category) if recheck.category in set(Category) else None
    return read(facts_of(recheck), kind=recheck.kind, category=category, policy=policy)


def decide_outcome(recheck: Recheck, command: c.DecideRecheck, context: Context) -> Decision | Refusal:
    """In own words, by somebody who neither took the declaration nor made the check, and never against the figures."""
    took = {recheck.declaration.by if recheck.declaration else None, recheck.found_by, recheck.planned_by}
    if context.actor.operator in took:
        return refused(recheck, "separation_of_duties")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(recheck, "opinion_too_short", least=least)
    reading = reading_of(recheck, context.policy)
    fault = _against(recheck, command, reading, context)
    if fault:
        return fault
    rules = context.policy.recheck
    posted = command.outcome in rules.posted_outcomes
    adjust = command.outcome is RecheckOutcome.ADJUST
    decided = e.RecheckDecided(
        at=context.now,
        by=context.actor.operator,
        outcome=command.outcome,
        text=command.text,
        reasons=reading.reasons,
        new_category=command.new_category.value if adjust and command.new_category else None,
        from_month=command.from_month if adjust else None,
        publicity=deadline(context, "publicity", rules.publicity_days) if posted else None,
        objection=None if posted else _objection(command.outcome, context),
    )
    return on("recheck", recheck, decided)


def _objection(outcome: RecheckOutcome | None, context: Context) -> Deadline | None:
    if outcome in {None, RecheckOutcome.PASS}:
        return None
    return deadline(context, "objection", context.policy.recheck.objection_days)


def _against(recheck: Recheck, command: c.DecideRecheck, reading: Reading, context: Context) -> Refusal | None:
    if reading.outcome is RecheckOutcome.UNKNOWN:
        return refused(recheck, "recheck_unknown", missing=", ".join(reading.missing))
    if command.outcome is not reading.outcome:
        return refused(recheck, "contradicts_figures", found=", ".join(reading.reasons) or reading.outcome.value)
    if command.outcome is not RecheckOutcome.ADJUST:
        return None
    if command.new_category is not reading.category:
        return refused(recheck, "category_unknown")
    month = command.from_month
    if month is None or month != month_of(month) or month <= month_of(today(context)):
        return refused(recheck, "month_wrong")
    return None


def decide_post(recheck: Recheck, command: c.PostRecheck, context: Context) -> Decision | Refusal:
    """Evidence that the list hangs (rule R07)."""
    if not is_sha256(command.evidence_sha256):
        return refused(recheck, "evidence_missing")
    posted = e.RecheckPosted(at=context.now, by=context.actor.operator, evidence_sha256=command.evidence_sha256)
    return on("recheck", recheck, posted)


def decide_conclude(recheck: Recheck, _command: c.ConcludeRecheckPublicity, context: Context) -> Decision | Refusal:
    """Posted, and its last day over; then the household may object."""
    if recheck.evidence_sha256 is None:
        return refused(recheck, "evidence_missing")
    last = recheck.publicity_to
    if last is not None and context.facts.authoritative and today(context) <= last:
        return refused(recheck, "publicity_running", to=last.isoformat())
    concluded = e.RecheckPublicityConcluded(
        at=context.now, by=context.actor.operator, objection=_objection(recheck.outcome, context)
    )
    return on("recheck", recheck, concluded)


def decide_object(recheck: Recheck, command: c.ObjectRecheck, context: Context) -> Decision | Refusal:
    """Within its days, in words."""
    if not command.text.strip():
        return refused(recheck, "reason_missing")
    last = objection_until(recheck)
    if last is not None and context.facts.authoritative and today(context) > last.due:
        return refused(recheck, "window_over", to=last.due.isoformat())
    objected = e.RecheckObjected(
        at=context.now,
        by=context.actor.operator,
        text=command.text,
        deadline=deadline(context, "objection_answer", context.policy.recheck.objection_answer_days),
    )
    return on("recheck", recheck, objected)


def objection_until(recheck: Recheck) -> Deadline | None:
    """The clock of the days in which the household may object."""
    return next((clock for clock in recheck.deadlines if clock.name == "objection"), None)


def decide_answer(recheck: Recheck, command: c.AnswerObjection, context: Context) -> Decision | Refusal:
    """By somebody else than the reviewer: looked at once more, or it stands and takes effect."""
    if context.actor.operator == recheck.reviewed_by:
        return refused(recheck, "separation_of_duties")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(recheck, "opinion_too_short", least=least)
    again = deadline(context, "verify", context.policy.recheck.verify_days) if command.upheld else None
    answered = e.ObjectionAnswered(
        at=context.now, by=context.actor.operator, upheld=command.upheld, text=command.text, deadline=again
    )
    if command.upheld:
        return on("recheck", recheck, answered)
    brought = effects_of(recheck, facts_of(recheck), context)
    if isinstance(brought, Refusal):
        return brought
    return Decision(effects=(*on("recheck", recheck, answered).effects, *brought))


def decide_close(recheck: Recheck, _command: c.CloseRecheck, context: Context) -> Decision | Refusal:
    """What came out takes effect, once nobody can object any more."""
    last = objection_until(recheck)
    if last is not None and context.facts.authoritative and today(context) <= last.due:
        return refused(recheck, "objection_possible", to=last.due.isoformat())
    brought = effects_of(recheck, facts_of(recheck), context)
    if isinstance(brought, Refusal):
        return brought
    ended = e.RecheckEnded(at=context.now, by=context.actor.operator)
    return Decision(effects=(*on("recheck", recheck, ended).effects, *brought))


def decide_cancel(recheck: Recheck, command: c.CancelRecheck, context: Context) -> Decision | Refusal:
    """Nothing to look at any more; the subject is free of it."""
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(recheck, "opinion_too_short", least=least)
    cancelled = e.RecheckCancelled(at=context.now, by=context.actor.operator, text=command.text)
    begun = recheck.adults or recheck.deadlines  # before the notice, the subject knows nothing of it
    brought = effects_of(msgspec.structs.replace(recheck, outcome=None), facts_of(recheck), context) if begun else ()
    if isinstance(brought, Refusal):
        return brought
    return Decision(effects=(*on("recheck", recheck, cancelled).effects, *brought))
