"""Decisions from the plan of a re-check to what was found."""

from __future__ import annotations

from sync.model.case import Case
from sync.model.household import MemberRole
from sync.model.ids import RecordId
from sync.model.recheck import Declaration, Recheck, RecheckFacts, SubjectKind
from sync.model.states import Role
from sync.model.subsidy import SubsidyGrant
from sync.model.tenancy import Tenancy
from sync.model.waiting import WaitingEntry
from sync.policy.people import is_adult, live_consents
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.guards import deadline, fact_missing, is_sha256, today
from sync.workflow.machine import founded, on
from sync.workflow.recheck import commands as c
from sync.workflow.recheck import events as e
from sync.workflow.subsidy.events import GrantRecheckOpened
from sync.workflow.tenancy.events import RecheckOpened
from sync.workflow.tenancy.standing import not_over

Subject = Tenancy | WaitingEntry | SubsidyGrant
"""What is looked at."""

_KINDS: dict[SubjectKind, type[Subject]] = {
    SubjectKind.TENANCY: Tenancy,
    SubjectKind.WAITING: WaitingEntry,
    SubjectKind.SUBSIDY: SubsidyGrant,
}
_BY_MACHINE = frozenset({Role.PLATFORM, Role.DEPT_VERIFIER})


def refused(recheck: Recheck, code: str, /, **details: str | int) -> Refusal:
    """No, because of ``code``."""
    return Refusal(code=code, state=recheck.state, details=details)


def subject_of(kind: SubjectKind, subject_id: RecordId | None, context: Context) -> Subject | None:
    """The tenancy, entry or subsidy, as far as it is known."""
    return context.known(kind.value, subject_id, _KINDS[kind])


def decide_plan(recheck: Recheck, command: c.PlanRecheck, context: Context) -> Decision | Refusal:
    """A household of the same county; one that is looked at for a reason says which."""
    if command.kind.value in {"dynamic", "clue"} and not command.clue.strip():
        return refused(recheck, "reason_missing")
    subject = subject_of(command.subject, command.subject_id, context)
    if subject is None and context.facts.authoritative:
        return fact_missing(command.subject.value, recheck.state)
    if subject is not None and subject.org[:6] != recheck.org[:6]:
        return refused(recheck, "out_of_scope", org=recheck.org)
    planned = e.RecheckPlanned(
        at=context.now,
        by=context.actor.operator,
        subject=command.subject,
        subject_id=command.subject_id,
        kind=command.kind,
        begins=command.begins,
        case_id=subject.case_id if subject else None,
        unit_id=subject.unit_id if isinstance(subject, Tenancy) else None,
        category=subject.category if subject else None,
        clue=command.clue,
    )
    return founded("recheck", recheck, planned)


def decide_notify(recheck: Recheck, _command: c.NotifyRecheck, context: Context) -> Decision | Refusal:
    """The household is told; no two re-checks of it run at the same time."""
    subject = subject_of(recheck.subject, recheck.subject_id, context)
    case = context.known("case", recheck.case_id, Case)
    if subject is None or case is None:
        wanted = recheck.subject.value if subject is None else "case"
        return fact_missing(wanted, recheck.state) if context.facts.authoritative else Decision(effects=())
    if getattr(subject, "recheck_id", None) is not None:
        return refused(recheck, "recheck_open")
    notified = e.RecheckNotified(
        at=context.now,
        by=context.actor.operator,
        adults=_adults(subject, case, context),
        deadline=deadline(context, "declare", context.policy.recheck.declare_days),
    )
    return Decision(effects=(*on("recheck", recheck, notified).effects, *_opened(recheck, context)))


def _adults(subject: Subject, case: Case, context: Context) -> tuple[str, ...]:
    """Who must sign: of a tenancy those who live there, else all who applied."""
    there = {subject.tenant, *subject.co_residents} if isinstance(subject, Tenancy) else None
    return tuple(
        member_id
        for member_id, member in sorted(case.draft.members.items())
        if is_adult(member, today(context), context.policy.consent.adult_age.value)
        and (member_id in there if there is not None else member.role is not MemberRole.COUNTED_ONLY)
    )


