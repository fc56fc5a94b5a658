"""Decisions on the checks, the review and the publicity of a change."""

from __future__ import annotations

from sync.model.change import ChangeCase, ChangeKind
from sync.workflow.change import commands as c
from sync.workflow.change import events as e
from sync.workflow.change.wishes import against, looked_up, refused, sides
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import deadline, fact_missing, is_sha256, today
from sync.workflow.machine import on
from sync.workflow.tenancy.events import RenewalDecided


def decide_launch(change: ChangeCase, _command: c.LaunchChangeChecks, context: Context) -> Decision | Refusal:
    """The clock of the checks begins."""
    clock = deadline(context, "check", context.policy.change.check_days)
    return on("change", change, e.ChangeChecksLaunched(at=context.now, by=context.actor.operator, deadline=clock))


def decide_checked(change: ChangeCase, _command: c.ConcludeChangeChecks, context: Context) -> Decision | Refusal:
    """What the records say goes to the reviewer; it decides nothing by itself."""
    if sides(change, context).own is None:
        return fact_missing("tenancy", change.state) if context.facts.authoritative else Decision(effects=())
    checked = e.ChangeChecked(
        at=context.now,
        by=context.actor.operator,
        checks=looked_up(change, context),
        deadline=deadline(context, "review", context.policy.change.review_days),
    )
    return on("change", change, checked)


def decide_review(change: ChangeCase, command: c.ReviewChange, context: Context) -> Decision | Refusal:
    """By somebody who neither took nor opened it, in own words; not against what the records say."""
    if context.actor.operator in {change.accepted_by, change.opened_by}:
        return refused(change, "separation_of_duties")
    least = context.policy.review.least_own_characters.value
    if len(command.text.strip()) < least:
        return refused(change, "opinion_too_short", least=least)
    unclear = against(change.kind, change.checks)
    if command.agreed and unclear:
        return refused(change, "checks_not_clear", codes=", ".join(unclear))
    rules = context.policy.change
    posted = command.agreed and change.kind in rules.posted_kinds
    reviewed = e.ChangeReviewed(
        at=context.now,
        by=context.actor.operator,
        agreed=command.agreed,
        text=command.text,
        publicity=deadline(context, "publicity", rules.publicity_days) if posted else None,
    )
    return Decision(
        effects=(*on("change", change, reviewed).effects, *_no_renewal(change, command.agreed, command.text, context))
    )


def _no_renewal(change: ChangeCase, agreed: bool, text: str, context: Context) -> tuple[Effect, ...]:
    """A renewal that is not agreed to is refused on the tenancy as well."""
    if agreed or change.kind is not ChangeKind.RENEW or change.tenancy_id is None:
        return ()
    no = RenewalDecided(at=context.now, by=context.actor.operator, agreed=False, text=text)
    return (Effect(machine="tenancy", object_id=change.tenancy_id, event=no),)


def decide_post(change: ChangeCase, command: c.PostChange, context: Context) -> Decision | Refusal:
    """Evidence that the list hangs (rule R07)."""
    if not is_sha256(command.evidence_sha256):
        return refused(change, "evidence_missing")
    posted = e.ChangePosted(at=context.now, by=context.actor.operator, evidence_sha256=command.evidence_sha256)
    return on("change", change, posted)


def decide_conclude(change: ChangeCase, command: c.ConcludeChangePublicity, context: Context) -> Decision | Refusal:
    """Posted, and its last day over. An objection that is upheld ends it at once; who reviewed does not judge it."""
    upheld = command.objection.strip()
    if upheld:
        least = context.policy.review.least_own_characters.value
        if context.actor.operator in {change.reviewed_by, change.accepted_by}:
            return refused(change, "separation_of_duties")
        if len(upheld) < least:
            return refused(change, "opinion_too_short", least=least)
    elif change.evidence_sha256 is None:
        return refused(change, "evidence_missing")
    elif change.publicity_to is not None and context.facts.authoritative and today(context) <= change.publicity_to:
        return refused(change, "publicity_running", to=change.publicity_to.isoformat())
    concluded = e.ChangePublicityConcluded(at=context.now, by=context.actor.operator, objection=upheld)
    return on("change", change, concluded)
