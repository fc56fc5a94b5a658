"""Rules that a happening on an application breaks: R02, R03, R04, R06, R07, R08, R10, R12.

The machines refuse most of this at both ends. The rules look at what has happened all the same: what comes from a city
that decides in a system of its own, or from before a rule, went through no machine of ours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sync.model.case import Case, PublicityEnd
from sync.model.states import CaseState, OpinionDecision, Outcome
from sync.policy import Policy
from sync.policy.calendar import civil_day
from sync.policy.draft_checks import missing_for_submit, missing_materials
from sync.policy.evaluation import evaluate
from sync.policy.people import live_consents
from sync.policy.periods import Workdays, end_of
from sync.workflow.application import events
from sync.workflow.application.checks import open_checks, without_consent
from sync.workflow.application.opinions import bare, held_another_post, opinion_fault
from sync.workflow.application.road import reviews_before
from sync.workflow.event import Event
from sync.workflow.supervision.finding import Figures, Finding, Subject, found

_DAY = timedelta(days=1)
_WAY_BACK = frozenset(
    {CaseState.OBJECTION, CaseState.PUBLICITY, CaseState.DECIDING, CaseState.REGISTERING, CaseState.RECONSIDERING}
)
"""Where a case may be led back to a review from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """One event of a case, with what stood before.

    Attributes:
        case: before the event.
        same_words: cases whose opinion of this day had the same words, this one included.
    """

    case: Case
    event: Event
    policy: Policy
    workdays: Workdays
    same_words: int = 1

    @property
    def subject(self) -> Subject:
        """The case."""
        return Subject(machine="case", object_id=self.case.id, org=self.case.org)

    @property
    def day(self) -> date:
        """The civil day of the event."""
        return civil_day(self.event.at)

    @property
    def counting_day(self) -> date:
        """The day that ages and periods count on."""
        submitted = self.case.process.submitted_at
        return civil_day(submitted) if submitted else self.day


def judge(happened: Happened) -> tuple[Finding, ...]:
    """Every rule that the event breaks."""
    findings: list[Finding] = []
    for rule in _JUDGES.get(type(happened.event), ()):
        findings += rule(happened, happened.event)
    return tuple(findings)


def words_of(event: Event) -> str | None:
    """What the words of an opinion come to, so that equal ones are counted (R06); None for any other event."""
    return bare(event.opinion.text) if isinstance(event, events.OpinionCommitted) else None


# ---------------------------------------------------------------------------------------------- correction, consent


def _notice(happened: Happened, event: events.CorrectionAsked) -> tuple[Finding, ...]:
    """R02: a second notice, or one that names fewer gaps than there are."""
    case, policy = happened.case, happened.policy
    earlier = case.process.corrections
    gaps = {problem.path for problem in missing_for_submit(case.draft, policy, happened.day)}
    gaps |= {problem.path for problem in missing_materials(case.draft, policy, happened.day)}
    if not earlier and len(event.items) >= len(gaps):
        return ()
    figures: Figures = {"notices": earlier + 1, "items": len(event.items), "gaps": len(gaps)}
    return found(policy, "R02", happened.subject, earlier + 1, stage="CORRECTION", figures=figures)


def _asked_without_consent(happened: Happened, event: events.ChecksRecorded) -> tuple[Finding, ...]:
    """R03: data of somebody who did not consent to that class, or whose consent nobody witnessed."""
    draft = happened.case.draft
    unasked = without_consent(draft, event.facts, happened.day)
    consents = live_consents(draft, happened.day)
    unwitnessed = [fact for fact in event.facts if fact.member in consents and not consents[fact.member].witness]
    if unasked is None and not unwitnessed:
        return ()
    figures: Figures = {"class": unasked or unwitnessed[0].data_class, "unwitnessed": len(unwitnessed)}
    breach = (unasked or unwitnessed[0].data_class, event.at.isoformat())
    return found(happened.policy, "R03", happened.subject, *breach, stage="CHECKS", figures=figures)


# ------------------------------------------------------------------------------------------------------- opinions


def _decided_while_open(happened: Happened, event: events.OpinionCommitted) -> tuple[Finding, ...]:
    """R04: agreed while a class is neither answered nor checked by hand."""
    opinion, process = event.opinion, happened.case.process
    stage = happened.policy.stage(opinion.stage)
    if opinion.decision is not OpinionDecision.AGREE or stage is None or not stage.checks_first:
        return ()
    still_open = open_checks(happened.case.draft, process.verification, happened.policy, happened.counting_day)
    if not still_open:
        return ()
    figures: Figures = {"count": len(still_open), "class": still_open[0][0].value}
    return found(happened.policy, "R04", happened.subject, opinion.stage, "open", stage=opinion.stage, figures=figures)


def _words(happened: Happened, event: events.OpinionCommitted) -> tuple[Finding, ...]:
    """R06: too short, stock phrases, or the words of too many other cases of the day."""
    opinion, policy = event.opinion, happened.policy
    fault = opinion_fault(opinion.text, policy.review)
    most = policy.supervision.same_opinion_at_most.value
    if fault is None and happened.same_words <= most:
        return ()
    figures: Figures = {"fault": fault or "opinion_repeated", "same": happened.same_words, "least": _least(policy)}
    breach = (opinion.stage, event.at.isoformat())
    return found(policy, "R06", happened.subject, *breach, stage=opinion.stage, figures=figures)


