"""Guards that several machines share. A guard gives a refusal, or None to go on."""

from __future__ import annotations

import re
from datetime import date

from sync.model.deadline import Deadline
from sync.model.ids import OrgCode, covers
from sync.model.states import Role
from sync.policy.calendar import civil_day
from sync.policy.figure import Figure
from sync.workflow import clocks
from sync.workflow.engine import Context, Refusal
from sync.workflow.numbering import NumberKind, NumberReason, parse

_SHA256 = re.compile(r"[0-9a-f]{64}")


def today(context: Context) -> date:
    """The civil day in China at the deciding end."""
    return civil_day(context.now)


def deadline(context: Context, name: str, limit: Figure) -> Deadline:
    """The clock ``name`` of a period that begins today."""
    return clocks.start(name, today(context), limit, context.workdays)


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


def bad_number(number: str, kind: NumberKind, org: OrgCode, state: str, context: Context) -> Refusal | None:
    """Whether a formal number is genuine, of the right kind and region, and from a block of the acting device."""
    return misshapen(number, kind, org, state) or not_lent("number_in_block", state, context)


def misshapen(number: str, kind: NumberKind, org: OrgCode, state: str) -> Refusal | None:
    """Whether a formal number is no number, or of another kind or region."""
    parts = parse(number)
    if isinstance(parts, NumberReason):
        return Refusal(code="number_invalid", state=state, details={"reason": parts.value})
    if parts.kind is not kind:
        return Refusal(code="number_kind", state=state, details={"kind": parts.kind.value, "expected": kind.value})
    if parts.region != org[:6]:
        return Refusal(code="number_region", state=state, details={"region": parts.region})
    return None


def not_lent(fact: str, state: str, context: Context) -> Refusal | None:
    """Whether the fact of that name says that nobody lent the number."""
    lent: bool | None = getattr(context.facts, fact)
    if lent is False:
        return Refusal(code="number_not_in_block", state=state)
    return fact_missing(fact, state) if lent is None and context.facts.authoritative else None


def fact_missing(name: str, state: str) -> Refusal:
    """The deciding end did not bring a fact that it must know."""
    return Refusal(code="fact_missing", state=state, details={"fact": name})


def is_sha256(text: str) -> bool:
    """Whether ``text`` is a SHA-256 in lower-case hex."""
    return _SHA256.fullmatch(text) is not None
