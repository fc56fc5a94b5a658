"""What words and proofs of people must be like; for every machine that asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from sync.workflow.application.opinions import opinion_fault
from sync.workflow.engine import Context, Refusal
from sync.workflow.guards import is_sha256


def not_concrete(text: str, state: str, context: Context) -> Refusal | None:
    """``opinion_too_short`` or ``opinion_boilerplate``: words that say nothing about the matter at hand.

    The rule of the reviewers' opinions, for everybody who has to give reasons.
    """
    rules = context.policy.review
    fault = opinion_fault(text, rules)
    return Refusal(code=fault, state=state, details={"least": rules.least_own_characters.value}) if fault else None


def not_digests(digests: Iterable[str], state: str) -> Refusal | None:
    """``digest_malformed``: a proof that is named by no SHA-256 cannot be found again."""
    return None if all(is_sha256(digest) for digest in digests) else Refusal(code="digest_malformed", state=state)
