"""Guards that several commands share. A guard gives a refusal, or None to go on."""

from __future__ import annotations

import re
from datetime import date

from sync.model.application import ApplicationDraft
from sync.model.case import Case, Deadline
from sync.model.ids import OrgCode, covers
from sync.model.states import Role
from sync.policy.calendar import civil_day
from sync.policy.draft_checks import missing_for_submit
from sync.policy.periods import end_of
from sync.policy.records import Figure
from sync.workflow.engine import Context, Decision, Effect, Refusal
from sync.workflow.events import AnyEvent
from sync.workflow.numbering import NumberKind, NumberReason, parse

TOTAL = "TOTAL"
"""Name of the clock from acceptance to the result."""
CORRECTION = "CORRECTION"
"""Name of the applicant's clock."""
VERIFY = "VERIFY"
"""Name of the clock of the departments."""

_SHA256 = re.compile(r"^[0-9a-f]{64}$")
_SHOWN = 12


def today(context: Context) -> date:
    """The civil day in China at the deciding end."""
    return civil_day(context.now)


def deadline(context: Context, name: str, limit: Figure) -> Deadline:
    """The clock ``name`` of a period that begins today."""
    begun = today(context)
    due, provisional = end_of(context.workdays, begun, limit)
    return Deadline(name=name, started=begun, due=due, provisional=provisional)


def on_case(case: Case, *events: AnyEvent) -> Decision:
    """Yes: these events on the case."""
    return Decision(effects=tuple(Effect(machine="case", object_id=case.id, event=event) for event in events))


def out_of_reach(org: OrgCode, state: str, context: Context) -> Refusal | None:
    """Whether the record lies in the actor's part of the tree; the platform reaches everything."""
    if context.actor.role is Role.PLATFORM or covers(context.actor.org, org):
        return None
    return Refusal(code="out_of_scope", state=state, details={"org": context.actor.org})


def other_policy(policy_id: str | None, version: str | None, state: str, context: Context) -> Refusal | None:
    """Whether the record keeps another policy than the one at hand."""
    if policy_id is None or (policy_id, version or context.policy.version) == (
        context.policy.id,
        context.policy.version,
    ):
        return None
    return Refusal(code="wrong_policy", state=state, details={"policy": policy_id, "version": version or ""})


def not_complete(draft: ApplicationDraft, state: str, context: Context) -> Refusal | None:
    """Whether something is missing for a submission. Details name fields and codes, never people."""
    problems = missing_for_submit(draft, context.policy, today(context))
    if not problems:
        return None
    shown = [f"{problem.path}: {problem.code}" for problem in problems[:_SHOWN]]
    return Refusal(code="not_complete", state=state, details={"count": len(problems), "problems": "; ".join(shown)})


def other_snapshot(claimed: str, state: str, context: Context) -> Refusal | None:
    """Whether the fields that the desk sealed are the fields that the province has."""
    if not _SHA256.match(claimed):
        return Refusal(code="snapshot_malformed", state=state)
    known = context.facts.fields_sha256
    if not context.facts.authoritative:
        return None
    if known is None:
        return fact_missing("fields_sha256", state)
    return None if known == claimed else Refusal(code="snapshot_differs", state=state)


def bad_number(number: str, kind: NumberKind, org: OrgCode, state: str, context: Context) -> Refusal | None:
    """Whether a formal number is genuine, of the right kind and region, and from a block of the acting device."""
    return _misshapen(number, kind, org, state) or _not_lent("number_in_block", state, context)


def bad_local_number(case: Case, context: Context) -> Refusal | None:
    """Whether the number of an application is none, of another kind or region, or nobody lent it to a desk."""
    number, state = case.draft.local_number, case.process.state
    if number is None:
        return None
    shape = _misshapen(number, NumberKind.APPLICATION, case.org, state)
    return shape or _not_lent("local_number_lent", state, context)


def _misshapen(number: str, kind: NumberKind, org: OrgCode, state: str) -> Refusal | None:
    parts = parse(number)
    if isinstance(parts, NumberReason):
        return Refusal(code="number_invalid", state=state, details={"reason": parts.value})
    if parts.kind is not kind:
        return Refusal(code="number_kind", state=state, details={"kind": parts.kind.value, "expected": kind.value})
    if parts.region != org[:6]:
        return Refusal(code="number_region", state=state, details={"region": parts.region})
    return None


def _not_lent(fact: str, state: str, context: Context) -> Refusal | None:
    lent: bool | None = getattr(context.facts, fact)
    if lent is False:
        return Refusal(code="number_not_in_block", state=state)
    return fact_missing(fact, state) if lent is None and context.facts.authoritative else None


def fact_missing(name: str, state: str) -> Refusal:
    """The deciding end did not bring a fact that it must know."""
    return Refusal(code="fact_missing", state=state, details={"fact": name})


def is_sha256(text: str) -> bool:
    """Whether ``text`` is a SHA-256 in lower-case hex."""
    return _SHA256.match(text) is not None