def _opened(recheck: Recheck, context: Context) -> tuple[Effect, ...]:
    at, by, subject_id = context.now, context.actor.operator, recheck.subject_id
    if subject_id is None or recheck.subject is SubjectKind.WAITING:
        return ()
    if recheck.subject is SubjectKind.TENANCY:
        opened = RecheckOpened(at=at, by=by, recheck_id=recheck.id)
        return (Effect(machine="tenancy", object_id=subject_id, event=opened),)
    grant = GrantRecheckOpened(at=at, by=by, recheck_id=recheck.id)
    return (Effect(machine="subsidy", object_id=subject_id, event=grant),)


def decide_declare(recheck: Recheck, command: c.DeclareRecheck, context: Context) -> Decision | Refusal:
    """What the household says; it may be said anew until every adult has signed the same."""
    wrong = [entry.member for entry in command.signed if not is_sha256(entry.signature_sha256)]
    if wrong or len({entry.member for entry in command.signed}) != len(command.signed):
        return refused(recheck, "signature_missing")
    if recheck.adults and not {entry.member for entry in command.signed} <= set(recheck.adults):
        return refused(recheck, "signer_wrong")
    if not command.unchanged and command.facts == RecheckFacts():
        return refused(recheck, "facts_missing")
    declared = Declaration(
        facts=command.facts,
        unchanged=command.unchanged,
        signed=command.signed,
        at=context.now,
        by=context.actor.operator,
    )
    return on("recheck", recheck, e.RecheckDeclared(at=context.now, by=context.actor.operator, declaration=declared))


def decide_complete(recheck: Recheck, _command: c.CompleteDeclaration, context: Context) -> Decision | Refusal:
    """Every adult has signed, and nobody has taken the consent back: only then may anything be asked."""
    declaration = recheck.declaration
    signed = {entry.member for entry in declaration.signed} if declaration else set()
    missing = set(recheck.adults) - signed
    if declaration is None or missing:
        return refused(recheck, "signatures_missing", count=len(missing))
    case = context.known("case", recheck.case_id, Case)
    if case is None and context.facts.authoritative:
        return fact_missing("case", recheck.state)
    if case is not None and set(recheck.adults) - set(live_consents(case.draft, today(context))):
        return refused(recheck, "consent_missing")
    completed = e.DeclarationCompleted(
        at=context.now,
        by=context.actor.operator,
        deadline=deadline(context, "verify", context.policy.recheck.verify_days),
    )
    return on("recheck", recheck, completed)


def decide_close_collecting(recheck: Recheck, _command: c.CloseCollecting, context: Context) -> Decision | Refusal:
    """Only the province's clock can say that the last day is over."""
    limit = next((clock for clock in recheck.deadlines if clock.name == "declare"), None)
    if limit is None or not_over(limit.due, context):
        return refused(recheck, "not_due_yet")
    closed = e.CollectingClosed(
        at=context.now,
        by=context.actor.operator,
        deadline=deadline(context, "review", context.policy.recheck.review_days),
    )
    return on("recheck", recheck, closed)


def decide_findings(recheck: Recheck, command: c.RecordFindings, context: Context) -> Decision | Refusal:
    """By the departments; or by a person, who says how it was checked."""
    if command.facts == RecheckFacts():
        return refused(recheck, "facts_missing")
    if context.actor.role not in _BY_MACHINE and not command.note.strip():
        return refused(recheck, "manual_note_missing")
    found = e.FindingsRecorded(
        at=context.now,
        by=context.actor.operator,
        facts=command.facts,
        note=command.note,
        deadline=deadline(context, "review", context.policy.recheck.review_days),
    )
    return on("recheck", recheck, found)
