"""What words of people must be like: their own, and enough of them. The rule of reviewers' opinions, for everybody."""

from __future__ import annotations

from sync.workflow.application.opinions import opinion_fault
from sync.workflow.engine import Context, Refusal


def not_concrete(text: str, state: str, context: Context) -> Refusal | None:
    """``opinion_too_short`` or ``opinion_boilerplate``: words that say nothing about the matter at hand."""
    rules = context.policy.review
    fault = opinion_fault(text, rules)
    return Refusal(code=fault, state=state, details={"least": rules.least_own_characters.value}) if fault else None