def _least(policy: Policy) -> int:
    return policy.review.least_own_characters.value


def _against_the_facts(happened: Happened, event: events.OpinionCommitted) -> tuple[Finding, ...]:
    """R10: agreed though a condition fails, or refused for conditions none of which fails or is open."""
    opinion, policy, case = event.opinion, happened.policy, happened.case
    if opinion.decision is OpinionDecision.RETURN:
        return ()
    reading = evaluate(case.draft, policy, today=happened.counting_day, checks=case.process.verification)
    outcomes = {result.code: result.outcome for result in reading.conditions}
    if opinion.decision is OpinionDecision.AGREE:
        against = [code for code, outcome in outcomes.items() if outcome is Outcome.FAIL]
    else:
        held = [code for code in opinion.reason_codes if outcomes.get(code) in {Outcome.FAIL, Outcome.UNKNOWN}]
        against = [] if held else list(opinion.reason_codes) or ["-"]
    if not against:
        return ()
    figures: Figures = {"decision": opinion.decision.value, "conditions": ", ".join(against)}
    breach = (opinion.stage, event.at.isoformat())
    return found(policy, "R10", happened.subject, *breach, stage=opinion.stage, figures=figures)


def _two_posts(happened: Happened, event: events.OpinionCommitted) -> tuple[Finding, ...]:
    """R12: one person in two posts of {accept, review, approve}."""
    opinion = event.opinion
    held = held_another_post(happened.case.process, opinion.stage, opinion.reviewer)
    if held is None:
        return ()
    figures: Figures = {"post": held, "stage": opinion.stage}
    return found(happened.policy, "R12", happened.subject, opinion.stage, held, stage=opinion.stage, figures=figures)


# ------------------------------------------------------------------------------------------------ stages, publicity


def _out_of_order(happened: Happened, event: Any) -> tuple[Finding, ...]:
    """R12: a stage that is not the next one, and no way back that a decision opened."""
    policy, process = happened.policy, happened.case.process
    accept = next((stage for stage in policy.stages if stage.kind == "accept"), None)
    stood = process.stage or (accept.code if accept else "")
    before = policy.stage(stood)
    if before is not None and before.next == event.stage:
        return ()
    back = {stage.code for stage in reviews_before(stood, policy)} | {process.decided_stage}
    if process.state in _WAY_BACK and event.stage in back:
        return ()
    figures: Figures = {"from": stood, "to": event.stage}
    return found(policy, "R12", happened.subject, stood, event.stage, stage=event.stage, figures=figures)


def _publicity(happened: Happened, event: events.PublicityConcluded) -> tuple[Finding, ...]:
    """R07: concluded before the set days were over, or without proof that it hung."""
    policy = happened.policy
    stage = policy.stage(event.stage)
    period = next((one for one in reversed(happened.case.process.publicities) if one.stage == event.stage), None)
    if stage is None or period is None:
        return ()
    least, _ = end_of(happened.workdays, period.starts, stage.limit)
    last = max(period.to, least)
    if period.posted and happened.day > last:
        return ()
    figures: Figures = {
        "posted": int(period.posted),
        "short_days": max(0, (last + _DAY - happened.day).days),
        "until": last.isoformat(),
    }
    breach = (event.stage, period.starts.isoformat())
    return found(policy, "R07", happened.subject, *breach, stage=event.stage, figures=figures)


def _broken_without_reason(happened: Happened, event: events.BrokenOff) -> tuple[Finding, ...]:
    """R07: ended early, and it was neither an objection nor a new fact nor the end of the application."""
    if event.why is not PublicityEnd.OVER:
        return ()
    figures: Figures = {"posted": 1, "short_days": 1, "until": happened.day.isoformat()}
    return found(happened.policy, "R07", happened.subject, event.stage, "broken", stage=event.stage, figures=figures)


def _silent_conclusion(happened: Happened, event: events.ObjectionConcluded) -> tuple[Finding, ...]:
    """R08: an objection is done with and nothing was published."""
    if event.text.strip():
        return ()
    known = next((one for one in happened.case.process.objections if one.id == event.objection), None)
    name = f"OBJECTION.{known.sequence}" if known else "OBJECTION"
    return found(happened.policy, "R08", happened.subject, name, "silent", stage=name, figures={"published": 0})


_JUDGES: Mapping[type[Event], tuple[Callable[[Happened, Any], tuple[Finding, ...]], ...]] = {
    events.CorrectionAsked: (_notice,),
    events.ChecksRecorded: (_asked_without_consent,),
    events.OpinionCommitted: (_decided_while_open, _words, _against_the_facts, _two_posts),
    events.StageEntered: (_out_of_order,),
    events.VerifyingEntered: (_out_of_order,),
    events.PublicityStarted: (_out_of_order,),
    events.DecidingEntered: (_out_of_order,),
    events.RegisteringEntered: (_out_of_order,),
    events.PublicityConcluded: (_publicity,),
    events.BrokenOff: (_broken_without_reason,),
    events.ObjectionConcluded: (_silent_conclusion,),
}
"""Event -> the rules that it may break."""
