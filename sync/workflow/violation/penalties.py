"""Bounds of a penalty: the fine, the market rent, who else is banned. Figures are the policy's, with their sources."""

from __future__ import annotations

from sync.model.credit import is_person_key
from sync.model.violation import Violation
from sync.policy.explain import money
from sync.policy.sections.violations import FineRule
from sync.workflow.engine import Context, Refusal
from sync.workflow.guards import today
from sync.workflow.violation.commands import DecidePenalty
from sync.workflow.words import not_concrete


def most_fen(rule: FineRule | None, gain_fen: int) -> int:
    """The highest fine for an illegal gain (0 = none), fen. No rule: no fine.

    Source: Order 11 (2012) arts. 35 and 36, from memory; the figures are the policy's.
    """
    if rule is None:
        return 0
    if gain_fen <= 0 or rule.gain_times_count is None:
        return rule.most_fen.value
    times = gain_fen * rule.gain_times_count.value
    return times if rule.gain_most_fen is None else min(times, rule.gain_most_fen.value)


def bad_fine(violation: Violation, command: DecidePenalty, context: Context) -> Refusal | None:
    """Whether the fine lies outside its bounds."""
    rules = context.policy.violations
    rule = None if violation.kind is None else rules.fine_rule(violation.kind)
    most = most_fen(rule, command.gain_fen)
    if command.gain_fen >= 0 and 0 <= command.fine_fen <= most:
        return None
    return Refusal(code="fine_out_of_bounds", state=violation.state, details={"most": money(most)})


def bad_rent(violation: Violation, command: DecidePenalty, context: Context) -> Refusal | None:
    """Whether market rent would begin before the breach, or in the future."""
    first = command.market_rent_from
    if first is None:
        return None
    if first > today(context):
        return Refusal(code="date_in_future", state=violation.state)
    if violation.breach_from is None or first < violation.breach_from:
        return Refusal(code="rent_before_breach", state=violation.state)
    return None


def bad_bans(violation: Violation, command: DecidePenalty, context: Context) -> Refusal | None:
    """Whether co-residents would be banned without words, twice, or for something that brings no ban."""
    also, state = command.ban_also, violation.state
    if not also:
        return None
    if violation.kind not in context.policy.violations.banned:
        return Refusal(code="no_ban_for_this", state=state)
    if not all(is_person_key(person) for person in also):
        return Refusal(code="person_key_malformed", state=state)
    if len(set(also)) < len(also) or violation.person in also:
        return Refusal(code="banned_twice", state=state)
    return not_concrete(command.ban_also_reason, state, context)
